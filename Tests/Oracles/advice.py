"""Counts households, allocation, returns and pensions a second time, in Python, and holds a published mart against them.

usage: advice.py HOME [PIPELINE]
Households and contributions come from the raw files of HOME/landing; allocation and returns from the facts of the mart.
The returns' own SQL is also given the worked example of "Modified Dietz method" (Wikipedia, section Example): 100 at the
beginning, 300 at the end, 50 in after half the time: 120 %. Prints what differs; exit 1 where something does.
"""
import bisect, collections, csv, glob, os, re, sqlite3, sys
from fractions import Fraction

home = sys.argv[1]
pipeline = sys.argv[2] if len(sys.argv) > 2 else "Pipelines/retail"
mart = sqlite3.connect(f"file:{home}/current/mart.sqlite?mode=ro", uri=True)
ask = lambda sql, *values: mart.execute(sql, values).fetchall()
AS_OF, CLOSED = ask("SELECT as_of, closed_to FROM run_context")[0]
wrong, compared = [], 0


def same(what, expected, found):
    global compared
    compared += 1
    if expected != found:
        wrong.append(f"{what}: counted {expected}, mart {found}")


def raw(pattern, prefix):
    """Rows of CSV files up to the mart's day, the last of each key; not those planted as dirt."""
    for file in sorted(glob.glob(os.path.join(home, "landing", pattern))):
        if re.search(r"(\d{8})", file.rsplit("/", 1)[1]).group(1) <= AS_OF.replace("-", ""):
            for row in csv.DictReader(open(file, encoding="utf-8", errors="replace")):
                if next(iter(row.values())) and (row.get("link_id") or row.get("event_id") or "").startswith(prefix):
                    yield row


