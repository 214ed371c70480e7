"""Compares the column lineage of a mart with sqlglot's, an SQL parser of others. Prints counts, then what is wrong; exit 1
where anything is.

usage: lineage_sqlglot.py MART.sqlite PIPELINE

What is compared: for every column of a model, the columns of the tables it reads that its value may come from (meta_lineage).
sqlglot adds columns that only choose rows (conditions of subqueries, PARTITION BY); where a table of the night's sources is
known to it by the columns that we name alone, it may not find its way, and is asked once more without those.
"""
import collections, glob, logging, re, sqlite3, sys
from sqlglot import exp
from sqlglot.lineage import lineage

logging.disable(logging.CRITICAL)
mart = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
ours = collections.defaultdict(dict)
for table, column, source, origin, certainty in mart.execute(
        "SELECT table_name, column_name, from_table, from_column, certainty FROM meta_lineage"):
    ours[table, column][source, origin] = certainty
known = collections.defaultdict(dict)
for table, column in mart.execute("SELECT table_name, column_name FROM meta_column"):
    known[table][column] = "text"
full = {table: dict(columns) for table, columns in known.items()}
for sources in ours.values():
    for source, origin in sources:
        full.setdefault(source, {}).setdefault(origin, "text")


def theirs(column, sql):
    for schema in (full, known):
        try:
            node = lineage(column, sql, schema=schema, dialect="sqlite")
        except Exception:
            continue
        return schema is full, {
            (leaf.source.name, leaf.name.split(".")[-1].strip('"'))
            for leaf in node.walk() if not leaf.downstream and isinstance(leaf.source, exp.Table)}
    return False, None


counts, wrong = collections.Counter(), []
for path in sorted(glob.glob(sys.argv[2] + "/models/**/*.sql", recursive=True)):
    text = open(path, encoding="utf-8").read()
    front = re.match(r"/\*---\n(.*?)---\*/\n(.*)", text, re.S)
    name = re.search(r"^model: (\S+)", front.group(1), re.M).group(1)
    for column in known[name]:
        whole, found = theirs(column, front.group(2))
        if found is None:
            counts["not resolved by sqlglot"] += 1
            continue
        mine = ours.get((name, column), {})
        counts["columns"] += 1
        counts["exact"] += "exact" in mine.values()
        if set(mine) == found:
            counts["the same"] += 1
        elif set(mine) < found:
            counts["sqlglot has more"] += 1
        else:
            counts["we have more"] += 1
            if whole:
                wrong.append(f"{name}.{column} comes, by us alone, from {sorted(set(mine) - found)}")
        if "exact" in mine.values() and (len(mine) != 1 or (whole and set(mine) != found)):
            wrong.append(f"{name}.{column} is called exact, and sqlglot says {sorted(found)}")
print(dict(counts))
print("\n".join(wrong))
sys.exit(1 if wrong or counts["the same"] * 10 < counts["columns"] * 9 else 0)
