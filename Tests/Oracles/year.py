"""Runs a year of nights of a bank with seasons, and after each looks at who is who, what was warned of, and what stopped.

The bank (sample-bank --seasons) has weekends, paydays, quarter ends, 11-11, Spring Festival, 618 and a merger of branches;
nothing in it is wrong. So no night may stop, and at most one may be warned of by volume or amount. After each night this asks:
- do the events of `id_event`, played from the first, give the intervals of `id_xref`? An event says whose a number is; on which
  days it is anybody's, the rows of its source say, which are read from the journal: from its first row, but for days after
  it was deleted and before it came back.
- has every number the party that it had the night before, unless a new event names it, both parties and a rule?
- has each person of the generator (persons.csv) one party, and each party one person?
Nights made before it came are judged by what the journal keeps of them.
With --uncalibrated customers live (sample-bank --uncalibrated): numbers are mistaken and mended, move, leave and come back, and
deliveries come late, corrected and twice. Then numbers that are mistaken on the night, or will move, are not asked for their
person, and warnings of volume are told, not judged.

usage: year.py MART FOLDER [--bank SAMPLE_BANK] [--from DATE] [--to DATE] [--nights N] [--alarms N] [--uncalibrated]
FOLDER gets home/, pipelines/retail/ and keys/; what is there goes on. --nights: stop after so many, of those that wait.
Exit 0: all of it holds. Standard library only; it shares no code with the engine.
"""
import argparse
import collections
import json
import os
import shutil
import sqlite3
import subprocess
import sys

import alarms
import market

FOREVER = "9999-12-31"
CUSTOMERS = {"CORE": "cif_core", "CARD": "cif_card", "LOAN": "cif_loan", "WLTH": "cif_wealth", "MOBI": "cif_mobile"}
MISTAKES = {"mistyped", "hidden", "another", "renamed"}


def opened(path):
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def played(events, begins=None):
    """(source, number) to its intervals [party, from, to), by (date, kind, source, number, old, new) in their order.
    A number begins on the day of its NEW, or on `begins`."""
    spans = {}
    for date, kind, src, number, old, new in events:
        mine = spans.setdefault((src, number), [])
        if kind == "NEW":
            mine[:] = [[new, date if begins is None else begins, FOREVER]]
        elif kind == "RETIRE":
            del spans[(src, number)]
        elif kind == "MOVE":
            mine[-1][2] = date
            mine.append([new, date, FOREVER])
        else:  # MERGE, SPLIT and REVIVE correct the past.
            for span in mine:
                span[0] = new if span[0] == old else span[0]
    return {key: merged([tuple(span) for span in mine if span[1] < span[2]]) for key, mine in spans.items()}


def merged(spans):
    """Neighbours of one party as one interval."""
    result = []
    for party, begins, ends in sorted(spans, key=lambda span: span[1]):
        if result and result[-1][0] == party and result[-1][2] == begins:
            result[-1] = (party, result[-1][1], ends)
        else:
            result.append((party, begins, ends))
    return result


def cut(spans, listed):
    """The intervals of each number over the days on which its source lists it."""
    return {key: merged([(party, max(begins, first), min(ends, last)) for party, begins, ends in list_
                         for first, last in listed.get(key, []) if max(begins, first) < min(ends, last)])
            for key, list_ in spans.items() if key in listed}


def listed(home):
    """(source, number) to the intervals [from, to) of days on which the source lists it, by the rows of deliveries in force."""
    journal = opened(f"{home}/state/journal.sqlite")
    spans = {}
    for src, feed in CUSTOMERS.items():
        rows = journal.execute(f"""
            SELECT cust_no, business_date, op FROM j_{feed} WHERE delivery_id NOT IN (
              SELECT d.delivery_id FROM delivery d JOIN delivery h ON h.feed = d.feed AND h.business_date = d.business_date
                AND h.status = 'accepted' AND h.sequence > d.sequence WHERE d.feed = '{feed}' AND d.status = 'accepted')
            ORDER BY cust_no, business_date, sequence, line_no""")
        last = {(number, date): op for number, date, op in rows}
        for (number, date), op in last.items():
            mine = spans.setdefault((src, number), [])
            holds = bool(mine) and mine[-1][1] == FOREVER
            if op == "D" and holds:
                mine[-1] = (mine[-1][0], date)
            elif op != "D" and not holds:
                mine.append((date, FOREVER))
    journal.close()
    return spans


