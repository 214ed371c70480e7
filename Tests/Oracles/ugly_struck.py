"""Nights of the ugly bank beside the same nights otherwise: a file in time, a full disk, a power cut, purchases of many cards.
Part of ugly.py; Python's own sqlite3, no code of the engine."""
import collections
import glob
import gzip
import os
import shutil
import signal
import subprocess

from ugly_home import compact, contents


class Struck:
    """Part of `Nights`: U01, U51 and U52."""

    # MARK: U51 and U06

    def busy_card(self, date):
        """The night of the card with most purchases, beside the same night in which many cards share them."""
        spread = self.home.copy(f"{self.work.name}/spread")
        name = f"CARD_TXN_{compact(date)}.dat.gz"
        for home in (self.home, spread):
            if home is spread:
                self.spread_over_cards(spread, name)
            # One thing at a time: what is held at once beside depends on the load of the machine otherwise.
            ran = home.measured("--date", date, "--jobs", "1")
            self.same("U51", f"{name}{' of many cards' if home is spread else ''}: exit and night", (0, date), (ran.returncode, home.current[:10]))
        purchases = [home.ask("SELECT COUNT(*), SUM(amount_fen) FROM fact_card_txn") for home in (spread, self.home)]
        self.same("U51", "purchases, as were they those of many cards", *purchases)
        # Two runs differ by some of it; what grows with the purchases of a person would be many times that.
        self.same("U51", f"memory of the night beside that of many cards ({self.home.peak} and {spread.peak} KiB)", True,
                  0 < self.home.peak <= spread.peak * 1.1 + 16384)
        shutil.rmtree(spread.folder)

    def spread_over_cards(self, home, name):
        """Gives the purchases of the busiest card of a file to its other debit cards, one after the other."""
        path = f"{home.folder}/landing/{name}"
        with gzip.open(path) as file:
            lines = file.read().split(b"\n")
        rows = [line.split(b"|+|") for line in lines]
        bought = [row[1] if len(row) > 4 and row[2] == b"DEBIT" and row[4] == b"PURCHASE" else b"" for row in rows]
        debit = collections.Counter(filter(None, bought))
        busiest = debit.most_common(1)[0][0]
        self.same("U51", f"{debit[busiest]} purchases of one card, of {debit.total()} by debit card in its file", True,
                  debit[busiest] >= 40_000 or debit[busiest] * 10 > debit.total() * 8)
        # Cards of rows that the night took in: those of refused rows would be refused again.
        taken = self.home.ask("SELECT f.line_no FROM fact_card_txn f JOIN meta_delivery d USING (delivery_id) WHERE d.file = ?", name)
        others = sorted({bought[line - 1] for line, in taken} - {busiest, b""})
        # By transaction: a row that comes twice stays the same row.
        given = {}
        for row in rows:
            if len(row) > 4 and row[1] == busiest:
                row[1] = given.setdefault(row[0], others[len(given) % len(others)])
        content = gzip.compress(b"\n".join(b"|+|".join(row) for row in rows))
        os.unlink(path)
        with open(path, "wb") as file:
            file.write(content)

    # MARK: U01 and U52

    def land(self, home, names, source):
        for name in names:
            shutil.copyfile(f"{source}/{name}", f"{home.folder}/landing/{name}")

    def late_file(self, date):
        """The night with the file that came late, beside homes to which it came in time; the disk of one was full, then it lost power."""
        entry = self.entry("U01")
        if date != entry["date"]:
            return
        label = self.home.current
        night = contents(f"{self.home.folder}/generations/{label}")
        library = self.library()
        log = f"{self.work.name}/calls"
        landed = os.listdir(f"{self.home.folder}/landing")
        for home in (self.inTime, self.struck):
            self.land(home, landed, f"{self.home.folder}/landing")
        ran = self.inTime.run("--date", date, environment={"LD_PRELOAD": library, "FAULTS_LOG": log} if library else None)
        self.same("U01", "in time: exit and night", (0, label), (ran.returncode, self.inTime.current))
        made = contents(f"{self.inTime.folder}/generations/{label}")
        self.same("U01", f"not the same bytes as in time, of {len(night)} files", [], self.unlike(night, made))
        self.inTime = shutil.rmtree(self.inTime.folder)
        if library:
            calls, wanting = map(int, open(log).read().split()[1:3])
            self.strike(library, "nospace", int(wanting * 0.3), date)
            self.strike(library, "kill", int(calls * 0.97), date)
            again = self.struck.run("--date", date)
            self.same("U52", "the run after both: exit and night", (0, label), (again.returncode, self.struck.current))
            made = contents(f"{self.struck.folder}/generations/{label}")
            self.same("U52", f"not the same bytes, of {len(night)} files", [], self.unlike(night, made))
            self.struck = shutil.rmtree(self.struck.folder)
        else:
            self.same("U52", "a C compiler to strike with", True, False)

    def strike(self, library, what, call, date):
        """A power cut, or a disk that is full from some call on (73: it cannot write)."""
        home, before = self.struck, self.struck.current
        struck = home.run(
            "--date", date, environment={"LD_PRELOAD": library, "FAULTS_DO": what, "FAULTS_AT": str(call)})
        self.same("U52", f"{what} at a call of its own (of {date}): exit and night",
                  (-signal.SIGKILL if what == "kill" else 73, before), (struck.returncode, home.current))
        self.same("U52", f"{what}: the last night stays readable", before[:10], home.one("SELECT business_date FROM meta_build"))

    @staticmethod
    def unlike(files, others):
        return sorted(name for name in files.keys() | others.keys() if files.get(name) != others.get(name)) or ([] if files else ["all"])

    def library(self):
        """What counts and strikes calls; None where nothing can compile it."""
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Faults", "faults.c")
        library = f"{self.work.name}/faults.so"
        if not compiler:
            return None
        made = subprocess.run([compiler, "-std=gnu11", "-O1", "-shared", "-fPIC", "-o", library, source, "-ldl"], capture_output=True)
        return library if made.returncode == 0 else None
