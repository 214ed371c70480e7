"""Gives models of risk and advice cases that no sample bank holds, and says what should come out.

usage: cases.py [PIPELINE]
Each case is a handful of rows and the model's own SQL: what early warnings fire on, one step of contagion, the cap of a
person with two pension accounts, rounding of shares; and what is published elsewhere as an example of uplift, of recency,
frequency and money, and of roll rates (modified Dietz: advice.py). Prints what differs; exit 1 where something does.
"""
import csv, datetime, glob, sqlite3, sys

folder = sys.argv[1] if len(sys.argv) > 1 else "Pipelines/retail"
wrong, compared = [], 0


def select(name):
    return open(glob.glob(f"{folder}/models/*/{name}.sql")[0], encoding="utf-8").read().split("---*/", 1)[1]


def store(**tables):
    """A store of tables: a list of columns, then rows."""
    made = sqlite3.connect(":memory:")
    codes = list(csv.reader(open(f"{folder}/reference/codes.csv", encoding="utf-8")))
    tables.setdefault("dim_code", [" ".join(codes[0])] + [[int(c) if i in (5, 6) and c else c for i, c in enumerate(row)] for row in codes[1:]])
    for name, (columns, *rows) in tables.items():
        made.execute(f"CREATE TABLE {name}({', '.join(columns.split())})")
        made.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns.split()))})", rows)
    return made


def same(what, expected, found):
    global compared
    compared += 1
    if expected != found:
        wrong.append(f"{what}: expected {expected}, found {found}")


OPEN = "9999-12-31"
first = datetime.date(2021, 1, 1)
dates = [first + datetime.timedelta(n) for n in range(1461)]
DAYS = ["date_id day_no month year is_month_end"] + [
    (d.isoformat(), d.toordinal(), d.isoformat()[:7], d.year, int((d + datetime.timedelta(1)).day == 1)) for d in dates]

# ---- early warnings: odd parties just fire, even ones just do not
HOLDERS = ["account_id party_id src role share_bp is_current"]
warned = store(
    run_context=["as_of month month_from", ("2024-09-20", "2024-09", "2024-09-01")], dim_date=DAYS,
    bridge_account_party=HOLDERS + [(100 + p, p, "LOAN", "PRIMARY", 10_000, 1) for p in range(1, 30)]
    + [(200 + p, p, "WLTH", "PRIMARY", 10_000, 1) for p in range(1, 30)],
    loan_move=["account_id month_to loan_type bucket_from bucket_to",
               (101, "2024-09", "BUSINESS", "B0", "B1"), (102, "2024-09", "BUSINESS", "B1", "B1"),
               (103, "2024-08", "BUSINESS", "B0", "B1"), (103, "2024-09", "BUSINESS", "B1", "B2"),
               (104, "2024-08", "BUSINESS", "B1", "B1"), (104, "2024-09", "BUSINESS", "B1", "B2")],
    fact_loan_state=["account_id loan_type overdue_since coll_value_fen valid_to",
                     (101, "BUSINESS", "2024-09-19", 0, OPEN), (102, "BUSINESS", "2024-08-25", 0, OPEN), (103, "BUSINESS", "2024-08-01", 0, OPEN),
                     (104, "BUSINESS", "2024-08-01", 0, OPEN), (117, "MORTGAGE", None, 9_999, OPEN), (118, "MORTGAGE", None, 10_000, OPEN)],
    fact_balance=["account_id kind product_code pension amount_fen valid_from valid_to",
                  (117, "LOAN_MORTGAGE", "M", 0, 10_000, "2024-01-01", OPEN), (118, "LOAN_MORTGAGE", "M", 0, 10_000, "2024-01-01", OPEN),
                  (207, "FUND", "F", 0, 10_000, "2024-01-01", "2024-08-22"), (207, "FUND", "F", 0, 4_999, "2024-08-22", OPEN),
                  (208, "FUND", "F", 0, 10_000, "2024-01-01", "2024-08-22"), (208, "FUND", "F", 0, 5_000, "2024-08-22", OPEN),
                  (210, "FUND", "F", 0, 10_000, "2024-01-01", "2024-08-21"), (210, "FUND", "F", 0, 1, "2024-08-21", OPEN)],
    party_debt=["party_id loan_fen card_fen", (7, 1, 0), (8, 1, 0), (10, 0, 1)],
    risk_party=["party_id limit_used_bp guarantor_grade household_grade", (5, 9_001, None, None), (6, 9_000, None, None),
                (11, None, "SUBSTANDARD", "PASS"), (13, None, None, "LOSS"), (12, None, "SPECIAL_MENTION", None)],
    fact_risk_event=["event_id party_id kind action severity confirmed net_cnt biz_date", ("a", 9, "MULE", "BLOCK", 3, 1, 1, "2024-06-22"),
                     ("b", 14, "MULE", "BLOCK", 5, 1, 1, "2024-06-21"), ("c", 16, "MULE", "BLOCK", 5, 1, 1, "2024-09-01"),
                     ("d", 16, "MULE", "FREEZE", 1, 1, 1, "2024-09-02"), ("e", 20, "MULE", "BLOCK", 5, 1, 0, "2024-09-01")],
    dim_card=["card_id party_id card_kind is_current valid_from", (15, 15, "CREDIT", 1, "2024-01-01"), (22, 22, "CREDIT", 1, "2024-01-01")],
    fact_card_txn=["card_id posted_on txn_type"] + [(15, "2024-08-22", "CASH")] * 4 + [(22, "2024-08-22", "CASH")] * 4
    + [(22, "2024-08-23", "CASH_REV"), (22, "2024-08-21", "CASH")],
    dim_account=["account_id family is_current open_date acct_type coll_type", (117, "LOAN", 1, "2024-01-01", "MORTGAGE", "HOUSE"),
                 (118, "LOAN", 1, "2024-01-01", "MORTGAGE", "HOUSE"), (119, "LOAN", 1, "2024-08-20", "CONS_CREDIT", "NONE"),
                 (124, "LOAN", 1, "2024-08-20", "CONS_CREDIT", "NONE"), (126, "LOAN", 1, "2024-08-20", "MORTGAGE", "NONE")],
    fact_order=["order_no account_id side state ordered_on amount_fen", (1, 219, "BUY", "CONFIRMED", "2024-08-27", 500), (2, 224, "BUY", "CONFIRMED", "2024-08-28", 500),
                (3, 226, "BUY", "CONFIRMED", "2024-08-27", 500)],
    party_device=["party_id device_id last_login_on"] + [(p, 1, "2024-08-22") for p in (21, 23, 25, 27)] + [(p, 2, "2024-08-22") for p in (24, 26, 28)]
    + [(30, 2, "2024-08-21")])
