"""Runs a bank of ugly cases drop by drop, and holds what the mart makes of each against truth.json.

usage: ugly.py MART HOME PIPELINE [--finished]     prints a table: case, expected, found; exit 1 where they differ.
It copies drops/2, drops/3 … into landing as their time comes, runs `mart run` after each, and reads ledger and mart with
Python's own sqlite3. It shares no code with the engine. Where every day of September has a night, it takes them one by one, and
ugly_nights.py looks at cases that take several; each of U01 to U54 must then stand in the table. What it found in those nights it
keeps in HOME.nights.json: --finished takes it from there, runs no night, and judges what the home has at last once more.
"""
import csv
import glob
import gzip
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys

import ugly_last
import ugly_nights

mart, home, pipeline = sys.argv[1:4]
isFinished = "--finished" in sys.argv[4:]
notes = os.path.abspath(home) + ".nights.json"
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
    lines.append((case, what, short(expected), short(found), "" if good else "DIFFERS"))


def short(value):
    """A value for the table; of a long one its hash, so that two can be told apart."""
    text = str(value)
    return text if len(text) < 90 else f"{text[:60]}… {hashlib.sha256(text.encode()).hexdigest()[:8]}"


def refusals(entry):
    rows = read("ledger.sqlite",
                "SELECT DISTINCT rule FROM refusal WHERE feed = ? AND business_date = ?", entry["feed"], entry["date"])
    return sorted(rule for rule, in rows)


def judge_bad(entry):
    """A delivery that was refused or that stopped its night."""
    where = f"{entry['file']}, drop {entry['drop']}"
    if entry["rule"] == "CRD-01":
        # What must not be written anywhere is not in the archive either.
        landed = home + ("/landing/" if entry["drop"] == 1 else f"/drops/{entry['drop']}/") + entry["file"]
        content = hashlib.sha256(open(landed, "rb").read()).hexdigest()
        kept = os.path.exists(f"{home}/archive/{content[:2]}/{content}.gz")
        same(entry["case"], where + " in the archive", False, kept)
    if entry["rule"] in ("DL-04", "DL-09"):
        ended = read("ledger.sqlite", "SELECT rule FROM failure WHERE run_id = ?", runs[entry["drop"]])
        same(entry["case"], where, [(entry["rule"],)], ended)
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


