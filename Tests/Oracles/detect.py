"""Delivers nights with rows too few, or too many, whose controls agree, and asks whether the gate warns when the sums say so.

`mart volumes` says of a quiet night which losses it would have been told of, by scaling counts (that is what alarms.py tells
of a year). Here the loss is done: nights of a small market are run; for each sampled night the home is copied, the night
delivered with so many rows removed or added and its control written for what is left, and `mart run` takes it in. No exact
check can see it; the warning must be there exactly when the sums said so for this night, this feed and this loss, and for
no other feed, and the night must be published. Then the true night is run, of which nothing may be said that the sums do
not say.

usage: detect.py MART [--nights N] [--large N] [--page FILE]
--nights: so many of a market of about 400 sales a night, --large: of one of 6,000, where a twentieth may show.
Exit 0: program and sums agree, and both answers were met. Standard library only.
"""
import argparse
import collections
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile

import market

STALLS = 300
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
        """Feeds warned of by volume, as the ledger keeps it; the mart of the night must say the same."""
        ledger = sqlite3.connect(f"file:{self.folder}/ledger.sqlite?mode=ro", uri=True)
        kept = {rule.split(".")[1] for rule, in ledger.execute(
            "SELECT w.rule FROM warning w JOIN run r USING (run_id) WHERE r.business_date = ? AND w.rule LIKE 'volume.%'",
            (date,))}
        ledger.close()
        mart = sqlite3.connect(f"file:{self.folder}/current/mart.sqlite?mode=ro", uri=True)
        shown = {rule.split(".")[1] for rule, in mart.execute(
            "SELECT check_id FROM meta_check WHERE check_id LIKE 'volume.%' AND status = 'failed'")}
        mart.close()
        assert kept == shown, (date, kept, shown)
        return kept

    def sums(self, date):
        """For this night: feeds it is told of, and whether so many hundredths less or more would have been told."""
        done = self.ask("volumes", "--from", date, "--json")
        assert done.returncode == 0, done.stderr
        return {line["feed"]: line for line in json.loads(done.stdout)}


def sample(base, number, sales, sizes, tally, wrong):
    date = str(market.day(number))
    good = clean(number, sales)
    answers = {}
    for feed in ("sale", "stall"):
        for size in sizes:
            rows = faulty(feed, good[feed], size, random.Random(f"{number} {feed} {size}"))
            with tempfile.TemporaryDirectory(prefix="detect-", dir=os.path.dirname(base.folder)) as folder:
                shutil.copytree(base.folder, f"{folder}/home", symlinks=True)
                home = Home(base.mart, f"{folder}/home", base.pipeline)
                home.land(number, {**good, feed: rows})
                done = home.ask("run")
                if done.returncode == 65 and "[DL-07]" in done.stderr and feed == "stall" and size <= -20:
                    answers[feed, size] = "stopped"
                elif done.returncode != 0:
                    wrong.append(f"{date} {feed} {size} %: ended with {done.returncode}: {done.stderr.strip()}")
                else:
                    answers[feed, size] = home.warned(date)
    base.land(number, good)
    done = base.ask("run")
    assert done.returncode == 0, done.stderr
    sums = base.sums(date)
    told = {feed for feed, line in sums.items() if line["warned"]}
    if base.warned(date) != told:
        wrong.append(f"{date}: warned of {base.warned(date)}, by the sums {told}")
    for (feed, size), answer in answers.items():
        foretold = sums[feed][f"{'+' if size > 0 else '-'}{abs(size)} %"]
        if answer == "stopped":
            tally[feed, size]["stopped by DL-07"] += 1
        elif foretold is None:
            tally[feed, size]["not quiet"] += 1
        else:
            expected = told | ({feed} if foretold == 100 else set())
            tally[feed, size]["warned" if feed in answer else "silent"] += 1
            if answer != expected:
                wrong.append(f"{date} {feed} {size} %: warned of {sorted(answer)}, by the sums {sorted(expected)}")


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
## Losses that were delivered

Written by `make detect`. The table above scales counts; here the rows were taken away, or added, before the control was written,
and the gate took the night in. It warned exactly when `mart volumes` says of that night that it would, of that feed alone,
and published the night; of the true nights it said nothing else than the counts say. What shrinks a snapshot by more than a
fifth is stopped by `DL-07` before.

"""


def table(results):
    lines = ["| market | nights | feed | rows | warned of | not told of | stopped by DL-07 |", "|---|---|---|---|---|---|---|"]
    for sales, nights, tally in results:
        for (feed, size), counted in sorted(tally.items()):
            cells = [f"{sales:,} sales, {STALLS} stalls", nights, feed, f"{size:+} %".replace("-", "−")]
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
