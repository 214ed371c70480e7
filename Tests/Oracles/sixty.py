"""Runs nights of a bank that lives, each also in full, and compares all rows; and what was foretold with what was done.

The bank (sample-bank --uncalibrated --seasons) has no planted figures: each night numbers come, change, move to other persons, are
mistaken and mended, deleted and come back; deliveries come late, corrected and twice; two branches become one. On every
twentieth night a code list of the pipeline changes as well. After each night this asks:
- has the mart that goes on from last night the same rows in every table and view as one of another home that was made in full
  (all columns but delivery_id, line_no and late), and do both say the same row hashes?
- did the night touch exactly the keys, and write exactly the rows, that were foretold of each table?
- of every tenth night: does `mart plan --foretell` say the same beforehand?

usage: sixty.py MART FOLDER [--bank SAMPLE_BANK] [--from DATE] [--to DATE] [--customers N] [--seed N]
FOLDER gets bank/, goes/ and full/, each a home with its pipeline; what is there goes on.
Exit 0: all of it holds. Standard library only; it shares no code with the engine.
"""
import argparse
import collections
import json
import os
import shutil
import sqlite3
import subprocess
import sys

import market

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LEFT_OUT = {"delivery_id", "line_no", "late"}
CODE_EVERY, PLAN_EVERY = 20, 10


def opened(path):
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def prepare(folder, asked):
    """The bank, and a home that has published its opening, twice."""
    if not os.path.exists(f"{folder}/bank/truth.json"):
        subprocess.run(
            [asked.bank, "--customers", str(asked.customers), "--seed", str(asked.seed), "--history", "short", "--uncalibrated",
             "--seasons", "--from", asked.first, "--to", asked.to, "--out", f"{folder}/bank"], check=True)
    if not os.path.exists(f"{folder}/full/ready"):
        for name in ("goes", "full"):
            shutil.rmtree(f"{folder}/{name}", ignore_errors=True)
        side = f"{folder}/goes"
        shutil.copytree(f"{folder}/bank/landing", f"{side}/home/landing")
        shutil.copytree(f"{REPOSITORY}/Pipelines/retail", f"{side}/pipelines/retail")
        os.makedirs(f"{side}/keys")
        shutil.copyfile(market.TEST_KEY, f"{side}/keys/retail.key")
        os.chmod(f"{side}/keys/retail.key", 0o600)
        done = started(asked.mart, side, "run").communicate()
        if current(side) is None:
            sys.exit(f"the opening was not published: {done[1]}")
        subprocess.run(["cp", "-a", side, f"{folder}/full"], check=True)
        open(f"{folder}/full/ready", "w").close()


def current(side):
    link = f"{side}/home/current"
    return os.path.basename(os.readlink(link)) if os.path.islink(link) else None


def started(mart, side, command, *arguments):
    return subprocess.Popen(
        [mart, command, "--home", f"{side}/home", "--pipeline", f"{side}/pipelines/retail", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def change_code(side, night):
    """Another name for a code: everything that is made from the list is made anew."""
    path = f"{side}/pipelines/retail/reference/codes.csv"
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    place = next(at for at, line in enumerate(lines) if line.startswith("channel,MOB,"))
    cells = lines[place].split(",")
    cells[2] = f"{cells[2].split(' ')[0]} {night}"
    lines[place] = ",".join(cells)
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines))


def differing(goes, full):
    """Tables and views of which a row differs, and how many tables and rows were compared."""
    mart = opened(f"{goes}/home/current/mart.sqlite")
    mart.execute("ATTACH ? AS other", (f"file:{full}/home/current/mart.sqlite?mode=ro",))
    names, others = (
        [name for name, in mart.execute(
            f"SELECT name FROM {schema}.sqlite_schema WHERE type IN ('table', 'view')"
            " AND name NOT LIKE 'meta_%' AND name NOT LIKE 'sqlite_%'")] for schema in ("main", "other"))
    wrong = ["other tables"] if sorted(names) != sorted(others) else []
    rows = 0
    for name in names:
        columns = [row[1] for row in mart.execute(f'PRAGMA main.table_info("{name}")') if row[1] not in LEFT_OUT]
        listed = ", ".join(f'"{column}"' for column in columns)
        one, two = (f'SELECT {listed}, COUNT(*) FROM {schema}."{name}" GROUP BY {listed}' for schema in ("main", "other"))
        found = mart.execute(f"SELECT COUNT(*) FROM (SELECT * FROM ({one}) EXCEPT SELECT * FROM ({two}))").fetchone()[0]
        missed = mart.execute(f"SELECT COUNT(*) FROM (SELECT * FROM ({two}) EXCEPT SELECT * FROM ({one}))").fetchone()[0]
        rows += mart.execute(f'SELECT COUNT(*) FROM main."{name}"').fetchone()[0]
        if found or missed:
            wrong.append(f"{name} ({found} rows more, {missed} less)")
    hashes = [dict(mart.execute(f"SELECT table_name, row_hash FROM {schema}.meta_table")) for schema in ("main", "other")]
    wrong += [f"the row hash of {name}" for name in hashes[0].keys() | hashes[1].keys()
              if hashes[0].get(name) != hashes[1].get(name)]
    mart.close()
    return wrong, len(names), rows