# What accepted oddities must have become in the last night's mart: case, what, a query, the least it must answer. Queries
# without a number must answer 0. EDGES stands for the loans that pass the edge of a bucket on the last day, UNDONE for those with
# a repayment that was taken back.
BECAME = [
    ("U27", "joint accounts counted by holder are more than the bank holds",
     "SELECT SUM(b.amount_fen) > (SELECT SUM(amount_fen) FROM fact_balance WHERE kind = 'TIME' AND valid_to = '9999-12-31')"
     " FROM fact_balance b JOIN bridge_account_party h USING (account_id) WHERE b.kind = 'TIME'"
     " AND b.valid_to = '9999-12-31' AND h.valid_to = '9999-12-31' AND h.share_bp > 0", None),
    ("U28", "a supplementary card's holder is not its account's",
     "SELECT COUNT(*) FROM dim_card c JOIN bridge_account_party h ON h.account_id = c.account_id AND h.role = 'PRIMARY'"
     " AND h.is_current = 1 WHERE c.holder = 'SUPP' AND c.is_current = 1 AND c.party_id <> h.party_id", 1),
    ("U30", "a reversal's original came later, and is found",
     "SELECT COUNT(*) FROM fact_card_txn WHERE late = 1 AND txn_id IN (SELECT reverses_txn_id FROM fact_card_txn"
     " WHERE late = 0 AND reverses_txn_id IS NOT NULL)", 1),
    ("U31", "a repayment taken back: overdue again since the old day",
     "SELECT COUNT(*) FROM (SELECT valid_from, overdue_since, LAG(overdue_since, 1, '0000') OVER (PARTITION BY account_id"
     " ORDER BY valid_from) AS earlier FROM fact_loan_state WHERE loan_type <> 'CARD')"
     " WHERE overdue_since < COALESCE(earlier, '9999') AND valid_from > date(overdue_since, '+10 day')", "UNDONE"),
    ("U32", "February 2024 has 29 days", "SELECT COUNT(*) FROM dim_date WHERE month = '2024-02'", 29),
    ("U32", "born on a leap day, of age on 1 March",
     "SELECT COUNT(*) FROM dim_party WHERE birth_year = 2000 AND adult_on = '2018-03-01' AND is_current = 1", 1),
    ("U32", "a loan is due on the last day of every month",
     "SELECT COUNT(*) FROM (SELECT account_id FROM fact_instalment GROUP BY account_id HAVING COUNT(*) > 10 AND"
     " SUM(due_date = date(due_date, 'start of month', '+1 month', '-1 day')) = COUNT(*))", 1),
    ("U33", "an unknown category is kept", "SELECT COUNT(*) FROM fact_card_txn WHERE mcc = 'UNK'", 1),
    ("U34", "a position ended and began again, with a gap",
     "SELECT COUNT(*) FROM (SELECT valid_to, LEAD(valid_from) OVER (PARTITION BY account_id, kind, product_code, pension"
     " ORDER BY valid_from) AS following FROM fact_balance WHERE kind IN ('WMP', 'MMF', 'FUND', 'BOND', 'METAL'))"
     " WHERE following > valid_to", 1),
    ("U35", "a clock was ahead, and the event has the time it was received",
     "SELECT COUNT(*) FROM fact_channel_event WHERE clock_fixed = 1 AND substr(occurred_at, 12, 8) = '12:00:00'", 1),
    ("U35", "the last millisecond of a day is that day's",
     "SELECT COUNT(*) FROM fact_channel_event WHERE substr(occurred_at, 12, 12) = '23:59:59.999'"
     " AND substr(occurred_at, 1, 10) = biz_date", 1),
    ("U35", "an event after midnight is the day before's, by its business date",
     "SELECT COUNT(*) FROM fact_channel_event WHERE substr(occurred_at, 12, 5) = '00:03'"
     " AND substr(occurred_at, 1, 10) > biz_date", 1),
    ("U36", "deposits in four currencies",
     "SELECT COUNT(DISTINCT ccy) FROM dim_account WHERE family = 'DEPOSIT'", 4),
    ("U38", "one who came after the base day is in both arms",
     "SELECT COUNT(*) FROM (SELECT party_id FROM fact_touch WHERE source = 'BRAIN' GROUP BY party_id"
     " HAVING COUNT(DISTINCT arm) = 2)", 1),
    ("U39", "who follows again after leaving",
     "SELECT COUNT(*) FROM (SELECT 1 FROM fact_community WHERE party_id IS NOT NULL GROUP BY party_id, community_account"
     " HAVING SUM(event_type = 'FOLLOW') > 1 AND SUM(event_type = 'UNFOLLOW') > 0)", 1),
    ("U39", "who follows two accounts",
     "SELECT COUNT(*) FROM (SELECT 1 FROM fact_community WHERE event_type = 'FOLLOW' AND party_id IS NOT NULL GROUP BY party_id"
     " HAVING COUNT(DISTINCT community_account) > 1)", 1),
    ("U39", "who has two user ids",
     "SELECT COUNT(*) FROM (SELECT 1 FROM fact_community WHERE party_id IS NOT NULL GROUP BY party_id"
     " HAVING COUNT(DISTINCT user_id) > 1)", 1),
    ("U39", "a user who is no customer", "SELECT COUNT(*) FROM fact_community WHERE src_cust_id IS NULL", 1),
    ("U39", "K09 beside the persons who followed last",
     "SELECT (SELECT value FROM mgt_kpi WHERE kpi_id = 'K09' AND org = 'BANK') = (SELECT COUNT(DISTINCT party_id) FROM"
     " (SELECT party_id, event_type, ROW_NUMBER() OVER (PARTITION BY user_id, community_account ORDER BY occurred_at DESC) AS place"
     " FROM fact_community WHERE event_type IN ('FOLLOW', 'UNFOLLOW')) WHERE place = 1 AND event_type = 'FOLLOW')", 1),
    ("U40", "above the threshold on the last day, below it on average",
     "SELECT COUNT(*) FROM customer_tier t JOIN customer_360 c USING (party_id) WHERE t.month = '2024-09'"
     " AND t.tier = 'T0' AND c.aum_fen >= 1000000", 1),
    ("U41", "five months below: kept",
     "SELECT COUNT(*) FROM customer_tier WHERE month = '2024-09' AND below_months = 5 AND tier = 'T3'", 1),
    ("U41", "six months below: lowered",
     "SELECT COUNT(*) FROM customer_tier n JOIN customer_tier b USING (party_id) WHERE n.month = '2024-09'"
     " AND b.month = '2024-08' AND b.tier = 'T3' AND b.below_months = 5 AND n.tier = 'T0'", 1),
    ("U41", "seven months below: lowered a month ago",
     "SELECT COUNT(*) FROM customer_tier n JOIN customer_tier b USING (party_id) WHERE n.month = '2024-08'"
     " AND b.month = '2024-07' AND b.tier = 'T3' AND b.below_months = 5 AND n.tier = 'T0'", 1),
    ("U41", "a month above between: counted anew",
     "SELECT COUNT(*) FROM customer_tier n JOIN customer_tier b USING (party_id) WHERE n.month = '2024-09'"
     " AND n.below_months = 3 AND n.tier = 'T3' AND b.month = '2024-06' AND b.below_months = 0 AND b.tier = 'T3'", 1),
    ("U43", "who has a bad guarantor is warned of",
     "SELECT COUNT(*) FROM risk_party r JOIN risk_warning w USING (party_id) WHERE w.rule_id = 'W06'"
     " AND r.guarantor_grade IN ('SUBSTANDARD', 'DOUBTFUL', 'LOSS') AND r.npl = 0", 1),
    ("U43", "for whom that one stands in turn, is not",
     "SELECT COUNT(*) FROM risk_party b JOIN bridge_account_party h ON h.party_id = b.party_id AND h.role = 'PRIMARY'"
     " AND h.is_current = 1 JOIN bridge_account_party g ON g.account_id = h.account_id AND g.role = 'GUARANTOR'"
     " AND g.is_current = 1 JOIN risk_party r ON r.party_id = g.party_id WHERE r.npl = 0 AND b.guarantor_grade = 'PASS'"
     " AND r.guarantor_grade IN ('SUBSTANDARD', 'DOUBTFUL', 'LOSS')", 1),
    ("U45", "two accounts of one person, a fen over the cap",
     "SELECT COUNT(*) FROM adv_pension WHERE contrib_fen = 1200001 AND over_cap = 1", 1),
    ("U46", "bought though too bold, and kept",
     "SELECT COUNT(*) FROM fact_order WHERE suitable = 0 AND side = 'BUY' AND state = 'CONFIRMED'", 3),
    ("U46", "by the level of the day of the order",
     "SELECT COUNT(*) FROM fact_order o JOIN dim_product p USING (product_code) WHERE o.suitable = 0 AND o.product_risk = 4"
     " AND p.risk_level = 2 AND p.valid_to <= o.ordered_on", 1),
    ("U42", "loans passed the edges of buckets on the last day",
     "SELECT COUNT(DISTINCT bucket) FROM fact_loan_state WHERE loan_type <> 'CARD' AND valid_from = '2024-09-30'"
     " AND overdue_since = date('2024-09-30', CASE bucket WHEN 'B1' THEN '-1 day' WHEN 'B2' THEN '-31 day'"
     " WHEN 'B3' THEN '-61 day' WHEN 'B4' THEN '-91 day' WHEN 'B5' THEN '-181 day' WHEN 'B6' THEN '-271 day'"
     " ELSE '-361 day' END)", "EDGES"),
    ("U42", "one fen keeps a loan overdue",
     "SELECT COUNT(*) FROM fact_loan_state WHERE overdue_fen = 1 AND valid_to = '9999-12-31' AND bucket <> 'B0'", 1),
    ("U44", "a co-borrower bears the whole loan, the bank counts it once",
     "SELECT SUM(loan_fen) > SUM(loan_primary_fen) FROM risk_party", 1),
    ("U47", "given back in time: no asset",
     "SELECT COUNT(*) FROM fact_balance b JOIN fact_policy p USING (account_id) WHERE p.status = 'CANCELLED'"
     " AND b.valid_to = '9999-12-31' AND b.amount_fen <> 0", None),
    ("U48", "open until the day on which it closed",
     "SELECT COUNT(*) FROM dim_facility o JOIN dim_facility c USING (facility_no) WHERE o.status = 'OPEN'"
     " AND c.status = 'CLOSED' AND o.valid_to = '2024-09-30' AND c.valid_from = '2024-09-30'", 1),
    ("U50", "no free text in the mart",
     "SELECT COUNT(*) FROM meta_column WHERE column_name LIKE '%summary%'", None),
]


