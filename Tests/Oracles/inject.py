"""Injects faults into deliveries after their control was written, and says which check caught each.

Nights of a small market (market.py) are landed; then one file of the last night is changed as transfers, programs and
people change files. `mart run` must refuse the night (65, 66), or take the row apart into quarantine by an exact rule, or
take the file as a repetition. Rows that only change places must give the same rows in the mart.

usage: inject.py MART [--faults N] [--workers N] [--page FILE]     N spread over the kinds; default two of each
Exit 0: every fault was caught, every harmless change was harmless. Standard library only.
"""
import argparse
import collections
import concurrent.futures
import datetime
import hashlib
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

import market

NIGHTS = 3
LAST = NIGHTS - 1


class Fault:
    """What one kind does: `change` gets the delivery (feed, rows, raw bytes, landing, source of chance)."""

    def __init__(self, name, feeds, change, harmless=False):
        self.name, self.feeds, self.change, self.harmless = name, feeds, change, harmless


class Delivery:
    """A file of the last night, whose control stands already."""

    def __init__(self, landing, feed, chance):
        self.landing, self.feed, self.chance = landing, feed, chance
        self.date = market.day(LAST)
        self.rows = [dict(row) for row in market.rows_of(LAST)[feed]]
        self.total = market.TOTALS[feed]
        data, control = market.names(feed, self.date)
        self.data, self.control = os.path.join(landing, data), os.path.join(landing, control)

    def some(self):
        """A row that is not one of those which quarantine takes."""
        return self.chance.choice([row for row in self.rows if row[self.total] > 0])

    def write(self, rows=None, trailer_of=None):
        """Rows under the old control. The trailer of sales is that of `trailer_of`: what the source meant to send."""
        rows = self.rows if rows is None else rows
        raw = market.body(self.feed, rows)
        if self.feed == "sale":
            good = market.body(self.feed, market.rows_of(LAST)["sale"]).splitlines(keepends=True)[-1]
            raw = b"".join(raw.splitlines(keepends=True)[:-1]) + good
        self.put(raw)

    def raw(self):
        return market.body(self.feed, self.rows)

    def put(self, raw):
        market.put(self.data, market.packed(self.feed, raw))

    def edit_control(self, pattern, put):
        text = open(self.control).read()
        changed = re.sub(pattern, put, text, count=1, flags=re.M)
        assert changed != text, (pattern, text)
        market.put(self.control, changed.encode())


def amount(change):
    def apply(delivery):
        row = delivery.some()
        row[delivery.total] = change(row[delivery.total], delivery.chance)
        delivery.write()
    return apply


def rows(change):
    def apply(delivery):
        delivery.rows = change(delivery.rows, delivery.chance)
        delivery.write()
    return apply


def raw(change):
    def apply(delivery):
        delivery.put(change(delivery.raw(), delivery.chance))
    return apply


def disk(change):
    def apply(delivery):
        content = open(delivery.data, "rb").read()
        market.put(delivery.data, change(content, delivery.chance))
    return apply


def field(column, value):
    def apply(delivery):
        row = delivery.some()
        row[column] = value(row[column], delivery) if callable(value) else value
        delivery.write()
    return apply


def control(pattern, put):
    def apply(delivery):
        delivery.edit_control(pattern, put)
    return apply


def two_amounts(delivery):
    """Both grow by the same."""
    for row in delivery.chance.sample([row for row in delivery.rows if row[delivery.total] > 0], 2):
        row[delivery.total] += 700
    delivery.write()


def hashed(change):
    """The control announces the hash of the good file too."""
    def apply(delivery):
        digest = hashlib.sha256(open(delivery.data, "rb").read()).hexdigest()
        with open(delivery.control, "a") as control_file:
            control_file.write(f"sha256={digest}\n")
        change(delivery)
    return apply


def moved_amount(delivery):
    """What one row loses another gains: no total sees it."""
    first, second = delivery.chance.sample([row for row in delivery.rows if row[delivery.total] > 900], 2)
    first[delivery.total] += 700
    second[delivery.total] -= 700
    delivery.write()


def digits_swapped(value, chance):
    text = f"{value:05}"
    for place in range(len(text) - 1):
        if text[place] != text[place + 1] and (place or text[1] != "0"):
            return int(text[:place] + text[place + 1] + text[place] + text[place + 2:])
    return value + 9


def stale(delivery):
    """Yesterday's file under today's name, with today's control."""
    old = market.rows_of(LAST - 1)[delivery.feed]
    market.put(delivery.data, market.packed(delivery.feed, market.body(delivery.feed, old)))


def other_file(delivery):
    """The file of another feed under this name."""
    other = "stall" if delivery.feed == "sale" else "sale"
    market.put(delivery.data, market.packed(delivery.feed, market.body(other, market.rows_of(LAST)[other])))


def broken_link(delivery):
    """A sale of a stall that there is not: control and trailer agree, a check of the mart finds it."""
    delivery.some()["stall_no"] = "S999"
    delivery.write()


