"""Cases of the ugly bank that take several nights: looked at after the nights that they are about, and beside homes in which
nothing went wrong. Part of ugly.py; Python's own sqlite3, no code of the engine."""
import glob
import hmac
import os
import shutil
import subprocess
import tempfile

import ugly_struck
import ugly_words
from ugly_home import Home, compact, rows_of

FOREVER = "9999-12-31"
# Tables whose rows say of whom they tell and when, with the rows that are done before September.
PAST = {
    "customer_month": "month < '2024-09'", "customer_tier": "month < '2024-09'", "party_balance": "valid_to < '2024-09-01'",
    "dim_party": "valid_to < '2024-09-01'", "fact_balance": None,
}
DUE = {"E01", "E02", "E03", "E04", "E05", "E06", "E07", "E08", "E09"}


class Nights(ugly_struck.Struck):
    """Takes the nights of September one by one, and looks at those that a case is about."""

    def __init__(self, mart, home, pipeline, truth, same):
        self.home, self.truth, self.same = Home(mart, os.path.abspath(home), pipeline), truth, same
        self.entries = {}
        for entry in truth["ugly"]:
            self.entries.setdefault(entry["case"], []).append(entry)
        self.dates = sorted({line["date"] for line in truth["deliveries"] if line["feed"] == "cif_core"})
        self.isNightly = "U01" in self.entries
        self.words = ugly_words.Words(self.home, self.entries, same)
        self.work = tempfile.TemporaryDirectory(prefix="beside-", dir=os.path.dirname(os.path.abspath(home)))
        self.key = bytes.fromhex(open(self.keyfile(pipeline)).read().strip())
        self.right = self.later = None
        self.seen, self.wrongNights, self.said, self.peaks = {}, [], [], {}
        # Called after every night, so that what was found is kept whatever happens later.
        self.keep = lambda: None

    @staticmethod
    def keyfile(pipeline):
        return os.path.join(pipeline, "..", "..", "keys", "retail.key")

    def entry(self, case):
        return self.entries[case][0]

    # MARK: the course of nights

    def drop(self, end):
        """Runs every night of the drop that is to be published; what is left to the caller is the run that ends it."""
        if not self.isNightly:
            return
        for date in self.dates:
            if self.home.current[:10] < date <= (end["current"] or ""):
                if date >= "2024-09-01":
                    self.before(date)
                    ran = self.home.measured("--date", date)
                    self.peaks[date] = self.home.peak
                    self.said.append(ran.stdout + ran.stderr)
                    if ran.returncode != 0 or self.home.current[:10] != date:
                        self.wrongNights.append(f"{date}: {ran.returncode} {ran.stderr[-500:]}")
                        return
                    self.after(date)
                    self.keep()
                elif date == "2024-08-31":
                    self.home.run("--from", self.dates[0], "--to", max(night for night in self.dates if night < date))
                    self.busy_card(date)
        if end["drop"] == self.entry("U01")["drop"]:
            self.inTime = self.home.copy(f"{self.work.name}/in-time")

    def before(self, date):
        if date == self.entry("U03")["date"]:
            self.right = self.home.copy(f"{self.work.name}/right")
        if date == self.entry("U01")["date"]:
            self.struck = self.home.copy(f"{self.work.name}/struck")

    def after(self, date):
        seen = {"K01": self.home.one("SELECT value FROM mgt_kpi WHERE kpi_id = 'K01' AND org = 'BANK'")}
        self.seen[date] = seen
        self.words.night(date)
        for case, judge in (
            ("U01", self.late_file), ("U02", self.absent_feed), ("U03", self.wrong_balances), ("U25", self.reassigned),
            ("U26", self.links), ("U29", self.orphans), ("U49", self.withdrawals), ("U53", self.forgotten),
        ):
            if case in self.entries:
                judge(date)

    def finish(self):
        if self.isNightly:
            self.same("nights", "nights that ended otherwise", [], self.wrongNights)

    # MARK: U02

    def absent_feed(self, date):
        missing = [entry for entry in self.entries["U02"] if entry["rule"]]
        arrival = [entry for entry in self.entries["U02"] if not entry["rule"]][0]
        first = min(entry["date"] for entry in missing)
        if date in [entry["date"] for entry in missing]:
            before = max(night for night in self.dates if night < first)
            self.same("U02", f"{date}: fact_community as of", before, self.home.one(
                "SELECT as_of FROM meta_table WHERE table_name = 'fact_community'"))
            told = self.home.ask("SELECT DISTINCT verdict, rule FROM arrival WHERE feed = ? AND business_date = ?", arrival["feed"], date, file="ledger.sqlite")
            self.same("U02", f"{date}: the feed in the ledger", [("stale", "DL-01")], told)
            left, held = self.home.outbox(date)
            self.same("U02", f"{date}: held", ["E04", "E07"], sorted(held))
            self.same("U02", f"{date}: left all the same", ["E01", "E02", "E03"], sorted(left & {"E01", "E02", "E03"}))
        if date == arrival["date"]:
            late = self.home.one(
                "SELECT COUNT(*) FROM fact_community f JOIN meta_delivery d USING (delivery_id) WHERE d.file = ? AND f.late = 1"
                f" AND f.biz_date IN ({', '.join('?' * len(missing))})", arrival["file"], *[entry["date"] for entry in missing])
            self.same("U02", "events that came late", f"{arrival['rows']} or more",
                      f"{arrival['rows']} or more" if 0 < arrival["rows"] <= late else late)
            self.same("U02", f"{date}: held", [], sorted(self.home.outbox(date)[1]))
            self.same("U02", f"{date}: left", sorted(DUE), sorted(self.home.outbox(date)[0]))
            self.seen["community"] = self.community(self.home)

    @staticmethod
    def community(home):
        figures = home.ask("SELECT kpi_id, value FROM mgt_kpi WHERE kpi_id LIKE 'K09%' AND org = 'BANK' ORDER BY 1")
        return figures, home.ask("SELECT event_id, party_id, biz_date, event_type FROM fact_community ORDER BY 1")

    # MARK: U03

    def wrong_balances(self, date):
        entry = self.entry("U03")
        if entry["date"] <= date < entry["night"]:
            self.seen[date]["outbox"] = f"{self.work.name}/sent-{date}"
            shutil.copytree(f"{self.home.folder}/current/outbox", self.seen[date]["outbox"])
            wrong = self.home.ask("SELECT difference FROM ledger_tie WHERE biz_date = ? AND difference <> 0", date)
            self.same("U03", f"{date}: what the ledger misses", -entry["counts"][f"wrong {date}"] * entry["fen"], sum(fen for fen, in wrong))
            checks = self.home.ask("SELECT severity, status FROM meta_check WHERE check_id = 'ledger_tied'")
            self.same("U03", f"{date}: GL-01", [("warn", "failed")], checks)
        if date == max(night for night in self.dates if night < entry["night"]):
            found = self.unequal()
            self.same("U03", "balances that do not follow (BAL-01), at most those of the file", True, 0 < found <= entry["rows"])
        if date != entry["night"]:
            return
        self.same("U03", f"{date}: BAL-01", 0, self.unequal())
        missed = self.home.ask("SELECT biz_date, difference FROM ledger_tie WHERE biz_date >= ? AND difference <> 0", entry["date"])
        self.same("U03", f"{date}: what the ledger misses", [], missed)
        self.beside_right(entry)

    def unequal(self):
        """Accounts whose balance is not the one before and what was moved, as the journal last found them."""
        return self.home.one(
            "SELECT COUNT(*) FROM (SELECT effect, ROW_NUMBER() OVER (PARTITION BY account_no, biz_date, delivery_id, line_no, rule"
            " ORDER BY generation DESC) AS place FROM o_deposit_balance WHERE rule = 'BAL-01') WHERE place = 1 AND effect <> 'none'",
            file="state/journal.sqlite")

    def beside_right(self, entry):
        """A home to which the right balances, and the community's files, came in time: equal but for what says so."""
        right, night = self.right, entry["night"]
        for name in os.listdir(f"{self.home.folder}/landing"):
            if name.split(".")[-2:-1] != ["2"] and not name.startswith(entry["file"].split(".")[0] + ".2"):
                shutil.copy(f"{self.home.folder}/landing/{name}", f"{right.folder}/landing/{name}")
        kept = f"{self.home.folder}/drops/right"
        self.land(right, os.listdir(kept), kept)
        sent, differing = {}, []
        for date in [date for date in self.dates if entry["date"] <= date <= night]:
            ran = right.run("--date", date)
            self.same("U03", f"{date}: right at first", (0, date), (ran.returncode, right.current[:10]))
            sent[date] = f"{self.work.name}/right-{date}"
            shutil.copytree(f"{right.folder}/current/outbox", sent[date])
            if date == max(e["date"] for e in self.entries["U02"]):
                self.same("U02", "K09 and its events, as had they come in time", True, self.seen["community"] == self.community(right))
        hashes = [dict(home.ask("SELECT table_name, row_hash FROM meta_table")) for home in (self.home, right)]
        differing = sorted(name for name in hashes[0] if hashes[0][name] != hashes[1].get(name))
        self.same("U03", "tables that are not as if right at first", self.tells_of_files(differing), differing)
        self.restatements(entry, sent)
        shutil.rmtree(right.folder)

    @staticmethod
    def tells_of_files(names):
        """Facts name the delivery and line they came with, which for a corrected or late file are others."""
        return [name for name in names if name in ("fact_community",)]

    def restatements(self, entry, sent):
        """Each output that left before the correction, changed as its restatements say, is the one of the home that was right."""
        ours = {date: self.seen[date]["outbox"] for date in sent if date < entry["night"]}
        ours[entry["night"]] = f"{self.home.folder}/current/outbox"
        wrong, changed = [], set()
        for date in sorted(ours)[:-1]:
            for path in sorted(glob.glob(f"{ours[date]}/*/*_{compact(date)}.csv.gz")):
                name = os.path.relpath(path, ours[date])
                if self.restated(name, date, ours, wrong) != self.restated(name, date, sent, wrong):
                    wrong.append(name)
                if glob.glob(f"{ours[entry['night']]}/{name}".replace(".csv.gz", ".r*.csv.gz")):
                    changed.add(os.path.basename(name)[:3])
        self.same("U03", "outputs that are wrong after their restatements", [], wrong)
        self.same("U03", "outputs restated", True, len(changed) > 0)

    @staticmethod
    def restated(name, date, outboxes, wrong):
        """The rows of an output as it left on its date, changed by what later nights restated of it."""
        lines = rows_of(f"{outboxes[date]}/{name}")
        held = set(map(tuple, lines[1:]))
        for night in sorted(night for night in outboxes if night > date):
            for path in sorted(glob.glob(f"{outboxes[night]}/{name}".replace(".csv.gz", ".r*.csv.gz"))):
                restated = rows_of(path)
                places = [restated[0].index(column) for column in lines[0]]
                side = restated[0].index("side")
                for line in restated[1:]:
                    row = tuple(line[place] for place in places)
                    if (line[side] == "before") != (row in held):
                        wrong.append(f"{name}: a row {line[side]}")
                    held = held - {row} if line[side] == "before" else held | {row}
        return held

    # MARK: identity

    def party(self, subject, file="current/mart.sqlite"):
        """The party of a number `SRC|number` now; None for one that is not known."""
        token = self.token(subject)
        return self.home.one("SELECT party_id FROM id_xref WHERE src = ? AND src_cust_id = ? AND valid_to = ?",
                             subject.split("|")[0], token, FOREVER, file=file)

    def token(self, subject):
        return self.home.one("SELECT token FROM vault_token WHERE kind = 'customer' AND value = ?", subject, file="state/vault.sqlite")

    def past(self):
        """A sum of the rows by table and party that were done before September."""
        found = {}
        for table, done in PAST.items():
            if done:
                columns = [row[1] for row in self.home.ask(f"PRAGMA table_info({table})")]
                place = columns.index("party_id")
                for row in self.home.ask(f"SELECT * FROM {table} WHERE {done}"):
                    found[(table, row[place])] = found.get((table, row[place]), 0) + hash(row)
        return found

    @staticmethod
    def touched(before, after):
        return sorted({key[1] for key in before.keys() | after.keys() if before.get(key) != after.get(key)})

    def links(self, date):
        entry = self.entry("U26")
        for name, expected in entry["counts"].items():
            if name == f"K01 {date}":
                self.same("U26", name, expected, self.seen[date]["K01"])
        nights = sorted(name.split()[1] for name in entry["counts"])
        subjects = entry["subjects"]
        if date == nights[0]:
            self.apart, self.pastApart = {s: self.party(s) for s in subjects}, self.past()
            firsts = dict(self.home.ask("SELECT new_party_id, MIN(event_date) FROM id_event WHERE kind = 'NEW' GROUP BY 1"))
            opened = dict(self.home.ask("SELECT party_id, MIN(first_open_date) FROM dim_party GROUP BY 1"))
            self.older = [min(pair, key=lambda s: (firsts[self.apart[s]], opened[self.apart[s]])) for pair in zip(subjects[::2], subjects[1::2])]
        if date == nights[1]:
            self.same("U26", f"{date}: the oldest key survives", [(self.apart[s],) * 2 for s in self.older],
                      [(self.party(a), self.party(b)) for a, b in zip(subjects[::2], subjects[1::2])])
            kinds = self.home.ask("SELECT kind, rule FROM id_event WHERE event_date = ? AND kind <> 'NEW' GROUP BY 1, 2", date)
            self.same("U26", f"{date}: events of identity", [("MERGE", "D3")], kinds)
            rewritten = self.touched(self.pastApart, self.past())
            self.same("U26", f"{date}: whose past was rewritten", sorted(self.apart.values()), rewritten)
        if date == nights[3]:
            self.same("U26", f"{date}: parties as before", self.apart, {s: self.party(s) for s in subjects})
            kinds = self.home.ask("SELECT DISTINCT kind FROM id_event WHERE event_date = ? AND kind IN ('SPLIT', 'REVIVE')", date)
            self.same("U26", f"{date}: they part", True, len(kinds) > 0)
            self.same("U26", f"{date}: whose past is not as before", [], self.touched(self.pastApart, self.past()))

    def reassigned(self, date):
        entry = self.entry("U25")
        number, first, second = entry["subjects"]
        if date == max(night for night in self.dates if night < entry["date"]):
            self.pastOfFirst = self.past()
        if date != entry["date"]:
            return
        old, new = self.party(first), self.party(second)
        spans = self.home.ask("SELECT party_id, valid_from, valid_to FROM id_xref WHERE src_cust_id = ? ORDER BY valid_from", self.token(number))
        self.same("U25", "whose number it is", [(old, date), (new, FOREVER)], [(party, to) for party, _, to in spans])
        self.same("U25", "it closes and opens on its date", date, spans[-1][1])
        events = self.home.ask("SELECT kind, old_party_id, new_party_id FROM id_event WHERE event_date = ? AND src_cust_id = ?", date, self.token(number))
        self.same("U25", "events of the number", [("MOVE", old, new)], events)
        self.same("U25", "whose past was rewritten", [], self.touched(self.pastOfFirst, self.past()))
        cards = self.home.ask("SELECT DISTINCT party_id FROM dim_card WHERE src_cust_id = ? AND valid_from < ?", self.token(number), date)
        self.same("U25", "whose the card was before", [(old,)], cards)
        since = self.home.ask("SELECT DISTINCT party_id FROM dim_card WHERE src_cust_id = ? AND valid_to > ?", self.token(number), date)
        self.same("U25", "whose the card is since", [(new,)], since)
        held = self.home.ask("SELECT DISTINCT party_id, valid_from >= ? FROM bridge_account_party WHERE src = 'CARD' AND src_cust_id = ? ORDER BY 2", date, self.token(number))
        self.same("U25", "whose its accounts were and are", [(old, 0), (new, 1)] if held else [], held)

    # MARK: U29

    def orphans(self, date):
        entry = self.entry("U29")
        nights = [night for night in self.dates if night >= entry["date"]][:entry["counts"]["nights"] + 1]
        if date not in nights:
            return
        lines = self.home.ask("SELECT reported_as, amount FROM meta_path WHERE path_id = 'V3' AND business_date = ?"
                              " AND table_name = 'fact_balance' AND reported_as <> ''", date)
        held = dict(lines).get("orphan accounts", 0)
        if date == nights[-1]:
            self.same("U29", f"{date}: on the orphan line", 0, held)
            owners = [self.party(subject) for subject in entry["subjects"]]
            accounts = self.home.one(
                "SELECT COUNT(DISTINCT b.account_id) FROM bridge_account_party b JOIN dim_account a ON a.account_id = b.account_id AND a.is_current = 1"
                f" WHERE b.role = 'PRIMARY' AND b.is_current = 1 AND a.open_date = ? AND b.party_id IN ({', '.join('?' * len(owners))})",
                entry["date"], *owners)
            self.same("U29", f"{date}: adopted by their owners", True, None not in owners and accounts >= entry["rows"])
        else:
            expected = entry["fen"] if date == nights[-2] else "more than 0"
            self.same("U29", f"{date}: on the orphan line", expected, held if date == nights[-2] else "more than 0" if held > 0 else held)

    # MARK: U53

    def forgotten(self, date):
        """What only the ledger misses: the nights tell the amount until the account arrives, late."""
        entry, = [entry for entry in self.entries["U53"] if entry["rule"]]
        found = {e["date"] for e in self.entries["U53"] if not e["rule"]}
        if not entry["date"] <= date <= max(found):
            return
        missed = [fen for fen, in self.home.ask("SELECT difference FROM ledger_tie WHERE biz_date = ? AND difference <> 0", date)]
        self.same("U53", f"{date}: what only the ledger misses", [] if date in found else [entry["counts"][f"missed {date}"]], missed)
        if date in found:
            late = self.home.ask("SELECT SUM(late) FROM j_deposit_balance j JOIN delivery d USING (delivery_id) WHERE d.file LIKE ?",
                                 f"DPBAL_{compact(date)}%", file="state/journal.sqlite")
            self.same("U53", f"{date}: balances that came late", True, (late[0][0] or 0) > 0)

    # MARK: U49

    def letters(self, user, party):
        number = int.from_bytes(hmac.digest(self.key, f"output-token|{user}|party|{party}".encode(), "sha256")[:16], "big")
        text = ""
        for _ in range(14):
            text, number = text + chr(97 + number % 26), number // 26
        return text

    def listed(self, output):
        """What the marketing file of tonight says, by token."""
        path, = glob.glob(f"{self.home.folder}/current/outbox/marketing/{output}_*_{compact(self.home.current[:10])}.csv.gz")
        lines = rows_of(path)
        found = {}
        for line in lines[1:]:
            row = dict(zip(lines[0], line))
            found.setdefault(row["party_token"], set()).add((row.get("action"), row.get("suppress_reason")))
        return found

    def withdrawals(self, date):
        by = {entry["rule"]: entry for entry in self.entries["U49"]}
        asked = by["ERASURE"]["date"]
        if date == max(night for night in self.dates if night < asked):
            self.offered = {output: self.listed(output) for output in ("E04", "E05")}
        if date == asked:
            self.refusals(by)
            self.erasures(by)
        if date == by["ERA-01"]["date"]:
            gone = by["ERA-01"]["subjects"][0]
            person = self.home.ask("SELECT erased, birth_year, sex, region_code, occupation FROM dim_party WHERE is_current = 1 AND party_id = ?", self.gone)
            self.same("U49", "who was erased, as a person", [(1, None, None, None, None)], person)
            self.same("U49", "who was erased, in E04 and E05", [], [
                row for output in ("E04", "E05") for row in self.listed(output).get(self.letters("marketing", self.gone), []) if row[0] != "SUPPRESS"])
            self.same("U49", "the number in the vault", None, self.token(gone))
            self.same("U49", "amounts that do not tie", 0, self.home.one("SELECT COUNT(*) FROM meta_conservation WHERE difference <> 0"))

    def refusals(self, by):
        tonight = {output: self.listed(output) for output in ("E04", "E05")}
        for rule, reason, outputs in (("AUTO_DECISION", "S03", ("E04", "E05")), ("DNC", "S02", ("E05",))):
            tokens = [self.letters("marketing", self.party(subject)) for subject in by[rule]["subjects"]]
            for output in outputs:
                before = [token for token in tokens if any(row[0] != "SUPPRESS" for row in self.offered[output].get(token, []))]
                self.same("U49", f"{rule}: offered the night before, in {output}", True, len(before) > 0)
            after = {row for token in tokens for row in tonight["E05"].get(token, [])}
            self.same("U49", f"{rule}: tonight's E05", {("SUPPRESS", reason)}, after)
            if "E04" in outputs:
                self.same("U49", f"{rule}: in tonight's E04", [], [token for token in tokens if token in tonight["E04"]])
        silent = [self.home.one("SELECT do_not_contact FROM dim_party WHERE is_current = 1 AND party_id = ?", self.party(subject))
                  for subject in by["DNC"]["subjects"]]
        self.same("U49", "DNC under one number counts for the person", {1}, set(silent))

    def erasures(self, by):
        owes, gone = by["ERASURE"]["subjects"]
        parties = {self.party(owes): "LEGAL_HOLD", self.party(gone): "EXECUTED"}
        self.gone = self.party(gone)
        # The search for what is erased takes all of the home; the bank's own files are no part of it.
        beside = ("drops", "truth.json", "persons.csv", "personal_values.txt")
        for name in beside:
            os.rename(f"{self.home.folder}/{name}", f"{self.work.name}/{name}")
        ran = subprocess.run([self.home.mart, "erase", "--requested", "--home", self.home.folder, "--pipeline", self.home.pipeline],
                             capture_output=True, text=True)
        for name in beside:
            os.rename(f"{self.work.name}/{name}", f"{self.home.folder}/{name}")
        said = dict(line.split()[:2] for line in ran.stdout.splitlines() if len(line.split()) > 1 and line.split()[0].isdigit())
        self.same("U49", "an open loan, and nothing", (0, {str(party): state for party, state in parties.items()}), (ran.returncode, said))
