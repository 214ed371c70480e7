"""Draws random transactions and holds `mart trace` against the raw files.

usage: trace.py MART HOME PIPELINE COUNT
"""
import gzip
import json
import random
import sqlite3
import subprocess
import sys

mart, home, pipeline, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
db = sqlite3.connect(f"file:{home}/current/mart.sqlite?mode=ro", uri=True)
keys = [row[0] for row in db.execute("SELECT txn_id FROM fact_card_txn ORDER BY txn_id")]
random.seed(20240930)
lines = {}
wrong = []
for key in random.sample(keys, min(count, len(keys))):
    asked = [mart, "trace", "fact_card_txn", key, "--home", home, "--pipeline", pipeline, "--json"]
    told = subprocess.run(asked, capture_output=True, text=True)
    if told.returncode != 0:
        wrong.append(f"{key}: exit {told.returncode} {told.stderr.strip()}")
        continue
    place = json.loads(told.stdout)[0]
    if place["file"] not in lines:
        lines[place["file"]] = gzip.open(f"{home}/landing/{place['file']}").read().split(b"\n")
    raw = lines[place["file"]][place["line"] - 1].split(b"|+|")
    row = db.execute("SELECT posted_on, amount_fen FROM fact_card_txn WHERE txn_id = ?", (key,)).fetchone()
    amount = raw[5].decode()
    fen = int(amount.split(".")[0]) * 100 + int((amount.split(".") + ["0"])[1].ljust(2, "0")[:2])
    if raw[0].decode() != key or fen != row[1] or raw[3].decode() != row[0].replace("-", ""):
        wrong.append(f"{key}: {place['file']}:{place['line']} is another row")
for line in wrong:
    print(line)
print(f"{min(count, len(keys))} rows traced, {len(wrong)} wrong")
sys.exit(1 if wrong or not keys else 0)
