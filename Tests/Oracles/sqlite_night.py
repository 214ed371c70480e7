"""Plays Spark's application with SQLite alone: the job, the turns of its tables and the answers of Scripts/spark/night.py, for tests
of what goes between `mart` and an application, without Java. Its warehouse holds a SQLite file a table.

A table that is made by key sees the sources that its turn names, and no others.

usage: sqlite_night.py JOB.json; standard library only.
"""
import gzip
import hashlib
import json
import os
import shutil
import sqlite3
import sys
import time

ESCAPES = [("\\", "\\s"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")]
READ = {"integer": int, "text": str, "real": float}
KINDS = {int: "integer", str: "text", float: "real"}


def lines(folder):
    """Rows of a relation that was handed over."""
    for part in sorted(os.listdir(folder)):
        with gzip.open(os.path.join(folder, part), "rt", encoding="utf-8", newline="\n") as file:
            for line in file:
                yield line[:-1].split("\t")


def read(field, kind):
    if field == "\\N":
        return None
    for plain, escaped in reversed(ESCAPES):
        field = field.replace(escaped, plain)
    return READ[kind](field)


def written(value):
    if value is None:
        return "\\N"
    text = str(value)
    for plain, escaped in ESCAPES:
        text = text.replace(plain, escaped)
    return text


def names(columns):
    return ", ".join(f'"{column["name"]}"' for column in columns)


def fill(base, table, columns, rows):
    typed = ", ".join(f'"{column["name"]}" {column["type"]}' for column in columns)
    base.execute(f'CREATE TABLE "{table}" ({typed})')
    base.executemany(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(columns))})', rows)


def stored(folder):
    with sqlite3.connect(os.path.join(folder, "rows.sqlite")) as file:
        return file.execute("SELECT * FROM rows").fetchall()


def kinds(cursor, rows):
    """Each column with the type of its first value."""
    first = [next((row[place] for row in rows if row[place] is not None), 0) for place in range(len(cursor.description))]
    return [{"name": column[0], "type": KINDS[type(value)]} for column, value in zip(cursor.description, first)]


