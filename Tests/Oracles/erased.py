"""Judges an erasure from outside: what the vault held before, looked for in every file afterwards, and every row of
everybody else compared.
usage: erased.py BEFORE HOME PARTY... [--held PARTY...] [--scan-only]   BEFORE and HOME are homes (before and after the erasure and the
night after it); persons that were let go, and those that the law holds. Prints what is wrong; exit 1 where something is."""
import base64, binascii, gzip, os, sqlite3, subprocess, sys, tempfile

scan_only = '--scan-only' in sys.argv
given = [a for a in sys.argv[3:] if a != '--scan-only'] + ['--held']
cut = given.index('--held')
before, home, parties, held_parties = sys.argv[1], sys.argv[2], [int(p) for p in given[:cut]], [int(p) for p in given[cut + 1:-1]]
wrong = []


def read(path):
    return sqlite3.connect(f'file:{path}?mode=ro', uri=True)


mart, vault, journal = (read(f'{before}/{p}') for p in ('current/mart.sqlite', 'state/vault.sqlite', 'state/journal.sqlite'))
marks = ','.join('?' * len(parties))
numbers = [r[0] for r in mart.execute(f'SELECT DISTINCT src_cust_id FROM id_xref WHERE party_id IN ({marks})', parties)]
sources = ['core', 'card', 'loan', 'wealth', 'mobile']
texts = ['name', 'doc_no', 'phone', 'address', 'device_id']

# Values of theirs, and of all others.
theirs, others = set(), set()
for token, value in vault.execute("SELECT token, value FROM vault_token WHERE kind = 'customer'"):
    (theirs if token in numbers else others).add(value.split('|', 1)[1])
for kind, value in vault.execute("SELECT kind, value FROM vault_token WHERE kind <> 'customer'"):
    others.add(value)
for source in sources:
    table = f'v_cif_{source}'
    known = [r[1] for r in vault.execute(f'PRAGMA table_info({table})')]
    for name in [t for t in texts if t in known]:
        for number, value in vault.execute(f'SELECT cust_no, {name} FROM {table} WHERE {name} IS NOT NULL'):
            (theirs if number in numbers else others).add(value)
values = [v for v in theirs - others if len(v.encode()) >= 8 and (len(v.encode()) >= 11 or not v.isdigit())]
print(f'{len(parties)} persons, {len(numbers)} numbers, {len(values)} values of their own')
if len(values) < len(parties) * 2:
    wrong.append('too few values to prove anything')

# 1. None of them stands in any file but the bank's own: as it is, in GB18030, in hex, or in base64 at whatever offset.
def forms(data):
    yield from (data, binascii.hexlify(data), binascii.hexlify(data).upper())
    for offset, first in ((0, 0), (1, 2), (2, 3)):
        # Without the letters that the bytes around have a part in.
        text = base64.b64encode(b'\0' * offset + data)[first:]
        yield text[:len(text) - (4 if (offset + len(data)) % 3 else 0)]


work = tempfile.TemporaryDirectory()
patterns = work.name + '/patterns'
needles = {f for v in values for d in {v.encode(), v.encode('gb18030')} for f in forms(d)}
open(patterns, 'wb').write(b''.join(f + b'\n' for f in sorted(needles) if len(f) >= 8))


def holds(data):
    grep = subprocess.run(['grep', '-aoFf', patterns], input=data, capture_output=True, env={'LC_ALL': 'C', 'PATH': os.environ['PATH']})
    return len(set(grep.stdout.split(b'\n')) - {b''})


for form in (str, lambda v: binascii.hexlify(v.encode()).decode(), lambda v: base64.b64encode(b'y' + v.encode() + b'zz').decode()):
    if values and not holds(f'k={form(values[0])};'.encode()):
        sys.exit('the search is blind')
searched = 0
for folder, _, files in os.walk(home):
    if os.path.relpath(folder, home).split(os.sep)[0] == 'landing':
        continue
    for file in files:
        path = os.path.join(folder, file)
        if os.path.islink(path) or file in ('personal_values.txt', 'persons.csv'):
            continue
        data = open(path, 'rb').read()
        if file.endswith('.gz'):
            data = gzip.decompress(data)
        searched += 1
        found = holds(data)
        if found:
            wrong.append(f'{os.path.relpath(path, home)} holds {found} values')
print(f'{searched} files searched')

if scan_only:
    print('\n'.join(wrong + [f'{len(wrong)} wrong']))
    sys.exit(1 if wrong else 0)

# 2. The vault kept everybody else, value by value.
after = read(f'{home}/state/vault.sqlite')
held = {v for _, v in after.execute('SELECT token, value FROM vault_token')}
for token, value in vault.execute("SELECT token, value FROM vault_token WHERE kind = 'customer'"):
    if (value in held) == (token in numbers):
        wrong.append('a customer number is ' + ('kept' if token in numbers else 'gone'))
for source in sources:
    rows = lambda db: {r for r in db.execute(f'SELECT * FROM v_cif_{source}') if r[0] not in numbers}
    if rows(vault) != rows(after):
        wrong.append(f'v_cif_{source}: rows of others differ')

# 3. Everybody else's rows of the mart, and all figures, are as they were.
new = read(f'{home}/current/mart.sqlite')
compared = 0
for (table,) in mart.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'meta_%' ORDER BY 1").fetchall():
    columns = [r[1] for r in mart.execute(f'PRAGMA table_info({table})')]
    if 'party_id' in columns:
        place = columns.index('party_id')
        apart = set(parties + held_parties)
        rows = lambda db: sorted((r for r in db.execute(f'SELECT * FROM {table}') if r[place] not in apart), key=repr)
    else:
        rows = lambda db: sorted(db.execute(f'SELECT * FROM {table}'), key=repr)
    old, fresh = rows(mart), rows(new)
    compared += len(old)
    if old != fresh:
        wrong.append(f'{table}: {len(set(old) ^ set(fresh))} rows of others differ')
print(f'{compared} rows compared')

# 4. They are there without any attribute.
blank = new.execute(f"""SELECT COUNT(*) FROM dim_party WHERE party_id IN ({marks}) AND (birth_year IS NOT NULL OR adult_on IS NOT NULL
    OR sex IS NOT NULL OR region_code IS NOT NULL OR nationality IS NOT NULL OR occupation IS NOT NULL OR kyc_risk IS NOT NULL)""", parties).fetchone()[0]
erased = new.execute(f'SELECT COUNT(*) FROM dim_party WHERE is_current = 1 AND erased = 1 AND party_id IN ({marks})', parties).fetchone()[0]
if blank or erased != len(parties):
    wrong.append(f'{blank} versions with attributes, {erased} of {len(parties)} marked as erased')

# 5. Whom the law holds is as he was, but for marketing, which has ended.
plain = 'party_id, birth_year, adult_on, sex, region_code, nationality, occupation, kyc_risk, status, deceased, erased'
for party in held_parties:
    one = lambda db, columns: db.execute(f'SELECT {columns} FROM dim_party WHERE is_current = 1 AND party_id = ?', (party,)).fetchall()
    if one(mart, plain) != one(new, plain) or one(new, 'opt_marketing') not in ([(0,)], []):
        wrong.append('a person on legal hold is not as before, or marketing goes on')
sent = [p for (p,) in new.execute("SELECT party_id FROM mkt_next_action WHERE action <> 'SUPPRESS'")]
if set(sent) & set(parties + held_parties):
    wrong.append('an offer is sent to who asked to be erased')

for line in wrong:
    print(line)
print(f'{len(wrong)} wrong')
sys.exit(1 if wrong else 0)
