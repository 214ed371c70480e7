"""Delivers nights with rows too few, or too many, whose controls agree, and asks whether the gate warns when the sums say so.

`mart volumes` says of a quiet night which losses it would have been told of, by scaling counts (that is what alarms.py tells
of a year). Here the loss is done: nights of a small market are run; for each sampled night the home is copied, the night
delivered with so many rows removed or added and its control written for what is left, and `mart run` takes it in. No exact
check can see it; the warning must be there exactly when the sums said so for this night, this feed and this loss, and for
no other feed, and the night must be published. Amounts are multiplied likewise, as if yuan came as fen; what must be said of
them is worked out here. Then the true night is run, of which nothing may be said that the sums do not say.

usage: detect.py MART [--nights N] [--large N] [--page FILE]
--nights: so many of a market of about 400 sales a night, --large: of one of 6,000, where a twentieth may show.
Exit 0: program and sums agree, and both answers were met. Standard library only.
"""
import argparse
import collections
import json
import math
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile

import market

STALLS = 300
# What sales are multiplied by: units mistaken, and what lies at the limit.
TIMES = (0.01, 1.4, 1.6, 100)
BEGIN, END = "<!-- detect -->\n", "<!-- /detect -->\n"


def chance(source, mean):
    """About so many, as things that happen by themselves are counted."""
    return max(1, round(source.gauss(mean, mean ** 0.5)))


