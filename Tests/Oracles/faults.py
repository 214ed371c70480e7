"""Strikes runs of `mart` at their own system calls, and proves that nothing is torn, lost or different afterwards.

Tests/Faults/faults.c is compiled and loaded into `mart run`. A clean run counts the calls; then each point of an even
spread over them all is struck once: by SIGKILL (half a write is left behind), by a full disk, by an input/output error,
by SIGTERM. Meanwhile a reader asks `current` without pause. After each point the same command is run again.

usage: faults.py --library FOLDER/faults.so
       faults.py MART [--kills N] [--errors N] [--terms N] [--retail N] [--workers N] [--shard K/N] [--results FILE]
  --retail N      so many of the kills and errors (a fifth of them errors) strike nights of SampleData; the rest, the market
  --shard K/N     only every Nth point, from the Kth: each shard is spread over all stages, and all shards together are the whole
  --results FILE  a line is added for every point that held, and points of the same program that stand there are not struck again:
                  what was interrupted goes on where it was

Exit 0: every point held. Standard library only. Linux, with a C compiler; else it says why it skips, and ends with 0.
"""
import argparse
import collections
import concurrent.futures
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

import market

HERE = os.path.dirname(os.path.abspath(__file__))
REPOSITORY = os.path.join(HERE, "..", "..")
TIMED = {"report.html", "mart.prom", "lineage.ndjson"}
CLASSES = {"kill": 0, "term": 0, "nospace": 1, "eio": 2}


class World:
    """A pipeline with what has landed for it, and what a clean run makes of it."""

    def __init__(self, name, mart, library, folder, pipeline, landing):
        self.name, self.mart, self.library, self.folder = name, mart, library, folder
        self.pipeline, self.landing = pipeline, landing
        home = os.path.join(folder, "clean")
        log = os.path.join(folder, "clean.log")
        done = self.run(home, {"FAULTS_LOG": log})
        if done.returncode != 0:
            sys.exit(f"the clean run of {name} ended with {done.returncode}: {done.stderr}")
        self.counts = [int(word) for word in open(log).read().split()[1:]]
        self.bytes = self.contents(home)
        self.labels = labels(home)

    def run(self, home, faults=None):
        environment = dict(os.environ)
        if faults is not None:
            environment.update(faults, LD_PRELOAD=self.library)
        return subprocess.run(
            [self.mart, "run", "--home", home, "--landing", self.landing, "--pipeline", self.pipeline],
            capture_output=True, text=True, env=environment, timeout=600)

    def contents(self, home):
        return contents(home)

    def verify(self, home):
        return subprocess.run(
            [self.mart, "verify", "--all", "--home", home, "--pipeline", self.pipeline], capture_output=True, text=True)


def contents(home):
    """SHA-256 by path of all that must be equal, in every generation that is kept."""
    found = {}
    root = os.path.join(home, "generations")
    for folder, _, files in os.walk(root):
        for file in files:
            path = os.path.join(folder, file)
            if file not in TIMED:
                with open(path, "rb") as opened:
                    found[os.path.relpath(path, root)] = hashlib.sha256(opened.read()).hexdigest()
    found["current"] = os.readlink(os.path.join(home, "current"))
    return found


def labels(home):
    root = os.path.join(home, "generations")
    return sorted(name for name in os.listdir(root) if not name.startswith(".")) if os.path.isdir(root) else []


class Reader(threading.Thread):
    """Asks `current` all the while: the night it opens is whole, and nights never go back."""

    def __init__(self, home):
        super().__init__(daemon=True)
        self.home, self.ended = home, threading.Event()
        self.seen, self.asked, self.torn = "", 0, []

    def run(self):
        while not self.ended.is_set():
            self.ask()
            time.sleep(0.002)
        self.ask()

    def ask(self):
        link = os.path.join(self.home, "current")
        try:
            label = os.path.basename(os.readlink(link))
        except OSError:
            if self.seen:
                self.torn.append("current has gone")
            return
        if label < self.seen:
            self.torn.append(f"current went back from {self.seen} to {label}")
        self.seen = label
        try:
            self.look(label)
        except (OSError, sqlite3.Error) as error:
            # A night that was followed by three more while it was looked at is no longer kept.
            if os.path.basename(os.readlink(link)) == label:
                self.torn.append(f"{label}: {error}")

    def look(self, label):
        folder = os.path.join(self.home, "generations", label)
        mart = sqlite3.connect(f"file:{folder}/mart.sqlite?mode=ro", uri=True)
        try:
            told = mart.execute("SELECT generation FROM meta_build").fetchall()
            tables = mart.execute("SELECT table_name, rows FROM meta_table").fetchall()
            if told != [(label,)] or not tables:
                self.torn.append(f"{label}: it calls itself {told}, with {len(tables)} tables")
            for table, rows in tables:
                found = mart.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0]
                if found != rows:
                    self.torn.append(f"{label}: {table} has {found} rows instead of {rows}")
            for name in ["manifest.json", "report.html", "mart.prom"]:
                os.stat(os.path.join(folder, name))
            self.asked += 1
        finally:
            mart.close()