warned.execute("CREATE VIEW fraud_open AS " + select("fraud_open"))
rows = warned.execute(select("risk_warning")).fetchall()
fired = sorted((rule, party, value) for party, rule, on, severity, value, threshold, reason in rows)
same("early warnings", sorted([
    ("W01", 1, 1), ("W02", 3, 2), ("W03", 5, 9_001), ("W04", 7, 5_001), ("W05", 9, 1), ("W06", 11, 3), ("W06", 13, 5),
    ("W07", 15, 4), ("W08", 19, 500), ("W09", 17, 9_999), ("W10", 21, 4), ("W10", 23, 4), ("W10", 25, 4), ("W10", 27, 4)]), fired)
same("every warning has a severity and words", True, all(row[2] == "2024-09-20" and 1 <= row[3] <= 5 and row[6] for row in rows))

# ---- contagion: 1 stands for 2, 2 stands for 3; 1 is a loss. 4, 5 and 6 are a household, 4 is doubtful, 5 stands for 7
parties = range(1, 8)
people = store(
    dim_party=["party_id kyc_risk valid_from"] + [(p, "L", "2024-01-01") for p in parties],
    bridge_account_party=["account_id party_id role share_bp is_current"] + [(100 + p, p, "PRIMARY", 10_000, 1) for p in parties]
    + [(102, 1, "GUARANTOR", 0, 1), (103, 2, "GUARANTOR", 0, 1), (107, 5, "GUARANTOR", 0, 1)],
    fact_balance=["account_id kind amount_fen valid_to"] + [(100 + p, "LOAN_BUSINESS", p * 1_000, OPEN) for p in parties],
    party_debt=["party_id loan_fen loan_primary_fen card_fen limit_fen collateral_fen overdue_since worst_bucket grade_rank"]
    + [(p, p * 1_000, p * 1_000, 0, 10_000, 0, None, "B0", {1: 5, 4: 4}.get(p, 1)) for p in parties],
    bridge_household_party=["household_id party_id is_current", (4, 4, 1), (4, 5, 1), (4, 6, 1)],
    dim_account=["account_id family is_current status manage_level protect_level"],
    fact_risk_event=["party_id confirmed net_cnt"])