def clean(number, sales):
    """A night of a market with quiet and busy weekdays, whose stalls come and go."""
    source = random.Random(f"detect {number}")
    rows = market.rows_of(number, chance(source, sales * (3 if number % 7 in (5, 6) else 2) // 2))
    for place in range(STALLS + 2 * (number // 3) + source.randrange(4)):
        rows["stall"].append({"stall_no": f"T{place:04}", "keeper": f"Keeper T{place:04}", "rent_fen": 90000 + place})
    return rows


def faulty(feed, rows, size, source):
    """So many hundredths of the rows less, or more; never a stall that sells, since a check of links would see that."""
    part = (len(rows) * abs(size) + 50) // 100
    if size < 0:
        free = [place for place, row in enumerate(rows) if feed != "stall" or row["stall_no"].startswith("T")]
        gone = set(source.sample(free, part))
        return [row for place, row in enumerate(rows) if place not in gone]
    key = "sale_no" if feed == "sale" else "stall_no"
    return rows + [{**row, key: row[key][:1] + "X" + row[key][1:]} for row in source.sample(rows[12:], part)]


class Home:
    def __init__(self, mart, folder, pipeline):
        self.mart, self.folder, self.pipeline = mart, folder, pipeline

    def ask(self, command, *more):
        return subprocess.run(
            [self.mart, command, "--home", self.folder, "--pipeline", self.pipeline, *more], capture_output=True, text=True)

    def land(self, number, rows):
        for feed in rows:
            market.deliver(f"{self.folder}/landing", feed, market.day(number), rows[feed])

    def warned(self, date):
        """Rules of volume and amount warned of, as the ledger keeps them; the mart of the night must say the same."""
        ledger = sqlite3.connect(f"file:{self.folder}/ledger.sqlite?mode=ro", uri=True)
        kept = {rule for rule, in ledger.execute(
            "SELECT w.rule FROM warning w JOIN run r USING (run_id) WHERE r.business_date = ?", (date,))}
        ledger.close()
        mart = sqlite3.connect(f"file:{self.folder}/current/mart.sqlite?mode=ro", uri=True)
        shown = {rule for rule, in mart.execute("SELECT check_id FROM meta_check WHERE status = 'failed'")}
        mart.close()
        kept, shown = ({rule for rule in rules if rule.startswith(("volume.", "amount."))} for rules in (kept, shown))
        assert kept == shown, (date, kept, shown)
        return kept

    def sums(self, date):
        """For this night: feeds it is told of, and whether so many hundredths less or more would have been told."""
        done = self.ask("volumes", "--from", date, "--json")
        assert done.returncode == 0, done.stderr
        return {line["feed"]: line for line in json.loads(done.stdout)}


def unusual(nights):
    """Rules of amounts that tell of the last of these nights (rows by feed), worked out as Operations.md says."""
    told = set()
    for feed, measure in market.TOTALS.items():
        days = [(len(rows[feed]), sum(row[measure] for row in rows[feed])) for rows in nights]
        logs = [math.log(total / count) if count >= 20 and total > 0 else None for count, total in days]
        known = [value for value in logs[:-1] if value is not None][-60:]
        if logs[-1] is None or len(known) < 20:
            continue
        usual = statistics.median(known)
        distances = sorted(abs(value - usual) for value in known)
        noise = max(1.4826 * statistics.median(distances), distances[len(distances) * 19 // 20] / 1.96)
        if abs(logs[-1] - usual) > max(math.log(1.5), 5 * noise * (1 + 1 / len(known)) ** 0.5):
            told.add(f"amount.{feed}.{measure}")
    return told


def sample(base, number, sales, sizes, tally, wrong):
    date = str(market.day(number))
    good = clean(number, sales)
    past = [clean(before, sales) for before in range(number)]
    faults = {
        (feed, f"{size:+} %"): faulty(feed, good[feed], size, random.Random(f"{number} {feed} {size}"))
        for feed in ("sale", "stall") for size in sizes}
    faults |= {
        ("sale", f"amounts × {times:g}"): [
            {**row, "amount_fen": round(row["amount_fen"] * times)} for row in good["sale"]] for times in TIMES}
    answers = {}
    for (feed, fault), rows in faults.items():
        with tempfile.TemporaryDirectory(prefix="detect-", dir=os.path.dirname(base.folder)) as folder:
            shutil.copytree(base.folder, f"{folder}/home", symlinks=True)
            home = Home(base.mart, f"{folder}/home", base.pipeline)
            home.land(number, {**good, feed: rows})
            done = home.ask("run")
            if done.returncode == 65 and "[DL-07]" in done.stderr and (feed, fault) == ("stall", "-20 %"):
                answers[feed, fault] = "stopped"
            elif done.returncode != 0:
                wrong.append(f"{date} {feed} {fault}: ended with {done.returncode}: {done.stderr.strip()}")
            else:
                answers[feed, fault] = home.warned(date)
    base.land(number, good)
    done = base.ask("run")
    assert done.returncode == 0, done.stderr
    sums = base.sums(date)
    volumes = {f"volume.{feed}" for feed, line in sums.items() if line["warned"]}
    quiet = volumes | unusual(past + [good])
    if base.warned(date) != quiet:
        wrong.append(f"{date}: warned of {base.warned(date)}, by the sums {quiet}")
    for (feed, fault), answer in answers.items():
        foretold = sums[feed].get(fault, 0)
        if answer == "stopped" or foretold is None:
            tally[feed, fault]["not quiet" if foretold is None else "stopped by DL-07"] += 1
            continue
        expected = volumes | ({f"volume.{feed}"} if foretold == 100 else set())
        expected |= unusual(past + [{**good, feed: faults[feed, fault]}])
        tally[feed, fault]["warned" if answer - quiet else "silent"] += 1
        if answer != expected:
            wrong.append(f"{date} {feed} {fault}: warned of {sorted(answer)}, by the sums {sorted(expected)}")


def judge(mart, nights, start, sales, sizes, wrong):
    """Samples so many nights of a market of its own, after `start` others; what became of each kind of fault."""
    tally = collections.defaultdict(collections.Counter)
    with tempfile.TemporaryDirectory(prefix="detect-") as folder:
        base = Home(mart, f"{folder}/home", market.make_pipeline(folder))
        os.makedirs(f"{base.folder}/landing")
        for number in range(start):
            base.land(number, clean(number, sales))
        done = base.ask("run")
        assert done.returncode == 0, done.stderr
        for number in range(start, start + nights):
            sample(base, number, sales, sizes, tally, wrong)
    return tally


TEXT = """
## Losses and mistaken units that were delivered

Written by `make detect`. The table above scales counts; here rows were taken away or added, or every amount multiplied, before
the control was written, and the gate took the night in. It warned exactly when `mart volumes` says of that night that it would, or,
of amounts, when an average row is as far off as [Operations.md](Operations.md) says (worked out by the test itself); of that feed alone, and the night was
published. Of the true nights it said nothing else. Nights of a kind that is not known well enough (a month's end) are left out; what
shrinks a snapshot by more than a fifth is stopped by `DL-07` before. Amounts are judged by the row, not their sums, which
move with the rows (decision 0043).

"""


def table(results):
    lines = ["| market | nights | feed | fault | warned of | not told of | stopped by DL-07 |", "|---|---|---|---|---|---|---|"]
    for sales, nights, tally in results:
        for (feed, fault), counted in sorted(tally.items()):
            cells = [f"{sales:,} sales, {STALLS} stalls", nights, feed, fault.replace("-", "−")]
            cells += [counted[word] for word in ("warned", "silent", "stopped by DL-07")]
            lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def write(page, text):
    before = open(page).read()
    if BEGIN in before:
        head, rest = before.split(BEGIN, 1)
        tail = rest.split(END, 1)[1]
    else:
        head, tail = before.rstrip("\n") + "\n\n", ""
    market.put(page, (head + BEGIN + text + END + tail).encode())


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("mart")
    arguments.add_argument("--nights", type=int, default=2)
    arguments.add_argument("--large", type=int, default=0)
    arguments.add_argument("--page", help="the page of the documentation that gets the table")
    asked = arguments.parse_args()
    mart, wrong, results = os.path.abspath(asked.mart), [], []
    for nights, start, sales, sizes in [(asked.nights, 50, 400, (-5, -20, 20)), (asked.large, 36, 6000, (-5, 5))]:
        if nights:
            results.append((sales, nights, judge(mart, nights, start, sales, sizes, wrong)))
    met = sum((counted for _, _, tally in results for counted in tally.values()), collections.Counter())
    if not met["warned"] or not met["silent"]:
        wrong.append("only one of both answers was met")
    print(table(results))
    faults = met["warned"] + met["silent"]
    print(f"{faults} faults that exact checks do not see: {met['warned']} warned of, {len(wrong)} otherwise than the sums say")
    for message in wrong:
        print(f"wrong: {message}")
    if asked.page and not wrong:
        write(asked.page, TEXT + table(results))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