def half_up(value):
    size = abs(value)
    return int((2 * size + 1) // 2) * (1 if value >= 0 else -1)


# ---- households: components of the family links in force, from the links of the mart and from raw files
class Components(dict):
    def find(self, x):
        while self.setdefault(x, x) != x:
            x = self[x]
        return x

    def join(self, a, b):
        self[self.find(a)] = self.find(b)

    def groups(self):
        groups = collections.defaultdict(set)
        for x in list(self):
            groups[self.find(x)].add(x)
        return list(groups.values())


links = {}
for row in raw("CUST_LINK_*.csv", "LK"):
    links[row["link_id"]] = row
families = Components()
for row in links.values():
    if row["link_type"] in ("SPOUSE", "PARENT", "CHILD", "SIBLING") and row["op"] != "D" \
            and (not row["valid_to"] or row["valid_to"] > AS_OF) and row["valid_from"] <= AS_OF:
        families.join((row["src_a"], row["cust_a"]), (row["src_b"], row["cust_b"]))
sizes = sorted(len(group) for group in families.groups() if len(group) <= 12)
same("sizes of households, from raw files", sizes, sorted(n for n, in ask("SELECT member_cnt FROM adv_household")))
kin = ask("SELECT party_id, kin_id, valid_from, valid_to FROM party_kin")
ever = Components()
for a, b, _, _ in kin:
    ever.join(a, b)
large = set().union(set(), *(group for group in ever.groups() if len(group) > 12))
same("families too large", large, {p for p, in ask("SELECT party_id FROM party_family WHERE too_large = 1")})
for day in sorted({d for _, _, a, b in kin for d in (a, b) if d <= AS_OF} | {AS_OF}):
    now = Components()
    for a, b, first, last in kin:
        if first <= day < last:
            now.join(a, b)
    expected = {x: min(group) for group in now.groups() if not group & large for x in group}
    found = dict(ask("SELECT party_id, household_id FROM bridge_household_party WHERE valid_from <= ? AND valid_to > ?", day, day))
    same(f"households on {day}", expected, found)

# ---- what each party holds, by shares rounded down; the primary holder has the rest
holders = collections.defaultdict(list)
for account, party, role, share, first, last in ask(
        "SELECT account_id, party_id, role, share_bp, valid_from, valid_to FROM bridge_account_party WHERE share_bp > 0"):
    holders[account].append((party, role, share, first, last))
AUM = "('DEMAND', 'TIME', 'PENSION_CASH', 'WMP', 'MMF', 'FUND', 'INSURANCE', 'BOND', 'METAL')"
stocks = collections.defaultdict(list)  # party → (kind, product, pension, fen, from, to)
for account, kind, product, pension, fen, first, last in ask(
        f"SELECT account_id, kind, product_code, pension, amount_fen, valid_from, valid_to FROM fact_balance WHERE kind IN {AUM}"):
    for party, role, share, since, until in holders[account]:
        others = fen * (10_000 - share) // 10_000
        part = fen - others if role == "PRIMARY" else fen * share // 10_000
        if party is not None and max(first, since) < min(last, until):
            stocks[party].append((kind, product, pension, part, max(first, since), min(last, until)))

own = collections.Counter({p: sum(s[3] for s in held if s[5] == "9999-12-31") for p, held in stocks.items()})
homes = collections.Counter()
for household, party in ask("SELECT household_id, party_id FROM bridge_household_party WHERE is_current = 1"):
    homes[household] += own[party]
same("assets of households", dict(homes), dict(ask("SELECT household_id, aum_fen FROM adv_household")))

# ---- allocation against the model portfolio, by largest remainder
CLASS = {"DEMAND": "CASH", "TIME": "CASH", "PENSION_CASH": "CASH", "MMF": "CASH", "BOND": "GOVBOND", "METAL": "GOLD", "INSURANCE": "INSURANCE"}
product_class = dict(ask("SELECT product_code, asset_class FROM dim_product WHERE is_current = 1"))
models = collections.defaultdict(dict)
for code, name, value in ask("SELECT code, parent_code, value FROM dim_code WHERE list = 'model_portfolio' AND valid_to = '9999-12-31'"):
    models[int(code[1])][name] = value
expected = {}
risks = dict(ask("SELECT party_id, investor_risk FROM dim_party ORDER BY party_id, valid_from"))
for party, risk in risks.items():
    held = collections.Counter()
    for kind, product, _, fen, _, last in stocks.get(party, []):
        if last == "9999-12-31":
            held[CLASS.get(kind) or product_class.get(product, "WMP")] += fen
    whole = sum(held.values())
    if risk is None or whole <= 0:
        continue
    names = sorted(set(models[risk]) | {name for name, fen in held.items() if fen})
    exact = {name: Fraction(held[name] * 10_000, whole) for name in names}
    shares = {name: int(exact[name]) for name in names}
    for name in sorted(names, key=lambda name: (shares[name] - exact[name], name))[:10_000 - sum(shares.values())]:
        shares[name] += 1
    aims = {name: whole * models[risk].get(name, 0) // 10_000 for name in names}
    aims[min(names, key=lambda name: (-models[risk].get(name, 0), name))] += whole - sum(aims.values())
    for name in names:
        gap = models[risk].get(name, 0) - shares[name]
        expected[party, name] = (held[name], shares[name], models[risk].get(name, 0), gap, aims[name] - held[name], risk, int(abs(gap) > 1_000))
found = {row[:2]: row[2:] for row in ask(
    "SELECT party_id, asset_class, actual_fen, actual_bp, model_bp, gap_bp, gap_fen, risk_level, breach FROM adv_allocation")}
same("classes of allocation", len(expected), len(found))
same("allocation", {}, {k: (expected.get(k), found.get(k)) for k in set(expected) | set(found) if expected.get(k) != found.get(k)})

# ---- returns by modified Dietz, day by day and with exact fractions
KINDS = {"WMP", "MMF", "FUND", "BOND", "METAL"}
kind_of = dict(ask("SELECT product_code, aum_kind FROM dim_product WHERE is_current = 1"))
primary = collections.defaultdict(list)
for account, party, first in ask("SELECT account_id, party_id, valid_from FROM bridge_account_party WHERE role = 'PRIMARY' ORDER BY 1, 3, src_cust_id"):
    primary[account].append((first, party))
flows = collections.defaultdict(lambda: collections.defaultdict(list))  # party → month → (day, fen)
for account, product, day, fen in ask(
        "SELECT account_id, product_code, biz_date, CASE side WHEN 'BUY' THEN amount_fen ELSE -amount_fen END FROM fact_order WHERE state = 'CONFIRMED'"
        " UNION ALL SELECT account_id, product_code, biz_date, CASE kind WHEN 'BUY' THEN amount_fen ELSE -amount_fen END FROM fact_pension WHERE kind IN ('BUY', 'SELL')"):
    owners = primary[account]
    if owners and kind_of.get(product) in KINDS:
        party = owners[max(0, bisect.bisect_right([first for first, _ in owners], day) - 1)][1]
        flows[party][day[:7]].append((int(day[8:]), fen))
ends = dict(ask("SELECT month, date_id FROM dim_date WHERE is_month_end = 1 AND date_id <= ?", CLOSED))
months = sorted(ends)
expected = {}
for party, held in stocks.items():
    spans = [(s[4], s[5], s[3]) for s in held if s[0] in KINDS]
    if not spans:
        continue
    first = min(span[0] for span in spans)[:7]
    before = 0
    for month in months[bisect.bisect_left(months, first):]:
        days = int(ends[month][8:])
        end = sum(fen for a, b, fen in spans if a <= ends[month] < b)
        flow = sum(fen for _, fen in flows[party][month])
        weighted = sum(Fraction(fen * (days - day), days) for day, fen in flows[party][month])
        if before or end or flow:
            base = before + weighted
            rate = half_up(Fraction((end - before - flow) * 10_000) / base) if base > 0 else None
            expected[party, month] = (before, end, flow, half_up(weighted), rate)
        before = end
found = {row[:2]: row[2:] for row in ask("SELECT party_id, month, begin_fen, end_fen, flow_fen, weighted_flow_fen, return_bp FROM adv_return")}
same("months of returns", len(expected), len(found))
odd = {k: (expected.get(k), found.get(k)) for k in set(expected) | set(found) if expected.get(k) != found.get(k)}
same("returns", {}, dict(list(odd.items())[:3]))

# ---- the published example, through the model's own SQL: June has 30 days, and 50 come in at the end of the 15th
text = open(f"{pipeline}/models/advice/adv_return.sql", encoding="utf-8").read()
toy = sqlite3.connect(":memory:")
toy.executescript("""
CREATE TABLE run_context(closed_to); INSERT INTO run_context VALUES ('2024-06-30');
CREATE TABLE dim_date(date_id, month, is_month_end); INSERT INTO dim_date VALUES ('2024-05-31', '2024-05', 1), ('2024-06-30', '2024-06', 1);
CREATE TABLE dim_product(product_code, is_current, aum_kind); INSERT INTO dim_product VALUES ('F', 1, 'FUND');
CREATE TABLE fact_order(account_id, product_code, biz_date, side, state, amount_fen); INSERT INTO fact_order VALUES (1, 'F', '2024-06-15', 'BUY', 'CONFIRMED', 5000);
CREATE TABLE fact_pension(account_id, product_code, biz_date, kind, signed_fen);
CREATE TABLE bridge_account_party(account_id, party_id, src, src_cust_id, role, valid_from); INSERT INTO bridge_account_party VALUES (1, 7, 'WLTH', 9, 'PRIMARY', '2024-05-31');
CREATE TABLE party_balance(party_id, kind, amount_fen, valid_from, valid_to);
INSERT INTO party_balance VALUES (7, 'FUND', 10000, '2024-05-31', '2024-06-15'), (7, 'FUND', 30000, '2024-06-15', '9999-12-31');
""")
june = [row for row in toy.execute(text.split("---*/", 1)[1]) if row[1] == "2024-06"]
same("the published example", [(7, "2024-06", 10_000, 30_000, 5_000, 2_500, 12_000)], june)

# ---- contributions of a person and tax year, from raw files; a person has one number at the core
given = collections.Counter()
events = {row["event_id"]: row for row in raw("PENSION_*.csv", "PE")}
for row in events.values():
    if row["kind"] in ("CONTRIB", "CONTRIB_REV"):
        yuan, _, cent = row["amount"].partition(".")
        given[row["cust_no"], int(row["tax_year"])] += (int(yuan) * 100 + int((cent + "00")[:2])) * (1 if row["kind"] == "CONTRIB" else -1)
same("contributions by person and year", sorted((year, fen) for (_, year), fen in given.items() if fen),
     sorted(ask("SELECT tax_year, contrib_fen FROM adv_pension WHERE contrib_fen <> 0")))
same("over the cap", sum(fen > 1_200_000 for (_, year), fen in given.items() if year == int(AS_OF[:4])),
     ask("SELECT COALESCE(SUM(over_cap), 0) FROM adv_pension WHERE tax_year = (SELECT year FROM run_context)")[0][0])
same("room and cap", [], ask("SELECT party_id FROM adv_pension WHERE cap_fen <> 1200000 OR room_fen <> MAX(0, cap_fen - contrib_fen)"))
pension = collections.Counter()
for party, held in stocks.items():
    for kind, _, under, fen, _, last in held:
        if last == "9999-12-31" and (kind == "PENSION_CASH" or under):
            pension[party, kind == "PENSION_CASH"] += fen
same("cash and products of pensions", {k: v for k, v in pension.items() if v},
     {(p, cash): fen for p, a, b in ask("SELECT party_id, cash_fen, invested_fen FROM adv_pension WHERE tax_year = (SELECT year FROM run_context)")
      for cash, fen in ((True, a), (False, b)) if fen})

for line in wrong[:20]:
    print(line[:400])
print(f"{compared} things compared, {len(wrong)} differ")
sys.exit(1 if wrong else 0)
