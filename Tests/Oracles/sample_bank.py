"""Reads the raw files of a sample bank as a careful clerk would, and says what is in them.

usage: sample_bank.py FOLDER   (the folder that holds landing/ and persons.csv)
Prints one JSON object: counts by feed, figures, sums of tables, and complaints, which should be none.
Nothing here knows how the files were written; layouts are copied from the catalogue of feeds by hand. What is owed on
cards and the risk events are counted by debts.py beside it.
"""
import collections, csv, datetime, glob, gzip, io, json, os, re, subprocess, sys

FOLDER = sys.argv[1]
LANDING = os.path.join(FOLDER, "landing")
AS_OF, BASE, YEAR = "2024-09-30", "2023-12-31", "2024-01-01"
complaints, counts, judged = collections.Counter(), {}, {}


def expect(holds, complaint):
    if not holds:
        complaints[complaint] += 1


# ---- columns: name:type, type in t<n> z<n> c<list> d ts n fen minor yn; ! = never empty; ? = unknown codes are kept
CODES = {
    "op": "D I U", "sex": "M F U", "src": "CORE CARD LOAN WLTH MOBI", "arm": "T C",
    "doc": "ID18 ID15 HKM TWN HMTRP FPR17 FPR23 PASSPORT MILITARY OTHER", "status": "A D C X", "risk": "L M H",
    "country": "CHN USA GBR JPN KOR SGP MYS THA DEU FRA RUS AUS CAN",
    "loan": "CONS_CREDIT CONS_SECURED MORTGAGE BUSINESS", "loanstate": "ACTIVE CLOSED WRITTEN_OFF",
    "class": "PASS SPECIAL_MENTION SUBSTANDARD DOUBTFUL LOSS", "coll": "NONE HOUSE CAR DEPOSIT OTHER",
    "inst": "DUE PART PAID", "acct": "DEMAND TIME PENSION", "ccy": "CNY USD HKD JPY",
    "acctstate": "OPEN FROZEN CLOSED", "mode": "COUNTER SELF REMOTE", "level": "I II III",
    "asset": "CASH BOND_FUND EQUITY INDEX WMP INSURANCE GOLD GOVBOND",
    "aum": "DEMAND TIME PENSION_CASH WMP MMF FUND INSURANCE BOND METAL", "prod": "OFFERED CLOSED MATURED",
    "grade": "A B C D", "module": "WEALTH FINANCE SPEND SMART UX", "inter": "CLASSIC DIALOG SPACE",
    "touch": "BRAIN MANUAL",
    "facility": "BRANCH ATM FX_MACHINE FX_AGENCY PAY_CENTRE FX_MERCHANT", "site": "OPEN CLOSED REFIT",
    "payment": "FXACQ FXACQ_REV PACK PACK_REV FXEX FXEX_REV CASHOUT", "pack": "P100 P300 P500 P1000",
    "money": "CNY USD HKD JPY EUR KRW THB SGD", "assistant": "COMPANION DEPLOY ANALYSIS VOICE",
    "role": "FRONT OPERATIONS ANALYST COMPLAINT", "phase": "BEFORE AFTER",
    "community": "FOLLOW UNFOLLOW READ LIKE POST ASK", "content": "RESEARCH PRODUCT EDUCATION LIVE",
    "ticket": "OPEN CLOSED REOPENED WITHDRAWN",
    "stage": "SUBMIT VERIFY DECIDE SIGN DISBURSE MONITOR", "result": "PASS FAIL PENDING",
    "side": "BUY SELL DIVIDEND", "ordertype": "NORMAL AUTO CONVERT", "session": "DAY NIGHT", "settle": "T0 T05 T1 OTHER",
    "orderstate": "CONFIRMED REJECTED CANCELLED", "paymode": "REGULAR SINGLE",
    "policy": "INFORCE LAPSED SURRENDERED CANCELLED MATURED",
    "pension": "OPEN CONTRIB CONTRIB_REV BUY SELL INTEREST CLOSE", "step": "DIAGNOSE PLAN ALLOCATE TRACK",
    "outcome": "HELD SENT DELIVERED OPENED CLICKED CONVERTED REFUSED FAILED SUPPRESSED",
}
CODES = {name: set(codes.split()) for name, codes in CODES.items()}
PERSON = ("cust_no:t20! name:z60! sex:csex birth_date:d doc_type:cdoc doc_no:t30 doc_country:ccountry "
          "nationality:ccountry phone:t20 region_code:c? address:z120 occupation:c? kyc_risk:crisk "
          "cust_status:cstatus! open_date:d! branch_no:t12! updated_at:ts! ")
