"""A home of the ugly bank, run and asked from outside. Part of ugly.py; Python's own sqlite3, no code of the engine."""
import contextlib
import csv
import glob
import gzip
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

TIMED = {"report.html", "mart.prom", "lineage.ndjson"}
# Runs a command as a small process of its own, and writes the most memory that it and its children held, in KiB.
MEASURED = ("import os, sys\nchild = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)\n"
            "_, status, used = os.wait4(child, 0)\nopen(sys.argv[1], 'w').write(str(used.ru_maxrss))\n"
            "sys.exit(os.waitstatus_to_exitcode(status))")


def compact(date):
    return date.replace("-", "")


def contents(folder):
    """SHA-256 by path of what must be equal byte for byte in a night made twice."""
    found = {}
    for root, _, files in os.walk(folder):
        for file in files:
            if file not in TIMED:
                path = os.path.join(root, file)
                with open(path, "rb") as opened:
                    found[os.path.relpath(path, folder)] = hashlib.sha256(opened.read()).hexdigest()
    return found


def rows_of(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


class Home:
    """A home, and what it says after a night."""

    def __init__(self, mart, folder, pipeline):
        self.mart, self.folder, self.pipeline = mart, folder, pipeline
        self.peak = None

    def run(self, *arguments, environment=None):
        return subprocess.run(
            [self.mart, "run", "--verbose", "--home", self.folder, "--pipeline", self.pipeline, *arguments],
            capture_output=True, text=True, env={**os.environ, **(environment or {})})

    def measured(self, *arguments):
        """As `run`; `peak` is then the most memory that a process of the run held, in KiB."""
        with tempfile.NamedTemporaryFile(mode="r") as peak:
            ran = subprocess.run(
                [sys.executable, "-S", "-c", MEASURED, peak.name, os.path.abspath(self.mart), "run", "--verbose", "--home",
                 self.folder, "--pipeline", self.pipeline, *arguments], capture_output=True, text=True)
            self.peak = int(peak.read() or 0)
        return ran

    @property
    def current(self):
        link = f"{self.folder}/current"
        return os.path.basename(os.readlink(link)) if os.path.islink(link) else ""

    def ask(self, sql, *values, file="current/mart.sqlite"):
        with contextlib.closing(sqlite3.connect(f"file:{self.folder}/{file}?mode=ro", uri=True)) as database:
            return database.execute(sql, values).fetchall()

    def one(self, sql, *values, file="current/mart.sqlite"):
        found = self.ask(sql, *values, file=file)
        return found[0][0] if found else None

    def outbox(self, date):
        """Ids of the outputs of a date that left, and of those that were held."""
        def ids(suffix):
            return {os.path.basename(path)[:3] for path in glob.glob(f"{self.folder}/current/outbox/*/*_{compact(date)}{suffix}")}
        return ids(".csv.gz"), ids("*.held")

    def copy(self, folder):
        """A home as this one is now. What is never written again is not copied but linked."""
        never = tuple(os.path.join(self.folder, name, "") for name in ("archive", "generations"))

        def put(source, target):
            return os.link(source, target) if source.startswith(never) else shutil.copy2(source, target)

        shutil.copytree(self.folder, folder, symlinks=True, ignore=shutil.ignore_patterns("drops"), copy_function=put)
        return Home(self.mart, folder, self.pipeline)
