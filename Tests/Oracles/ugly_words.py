"""What part 8 says of single cases, word by word, read from raw files, ledger, vault and mart. Part of ugly.py; Python's own sqlite3,
no code of the engine. `night` looks after a night that a case is about, `last` at the home in the end."""
import gzip


def compact(date):
    return date.replace("-", "")


class Words:
    """- home: asked by `ask`, `one` and `outbox`.   - entries: of truth.json, by case.   - same: compares and notes."""

    def __init__(self, home, entries, same):
        self.home, self.entries, self.same = home, entries, same
        self.failed = {}

    def landed(self, name):
        path = f"{self.home.folder}/landing/{name}"
        with (gzip.open if name.endswith(".gz") else open)(path, "rb") as file:
            return file.read()

    def party(self, subject):
        """The party of a number `SRC|number` now; None for one that is not known."""
        token = self.home.one("SELECT token FROM vault_token WHERE kind = 'customer' AND value = ?", subject, file="state/vault.sqlite")
        return self.home.one("SELECT party_id FROM id_xref WHERE src = ? AND src_cust_id = ? AND valid_to = '9999-12-31'",
                             subject.split("|")[0], token)

    # MARK: nights

    def night(self, date):
        self.failed[date] = {name for name, in self.home.ask("SELECT check_id FROM meta_check WHERE status <> 'ok'")}
        self.same("all", f"{date}: amounts that do not tie", 0, self.home.one("SELECT COUNT(*) FROM meta_conservation WHERE difference <> 0"))
        for case, judge in (("U02", self.stale), ("U03", self.superseded), ("U09", self.cut_name), ("U53", self.only_the_ledger),
                            ("U54", self.held)):
            if case in self.entries:
                judge(date)

    def stale(self, date):
        """U02: stale in meta_delivery."""
        entries = [entry for entry in self.entries["U02"] if entry["rule"] and entry["date"] == date]
        for entry in entries:
            found = self.home.ask("SELECT status, rows FROM meta_delivery WHERE feed = ? AND business_date = ?", entry["feed"], date)
            self.same("U02", f"{date}: in meta_delivery", [("stale", 0)], found)

    def superseded(self, date):
        """U03: a correction (DL-04) stands for the file before it."""
        entry = self.entries["U03"][0]
        if date == entry["night"]:
            found = self.home.ask("SELECT sequence, status FROM meta_delivery WHERE feed = ? AND business_date = ? ORDER BY 1", entry["feed"], entry["date"])
            self.same("U03", f"{date}: which file counts (DL-04)", [(1, "superseded"), (2, "accepted")], found)

    def cut_name(self, date):
        """U09: that row alone is refused; its key is readable, and the customer stays listed and counted."""
        entry = self.entries["U09"][0]
        if date != entry["date"]:
            return
        number = self.landed(entry["file"]).split(b"\n")[entry["line"] - 1][:20].decode("ascii").strip()
        refused = self.home.ask(
            "SELECT q.line FROM meta_quarantine q JOIN meta_delivery d USING (delivery_id) WHERE d.file = ? AND q.rule IN ('DQ-02', 'DQ-04')"
            " GROUP BY 1", entry["file"])
        self.same("U09", f"{date}: lines refused for what cannot be read", True, (entry["line"],) in refused)
        party = self.party(f"CORE|{number}")
        self.same("U09", f"{date}: the customer stays listed", 1, self.home.one(
            "SELECT COUNT(*) FROM dim_party d JOIN customer_360 c USING (party_id) WHERE d.is_current = 1 AND d.party_id = ?", party))

    def only_the_ledger(self, date):
        """U53: only ledger_tie differs, so only its check fails that did not fail the night before."""
        entry, = [entry for entry in self.entries["U53"] if entry["rule"]]
        before = max((night for night in self.failed if night < date), default=None)
        if date == entry["date"] and before:
            self.same("U53", f"{date}: checks that began to fail", ["ledger_tied"], sorted(self.failed[date] - self.failed[before]))
            self.same("U53", f"{date}: GL-01", [("warn", "failed")], self.home.ask(
                "SELECT severity, status FROM meta_check WHERE check_id = 'ledger_tied'"))

    def held(self, date):
        """U54: a wrong total in an optional feed holds one output; the good file of the next night lets it go."""
        entry, = self.entries["U54"]
        day_before = max((night for night in self.failed if night < entry["date"]), default=None)
        day_after = min((night for night in self.failed if night > entry["date"]), default=None)
        if date not in (entry["date"], day_after):
            return
        as_of = self.home.one("SELECT as_of FROM meta_table WHERE table_name = 'fact_assistant'")
        left, held = self.home.outbox(date)
        isHeld = date == entry["date"]
        self.same("U54", f"{date}: published", date, self.home.current[:10])
        self.same("U54", f"{date}: fact_assistant as of", day_before if isHeld else date, as_of)
        self.same("U54", f"{date}: held", ["E07"] if isHeld else [], sorted(held))
        self.same("U54", f"{date}: left all the same", ["E01", "E02", "E03", "E04", "E05"],
                  sorted(left & {"E01", "E02", "E03", "E04", "E05"}))