def told(mart):
    """Intervals by number, as `id_xref` has them; intervals of one party and another status are joined."""
    spans = {}
    for src, number, party, begins, ends in mart.execute(
            "SELECT src, src_cust_id, party_id, valid_from, valid_to FROM id_xref"):
        spans.setdefault((src, number), []).append((party, begins, ends))
    return {key: merged(list_) for key, list_ in spans.items()}


def now(spans):
    return {key: list_[-1][0] for key, list_ in spans.items() if list_ and list_[-1][2] == FOREVER}


class Judge:
    """What was seen so far."""

    def __init__(self, home):
        self.home = home
        self.wrong = []
        self.nights = self.marts = self.changes = self.uncaused = 0
        self.before, self.events_before = None, set()
        with open(f"{home}/truth.json", encoding="utf-8") as file:
            truth = json.load(file)
        self.events = truth.get("events", [])
        # The row that says so may be one that a delivery lacked until it was corrected.
        corrected = {(one["feed"], one["date"]): one["night"] for one in truth.get("arrivals", []) if one["kind"] == "correction"}
        for event in self.events:
            event["known"] = corrected.get((CUSTOMERS[event["source"]], event["night"]), event["night"])
        with open(f"{home}/persons.csv", encoding="utf-8") as file:
            self.person = {tuple(line.split(",")[:2]): line.rstrip("\n").split(",")[2] for line in list(file)[1:]}

    def need(self, holds, text):
        if not holds:
            self.wrong.append(text)

    def number(self, place, played_spans, spans, events, gone={}):
        """One night: `events` with their rules as the last of seven; `gone`: whose the deleted numbers are."""
        self.nights += 1
        self.need(played_spans == spans, f"{place}: {len(differing(played_spans, spans))} numbers are otherwise by id_event")
        held = now(spans)
        if self.before is not None:
            new = [event for event in events if event not in self.events_before]
            causes = {(src, number, old, to) for _, _, src, number, old, to, rule in new if rule}
            for key, party in self.before.items():
                # A number that is deleted is held by nobody in id_xref, and keeps its party for when it comes back.
                if held.get(key) != party and key not in gone:
                    self.changes += 1
                    if (*key, party, held.get(key)) not in causes:
                        self.uncaused += 1
                        self.wrong.append(f"{place}: a number of {key[0]} has another party, and no event says why")
        self.before, self.events_before = {**gone, **held}, set(events)
        self.persons(place, held)

    def spelled(self):
        """Sources and numbers by token."""
        vault = opened(f"{self.home}/state/vault.sqlite")
        spelled = {token: tuple(value.split("|", 1)) for token, value in vault.execute(
            "SELECT token, value FROM vault_token WHERE kind = 'customer'")}
        vault.close()
        return spelled

    def persons(self, place, held):
        """Each person has one party, each party one person."""
        spelled = self.spelled()
        unclear = self.unclear(place[:10])
        pairs = {(party, self.person.get(spelled.get(number), "nobody")) for (_, number), party in held.items()
                 if spelled.get(number) not in unclear}
        for what, side in (("party", 0), ("person", 1)):
            self.need(len({pair[side] for pair in pairs}) == len(pairs), f"{place}: a {what} has more than one counterpart")

    def unclear(self, date):
        """Numbers of which the files do not say, or not yet, what persons.csv does."""
        unclear = set()
        for event in self.events:
            key = (event["source"], event["number"])
            if event["kind"] == "mended" and event["known"] <= date:
                unclear.discard(key)
            elif event["kind"] in MISTAKES and event["night"] <= date or event["kind"] == "move" and event["known"] > date:
                unclear.add(key)
        return unclear

    def past(self, upto):
        """Nights that are no longer kept, by the journal: its intervals as each night left them."""
        journal = opened(f"{self.home}/state/journal.sqlite")
        ledger = opened(f"{self.home}/ledger.sqlite")
        nights = ledger.execute("SELECT number, label FROM night ORDER BY number").fetchall()
        spans, events = {}, []
        for number, label in nights:
            if number > upto:
                break
            events += journal.execute(
                "SELECT event_date, kind, src, src_cust_id, old_party_id, new_party_id, rule FROM id_event"
                " WHERE generation = ? ORDER BY seq", (number,)).fetchall()
            # A number begins on the day it was opened; in the mart, as its first row, on the night that brought it.
            came = {(src, cust): date for date, kind, src, cust, *_ in events if kind == "NEW"}
            fresh = {}
            for src, cust, party, begins, ends in journal.execute(
                    "SELECT src, src_cust_id, party_id, valid_from, valid_to FROM id_span WHERE generation = ?"
                    " AND valid_from < valid_to", (number,)):
                begins = max(begins, came.get((src, cust), begins))
                fresh.setdefault((src, cust), []).append((party, begins, ends))
            spans.update({key: merged(list_) for key, list_ in fresh.items()})
            self.number(f"{label} (journal)", played(event[:6] for event in events), spans, events)

    def mart(self, label):
        self.marts += 1
        mart = opened(f"{self.home}/generations/{label}/mart.sqlite")
        events = mart.execute(
            "SELECT event_date, kind, src, src_cust_id, old_party_id, new_party_id, rule FROM id_event"
            " ORDER BY event_date, seq_in_day").fetchall()
        days = listed(self.home)
        whole = played((event[:6] for event in events), "")
        gone = {key: party for key, party in now(whole).items() if days.get(key, [("", "")])[-1][1] != FOREVER}
        self.number(label, cut(whole, days), told(mart), events, gone)
        kinds = mart.execute("SELECT kind, COUNT(*) FROM id_event GROUP BY kind ORDER BY kind").fetchall()
        mart.close()
        return kinds