def strike(world, number, action, at):
    """One point: (what was struck, what is wrong, seconds until the end of the struck run, questions of the reader)."""
    folder = os.path.join(world.folder, f"{action}-{number}")
    home, log = os.path.join(folder, "home"), os.path.join(folder, "log")
    os.makedirs(folder)
    reader = Reader(home)
    reader.start()
    began = time.monotonic()
    struck = world.run(home, {"FAULTS_DO": action, "FAULTS_AT": str(at), "FAULTS_LOG": log})
    seconds = time.monotonic() - began
    told = [line.split(" ", 2) for line in open(log).read().splitlines() if line.startswith("struck")] if os.path.exists(log) else []
    place = " ".join(told[0][1:]).replace(folder, "") if told else "nothing"
    wrong = judge(action, struck, bool(told))
    again = world.run(home)
    reader.ended.set()
    reader.join()
    if again.returncode != 0 or again.stderr:
        wrong.append(f"the run after it ended with {again.returncode}: {again.stderr.strip()}")
    else:
        found = world.contents(home)
        different = sorted(path for path in found.keys() | world.bytes.keys() if found.get(path) != world.bytes.get(path))
        if different:
            wrong.append(f"other bytes than the clean run: {', '.join(different[:5])}")
        left = [name for name in os.listdir(os.path.join(home, "generations")) if name.startswith(".")]
        left += os.listdir(os.path.join(home, "staging"))
        left += [name for name in os.listdir(home) if name.endswith((".new", ".part", "-journal"))]
        if left:
            wrong.append(f"left behind: {', '.join(left)}")
        if number % 10 == 0 and world.verify(home).returncode != 0:
            wrong.append("mart verify --all finds a fault")
    wrong += reader.torn[:3]
    shutil.rmtree(folder, ignore_errors=True)
    return place, wrong, seconds, reader.asked


def judge(action, struck, was_struck):
    """What is wrong with the end of the struck run itself."""
    wrong = []
    status, errors = struck.returncode, struck.stderr.strip()
    if action == "kill":
        if was_struck and status != -9:
            wrong.append(f"ended with {status} instead of a kill: {errors}")
    elif action == "term":
        # A signal at the very end finds the work done.
        if status not in (0, 143) or status == 143 and "stopped by SIGTERM" not in errors:
            wrong.append(f"ended with {status} after SIGTERM: {errors}")
    elif status == 73:
        if "error: " not in errors or "; " not in errors:
            wrong.append(f"does not say what to do: {errors}")
    elif status != 0:
        wrong.append(f"ended with {status} instead of 73: {errors}")
    return wrong


