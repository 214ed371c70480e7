"""Python's standard library alone: gzip, csv, json and codecs read the landing files, sqlite3 holds and joins them."""
import csv, pathlib, sqlite3
import dialect, landing, task
from rival_sqlite_settings import INDEXES, PRAGMAS


def reader(feed, column):
    """What makes a value of a field's text."""
    if column.type == "date":
        if feed.dates == "yyyymmdd":
            return lambda text: f"{text[:4]}-{text[4:6]}-{text[6:8]}" if text else None
        return lambda text: text.replace(".", "-") or None
    if column.type == "money" and not feed.has_minor:
        return lambda text: round(float(text) * 100) if text else None
    if column.type in ("money", "integer"):
        return lambda text: int(text) if text else None
    return lambda text: text or None


def load(connection, feed, given):
    kinds = {"money": "INTEGER", "integer": "INTEGER"}
    columns = ", ".join(f"{column.name} {kinds.get(column.type, 'TEXT')}" for column in feed.columns)
    connection.execute(f"CREATE TABLE IF NOT EXISTS stg_{feed.name} ({columns}, delivered TEXT)")
    readers = [reader(feed, column) for column in feed.columns]
    places = ", ".join("?" * (len(readers) + 1))
    for date in given.dates:
        rows = ([read(field) for read, field in zip(readers, row)] + [date] for row in landing.rows(feed, given.landing, date))
        connection.executemany(f"INSERT INTO stg_{feed.name} VALUES ({places})", rows)


def main():
    given = task.given()
    date = given.dates[-1]
    connection = sqlite3.connect(pathlib.Path(given.out, "mart.sqlite"), isolation_level=None)
    connection.executescript(PRAGMAS)
    connection.execute("BEGIN")
    for feed in given.feeds:
        load(connection, feed, given)
    for table in dialect.tables():
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    for (_, sql), table in zip(dialect.statements("models.sql", dialect.SQLITE, date), dialect.tables()):
        connection.execute(sql)
        if table in INDEXES:
            connection.execute(f"CREATE INDEX {table}_by_key ON {table} ({INDEXES[table]})")
    connection.execute("COMMIT")
    for name, sql in dialect.statements("outputs.sql", dialect.SQLITE, date):
        found = connection.execute(sql)
        with open(pathlib.Path(given.out, name), "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([[column[0] for column in found.description], *found])
    (_, sums), = dialect.statements("sums.sql", dialect.SQLITE, date)
    rows = {feed.name: connection.execute(f"SELECT COUNT(*) FROM stg_{feed.name}").fetchone()[0] for feed in given.feeds}
    task.tell(given, rows, dict(connection.execute(sums).fetchall()))


main()
