"""How long questions take: prints a JSON object, the name of each with its least seconds of five on the wall and of all cores,
on an open connection.

usage: question_times.py MART.sqlite QUERY.sql…            the mart, by Python's sqlite3, read-only
       question_times.py RAW.duckdb AS_OF questions.sql    raw tables
"""
import json, pathlib, sys, time
import dialect


def least(ask) -> list:
    def once() -> tuple:
        wall, cpu = time.perf_counter(), time.process_time()
        ask()
        return time.perf_counter() - wall, time.process_time() - cpu
    return [min(seconds) for seconds in zip(*(once() for _ in range(5)))]


def main():
    source, rest = sys.argv[1], sys.argv[2:]
    if source.endswith(".duckdb"):
        import duckdb
        connection = duckdb.connect(source, read_only=True)
        asked = dict(dialect.statements(rest[1], {}, rest[0]))
    else:
        import sqlite3
        connection = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
        asked = {pathlib.Path(path).stem: pathlib.Path(path).read_text(encoding="utf-8") for path in rest}
    print(json.dumps({name: least(lambda: connection.execute(sql).fetchall()) for name, sql in asked.items()}))


main()