def differing(one, other):
    return [key for key in one.keys() | other.keys() if one.get(key) != other.get(key)]


def prepare(folder, bank, first, life):
    """A bank, the pipeline with the days that it knows beforehand, and the published test key."""
    repository = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    os.makedirs(folder, exist_ok=True)
    if not os.path.exists(f"{folder}/home/truth.json"):
        # The short history opens on the last day of 2023.
        history = "short" if first > "2023-12-31" else "full"
        subprocess.run(
            [bank, "--customers", "755", "--history", history, "--from", first, "--seasons", *life, "--out", f"{folder}/home"],
            check=True, stdout=subprocess.DEVNULL)
    if not os.path.exists(f"{folder}/pipelines/retail"):
        os.makedirs(f"{folder}/pipelines", exist_ok=True)
        os.rename(alarms.pipeline_with(folder, repository, alarms.OCCASIONS), f"{folder}/pipelines/retail")
    if not os.path.exists(f"{folder}/keys/retail.key"):
        os.makedirs(f"{folder}/keys", exist_ok=True)
        shutil.copyfile(market.TEST_KEY, f"{folder}/keys/retail.key")
        os.chmod(f"{folder}/keys/retail.key", 0o600)


def current(home):
    return os.path.basename(os.readlink(f"{home}/current")) if os.path.islink(f"{home}/current") else None


def run(mart, folder, date):
    done = subprocess.run(
        [mart, "run", "--home", f"{folder}/home", "--pipeline", f"{folder}/pipelines/retail", "--date", date],
        capture_output=True, text=True)
    return done.returncode, done.stderr


