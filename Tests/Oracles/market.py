"""Deliveries of the small market (Tests/Fixtures/market): stalls, sales and complaints of some days, as sources send them.

Used by faults.py, inject.py and the tests of the gate. Standard library only; equal arguments give equal bytes.

usage: market.py LANDING [NIGHTS]        writes so many nights from 2024-09-01
       market.py --home FOLDER [NIGHTS]  makes FOLDER/{home/landing,market/pipeline,market/market.key}
"""
import datetime
import gzip
import json
import os
import random
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURE = os.path.join(HERE, "..", "Fixtures", "market", "pipeline")
TEST_KEY = os.path.join(HERE, "..", "Fixtures", "test.key")
FIRST = datetime.date(2024, 9, 1)
STALLS = [f"S{number:03}" for number in range(1, 13)]
GOODS = ["FRUIT", "FISH", "CLOTH"]
COLUMNS = {
    "stall": ["stall_no", "keeper", "rent_fen"],
    "sale": ["sale_no", "stall_no", "card_no", "sold_on", "goods", "amount_fen"],
    "complaint": ["complaint_no", "stall_no", "filed_on", "claim_fen"],
}
TOTALS = {"stall": "rent_fen", "sale": "amount_fen", "complaint": "claim_fen"}


def day(number):
    """The date of night `number`, from 0."""
    return FIRST + datetime.timedelta(days=number)


def yuan(fen):
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02}"


def rows_of(number, sales=40):
    """Good rows of a night by feed, and a few that go to quarantine."""
    source = random.Random(f"market {number}")
    date = day(number)
    stalls = [
        {"stall_no": name, "keeper": f"Keeper {name} {(number // 3) % 2}", "rent_fen": 100000 + 500 * place + 100 * (number // 2)}
        for place, name in enumerate(STALLS)
    ]
    sold = [
        {
            "sale_no": f"N{number:02}{line:04}", "stall_no": source.choice(STALLS),
            "card_no": f"62{source.randrange(10 ** 14):014}" if source.random() < 0.5 else "",
            "sold_on": date, "goods": source.choice(GOODS), "amount_fen": source.randrange(100, 90000),
        }
        for line in range(sales)
    ]
    sold[3]["amount_fen"] = -sold[3]["amount_fen"]
    complaints = [
        {"complaint_no": f"C{number:02}{line:03}", "stall_no": source.choice(STALLS), "filed_on": date,
         "claim_fen": source.randrange(1000, 90000)}
        for line in range(3)
    ]
    return {"stall": stalls, "sale": sold, "complaint": complaints}


def names(feed, date, sequence=1):
    """Data file and control of a delivery."""
    stem, suffix = {
        "stall": ("STALL_", ".csv"), "sale": ("SALE_", ".dat.gz"), "complaint": ("COMPLAINT_", ".jsonl"),
    }[feed]
    stem += date.strftime("%Y%m%d") + (f".{sequence}" if sequence > 1 else "")
    return stem + suffix, stem + ".ctl"


def body(feed, rows):
    """The uncompressed bytes of a file."""
    def text(row, column):
        value = row[column]
        if column.endswith("_fen"):
            return yuan(value)
        return value.strftime("%Y%m%d") if isinstance(value, datetime.date) else str(value)

    if feed == "stall":
        lines = [",".join(["stall_no", "keeper", "rent"])]
        lines += [",".join(text(row, column) for column in COLUMNS[feed]) for row in rows]
    elif feed == "sale":
        lines = ["|+|".join(text(row, column) for column in COLUMNS[feed]) for row in rows]
        lines.append(f"TRL|+|{len(rows):010}|+|{yuan(sum(row['amount_fen'] for row in rows))}")
    else:
        lines = [
            json.dumps({column.replace("claim_fen", "claim"): text(row, column) for column in COLUMNS[feed]}, ensure_ascii=False)
            for row in rows
        ]
    return ("\n".join(lines) + "\n").encode()


def control(feed, date, rows, sequence=1):
    total = TOTALS[feed]
    lines = [f"business_date={date}", f"rows={len(rows)}", f"total.{total}={yuan(sum(row[total] for row in rows))}"]
    return ("\n".join(lines + [f"sequence={sequence}"]) + "\n").encode()


def packed(feed, raw):
    return gzip.compress(raw, 6, mtime=0) if feed == "sale" else raw


def put(path, content):
    with open(path, "wb") as file:
        file.write(content)


def deliver(landing, feed, date, rows, sequence=1):
    """Writes a good delivery: data first, control last."""
    os.makedirs(landing, exist_ok=True)
    data, ctl = names(feed, date, sequence)
    put(os.path.join(landing, data), packed(feed, body(feed, rows)))
    put(os.path.join(landing, ctl), control(feed, date, rows, sequence))


def land(landing, nights, first=0):
    """Nights of the market: late and corrected deliveries, a repetition and a missing optional feed among them."""
    for number in range(first, first + nights):
        rows = rows_of(number)
        date = day(number)
        for feed in rows:
            if feed == "complaint" and number % 4 == 3:
                continue
            deliver(landing, feed, date, rows[feed])
        if number % 5 == 2:
            corrected = [dict(row) for row in rows["sale"]]
            corrected[0]["amount_fen"] += 1000
            deliver(landing, "sale", date, corrected, sequence=2)
        if number % 5 == 1:
            deliver(landing, "stall", date, rows["stall"], sequence=2)


def make_pipeline(folder):
    """The pipeline with the published test key, in `folder/market`; returns the pipeline's path."""
    target = os.path.join(folder, "market", "pipeline")
    shutil.copytree(FIXTURE, target)
    key = os.path.join(folder, "market", "market.key")
    shutil.copyfile(TEST_KEY, key)
    os.chmod(key, 0o600)
    return target


if __name__ == "__main__":
    if sys.argv[1] == "--home":
        make_pipeline(sys.argv[2])
        land(os.path.join(sys.argv[2], "home", "landing"), int(sys.argv[3]) if len(sys.argv) > 3 else 5)
    else:
        land(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5)