def told(side):
    """Of the last run that was published, by table: (how, keys, rows) as foretold, and as done."""
    ledger = opened(f"{side}/home/ledger.sqlite")
    run = ledger.execute("SELECT MAX(run_id) FROM run WHERE status = 'published'").fetchone()[0]
    foretold, done = (
        {table: (how, keys, rows) for table, how, keys, rows in ledger.execute(sql, (run,))} for sql in (
            "SELECT table_name, how, keys, rows FROM foretold WHERE run_id = ?",
            "SELECT table_name, actual, keys, rows FROM refresh WHERE run_id = ?"))
    ledger.close()
    return foretold, done


def planned(mart, side):
    """What `mart plan --foretell` says of the next night, by table."""
    plan = started(mart, side, "plan", "--foretell", "--no-keys", "--json", "--no-changes")
    text, errors = plan.communicate()
    if plan.returncode:
        return {"plan": (errors.strip(), None, 0)}
    return {
        table["table"]: (table["foretold"], table["keys_touched"], table["rows_written"])
        for table in json.loads(text)["tables"] if "foretold" in table}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mart")
    parser.add_argument("folder")
    parser.add_argument("--bank", default="sample-bank")
    parser.add_argument("--from", dest="first", default="2024-05-10")
    parser.add_argument("--to", default="2024-07-08")
    parser.add_argument("--customers", type=int, default=755)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    folder = os.path.abspath(asked.folder)
    prepare(folder, asked)
    with open(f"{folder}/bank/truth.json", encoding="utf-8") as file:
        truth = json.load(file)
    goes, full = f"{folder}/goes", f"{folder}/full"
    counts = collections.Counter()
    wrong = []
    for place, night in enumerate(truth["nights"]):
        if (current(full) or "") >= night:
            continue
        for side in (goes, full):
            for name in os.listdir(f"{folder}/bank/nights/{night}"):
                shutil.copyfile(f"{folder}/bank/nights/{night}/{name}", f"{side}/home/landing/{name}")
            if place % CODE_EVERY == CODE_EVERY - 1:
                change_code(side, night)
        plan = planned(asked.mart, goes) if place % PLAN_EVERY == 1 else None
        runs = [started(asked.mart, side, "run", "--date", night, way) for side, way in ((goes, "--foretell"), (full, "--full"))]
        for run in runs:
            _, errors = run.communicate()
            if run.returncode:
                print(f"{night} was stopped: {errors.strip()}")
                return 1
        found, tables, rows = differing(goes, full)
        wrong += [f"{night}: {one} differs" for one in found]
        foretold, done = told(goes)
        if foretold:
            counts["foretold"] += 1
            wrong += [f"{night}: {table} was foretold as {foretold.get(table)}, and was {done.get(table)}"
                      for table in sorted(foretold.keys() | done.keys()) if foretold.get(table) != done.get(table)]
            if plan is not None:
                counts["plans"] += 1
                wrong += [f"{night}: {table} was planned as {plan.get(table)}, and was {done.get(table)}"
                          for table in sorted(plan.keys() | done.keys()) if plan.get(table) != done.get(table)]
        elif {how for how, _, _ in done.values()} != {"in full"}:
            wrong.append(f"{night}: nothing was foretold")
        hows = collections.Counter(how for how, _, _ in done.values())
        counts.update({f"tables {how}": count for how, count in hows.items()})
        counts.update(nights=1, rows=rows, keys=sum(keys or 0 for _, keys, _ in done.values()),
                      written=sum(written for how, _, written in done.values() if how == "by key"))
        counts["most tables"] = max(counts["most tables"], tables)
        print(f"{night}: {tables} tables and views, {rows} rows; {dict(hows)}; "
              f"{sum(keys or 0 for _, keys, _ in done.values())} keys", flush=True)
        for message in wrong[counts["told"]:counts["told"] + 30]:
            print(f"wrong: {message}", flush=True)
        counts["told"] = len(wrong)
    mart = opened(f"{goes}/home/current/mart.sqlite")
    events = mart.execute(
        "SELECT kind, COUNT(*) FROM id_event WHERE event_date >= ? GROUP BY kind ORDER BY kind", (asked.first,)).fetchall()
    mart.close()
    print(f"{counts['nights']} nights, {counts['most tables']} tables and views, {counts['rows']} rows compared: "
          f"{sum(1 for one in wrong if 'differs' in one)} differ")
    print(f"{counts['foretold']} nights foretold, {counts['plans']} planned beforehand: "
          f"{counts['tables by key']} tables by key with {counts['keys']} keys and {counts['written']} rows, {counts['tables in full']} in full, {counts['tables kept']} kept: "
          f"{sum(1 for one in wrong if 'differs' not in one)} otherwise")
    print(f"identity from {asked.first}: {', '.join(f'{count} {kind}' for kind, count in events)}")
    print(f"the bank: {dict(collections.Counter(event['kind'] for event in truth['events']))}, "
          f"{dict(collections.Counter(one['kind'] for one in truth['arrivals']))}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
