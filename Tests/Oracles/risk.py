"""Counts the one limit, migration, early warnings and the times of applications a second time, in Python.

usage: risk.py HOME
Times of applications, stocks of loans and, where two month ends follow one another, migration come from the raw files of
HOME/landing; the others from the facts of the mart. Prints what differs; exit 1 where something does.
"""
import collections, csv, datetime, glob, gzip, os, sqlite3, sys

home = sys.argv[1]
mart = sqlite3.connect(f"file:{home}/current/mart.sqlite?mode=ro", uri=True)
ask = lambda sql, *values: mart.execute(sql, values).fetchall()
AS_OF, MONTH = ask("SELECT as_of, month FROM run_context")[0]
OPEN = "9999-12-31"
wrong, compared = [], 0


def same(what, expected, found):
    global compared
    compared += 1
    if expected != found:
        wrong.append(f"{what}: counted {expected}, mart {found}")


def same_rows(what, expected, found):
    odd = {k: (expected.get(k), found.get(k)) for k in set(expected) | set(found) if expected.get(k) != found.get(k)}
    same(what, {}, dict(list(odd.items())[:4]))


def raw(pattern):
    for file in sorted(glob.glob(os.path.join(home, "landing", pattern))):
        date = "".join(c for c in os.path.basename(file) if c.isdigit())[:8]
        if date <= AS_OF.replace("-", ""):
            yield f"{date[:4]}-{date[4:6]}-{date[6:]}", file


day = datetime.date.fromisoformat
ago = lambda days: (day(AS_OF) - datetime.timedelta(days)).isoformat()
BUCKETS = ["B0", "B1", "B2", "B3", "B4", "B5", "B6", "B7"]
bucket_of = lambda dpd: BUCKETS[sum(dpd >= edge for edge in (1, 31, 61, 91, 181, 271, 361))]

# ---- applications: minutes between the steps, from raw files
steps = collections.defaultdict(list)
events = {}
for _, file in raw("LN_APP_*.csv"):
    for row in csv.DictReader(open(file, encoding="utf-8", errors="replace")):
        if row["event_id"].startswith("LE"):
            events[row["event_id"]] = row
for row in events.values():
    steps[row["application_no"]].append((row["stage"], row["result"], row["biz_date"], datetime.datetime.fromisoformat(row["occurred_at"])))