def shifted(content, chance):
    """Bytes from one place on stand one place later."""
    place = chance.randrange(len(content) // 4, len(content) // 2)
    return content[:place] + b"7" + content[place:-1]


def newline_lost(content, chance):
    lines = content.split(b"\n")
    place = chance.randrange(1, len(lines) - 3)
    lines[place:place + 2] = [lines[place] + lines[place + 1]]
    return b"\n".join(lines)


def column_lost(content, chance):
    lines = content.split(b"\n")
    place = chance.randrange(1, len(lines) - 2)
    mark = b"|+|" if b"|+|" in lines[place] else b","
    parts = lines[place].split(mark)
    lines[place] = mark.join(parts[:1] + parts[2:])
    return b"\n".join(lines)


def flipped(content, chance):
    place = chance.randrange(len(content) // 3, 2 * len(content) // 3)
    return content[:place] + bytes([content[place] ^ 1 << chance.randrange(8)]) + content[place + 1:]


PAGE = """# Faults in deliveries, and what catches them

Written by `make inject` (FAULTS changes the number): nights of a small market, of whose last one a file is changed after
its control was written, as transfers, programs and people change files. A rule of deliveries (`DL-…`, see
[Rules.md](Rules.md)), a check (`sale_stalls`: sales are of stalls that there are) or a missing control stops the night, and
last night stays; a rule of rows takes the row apart into quarantine, counted. Rows in another order give the same mart.

All of these are exact: the totals that the control announces, the contract of each row, and links between feeds. Faults that
leave every announced total as it was and break no contract (an amount moved from one row to another, a letter in a name)
are seen where the control carries `sha256=`; without it nothing in a delivery tells them from the truth. Warnings by volume and amount (`volume.…`, `amount.…`) are not counted in this table.

"""
SALE, ALL, PLAIN = ["sale"], ["stall", "sale"], ["stall"]
KINDS = [
    Fault("amount changed by one fen", ALL, amount(lambda value, chance: value + 1)),
    Fault("amount changed at random", ALL, amount(lambda value, chance: value + chance.randrange(2, 90000))),
    Fault("decimal point moved right", ALL, amount(lambda value, chance: value * 10)),
    Fault("decimal point moved left", ALL, amount(lambda value, chance: value // 10)),
    Fault("two digits of an amount swapped", ALL, amount(digits_swapped)),
    Fault("sign of an amount lost", ALL, amount(lambda value, chance: -value)),
    Fault("two amounts changed alike", ALL, two_amounts),
    Fault("amount moved between rows, control with `sha256=`", ALL, hashed(moved_amount)),
    Fault("row dropped", ALL, rows(lambda all, chance: [row for place, row in enumerate(all) if place != chance_place(all, chance)])),
    Fault("ten rows dropped", ALL, rows(lambda all, chance: all[:-10])),
    Fault("row doubled", ALL, rows(lambda all, chance: all + [dict(chance.choice(all))])),
    Fault("block of rows doubled", ALL, rows(lambda all, chance: all + [dict(row) for row in all[:5]])),
    Fault("row dropped, another doubled", ALL, rows(lambda all, chance: all[1:] + [dict(all[-1])])),
    Fault("key of a row written into another", ALL, rows(lambda all, chance: [dict(row, **{list(row)[0]: list(all[5].values())[0]}) if place == 6 else row for place, row in enumerate(all)])),
    Fault("all rows lost", ALL, rows(lambda all, chance: [])),
    Fault("bytes shifted by one, control with `sha256=`", PLAIN, hashed(raw(shifted))),
    Fault("line feed lost", ALL, raw(newline_lost)),
    Fault("column lost in a row", ALL, raw(column_lost)),
    Fault("header or trailer lost", ALL, raw(lambda content, chance: content.split(b"\n", 1)[1] if content.startswith(b"stall") else content.rsplit(b"\n", 2)[0] + b"\n")),
    Fault("file cut short", ALL, disk(lambda content, chance: content[:chance.randrange(len(content) // 2, len(content) - 30)])),
    Fault("bit flipped in a compressed file", SALE, disk(flipped)),
    Fault("yesterday's file under today's name", ALL, stale),
    Fault("file of another feed", ALL, other_file),
    Fault("date of a row in the future", SALE, field("sold_on", lambda value, delivery: value + datetime.timedelta(days=1))),
    Fault("date that no calendar has", SALE, field("sold_on", "20240931")),
    Fault("unknown code", SALE, field("goods", "FRIUT")),
    Fault("broken link", SALE, broken_link),
    Fault("text too long", SALE, field("sale_no", "N" * 13)),
    Fault("required field empty", SALE, field("stall_no", "")),
    Fault("bytes of another encoding", PLAIN, raw(lambda content, chance: content.replace(b"Keeper S003", "摊主".encode("gb18030") + b" S003"))),
    Fault("wrong total in the control", ALL, control(r"^(total\.\w+=)(-?)(\d+)", lambda found: f"{found[1]}{found[2]}{int(found[3]) + 1}")),
    Fault("wrong row count in the control", ALL, control(r"^rows=(\d+)", lambda found: f"rows={int(found[1]) + 1}")),
    Fault("wrong date in the control", ALL, control(r"^business_date=.*", "business_date=2024-09-02")),
    Fault("control lost", ALL, lambda delivery: os.remove(delivery.control)),
    Fault("rows in another order", ALL, rows(lambda all, chance: chance.sample(all, len(all))), harmless=True),
]


def chance_place(all, chance):
    """The place of a row to drop; one that quarantine does not take."""
    return 7 if len(all) > 8 else 0


class World:
    """Nights before the last, published once; each fault starts from a copy of them."""

    def __init__(self, mart, folder):
        self.mart, self.folder = os.path.abspath(mart), folder
        self.pipeline = market.make_pipeline(folder)
        self.base = os.path.join(folder, "base")
        market.land(os.path.join(self.base, "landing"), LAST)
        done = self.run(self.base)
        assert done.returncode == 0, done.stderr
        good = os.path.join(folder, "good")
        shutil.copytree(self.base, good, symlinks=True)
        self.land_last(good)
        done = self.run(good)
        assert done.returncode == 0, done.stderr
        self.hashes = hashes(good)
        self.quarantined = quarantined(good)

    def land_last(self, home):
        for feed, good in market.rows_of(LAST).items():
            market.deliver(os.path.join(home, "landing"), feed, market.day(LAST), good)

    def run(self, home):
        return subprocess.run(
            [self.mart, "run", "--home", home, "--pipeline", self.pipeline], capture_output=True, text=True, timeout=300)


def ask(home, sql):
    mart = sqlite3.connect(f"file:{home}/current/mart.sqlite?mode=ro", uri=True)
    try:
        return mart.execute(sql).fetchall()
    finally:
        mart.close()


def hashes(home):
    return ask(home, "SELECT table_name, row_hash FROM meta_table ORDER BY 1")


def quarantined(home):
    return ask(home, "SELECT rule, COUNT(*) FROM meta_quarantine GROUP BY rule ORDER BY rule")


def inject(world, kind, number):
    """(what caught it, empty where nothing did)."""
    chance = random.Random(f"{kind.name} {number}")
    home = os.path.join(world.folder, f"{KINDS.index(kind)}-{number}")
    shutil.copytree(world.base, home, symlinks=True)
    try:
        world.land_last(home)
        delivery = Delivery(os.path.join(home, "landing"), kind.feeds[number % len(kind.feeds)], chance)
        kind.change(delivery)
        done = world.run(home)
        label = os.readlink(os.path.join(home, "current"))
        return caught(world, kind, home, done, label)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def caught(world, kind, home, done, label):
    if done.returncode in (65, 66):
        if not label.endswith(f"{market.day(LAST - 1)}.1"):
            return ""
        rules = re.findall(r"\[([\w.-]+)\]", done.stderr)
        return rules[0] if rules else ""
    if done.returncode != 0:
        return ""
    if kind.harmless:
        return "the same rows" if hashes(home) == world.hashes else ""
    new = collections.Counter(dict(quarantined(home)))
    new.subtract(dict(world.quarantined))
    rules = [rule for rule, count in sorted(new.items()) if count > 0]
    return "quarantine " + " ".join(rules) if rules else ""


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("mart")
    arguments.add_argument("--faults", type=int, default=2 * len(KINDS))
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--page", help="write the table as a page of the documentation too")
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="inject-") as folder:
        world = World(asked.mart, folder)
        work = [(KINDS[number % len(KINDS)], number // len(KINDS)) for number in range(asked.faults)]
        found = collections.defaultdict(collections.Counter)
        missed = []
        with concurrent.futures.ThreadPoolExecutor(asked.workers) as pool:
            for (kind, number), by in zip(work, pool.map(lambda point: inject(world, *point), work)):
                found[kind.name][by or "nothing"] += 1
                if not by:
                    missed.append(f"{kind.name} number {number}")
    text = table(found)
    print(text, end="")
    if asked.page:
        # What `make alarms` writes below stays.
        before = open(asked.page).read() if os.path.exists(asked.page) else ""
        rest = before[before.index("\n<!-- alarms -->"):] if "\n<!-- alarms -->" in before else ""
        market.put(asked.page, (PAGE + text + rest).encode())
    for miss in missed:
        print(f"not caught: {miss}")
    print(f"{len(work)} faults of {len(found)} kinds, {len(missed)} not caught")
    return 1 if missed else 0


def table(found):
    lines = ["| fault | injected | caught | by |", "|---|---|---|---|"]
    for kind in KINDS:
        by = found.get(kind.name)
        if not by:
            continue
        total = sum(by.values())
        said = ", ".join(f"{name} {count}" for name, count in by.most_common())
        lines.append(f"| {kind.name} | {total} | {'harmless' if kind.harmless else total - by['nothing']} | {said} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
