#!/usr/bin/env python3
"""suppression.py MART [--outbox DIR --key FILE] — says independently whom no offer may reach.

Reads dimensions and facts of a published mart (never mkt_next_action itself for its judgement), decides for every customer and
offer which of S01 to S11 applies first, and compares with what mkt_next_action says. With an outbox it also reads E05 as its user
does: every person of the table is in the file under his own token, with the same action, and the control announces the arms.
Exit 0 and `0 differ`, or 1 and the first differences.
"""
import argparse, csv, datetime, gzip, hmac, io, sqlite3, sys, collections

ANY = ("MKT_SMS", "MKT_CALL", "MKT_APP")
CHANNELS = {"SMS": ("MKT_SMS",), "CALL": ("MKT_CALL",), "YXT": ("MKT_CALL",), "REM": ("MKT_CALL",), "MOB": ("MKT_APP",),
            "WECHAT": ("MKT_APP",), "COMM": ("MKT_APP",), "GMT": ANY, "WDT": ANY, "ATM": ANY}


def day(text):
    return datetime.date.fromisoformat(text).toordinal()


class Bank:
    """What the mart says of persons, as plain dictionaries."""

    def __init__(self, mart):
        self.db = sqlite3.connect(f"file:{mart}?mode=ro", uri=True)
        self.as_of, self.quarter = self.all("SELECT as_of, quarter_no FROM run_context")[0]
        self.today = day(self.as_of)
        self.tier_no = {c: n for c, n in self.all("SELECT code, sort_no FROM dim_code WHERE list = 'tier'" + self.at())}
        policy = dict(self.all("SELECT code, value FROM dim_code WHERE list = 'contact_policy'" + self.at()))
        self.week, self.month = policy["WEEK"], policy["MONTH"]
        self.products = {p: (r, k, s) for p, r, k, s in self.all(
            "SELECT product_code, risk_level, aum_kind, status FROM dim_product WHERE 1" + self.at())}
        self.offers = [o for o in self.all(
            "SELECT offer_code, product_code, channel, kind, min_tier FROM dim_offer WHERE 1" + self.at())
            if self.products.get(o[1], (0, "", "OFFERED"))[2] == "OFFERED"]
        self.persons = {p: rest for p, *rest in self.all(
            "SELECT p.party_id, p.status, p.adult_on, COALESCE((SELECT t.tier FROM customer_tier t CROSS JOIN run_context c "
            "WHERE t.party_id = p.party_id AND t.month = substr(c.closed_to, 1, 7)), 'T0') "
            "FROM dim_party p WHERE p.is_current = 1 AND p.status <> 'C'")}
        self.risk = {p: (r, t) for p, r, t in self.all(
            "SELECT party_id, investor_risk, investor_risk_to FROM dim_party WHERE 1" + self.at())}
        self.read_consents()
        self.read_events()
        self.read_holdings()

    def all(self, sql):
        return self.db.execute(sql).fetchall()

    def at(self):
        return f" AND valid_from <= '{self.as_of}' AND valid_to > '{self.as_of}'"

    def read_consents(self):
        states = collections.defaultdict(lambda: collections.defaultdict(set))
        for p, kind, state in self.all("SELECT party_id, kind, state FROM fact_consent WHERE party_id IS NOT NULL" + self.at()):
            states[p][kind].add(state)
        self.states = states

    def allowed(self, party, kind):
        """The strictest of all numbers: given under one, refused under none, and nothing asked to be erased."""
        mine = self.states.get(party, {})
        leaves = "ERASURE" in mine and "WITHDRAWN" not in mine["ERASURE"]
        return not leaves and "GIVEN" in mine.get(kind, ()) and "WITHDRAWN" not in mine.get(kind, ())

    def read_events(self):
        self.grave = {p for p, state, closed in self.all(
            "SELECT party_id, state, closed_on FROM fact_complaint WHERE severity >= 4")
            if state in ("OPEN", "REOPENED") or (closed and self.today - day(closed) < 30)}
        events = self.all("SELECT event_id, party_id, kind, action, confirmed, net_cnt, severity, biz_date FROM fact_risk_event "
                          "WHERE party_id IS NOT NULL")
        ends = collections.defaultdict(list)
        for e in events:
            if e[3] in ("FREEZE", "REPORT") and e[5] == 1:
                ends[e[1], e[2]].append((e[7], e[0]))
        self.fraud = {e[1] for e in events
                      if e[4] == 1 and e[5] == 1 and e[6] >= 3 and 0 <= self.today - day(e[7]) <= 90
                      and not any(on >= e[7] and other != e[0] for on, other in ends[e[1], e[2]])}
        late = {}
        for account, since, start, end in self.all(
                "SELECT account_id, overdue_since, valid_from, valid_to FROM fact_loan_state WHERE overdue_since IS NOT NULL"):
            last = min(self.today, day(end) - 1)
            if last > self.today - 365 - 1 and last - day(since) > 30 and day(start) <= self.today:
                late[account] = max(late.get(account, ""), end)
        self.late = {p for a, p, held in self.all("SELECT account_id, party_id, valid_from FROM bridge_account_party WHERE is_current = 1 "
                                                  "AND role IN ('PRIMARY', 'CO_BORROWER')") if held < late.get(a, "")}
        touches = collections.defaultdict(list)
        for p, on in self.all("SELECT party_id, biz_date FROM fact_touch WHERE arm = 'T' AND delivered = 1 AND party_id IS NOT NULL"):
            touches[p].append(self.today - day(on))
        self.touches = touches
        self.over_cap = set()
        if self.all("SELECT 1 FROM sqlite_master WHERE name = 'risk_limit'"):
            self.over_cap = {p for (p,) in self.all("SELECT party_id FROM risk_limit WHERE over_cap = 1")}

    def read_holdings(self):
        wanted = {o[1] for o in self.offers}
        of_account = collections.defaultdict(set)
        ended = {"CLOSED", "LAPSED", "SURRENDERED", "CANCELLED", "MATURED"}
        for a, product, status in self.all("SELECT account_id, product_code, status FROM dim_account WHERE is_current = 1"):
            if product in wanted and status not in ended:
                of_account[a].add(product)
        for a, product in self.all("SELECT account_id, product_code FROM fact_balance WHERE amount_fen > 0" + self.at()):
            if product in wanted:
                of_account[a].add(product)
        self.holds = {(p, product) for a, p in self.all(
            "SELECT account_id, party_id FROM bridge_account_party WHERE is_current = 1 AND share_bp > 0")
            for product in of_account.get(a, ())}

    def everywhere(self, party):
        """A reason that holds for every offer, so that none is weighed."""
        status, mine = self.persons[party][0], self.states.get(party, {})
        if status == "X" or "EXECUTED" in mine.get("ERASURE", ()):
            return "S01"
        if "GIVEN" in mine.get("DNC", ()):
            return "S02"
        if "WITHDRAWN" in mine.get("AUTO_DECISION", ()):
            return "S03"
        return None if any(self.allowed(party, k) for k in ANY) else "S04"

    def reason(self, party, offer):
        code, product, channel, kind, _ = offer
        adult = self.persons[party][1]
        level, until = self.risk.get(party, (None, None))
        days = self.touches.get(party, ())
        need = self.products[product][0] if product in self.products else None
        tests = [
            ("S04", not any(self.allowed(party, k) for k in CHANNELS[channel])), ("S05", party in self.grave), ("S06", party in self.fraud),
            ("S07", adult is not None and adult > self.as_of),
            ("S08", need is not None and (level is None or until is None or until < self.as_of or level < need)),
            ("S09", kind in ("CREDIT", "CARD") and (party in self.late or party in self.over_cap)),
            ("S10", sum(0 <= d < 7 for d in days) >= self.week or sum(0 <= d < 30 for d in days) >= self.month),
            ("S11", (party, product) in self.holds)]
        return next((reason for reason, applies in tests if applies), None)

    def is_control(self, party):
        return (party % 9973 * 7919 + self.quarter * 104729) % 10000 < 1000


