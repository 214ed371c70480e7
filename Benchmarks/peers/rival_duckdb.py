"""DuckDB, all threads, feeds beside one another: every feed into a typed table, then models, outputs and sums.

It reads the landing files. What GB18030 needs depends on the arm: with RIVAL_ENCODINGS=1 DuckDB's extension `encodings`
decodes the separated files and fixed records are cut in SQL, with store_rejects; only feeds with names of persons and
places are taken from the plain copies, since the extension refuses characters of four bytes. Else all files in GB18030 are.
"""
import concurrent.futures, os, pathlib
import duckdb
import dialect, prepare, task

TYPES = {"text": "VARCHAR", "code": "VARCHAR", "flag": "VARCHAR", "date": "DATE", "timestamp": "TIMESTAMP", "integer": "BIGINT"}
OWN = bool(os.environ.get("RIVAL_ENCODINGS"))


def text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def read_type(feed, column) -> str:
    return TYPES.get(column.type) or ("BIGINT" if feed.has_minor else "DECIMAL(18, 2)")


def struct(pairs) -> str:
    return "{" + ", ".join(f"{text(name)}: {text(kind)}" for name, kind in pairs) + "}"


def csv_call(feed, path, names, separator, quoted, header, encoding="utf-8") -> str:
    """A call of read_csv with the types of the contract: bytes to typed columns in one pass."""
    quote = "quote='\"', escape='\"'" if quoted else "quote='', escape=''"
    dates = {"yyyymmdd": "%Y%m%d", "yyyy-mm-dd": "%Y-%m-%d", "yyyy.mm.dd": "%Y.%m.%d"}[feed.dates]
    rejects = ", store_rejects=true" if OWN else ", ignore_errors=true"
    columns = struct(zip(names, (read_type(feed, column) for column in feed.columns)))
    return (f"read_csv({text(str(path))}, auto_detect=false, delim={text(separator)}, {quote}, header={str(header).lower()}, "
            f"dateformat='{dates}', encoding='{encoding}', columns={columns}{rejects})")


def fixed_query(feed, path) -> str:
    """A query over the lines of fixed records, which hold ASCII only."""
    columns, at = [], 1
    for column in feed.columns:
        field = f"NULLIF(trim(substr(line, {at}, {column.width})), '')"
        kind = read_type(feed, column)
        columns.append(f"strptime({field}, '%Y%m%d')::DATE" if kind == "DATE" else field if kind == "VARCHAR" else f"{field}::{kind}")
        at += column.width
    columns = ", ".join(f"{form} AS {column.name}" for form, column in zip(columns, feed.columns))
    return (f"SELECT {columns} FROM read_csv({text(str(path))}, auto_detect=false, delim='\x02', quote='', escape='', header=false, columns={{'line': 'VARCHAR'}}) "
            f"WHERE length(line) = {at - 1} AND line NOT LIKE '{feed.header}%' AND line NOT LIKE '{feed.trailer}%'")


def source(feed, given, date: str) -> str:
    """Where the rows of a delivery come from, and which names its columns have there; empty where none came."""
    path, names = feed.path(given.landing, date), [column.name for column in feed.columns]
    if not path.exists() or path.stat().st_size == 0:
        return ""
    is_wide = any(column.is_wide for column in feed.columns)
    if feed.encoding != "utf8" and (not OWN or is_wide):
        return csv_call(feed, prepare.plain(given.prepared, feed, date), names, ",", True, False)
    if feed.kind == "fixed":
        return f"({fixed_query(feed, path)})"
    if feed.kind == "json_lines":
        columns = struct((column.source, read_type(feed, column)) for column in feed.columns)
        return f"read_json({text(str(path))}, format='newline_delimited', ignore_errors=true, columns={columns})"
    encoding = "utf-8" if feed.encoding == "utf8" else "gb18030"
    return csv_call(feed, path, names, feed.separator, feed.quoted, feed.header == "names", encoding)


def load(connection, feed, given):
    """Appends the deliveries of a feed to its table, amounts in fen."""
    typed = lambda column: "BIGINT" if column.type == "money" else read_type(feed, column)
    columns = ", ".join(f"{column.name} {typed(column)}" for column in feed.columns)
    connection.execute(f"CREATE TABLE IF NOT EXISTS stg_{feed.name} ({columns}, delivered DATE)")
    for date in given.dates:
        rows = source(feed, given, date)
        if not rows:
            continue
        names = [column.source if rows.startswith("read_json") else column.name for column in feed.columns]
        values = ", ".join(f"CAST({name} * 100 AS BIGINT)" if column.type == "money" and not feed.has_minor else name
                           for name, column in zip(names, feed.columns))
        connection.execute(f"INSERT INTO stg_{feed.name} SELECT {values}, DATE '{date}' FROM {rows}")


def main():
    given = task.given()
    settings = {"threads": given.threads} if given.threads else {}
    connection = duckdb.connect(str(pathlib.Path(given.out, "mart.duckdb")), config=settings)
    if OWN:
        connection.execute("LOAD encodings")
    with concurrent.futures.ThreadPoolExecutor(given.threads or os.cpu_count()) as pool:
        list(pool.map(lambda feed: load(connection.cursor(), feed, given), given.feeds))
    if os.environ.get("RIVAL_LOADS_ONLY"):
        return
    for table in dialect.tables():
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    for _, sql in dialect.statements("models.sql", dialect.DUCKDB, given.dates[-1]):
        connection.execute(sql)
    for name, sql in dialect.statements("outputs.sql", dialect.DUCKDB, given.dates[-1]):
        connection.execute(f"COPY ({sql}) TO {text(str(pathlib.Path(given.out, name)))} (HEADER)")
    (_, sums), = dialect.statements("sums.sql", dialect.DUCKDB, given.dates[-1])
    rows = {feed.name: connection.execute(f"SELECT COUNT(*) FROM stg_{feed.name}").fetchone()[0] for feed in given.feeds}
    task.tell(given, rows, dict(connection.execute(sums).fetchall()))
    connection.close()


main()