def spread(count, total):
    """`count` numbers from 1 to `total`, evenly."""
    return [1 + (2 * index + 1) * total // (2 * count) for index in range(count)]


def points(world, kills, errors, terms):
    list_of = [("kill", at) for at in spread(kills, world.counts[0])]
    list_of += [("nospace", at) for at in spread(errors - errors // 2, world.counts[1])]
    list_of += [("eio", at) for at in spread(errors // 2, world.counts[2])]
    list_of += [("term", at) for at in spread(terms, world.counts[0])]
    return [(world, number, action, at) for number, (action, at) in enumerate(list_of)]


def compiled(folder):
    """The library; exits with a word where none can be made."""
    if not sys.platform.startswith("linux"):
        skip("calls are struck on Linux alone")
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if not compiler:
        skip("there is no C compiler (cc)")
    library = os.path.join(folder, "faults.so")
    source = os.path.join(HERE, "..", "Faults", "faults.c")
    made = subprocess.run(
        [compiler, "-std=gnu11", "-O1", "-shared", "-fPIC", "-o", library, source, "-ldl"], capture_output=True, text=True)
    if made.returncode != 0:
        skip(f"{compiler} cannot compile Tests/Faults/faults.c: {made.stderr.splitlines()[:1]}")
    return library


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(0)


def worlds(mart, folder, library, with_retail):
    landing = os.path.join(folder, "market-landing")
    market.land(landing, 6)
    yield World("market", mart, library, made(folder, "m"), market.make_pipeline(folder), landing)
    if with_retail:
        pipeline = os.path.join(folder, "retail", "pipelines", "retail")
        shutil.copytree(os.path.join(REPOSITORY, "Pipelines", "retail"), pipeline)
        key = os.path.join(made(folder, "retail", "keys"), "retail.key")
        shutil.copyfile(market.TEST_KEY, key)
        os.chmod(key, 0o600)
        landing = os.path.join(REPOSITORY, "SampleData", "landing")
        yield World("retail", mart, library, made(folder, "r"), pipeline, landing)


def made(*parts):
    folder = os.path.join(*parts)
    os.makedirs(folder, exist_ok=True)
    return folder


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("mart", nargs="?")
    arguments.add_argument("--library", help="only compile the library to this path")
    for name, value in [("kills", 50), ("errors", 50), ("terms", 10), ("retail", 0), ("workers", 2)]:
        arguments.add_argument(f"--{name}", type=int, default=value)
    arguments.add_argument("--shard", default="1/1", help="K/N: every Nth point from the Kth")
    arguments.add_argument("--results", help="a file of points that held; they are not struck again")
    asked = arguments.parse_args()
    if asked.library:
        return compiled(os.path.dirname(asked.library))
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        library = compiled(folder)
        every = list(worlds(os.path.abspath(asked.mart), folder, library, asked.retail > 0))
        errors = min(asked.retail // 5, asked.errors)
        work = points(every[0], asked.kills - (asked.retail - errors if asked.retail else 0), asked.errors - errors, asked.terms)
        if asked.retail:
            work += points(every[1], asked.retail - errors, errors, 0)
        for world in every:
            print(f"{world.name}: {world.counts[0]} calls in {len(world.labels)} kept nights and those before")
        results = Results(asked.results, asked.mart, asked)
        part, parts = (int(word) for word in asked.shard.split("/"))
        share = work[part - 1::parts]
        waiting = [point for point in share if not results.holds(point)]
        print(f"{len(work)} points in all, {len(share)} in shard {asked.shard}, {len(share) - len(waiting)} of them held before")
        code = report(waiting, asked.workers, results)
        if asked.results:
            done = sum(results.holds(point) for point in work)
            print(f"{done} of {len(work)} points held by now")
        sys.exit(code)


class Results:
    """Which points of this program, and of this spread, held; in a file where one is named."""

    def __init__(self, path, mart, asked):
        self.path, self.lock, self.held = path, threading.Lock(), set()
        if not path:
            return
        with open(mart, "rb") as program:
            digest = hashlib.sha256(program.read()).hexdigest()[:16]
        self.spread = f"{digest} {asked.kills} {asked.errors} {asked.terms} {asked.retail}"
        if os.path.exists(path):
            with open(path, encoding="utf-8") as lines:
                self.held = {line["point"] for line in map(json.loads, lines) if line["spread"] == self.spread}

    @staticmethod
    def name(point):
        world, number, action, _ = point
        return f"{world.name} {action} {number}"

    def holds(self, point):
        return self.name(point) in self.held

    def add(self, point, place, seconds):
        if not self.path:
            return
        line = {"spread": self.spread, "point": self.name(point), "struck": place, "seconds": round(seconds, 2)}
        with self.lock, open(self.path, "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
            self.held.add(line["point"])


def report(work, workers, results, strike=strike):
    began = time.monotonic()
    struck, kinds, faults, questions, slowest = collections.Counter(), collections.Counter(), [], 0, 0.0
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        waiting = {pool.submit(strike, *point): point for point in work}
        for done in concurrent.futures.as_completed(waiting):
            world, number, action, at = waiting[done]
            try:
                place, wrong, seconds, asked = done.result()
            except Exception as error:  # whatever stops a point is a finding, not the end of all
                place, wrong, seconds, asked = "?", [repr(error)], 0, 0
            struck[action, world.name] += 1
            kinds[place.split(" ")[0]] += 1
            questions += asked
            if action == "term":
                slowest = max(slowest, seconds)
            faults += [f"{world.name} {action} at call {at} ({place}): {what}" for what in wrong]
            if not wrong:
                results.add(waiting[done], place, seconds)
    for (action, name), count in sorted(struck.items()):
        print(f"{action:8} {name:8} {count:5} points")
    print("struck: " + ", ".join(f"{call} {count}" for call, count in kinds.most_common()))
    print(f"the reader asked {questions} whole nights")
    for fault in sorted(faults):
        print(fault)
    spent = time.monotonic() - began
    print(f"{spent:.0f} s, {spent * workers / max(1, len(work)):.1f} s of a worker for each point")
    print(f"{len(work)} points, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    main()
