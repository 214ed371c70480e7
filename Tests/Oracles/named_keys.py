"""Counts the distinct keys that raw deliveries of one night name, for some feeds, without the engine.

usage: named_keys.py HOME DATE DATE_BEFORE
Prints lines of: feed, rows, changing rows, key, distinct values. Of the snapshot the rows that differ from the day
before count, by their customer number.
"""
import gzip
import json
import sys

landing, date, before = sys.argv[1] + "/landing/", sys.argv[2], sys.argv[3]


def lines(name, day):
    data = open(landing + name.replace("%", day.replace("-", "")), "rb").read()
    data = gzip.decompress(data) if name.endswith(".gz") else data
    return [line for line in data.split(b"\n") if line and not line.startswith((b"HDR", b"TRL"))]


rows = lines("DPBAL_%.dat.gz", date)
print("deposit_balance", len(rows), len(rows), "account_id", len({row[:32] for row in rows}))

rows = [json.loads(row) for row in lines("CHN_EVT_%.jsonl.gz", date)]
named = {(row["src"], row["cust_no"]) for row in rows if row.get("cust_no")}
print("channel_event", len(rows), len(rows), "src_cust_id", len(named))

rows = [row.decode("gb18030").split("|+|") for row in lines("CARD_TXN_%.dat.gz", date)]
print("card_txn", len(rows), len(rows), "card_id", len({row[1] for row in rows}))

new, old = set(lines("CIF_CORE_%.dat.gz", date)), set(lines("CIF_CORE_%.dat.gz", before))
changed = {row[:20] for row in new ^ old if len(row) == 611}  # others are damaged
print("cif_core", len(new), len(changed), "src_cust_id", len(changed))
