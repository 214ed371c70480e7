"""Case U49: persons who withdraw, ask not to be called, or ask to be erased; planted in a sample bank's last two nights, and judged.
Standard library only.

usage: leaving.py register HOME       before any night: a registration of the mobile bank that holds nothing, told again on the last day
       leaving.py ask HOME            after the night before the last: three persons speak; prints `kind party` lines
       leaving.py judge HOME KEYFILE  after the last night: what became of them (reads the lines that `ask` printed from HOME/asked)
       leaving.py kinds HOME          a hundred persons of all kinds: prints `kind party` lines
       leaving.py verdicts HOME FILE  whom the law keeps, by account, against what `mart erase` printed into FILE"""
import csv
import gzip
import hmac
import json
import sqlite3
import sys

BEFORE, LAST = '2024-09-29', '2024-09-30'
NUMBER = 'MB79999999999'
REGISTRATION = {
    'op': 'I', 'cust_no': NUMBER, 'name': '离任之', 'sex': 'F', 'birth_date': '1988-02-29', 'doc_type': 'PASSPORT', 'doc_no': 'E99887766',
    'doc_country': 'CHN', 'nationality': 'CHN', 'phone': '19999900001', 'region_code': '320302', 'address': '江苏省徐州市鼓楼区离任巷1号',
    'occupation': 'PROFESSIONAL', 'kyc_risk': 'L', 'cust_status': 'A', 'open_date': '2024-09-02', 'branch_no': 'B10007',
    'updated_at': '2024-09-02T09:12:12+08:00', 'device_id': 'DV-LEAVINGREGISTRATION',
}
command, home = sys.argv[1:3]


def compact(date):
    return date.replace('-', '')


def control(path, changes):
    lines = [line.split('=', 1) for line in open(path).read().split('\n') if line]
    open(path, 'w').write(''.join(f'{k}={int(v) + changes[k] if k in changes else v}\n' for k, v in lines))


def ask(sql, *values, file='current/mart.sqlite'):
    db = sqlite3.connect(f'file:{home}/{file}?mode=ro', uri=True)
    try:
        return db.execute(sql, values).fetchall()
    finally:
        db.close()


def register():
    for date, op in ((BEFORE, 'I'), (LAST, 'U')):
        path = f'{home}/landing/cif_mobile.{compact(date)}'
        data = gzip.decompress(open(path + '.jsonl.gz', 'rb').read())
        line = json.dumps({**REGISTRATION, 'op': op}, ensure_ascii=False, separators=(',', ':')).encode() + b'\n'
        open(path + '.jsonl.gz', 'wb').write(gzip.compress(data + line, mtime=0))
        control(path + '.ctl', {'rows': 1, 'total.active': 1})


def number_of(party, src=None):
    """A number of the person's as sources say it."""
    (src, token), = ask("SELECT src, src_cust_id FROM id_xref WHERE is_current = 1 AND party_id = ? AND src = COALESCE(?, src) ORDER BY src LIMIT 1", party, src)
    (value,), = ask("SELECT value FROM vault_token WHERE kind = 'customer' AND token = ?", token, file='state/vault.sqlite')
    return value.split('|', 1)


