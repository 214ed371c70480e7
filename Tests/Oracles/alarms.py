"""Counts the warnings of the volume checks over a year of clean nights, and the faults that they would see.

A bank with seasons is made (sample-bank --seasons: weekends, paydays, quarter ends, 11-11, Spring Festival, 618 and a
merger of two branches), with a night for every day of a year; what each delivery held stands in its truth.json. `mart
volumes` judges every night by those before it, as the gate does, first without being told of any day, then with the
occasions below, which a bank knows beforehand. On every quiet night of every feed it also asks whether 1, 5 or 20
hundredths of the rows less, or more, would have been told: such a fault leaves no other trace where it happened before the
control was written.

usage: alarms.py MART SAMPLE_BANK [--customers N …] [--home HOME] [--page FILE]
--home: a home whose nights of such a bank were run; its mart must give what the counts of 755 give.
Exit 0: at most one night of each year is warned of. Standard library only.
"""
import argparse
import collections
import concurrent.futures
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile

import market

FROM = "2023-10-01"
OCCASIONS = {
    "double_eleven": ("2023-11-01", "2023-11-11", "the shops' sale of 11-11", ""),
    "spring_festival": ("2024-01-31", "2024-02-18", "Spring Festival, and the buying before it", ""),
    "branch_merger": ("2024-05-18", "2024-05-18", "B10001 becomes part of B10000", ""),
    "six_eighteen": ("2024-06-15", "2024-06-18", "the shops' sale of 618", ""),
    "autumn_campaign": ("2024-09-01", "2024-09-07", "the campaign of September begins", ""),
}
CLASSES = [("snapshots", None), ("1,000 rows a night and more", 1000), ("100 to 999", 100), ("20 to 99", 20), ("fewer", 0)]
SIZES = (1, 5, 20)
BEGIN, END = "<!-- alarms -->\n", "<!-- /alarms -->\n"