class Night:
    def __init__(self, job):
        self.job, self.words, self.tables, self.back, self.outputs, self.answers = job, 0, [], {}, [], []
        self.base = sqlite3.connect(":memory:")
        self.columns = {relation["name"]: relation["columns"] for relation in job["relations"]}
        self.models = {model["name"]: model for model in job["models"]}

    def run(self):
        for relation in self.job["relations"]:
            self.hand_over(self.base, relation)
        for model in self.job["models"]:
            self.columns[model["name"]] = model["columns"]
            self.make(model)
        for output in self.job["outputs"]:
            if not all(self.back[table] for table in output["reads"] if table in self.back):
                cursor = self.base.execute(output["sql"])
                rows = cursor.fetchall()
                self.write("back/output_" + output["id"], rows)
                self.outputs.append({"id": output["id"], "columns": kinds(cursor, rows)})
        for query in self.job["queries"]:
            cursor = self.base.execute(query)
            rows = cursor.fetchall()
            self.answers.append({
                "sql": query, "types": [column["type"] for column in kinds(cursor, rows)],
                "rows": [[None if value is None else str(value) for value in row] for row in rows]})

    def hand_over(self, base, relation):
        types = [column["type"] for column in relation["columns"]]
        rows = [[read(field, kind) for field, kind in zip(row, types)] for row in lines(relation["folder"])]
        fill(base, relation["name"], relation["columns"], rows)

    def view(self, base, model):
        base.execute(f'CREATE VIEW "{model["name"]}" ({names(model["columns"])}) AS SELECT * FROM (\n{model["sql"]}\n)')

    def make(self, model):
        if model["isView"]:
            return self.view(self.base, model)
        turn, name = self.turn(model["name"]), model["name"]
        list_ = names(model["columns"])
        if turn["how"] == "full":
            rows = self.base.execute(f"SELECT {list_} FROM (\n{model['sql']}\n)").fetchall()
            if turn["compares"]:
                self.compare(name, stored(turn["before"]), rows)
        elif turn["how"] == "key":
            rows = self.replaced(model, turn, list_)
        else:
            rows = stored(turn["before"])
        folder = os.path.join(self.job["warehouse"], name)
        if turn["how"] == "keep":
            shutil.copytree(turn["before"], folder, copy_function=os.link)
        else:
            os.makedirs(folder)
            with sqlite3.connect(os.path.join(folder, "rows.sqlite")) as file:
                fill(file, "rows", model["columns"], rows)
        fill(self.base, name, model["columns"], rows)
        table = self.proved(model, rows)
        table |= {"is_back": len(rows) <= self.job["rows_in_sqlite"], "seconds": 0}
        self.back[name] = table["is_back"]
        if table["is_back"] and not (turn["compares"] and turn["stands"]):
            self.write("back/" + name, rows)
        self.tables.append(table)
        if turn["how"] != "keep":
            self.say({"made": table})

    def replaced(self, model, turn, list_):
        base = sqlite3.connect(":memory:")
        for keys in turn["lists"]:
            self.hand_over(base, keys)
        for source in turn["wholes"]:
            fill(base, source, self.columns[source], self.rows(source))
        for shadow in turn["shadows"]:
            fill(base, "whole_" + shadow["name"], self.columns[shadow["name"]], self.rows(shadow["name"]))
            base.execute(f'CREATE VIEW "{shadow["name"]}" AS {shadow["sql"]}')
        for view in turn["views"]:
            self.view(base, self.models[view])
        fill(base, "before_", model["columns"], stored(turn["before"]))
        made = base.execute(f"SELECT {list_} FROM (\n{model['sql']}\n) AS o WHERE {turn['holds']}").fetchall()
        gone = base.execute(f"SELECT {list_} FROM before_ AS o WHERE {turn['holds']}").fetchall()
        kept = base.execute(f"SELECT {list_} FROM before_ AS o WHERE NOT COALESCE({turn['holds']}, FALSE)").fetchall()
        self.compare(model["name"], gone, made)
        # A table that last night left damaged behind its seal.
        return (kept[1:] if os.environ.get("SQLITE_NIGHT_FAULT") == "lose-row" else kept) + made

    def rows(self, table):
        return self.base.execute(f'SELECT {names(self.columns[table])} FROM "{table}"').fetchall()

    def compare(self, name, before, now):
        before, now = set(before), set(now)
        self.write("difference/" + name, [("-", *row) for row in before - now] + [("+", *row) for row in now - before])

    def write(self, place, rows):
        folder = os.path.join(self.job["folder"], place)
        os.makedirs(folder)
        with gzip.open(os.path.join(folder, "part-0.gz"), "wt", encoding="utf-8", newline="\n") as file:
            for row in rows:
                file.write("\t".join(map(written, row)) + "\n")

    def proved(self, model, rows):
        place = {column["name"]: index for index, column in enumerate(model["columns"])}

        def text(value):
            return "\\N" if value is None else str(value).replace("\\", "\\\\").replace("|", "\\|")

        digests = [hashlib.md5("|".join(text(row[place[name]]) for name in model["hashed"]).encode()).hexdigest() for row in rows]
        keys = {tuple(row[place[name]] for name in model["key"]) for row in rows}
        return {
            "name": model["name"], "rows": len(rows),
            "lanes": [str(sum(int(digest[start:start + 8], 16) for digest in digests)) for start in (0, 8)],
            "nulls": [column["name"] for column in model["columns"]
                      if column["required"] and any(row[place[column["name"]]] is None for row in rows)],
            "double_keys": len(rows) - len(keys) if model["key"] else 0}

    def turn(self, table):
        if not self.job["asks"]:
            return {"how": "full", "compares": False}
        self.say({"asks": table})
        path = os.path.join(self.job["folder"], "told", table + ".json")
        while not os.path.exists(path):
            time.sleep(0.002)
        with open(path, encoding="utf-8") as file:
            return json.load(file)

    def say(self, word):
        if self.job["asks"]:
            self.words += 1
            write_file(os.path.join(self.job["folder"], "said", f"{self.words}.json"), word)


def write_file(path, value):
    with open(path + ".part", "w", encoding="utf-8") as file:
        json.dump(value, file)
    os.replace(path + ".part", path)


def main(path):
    with open(path, encoding="utf-8") as file:
        job = json.load(file)
    night, failure = Night(job), None
    try:
        night.run()
    except sqlite3.Error as error:
        failure = {"name": "", "message": str(error)}
    write_file(os.path.join(job["folder"], "result.json"), {
        "spark": "none, but SQLite", "failure": failure, "tables": night.tables, "answers": night.answers,
        "outputs": night.outputs})
    return 1 if failure else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
