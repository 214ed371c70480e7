"""What part 8 says of single cases at last, word by word: raw files, vault and journal beside the last night's mart. Part of ugly.py;
Python's own sqlite3, no code of the engine."""
import csv
import datetime
import glob
import gzip
import json
import os
import re
import subprocess
import zlib

LAST, FOREVER = "2024-09-30", "9999-12-31"
EDGES = [0, 30, 60, 90, 180, 270, 360]
CLASSES = ["", "PASS", "SPECIAL_MENTION", "SUBSTANDARD", "DOUBTFUL", "LOSS"]
VAULT, JOURNAL = "state/vault.sqlite", "state/journal.sqlite"


def compact(date):
    return date.replace("-", "")


def day(text):
    return datetime.date.fromisoformat(text)


def bucket(dpd):
    return f"B{sum(dpd > edge for edge in EDGES)}"


class Last:
    """- home: asked by `ask` and `one`.   - entries: of truth.json, by case.   - same: compares and notes."""

    def __init__(self, home, entries, same, scale):
        self.home, self.entries, self.same, self.isFull = home, entries, same, scale <= 10_000

    def judge(self):
        for case, judge in (
            ("U06", self.members), ("U11", self.line_ends), ("U12", self.free_text), ("U15", self.empty_files), ("U16", self.totals),
            ("U20", self.shared_phones), ("U27", self.joint), ("U28", self.supplementary), ("U30", self.reversals),
            ("U36", self.currencies), ("U37", self.twice), ("U38", self.touches), ("U40", self.month_end), ("U41", self.grace),
            ("U42", self.edges), ("U42", self.card_edge), ("U43", self.family), ("U44", self.borrowers), ("U45", self.pensions),
            ("U47", self.policies), ("U50", self.number_in_text),
        ):
            if case in self.entries:
                judge()

    # MARK: helpers

    def one(self, sql, *values, file="current/mart.sqlite"):
        return self.home.one(sql, *values, file=file)

    def raw(self, name):
        with open(f"{self.home.folder}/landing/{name}", "rb") as file:
            return file.read()

    def landed(self, name):
        return gzip.decompress(self.raw(name)) if name.endswith(".gz") else self.raw(name)

    def token(self, kind, value):
        return self.one("SELECT token FROM vault_token WHERE kind = ? AND value = ?", kind, value, file=VAULT)

    def party(self, subject):
        return self.one("SELECT party_id FROM id_xref WHERE src = ? AND src_cust_id = ? AND valid_to = ?",
                        subject.split("|")[0], self.token("customer", subject), FOREVER)

    def figure(self, name):
        return self.one("SELECT value FROM mgt_kpi WHERE kpi_id = ? AND org = 'BANK'", name)

    def full(self, count):
        """So many at 1:10,000; of a smaller bank as many as it gives, one at least."""
        return count if self.isFull else 1

    # MARK: files

    def members(self):
        """U06: the nightly file of the mobile bank has three members, and is accepted."""
        for entry in self.entries["U06"]:
            if entry["rule"]:
                continue
            found = []
            for path in sorted(glob.glob(f"{self.home.folder}/landing/cif_mobile.202409*.jsonl.gz")):
                data, members = self.raw(os.path.basename(path)), 0
                while data:
                    reader = zlib.decompressobj(wbits=31)
                    reader.decompress(data)
                    data, members = reader.unused_data, members + 1
                found.append(members)
            self.same("U06", "members of the mobile bank's archives, night by night", [3] * 30, found)

    def line_ends(self):
        """U11: what is odd about the files that are accepted; a mark of byte order within a text is kept."""
        tests = {
            "cif_loan": lambda data: data.startswith(b"\xef\xbb\xbf"), "customer_link": lambda data: data.count(b"\r\n") == data.count(b"\n") > 0,
            "loan_application": lambda data: not data.endswith(b"\n"), "pension_event": lambda data: data.endswith(b"\n\n"),
        }
        for entry in self.entries["U11"]:
            if entry["feed"] in tests:
                self.same("U11", f"{entry['file']} is odd indeed", True, tests[entry["feed"]](self.landed(entry["file"])))
        self.same("U11", "a mark of byte order in a text is kept", True, any("\ufeff" in text for text in self.summaries()))

    def summaries(self):
        return [text for text, in self.home.ask("SELECT summary FROM v_complaint_ticket WHERE summary IS NOT NULL", file=VAULT)]

    def free_text(self):
        """U12: separators, quotes, line ends and emoji are what they were."""
        odd = [text for text in self.summaries() if "😀" in text]
        self.same("U12", "a text with comma, quotes, line end and emoji", True, any(
            all(sign in text for sign in (",", '"截图"', "\n")) for text in odd))

    def empty_files(self):
        """U15: empty files of two dates are two deliveries."""
        names = [entry["file"] for entry in self.entries["U15"] if not entry["rule"]]
        found = self.home.ask(f"SELECT COUNT(DISTINCT delivery_id), SUM(rows), MIN(status), MAX(status) FROM meta_delivery WHERE file IN ({', '.join('?' * len(names))})", *names)
        self.same("U15", "empty files of two nights", [(2, 0, "accepted", "accepted")], found)

    def totals(self):
        """U16: a readable amount of a refused row counts in full, another as nothing, and announced is what the file announced."""
        name = [entry["file"] for entry in self.entries["U16"] if entry["feed"] == "card_txn"][0]
        lines = self.landed(name).decode("gb18030").split("\n")
        refused = {}
        for line, rule in self.home.ask("SELECT q.line, MIN(q.rule) FROM meta_quarantine q JOIN meta_delivery d USING (delivery_id) WHERE d.file = ? GROUP BY 1", name):
            amount = lines[line - 1].split("|+|")[5]
            readable = re.fullmatch(r"-?\d{1,15}(\.\d\d?)?", amount) and rule not in ("DQ-01", "DQ-02", "DQ-04", "DQ-08", "DQ-09")
            refused[line] = round(float(amount) * 100) if readable else 0
        trailer = [line for line in lines if line.startswith("TRL|+|")][0].split("|+|")
        announced = round(float(trailer[2]) * 100)
        found = self.home.ask("SELECT m.announced, m.quarantined, m.difference FROM meta_conservation m JOIN meta_delivery d USING (delivery_id) WHERE d.file = ? AND m.measure = 'amount_fen'", name)
        self.same("U16", f"{name}: announced, quarantined, difference", [(announced, sum(refused.values()), 0)], found)
        self.same("U16", "a negative amount counts in full", True, any(fen < 0 for fen in refused.values()))

    # MARK: identity

    def bearers(self, phone):
        """Customer numbers of the mobile bank under a phone, as its files last told."""
        told = {}
        for path in sorted(glob.glob(f"{self.home.folder}/landing/cif_mobile.*.jsonl.gz"), key=lambda path: path.split(".")[-3]):
            for line in self.landed(os.path.basename(path)).decode("utf-8", "replace").splitlines():
                if line:
                    row = json.loads(line)
                    told[row["cust_no"]] = None if row.get("op") == "D" else row.get("phone")
        return [number for number, other in told.items() if other == phone]

    def shared_phones(self):
        """U20: a phone of a family is proposed as a household, one of 210 or a placeholder is not; none of them weighs anything."""
        ran = subprocess.run([self.home.mart, "review", "households", "--json", "--home", self.home.folder, "--pipeline", self.home.pipeline],
                             capture_output=True, text=True)
        proposed = [(row["share"], {int(party) for party in row["parties"].split()}) for row in json.loads(ran.stdout or "[]")]
        names = {}
        for row in csv.DictReader(open(f"{self.home.folder}/persons.csv", encoding="utf-8")):
            names["|".join(list(row.values())[:2])] = list(row.values())[2]
        for what, phone, least, isFamily in (("a family", "19900000001", 5, True), ("210 persons", "19900000002", 210, False),
                                             ("13800000000", "13800000000", 3, False)):
            numbers = [f"MOBI|{number}" for number in self.bearers(phone)]
            parties = {self.party(number) for number in numbers}
            self.same("U20", f"phone of {what}: persons", True, len({names[number] for number in numbers}) >= least)
            self.same("U20", f"phone of {what}: as many parties as persons", len({names[number] for number in numbers}), len(parties - {None}))
            among = [found for share, found in proposed if "phone" in share and len(found & parties) > 1]
            self.same("U20", f"phone of {what}: households proposed", [parties] if isFamily else [], among)
            tokens = [self.token("customer", number) for number in numbers]
            marks = ", ".join("?" * len(tokens))
            weighed = self.one(f"SELECT COUNT(*) FROM id_edge WHERE (rule = 'D4' OR evidence LIKE '%phone=%') AND src_cust_id_a IN ({marks}) AND src_cust_id_b IN ({marks})",
                               *tokens, *tokens, file=VAULT)
            self.same("U20", f"phone of {what}: edges that it made", 0, weighed)
        self.same("U20", "of the same name and birth date under a phone that says nothing", True, self.tempted() >= 2)
        declared = self.one("SELECT COUNT(*) FROM bridge_household_party")
        self.same("U20", "households of the mart beside the links that sources declare", declared, self.one(
            "SELECT COUNT(*) FROM bridge_household_party h WHERE EXISTS (SELECT 1 FROM party_kin k WHERE k.party_id = h.party_id)"))

    def tempted(self):
        """Pairs that one phone would make one, were it believed: one name, one birth date, and one of them without a document."""
        return self.one(
            "SELECT COUNT(*) FROM id_record a JOIN id_record b ON a.name = b.name AND a.birth = b.birth AND a.src_cust_id <> b.src_cust_id"
            " WHERE a.src = 'MOBI' AND b.src = 'MOBI' AND a.document IS NULL AND b.document IS NOT NULL"
            " AND (a.phone = '19900000002' AND b.phone = a.phone OR a.phone = '' AND b.phone = '')", file=VAULT)

    # MARK: accounts and cards

    def joint(self):
        """U27: parts sum to the account, K03 has each account once, and counting by holder is more by what joint accounts hold."""
        joint = ("SELECT b.account_id, b.amount_fen, (SELECT COUNT(*) FROM bridge_account_party h WHERE h.account_id = b.account_id AND h.is_current = 1 AND h.share_bp > 0) AS holders"
                 " FROM fact_balance b WHERE b.kind = 'TIME' AND b.valid_to = '9999-12-31'")
        apart = self.one(
            f"SELECT COUNT(*) FROM ({joint}) j WHERE holders > 1 AND amount_fen <> (SELECT SUM(p.amount_fen) FROM party_balance p"
            " WHERE p.account_id = j.account_id AND p.kind = 'TIME' AND p.valid_to = '9999-12-31')")
        self.same("U27", "joint accounts whose parts do not sum to them", 0, apart)
        naive = self.one("SELECT SUM(b.amount_fen) FROM fact_balance b JOIN bridge_account_party h USING (account_id) WHERE b.kind = 'TIME' AND b.valid_to = '9999-12-31' AND h.is_current = 1 AND h.share_bp > 0")
        right = self.one("SELECT SUM(amount_fen) FROM party_balance WHERE kind = 'TIME' AND valid_to = '9999-12-31'")
        more = self.one(f"SELECT SUM(amount_fen * (holders - 1)) FROM ({joint})")
        self.same("U27", "counted by holder, more by", (more, True), (naive - right, more > 0))
        shares = {tuple(sorted(map(int, text.split(",")))) for text, in self.home.ask(
            "SELECT group_concat(share_bp) FROM bridge_account_party WHERE is_current = 1 AND share_bp > 0 GROUP BY account_id HAVING COUNT(*) > 1")}
        self.same("U27", "shares of a half and of an odd third", True, shares >= {(3333, 6667), (5000, 5000)})
        accounts = self.one(f"SELECT COUNT(*) FROM ({joint}) WHERE holders > 1")
        self.same("U27", "joint accounts", True, accounts >= self.full(180))

    def supplementary(self):
        """U28: what is spent by a supplementary card is its holder's, what is owed the account holder's."""
        cards = ("SELECT c.card_id, c.account_id, c.party_id AS user, h.party_id AS owner FROM dim_card c JOIN bridge_account_party h ON h.account_id = c.account_id"
                 " AND h.role = 'PRIMARY' AND h.is_current = 1 WHERE c.is_current = 1 AND c.holder = 'SUPP' AND c.party_id <> h.party_id")
        self.same("U28", "supplementary cards of others than the account's holder", True, self.one(f"SELECT COUNT(*) FROM ({cards})") >= self.full(90))
        debt = self.one(
            f"SELECT COUNT(*) FROM ({cards}) s JOIN fact_balance b ON b.account_id = s.account_id AND b.valid_to = '9999-12-31' AND b.amount_fen > 0"
            " WHERE EXISTS (SELECT 1 FROM party_balance p WHERE p.account_id = s.account_id AND p.party_id = s.user AND p.valid_to = '9999-12-31')"
            " OR NOT EXISTS (SELECT 1 FROM party_balance p WHERE p.account_id = s.account_id AND p.party_id = s.owner AND p.valid_to = '9999-12-31')")
        self.same("U28", "debts that are not the account holder's alone", 0, debt)

    def reversals(self):
        """U30: each reversal nets on its own posting date; twice and larger are refused; those of the same day and the next month are there."""
        pairs = ("SELECT r.posted_on AS back, o.posted_on AS made, r.signed_fen AS fen, o.signed_fen AS of FROM fact_card_txn r JOIN fact_card_txn o"
                 " ON o.txn_id = r.reverses_txn_id WHERE r.txn_type LIKE '%_REV'")
        self.same("U30", "reversals that do not net", 0, self.one(f"SELECT COUNT(*) FROM ({pairs}) WHERE fen * of >= 0 OR abs(fen) > abs(of)"))
        self.same("U30", "reversals on the same day", True, self.one(f"SELECT COUNT(*) FROM ({pairs}) WHERE back = made") > 0)
        self.same("U30", "reversals in the next month", True, not self.isFull or self.one(f"SELECT COUNT(*) FROM ({pairs}) WHERE substr(back, 1, 7) > substr(made, 1, 7)") > 0)
        planted = [entry for entry in self.entries["U30"] if entry["rule"] == "TXN-03"]
        rows = [line.split("|+|") for line in self.landed(planted[0]["file"]).decode("gb18030").split("\n")]
        fen = {row[0]: round(float(row[5]) * 100) for row in rows if len(row) > 11 and re.fullmatch(r"\d+(\.\d+)?", row[5])}
        first, refused = {}, []
        for line, row in enumerate(rows, 1):
            of = row[11] if len(row) > 11 else ""
            if of and (of in fen and fen[row[0]] > fen[of] or first.setdefault(of, line) != line):
                refused.append(line)
        found = self.home.ask("SELECT q.line FROM meta_quarantine q JOIN meta_delivery d USING (delivery_id) WHERE d.file = ? AND q.rule = 'TXN-03' ORDER BY 1", planted[0]["file"])
        self.same("U30", "TXN-03 for the later of two and for the larger", (2, refused), (len(planted), [line for line, in found]))

    def twice(self):
        """U37: the same event again is a repeat; two of one number that differ are both refused. In both feeds."""
        for feed in ("channel_event", "payment_service"):
            entries = [entry for entry in self.entries["U37"] if entry["feed"] == feed]
            self.same("U37", f"{feed}: again, and two that differ", ["", "DQ-10", "DQ-10"], sorted(entry["rule"] for entry in entries))
            for file in {entry["file"] for entry in entries}:
                self.same("U37", f"{file}: repeats", True, (self.one("SELECT repeated FROM meta_delivery WHERE file = ?", file) or 0) > 0)

    # MARK: currencies

    def currencies(self):
        """U36: the bank's own amount in CNY counts; on a festival the rate of the last workday says whether it may be."""
        rates = list(csv.DictReader(open(f"{self.home.pipeline}/reference/fx_rate.csv", encoding="utf-8")))
        off = {row["date_id"]: row["is_off"] == "1" for row in csv.DictReader(open(f"{self.home.pipeline}/reference/holidays.csv", encoding="utf-8"))}

        def works(date):
            return not off.get(date, day(date).weekday() >= 5)

        def rate(ccy, date):
            return next(int(row["fen_per_million"]) for row in rates if row["ccy"] == ccy and row["valid_from"] <= date < row["valid_to"])

        for entry in self.entries["U36"]:
            if entry["rule"] == "DQ-12":
                continue
            row = self.landed(entry["file"]).split(b"\n")[entry["line"] - 1].decode("gb18030")
            account, date, ccy = row[:32].strip(), f"{row[32:36]}-{row[36:38]}-{row[38:40]}", row[40:56].strip()
            close, fen = int(row[75:94]), int(row[113:132])
            found = self.home.ask("SELECT amount_fen, amount_minor FROM fact_balance WHERE account_id = ? AND valid_from <= ? AND valid_to > ?",
                                  self.token("account", account), date, date)
            self.same("U36", f"{ccy} of {date}: CNY from the source", [(fen, close)], found)
            if entry["fen"]:
                before = max(night for night in (str(day(date) - datetime.timedelta(days=back)) for back in range(1, 15)) if works(night))
                self.same("U36", f"{date}: a holiday, for which no rate is quoted", (False, False), (works(date), any(row["valid_from"] == date for row in rates)))
                isFar = abs(close * rate(ccy, before) - fen * 1_000_000) > fen * 10_000 + 1_000_000
                self.same("U36", f"{date}: DQ-16 by the rate of {before}", isFar, entry["rule"] == "DQ-16")
                self.same("U36", f"{date}: as the journal says", isFar, self.one(
                    "SELECT COUNT(*) FROM o_deposit_balance o JOIN delivery d USING (delivery_id) WHERE d.file = ? AND o.line_no = ? AND o.rule = 'DQ-16'"
                    " AND o.effect <> 'none'", entry["file"], entry["line"], file=JOURNAL) > 0)
        wrong = {(delivery, line) for delivery, line, ccy, date, close, fen in self.home.ask(
            "SELECT delivery_id, line_no, ccy, biz_date, close_minor, close_cny_fen FROM j_deposit_balance WHERE ccy <> 'CNY' AND close_minor IS NOT NULL", file=JOURNAL)
            if ccy in ("USD", "HKD", "JPY") and abs(close * rate(ccy, date) - fen * 1_000_000) > abs(fen) * 10_000 + 1_000_000}
        found = set(self.home.ask("SELECT DISTINCT delivery_id, line_no FROM o_deposit_balance WHERE rule = 'DQ-16' AND effect <> 'none'", file=JOURNAL))
        self.same("U36", "balances too far from their rate, all nights", (sorted(wrong), True), (sorted(found), len(found) >= 1))

    # MARK: persons

    def touches(self):
        """U38: who was only sent to is not reached; who is in both arms is reached, and joined later."""
        reached = {party for party, in self.home.ask(
            "SELECT party_id FROM fact_touch WHERE source = 'BRAIN' AND arm = 'T' AND outcome IN ('DELIVERED', 'OPENED', 'CLICKED', 'CONVERTED', 'REFUSED')"
            " AND party_id IS NOT NULL AND biz_date BETWEEN '2024-01-01' AND ?", LAST)}
        sent = {party for party, in self.home.ask("SELECT party_id FROM fact_touch WHERE party_id IS NOT NULL GROUP BY 1 HAVING SUM(outcome <> 'SENT') = 0")}
        both = {party for party, in self.home.ask("SELECT party_id FROM fact_touch WHERE source = 'BRAIN' GROUP BY 1 HAVING COUNT(DISTINCT arm) = 2")}
        self.same("U38", "K05 is who was reached, without those only sent to", (self.figure("K05"), True), (len(reached), len(sent - reached) > 0))
        self.same("U38", "of both arms: reached", True, len(both) > 0 and both <= reached)
        base = {party for party, in self.home.ask("SELECT DISTINCT party_id FROM id_xref WHERE cust_status = 'A' AND valid_from <= '2023-12-31' AND valid_to > '2023-12-31'")}
        held = {party for party, in self.home.ask("SELECT DISTINCT party_id FROM fact_touch WHERE source = 'BRAIN' AND arm = 'C'")}
        self.same("U38", "of both arms: new since the base day, so not in K06", (0, True), (len(both & base), len(reached - base) == self.figure("K05.joined")))
        self.same("U38", "of both arms: in neither arm of K07", [len((reached & base) - held), len((held & base) - reached)],
                  [self.figure("K06.of"), self.figure("K07.control")])

    def month_end(self):
        """U40: of those with money on the last day alone the tier stays."""
        raw = self.landed(f"DPBAL_{compact(LAST)}.dat.gz").split(b"\n")
        came = [row for row in raw if len(row) >= 132 and row[32:40] == b"20240930" and row[40:56].strip() == b"CNY" and row[56:75].isdigit() and int(row[56:75]) == 1_500_000]
        tokens = [self.token("account", row[:32].decode().strip()) for row in came]
        lifted = self.one(
            "SELECT COUNT(DISTINCT t.party_id) FROM bridge_account_party h JOIN customer_tier t USING (party_id) JOIN customer_tier b USING (party_id)"
            f" WHERE h.account_id IN ({', '.join('?' * len(tokens))}) AND h.is_current = 1 AND t.month = '2024-09' AND b.month = '2024-08' AND t.tier = b.tier AND t.tier = 'T0'", *tokens)
        self.same("U40", "came on the last day, tier unchanged", True, lifted >= self.full(20) and lifted > 0)

    def grace(self):
        """U41: ten of each kind."""
        kept = self.one("SELECT COUNT(*) FROM customer_tier WHERE month = '2024-09' AND below_months = 5 AND tier = 'T3'")
        again = self.one("SELECT COUNT(*) FROM customer_tier n JOIN customer_tier b USING (party_id) WHERE n.month = '2024-09' AND n.below_months = 3 AND n.tier = 'T3'"
                         " AND b.month = '2024-06' AND b.below_months = 0 AND b.tier = 'T3'")
        lowered = [self.one(
            "SELECT COUNT(*) FROM customer_tier n JOIN customer_tier b USING (party_id) WHERE n.month = ? AND b.month = ? AND b.tier = 'T3' AND b.below_months = 5 AND n.tier = 'T0'", *months)
            for months in (("2024-09", "2024-08"), ("2024-08", "2024-07"))]
        self.same("U41", f"kept, lowered, lowered a month ago, counted anew: {self.full(10)} of each", True, all(count >= self.full(10) for count in [kept, again, *lowered]))

    # MARK: debts

    def states(self, account):
        """Overdue since, bucket and grade on the day before the last and on the last."""
        return [self.home.ask("SELECT overdue_since, bucket, grade FROM fact_loan_state WHERE account_id = ? AND valid_from <= ? AND valid_to > ?", account, date, date)
                for date in ("2024-09-29", LAST)]

    def edges(self):
        """U42: bucket and grade of loans on the day before the edge and on it, from what the source wrote of each loan."""
        rows = {}
        for account, since, grade, impaired, restructured, technical in self.home.ask(
                "SELECT loan_no, dpd, src_grade, impaired, restructured, technical FROM j_loan_account WHERE business_date = ?", LAST, file=JOURNAL):
            rows[account] = (since, grade, impaired in (1, "Y"), restructured in (1, "Y"), technical in (1, "Y"))
        name = self.entries["U42"][0]["file"]
        lines = self.landed(name).split(b"\n")
        passed, short = set(), 0
        for entry in self.entries["U42"]:
            if entry["feed"] != "loan_account":
                continue
            account = self.token("account", lines[entry["line"] - 1][:24].decode().strip())
            dpd, source, impaired, restructured, technical = rows[account]
            short += entry["fen"] == 1
            if entry["fen"] == 1:
                debt = self.home.ask("SELECT overdue_fen, bucket FROM fact_loan_state WHERE account_id = ? AND valid_to = ?", account, FOREVER)
                self.same("U42", f"{name}:{entry['line']}: one fen keeps it overdue", (1, bucket(dpd), True), (*debt[0], dpd > 3))
                continue

            def grade(days):
                own = 5 if days > 360 else 4 if days > 270 else 3 if days > 90 or impaired else 2 if days > 7 or days > 0 and not technical or restructured else 1
                return CLASSES[max(own, CLASSES.index(source))] if days == dpd else CLASSES[own]

            passed.add(dpd)
            since = str(day(LAST) - datetime.timedelta(days=dpd))
            before, last = self.states(account)
            self.same("U42", f"{dpd - 1} to {dpd} days: since, bucket and grade", [(since, bucket(dpd), grade(dpd))], last)
            self.same("U42", f"{dpd - 1} to {dpd} days: the day before", bucket(dpd - 1), before[0][1])
            self.same("U42", f"{dpd - 1} to {dpd} days: no worse the day before", True, CLASSES.index(before[0][2]) <= CLASSES.index(last[0][2]))
        self.same("U42", "edges that loans pass", [1, 31, 61, 91, 181, 271, 361] if self.isFull else sorted(passed), sorted(passed))
        self.same("U42", "loans that lack one fen", 4 if self.isFull else max(short, 1), short)

    def card_edge(self):
        """U42: a card that is 121 days past due on the last day: doubtful from that day on, substandard before."""
        newest = {}
        for account, date, dpd in self.home.ask("SELECT card_acct_no, biz_date, dpd FROM j_credit_card_balance ORDER BY biz_date, business_date, sequence, line_no", file=JOURNAL):
            newest[account] = (date, dpd)
        cards = [account for account, (date, dpd) in newest.items() if dpd and dpd + (day(LAST) - day(date)).days == 121]
        self.same("U42", "cards of 121 days past due", True, len(cards) > 0)
        for account in cards:
            before, last = self.states(account)
            self.same("U42", "a card, 120 to 121 days: bucket and grade on both", [("B4", "SUBSTANDARD"), ("B4", "DOUBTFUL")], [row[0][1:] for row in (before, last)])

    def family(self):
        """U43: a household with one bad member is told of it, and does not become bad by it."""
        bad = "('SUBSTANDARD', 'DOUBTFUL', 'LOSS')"
        self.same("U43", "in a household with one bad member, not bad themselves", True, self.one(
            f"SELECT COUNT(*) FROM risk_party WHERE household_grade IN {bad} AND npl = 0") > 0)
        self.same("U43", "called bad by someone else's loan", 0, self.one(
            f"SELECT COUNT(*) FROM risk_party WHERE npl = 1 AND grade NOT IN {bad}"))

    def borrowers(self):
        """U44: both bear the whole loan; V4 counts each loan once."""
        loans = self.one("SELECT SUM(amount_fen) FROM fact_balance WHERE valid_to = '9999-12-31' AND kind LIKE 'LOAN_%'")
        self.same("U44", "loans of the bank, by main borrower", loans, self.one("SELECT SUM(loan_primary_fen) FROM risk_party"))
        shared = self.one("SELECT COUNT(DISTINCT account_id) FROM bridge_account_party WHERE role = 'CO_BORROWER' AND is_current = 1")
        self.same("U44", "loans with a co-borrower", True, shared >= self.full(14))

    def pensions(self):
        """U45: the source's tax year is kept where it is not the year in which it was paid."""
        for entry in self.entries["U45"]:
            if entry["rule"] == "PEN-01":
                lines = self.landed(entry["file"]).decode("utf-8-sig").splitlines()
                row = dict(zip(lines[0].split(","), lines[entry["line"] - 1].split(",")))
                kept = self.one("SELECT p.tax_year FROM fact_pension p JOIN meta_delivery d USING (delivery_id) WHERE d.file = ? AND p.line_no = ?", entry["file"], entry["line"])
                self.same("U45", f"{entry['file']}:{entry['line']}: the source's tax year, not that of the day", (int(row["tax_year"]), True), (kept, row["occurred_at"][:4] != row["tax_year"]))
        self.same("U45", "K46.over", 1, self.figure("K46.over"))

    def policies(self):
        """U47: a single premium is none by instalments."""
        self.same("U47", "single premiums in force", True, self.one("SELECT COUNT(*) FROM fact_policy WHERE pay_mode = 'SINGLE' AND valid_to = '9999-12-31'") > 0)

    def number_in_text(self):
        """U50: the number stands in the vault's text, as the person wrote it; leaks.py finds it nowhere else."""
        numbers = [found for text in self.summaries() for found in re.findall(r"\d{17}[\dX]", text)]
        self.same("U50", "an identity number in a text of the vault", True, len(numbers) > 0)