def judge_identity():
    """U17 to U24: the parties are the persons of persons.csv, and stewards are asked no more than they must be."""
    if not any(entry["case"] == "U17" for entry in truth["ugly"]):
        return
    tokens = {value: token for value, token in read(
        "state/vault.sqlite", "SELECT value, token FROM vault_token WHERE kind = 'customer'")}
    party = {token: key for token, key in read(
        "current/mart.sqlite", "SELECT src_cust_id, party_id FROM id_xref WHERE valid_to = '9999-12-31'")}
    parties, persons = {}, {}
    for line in open(f"{home}/persons.csv", encoding="utf-8").read().split("\n")[1:]:
        if line:
            source, number, person = line.split(",")
            found = party.get(tokens.get(f"{source}|{number}"))
            parties.setdefault(found, set()).add(person)
            persons.setdefault(person, set()).add(found)
    same("U17-U24", "parties of several persons", 0, sum(len(who) > 1 for who in parties.values()))
    same("U17-U24", "persons of several parties", 0, sum(len(who) > 1 for who in persons.values()))
    asked = read("state/vault.sqlite",
                 "SELECT rule, SUM(open) FROM (SELECT rule, open, ROW_NUMBER() OVER (PARTITION BY src_a, src_cust_id_a,"
                 " src_b, src_cust_id_b, rule ORDER BY generation DESC) AS place FROM id_review) WHERE place = 1"
                 " GROUP BY rule HAVING SUM(open) > 0 ORDER BY rule")
    same("U19, U24", "questions to stewards", [("C1", 1), ("D2", 2)], asked)
    rules = {rule for rule, in read("state/vault.sqlite", "SELECT DISTINCT rule FROM id_edge WHERE fate = 'held'")}
    same("U18, U23", "rules that joined beside D1", {"D3", "D4"}, rules & {"D3", "D4"})


