"""The sqlite3 shell: `.import` of the plain copies, typed by SQL, then the same models, outputs and sums.

Everything is one script to the shell; this program writes it and waits.
"""
import json, pathlib, subprocess
import dialect, prepare, task
from rival_sqlite_settings import INDEXES, PRAGMAS

TYPES = {"money": "INTEGER", "integer": "INTEGER"}


def typed(feed, column) -> str:
    """An expression over a field as text: money to fen, dates to yyyy-mm-dd, empty to NULL."""
    name = column.name
    if column.type == "date":
        if feed.dates == "yyyy-mm-dd":
            return f"NULLIF({name}, '')"
        rest = (5, 7) if feed.dates == "yyyymmdd" else (6, 9)
        return f"CASE {name} WHEN '' THEN NULL ELSE substr({name}, 1, 4) || '-' || substr({name}, {rest[0]}, 2) || '-' || substr({name}, {rest[1]}, 2) END"
    if column.type == "money" and not feed.has_minor:
        return f"CASE {name} WHEN '' THEN NULL ELSE CAST(ROUND({name} * 100) AS INTEGER) END"
    if column.type in TYPES:
        return f"CASE {name} WHEN '' THEN NULL ELSE CAST({name} AS INTEGER) END"
    return f"NULLIF({name}, '')"


def load(feed, given) -> list:
    columns = ", ".join(f"{column.name} {TYPES.get(column.type, 'TEXT')}" for column in feed.columns)
    script = [f"CREATE TABLE IF NOT EXISTS stg_{feed.name} ({columns}, delivered TEXT);"]
    for date in given.dates:
        raw = ", ".join(f"{column.name} TEXT" for column in feed.columns)
        values = ", ".join(typed(feed, column) for column in feed.columns)
        script += [f"CREATE TEMP TABLE raw ({raw});", f".import {prepare.plain(given.prepared, feed, date)} raw --schema temp",
                   f"INSERT INTO stg_{feed.name} SELECT {values}, '{date}' FROM raw;", "DROP TABLE raw;"]
    return script


def script(given) -> str:
    date = given.dates[-1]
    lines = [".bail on", ".mode csv", PRAGMAS, "BEGIN;"]
    for feed in given.feeds:
        lines += load(feed, given)
    lines += [f"DROP TABLE IF EXISTS {table};" for table in dialect.tables()]
    for (_, sql), table in zip(dialect.statements("models.sql", dialect.SQLITE, date), dialect.tables()):
        lines.append(sql + ";")
        if table in INDEXES:
            lines.append(f"CREATE INDEX {table}_by_key ON {table} ({INDEXES[table]});")
    lines += ["COMMIT;", ".headers on"]
    for name, sql in dialect.statements("outputs.sql", dialect.SQLITE, date):
        lines += [f".once {pathlib.Path(given.out, name)}", sql + ";"]
    lines.append(".mode json")
    (_, sums), = dialect.statements("sums.sql", dialect.SQLITE, date)
    counts = " UNION ALL ".join(f"SELECT '{feed.name}' AS name, COUNT(*) AS value FROM stg_{feed.name}" for feed in given.feeds)
    return "\n".join(lines + [f".once {pathlib.Path(given.out, 'counts.json')}", counts + ";", f".once {pathlib.Path(given.out, 'figures.json')}", sums + ";"])


def main():
    given = task.given()
    subprocess.run(["sqlite3", str(pathlib.Path(given.out, "mart.sqlite"))], input=script(given), text=True, check=True, stdout=subprocess.DEVNULL)
    read = lambda name: {row["name"]: row["value"] for row in json.loads(pathlib.Path(given.out, name).read_text())}
    task.tell(given, read("counts.json"), read("figures.json"))


main()
