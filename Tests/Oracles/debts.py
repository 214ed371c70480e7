"""Counts card debt, risk events, consents, households and the ledger from the raw files of a sample bank.

usage: debts.py FOLDER [figures]   (the folder that holds landing/ and truth.json)
Prints what does not follow, and how much was compared; exit 1 where something differs. With `figures`, prints what it
counted as one JSON object instead, for sample_bank.py, and compares nothing. Rows that the bank plants as
dirt bear keys that begin with CX, RX, LX or X, and are left out.
"""
import collections, csv, glob, json, os, sys

folder = sys.argv[1]
truth = json.load(open(f"{folder}/truth.json", encoding="utf-8"))
AS_OF, BASE, YEAR = truth["as_of"], "2023-12-31", "2024-01-01"
wrong, compared = [], 0


def files(pattern):
    return sorted(glob.glob(os.path.join(folder, "landing", pattern)))


def fen(text):
    whole, _, part = text.lstrip("-").partition(".")
    return (int(whole) * 100 + int((part + "00")[:2])) * (-1 if text.startswith("-") else 1)


def same(what, expected, found):
    global compared
    compared += 1
    if expected != found:
        wrong.append(f"{what}: truth {expected}, files {found}")


def day(text):
    return f"{text[:4]}-{text[4:6]}-{text[6:]}"


# ---- what is owed on cards follows from the day before
owed, part, late, seen, flows = {}, {}, {}, set(), collections.Counter()
stock = {}
for file in files("CC_BAL_*.txt"):
    for line in open(file, "rb").read().decode("gb18030", "replace").splitlines():
        cells = line.split("|+|")
        if cells[0].startswith("CX") or line in seen:
            continue
        seen.add(line)
        account, date = cells[0], day(cells[2])
        overdraft, instal, spend, repaid, other, limit = map(fen, cells[3:9])
        if overdraft != owed.get(account, 0) + spend - repaid + other:
            wrong.append(f"CC_BAL: {date} does not follow from the day before")
        if not 0 <= instal <= max(0, overdraft) or overdraft > max(limit, 0):
            wrong.append(f"CC_BAL: {date} has instalments or a debt that cannot be")
        owed[account], part[account] = overdraft, instal
        flows["rows"] += 1
        flows["spend_fen"] += spend
        flows["repay_fen"] += repaid
        flows["other_fen"] += other
    stock[day(file[-12:-4])] = sum(max(0, amount) for amount in owed.values())
instal = sum(part[a] for a in owed if owed[a] > 0)
same("K23.CARD_OVERDRAFT", truth["metrics"]["K23.CARD_OVERDRAFT"], stock[AS_OF])
same("K23.instal", truth["metrics"]["K23.instal"], instal)
same("K24.base_CARD_OVERDRAFT", truth["metrics"]["K24.base_CARD_OVERDRAFT"], stock[BASE])
same("fact_card_flow rows", truth["tables"]["fact_card_flow"]["rows"], flows.pop("rows"))
same("fact_card_flow sums", truth["tables"]["fact_card_flow"]["sum"], dict(flows))

# ---- risk events, net of those that were none
events = {}
for file in files("RISK_EVT_*.jsonl"):
    for line in open(file, "rb"):
        if b'"event_id":"RX' not in line:
            row = json.loads(line)
            events[row["event_id"]] = row
net, blocked = collections.Counter(), collections.Counter()
for row in events.values():
    if row["biz_date"] >= YEAR:
        net[row["path"]] += -1 if "reverses_id" in row else 1
        blocked[row["path"]] += fen(row["blocked"])
if "figures" in sys.argv:
    print(json.dumps({"overdraft": stock, "overpaid": -sum(min(0, amount) for amount in owed.values()), "instal": instal,
                      "net": net, "blocked": blocked}))
    sys.exit(0)
for path in ("PREVENT", "CONTROL", "COVER"):
    same(f"K39.{path}", truth["metrics"][f"K39.{path}"], net[path])
    same(f"K39.{path}_fen", truth["metrics"][f"K39.{path}_fen"], blocked[path])

# ---- households: declared family links in force, by connected components
links = {}
for file in files("CUST_LINK_*.csv"):
    for row in csv.DictReader(open(file, encoding="utf-8", errors="replace")):
        if not row["link_id"].startswith("LX"):
            if (row["op"] == "I") == (row["link_id"] in links):
                wrong.append("CUST_LINK: I or U out of place")
            links[row["link_id"]] = row
root = {}


def find(x):
    while root.setdefault(x, x) != x:
        x = root[x]
    return x


for row in links.values():
    family = row["link_type"] in ("SPOUSE", "PARENT", "CHILD", "SIBLING")
    if family and (not row["valid_to"] or row["valid_to"] > AS_OF):
        root[find(row["cust_a"])] = find(row["cust_b"])
    if row["link_type"].startswith("RM_") != bool(row["staff_no"]) or row["link_type"].startswith("RM_") == bool(row["cust_b"]):
        wrong.append("CUST_LINK: staff or another side where there is none")
sizes = collections.Counter(find(x) for x in list(root))
scale = truth["parties"] / 75_500
print(f"{len(sizes)} households of {sum(sizes.values())} members, the largest of {max(sizes.values(), default=0)}")
if truth["scale"] == 10_000:
    same("households", (9_150, 21_480), (len(sizes), sum(sizes.values())))

# ---- consents
consents = {}
for file in files("CONSENT_*.csv"):
    for row in csv.DictReader(open(file, encoding="utf-8", errors="replace")):
        if not row["consent_id"].startswith("CX"):
            if (row["op"] == "I") == (row["consent_id"] in consents):
                wrong.append("CONSENT: I or U out of place")
            consents[row["consent_id"]] = row
keys = [(row["src"], row["cust_no"], row["kind"]) for row in consents.values()]
same("one consent a number and kind", len(keys), len(set(keys)))

# ---- the ledger holds what the cards owe, but for what is known
ledger = {(r["org"], r["subject"], r["ccy"]): int(r["balance_minor"])
          for r in csv.DictReader(open(files("GL_*.csv")[-1], encoding="utf-8")) if not r["org"].startswith("X")}
same("ledger of card overdrafts", stock[AS_OF] - 366_000, ledger["00", "CARD_OVERDRAFT", "CNY"])
same("ledger of overpaid cards", -sum(min(0, amount) for amount in owed.values()), ledger.get(("00", "CARD_OVERPAID", "CNY"), 0))

for line in collections.Counter(wrong).most_common(20):
    print(*line)
print(f"{compared} numbers compared, {len(wrong)} wrong")
sys.exit(1 if wrong else 0)
