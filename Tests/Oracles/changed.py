#!/usr/bin/env python3
"""What two marts have otherwise, counted without the engine: a line of JSON a table.

  changed.py BEFORE AFTER [TABLE:KEY,KEY …]   keys of views, which have none of their own
"""
import json
import sqlite3
import sys

WAY = {"delivery_id", "line_no", "late"}


def rows(mart, table, keys):
    """Every row by its key, as a map of column to value."""
    cursor = mart.execute(f'SELECT * FROM "{table}"')
    names = [column[0] for column in cursor.description]
    return names, {tuple(row[names.index(key)] for key in keys): dict(zip(names, row)) for row in cursor}


def main():
    before, after = (sqlite3.connect(f"file:{path}?mode=ro", uri=True) for path in sys.argv[1:3])
    told = dict(part.split(":") for part in sys.argv[3:])
    listing = "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'meta%' AND name <> 'run_context'"
    tables = [{row[0] for row in mart.execute(listing)} for mart in (before, after)]
    for table in sorted(tables[0] & tables[1]):
        keys = told[table].split(",") if table in told else [
            row[0] for row in after.execute("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", [table])]
        if not keys:
            continue
        (names, old), (later, new) = rows(before, table, keys), rows(after, table, keys)
        shared = [name for name in names if name in later and name not in WAY]
        changed = [key for key in old.keys() & new.keys() if any(str(old[key][c]) != str(new[key][c]) for c in shared)]
        columns = {c: sum(str(old[key][c]) != str(new[key][c]) for key in changed) for c in shared}
        result = {
            "table": table, "rows_before": len(old), "rows_after": len(new), "added": len(new.keys() - old.keys()),
            "removed": len(old.keys() - new.keys()), "changed": len(changed),
            "columns": {c: n for c, n in columns.items() if n},
        }
        if result["added"] or result["removed"] or result["changed"]:
            print(json.dumps(result))


main()