def judge_became():
    edges = sum(e["case"] == "U42" and e["feed"] == "loan_account" and e["fen"] == 0 for e in truth["ugly"])
    undone = sum(e["case"] == "U31" for e in truth["ugly"])
    for case, what, sql, least in BECAME:
        found = read("current/mart.sqlite", sql)[0][0] or 0
        if least is None:
            same(case, what, 0 if "COUNT" in sql else 1, found)
        else:
            wanted = {"EDGES": edges, "UNDONE": undone}.get(least, least)
            same(case, what, f"{wanted} or more", f"{wanted} or more" if found >= wanted else found)


def judge_outputs():
    """Files for people: a text that a spreadsheet would take for a formula has an apostrophe before it."""
    for user, name, column, text in [("adviser", "E08_", "rm_staff_no", "=1+1"), ("risk", "E03_", "branch_no", "-2")]:
        cells = []
        for file in glob.glob(f"{home}/current/outbox/{user}/{name}*.csv.gz"):
            with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
                cells += [row[column] for row in csv.DictReader(lines)]
        same("U13", f"{column} {text} in {name[:3]}", (True, False), ("'" + text in cells, text in cells))


def judge_persons():
    """Every number of persons.csv with its true person's other numbers in one party, and no one else in it (U10)."""
    names = read("state/vault.sqlite", "SELECT value, token FROM vault_token WHERE kind = 'customer'")
    tokens = {value: token for value, token in names}
    parties = {(src, token): party for src, token, party in read(
        "current/mart.sqlite", "SELECT src, src_cust_id, party_id FROM id_xref WHERE valid_to = '9999-12-31'")}
    by_person, by_party = {}, {}
    for row in csv.DictReader(open(f"{home}/persons.csv", encoding="utf-8")):
        source, number, person = row.values()
        party = parties.get((source, tokens.get(f"{source}|{number}")))
        by_person.setdefault(person, set()).add(party)
        by_party.setdefault(party, set()).add(person)
    same("U10", "persons whose numbers are not one party", 0, sum(len(found) != 1 for found in by_person.values()))
    same("U10", "parties of more than one person", 0, sum(len(found) != 1 for found in by_party.values()))