def judge(bank, say):
    rows = collections.defaultdict(list)
    for r in bank.all("SELECT party_id, rank_no, offer_code, action, arm, suppress_reason FROM mkt_next_action ORDER BY 1, 2"):
        rows[r[0]].append(r)
    reach = {p: [o for o in bank.offers if bank.tier_no[o[4]] <= bank.tier_no[t[2]]] for p, t in bank.persons.items()}
    population = {p for p, offers in reach.items() if offers}
    for p in population ^ set(rows):
        say(f"party {p}: {'in no row' if p in population else 'outside the population'}")
    by_code = {o[0]: o for o in bank.offers}
    for p in population & set(rows):
        mine, whole = rows[p], bank.everywhere(p)
        if whole:
            if len(mine) != 1 or mine[0][2:] != (None, "SUPPRESS", None, whole):
                say(f"party {p}: {mine}, expected {whole} alone")
            continue
        reasons = {o[0]: bank.reason(p, o) for o in reach[p]}
        free = sum(r is None for r in reasons.values())
        days = bank.touches.get(p, ())
        room = min(bank.week - sum(0 <= d < 7 for d in days), bank.month - sum(0 <= d < 30 for d in days))
        if [r[1] for r in mine] != list(range(1, min(3, len(reach[p])) + 1)) or len({r[2] for r in mine}) != len(mine):
            say(f"party {p}: ranks or offers of {mine}")
        for _, rank, offer, action, arm, given in mine:
            expected = reasons[offer]
            if expected is None and rank > room:
                expected = "S10"
            wanted = ("SUPPRESS", None) if expected else ("HOLD", "C") if bank.is_control(p) else ("SEND", "T")
            if given != expected or (action, arm) != wanted or (rank <= free) != (reasons[offer] is None):
                say(f"party {p} rank {rank} {offer}: {action} {given}, expected {wanted[0]} {expected}")
    return rows