def speak():
    reached = "SELECT a.party_id FROM mkt_next_action AS a WHERE a.action IN ('SEND', 'HOLD')"
    refuses, = ask(f"{reached} AND a.party_id IN (SELECT party_id FROM mkt_feature) AND a.party_id IN (SELECT party_id FROM id_xref WHERE is_current = 1 AND src = 'MOBI') ORDER BY 1 LIMIT 1")
    silent, = ask(f"{reached} AND a.party_id <> ? AND (SELECT COUNT(DISTINCT x.src) FROM id_xref AS x WHERE x.party_id = a.party_id AND x.is_current = 1) >= 3 ORDER BY 1 LIMIT 1", *refuses)
    owes, = ask("""SELECT b.party_id FROM bridge_account_party AS b JOIN dim_account AS a ON a.account_id = b.account_id AND a.is_current = 1
        WHERE b.is_current = 1 AND b.role = 'PRIMARY' AND a.family = 'LOAN' AND a.status = 'ACTIVE' AND b.party_id NOT IN (?, ?) ORDER BY 1 LIMIT 1""", *refuses, *silent)
    (gone,), = ask("SELECT token FROM vault_token WHERE kind = 'customer' AND value = ?", 'MOBI|' + NUMBER, file='state/vault.sqlite')
    gone, = ask("SELECT party_id FROM id_xref WHERE is_current = 1 AND src = 'MOBI' AND src_cust_id = ?", gone)
    words = [('refuses', refuses, 'MOBI', 'AUTO_DECISION', 'WITHDRAWN'), ('silent', silent, 'CARD', 'DNC', 'GIVEN'), ('owes', owes, None, 'ERASURE', 'REQUESTED')]
    path = f'{home}/landing/CONSENT_{compact(LAST)}'
    with open(path + '.csv', 'a', encoding='utf-8', newline='') as file:
        writer = csv.writer(file, lineterminator='\n')
        for serial, (_, (party,), src, kind, state) in enumerate(words):
            if src == 'CARD' and not ask("SELECT 1 FROM id_xref WHERE is_current = 1 AND party_id = ? AND src = 'CARD'", party):
                src = None
            writer.writerow(['I', f'CS9000000{serial}', *number_of(party, src), kind, state, f'{LAST}T10:00:00+08:00'])
    control(path + '.ctl', {'rows': len(words)})
    lines = [f'{what} {party}' for what, (party,), *_ in words] + [f'gone {gone[0]}']
    open(f'{home}/asked', 'w').write('\n'.join(lines) + '\n')
    print('\n'.join(lines))


def letters(key, user, party):
    number = int.from_bytes(hmac.digest(key, f'output-token|{user}|party|{party}'.encode(), 'sha256')[:16], 'big')
    text = ''
    for _ in range(14):
        text += chr(97 + number % 26)
        number //= 26
    return text


def judge(keyfile):
    key = bytes.fromhex(open(keyfile).read().strip())
    who = {what: int(party) for what, party in (line.split() for line in open(f'{home}/asked'))}
    rows = {}
    for output in ('E04_FEATURES', 'E05_TOUCH_LIST'):
        text = gzip.open(f'{home}/current/outbox/marketing/{output}_v1_{compact(LAST)}.csv.gz', 'rt', encoding='utf-8', newline='')
        rows[output[:3]] = list(csv.DictReader(text))
    wrong = []

    def expect(what, found, expected):
        if found != expected:
            wrong.append(f'{what}: {found} instead of {expected}')

    def listed(output, what):
        token = letters(key, 'marketing', who[what])
        return sorted({tuple(r.get(c, '') for c in ('action', 'suppress_reason')) for r in rows[output] if r['party_token'] == token})

    expect('who refuses automated decisions, in E04', listed('E04', 'refuses'), [])
    expect('in E05', listed('E05', 'refuses'), [('SUPPRESS', 'S03')])
    expect('who is not to be called under one number, in E05', listed('E05', 'silent'), [('SUPPRESS', 'S02')])
    expect('and as a person', ask('SELECT do_not_contact FROM dim_party WHERE is_current = 1 AND party_id = ?', who['silent']), [(1,)])
    expect('who was erased, in E04', listed('E04', 'gone'), [])
    expect('in E05', [row for row in listed('E05', 'gone') if row[0] != 'SUPPRESS'], [])
    person = ask('SELECT erased, birth_year, sex, region_code, occupation FROM dim_party WHERE is_current = 1 AND party_id = ?', who['gone'])
    expect('as a person', person, [(1, None, None, None, None)])
    refused = ask("SELECT d.feed, q.line FROM meta_quarantine AS q JOIN meta_delivery AS d ON d.delivery_id = q.delivery_id WHERE q.rule = 'ERA-01'")
    expect('delivered again', refused, [('cif_mobile', 1)])
    counted = ask("SELECT accepted, quarantined FROM meta_delivery WHERE feed = 'cif_mobile' AND business_date = ?", LAST)
    expect('counted', counted, [(0, 1)])
    expect('amounts that do not tie', ask('SELECT COUNT(*) FROM meta_conservation WHERE difference <> 0'), [(0,)])
    for line in wrong:
        print(line)
    print(f'{len(wrong)} wrong')
    sys.exit(1 if wrong else 0)


