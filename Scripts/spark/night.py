"""One night on Apache Spark: the models of a job in their order, then its queries; the answers in one JSON file.

Usage: night.py JOB.json. Beside the job lie `result.json` when the application ends, whatever its end, and the tables that go
back, as `back/<table>/part-….gz`. Exit 0: every table and query was made; 1: something failed, and the result says what.
Nothing here knows a pipeline: relations, SQL, types, keys and queries all stand in the job.

Where the job `asks`, each table waits for its turn: `said/<n>.json` asks for it, or says what was made; `told/<table>.json` answers
(SparkTurn.swift says with what).
"""

import gzip
import json
import os
import re
import shutil
import sys
import threading
import time
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import DoubleType, LongType, StringType, StructField, StructType

SPARK_TYPES = {"integer": LongType(), "text": StringType(), "real": DoubleType()}
SQL_TYPES = {"integer": "BIGINT", "text": "STRING", "real": "DOUBLE"}
# Below so many rows handed over, a night is small: see settings().
SMALL_ROWS = 1_000_000
# In the order in which text is escaped; undone in the reverse order. See CopyText.swift.
ESCAPES = [("\\", "\\s"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")]


class Stop(Exception):
    """What ends the night, with the model or query that it is about."""

    def __init__(self, name, message):
        super().__init__(message)
        self.name, self.message = name, message


def settings(job):
    """What makes Spark SQL read the portable subset as SQLite does, then what fits the machine, then the job's own."""
    base = {
        "spark.sql.ansi.enabled": "true",
        "spark.sql.ansi.doubleQuotedIdentifiers": "true",
        "spark.sql.parser.escapedStringLiterals": "true",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.caseSensitive": "false",
        "spark.sql.crossJoin.enabled": "true",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.warehouse.dir": os.path.join(job["folder"], "catalog"),
        "spark.sql.sources.commitProtocolClass":
            "org.apache.spark.sql.execution.datasources.SQLHadoopMapReduceCommitProtocol",
        # Tables are written into a folder of this attempt, which nobody reads before the job has ended.
        "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "2",
        "spark.scheduler.mode": "FAIR",
    }
    if job["master"].startswith("local"):
        base |= {
            "spark.driver.memory": job["memory"],
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.shuffle.partitions": "4",
            "spark.local.dir": os.path.join(job["folder"], "scratch"),
            "spark.driver.extraJavaOptions": "-XX:+UseSerialGC -Xss8m",
        }
        if sum(relation["rows"] for relation in job["relations"]) < SMALL_ROWS:
            # Few rows: planning and compiling take longer than what they save, and one partition holds it all.
            base |= {
                "spark.sql.shuffle.partitions": "1",
                "spark.sql.adaptive.enabled": "false",
                "spark.sql.codegen.wholeStage": "false",
                "spark.sql.codegen.factoryMode": "NO_CODEGEN",
                "spark.driver.extraJavaOptions": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xss8m",
            }
    elif job["memory"]:
        base["spark.driver.memory"] = job["memory"]
    return base | {key: value for key, value in job["settings"].items() if key.startswith("spark.")}


def start(job):
    builder = SparkSession.builder.appName("mart " + job["business_date"])
    if job["master"]:
        builder = builder.master(job["master"])
    for key, value in settings(job).items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def schema(columns):
    return StructType([StructField(column["name"], SPARK_TYPES[column["type"]]) for column in columns])


def name(text):
    return '"' + text + '"'


def quoted(text):
    return F.col("`" + text + "`")


def type_name(field):
    """A column's type as contracts name it."""
    kind = field.dataType.simpleString()
    if kind == "string" or kind.startswith(("varchar", "char")):
        return "text"
    return "real" if kind in ("double", "float") else "integer"


def read_relation(spark, relation):
    """A relation that was handed over: lines of text, split at tabs, each field as its contract's type."""
    lines = spark.read.option("lineSep", "\n").text(relation["folder"])
    fields = lines.select(F.split("value", "\t", -1).alias("f"))

    def column(index, declared):
        raw = F.get("f", F.lit(index))
        plain = raw
        for plain_text, escaped in reversed(ESCAPES):
            plain = F.replace(plain, F.lit(escaped), F.lit(plain_text))
        plain = F.when(F.contains(raw, F.lit("\\")), plain).otherwise(raw)
        value = F.when(raw == F.lit("\\N"), F.lit(None)).otherwise(plain if declared["type"] == "text" else raw)
        return value.cast(SPARK_TYPES[declared["type"]]).alias(declared["name"])

    return fields.select(*[column(index, declared) for index, declared in enumerate(relation["columns"])])


def copy_line(columns):
    """A row in the form in which relations come."""
    def field(column):
        value = F.col(name(column["name"]).replace('"', "`")).cast("string")
        if column["type"] == "text":
            for plain, escaped in ESCAPES:
                value = F.replace(value, F.lit(plain), F.lit(escaped))
        return F.coalesce(value, F.lit("\\N"))

    return F.concat_ws("\t", *[field(column) for column in columns])


def row_text(model):
    """The text of which the row hash is made: as RowText.swift writes it."""
    types = {column["name"]: column["type"] for column in model["columns"]}

    def field(column):
        value = quoted(column).cast("string")
        if types[column] == "text":
            value = F.replace(F.replace(value, F.lit("\\"), F.lit("\\\\")), F.lit("|"), F.lit("\\|"))
        return F.coalesce(value, F.lit("\\N"))

    return F.concat_ws("|", *[field(column) for column in model["hashed"]])


def lane(digest, start):
    # Sums of 32-bit numbers, in a decimal that no table overflows.
    return F.coalesce(F.sum(F.conv(F.substring(digest, start, 8), 16, 10).cast("decimal(38,0)")), F.lit(0)).cast("string")


def selected(model, alias):
    """A model's rows, each column by its contract's type."""
    listed = ", ".join(
        f"CAST({name(column['name'])} AS {SQL_TYPES[column['type']]}) AS {name(column['name'])}"
        for column in model["columns"])
    given = f"({', '.join(name(column['name']) for column in model['columns'])})" if model["isView"] else ""
    return f"SELECT {listed} FROM (\n{model['sql']}\n) AS {alias}{given}"


def write_file(path, value):
    """Whole or not at all."""
    with open(path + ".part", "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".part", path)


def write_lines(frame, path):
    frame.write.mode("overwrite").option("compression", "gzip").option("lineSep", "\n").text(path)


def has_lines(part):
    with gzip.open(part) as file:
        return file.read(1) != b""


def take_over(before, path):
    """A table that stays as it was: the same files under a second name, or copies where the file system has no such names."""
    os.makedirs(path)
    for file in os.listdir(before):
        try:
            os.link(os.path.join(before, file), os.path.join(path, file))
        except OSError:
            shutil.copyfile(os.path.join(before, file), os.path.join(path, file))


class Night:
    def __init__(self, job):
        self.job = job
        self.spark = start(job)
        self.places = {}
        self.models = {model["name"]: model for model in job["models"]}
        self.tables = {}
        self.is_back = {}
        self.outputs = []
        self.lock = threading.Lock()
        self.words = 0

    def run(self):
        with ThreadPoolExecutor(self.job["parallel"]) as pool:
            list(pool.map(self.take, self.job["relations"]))
        for table in self.job["stored"]:
            # Of an earlier night: made, proved and published.
            self.show(self.spark, table["name"], table["columns"], table["folder"])
        self.make_all()
        with ThreadPoolExecutor(self.job["parallel"]) as pool:
            self.outputs = list(pool.map(self.bring, filter(self.is_left, self.job["outputs"])))
            return list(pool.map(self.answer, self.job["queries"]))

    def is_left(self, output):
        """Whether an output reads a table that does not go back; always where it reads none that this night made."""
        made = [self.is_back[name] for name in output["reads"] if name in self.is_back]
        return not made or not all(made)

    def bring(self, output):
        """The rows of a query over finished tables, to go back."""
        try:
            frame = self.spark.sql(output["sql"])
            columns = [{"name": field.name, "type": type_name(field)} for field in frame.schema.fields]
            folder = os.path.join(self.job["folder"], "back", "output_" + output["id"])
            write_lines(frame.select(copy_line(columns).alias("value")), folder)
            return {"id": output["id"], "columns": columns}
        except Exception as error:
            raise Stop(output["id"], reason(error)) from error

    def take(self, relation):
        """Text becomes Parquet once, so that no model parses it, and no plan shows how it is parsed."""
        path = os.path.join(self.job["folder"], "taken", relation["name"])
        read_relation(self.spark, relation).write.mode("overwrite").parquet(path)
        self.show(self.spark, relation["name"], relation["columns"], path)

    def show(self, session, name, columns, path):
        """What lies on disk under a name, by its contract's types."""
        with self.lock:
            self.places[name] = (columns, path)
        stored = session.read.schema(schema(columns)).parquet(path)
        stored.createOrReplaceTempView(name)
        return stored

    def make_all(self):
        """Every model as soon as those that it reads are there, some side by side."""
        waiting = list(self.job["models"])
        made, running = set(), {}
        with ThreadPoolExecutor(self.job["parallel"]) as pool:
            while waiting or running:
                for model in [m for m in waiting if made.issuperset(m["after"])]:
                    if len(running) >= self.job["parallel"]:
                        break
                    waiting.remove(model)
                    running[pool.submit(self.make, model)] = model
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    model = running.pop(future)
                    try:
                        future.result()
                    except Exception as error:
                        raise Stop(model["name"], reason(error)) from error
                    made.add(model["name"])

    def make(self, model):
        began = time.monotonic()
        if model["isView"]:
            self.spark.sql(selected(model, "made_")).createOrReplaceTempView(model["name"])
            return
        turn = self.turn(model["name"])
        path = os.path.join(self.job["warehouse"], model["name"])
        is_same = turn["how"] == "keep"
        if turn["how"] == "full":
            self.write(self.spark.sql(selected(model, "made_")), path)
            if turn["compares"]:
                session = self.spark.newSession()
                self.read(session, "before_", model, turn["before"])
                self.compare(session, model, turn, path)
        elif turn["how"] == "key":
            is_same = not self.replace(model, turn, path)
        if is_same:
            take_over(turn["before"], path)
        # Read back by the contract's types, so that the next model reads what is on disk and nothing is made twice.
        stored = self.show(self.spark, model["name"], model["columns"], path)
        if is_same:
            table = {"name": model["name"], "rows": turn["rows"], "lanes": turn["lanes"], "nulls": [], "double_keys": 0}
        else:
            table = self.prove(model, stored)
        is_back = 0 <= table["rows"] <= self.job["rows_in_sqlite"]
        if is_back and not is_same and not (turn["compares"] and turn["stands"]):
            self.give_back(model, stored, table["rows"])
        table |= {"is_back": is_back, "seconds": round(time.monotonic() - began, 3)}
        with self.lock:
            self.is_back[model["name"]] = is_back
            self.tables[model["name"]] = table
        if turn["how"] != "keep":
            self.say({"made": table})
        print(f"{model['name']} {turn['how']} {table['rows']} {table['seconds']}", flush=True)

    def write(self, frame, path):
        frame.write.mode("overwrite").option("compression", "zstd").parquet(path)

    def read(self, session, name, model, path):
        """Under a name that the session alone knows."""
        session.read.schema(schema(model["columns"])).parquet(path).createOrReplaceTempView(name)

    def give_back(self, model, stored, rows):
        order = [quoted(column) for column in model["order"]]
        # Parts in the order of the key, for whoever takes the rows in.
        lines = stored.coalesce(1).sortWithinPartitions(*order) if rows < SMALL_ROWS else stored.orderBy(*order)
        write_lines(lines.select(copy_line(model["columns"]).alias("value")), os.path.join(self.job["folder"], "back", model["name"]))

    def say(self, word):
        """The next word, for whoever started the night; nobody listens where the job does not ask."""
        if not self.job["asks"]:
            return
        with self.lock:
            self.words += 1
            write_file(os.path.join(self.job["folder"], "said", f"{self.words}.json"), word)

    def turn(self, table):
        """How a table is to be made."""
        if not self.job["asks"]:
            return {"how": "full", "compares": False}
        self.say({"asks": table})
        path = os.path.join(self.job["folder"], "told", table + ".json")
        while not os.path.exists(path):
            time.sleep(0.02)
        with open(path, encoding="utf-8") as file:
            return json.load(file)

    def replace(self, model, turn, path):
        """Rows of touched keys are made anew, in a session in which the model's sources have no others; the rest is last night's.
        Tells whether any row differs; where none does, nothing is left."""
        session = self.spark.newSession()
        for keys in turn["lists"]:
            read_relation(session, keys).createOrReplaceTempView(keys["name"])
        for source in turn["wholes"]:
            self.show(session, source, *self.places[source])
        for shadow in turn["shadows"]:
            columns, place = self.places[shadow["name"]]
            session.read.schema(schema(columns)).parquet(place).createOrReplaceTempView("whole_" + shadow["name"])
            session.sql(shadow["sql"]).createOrReplaceTempView(shadow["name"])
        for view in turn["views"]:
            session.sql(selected(self.models[view], "made_")).createOrReplaceTempView(view)
        self.read(session, "before_", model, turn["before"])
        columns = ", ".join(name(column["name"]) for column in model["columns"])
        whole = session.sql(
            f"SELECT {columns} FROM before_ AS o WHERE NOT COALESCE({turn['holds']}, FALSE) "
            f"UNION ALL {selected(model, 'o')} WHERE {turn['holds']}")
        # Else every night would add its files to those of the night before.
        self.write(whole.coalesce(1) if turn["rows"] < SMALL_ROWS else whole, path)
        if self.compare(session, model, turn, path):
            return True
        shutil.rmtree(path)
        return False

    def compare(self, session, model, turn, path):
        """Writes the rows that went and came, each behind `-` or `+`: those of touched keys in before_, last night's table, beside those
        in the new one. Tells whether there is any."""
        self.read(session, "after_", model, path)
        columns = ", ".join(name(column["name"]) for column in model["columns"])
        differing = session.sql(
            f"SELECT CASE WHEN SUM(came_) < 0 THEN '-' ELSE '+' END AS side_, {columns} FROM ("
            f"SELECT -1 AS came_, {columns} FROM before_ AS o WHERE {turn['holds']} UNION ALL "
            f"SELECT 1, {columns} FROM after_ AS o WHERE {turn['holds']}) GROUP BY {columns} HAVING SUM(came_) <> 0")
        lines = differing.select(copy_line([{"name": "side_", "type": "text"}] + model["columns"]).alias("value"))
        place = os.path.join(self.job["folder"], "difference", model["name"])
        write_lines(lines, place)
        return any(has_lines(os.path.join(place, part)) for part in os.listdir(place) if part.startswith("part-"))

    def prove(self, model, stored):
        """Row count, row hash, NULLs where the contract has none, and keys with more than one row."""
        digest = F.md5(F.encode(row_text(model), "UTF-8"))
        required = [column["name"] for column in model["columns"] if column["required"]]
        row = stored.select(digest.alias("digest_"), "*").agg(
            F.count(F.lit(1)).alias("rows_"), lane(F.col("digest_"), 1).alias("first_"),
            lane(F.col("digest_"), 9).alias("second_"),
            (F.count_distinct(F.struct(*[quoted(column) for column in model["key"]]))
             if model["key"] else F.count(F.lit(1))).alias("keys_"),
            *[F.count_if(quoted(column).isNull()).alias("null_" + column) for column in required],
        ).first()
        return {
            "name": model["name"], "rows": row["rows_"], "lanes": [row["first_"], row["second_"]],
            "nulls": [column for column in required if row["null_" + column] > 0],
            "double_keys": row["rows_"] - row["keys_"]}

    def answer(self, query):
        try:
            frame = self.spark.sql(query)
            types = [type_name(field) for field in frame.schema.fields]
            rows = [[None if value is None else str(value) for value in row] for row in frame.collect()]
            return {"sql": query, "types": types, "rows": rows}
        except Exception as error:
            raise Stop(query, reason(error)) from error


def reason(error):
    """Spark's words up to the query's text and the stack; of errors that quote a value, the class alone."""
    text = str(error)
    java = getattr(error, "java_exception", None)
    while java is not None:
        text, java = java.toString(), java.getCause()
    first = text.split("\n")[0].strip()
    found = re.search(r"\[([A-Z_0-9.]+)\]", first)
    if found and found.group(1).startswith(("CAST_", "INVALID_ARRAY", "ARITHMETIC", "DIVIDE", "NUMERIC")):
        return found.group(0)
    return first[:500] or type(error).__name__


def leave_with_parent():
    """Ends the application when the night that started it is gone: it would go on for nobody."""
    parent = os.getppid()

    def watch():
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(75)

    threading.Thread(target=watch, daemon=True).start()


def main(path):
    leave_with_parent()
    with open(path, encoding="utf-8") as file:
        job = json.load(file)
    result = {"spark": "", "failure": None, "tables": [], "answers": [], "outputs": []}
    night = None
    try:
        night = Night(job)
        result["spark"] = night.spark.version
        result["answers"] = night.run()
    except Stop as stop:
        result["failure"] = {"name": stop.name, "message": stop.message}
    except Exception as error:
        result["failure"] = {"name": "", "message": reason(error)}
    if night:
        result["outputs"] = night.outputs
        result["tables"] = sorted(night.tables.values(), key=lambda table: table["name"])
    write_file(os.path.join(os.path.dirname(path), "result.json"), result)
    try:
        if night:
            java = night.spark.sparkContext._gateway.proc
            night.spark.stop()
            java.stdin.close()
            java.wait(timeout=30)
    except Exception:  # The result is written: what ends badly after it changes nothing.
        pass
    return 1 if result["failure"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