DELTA = "op:cop! " + PERSON
FEEDS = {
    "cif_core": ("CIF_CORE_%c.dat.gz", "fix", "B", PERSON, "events", "cust_no"),
    "cif_card": ("CIF_CARD_%c.txt", "bar", "A", DELTA, "delta", "cust_no"),
    "cif_loan": ("cif_loan_%i.csv", "bom", "A", DELTA, "delta", "cust_no"),
    "cif_wealth": ("CIF_WLTH_%c.gz", "soh", "C", DELTA + "investor_risk:n investor_risk_to:d", "delta", "cust_no"),
    "cif_mobile": ("cif_mobile.%c.jsonl.gz", "jsonl", "A", DELTA + "device_id:t64", "delta", "cust_no"),
    "deposit_account": ("DPACCT_%c.dat", "fix", "B",
        "op:cop! account_no:t32! acct_type:cacct! ccy:cccy! cust_no:t20! joint_cust_no:t20 joint_share_bp:n "
        "product_code:t20! branch_no:t12! open_date:d! close_date:d status:cacctstate! open_mode:cmode! "
        "manage_level:clevel! protect_level:n! messenger:yn! tp_pay:yn!", "delta", "account_no"),
    "deposit_balance": ("DPBAL_%c.dat.gz", "fix", "B",
        "account_no:t32! biz_date:d! ccy:cccy! net_minor:minor! close_minor:minor! net_cny_fen:fen! "
        "close_cny_fen:fen!", "events", "account_no biz_date"),
    "loan_account": ("LN_ACCT_%c.dat.gz", "fix", "B",
        "loan_no:t24! cust_no:t20! co_cust_no:t20 guarantor_cust_no:t20 loan_type:cloan! principal_fen:fen! "
        "balance_fen:fen! overdue_fen:fen! dpd:n! src_grade:cclass! impaired:yn! restructured:yn! technical:yn! "
        "coll_type:ccoll! coll_value_fen:fen! limit_fen:fen! contactless:yn! start_date:d! branch_no:t12! "
        "status:cloanstate!", "events", "loan_no"),
    "loan_installment": ("LN_INST_%c.csv.gz", "semicolon", "A",
        "op:cop! loan_no:t24! period_no:n! due_date:d! due_principal_fen:fen! due_interest_fen:fen! "
        "paid_principal_fen:fen! paid_interest_fen:fen! paid_on:d state:cinst!", "delta", "loan_no period_no"),
    "wealth_product": ("PROD_%c.csv", "csv", "A",
        "product_code:t20! name:z80! asset_class:casset! aum_kind:caum! risk_level:n! bundle_code:t20 "
        "index_code:t12 partner_code:t12! partner_grade:cgrade! nav_e4:n! first_offer:d! min_buy_fen:fen! "
        "pension_eligible:yn! settle_modes:t20! status:cprod!", "events", "product_code"),
    "wealth_position": ("POS_%c.dat.gz", "soh", "A",
        "op:cop! wealth_acct_no:t24! cust_no:t20! product_code:t20! pension:yn! units_e4:n! nav_e4:n! "
        "value_fen:fen!", "delta", "wealth_acct_no product_code pension"),
    "channel_event": ("CHN_EVT_%c.jsonl.gz", "jsonl", "A",
        "event_id:t36! src:csrc! cust_no:t20 channel:c?! event_type:c?! module:cmodule app_version:t12 "
        "interaction:cinter ref_id:t36 branch_no:t12 staff_no:t12 device_id:t64 occurred_at:ts! received_at:ts! "
        "biz_date:d!", "events", "event_id"),
    "campaign_touch": ("TOUCH_%c.txt", "bar", "A",
        "op:cop! touch_id:t36! source:ctouch! campaign_code:t20! src:csrc! cust_no:t20! arm:carm! channel:c? "
        "offer_code:t20 model_version:t20! score_e4:n planned_at:ts! outcome:coutcome! biz_date:d!", "delta",
        "touch_id"),
    "facility": ("FACILITY_%c.txt", "tab", "C",
        "facility_no:t12! kind:cfacility! parent_no:t12 name:z80! region_code:c?! scene:c?! open_date:d! "
        "status:csite! age_friendly:yn elder_focus:yn passbook_upgrade:yn pension_branch:yn hours:t12 languages:t80 "
        "currencies:t120 fx_card:yn", "events", "facility_no"),
    "payment_service": ("PAYSVC_%c.dat", "envelope", "B",
        "service_id:t36! kind:cpayment! facility_no:t12! src:csrc cust_no:t20 card_scheme:c? card_country:ccountry "
        "pack_code:cpack quantity:n! ccy:cmoney! amount_minor:minor! amount_cny_fen:fen! reverses_id:t36 "
        "occurred_at:ts! biz_date:d!", "events", "service_id"),
    "assistant_usage": ("ASSIST_%c.jsonl", "jsonl", "A",
        "usage_id:t36! assistant:cassistant! staff_no:t12! staff_role:crole! task_kind:c?! phase:cphase! minutes:n! "
        "biz_date:d!", "events", "usage_id"),
    "community_event": ("COMM_%c.dat.gz", "soh", "C",
        "event_id:t36! user_id:t32! src:csrc cust_no:t20 community_account:t24! event_type:ccommunity! "
        "content_kind:ccontent product_code:t20 occurred_at:ts! biz_date:d!", "events", "event_id"),
    "complaint_ticket": ("TICKET_%c.csv", "csv", "A",
        "op:cop! ticket_no:t24! src:csrc cust_no:t20 channel:c?! category:c?! product_code:t20 branch_no:t12 "
        "severity:n! opened_at:ts! closed_at:ts handle_min:n assisted:yn! state:cticket! satisfaction:n summary:z500",
        "delta", "ticket_no"),
    "loan_application": ("LN_APP_%c.csv", "csv", "A",
        "event_id:t36! application_no:t24! cust_no:t20! contactless:yn! stage:cstage! result:cresult! "
        "requested_fen:fen! approved_fen:fen rate_bp:n loan_no:t24 occurred_at:ts! biz_date:d!", "events", "event_id"),
    "wealth_order": ("ORDER_%c.dat.gz", "soh", "A",
        "order_no:t24! wealth_acct_no:t24! cust_no:t20! product_code:t20! side:cside! order_type:cordertype! "
        "session:csession! settle_mode:csettle! amount_fen:fen! units_e4:n! fee_fen:fen! state:corderstate! "
        "cust_risk:n! channel:c?! ordered_at:ts! biz_date:d!", "events", "order_no"),
    "insurance_policy": ("POLICY_%c.txt", "bar", "A",
        "op:cop! policy_no:t24! cust_no:t20! insured_cust_no:t20 product_code:t20! pay_mode:cpaymode! pay_years:n! "
        "premium_fen:fen! paid_premium_fen:fen! cover_fen:fen! issue_date:d! cooling_off_to:d! status:cpolicy!",
        "delta", "policy_no"),
    "pension_event": ("PENSION_%c.csv", "csv", "A",
        "event_id:t36! account_no:t32! cust_no:t20! kind:cpension! amount_fen:fen! tax_year:n! product_code:t20 "
        "reverses_id:t36 occurred_at:ts! biz_date:d!", "events", "event_id"),
    "asset_allocation": ("ALLOC_%c.jsonl", "jsonl", "A",
        "event_id:t36! session_id:t36! cust_no:t20! step:cstep! asset_class:casset! risk_level:n! model_code:t20! "
        "actual_bp:n! model_bp:n! value_fen:fen! channel:c?! biz_date:d!", "events", "event_id asset_class"),
}
TOTALS = {
    "cif_core": ["active"], "cif_card": ["active"], "cif_loan": ["active"], "cif_wealth": ["active"],
    "cif_mobile": ["active"], "deposit_account": [], "deposit_balance": ["net_cny_fen", "close_cny_fen"],
    "loan_account": ["balance_fen", "overdue_fen"], "loan_installment": ["paid_fen"], "wealth_product": [],
    "wealth_position": ["value_fen"], "channel_event": [], "campaign_touch": ["treated"],
    "facility": [], "payment_service": ["amount_cny_fen"], "assistant_usage": ["minutes"], "community_event": [],
    "complaint_ticket": [],
    "loan_application": ["approved_fen"], "wealth_order": ["amount_fen"], "insurance_policy": ["paid_premium_fen"],
    "pension_event": ["amount_fen"], "asset_allocation": [],
}
WIDTH = {"c": 16, "d": 8, "ts": 25, "n": 9, "fen": 19, "minor": 19, "yn": 1}


class Column:
    def __init__(self, text):
        self.name, kind = text.split(":")
        self.required = kind.endswith("!")
        kind = kind.rstrip("!")
        self.kind, self.codes, self.longest = kind, None, 0
        if kind[0] in "tz" and kind != "ts":
            self.longest, self.kind = int(kind[1:]), kind[0]
            self.width = self.longest * (2 if kind[0] == "z" else 1)
        elif kind[0] == "c":
            self.kind, self.codes, self.width = "c", CODES.get(kind[1:]), 16
            if self.name == "op":
                self.width = 1
        else:
            self.width = WIDTH[kind]
        self.title = re.sub("_(fen|minor)$", "", self.name)


def day(text, iso, points=False):
    try:
        found = datetime.datetime.strptime(text, "%Y.%m.%d" if points else "%Y-%m-%d" if iso else "%Y%m%d")
        return found.strftime("%Y-%m-%d") if len(text) == (10 if iso or points else 8) else None
    except ValueError:
        return None


def fault(column, text, form):
    """The rule that a value breaks, and the value itself."""
    if text == "" or text is None:
        return ("DQ-03" if column.required else None), None
    if column.kind in "tz":
        return ("DQ-05" if len(text) > column.longest else None), text
    if column.kind == "c":
        return ("DQ-12" if column.codes and text not in column.codes else None), text
    if column.kind == "yn":
        return ("DQ-12" if text not in "YN" else None), text
    if column.kind == "d":
        found = day(text, form in ("csv", "bom", "semicolon", "jsonl"), form == "tab")
        return (None if found else "DQ-06"), found
    if column.kind == "ts":
        good = re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00", str(text))
        return (None if good else "DQ-06"), text
    if column.kind == "n":
        return (None if re.fullmatch(r"-?\d+", str(text)) else "DQ-08"), int(text)
    decimals = r"(\.\d{1,2})?" if form not in ("fix", "soh") else ""
    if not isinstance(text, str) or not re.fullmatch(r"-?\d+" + decimals, text):
        return "DQ-08", None
    number = int(text) if form in ("fix", "soh") else int(round(100 * __import__("decimal").Decimal(text)))
    return (None, number) if abs(number) <= 10**16 else ("DQ-09", None)