said, runs, peaks = {}, {}, {}
nights = ugly_nights.Nights(mart, home, pipeline, truth, same)
# Cases whose own nights are looked at, beside rows that ERA-01 refuses.
WATCHED = ("U01", "U02", "U03", "U25", "U26", "U29", "U49", "U52", "U53")


def run_drops():
    """Every drop, its nights and the run that ends it."""
    for end in truth["drops"]:
        drop = end["drop"]
        if drop > 1:
            for name in sorted(os.listdir(f"{home}/drops/{drop}")):
                shutil.copy(f"{home}/drops/{drop}/{name}", f"{home}/landing/{name}")
        nights.drop(end)
        ran = nights.home.measured()
        peaks[drop] = nights.home.peak
        said[drop] = ran.stdout + ran.stderr
        runs[drop] = read("ledger.sqlite", "SELECT MAX(run_id) FROM run")[0][0]
        current = os.path.basename(os.path.realpath(f"{home}/current")).rsplit(".", 1)[0] if os.path.exists(
            f"{home}/current") else None
        same(f"drop {drop}", "exit", end["exit"], ran.returncode)
        same(f"drop {drop}", "current", end["current"], current)
        if ran.returncode != end["exit"]:
            print(said[drop][-3000:])
            break
        keep()
    nights.finish()
    said["nights"] = "".join(nights.said)
    keep()


def keep():
    """Writes down what the nights up to now showed."""
    with open(os.open(f"{notes}.new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump({"lines": lines, "wrong": wrong, "said": said, "runs": runs, "peaks": peaks, "nights": nights.peaks}, file)
    os.replace(f"{notes}.new", notes)


if isFinished:
    kept = json.load(open(notes, encoding="utf-8"))
    lines, wrong = [tuple(line) for line in kept["lines"]], kept["wrong"]
    said = kept["said"]
    runs, peaks = ({int(drop): value for drop, value in kept[name].items()} for name in ("runs", "peaks"))
    nights.peaks = kept["nights"]
else:
    nights.keep = keep
    run_drops()

again = subprocess.run([mart, "run", "--verbose", "--home", home, "--pipeline", pipeline], capture_output=True, text=True)
same("at last", "another run", "nothing to do", "nothing to do" if "nothing to do" in again.stderr else again.stderr[-300:])

for entry in truth["ugly"]:
    if nights.isNightly and entry["case"] in WATCHED and entry["rule"] != "ERA-01":
        continue
    # Held: published all the same, by a night that took nothing in of the feed.
    is_bad = entry["exit"] != 0 or entry["rule"].startswith("DL-0") and entry["rule"] != "DL-03"
    (judge_bad if is_bad else judge_good)(entry)

def judge_memory():
    """U06: the bomb is refused in the memory of an ordinary night."""
    for entry in truth["ugly"]:
        if entry["case"] == "U06" and entry["feed"] == "channel_event" and nights.peaks and peaks.get(entry["drop"]):
            most = max(nights.peaks.values())
            same("U06", f"memory of the run that refuses the bomb ({peaks[entry['drop']]} KiB, of nights {most})", True,
                 peaks[entry["drop"]] <= most * 1.1)


judge_became()
judge_memory()
if nights.isNightly:
    ugly_last.Last(nights.home, nights.entries, same, truth["scale"]).judge()
judge_outputs()
judge_persons()
judge_identity()
if nights.isNightly:
    told = {word.strip() for line in lines for word in line[0].split(",")}
    told |= {f"U{number}" for number in range(17, 25)} if "U17-U24" in told else set()
    same("all", "cases that nothing was said of", [], [f"U{n:02}" for n in range(1, 55) if f"U{n:02}" not in told])
lines.sort(key=lambda line: (line[0].startswith("U"), line[0][:3]))
widths = [max(len(line[place]) for line in lines) for place in range(4)]
for line in [("case", "where", "expected", "found", "")] + lines:
    print("  ".join(text.ljust(width) for text, width in zip(line, widths)) + "  " + line[4])
last = subprocess.run([sys.executable, os.path.dirname(__file__) + "/truth.py", home], capture_output=True, text=True)
print(last.stdout + last.stderr, end="")
print(f"{len(lines)} cases and ends compared, {wrong} differ")
sys.exit(1 if wrong or last.returncode else 0)