STAGES = ["SUBMIT", "VERIFY", "DECIDE", "SIGN", "DISBURSE", "MONITOR"]
expected = {}
for number, list_ in steps.items():
    def last(stage, *results):
        own = [(s[2], s[3].replace(second=0, microsecond=0)) for s in list_ if s[0] == stage and s[1] in results]
        return max(own) if own else (None, None)
    minutes = lambda a, b: None if a is None or b is None else int((b - a).total_seconds() // 60)
    start = min(s[3] for s in list_).replace(second=0, microsecond=0)
    verified, decided = last("VERIFY", "PASS", "FAIL"), last("DECIDE", "PASS", "FAIL")
    signed, paid = last("SIGN", "PASS"), last("DISBURSE", "PASS")
    expected[number] = (min(s[2] for s in list_), decided[0], signed[0], paid[0], minutes(start, verified[1]), minutes(verified[1], decided[1]),
                        minutes(decided[1], paid[1]), max((s[0] for s in list_), key=STAGES.index))
same_rows("applications", expected, {row[0]: row[1:] for row in ask(
    "SELECT application_no, submitted_on, decided_on, signed_on, disbursed_on, service_min, credit_min, operation_min, last_stage FROM loan_process")})

# ---- stocks of loans by type and bucket, from the last raw ledger of loans; and from one month's end to the next
stocks = {}
for date, file in raw("LN_ACCT_*.dat.gz"):
    stocks[date] = {}
    for line in gzip.open(file).read().split(b"\n"):
        if len(line) == 276 and not line.startswith((b"HDR", b"TRL", b"LX", b"X")):
            cells, place = [], 0
            for width in (24, 20, 20, 20, 16, 19, 19, 19, 9, 16, 1, 1, 1, 16, 19, 19, 1, 8, 12, 16):
                cells.append(line[place:place + width].decode("gb18030", "replace").strip())
                place += width
            if cells[-1] == "ACTIVE" and cells[0].startswith("LN") and cells[6].isdigit() and cells[8].isdigit():
                stocks[date][cells[0]] = (cells[4], bucket_of(int(cells[8])), int(cells[6]))
counted = collections.Counter()
for kind, bucket, fen in stocks[AS_OF].values():
    counted[kind, bucket, "n"] += 1
    counted[kind, bucket, "fen"] += fen
found = collections.Counter()
for kind, bucket, n, fen in ask("SELECT loan_type, bucket_to, SUM(account_cnt), SUM(balance_to_fen) FROM risk_migration"
                                " WHERE month_to = ? AND loan_type <> 'CARD' AND bucket_to <> 'CLOSED' GROUP BY 1, 2", MONTH):
    found[kind, bucket, "n"], found[kind, bucket, "fen"] = n, fen
same("stock of loans by type and bucket, from raw files", dict(counted), dict(found))
month_ends = [d for d in stocks if (day(d) + datetime.timedelta(1)).day == 1]
followed = 0
for one, two in zip(month_ends, month_ends[1:]):
    if (day(two) - day(one)).days > 31:
        continue
    pairs = collections.Counter()
    for loan in set(stocks[one]) | set(stocks[two]):
        a, b = stocks[one].get(loan), stocks[two].get(loan)
        key = ((b or a)[0], a[1] if a else "NEW", b[1] if b else "CLOSED")
        for part, value in (("n", 1), ("from", a[2] if a else 0), ("to", b[2] if b else 0)):
            pairs[key + (part,)] += value
    found = {}
    for *key, n, a, b in ask("SELECT loan_type, bucket_from, bucket_to, account_cnt, balance_from_fen, balance_to_fen FROM risk_migration"
                             " WHERE month_to = ? AND loan_type <> 'CARD'", two[:7]):
        found.update({tuple(key) + ("n",): n, tuple(key) + ("from",): a, tuple(key) + ("to",): b})
    same_rows(f"migration to {two}, from raw files", {k: v for k, v in pairs.items() if v}, {k: v for k, v in found.items() if v})
    followed += 1

# ---- migration of all accounts, cards too, from the facts
owed = collections.defaultdict(list)
for account, fen, first, until in ask("SELECT account_id, amount_fen, valid_from, valid_to FROM fact_balance WHERE kind IN"
                                      " ('CARD_OVERDRAFT', 'LOAN_BUSINESS', 'LOAN_CONS_CREDIT', 'LOAN_CONS_SECURED', 'LOAN_MORTGAGE')"):
    owed[account].append((first, until, max(0, fen)))
states = ask("SELECT account_id, loan_type, bucket, valid_from, valid_to FROM fact_loan_state")
first_month = min(s[3] for s in states)[:7]
ends = [(m, min(d, AS_OF)) for m, d in ask("SELECT month, date_id FROM dim_date WHERE is_month_end = 1 AND month BETWEEN ? AND ? ORDER BY 1", first_month, MONTH)]
stock_at = {month: {} for month, _ in ends}
for account, kind, bucket, first, until in states:
    for month, end in ends:
        if first <= end < until:
            fen = [f for a, b, f in owed[account] if a <= end < b]
            if fen:
                stock_at[month][account] = (kind, bucket, sum(fen))
pairs, before = {}, {}
for month, _ in ends:
    for account in set(before) | set(stock_at[month]):
        a, b = before.get(account), stock_at[month].get(account)
        key = (month, (b or a)[0], a[1] if a else "NEW", b[1] if b else "CLOSED")
        row = pairs.setdefault(key, [0, 0, 0])
        row[0] += 1
        row[1] += a[2] if a else 0
        row[2] += b[2] if b else 0
    before = stock_at[month]
same_rows("migration", {k: tuple(v) for k, v in pairs.items()}, {row[:4]: row[4:] for row in ask(
    "SELECT month_to, loan_type, bucket_from, bucket_to, account_cnt, balance_from_fen, balance_to_fen FROM risk_migration")})

# ---- one party, one limit
CAP = {"PASS": 500_000_000, "SPECIAL_MENTION": 200_000_000, "SUBSTANDARD": 100_000_000, "DOUBTFUL": 50_000_000, "LOSS": 50_000_000}
GRADES = list(CAP)
now = collections.defaultdict(int)
for account, spans in owed.items():
    now[account] = sum(fen for _, until, fen in spans if until == OPEN)
grade_of = dict(ask("SELECT account_id, grade FROM fact_loan_state WHERE valid_to = ?", OPEN))
borne = set(ask("SELECT account_id, party_id FROM bridge_account_party WHERE is_current = 1 AND role IN ('PRIMARY', 'CO_BORROWER')"
                " AND src IN ('LOAN', 'CARD') AND party_id IS NOT NULL"))
used, grade, bearers = collections.Counter(), {}, collections.defaultdict(set)
for account, party in borne:
    bearers[account].add(party)
    used[party] += now[account]
    if account in grade_of:
        grade[party] = max(grade.get(party, 0), GRADES.index(grade_of[account]))
waiting = collections.Counter()
decided = {}
for number, party, stage, result, fen, *order in sorted(ask(
        "SELECT application_no, party_id, stage, result, approved_fen, occurred_at, event_id FROM fact_loan_stage"), key=lambda row: row[5:]):
    if stage == "DECIDE" and result == "PASS":
        decided[number] = (party, fen)
    elif stage == "SIGN" or result == "FAIL":
        decided.pop(number, None)
for party, fen in decided.values():
    waiting[party] += fen
expected = {}
for party, in ask("SELECT DISTINCT party_id FROM dim_party"):
    cap = CAP[GRADES[grade.get(party, 0)]]
    taken = used[party] + waiting[party]
    expected[party] = (waiting[party], used[party], max(0, cap - taken), cap, int(taken > cap))
same_rows("limits", expected, {row[0]: row[1:] for row in ask("SELECT party_id, approved_fen, used_fen, available_fen, cap_fen, over_cap FROM risk_limit")})
same("K41", sum(row[4] for row in expected.values()), ask("SELECT value FROM mgt_kpi WHERE kpi_id = 'K41'")[0][0])

# ---- contagion: one step through guarantors and households
guarantors, kin = collections.defaultdict(list), collections.defaultdict(list)
for account, party in ask("SELECT account_id, party_id FROM bridge_account_party WHERE is_current = 1 AND role = 'GUARANTOR' AND party_id IS NOT NULL"):
    for borrower in bearers[account] - {party}:
        if party in grade:
            guarantors[borrower].append(grade[party])
homes = collections.defaultdict(list)
for household, party in ask("SELECT household_id, party_id FROM bridge_household_party WHERE is_current = 1"):
    homes[household].append(party)
for members in homes.values():
    for party in members:
        kin[party] = [grade[other] for other in members if other != party and other in grade]
expected = {p: (GRADES[max(kin[p])] if kin[p] else None, GRADES[max(guarantors[p])] if guarantors[p] else None) for p in expected}
same_rows("grades of households and guarantors", expected, {row[0]: row[1:] for row in ask("SELECT party_id, household_grade, guarantor_grade FROM risk_party")})

# ---- early warnings, but for W03, which is a column of risk_party
warned = collections.defaultdict(dict)
months = [month for month, _ in ends][-3:]
primary = {account: party for account, party in ask("SELECT account_id, party_id FROM bridge_account_party WHERE role = 'PRIMARY' AND is_current = 1")}
since = dict(ask("SELECT account_id, overdue_since FROM fact_loan_state WHERE valid_to = ?", OPEN))
for account, party in borne:
    path = [stock_at[month].get(account) for month in months]
    if path[-1] and path[-1][1] > "B0":
        if len(path) < 2 or not path[-2] or path[-2][1] == "B0":
            dpd = (day(AS_OF) - day(since[account])).days
            warned["W01"][party] = max(dpd, warned["W01"].get(party, 0))
        if len(path) == 3 and all(path) and path[0][1] < path[1][1] < path[2][1]:
            warned["W02"][party] = 2
KINDS = "('DEMAND', 'TIME', 'PENSION_CASH', 'WMP', 'MMF', 'FUND', 'INSURANCE', 'BOND', 'METAL')"
holders = collections.defaultdict(list)
for account, party, role, share in ask("SELECT account_id, party_id, role, share_bp FROM bridge_account_party WHERE is_current = 1 AND share_bp > 0"):
    holders[account].append((party, role, share))
then, tonight = collections.Counter(), collections.Counter()
for account, fen, first, until in ask(f"SELECT account_id, amount_fen, valid_from, valid_to FROM fact_balance WHERE kind IN {KINDS}"):
    for party, role, share in holders[account]:
        part = fen - fen * (10_000 - share) // 10_000 if role == "PRIMARY" else fen * share // 10_000
        if first <= ago(30) < until:
            then[party] += part
        if until == OPEN:
            tonight[party] += part
for party, before in then.items():
    if party is not None and used[party] > 0 and before > 0 and (before - tonight[party]) * 10_000 // before > 5_000:
        warned["W04"][party] = (before - tonight[party]) * 10_000 // before
risks = ask("SELECT party_id, kind, action, severity, confirmed, net_cnt, biz_date, event_id FROM fact_risk_event WHERE party_id IS NOT NULL")
for party, kind, _, severity, confirmed, net, date, event in risks:
    handled = any(r[0] == party and r[1] == kind and r[2] in ("FREEZE", "REPORT") and r[5] == 1 and r[7] != event and r[6] >= date for r in risks) \
        if confirmed and net == 1 and severity >= 3 and date >= ago(90) else True
    if not handled:
        warned["W05"][party] = warned["W05"].get(party, 0) + 1
for party, grades in expected.items():
    worst = max([GRADES.index(g) for g in grades if g] or [0])
    if worst >= 2:
        warned["W06"][party] = worst + 1
cash = collections.Counter()
versions = collections.defaultdict(list)
for card, party, first in ask("SELECT card_id, party_id, valid_from FROM dim_card WHERE card_kind = 'CREDIT' ORDER BY card_id, valid_from"):
    versions[card].append((party, first))
for card, kind, on in ask("SELECT card_id, txn_type, posted_on FROM fact_card_txn WHERE txn_type IN ('CASH', 'CASH_REV') AND posted_on > ?", ago(30)):
    if card in versions:
        of_then = [party for party, first in versions[card][1:] if first <= on]
        cash[of_then[-1] if of_then else versions[card][0][0]] += 1 if kind == "CASH" else -1
cash.pop(None, None)
warned["W07"] = {party: n for party, n in cash.items() if n > 3}
lent = collections.defaultdict(set)
for account, opened in ask("SELECT account_id, open_date FROM dim_account WHERE family = 'LOAN' AND is_current = 1 AND acct_type <> 'MORTGAGE' AND open_date > ?", ago(37)):
    for party in bearers[account]:
        lent[party].add((account, opened))
for account, fen, date in ask("SELECT account_id, amount_fen, ordered_on FROM fact_order WHERE side = 'BUY' AND state = 'CONFIRMED' AND ordered_on > ?", ago(30)):
    for _, opened in lent.get(primary.get(account), ()):
        if 0 <= (day(date) - day(opened)).days <= 7:
            warned["W08"][primary[account]] = warned["W08"].get(primary[account], 0) + fen
collateral = dict(ask("SELECT account_id, coll_value_fen FROM fact_loan_state WHERE valid_to = ? AND loan_type <> 'CARD'", OPEN))
secured = {account for account, in ask("SELECT account_id FROM dim_account WHERE family = 'LOAN' AND is_current = 1 AND coll_type <> 'NONE'")}
for account, party in borne:
    if account in secured and account in collateral and now[account] > collateral[account]:
        warned["W09"][party] = min(collateral[account] * 10_000 // now[account], warned["W09"].get(party, 10_000))
users = collections.defaultdict(set)
for device, party in ask("SELECT device_id, party_id FROM fact_channel_event WHERE event_type = 'LOGIN' AND device_id IS NOT NULL"
                         " AND party_id IS NOT NULL AND biz_date > ?", ago(30)):
    users[device].add(party)
for parties in users.values():
    for party in parties if len(parties) > 3 else ():
        warned["W10"][party] = max(len(parties), warned["W10"].get(party, 0))
warned["W03"] = dict(ask("SELECT party_id, limit_used_bp FROM risk_party WHERE limit_used_bp > 9000"))
found = collections.defaultdict(dict)
for party, rule, value in ask("SELECT party_id, rule_id, value FROM risk_warning"):
    found[rule][party] = value
for rule in sorted(set(warned) | set(found)):
    same_rows(f"warnings {rule}", warned[rule], found[rule])
same("rules that fired", True, len([rule for rule in found if found[rule]]) > 2)

for line in wrong[:20]:
    print(line[:400])
print(f"{compared} things compared, {len(wrong)} differ; migration followed over {followed} month ends of raw files")
sys.exit(1 if wrong else 0)