def read(name, date):
    """Rows of a delivery as (rule or None, values or None, bytes); checks header, trailer and control."""
    pattern, form, control, columns, delivery, key = FEEDS[name]
    columns = [Column(text) for text in columns.split()]
    file = pattern.replace("%c", date.replace("-", "")).replace("%i", date)
    path = os.path.join(LANDING, file)
    data = open(path, "rb").read()
    if file.endswith(".gz"):
        data = gzip.decompress(data)
    expect(data == b"" or data.endswith(b"\n"), f"{name}: no newline at the end")
    lines = data.split(b"\n")[:-1]
    if name == "complaint_ticket":    # line ends inside quotes belong to the row
        lines, parts = [], lines
        for part in parts:
            if lines and lines[-1].count(b'"') % 2:
                lines[-1] += b"\n" + part
            else:
                lines.append(part)
    width = sum(c.width for c in columns)
    trailer = None
    if form == "fix":
        header, trailer, lines = lines[0], lines[-1], lines[1:-1]
        expect(header == f"HDR{date.replace('-', '')}0001".ljust(width).encode(), f"{name}: header")
        expect(len(trailer) == width and trailer.startswith(b"TRL"), f"{name}: trailer")
    if form == "envelope":
        header, trailer, lines = lines[0], lines[-1], lines[1:-1]
        expect(header == f"HDR|+|{date.replace('-', '')}|+|1".encode(), f"{name}: header")
    if form == "tab":
        expect(lines[0] == "\t".join(c.title for c in columns).encode(), f"{name}: titles")
        lines = lines[1:]
    if form in ("csv", "bom", "semicolon"):
        titles = (";" if form == "semicolon" else ",").join(c.title for c in columns).encode()
        expect(lines[0] == (b"\xef\xbb\xbf" if form == "bom" else b"") + titles, f"{name}: titles")
        lines = lines[1:]
    if name == "cif_core":    # nearly all of it is yesterday's
        for line in set(lines) - judged.keys():
            judged[line] = judge(line, columns, form, width)
        rows = [(judged[line], line) for line in lines]
    else:
        rows = [(judge(line, columns, form, width), line) for line in lines]
    sums = dict.fromkeys(TOTALS[name], 0)
    for (rule, values), _ in rows:
        if values is None or delivery == "delta" and values.get("op") not in ("I", "U"):
            continue
        for total in sums:
            if total == "active":
                sums[total] += values["cust_status"] == "A"
            elif total == "treated":
                sums[total] += values["arm"] == "T"
            elif total == "paid_fen":
                sums[total] += (values["paid_principal_fen"] or 0) + (values["paid_interest_fen"] or 0)
            else:
                sums[total] += values[total] or 0
    check_control(name, file, date, control, form, trailer, len(rows), sums)
    return [(rule, values, line) for (rule, values), line in rows]


def judge(line, columns, form, width):
    try:
        if form == "fix":
            if len(line) != width:
                return "DQ-02", None
            cells, start = [], 0
            for column in columns:
                cells.append(line[start:start + column.width].decode("gb18030").rstrip(" "))
                start += column.width
        elif form == "tab":
            cells = line.decode("gbk").split("\t")
        elif form in ("bar", "envelope"):
            cells = line.decode("gb18030").split("|+|")
        elif form == "soh":
            cells = line.decode("utf-8").split("\x01")
        elif form == "jsonl":
            found = json.loads(line.decode("utf-8"))
            expect(set(found) <= {c.title for c in columns}, "an unknown name in JSON")
            cells = [found.get(c.title) for c in columns]
        else:
            cells = next(csv.reader(io.StringIO(line.decode("utf-8")), delimiter=";" if form == "semicolon" else ","))
    except UnicodeDecodeError:
        return "DQ-04", None
    if len(cells) != len(columns):
        return "DQ-01", None
    rule, values = None, {}
    for column, cell in zip(columns, cells):
        broken, value = fault(column, cell, form)
        values[column.name] = value
        rule = rule or broken
    return rule, values


def check_control(name, file, date, control, form, trailer, rows, sums):
    stem = os.path.join(LANDING, file.split(".")[0] if name != "cif_mobile" else ".".join(file.split(".")[:2]))

    def spelled(total):
        plain = total in ("active", "treated", "minutes") or form in ("fix", "soh")
        return str(sums[total]) if plain else "%d.%02d" % divmod(sums[total], 100)

    if control == "B":
        expect(open(stem + ".ok").read() == "", f"{name}: the .ok is not empty")
        if form == "envelope":
            expect(trailer.decode() == "|+|".join(["TRL", str(rows)] + [spelled(t) for t in sums]), f"{name}: trailer of {date}")
            return
        parts = "TRL%012d" % rows + "".join("%019d" % sums[total] for total in sums)
        expect(trailer.decode().rstrip() == parts, f"{name}: trailer of {date}")
        return
    text = open(stem + ".ctl").read()
    if control == "C":
        first = spelled(list(sums)[0]) if sums else "0"
        expect(text == f"{file}|{date.replace('-', '')}|{rows}|{first}|1\n", f"{name}: control of {date}")
    else:
        lines = [f"business_date={date}", f"rows={rows}"] + [f"total.{t}={spelled(t)}" for t in sums] + ["sequence=1"]
        expect(text == "\n".join(lines) + "\n", f"{name}: control of {date}")


def accepted(name, date, previous):
    """Accepted rows of a delivery, with their late ones counted."""
    _, _, _, columns, delivery, key = FEEDS[name]
    tally = counts.setdefault(name, {"announced": 0, "accepted": 0, "quarantined": {}, "repeated": 0, "late": 0})
    seen, result = set(), []
    for rule, values, line in read(name, date):
        tally["announced"] += 1
        if values and not rule and "biz_date" in values and values["biz_date"] > date:
            rule = "DQ-07"
        if rule:
            tally["quarantined"][rule] = tally["quarantined"].get(rule, 0) + 1
            continue
        if delivery == "events":
            if line in seen:
                tally["repeated"] += 1
                continue
            seen.add(line)
            if "biz_date" in values and previous and values["biz_date"] <= previous:
                tally["late"] += 1
        tally["accepted"] += 1
        result.append(values)
    keys = [tuple(row[k] for k in key.split()) for row in result]
    expect(len(keys) == len(set(keys)), f"{name}: a key twice in {date}")
    return result


def present(name):
    pattern = FEEDS[name][0]
    return bool(glob.glob(os.path.join(LANDING, pattern.replace("%c", "*").replace("%i", "*"))))


dates = sorted(re.findall(r"CIF_CORE_(\d{8})", " ".join(os.listdir(LANDING))))
dates = sorted({f"{d[:4]}-{d[4:6]}-{d[6:]}" for d in dates})
person = {}
with open(os.path.join(FOLDER, "persons.csv")) as file:
    for row in csv.DictReader(file):
        person[row["source"], row["customer_number"]] = row["person"]


class Latest(dict):
    """The latest row of each key of a delta; says when an operation is out of place."""

    def take(self, name, rows, keys):
        for row in rows:
            key = tuple(row[k] for k in keys.split())
            expect(row["op"] in "IUD", f"{name}: operation")
            expect((row["op"] == "I") == (key not in self or self[key]["op"] == "D"), f"{name}: I or U out of place")
            self[key] = row


def gap(later, earlier):
    return (datetime.date.fromisoformat(later) - datetime.date.fromisoformat(earlier)).days


customers = collections.defaultdict(Latest)
known = set()          # (source, number)
active = {}            # date -> active numbers
instalments, loans_on = Latest(), {}
accounts, balances, stock_on = Latest(), {}, {}
day_ends, services_on = [], {}
products, positions, position_on = {}, Latest(), {}
events, touches, customers_cards = [], Latest(), {}
facilities, services, tasks, community, tickets = {}, [], [], [], Latest()
steps, orders, pension_events, allocations = [], [], [], []
policies, policy_on, risk_of = Latest(), {}, {}


