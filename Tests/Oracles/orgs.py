"""Counts figures of provinces and branches from facts, row by row, and holds mgt_kpi and the figures' output against them.

usage: orgs.py HOME      prints what differs and how much was compared; exit 1 on a difference.
It reads the mart with Python's own sqlite3 and shares no code with the models.
"""
import collections, csv, glob, gzip, io, sqlite3, sys

home = sys.argv[1]
mart = sqlite3.connect(f"file:{home}/current/mart.sqlite?mode=ro", uri=True)
mart.row_factory = sqlite3.Row
rows = lambda sql: mart.execute(sql).fetchall()
context = rows("SELECT * FROM run_context")[0]
AS_OF, BASE, YEAR = context["as_of"], context["base_date"], context["period_from"]

province, versions = {}, collections.defaultdict(list)
for row in rows("SELECT facility_no, region_code FROM dim_facility ORDER BY valid_from"):
    province[row["facility_no"]] = row["region_code"][:2]
for row in rows("SELECT account_id, branch_no, valid_from FROM dim_account ORDER BY valid_from"):
    versions[row["account_id"]].append((row["valid_from"], row["branch_no"]))


def branch(account, day):
    """Where the account was kept on the day; before its first version, where it began."""
    known = versions.get(account, [("", "-")])
    return ([known[0]] + [v for v in known if v[0] <= day])[-1][1]


found = collections.defaultdict(collections.Counter)     # figure -> branch -> value


def holds(row, day):
    return row["valid_from"] <= day < row["valid_to"]


for row in rows("SELECT main_branch_no, valid_from, valid_to FROM dim_party WHERE status = 'A'"):
    for day, id in ((AS_OF, "K01"), (BASE, "K02.base")):
        if holds(row, day):
            found[id][row["main_branch_no"]] += 1
for row in rows("SELECT account_id, kind, amount_fen, valid_from, valid_to FROM fact_balance"):
    owed = row["kind"].startswith(("LOAN_", "CARD_"))
    for day, id in ((AS_OF, "K03"), (BASE, "base.K03")):
        if holds(row, day) and not owed:
            found[id][branch(row["account_id"], day)] += row["amount_fen"]
    if holds(row, AS_OF) and row["amount_fen"] > 0:
        place = branch(row["account_id"], AS_OF)
        if row["kind"] in ("LOAN_CONS_CREDIT", "LOAN_CONS_SECURED", "CARD_OVERDRAFT"):
            found["K23"][place] += row["amount_fen"]
        if row["kind"].startswith("LOAN_"):
            found["K48"][place] += row["amount_fen"]
for row in rows("SELECT account_id, posted_on, signed_fen FROM fact_card_txn"
                " WHERE txn_type IN ('PURCHASE', 'INSTAL_PURCHASE', 'PURCHASE_REV', 'REFUND')"):
    if YEAR <= row["posted_on"] <= AS_OF:
        found["K21"][branch(row["account_id"], row["posted_on"])] += row["signed_fen"]
home_of = {row["party_id"]: row["main_branch_no"] for row in rows("SELECT * FROM dim_party ORDER BY valid_from")}
for row in rows("SELECT DISTINCT party_id FROM fact_channel_event WHERE channel = 'MOB' AND event_type = 'LOGIN'"
                f" AND party_id IS NOT NULL AND biz_date BETWEEN '{AS_OF[:8]}01' AND '{AS_OF}'"):
    found["K32"][home_of[row["party_id"]]] += 1
places = set().union(*found.values())
for place in places:
    found["K02"][place] = found["K01"][place] - found["K02.base"][place]
    found["K04"][place] = found["K03"][place] - found["base.K03"][place]
sites = collections.defaultdict(collections.Counter)     # figure -> province -> value
for row in rows(f"SELECT * FROM dim_facility WHERE status = 'OPEN' AND valid_from <= '{AS_OF}' AND valid_to > '{AS_OF}'"):
    where = row["region_code"][:2]
    sites["K25.den"][where] += row["kind"] == "BRANCH"
    sites["K26.atms"][where] += row["kind"] == "ATM" and row["passbook_upgrade"] == 1
    sites["K30"][where] += row["kind"] == "FX_AGENCY"
for row in rows("SELECT facility_no, kind, signed_quantity FROM fact_payment_service"):
    if row["kind"] in ("PACK", "PACK_REV"):
        sites["K28"][province[row["facility_no"]]] += row["signed_quantity"]

# ---- the smallest branches stand together, so that no sum is of one to four customers
small, persons = {"-"}, 0
for customers, place in sorted((found["K01"][place], place) for place in places):
    if customers < 5 or 0 < persons < 5:
        small.add(place)
    persons += customers
org = lambda place: "-" if place in small or place not in province else place

told = {(r["kpi_id"], r["org"]): r["value"] for r in rows("SELECT kpi_id, org, value FROM mgt_kpi")}
wrong, compared = [], 0


def same(id, where, expected):
    global compared
    compared += 1
    if told.get((id, where), 0) != expected:
        wrong.append(f"{id} of {where}: facts {expected}, mgt_kpi {told.get((id, where), 'none')}")


for id in ("K01", "K02", "K02.base", "K03", "K04", "K21", "K32", "K23", "K48"):
    by_branch, by_province = collections.Counter(), collections.Counter()
    for place, value in found[id].items():
        by_branch[org(place)] += value
        by_province["-" if org(place) == "-" else province[place]] += value
    for where in set(by_province) if id in ("K23", "K48") else set(by_branch) | set(by_province):
        same(id, where, by_province[where] if len(where) <= 2 else by_branch[where])
    same(id, "BANK", sum(found[id].values()))
for id, values in sites.items():
    for where, value in values.items():
        same(id, where, value)
    same(id, "BANK", sum(values.values()))

# ---- the output has every line, and a headline for the whole bank alone
file, = glob.glob(f"{home}/current/outbox/management/E07_KPI_BOARD_v1_*.csv.gz")
board = {(r["kpi_id"], r["org"]): r for r in csv.DictReader(io.StringIO(gzip.decompress(open(file, "rb").read()).decode("utf-8")))}
plain = {(id, where.lstrip("'")): row for (id, where), row in board.items()}     # a lone - is neutralised for spreadsheets
compared += 2
if plain.keys() != told.keys() or any(row["value"] != ("" if told[key] is None else str(told[key])) for key, row in plain.items()):
    wrong.append("E07 has other lines than mgt_kpi")
if {where for (_, where), row in plain.items() if row["headline"] or row["difference"]} != {"BANK"}:
    wrong.append("E07 has headlines beside those of the whole bank")

for line in wrong[:20]:
    print(line)
print(f"{len(small) - 1} small branches; {compared} numbers compared, {len(wrong)} wrong")
sys.exit(1 if wrong or compared < 100 else 0)