def ledger_says(home):
    """What nights were warned of, as (date, rule), and which were refused. A ledger of an older release has no warnings."""
    ledger = opened(f"{home}/ledger.sqlite")
    has = ledger.execute("SELECT 1 FROM sqlite_master WHERE name = 'warning'").fetchone()
    warnings = ledger.execute(
        "SELECT DISTINCT r.business_date, w.rule FROM warning w JOIN run r USING (run_id)").fetchall() if has else []
    stops = ledger.execute(
        "SELECT r.business_date, f.rule, f.message FROM failure f JOIN run r USING (run_id) WHERE f.exit < 128"
        " ORDER BY 1").fetchall()
    return warnings, stops


def volumes(mart, folder, first):
    """What the volume checks say of all nights, from the counts that the last mart knows, as (date, rule)."""
    lines, _ = alarms.volumes(mart, f"{folder}/pipelines/retail", "--home", f"{folder}/home", "--from", first)
    return sorted((date, f"volume.{line['feed']}") for line in lines for date in line["warned_on"].split())


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("mart")
    arguments.add_argument("folder")
    arguments.add_argument("--bank", default="sample-bank")
    arguments.add_argument("--from", dest="first", default=alarms.FROM)
    arguments.add_argument("--nights", type=int, default=10 ** 6)
    arguments.add_argument("--alarms", type=int, default=1)
    arguments.add_argument("--uncalibrated", action="store_true")
    arguments.add_argument("--to", default="2024-09-30")
    asked = arguments.parse_args()
    mart, folder = os.path.abspath(asked.mart), os.path.abspath(asked.folder)
    prepare(folder, os.path.abspath(asked.bank), asked.first, ["--uncalibrated", "--to", asked.to] if asked.uncalibrated else [])
    home = f"{folder}/home"
    judge = Judge(home)
    kinds, ran = [], set()
    label = current(home)
    if label:
        ledger = opened(f"{home}/ledger.sqlite")
        upto, = ledger.execute("SELECT max(number) FROM night WHERE label = ?", (label,)).fetchone()
        judge.past(upto)
        kinds = judge.mart(label)
    truth = json.load(open(f"{home}/truth.json", encoding="utf-8"))
    waiting = sorted({delivery["date"] for delivery in truth["deliveries"]})
    for date in [date for date in waiting if not label or date > label[:10]][:asked.nights]:
        arrived = f"{home}/nights/{date}"
        for name in os.listdir(arrived) if os.path.isdir(arrived) else []:
            shutil.copyfile(f"{arrived}/{name}", f"{home}/landing/{name}")
        status, errors = run(mart, folder, date)
        if status != 0:
            judge.wrong.append(f"{date}: stopped with {status}: {errors.strip()}")
            break
        ran.add(date)
        kinds = judge.mart(current(home))
        print(date, flush=True)
    warnings, stops = ledger_says(home)
    judge.need(not stops, f"stopped: {stops}")
    told_of = volumes(mart, folder, waiting[0])
    here = {warning for warning in warnings if warning[0] in ran and warning[1].startswith("volume.")}
    judge.need(asked.uncalibrated or here == {one for one in told_of if one[0] in ran}, f"warned of {here}, by the counts {told_of}")
    told_of += [warning for warning in warnings if warning[1].startswith("amount.")]
    dates = sorted({date for date, _ in told_of})
    judge.need(asked.uncalibrated or len(dates) <= asked.alarms, f"warned of by volume or amount: {told_of}")
    print(f"{judge.nights} nights judged, {judge.marts} of them by their marts: id_event gives id_xref on each")
    print(f"events: {', '.join(f'{count} {kind}' for kind, count in kinds)}; "
          f"{judge.changes} keys changed, {judge.uncaused} without a cause")
    print(f"{len(dates)} nights warned of by volume or amount{': ' if dates else ''}{', '.join(dates)}; {len(stops)} stopped")
    others = collections.Counter(rule for _, rule in warnings if not rule.startswith(("volume.", "amount.")))
    for rule, count in sorted(others.items()):
        print(f"other warnings: {rule} on {count} nights")
    for message in judge.wrong[:50]:
        print(f"wrong: {message}")
    return 1 if judge.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