def loan_checks(date, rows):
    oldest, overdue = {}, collections.Counter()
    for (loan, _), row in instalments.items():
        left = row["due_principal_fen"] + row["due_interest_fen"] - row["paid_principal_fen"] - row["paid_interest_fen"]
        expect((left == 0) == (row["state"] == "PAID"), "loan_installment: state")
        if left > 0 and row["due_date"] < date:
            oldest[loan] = min(oldest.get(loan, row["due_date"]), row["due_date"])
            overdue[loan] += left
    seen = set()
    for row in rows:
        loan = row["loan_no"]
        seen.add(loan)
        dpd = gap(date, oldest[loan]) if loan in oldest else 0
        expect(row["dpd"] == dpd, "loan_account: dpd differs from the instalments")
        expect(row["overdue_fen"] == overdue[loan], "loan_account: overdue differs from the instalments")
        expect(row["balance_fen"] <= row["principal_fen"] <= row["limit_fen"], "loan_account: balance above principal")
        expect((row["status"] == "ACTIVE") == (row["balance_fen"] > 0), "loan_account: status")
        grade = ["PASS", "SPECIAL_MENTION", "SUBSTANDARD", "DOUBTFUL", "LOSS"][
            4 if dpd > 360 else 3 if dpd > 270 else 2 if dpd > 90 else 1 if dpd else 0]
        if row["status"] == "ACTIVE" and not (row["technical"] == "Y" and dpd <= 7):
            expect(row["src_grade"] == grade, "loan_account: grade")
        for column in ("cust_no", "co_cust_no", "guarantor_cust_no"):
            expect(row[column] is None or ("LOAN", row[column]) in known, "loan_account: unknown customer")
    for loan, _ in instalments:
        expect(loan in seen, "loan_installment: a loan that is not listed")


def deposit_checks(date, rows):
    for row in rows:
        key = row["account_no"]
        account = accounts.get((key,))
        expect(account is not None and account["ccy"] == row["ccy"], "deposit_balance: account or currency")
        before = balances.get(key, (0, 0, ""))
        expect(row["biz_date"] > before[2], "deposit_balance: two rows on a day")
        expect(row["close_minor"] == before[0] + row["net_minor"], "deposit_balance: close")
        if row["ccy"] == "CNY":
            expect(row["close_cny_fen"] == row["close_minor"] and row["net_cny_fen"] == row["net_minor"],
                   "deposit_balance: CNY")
        elif row["net_minor"] != 0:
            expect(row["close_cny_fen"] == before[1] + row["net_cny_fen"], "deposit_balance: foreign")
        expect(row["close_minor"] >= 0 and row["close_cny_fen"] >= 0, "deposit_balance: below zero")
        day_ends.append((key, row["biz_date"], before[1], row["close_cny_fen"]))
        balances[key] = (row["close_minor"], row["close_cny_fen"], row["biz_date"])


def account_checks():
    for row in accounts.values():
        expect(("CORE", row["cust_no"]) in known, "deposit_account: unknown customer")
        expect((row["joint_cust_no"] is None) == (row["joint_share_bp"] is None), "deposit_account: joint share")
        if row["joint_cust_no"]:
            expect(("CORE", row["joint_cust_no"]) in known and 1 <= row["joint_share_bp"] <= 9999,
                   "deposit_account: joint holder")


