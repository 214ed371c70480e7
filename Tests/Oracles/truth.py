"""Holds a published mart against the generator's truth.json, number by number.

usage: truth.py HOME      prints every number that differs and how many were compared; exit 1 on a difference.
It reads the mart with Python's own sqlite3 and shares no code with the engine.
"""
import json
import sqlite3
import sys

home = sys.argv[1]
truth = json.load(open(f"{home}/truth.json", encoding="utf-8"))
mart = sqlite3.connect(f"file:{home}/current/mart.sqlite?mode=ro", uri=True)
journal = sqlite3.connect(f"file:{home}/state/journal.sqlite?mode=ro", uri=True)
one = lambda sql, *values: mart.execute(sql, values).fetchone()[0]

# The fact table in which the rows of an events feed arrive, and how it marks an orphan.
FACT = {
    "card_txn": ("fact_card_txn", "account_id IS NULL"),
    "loan_application": ("fact_loan_stage", "party_id IS NULL"),
    "asset_allocation": ("fact_allocation", "party_id IS NULL"),
    "wealth_order": ("fact_order", "account_id NOT IN (SELECT account_id FROM dim_account)"),
    "pension_event": ("fact_pension", "account_id NOT IN (SELECT account_id FROM dim_account)"),
    "channel_event": ("fact_channel_event", "src_cust_id IS NOT NULL AND party_id IS NULL"),
    "payment_service": ("fact_payment_service", "src_cust_id IS NOT NULL AND party_id IS NULL"),
    "community_event": ("fact_community", "src_cust_id IS NOT NULL AND party_id IS NULL"),
    "risk_event": ("fact_risk_event", "party_id IS NULL"),
    "assistant_usage": ("fact_assistant", "usage_id IS NULL"),
}

compared, wrong = 0, []


def same(what, expected, found):
    global compared
    compared += 1
    if expected != found:
        wrong.append(f"{what}: truth {expected}, mart {found}")


for feed, counts in truth["feeds"].items():
    effective = "feed = ? AND status = 'accepted'"
    for name, expected in counts.items():
        if name == "announced":
            found = one(f"SELECT COALESCE(SUM(rows), 0) FROM meta_delivery WHERE {effective}", feed)
        elif name in ("accepted", "repeated"):
            found = one(f"SELECT COALESCE(SUM({name}), 0) FROM meta_delivery WHERE {effective}", feed)
        elif name == "superseded":
            found = one("SELECT COUNT(*) FROM meta_delivery WHERE feed = ? AND status = 'superseded'", feed)
        elif name == "quarantined":
            rows = mart.execute(
                "SELECT q.rule, COUNT(*) FROM meta_quarantine q JOIN meta_delivery d ON d.delivery_id = q.delivery_id"
                " WHERE d.feed = ? AND d.status = 'accepted' GROUP BY q.rule", (feed,))
            found = dict(rows.fetchall())
            same(f"feeds.{feed}.quarantined in meta_delivery", sum(expected.values()),
                 one(f"SELECT COALESCE(SUM(quarantined), 0) FROM meta_delivery WHERE {effective}", feed))
        elif name in ("late", "orphans"):
            if feed == "deposit_balance" and name == "late":
                # Balances become intervals; only the journal knows which row came late.
                found = journal.execute("SELECT COUNT(*) FROM j_deposit_balance WHERE late = 1").fetchone()[0]
            elif feed not in FACT:
                found = 0
            else:
                table, orphan = FACT[feed]
                found = one(f"SELECT COUNT(*) FROM {table} WHERE " + ("late = 1" if name == "late" else orphan))
        else:
            found = f"unknown key '{name}'"
        same(f"feeds.{feed}.{name}", expected, found)

for table, facts in truth["tables"].items():
    for name, expected in facts.items():
        if name == "rows":
            same(f"tables.{table}.rows", expected, one(f"SELECT COUNT(*) FROM {table}"))
        elif name == "rows_open":
            same(f"tables.{table}.rows_open", expected, one(f"SELECT COUNT(*) FROM {table} WHERE is_current = 1"))
        elif name == "sum":
            for column, total in expected.items():
                same(f"tables.{table}.sum.{column}", total, one(f"SELECT COALESCE(SUM({column}), 0) FROM {table}"))
        else:
            same(f"tables.{table}.{name}", expected, "unknown key")

for kpi, expected in truth["metrics"].items():
    row = mart.execute("SELECT value FROM mgt_kpi WHERE kpi_id = ? AND org = 'BANK'", (kpi,)).fetchone()
    same(f"metrics.{kpi}", expected, row[0] if row else "no row")

same("as_of", truth["as_of"], one("SELECT business_date FROM meta_build"))
same("parties", truth["parties"], one("SELECT value FROM mgt_kpi WHERE kpi_id = 'K01' AND org = 'BANK'"))

for line in wrong:
    print(line)
print(f"{compared} numbers compared, {len(wrong)} differ")
sys.exit(1 if wrong or compared < 20 else 0)
