"""Tries to find persons again in what users of the outputs get, as one who has their files would.
Standard library only. HOME's key is asked for to know the truth, never to guess.

usage: reidentify.py HOME KEYFILE [--page FILE | --compare FILE]
  prints, for every output, its quasi-identifiers and how few persons share them, then what two users' files tell together.
  --page writes the first table between the marks of a page, --compare says whether the page has it. Exit 1 where a promise is broken."""
import collections
import csv
import glob
import gzip
import hashlib
import hmac
import itertools
import os
import re
import sqlite3
import sys

home, keyfile = sys.argv[1:3]
key = bytes.fromhex(open(keyfile).read().strip())
mart = sqlite3.connect(f'file:{home}/current/mart.sqlite?mode=ro', uri=True)
wrong = []

# What somebody may know of a person who is not in the mart's own trade: how he looks, where he lives, which branch or manager he has,
# how the bank calls him. Each name stands in the output as it is; the rest of its columns are what one would learn.
QUASI = {
    'E01': ['kyc_risk', 'manage_level_min', 'protect_level_min'],
    'E03': ['branch_no'],
    'E04': ['age_band', 'sex', 'region_code', 'tier'],
    'E05': [],
    'E06': [],
    'E08': ['rm_staff_no', 'risk_level'],
}
# What is promised: every group of these columns has so many persons, but one of those whose columns are all folded.
PROMISED = [('E04', ['age_band', 'sex', 'region_code'], 20), ('E04', ['tier'], 20), ('E04', ['top_mcc_group'], 20), ('E04', ['card_feature'], 20)]
FOLDED = 'OTHER'
# Cells of aggregates that show a count below this are a breach; blank ones are what keeps it.
CELLS = [('E09', 'customer_cnt', 5)]
# Outputs of amounts of persons: who knows one amount exactly may find the row.
AMOUNTS = re.compile(r'(_fen|_bp|_e4|_minor)$')


def letters(user, token, kind='party'):
    number = int.from_bytes(hmac.digest(key, f'output-token|{user}|{kind}|{token}'.encode(), 'sha256')[:16], 'big')
    text = ''
    for _ in range(14):
        text += chr(97 + number % 26)
        number //= 26
    return text


class File:
    def __init__(self, path):
        self.path, self.user = path, os.path.basename(os.path.dirname(path))
        self.id = os.path.basename(path).split('_')[0]
        with gzip.open(path, 'rt', encoding='utf-8', newline='') as stream:
            reader = csv.DictReader(stream)
            self.rows = list(reader)
            self.columns = reader.fieldnames
        self.persons = 'party_token' in self.columns

    def groups(self, columns):
        """Persons by what the columns say of them; who has several rows counts once for each set of values."""
        found = collections.defaultdict(set)
        for row in self.rows:
            found[tuple(row[c] for c in columns)].add(row['party_token'])
        return found


files = [File(p) for p in sorted(glob.glob(f'{home}/current/outbox/*/*.csv.gz')) if not re.search(r'\.r\d+\.csv', p)]
assert len(files) > 5, 'no outputs'


def share(part, whole):
    return f'{100 * part / whole:.0f} %' if whole else '–'


# --- 1. How few persons share what may be known of them.
table = ['| output | user | persons | quasi-identifiers | smallest group | in groups under 5 | under 10 | alone by amounts |', '|---|---|---|---|---|---|---|---|']
for file in files:
    if not file.persons:
        if file.id in QUASI:
            wrong.append(f'{file.id} has no persons any more')
        counts = [(c, low) for i, c, low in CELLS if i == file.id]
        note = '; '.join(f'{c} {low} or more, else blank' for c, low in counts) or 'none: sums of many'
        cells = [int(r[c]) for c, _ in counts for r in file.rows if r[c] and int(r[c])]
        table.append(f'| {file.id} | {file.user} | sums | {note} | {min(cells) if cells else "–"} | – | – | – |')
        wrong += [f'{file.id}: {c} shows {r[c]}' for c, low in counts for r in file.rows if r[c] and 0 < int(r[c]) < low]
        continue
    if file.id not in QUASI:
        wrong.append(f'{file.id}: say in reidentify.py what of it may be known of a person')
        continue
    known = QUASI[file.id]
    people = {r['party_token'] for r in file.rows}
    groups = file.groups(known)
    small = {n: {p for g in groups.values() if len(g) < n for p in g} for n in (5, 10)}
    amounts = [c for c in file.columns if AMOUNTS.search(c)]
    by_person = collections.defaultdict(list)
    for row in file.rows:
        by_person[row['party_token']].append(tuple(row[c] for c in amounts))
    alike = collections.Counter(tuple(v) for v in by_person.values())
    alone = sum(alike[tuple(v)] == 1 for v in by_person.values())
    table.append(
        f'| {file.id} | {file.user} | {len(people)} | {", ".join(known) or "none"} | {min(map(len, groups.values()), default=0)} '
        f'| {share(len(small[5]), len(people))} | {share(len(small[10]), len(people))} | {share(alone, len(people)) if amounts else "no amounts"} |')