found = people.execute(f"SELECT party_id, household_grade, guarantor_grade, guarantee_fen, npl FROM ({select('risk_party')}) ORDER BY 1").fetchall()
same("contagion of one step", [
    (1, None, None, 2_000, 1), (2, None, "LOSS", 3_000, 0), (3, None, "PASS", 0, 0), (4, "PASS", None, 0, 1),
    (5, "DOUBTFUL", None, 7_000, 0), (6, "DOUBTFUL", None, 0, 0), (7, None, "PASS", 0, 0)], found)

# ---- pensions: 12,000.01 yuan over two accounts are one fen too many, 12,000.00 are not; a reversal makes room
pensions = store(
    run_context=["year", (2024,)], dim_date=DAYS,
    fact_pension=["account_id kind signed_fen tax_year biz_date", (1, "CONTRIB", 700_000, 2024, "2024-02-01"), (2, "CONTRIB", 500_001, 2024, "2024-03-01"),
                  (3, "CONTRIB", 1_200_000, 2024, "2024-03-01"), (4, "CONTRIB", 1_200_000, 2023, "2024-01-01"), (4, "CONTRIB", 1_200_000, 2024, "2024-03-01"),
                  (4, "CONTRIB_REV", -200_000, 2024, "2024-03-02")],
    bridge_account_party=["account_id party_id role is_current valid_from valid_to"] + [(a, p, "PRIMARY", 1, "2023-01-01", OPEN) for a, p in ((1, 1), (2, 1), (3, 3), (4, 4), (5, 5))],
    dim_account=["account_id acct_type is_current open_date close_date"] + [(a, "PENSION", 1, "2023-06-01" if a == 4 else "2024-01-01", None) for a in (1, 2, 3, 4, 5)],
    party_balance=["party_id kind pension amount_fen valid_from valid_to", (4, "PENSION_CASH", 0, 100, "2023-12-01", "2024-02-01"),
                   (4, "PENSION_CASH", 0, 70, "2024-02-01", OPEN), (4, "FUND", 1, 30, "2024-02-01", OPEN), (4, "FUND", 0, 999, "2024-02-01", OPEN)])
found = sorted(pensions.execute(select("adv_pension")).fetchall())
same("pensions", [
    (1, 2024, 1_200_001, 1_200_000, 0, 1, 0, 0), (3, 2024, 1_200_000, 1_200_000, 0, 0, 0, 0), (4, 2023, 1_200_000, 1_200_000, 0, 0, 100, 0),
    (4, 2024, 1_000_000, 1_200_000, 200_000, 0, 70, 30), (5, 2024, 0, 1_200_000, 1_200_000, 0, 0, 0)], found)

# ---- thirds of a fen: shares sum to the whole, and so do gaps
thirds = store(
    dim_party=["party_id investor_risk valid_from", (1, 3, "2024-01-01"), (2, None, "2024-01-01")],
    dim_product=["product_code asset_class is_current", ("E", "EQUITY", 1), ("I", "INDEX", 1)],
    party_balance=["party_id kind product_code amount_fen valid_to", (1, "FUND", "E", 1, OPEN), (1, "FUND", "I", 1, OPEN), (1, "MMF", "-", 1, OPEN), (2, "MMF", "-", 1, OPEN)])
found = sorted(row[1:4] + row[5:7] for row in thirds.execute(select("adv_allocation")) if row[0] == 1)
same("shares in thirds", [("BOND_FUND", 0, 0, 2_000, 0), ("CASH", 1, 3_334, -1_334, -1), ("EQUITY", 1, 3_333, -1_833, -1), ("GOLD", 0, 0, 500, 0),
                          ("INDEX", 1, 3_333, -2_833, -1), ("INSURANCE", 0, 0, 1_000, 0), ("WMP", 0, 0, 2_500, 3)], found)
same("nobody without an assessment", 0, sum(row[0] == 2 for row in thirds.execute(select("adv_allocation"))))

# ---- a difference of two proportions: a poll of 605 and 195 (Time, 18 April 1994), of whom 351 and 41 said yes; its interval
# of 95 % is 0.30050 to 0.43932 (homeworksource.com/p/1085734). Who said yes is one whose assets rose.
asked = [(p, "T" if p <= 605 else "C", int(p <= 351 or 605 < p <= 646)) for p in range(1, 801)]
poll = store(
    run_context=["period_from base_date as_of month month_from", ("2024-01-01", "2023-12-31", "2024-09-30", "2024-09", "2024-09-01")], dim_date=DAYS,
    fact_touch=["source campaign_code party_id arm delivered biz_date"] + [("BRAIN", "POLL", p, arm, int(arm == "T"), "2024-05-01") for p, arm, _ in asked],
    dim_party=["party_id valid_from valid_to status"] + [(p, "2020-01-01", OPEN, "A") for p, _, _ in asked],
    customer_month=["party_id month aum_end_fen"] + [(p, month, 100 + (month > "2024") * yes) for p, _, yes in asked for month in ("2023-12", "2024-09")])