def kinds():
    held = "SELECT b.party_id FROM bridge_account_party AS b JOIN dim_account AS a ON a.account_id = b.account_id AND a.is_current = 1 WHERE b.is_current = 1 AND "
    current = 'SELECT party_id FROM dim_party WHERE is_current = 1 AND '
    queries = {
        'loan': held + "a.family = 'LOAN' AND a.status = 'ACTIVE' AND b.role = 'PRIMARY'",
        'co_borrower': held + "b.role = 'CO_BORROWER'", 'guarantor': held + "b.role = 'GUARANTOR'", 'joint': held + "b.role = 'JOINT'",
        'supplementary': held + "b.role = 'SUPP'", 'insured': held + "b.role = 'INSURED'", 'deposit': held + "a.family = 'DEPOSIT' AND a.status = 'OPEN'",
        'wealth': held + "a.family = 'WEALTH'", 'card': held + "a.family = 'CARD' AND a.status = 'OPEN'", 'policy': held + "a.family = 'POLICY'",
        'closed_account': held + "a.status = 'CLOSED'",
        'no_account': current + 'party_id NOT IN (SELECT party_id FROM bridge_account_party WHERE party_id IS NOT NULL)',
        'closed': current + "status = 'C'", 'deceased': current + "status = 'D'", 'left': current + "status = 'X'",
        'minor': current + f"adult_on > '{LAST}'", 'three_numbers': 'SELECT party_id FROM id_xref WHERE is_current = 1 GROUP BY party_id HAVING COUNT(DISTINCT src) >= 3',
        'two_numbers_of_one_source': 'SELECT party_id FROM id_xref WHERE is_current = 1 GROUP BY party_id, src HAVING COUNT(*) > 1',
        'household': 'SELECT party_id FROM bridge_household_party', 'community': 'SELECT party_id FROM customer_360_now WHERE follower = 1',
        'pension': 'SELECT party_id FROM customer_360_now WHERE pension_open = 1', 'complaint': 'SELECT party_id FROM fact_complaint', 'fraud': 'SELECT party_id FROM fact_risk_event',
        'touched': "SELECT party_id FROM mkt_next_action WHERE action = 'SEND'", 'refusing': current + 'opt_auto = 1',
        'asked_before': "SELECT party_id FROM fact_consent WHERE kind = 'ERASURE'",
    }
    taken, lines = set(), []
    for kind, sql in queries.items():
        some = [p for (p,) in ask(f'SELECT DISTINCT party_id FROM ({sql}) WHERE party_id IS NOT NULL ORDER BY party_id') if p not in taken][:3]
        taken |= set(some)
        lines += [(kind, p) for p in some]
    rest = [p for (p,) in ask('SELECT DISTINCT party_id FROM id_xref WHERE is_current = 1 ORDER BY party_id DESC') if p not in taken]
    lines += [('any', p) for p in rest[:100 - len(lines)]]
    print('\n'.join(f'{kind} {party}' for kind, party in lines))


def verdicts(file):
    """The law by account: open, or ended less than five years ago (2024), keeps everybody who stood or stands in it."""
    said = dict(line.split()[:2] for line in open(file, encoding='utf-8') if len(line.split()) > 1 and line.split()[1] in ('EXECUTED', 'LEGAL_HOLD'))
    ended = {'CLOSED', 'LAPSED', 'CANCELLED', 'MATURED', 'SURRENDERED'}
    accounts = {a: (family, status, close) for a, family, status, close in ask('SELECT account_id, family, status, close_date FROM dim_account WHERE is_current = 1')}
    held, since = set(), str(int(LAST[:4]) - 5) + LAST[4:]
    for party, account, is_current in ask('SELECT DISTINCT party_id, account_id, is_current FROM bridge_account_party WHERE party_id IS NOT NULL'):
        family, status, close = accounts.get(account, ('', 'CLOSED', None))
        if is_current and status not in ended and close is None or family == 'LOAN' and status != 'CLOSED' or (close or LAST) > since:
            held.add(str(party))
    wrong = [f'{party}: {state}' for party, state in said.items() if (state == 'LEGAL_HOLD') != (party in held)]
    print('\n'.join(wrong + [f'{len(said)} persons, {sum(s == "EXECUTED" for s in said.values())} go, {len(wrong)} wrong']))
    sys.exit(1 if wrong or not said else 0)


{'register': register, 'verdicts': lambda: verdicts(sys.argv[3]), 'ask': speak, 'judge': lambda: judge(sys.argv[3]), 'kinds': kinds}[command]()