for output, columns, least in PROMISED:
    for file in (f for f in files if f.id == output):
        for values, people in file.groups(columns).items():
            # Whom nothing is known of any more may be few: there is nothing to know them by.
            if len(people) < least and not all(v == FOLDED for v in values):
                wrong.append(f'{output}: {len(people)} persons share {dict(zip(columns, values))}, {least} were promised')

# --- 2. Two users' files together: by token, by a reading of tokens, by order.
parties = [p for (p,) in mart.execute('SELECT DISTINCT party_id FROM dim_party')]
users = sorted({f.user for f in files if f.persons})
names = {user: {letters(user, p): p for p in parties} for user in users}
report = []


def ranks(tokens):
    return {t: i for i, t in enumerate(tokens)}


for file in files:
    if file.persons:
        unknown = [r['party_token'] for r in file.rows if r['party_token'] not in names[file.user]]
        if unknown:
            wrong.append(f'{file.id}: {len(unknown)} tokens are none of {file.user}')
        if any(not re.fullmatch('[a-z]{14}', r['party_token']) for r in file.rows):
            wrong.append(f'{file.id}: a token has another form')
        for column in (c for c in file.columns if c.endswith('_token') and c != 'party_token'):
            both = {r[column] for r in file.rows if r[column]} & set(names[file.user])
            if both:
                wrong.append(f'{file.id}: {len(both)} of {column} are tokens of persons too')

for a, b in itertools.combinations([f for f in files if f.persons], 2):
    if a.user == b.user:
        continue
    left, right = list(dict.fromkeys(r['party_token'] for r in a.rows)), list(dict.fromkeys(r['party_token'] for r in b.rows))
    if set(left) & set(right):
        wrong.append(f'{a.id} and {b.id}: {len(set(left) & set(right))} tokens are the same')
    # Parts of tokens, turned round or not, as often alike as chance has them: 26^-5 for each pair.
    readings = [lambda t: t[:5], lambda t: t[-5:], lambda t: t[::-1][:5], lambda t: ''.join(sorted(t))]
    truth = {p: t for t, p in names[b.user].items()}
    pairs = [(t, truth[names[a.user][t]]) for t in left if truth.get(names[a.user].get(t)) in set(right)]
    for number, reading in enumerate(readings):
        hits = sum(reading(x) == reading(y) for x, y in pairs)
        if hits > 1:
            wrong.append(f'{a.id} and {b.id}: reading {number} of tokens finds {hits} of {len(pairs)} persons')
    if len(pairs) < 20:
        report.append(f'{a.id} {a.user} and {b.id} {b.user}: {len(pairs)} persons in both, too few to tell an order')
        continue
    # Order: ranks among those in both, which is more than a thief would know.
    in_a, in_b = ranks([t for t, _ in sorted(pairs, key=lambda p: left.index(p[0]))]), ranks([u for _, u in sorted(pairs, key=lambda p: right.index(p[1]))])
    n = len(pairs)
    rho = 1 - 6 * sum((in_a[t] - in_b[u]) ** 2 for t, u in pairs) / (n * (n * n - 1))
    same = sum(in_a[t] == in_b[u] for t, u in pairs)
    if abs(rho) > 4 / (n - 1) ** 0.5:
        wrong.append(f'{a.id} and {b.id}: their orders go together, {rho:.2f} over {n} persons')
    if same > 6:
        wrong.append(f'{a.id} and {b.id}: laid side by side, {same} of {n} rows are of one person')
    report.append(f'{a.id} {a.user} and {b.id} {b.user}: {n} persons in both, 0 by token, {same} by order (chance: 1), ranks {rho:+.2f}')

# --- 3. The limit that is stated: an exact amount that both show. Assets of a person in E04 are the sum of his classes in E08.
by_id = {f.id: f for f in files}
if {'E04', 'E08'} <= set(by_id):
    sums = collections.Counter()
    for row in by_id['E08'].rows:
        sums[row['party_token']] += int(row['actual_fen'] or 0)
    held, shown = collections.Counter(sums.values()), collections.defaultdict(list)
    for row in by_id['E04'].rows:
        shown[row['aum_fen']].append(row['party_token'])
    found = right = 0
    for token, amount in sums.items():
        if amount and held[amount] == 1 and len(shown[str(amount)]) == 1:
            found += 1
            right += names['adviser'][token] == names['marketing'][shown[str(amount)][0]]
    report.append(f'limit: assets to the fen, which E04 and E08 both show, link {right} of {len(sums)} persons of E08')

text = '\n'.join(table)
print(text + '\n\n' + '\n'.join(report))
FRAME = re.compile(r'(<!-- reidentify -->\n).*?(<!-- /reidentify -->)', re.S)
for option, path in zip(sys.argv[3:], sys.argv[4:]):
    page = open(path, encoding='utf-8').read()
    new = FRAME.sub(lambda m: m[1] + text + '\n' + m[2], page)
    if option == '--page':
        open(path, 'w', encoding='utf-8').write(new)
    elif new != page or not FRAME.search(page):
        wrong.append(f'{path} has another table: `make reidentify` writes it')
for line in wrong:
    print('wrong:', line)
print(f'{len(wrong)} wrong')
sys.exit(1 if wrong else 0)
