"""Runs a bank of ugly cases drop by drop, and holds what the mart makes of each against truth.json.

usage: ugly.py MART HOME PIPELINE     prints a table: case, expected, found; exit 1 where they differ.
It copies drops/2, drops/3 … into landing as their time comes, runs `mart run` after each, and reads ledger and mart with
Python's own sqlite3. It shares no code with the engine.
"""
import json
import os
import shutil
import sqlite3
import subprocess
import sys

mart, home, pipeline = sys.argv[1:4]
truth = json.load(open(f"{home}/truth.json", encoding="utf-8"))
lines, wrong = [], 0


def read(file, sql, *values):
    connection = sqlite3.connect(f"file:{home}/{file}?mode=ro", uri=True)
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


def same(case, what, expected, found):
    global wrong
    good = expected == found
    wrong += not good
    lines.append((case, what, str(expected), str(found), "" if good else "DIFFERS"))


def refusals(entry):
    rows = read("ledger.sqlite",
                "SELECT DISTINCT rule FROM refusal WHERE feed = ? AND business_date = ?", entry["feed"], entry["date"])
    return sorted(rule for rule, in rows)


def judge_bad(entry):
    """A delivery that was refused or that stopped its night."""
    where = f"{entry['file']}, drop {entry['drop']}"
    if entry["rule"] == "DL-09":
        found = "DL-09" if "DL-09" in said[entry["drop"]] else "not named"
        same(entry["case"], where, "DL-09", found)
    else:
        found = refusals(entry)
        same(entry["case"], where, entry["rule"], entry["rule"] if entry["rule"] in found else found)


def judge_good(entry):
    """A row, or a file that is taken in, after the last night."""
    where = f"{entry['file']}" + (f":{entry['line']}" if entry["line"] else "")
    rule = entry["rule"]
    if rule == "DL-03":
        found = read("current/mart.sqlite", "SELECT status FROM meta_delivery WHERE file = ?", entry["file"])
        same(entry["case"], where, "repeated", found[0][0] if found else "not taken in")
    elif rule == "DL-10":
        same(entry["case"], where, "named", "named" if any(entry["file"] in text for text in said.values()) else "not named")
    elif rule == "GL-01":
        judge_ledger(entry, where)
    elif not rule:
        found = read("current/mart.sqlite", "SELECT status FROM meta_delivery WHERE file = ?", entry["file"])
        same(entry["case"], where, "accepted", found[0][0] if found else "not taken in")
    else:
        judge_row(entry, where, rule)


def judge_ledger(entry, where):
    """What only the ledger misses: that night's mart tells the amount, the last one none any more."""
    sql = "SELECT difference FROM ledger_tie WHERE biz_date = ? AND difference <> 0"
    found = [amount for amount, in read(f"generations/{entry['date']}.1/mart.sqlite", sql, entry["date"])]
    same(entry["case"], where, [entry["fen"]], found)
    same(entry["case"], where + " at last", [], read("current/mart.sqlite", sql, entry["date"]))


def judge_row(entry, where, rule):
    quarantined = read(
        "current/mart.sqlite",
        "SELECT q.line FROM meta_quarantine q JOIN meta_delivery d ON d.delivery_id = q.delivery_id"
        " WHERE d.file = ? AND q.rule = ? ORDER BY q.line", entry["file"], rule)
    found = read(
        "state/journal.sqlite",
        "SELECT SUM(f.count) FROM finding f JOIN delivery d ON d.delivery_id = f.delivery_id"
        " WHERE d.file = ? AND f.rule = ?", entry["file"], rule)
    later = read(
        "state/journal.sqlite",
        f"SELECT COUNT(*) FROM o_{entry['feed']} o JOIN delivery d ON d.delivery_id = o.delivery_id"
        " WHERE d.file = ? AND o.rule = ? AND o.effect <> 'none'", entry["file"], rule)
    count = (found[0][0] or 0) + later[0][0]
    if entry["line"] and (entry["line"],) in quarantined:
        same(entry["case"], where, rule, rule)
    elif quarantined and not entry["line"]:
        same(entry["case"], where, f"{entry['rows']} {rule}", f"{len(quarantined)} {rule}")
    else:
        same(entry["case"], where, f"{entry['rows']} or more {rule}",
             f"{entry['rows']} or more {rule}" if count >= entry["rows"] else f"{count} {rule}, quarantined {quarantined}")


said = {}
for end in truth["drops"]:
    drop = end["drop"]
    if drop > 1:
        for name in sorted(os.listdir(f"{home}/drops/{drop}")):
            shutil.copy(f"{home}/drops/{drop}/{name}", f"{home}/landing/{name}")
    ran = subprocess.run([mart, "run", "--verbose", "--home", home, "--pipeline", pipeline], capture_output=True, text=True)
    said[drop] = ran.stdout + ran.stderr
    current = os.path.basename(os.path.realpath(f"{home}/current")).rsplit(".", 1)[0] if os.path.exists(
        f"{home}/current") else None
    same(f"drop {drop}", "exit", end["exit"], ran.returncode)
    same(f"drop {drop}", "current", end["current"], current)
    if ran.returncode != end["exit"]:
        print(said[drop][-3000:])
        break

again = subprocess.run([mart, "run", "--verbose", "--home", home, "--pipeline", pipeline], capture_output=True, text=True)
same("at last", "another run", "nothing to do", "nothing to do" if "nothing to do" in again.stderr else again.stderr[-300:])

for entry in truth["ugly"]:
    # Held: published all the same, by a night that took nothing in of the feed.
    is_bad = entry["exit"] != 0 or entry["rule"].startswith("DL-0") and entry["rule"] != "DL-03"
    (judge_bad if is_bad else judge_good)(entry)

widths = [max(len(line[place]) for line in lines) for place in range(4)]
for line in [("case", "where", "expected", "found", "")] + lines:
    print("  ".join(text.ljust(width) for text, width in zip(line, widths)) + "  " + line[4])
last = subprocess.run([sys.executable, os.path.dirname(__file__) + "/truth.py", home], capture_output=True, text=True)
print(last.stdout + last.stderr, end="")
print(f"{len(lines)} cases and ends compared, {wrong} differ")
sys.exit(1 if wrong or last.returncode else 0)