def token(key, party):
    number = int.from_bytes(hmac.digest(key, f"output-token|marketing|party|{party}".encode(), "sha256")[:16], "big")
    letters = ""
    for _ in range(14):
        letters += chr(97 + number % 26)
        number //= 26
    return letters


def read_file(bank, rows, outbox, key, say):
    stem = f"{outbox}/marketing/E05_TOUCH_LIST_v1_{bank.as_of.replace('-', '')}"
    control = dict(line.split("=", 1) for line in open(stem + ".ctl", encoding="utf-8").read().splitlines())
    file = list(csv.DictReader(io.StringIO(gzip.open(stem + ".csv.gz").read().decode("utf-8"), newline="")))
    found = {(r["party_token"], int(r["rank_no"])): (r["action"], r["suppress_reason"] or None) for r in file}
    secret = bytes.fromhex(open(key).read().strip())
    wanted = {(token(secret, p), r[1]): (r[3], r[5]) for p, mine in rows.items() for r in mine}
    if found != wanted or len(file) != len(wanted):
        say(f"E05 has {len(file)} rows, {len(wanted)} expected, {len(set(found.items()) ^ set(wanted.items()))} differ")
    for name, action in (("treated", "SEND"), ("control", "HOLD")):
        count = sum(r["action"] == action for r in file)
        if f"total.{name}" in control and int(control[f"total.{name}"]) != count:
            say(f"E05 announces {control[f'total.{name}']} {name}, and has {count}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("mart")
    arguments.add_argument("--outbox")
    arguments.add_argument("--key")
    given = arguments.parse_args()
    bank, differences = Bank(given.mart), []
    rows = judge(bank, differences.append)
    if given.outbox:
        read_file(bank, rows, given.outbox, given.key, differences.append)
    for line in differences[:20]:
        print(line)
    actions = collections.Counter(r[3] for mine in rows.values() for r in mine)
    reasons = collections.Counter(r[5] for mine in rows.values() for r in mine if r[5])
    print(", ".join(f"{n} {a}" for a, n in sorted(actions.items())) + "; " + ", ".join(f"{r} {n}" for r, n in sorted(reasons.items())))
    print(f"{len(rows)} customers, {len(differences)} differ")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