def make_bank(program, customers, folder):
    subprocess.run([program, "--customers", str(customers), "--from", FROM, "--seasons", "--out", folder], check=True)
    truth = json.load(open(f"{folder}/truth.json"))
    table = f"{folder}/counts.csv"
    with open(table, "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["feed", "business_date", "rows"])
        for delivery in truth["deliveries"]:
            writer.writerow([delivery["feed"], delivery["date"], delivery["counts"]["announced"]])
    shutil.rmtree(f"{folder}/landing")
    return table


def pipeline_with(folder, repository, occasions):
    target = os.path.join(folder, "known" if occasions else "unknown")
    shutil.copytree(os.path.join(repository, "Pipelines/retail"), target)
    os.makedirs(os.path.join(target, "occasions"))
    for name, (first, last, because, feeds) in occasions.items():
        text = f'from: "{first}"\nuntil: "{last}"\nbecause: "{because}"\n' + (f"feeds: [{feeds}]\n" if feeds else "")
        market.put(os.path.join(target, "occasions", name + ".yaml"), text.encode())
    return target


def volumes(mart, pipeline, *more):
    done = subprocess.run([mart, "volumes", "--json", "--pipeline", pipeline, *more], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    lines = json.loads(done.stdout)
    nights = collections.defaultdict(list)
    for line in lines:
        for date in line["warned_on"].split():
            nights[date].append(line["feed"])
    return lines, [(date, ", ".join(feeds)) for date, feeds in sorted(nights.items())]


def snapshots(repository):
    found = set()
    for folder, _, names in os.walk(os.path.join(repository, "Pipelines/retail/feeds")):
        for name in names:
            text = open(os.path.join(folder, name)).read()
            if "\ndelivery: snapshot" in text:
                found.add(name.split(".")[0])
    return found


def by_class(lines, steady):
    """For each class: feeds, quiet nights, and for each fault the share of quiet nights of which it would be told."""
    sums = collections.defaultdict(lambda: collections.Counter())
    for line in lines:
        quiet = line["judged"] - line["warned"]
        if quiet <= 0:
            continue
        kind = CLASSES[0][0] if line["feed"] in steady else next(
            name for name, least in CLASSES[1:] if line["rows"] >= least)
        sums[kind]["feeds"] += 1
        sums[kind]["quiet"] += quiet
        for size in SIZES:
            for sign in "-+":
                sums[kind][f"{sign}{size}"] += line[f"{sign}{size} %"] * quiet
    return sums


def table(results):
    lines = [
        "| bank | nights | told of without occasions | with them | feeds of | quiet feed-nights | "
        + " | ".join(f"−{size} % / +{size} %" for size in SIZES) + " |", "|---" * (6 + len(SIZES)) + "|"]
    for customers, result in results:
        first = f"{customers:,} customers | {result['nights']} | {result['unknown']} | {result['known']}"
        for name, _ in CLASSES:
            sums = result["classes"].get(name)
            if not sums:
                continue
            shares = " | ".join(
                f"{sums[f'-{size}'] / sums['quiet']:.0f} / {sums[f'+{size}'] / sums['quiet']:.0f}" for size in SIZES)
            lines.append(f"| {first} | {name} ({sums['feeds']}) | {sums['quiet']:,} | {shares} |")
            first = " | | | "
    return "\n".join(lines) + "\n"


TEXT = """
## What statistics see

Written by `make alarms`. A fault that happened before the control was written leaves every exact check content: the totals
agree, each row keeps its contract. Only what a night usually brings can tell of it (`volume.…`, a warning that holds
nothing back; [Operations.md](Operations.md)). Measured over the 365 nights from 2023-10-02 of a bank with weekends, paydays,
quarter ends, 11-11, the Spring Festival, 618 and a merger of two branches (`sample-bank --seasons`); every night judged by
those before it, with nothing learnt beforehand. A night counts as told of where at least one feed of thirty was.
The right columns say of how many in a hundred quiet nights a loss, or a surplus, of so many rows would have been told.

"""


def section(results):
    text = TEXT + table(results)
    text += "\nThe days that a bank knows beforehand, as its pipeline declares them (`occasions/*.yaml`): "
    text += "; ".join(f"{because} ({first} to {last})" for first, last, because, _ in OCCASIONS.values()) + ".\n"
    text += "On these days themselves nothing is judged by volume, which is the price.\n"
    for customers, result in results:
        if result["dates"]:
            text += f"Told of with occasions, {customers:,} customers: "
            text += "; ".join(f"{date} ({feeds})" for date, feeds in result["dates"]) + ".\n"
    text += """
How to read it: where chance alone makes a feed's nights differ by a tenth, nobody can tell a loss of a hundredth, and a
check that tried would be wrong every week. Snapshots change little from night to night, so small losses show. Of events none of a
fifth was seen, since no feed of these banks brings a thousand rows a night; by the arithmetic of chance a fifth should show
from there on, which is not measured here. What is smaller is the business of checks that count twice: controls, the general
ledger, links between feeds.
"""
    return text


def write(page, text):
    before = open(page).read() if os.path.exists(page) else ""
    if BEGIN in before:
        head, rest = before.split(BEGIN, 1)
        tail = rest.split(END, 1)[1]
    else:
        head, tail = before.rstrip("\n") + "\n\n", ""
    market.put(page, (head + BEGIN + text + END + tail).encode())


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("mart")
    arguments.add_argument("sample_bank")
    arguments.add_argument("--customers", type=int, nargs="+", default=[755, 7550])
    arguments.add_argument("--home", help="a home whose nights were run, of the bank of 755")
    arguments.add_argument("--made", help="a folder with counts of such banks, as CUSTOMERS.csv")
    arguments.add_argument("--page", help="the page of the documentation that gets the table")
    asked = arguments.parse_args()
    repository = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    (mart, program) = (os.path.abspath(asked.mart), os.path.abspath(asked.sample_bank))
    results, wrong = [], []
    with tempfile.TemporaryDirectory(prefix="alarms-") as folder:
        unknown, known = pipeline_with(folder, repository, {}), pipeline_with(folder, repository, OCCASIONS)
        for customers in asked.customers:
            counts = os.path.join(asked.made or "", f"{customers}.csv")
            if not os.path.exists(counts):
                counts = make_bank(program, customers, os.path.join(folder, str(customers)))
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                both = [pool.submit(volumes, mart, way, "--counts", counts, "--from", "2023-10-02") for way in (unknown, known)]
            (_, plain), (lines, dates) = both[0].result(), both[1].result()
            if customers == 755 and asked.home:
                if volumes(mart, known, "--home", asked.home, "--from", "2023-10-02") != (lines, dates):
                    wrong.append("the nights that were run are judged otherwise than their counts")
            results.append((customers, {
                "nights": max(line["nights"] for line in lines), "unknown": len(plain), "known": len(dates),
                "dates": dates, "classes": by_class(lines, snapshots(repository))}))
            if len(dates) > 1:
                wrong.append(f"{customers} customers: {len(dates)} nights of a clean year are told of")
            print(f"{customers} customers, without occasions: {plain}")
    text = section(results)
    print(text)
    if asked.page:
        write(asked.page, text)
    for message in wrong:
        print(message)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
