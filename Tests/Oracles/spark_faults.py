"""Strikes nights whose models Spark makes, and proves that nothing is torn or lost, and that the next run gives the same rows.

A home has one night that Spark made; the next one, with a correction, goes on from its warehouse. Each point strikes that night once: `mart`
at one of its own system calls, spread over all of them (SIGKILL, a full disk, an input/output error, SIGTERM), or Spark's
application (SIGKILL at times spread over its life; files that may not grow). A reader asks `current` without pause. Then the same
command is run again: row hashes of all tables and the bytes of all outputs must be those of a night that nothing struck.

usage: spark_faults.py MART PYTHON [--points N] [--workers N]
  PYTHON has pyspark (`make spark-deps`). Exit 0: every point held. Standard library only beside that. Linux, with a C compiler.
"""
import argparse
import collections
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

import faults
import market


# What the points are, in turn; `error` is a full disk or an input/output error at a call, `full` files that may not grow.
KINDS = """kill application error full kill term application error kill application
           kill error kill application full term kill error kill application""".split()


class SparkWorld(faults.World):
    """The market's second night on Spark. Bytes of Parquet differ from run to run, rows do not."""

    def __init__(self, mart, python, library, folder):
        self.python = python
        self.before = os.path.join(folder, "before")
        landing = os.path.join(folder, "landing")
        pipeline = market.make_pipeline(folder)
        market.land(landing, 1)
        os.makedirs(self.before)
        with open(os.path.join(self.before, "spark.json"), "w") as settings:
            json.dump({"command": [python]}, settings)
        first = subprocess.run(
            [mart, "run", "--engine", "spark", "--home", self.before, "--landing", landing, "--pipeline", pipeline], capture_output=True, text=True)
        if first.returncode != 0:
            sys.exit(f"the night before ended with {first.returncode}: {first.stderr}")
        market.land(landing, 1, first=1)
        corrected = market.rows_of(0)["sale"][1:]
        corrected[4]["amount_fen"] = 4711
        market.deliver(landing, "sale", market.day(0), corrected, sequence=2)
        began = time.monotonic()
        super().__init__("spark", mart, library, faults.made(folder, "s"), pipeline, landing)
        self.seconds = time.monotonic() - began

    def run(self, home, asked=None):
        if not os.path.exists(home):
            shutil.copytree(self.before, home, symlinks=True)
        asked = dict(asked or {})
        action, at = asked.get("FAULTS_DO"), asked.get("FAULTS_AT")
        command = ["env", "-u", "LD_PRELOAD", self.python]
        if action == "application":
            command = ["timeout", "-s", "KILL", at] + command
        if action == "full":
            command = ["prlimit", f"--fsize={at}"] + command
        with open(os.path.join(home, "spark.json"), "w") as settings:
            json.dump({"command": command}, settings)
        environment = dict(os.environ)
        if action not in ("application", "full") and asked:
            environment.update(asked, LD_PRELOAD=self.library)
        return subprocess.run(
            [self.mart, "run", "--engine", "spark", "--home", home, "--landing", self.landing, "--pipeline", self.pipeline],
            capture_output=True, text=True, env=environment, timeout=1800)

    def contents(self, home):
        """Row hashes by generation and table, and SHA-256 by output; that Spark made the last night is one of them."""
        found = {"current": os.readlink(os.path.join(home, "current"))}
        for label in faults.labels(home):
            folder = os.path.join(home, "generations", label)
            with sqlite3.connect(f"file:{folder}/mart.sqlite?mode=ro", uri=True) as night:
                for table, rows in night.execute("SELECT table_name, row_hash FROM meta_table"):
                    found[f"{label} {table}"] = rows
                found[f"{label} engine"] = night.execute("SELECT engine FROM meta_build").fetchone()[0].split(" ")[0]
        with sqlite3.connect(f"file:{home}/ledger.sqlite?mode=ro", uri=True) as ledger:
            found.update(ledger.execute(
                "SELECT 'way ' || table_name, actual FROM refresh WHERE run_id = (SELECT MAX(run_id) FROM refresh)").fetchall())
        found.update((path, digest) for path, digest in faults.contents(home).items() if "/outbox/" in path)
        return found


def strike(world, number, action, at):
    """One point of the application, judged as one of `mart` is: its night ends with a word, and publishes nothing."""
    if action not in ("application", "full"):
        return faults.strike(world, number, action, at)
    folder = os.path.join(world.folder, f"{action}-{number}")
    home = os.path.join(folder, "home")
    os.makedirs(folder)
    before = os.readlink(os.path.join(world.before, "current"))
    # A machine that others use less than before ends the application sooner: then nothing was struck, and half the time is tried.
    for _ in range(5):
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(world.before, home, symlinks=True)
        began = time.monotonic()
        struck = world.run(home, {"FAULTS_DO": action, "FAULTS_AT": str(at)})
        seconds = time.monotonic() - began
        if struck.returncode != 0 or action == "full":
            break
        at = f"{float(at) / 2:.1f}"
    wrong, errors = [], struck.stderr.strip()
    if struck.returncode == 0:
        wrong.append("the night was published, as if nothing had struck it")
    elif struck.returncode != 65 or "nothing was published" not in errors or "[spark." not in errors:
        wrong.append(f"ended with {struck.returncode}: {errors}")
    if os.readlink(os.path.join(home, "current")) != before:
        wrong.append("current is another night")
    left = subprocess.run(["pgrep", "-f", home], capture_output=True, text=True).stdout.split()
    if left:
        wrong.append(f"{len(left)} processes go on for nobody")
    again = world.run(home)
    if again.returncode != 0 or again.stderr:
        wrong.append(f"the run after it ended with {again.returncode}: {again.stderr.strip()}")
    elif world.contents(home) != world.bytes:
        found = world.contents(home)
        wrong.append("other rows: " + ", ".join(sorted(k for k in found.keys() | world.bytes.keys() if found.get(k) != world.bytes.get(k))[:5]))
    shutil.rmtree(folder, ignore_errors=True)
    return f"{action} {at}", wrong, seconds, 0


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("mart")
    arguments.add_argument("python")
    arguments.add_argument("--points", type=int, default=20)
    arguments.add_argument("--workers", type=int, default=1)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="spark-faults-") as folder:
        world = SparkWorld(os.path.abspath(asked.mart), os.path.abspath(asked.python), faults.compiled(folder), folder)
        print(f"{world.counts[0]} calls of mart in a night of {world.seconds:.0f} s, {len(world.bytes)} hashes compared")
        if world.bytes.get(os.path.basename(world.bytes["current"]) + " engine") != "spark":
            sys.exit("the last night was not made by Spark")
        if world.bytes.get("way fact_sale") != "by key":
            sys.exit("the last night did not go on from the warehouse")
        kinds = collections.Counter(KINDS[place % len(KINDS)] for place in range(asked.points))
        work = faults.points(world, kinds["kill"], kinds["error"], kinds["term"])
        # The application lives for less than the night; what is struck after its end would strike nothing.
        lives = world.seconds * 0.6
        work += [(world, len(work) + place, "application", f"{lives * (place + 1) / kinds['application']:.1f}") for place in range(kinds["application"])]
        work += [(world, len(work) + place, "full", 1 << 10 + 3 * place) for place in range(kinds["full"])]
        sys.exit(faults.report(work, asked.workers, faults.Results(None, asked.mart, asked), strike))


if __name__ == "__main__":
    main()