def position_checks(date, rows):
    for row in rows:
        exact = row["units_e4"] * row["nav_e4"]
        expect(row["value_fen"] == (2 * exact + 1_000_000) // 2_000_000, "wealth_position: value")
        expect(("WLTH", row["cust_no"]) in known, "wealth_position: unknown customer")
        expect(row["product_code"] in products, "wealth_position: unknown product")


def in_force(row):
    return row["paid_premium_fen"] if row["status"] == "INFORCE" else 0


def step_checks(rows):
    for row in rows:
        expect(("LOAN", row["cust_no"]) in known, "loan_application: unknown customer")
        expect(row["occurred_at"][:10] == row["biz_date"], "loan_application: day")
        approved = row["stage"] in ("SIGN", "DISBURSE", "MONITOR") or row["stage"] == "DECIDE" and row["result"] == "PASS"
        expect(approved == (row["approved_fen"] is not None) == (row["rate_bp"] is not None), "loan_application: terms")
        expect((row["approved_fen"] or 0) <= row["requested_fen"], "loan_application: more than was asked for")


def order_checks(rows):
    for row in rows:
        expect(("WLTH", row["cust_no"]) in known, "wealth_order: unknown customer")
        expect(row["wealth_acct_no"] in wealth_accounts, "wealth_order: an account without a position")
        expect(row["product_code"] in products, "wealth_order: unknown product")
        ordered = row["ordered_at"][:10]
        expect((ordered < row["biz_date"]) == (row["session"] == "NIGHT"), "wealth_order: night and day")
        if row["side"] == "SELL":
            expect(row["settle_mode"] in products[row["product_code"]]["settle_modes"].split("/"), "wealth_order: mode")
        if row["side"] == "BUY":
            risk = risk_of[row["cust_no"]]
            expect(risk[0] == row["cust_risk"] and ordered <= risk[1], "wealth_order: risk of the customer")
            expect(row["cust_risk"] >= products[row["product_code"]]["risk_level"], "wealth_order: unsuitable")
            expect(row["amount_fen"] >= products[row["product_code"]]["min_buy_fen"], "wealth_order: below the minimum")


def policy_checks(rows):
    for row in rows:
        expect(("WLTH", row["cust_no"]) in known, "insurance_policy: unknown holder")
        expect(row["insured_cust_no"] is None or ("WLTH", row["insured_cust_no"]) in known, "insurance_policy: insured")
        expect(products[row["product_code"]]["aum_kind"] == "INSURANCE", "insurance_policy: product")
        expect(row["paid_premium_fen"] % max(1, row["premium_fen"]) == 0, "insurance_policy: part of a premium")
        expect(row["paid_premium_fen"] <= row["premium_fen"] * row["pay_years"], "insurance_policy: paid too much")


def pension_checks(rows):
    for row in rows:
        account = accounts.get((row["account_no"],))
        expect(account is not None and account["acct_type"] == "PENSION", "pension_event: account")
        expect(account is None or account["cust_no"] == row["cust_no"], "pension_event: another's account")
        expect(row["tax_year"] == int(row["occurred_at"][:4]) and row["amount_fen"] >= 0, "pension_event: year or amount")
        expect((row["reverses_id"] is not None) == (row["kind"] == "CONTRIB_REV"), "pension_event: reversal")


def allocation_checks(rows):
    shares = collections.Counter()
    for row in rows:
        expect(("WLTH", row["cust_no"]) in known, "asset_allocation: unknown customer")
        shares["actual", row["event_id"]] += row["actual_bp"]
        shares["model", row["event_id"]] += row["model_bp"]
    expect(set(shares.values()) <= {10000}, "asset_allocation: shares")


previous = None
wealth_accounts = set()
for date in dates:
    for name in ("cif_core", "cif_card", "cif_loan", "cif_wealth", "cif_mobile"):
        if not present(name):
            continue
        src = {"core": "CORE", "card": "CARD", "loan": "LOAN", "wealth": "WLTH", "mobile": "MOBI"}[name[4:]]
        rows = accepted(name, date, previous)
        if src == "CORE":
            for row in rows:
                customers[src][row["cust_no"],] = row
        else:
            customers[src].take(name, rows, "cust_no")
        known |= {(src, row["cust_no"]) for row in rows}
        if src == "WLTH":
            risk_of.update({row["cust_no"]: (row["investor_risk"], row["investor_risk_to"]) for row in rows})
    for line in open(os.path.join(LANDING, f"CARD_ACCT_{date.replace('-', '')}.txt"), "rb"):
        cells = line.decode("gb18030", "replace").rstrip("\n").split("|+|")
        if len(cells) == 14 and cells[0] in "IU" and ("CARD", cells[2]) in known and cells[1][:6] != "620991":
            customers_cards[cells[1]] = cells
    active[date] = {(s, k[0]) for s, rows in customers.items() for k, row in rows.items() if row["cust_status"] == "A"}
    if present("loan_account"):
        instalments.take("loan_installment", accepted("loan_installment", date, previous), "loan_no period_no")
        loans_on[date] = accepted("loan_account", date, previous)
        loan_checks(date, loans_on[date])
    if present("deposit_account"):
        accounts.take("deposit_account", accepted("deposit_account", date, previous), "account_no")
        account_checks()
        deposit_checks(date, sorted(accepted("deposit_balance", date, previous), key=lambda r: r["biz_date"]))
        stock_on[date] = {key: value[1] for key, value in balances.items()}
        open_demand = [row for row in accounts.values() if row["acct_type"] == "DEMAND" and row["status"] == "OPEN"]
        services_on[date] = [len({person["CORE", row["cust_no"]] for row in open_demand if test(row)}) for test in (
            lambda row: True, lambda row: row["messenger"] == "Y", lambda row: row["tp_pay"] == "Y")]
    if present("wealth_position"):
        products = {row["product_code"]: row for row in accepted("wealth_product", date, previous)}
        rows = accepted("wealth_position", date, previous)
        positions.take("wealth_position", rows, "wealth_acct_no product_code pension")
        position_checks(date, rows)
        wealth_accounts |= {key[0] for key in positions}
        position_on[date] = {k: row["value_fen"] for k, row in positions.items() if row["op"] != "D"}
    if present("loan_application"):
        rows = accepted("loan_application", date, previous)
        step_checks(rows)
        steps += rows
    if present("wealth_order"):
        rows = accepted("wealth_order", date, previous)
        order_checks(rows)
        orders += rows
    if present("insurance_policy"):
        rows = accepted("insurance_policy", date, previous)
        policies.take("insurance_policy", rows, "policy_no")
        policy_checks(rows)
        policy_on[date] = {key: (row["cust_no"], in_force(row)) for key, row in policies.items() if row["op"] != "D"}
    if present("pension_event"):
        rows = accepted("pension_event", date, previous)
        pension_checks(rows)
        pension_events += rows
    if present("asset_allocation"):
        rows = accepted("asset_allocation", date, previous)
        allocation_checks(rows)
        allocations += rows
    if present("channel_event"):
        for row in accepted("channel_event", date, previous):
            expect(row["cust_no"] is None or (row["src"], row["cust_no"]) in known, "channel_event: unknown customer")
            expect(row["occurred_at"][:10] == row["biz_date"], "channel_event: day")
            events.append((row["event_id"], row["biz_date"], row["src"], row["cust_no"], row["channel"],
                           row["event_type"], row["app_version"], row["ref_id"]))
    if present("campaign_touch"):
        rows = accepted("campaign_touch", date, previous)
        touches.take("campaign_touch", rows, "touch_id")
        for row in rows:
            expect((row["arm"] == "C") == (row["outcome"] == "HELD"), "campaign_touch: outcome of the control arm")
            expect((row["src"], row["cust_no"]) in known, "campaign_touch: unknown customer")
    if os.path.exists(os.path.join(LANDING, f"FACILITY_{date.replace('-', '')}.txt")):
        facilities = {row["facility_no"]: row for row in accepted("facility", date, previous)}
        for row in facilities.values():
            expect(row["parent_no"] is None or facilities.get(row["parent_no"], {}).get("kind") == "BRANCH",
                   "facility: parent")
    if present("payment_service"):
        services += accepted("payment_service", date, previous)
        tasks += accepted("assistant_usage", date, previous)
        community += accepted("community_event", date, previous)
        rows = accepted("complaint_ticket", date, previous)
        tickets.take("complaint_ticket", rows, "ticket_no")
        for row in services + community + rows:
            expect(row["cust_no"] is None or (row["src"], row["cust_no"]) in known, "services: unknown customer")
        for row in rows:
            expect((row["state"] == "OPEN") == (row["closed_at"] is None), "complaint_ticket: state")
            expect("\n" in row["summary"] and '"' in row["summary"], "complaint_ticket: summary")
    previous = date

figures, tables = {}, {}
month_ends = [str(datetime.date(2023 + m // 12, m % 12 + 1, 1) - datetime.timedelta(1)) for m in range(12, 22)]


def ratio(part, whole):
    return None if whole == 0 else (-1 if part < 0 else 1) * ((abs(part) * 20000 + whole) // (2 * whole))


def persons_on(date):
    return {person[key] for key in active[date]}


documents = {}
for src, rows in customers.items():
    for (number,), row in rows.items():
        shown = (row["doc_type"], row["doc_no"], row["doc_country"], row["birth_date"], row["sex"])
        who = person[src, number]
        expect(documents.setdefault(who, shown) == shown, "a person with two documents")
expect(len({shown[:3] for shown in documents.values()}) == len(documents), "a document of two persons")
expect(set(person) == known, "persons.csv and the customer feeds differ")

customers_now = persons_on(AS_OF)
customers_base = persons_on(BASE) if BASE in active else set()
figures["K01"] = len(customers_now)
figures["K01.numbers"] = len(active[AS_OF])
for src in ("CORE", "CARD", "LOAN", "WLTH", "MOBI"):
    figures[f"K01.{src}"] = sum(1 for key in active[AS_OF] if key[0] == src)
figures["K02"], figures["K02.base"] = len(customers_now) - len(customers_base), len(customers_base)
figures["K02.joined"] = len(customers_now - customers_base)
figures["K02.left"] = len(customers_base - customers_now)

if AS_OF in loans_on:
    rows = [row for row in loans_on[AS_OF] if row["status"] == "ACTIVE"]
    edges = [0, 30, 60, 90, 180, 270, 360, 10**6]
    bucket = lambda row: next(i for i, edge in enumerate(edges) if row["dpd"] <= edge)
    for index in range(8):
        own = [row["balance_fen"] for row in rows if bucket(row) == index]
        figures[f"K48.B{index}"], figures[f"K48.B{index}_n"] = sum(own), len(own)
    figures["K48"] = figures["K40.den"] = sum(row["balance_fen"] for row in rows)
    figures["K40.num"] = sum(row["balance_fen"] for row in rows if row["src_grade"] in ("SUBSTANDARD", "DOUBTFUL", "LOSS"))
    figures["K40"] = ratio(figures["K40.num"], figures["K40.den"])
    for kind in CODES["loan"]:
        figures[f"K23.LOAN_{kind}"] = sum(row["balance_fen"] for row in rows if row["loan_type"] == kind)
        figures[f"K24.base_LOAN_{kind}"] = sum(row["balance_fen"] for row in loans_on.get(BASE, []) if row["loan_type"] == kind)
        figures[f"loans.{kind}"] = sum(1 for row in rows if row["loan_type"] == kind)
    tables["fact_instalment"] = {
        "rows": len(instalments),
        "due_fen": sum(r["due_principal_fen"] + r["due_interest_fen"] for r in instalments.values()),
        "paid_fen": sum(r["paid_principal_fen"] + r["paid_interest_fen"] for r in instalments.values())}


aum = {AS_OF: collections.Counter(), BASE: collections.Counter()}       # by person, AUM kinds together
stocks = {AS_OF: collections.Counter(), BASE: collections.Counter()}    # by kind
if AS_OF in stock_on:
    kinds = {"DEMAND": "DEMAND", "TIME": "TIME", "PENSION": "PENSION_CASH"}
    for date in (AS_OF, BASE):
        for key, fen in stock_on.get(date, {}).items():
            row = accounts[key,]
            stocks[date][kinds[row["acct_type"]]] += fen
            part = fen * (row["joint_share_bp"] or 0) // 10000
            aum[date][person["CORE", row["cust_no"]]] += fen - part
            if part:
                aum[date][person["CORE", row["joint_cust_no"]]] += part
    rows = accounts.values()
    new = [row for row in rows if YEAR <= row["open_date"] <= AS_OF]
    figures["K33"] = len(new)
    for mode in CODES["mode"]:
        figures[f"K33.{mode}"] = sum(1 for row in new if row["open_mode"] == mode)
    for place, id in ((1, "K34"), (2, "K35")):
        figures[id + ".den"], figures[id + ".num"] = services_on[AS_OF][0], services_on[AS_OF][place]
        figures[id] = ratio(figures[id + ".num"], figures[id + ".den"])
        for end in month_ends:    # of a month without a delivery the files say nothing
            told = services_on.get(end)
            figures[f"{id}.{end[:7]}"] = ratio(told[place], told[0]) if told else None
    figures["K46"] = sum(1 for row in rows if row["acct_type"] == "PENSION" and row["status"] == "OPEN")
    figures["joint"] = sum(1 for row in rows if row["joint_cust_no"])
    figures["foreign"] = sum(1 for row in rows if row["ccy"] != "CNY")
    figures["accounts"] = len(accounts)
    for card in customers_cards.values():
        expect(not card[4] or (card[4],) in accounts, "card_account: an account that no one opened")
        if card[4] and (card[4],) in accounts:
            account = accounts[card[4],]
            expect(person["CORE", account["cust_no"]] == person["CARD", card[2]], "card_account: another's account")
            expect(account["acct_type"] == "DEMAND" and account["ccy"] == "CNY", "card_account: kind of account")
            expect(account["open_date"].replace("-", "") <= card[11], "card_account: before its account")

if AS_OF in position_on:
    owner = {key: row["cust_no"] for key, row in positions.items()}
    for date in (AS_OF, BASE):
        for key, fen in position_on.get(date, {}).items():
            stocks[date][products[key[1]]["aum_kind"]] += fen
            aum[date][person["WLTH", owner[key]]] += fen
    def holders(test):
        return [(owner[k], v) for k, v in position_on[AS_OF].items() if v > 0 and test(products[k[1]])]
    bundle = holders(lambda p: p["bundle_code"] == "TTY")
    figures["K11"] = len({person["WLTH", c] for c, _ in bundle})
    figures["K11.rows"], figures["K11.fen"] = len(bundle), sum(v for _, v in bundle)
    figures["K44"] = len({person["WLTH", c] for c, _ in holders(lambda p: p["index_code"] == "A500")})
    figures["K49.C"] = len({person["WLTH", c] for c, _ in holders(lambda p: p["partner_grade"] == "C")})
    figures["K49.D"] = len({person["WLTH", c] for c, _ in holders(lambda p: p["partner_grade"] == "D")})
    figures["K49"] = len({person["WLTH", c] for c, _ in holders(lambda p: p["partner_grade"] in "CD")})
    offered = [p for p in products.values() if p["status"] == "OFFERED"]
    figures["K51.den"], figures["K51.num"] = len(offered), sum(1 for p in offered if p["min_buy_fen"] <= 100)
    figures["K51"] = ratio(figures["K51.num"], figures["K51.den"])
for date in (AS_OF, BASE):
    for holder, fen in policy_on.get(date, {}).values():
        stocks[date]["INSURANCE"] += fen
        aum[date][person["WLTH", holder]] += fen
figures["K03"] = sum(stocks[AS_OF].values())
figures["K04"] = figures["K03"] - sum(stocks[BASE].values())
figures["K04.growth_bp"] = ratio(figures["K04"], sum(stocks[BASE].values()))
for kind in CODES["aum"]:
    figures[f"K04.{kind}"] = stocks[AS_OF][kind] - stocks[BASE][kind]
    figures[f"K03.{kind}"], figures[f"base.{kind}"] = stocks[AS_OF][kind], stocks[BASE][kind]
tiers = collections.Counter()
for p in customers_now:
    tiers[sum(aum[AS_OF][p] >= t * 100 for t in (10**4, 5 * 10**4, 2 * 10**5, 10**6, 6 * 10**6, 8 * 10**6))] += 1
figures["tiers"] = dict(sorted(tiers.items()))

# ---- tiers: the best of the last six month averages, of months at whose end the person was a customer
changes = []           # (person, day, fen more than before)
for key, on, before, after in day_ends:
    row = accounts[key,]
    parts = [fen * (row["joint_share_bp"] or 0) // 10000 for fen in (before, after)]
    changes.append((person["CORE", row["cust_no"]], on, after - before - parts[1] + parts[0]))
    if row["joint_cust_no"]:
        changes.append((person["CORE", row["joint_cust_no"]], on, parts[1] - parts[0]))
for place, date in enumerate(dates):
    for held, holder in ((position_on, lambda k, d: owner[k]), (policy_on, lambda k, d: held[d][k][0])):
        worth = lambda value: value[1] if isinstance(value, tuple) else value
        now, before = held.get(date, {}), held.get(dates[place - 1], {}) if place else {}
        for key in now.keys() | before.keys():
            who = person["WLTH", holder(key, date if key in now else dates[place - 1])]
            changes.append((who, date, worth(now.get(key, 0)) - worth(before.get(key, 0))))
fen_days = {end: collections.Counter() for end in month_ends}
for who, on, fen in changes:
    for end in month_ends:
        if on <= end and fen:
            fen_days[end][who] += fen * (gap(end, max(on, end[:8] + "01")) + 1)
steps_of_tiers = [value * 10**6 for value in (1, 5, 20, 100, 600, 800)]
reached_tiers = collections.defaultdict(list)
for end in month_ends:
    told = max((date for date in dates if date <= end), default=None)
    for who in persons_on(told) if told else ():
        mean = fen_days[end][who] // int(end[8:])
        reached_tiers[who].append(sum(mean >= step for step in steps_of_tiers))
best = collections.Counter(max(reached_tiers[who][-6:]) for who in customers_now)
figures["K47"] = sum(best.values())
for place, tier in enumerate(("T0", "T3", "T4", "T5", "T6", "T7", "PB")):
    figures["K47." + tier] = best[place]

# ---- what debts.py counts: cards and risk events; with the loans, consumer credit
debts = json.loads(subprocess.run(
    [sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "debts.py"), FOLDER, "figures"],
    capture_output=True, check=True).stdout)
if AS_OF in loans_on:
    def consumer(date):
        if date not in debts["overdraft"] or date not in loans_on:
            return None
        own = {kind: sum(row["balance_fen"] for row in loans_on[date] if row["loan_type"] == kind[5:])
               for kind in ("LOAN_CONS_CREDIT", "LOAN_CONS_SECURED")}
        return own | {"CARD_OVERDRAFT": debts["overdraft"][date]}
    now, base, before = consumer(AS_OF), consumer(BASE), consumer("2023-09-30")
    for id, parts in (("K23.", now), ("K24.base_", base)):
        figures.update({id + kind: fen for kind, fen in parts.items()})
    figures["K23"], figures["K24.base"], figures["K23.instal"] = sum(now.values()), sum(base.values()), debts["instal"]
    figures["K24"] = ratio(figures["K23"] - figures["K24.base"], figures["K24.base"])
    figures["K24.yoy_base"] = before and sum(before.values())
    figures["K24.yoy_bp"] = before and ratio(figures["K23"] - figures["K24.yoy_base"], figures["K24.yoy_base"])
    for path in ("PREVENT", "CONTROL", "COVER"):
        figures["K39." + path], figures[f"K39.{path}_fen"] = debts["net"].get(path, 0), debts["blocked"].get(path, 0)
    figures["K39"], figures["K39.blocked_fen"] = sum(debts["net"].values()), sum(debts["blocked"].values())

# ---- the ledger against the accounts, cell by cell: organisation, subject, currency
if AS_OF in loans_on and AS_OF in stock_on:
    province = lambda row: facilities[row["branch_no"]]["region_code"][:2]
    cells, known_items = collections.Counter(), collections.Counter()
    for (key,), row in accounts.items():
        subject = {"DEMAND": "DEMAND", "TIME": "TIME", "PENSION": "PENSION_CASH"}[row["acct_type"]]
        cells[province(row), subject, row["ccy"]] -= balances.get(key, (0,))[0]
    for row in loans_on[AS_OF]:
        cells[province(row), "LOAN_" + row["loan_type"], "CNY"] -= row["balance_fen"]
    cells["00", "CARD_OVERDRAFT", "CNY"] -= debts["overdraft"][AS_OF]
    cells["00", "CARD_OVERPAID", "CNY"] -= debts["overpaid"]
    with open(os.path.join(LANDING, f"GL_{AS_OF.replace('-', '')}.csv"), encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if not row["org"].startswith("X"):    # dirt
                cells[row["org"], row["subject"], row["ccy"]] += int(row["balance_minor"])
    reference = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../Pipelines/retail/reference/gl_items.csv")
    with open(reference, encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["valid_from"] <= AS_OF < row["valid_to"]:
                known_items[row["org"], row["subject"], row["ccy"]] += int(row["amount_minor"])
    figures["K50"] = sum(cells[cell] != known_items[cell] for cell in cells.keys() | known_items.keys())
    figures["K50.known"] = sum(amount != 0 for amount in known_items.values())

if touches:
    brain = [row for row in touches.values() if row["source"] == "BRAIN"]
    delivered = {"DELIVERED", "OPENED", "CLICKED", "CONVERTED", "REFUSED"}
    who = lambda row: person[row["src"], row["cust_no"]]
    reached = {who(r) for r in brain if r["arm"] == "T" and r["outcome"] in delivered and YEAR <= r["biz_date"] <= AS_OF}
    control = {who(r) for r in brain if r["arm"] == "C" and YEAR <= r["biz_date"] <= AS_OF}
    expect(not reached & control, "campaign_touch: a person in both arms")
    expect(reached | control <= customers_now, "campaign_touch: reached or held out, and gone")
    expect({who(r) for r in brain} <= reached | control, "campaign_touch: BRAIN never reached someone")
    figures["K05"], figures["K05.on_base"] = len(reached), len(reached & customers_base)
    figures["K05.joined"], figures["untouched"] = len(reached - customers_base), len(customers_now - reached - control)
    treated = reached & customers_base
    rise = lambda p: aum[AS_OF][p] - aum[BASE][p]
    figures["K06"], figures["K06.of"] = sum(rise(p) > 0 for p in treated), len(treated)
    figures["K06.rate_bp"] = ratio(figures["K06"], len(treated))
    figures["K08"] = sum(rise(p) >= 100_000 for p in treated)
    figures["K07.control"] = len(control & customers_base)
    figures["K07.control_rise"] = sum(rise(p) > 0 for p in control & customers_base)
    tables["fact_touch"] = {"rows": len(touches)}

if events:
    who = lambda e: person[e[2], e[3]]
    september = [e for e in events if e[4] == "MOB" and e[5] == "LOGIN" and e[1] >= "2024-09-01"]
    figures["K32"] = len({who(e) for e in september})
    figures["K32.registered"] = figures["K01.MOBI"]
    figures["v9"] = len({who(e) for e in september if e[6].startswith("9.")})
    figures["v10"] = len({who(e) for e in september if e[6].startswith("10.")})
    platforms = collections.defaultdict(set)
    for e in events:
        if e[4] in ("GMT", "WDT", "YXT", "REM") and e[3] and YEAR <= e[1]:
            platforms[who(e)].add(e[4])
    figures["K36"] = sum(len(v) >= 2 for v in platforms.values())
    for step in ("BOOK", "ARRIVE", "SERVED"):
        figures[f"K37.{step}"] = len({e[7] for e in events if e[5] == "APPT_" + step and YEAR <= e[1]})
    tables["fact_channel_event"] = {"rows": len(events)}

if services:
    year = lambda row: YEAR <= row["biz_date"] <= AS_OF
    sites = [row for row in facilities.values() if row["status"] == "OPEN"]
    kind = lambda k: [row for row in sites if row["kind"] == k]
    figures["K25.den"] = len(kind("BRANCH"))
    figures["K25.num"] = sum(row["age_friendly"] == "Y" for row in kind("BRANCH"))
    figures["K25"] = ratio(figures["K25.num"], figures["K25.den"])
    figures["K26"] = sum(row["elder_focus"] == "Y" for row in kind("BRANCH"))
    figures["K26.pension"] = sum(row["pension_branch"] == "Y" for row in kind("BRANCH"))
    figures["K26.atms"] = sum(row["passbook_upgrade"] == "Y" for row in kind("ATM"))
    figures["K27"] = sum(row["fx_card"] == "Y" for row in kind("FX_MERCHANT"))
    machines = kind("FX_MACHINE")
    figures["K29"], figures["K29.h24"] = len(machines), sum(row["hours"] == "24H" for row in machines)
    figures["K29.languages"] = max(len(row["languages"].split("/")) for row in machines)
    figures["K29.currencies"] = len({c for row in machines for c in row["currencies"].split("/")})
    figures["K30"], figures["K31"] = len(kind("FX_AGENCY")), len(kind("PAY_CENTRE"))
    for row in kind("PAY_CENTRE"):
        figures["K31." + row["scene"]] = figures.get("K31." + row["scene"], 0) + 1

    def net(kinds, test, what):
        return sum((-1 if r["kind"].endswith("_REV") else 1) * r[what] for r in services if r["kind"] in kinds and test(r))
    for id, kinds, test in (("K27.count", ("FXACQ", "FXACQ_REV"), year), ("K28", ("PACK", "PACK_REV"), lambda r: True),
                            ("K53.FXEX", ("FXEX", "FXEX_REV"), year), ("K53.CASHOUT", ("CASHOUT",), year)):
        figures[id] = net(kinds, test, "quantity")
        figures[{"K27.count": "K27.fen"}.get(id, id + ".fen" if id == "K28" else id + "_fen")] = net(kinds, test, "amount_cny_fen")
    figures["K53"] = figures["K53.FXEX"] + figures["K53.CASHOUT"]
    for pack in CODES["pack"]:
        figures["K28." + pack] = net(("PACK", "PACK_REV"), lambda r: r["pack_code"] == pack, "quantity")
    for row in services:
        expect(row["facility_no"] in facilities, "payment_service: unknown facility")

    def efficiency(id, rows, before, minutes):
        halves = [[r[minutes] for r in rows if before(r)], [r[minutes] for r in rows if not before(r)]]
        for name, half in zip(("before", "after"), halves):
            figures[f"{id}.{name}_n"], figures[f"{id}.{name}_sum"] = len(half), sum(half)
            figures[f"{id}.{name}"] = (2 * sum(half) + len(half)) // (2 * len(half))
        x, y = sum(halves[0]) * len(halves[1]), sum(halves[1]) * len(halves[0])
        return ratio(x - y, y), ratio(y - x, x)
    after = [row for row in tasks if row["phase"] == "AFTER"]
    figures["K16"] = len({row["assistant"] for row in after})
    figures["K17"] = len({r["staff_no"] for r in after if r["assistant"] == "COMPANION" and r["staff_role"] == "FRONT"})
    isBefore = lambda row: row["phase"] == "BEFORE"
    figures["K18"] = -efficiency("K18", [r for r in tasks if r["assistant"] == "DEPLOY" and year(r)], isBefore, "minutes")[1]
    figures["K19"] = efficiency("K19", [r for r in tasks if r["assistant"] == "ANALYSIS" and year(r)], isBefore, "minutes")[0]
    closed = [r for r in tickets.values() if r["state"] == "CLOSED" and YEAR <= r["closed_at"][:10] <= AS_OF]
    figures["K20"], figures["K20.time_bp"] = efficiency("K20", closed, lambda r: r["assisted"] == "N", "handle_min")
    figures["complaints.open"] = sum(r["state"] == "OPEN" for r in tickets.values())

    last = {}
    for row in sorted(community, key=lambda r: (r["occurred_at"], r["event_id"])):
        if row["event_type"] in ("FOLLOW", "UNFOLLOW"):
            last[row["user_id"], row["community_account"]] = row
    member = lambda r: person[r["src"], r["cust_no"]]
    following = [row for row in last.values() if row["event_type"] == "FOLLOW"]
    figures["K09"] = len({member(r) for r in following if r["cust_no"]})
    figures["K09.ever"] = len({member(r) for r in community if r["cust_no"] and r["event_type"] == "FOLLOW"})
    figures["K09.pairs"] = len(following)
    figures["K09.noparty"] = len({r["user_id"] for r in following if not r["cust_no"]})
    figures["K10"] = len({member(r) for r in community if r["event_type"] == "READ" and r["content_kind"] == "RESEARCH" and year(r)})
    tables["fact_payment_service"] = {"rows": len(services), "amount_cny_fen": sum(r["amount_cny_fen"] for r in services)}
    tables["fact_assistant"] = {"rows": len(tasks), "minutes": sum(r["minutes"] for r in tasks)}
    tables["fact_community"] = {"rows": len(community)}
    tables["fact_complaint"] = {"rows": len(tickets), "handle_min": sum(r["handle_min"] or 0 for r in tickets.values())}
if steps:
    passed = {stage: {} for stage in CODES["stage"]}
    for row in steps:
        if row["contactless"] == "Y" and row["result"] == "PASS":
            passed[row["stage"]][row["application_no"]] = row
    for stage, rows in passed.items():
        figures[f"K13.{stage}"] = len(rows)
    figures["K13"], figures["K12"] = len(passed["SUBMIT"]), len(passed["SIGN"])
    figures["K12.persons"] = len({person["LOAN", row["cust_no"]] for row in passed["SIGN"].values()})
    figures["K12.ytd"] = sum(1 for row in passed["SIGN"].values() if row["biz_date"] >= YEAR)
    rates = [r["rate_bp"] for r in steps if r["stage"] == "DECIDE" and r["result"] == "PASS" and r["biz_date"] >= YEAR]
    figures["K52.of"], figures["K52"], figures["K52.zero"] = len(rates), sum(r <= 300 for r in rates), rates.count(0)
    tables["fact_loan_stage"] = {"rows": len(steps)}
    listed = {row["loan_no"] for rows in loans_on.values() for row in rows}
    linked = [r for r in steps if r["stage"] == "DISBURSE" and r["result"] == "PASS" and r["loan_no"] in listed]
    borrower = {r["loan_no"]: (r["cust_no"], r["start_date"], r["contactless"]) for rows in loans_on.values() for r in rows}
    for row in linked:
        expect(borrower[row["loan_no"]] == (row["cust_no"], row["biz_date"], row["contactless"]),
               "loan_application: not the loan that was lent")
    expect(2 * len(linked) > len(listed), "loan_application: few loans were applied for")

if orders:
    done = [row for row in orders if row["state"] == "CONFIRMED" and row["biz_date"] >= YEAR]
    figures["K42"] = len({row["wealth_acct_no"] for row in done if row["order_type"] == "AUTO"})
    figures["K42.night"] = sum(row["session"] == "NIGHT" for row in done)
    modes = collections.Counter(row["settle_mode"] for row in done if row["side"] == "SELL")
    for mode in ("T0", "T05", "T1"):
        figures[f"K43.{mode}"] = modes[mode]
    figures["K43"] = ratio(modes["T0"] + modes["T05"], sum(modes.values()))
    bought = [row for row in orders if row["state"] == "CONFIRMED" and row["side"] == "BUY"]
    figures["K51.free_orders"] = sum(row["fee_fen"] == 0 for row in bought if row["biz_date"] >= YEAR)
    figures["K51.unsuitable"] = sum(
        row["cust_risk"] < products[row["product_code"]]["risk_level"] for row in bought if row["biz_date"] >= YEAR)
    tables["fact_order"] = {"rows": len(orders), "amount_fen": sum(row["amount_fen"] for row in orders),
                            "fee_fen": sum(row["fee_fen"] for row in orders)}
    tables["customer_month"] = {"order_fen": sum(row["amount_fen"] for row in bought)}

if policies:
    new = [r for r in policies.values() if r["op"] != "D" and YEAR <= r["issue_date"] <= AS_OF and r["status"] != "CANCELLED"]
    for mode in CODES["paymode"]:
        own = [row["premium_fen"] for row in new if row["pay_mode"] == mode]
        figures[f"K45.{mode}"], figures[f"K45.{mode}_fen"] = len(own), sum(own)
    figures["K45"] = ratio(figures["K45.REGULAR"], len(new))

if pension_events:
    sign = {"CONTRIB": 1, "CONTRIB_REV": -1, "BUY": -1, "SELL": 1, "INTEREST": 1}
    cash, paid, launch, years = (collections.Counter() for _ in range(4))
    for row in pension_events:
        signed = sign.get(row["kind"], 0) * row["amount_fen"]
        cash[row["account_no"]] += signed
        if row["kind"] in ("CONTRIB", "CONTRIB_REV"):
            years[row["cust_no"], row["tax_year"]] += signed
            if YEAR <= row["biz_date"] <= AS_OF:
                paid[row["account_no"]] += signed
            if "2022-11-25" <= row["biz_date"] <= "2022-12-31":
                launch[row["account_no"]] += signed
    expect(max(years.values()) <= 1_200_000, "pension_event: more than the cap")
    for key, row in accounts.items():
        if row["acct_type"] == "PENSION":
            expect(cash[key[0]] == stock_on[AS_OF].get(key[0], 0), "pension_event: cash differs from the balance")
    mean = lambda total, count: None if count == 0 else (2 * total + count) // (2 * count)
    for name, part in (("", paid), ("base_", launch)):
        own = [fen for fen in part.values() if fen > 0]
        figures[f"K15.{name}sum"], figures[f"K15.{name}accounts"] = sum(own), len(own)
    figures["K15"] = mean(figures["K15.sum"], figures["K15.accounts"])
    figures["K15.base"] = mean(figures["K15.base_sum"], figures["K15.base_accounts"])
    figures["K15.per_open"] = mean(figures["K15.sum"], figures["K46"])
    figures["K15.growth_bp"] = ratio(figures["K15"] - figures["K15.base"], figures["K15.base"])
    tables["fact_pension"] = {"rows": len(pension_events), "amount_fen": sum(r["amount_fen"] for r in pension_events),
                              "signed_fen": sum(cash.values())}

if allocations:
    recent = [row for row in allocations if row["biz_date"] >= YEAR]
    figures["K14"] = len({person["WLTH", row["cust_no"]] for row in recent})
    figures["K14.steps"] = len({row["event_id"] for row in recent})
    for step in CODES["step"]:
        figures[f"K14.{step}"] = len({row["event_id"] for row in recent if row["step"] == step})
    tables["fact_allocation"] = {"rows": len(allocations)}

print(json.dumps({"counts": counts, "figures": figures, "tables": tables, "complaints": complaints}, indent=1))