poll.create_function("sqrt", 1, lambda x: x ** 0.5)
found = poll.execute(f"SELECT treated_n, treated_rise_n, control_n, control_rise_n, uplift_bp, ci_low_bp, ci_high_bp, incremental_n FROM ({select('mkt_uplift')}) WHERE campaign_code = 'POLL'").fetchall()
same("the published poll", [(605, 351, 195, 41, 3_699, 3_005, 4_393, 351 - 127)], found)

# ---- recency, frequency and money: the ten customers and seventeen orders of "SQL for RFM Customer Segmentation" (datatorials.com),
# two to a quintile; its oldest order is moved into the year that the model looks at, and stays the oldest.
ORDERS = """201 2024-01-05 250, 201 2024-02-10 180, 201 2024-03-20 90, 202 2023-06-15 500, 203 2024-03-01 120, 203 2024-03-25 85, 203 2024-04-10 95,
204 2024-04-05 750, 204 2024-04-18 620, 205 2023-05-20 30, 206 2024-04-01 200, 206 2024-04-15 175, 207 2024-01-30 45, 208 2024-04-20 900,
209 2023-12-01 60, 210 2024-02-28 310, 210 2024-04-12 420"""
orders = [line.split() for line in ORDERS.replace("\n", " ").split(",")]
shop = store(
    run_context=["as_of", ("2024-04-30",)], dim_date=DAYS,
    dim_card=["card_id party_id valid_from valid_to"] + [(party, party, "2020-01-01", OPEN) for party in range(201, 211)],
    fact_card_txn=["card_id txn_type posted_on signed_fen"] + [(int(party), "PURCHASE", day, int(yuan) * 100) for party, day, yuan in orders])
found = sorted(row[:7] for row in shop.execute(select("mkt_rfm")))
same("the published customers", [
    (201, 41, 3, 52_000, 3, 5, 4), (202, 320, 1, 50_000, 1, 1, 3), (203, 20, 3, 30_000, 3, 5, 2), (204, 12, 2, 137_000, 5, 3, 5),
    (205, 346, 1, 3_000, 1, 1, 1), (206, 15, 2, 37_500, 4, 4, 3), (207, 91, 1, 4_500, 2, 2, 1), (208, 10, 1, 90_000, 5, 2, 5),
    (209, 151, 1, 6_000, 2, 3, 2), (210, 18, 2, 73_000, 4, 4, 4)], found)

# ---- roll rates: of 100 cards that are 31 to 60 days late, 20 are later a month after (20 %), and of their 100 million the 40 of
# February are in the next bucket in March (40 %); the two examples of "Roll Rate" (investopedia.com) in one world.
late = [(card, 200_000_000 if card <= 20 else 75_000_000) for card in range(1, 101)]
cards = store(
    run_context=["month", ("2024-03",)], dim_date=DAYS,
    fact_balance=["account_id kind amount_fen valid_from valid_to"] + [(card, "CARD_OVERDRAFT", fen, "2024-02-20", OPEN) for card, fen in late],
    fact_loan_state=["account_id loan_type bucket valid_from valid_to"] + [(card, "CARD", "B2", "2024-02-20", "2024-03-10") for card, _ in late]
    + [(card, "CARD", "B3" if card <= 20 else "B0", "2024-03-10", OPEN) for card, _ in late])
cards.execute("CREATE TABLE loan_move AS " + select("loan_move"))
rolled = cards.execute(f"SELECT bucket_to, account_cnt, balance_from_fen FROM ({select('risk_migration')}) WHERE month_to = '2024-03' AND bucket_from = 'B2' ORDER BY 1").fetchall()
same("the published roll rates", [("B0", 80, 6_000_000_000), ("B3", 20, 4_000_000_000)], rolled)
same("in a hundred", (20.0, 40.0), tuple(100 * rolled[1][n] / sum(row[n] for row in rolled) for n in (1, 2)))

for line in wrong:
    print(line)
print(f"{compared} things compared, {len(wrong)} differ")
sys.exit(1 if wrong else 0)
