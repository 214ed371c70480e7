"""Tries to bring personal data out of a home: models, checks, outputs, paths, rules, figures and questions that leak.
Each attack has an id and names its refusal; none may reach a published file or a terminal.
usage: attacks.py MART PIPELINE HOME [--list]    HOME holds a published night; exit 1 where one got through."""
import collections, os, re, shutil, subprocess, sys, tempfile

mart, pipeline, home = sys.argv[1:4]
attacks = []  # (kind, phase, refusal, text or arguments)


def add(kind, phase, refusal, text):
    attacks.append((kind, phase, refusal, text))


# --- Values that the vault alone holds, by every way that SQL has to name a column.
vaulted = [('cif_core', c) for c in ('name', 'doc_no', 'phone', 'address', 'birth_date')] + [('cif_mobile', 'device_id')]
forms = {
    'alias': 'SELECT 1 AS k, {c} AS x FROM stg_{t}',
    'qualified': 'SELECT 1 AS k, s.{c} AS x FROM stg_{t} AS s',
    'concatenation': "SELECT 1 AS k, 'a' || {c} || 'b' AS x FROM stg_{t}",
    'hex': 'SELECT 1 AS k, hex({c}) AS x FROM stg_{t}',
    'substr': 'SELECT 1 AS k, substr({c}, 1, 1) AS x FROM stg_{t}',
    'case': "SELECT 1 AS k, CASE WHEN {c} = 'x' THEN 'y' END AS x FROM stg_{t}",
    'aggregate of one': 'SELECT 1 AS k, MAX({c}) AS x FROM stg_{t} GROUP BY cust_no',
    'join': 'SELECT 1 AS k, p.sex AS x FROM dim_party AS p JOIN stg_{t} AS s ON s.{c} = p.sex',
    'scalar subquery': 'SELECT 1 AS k, (SELECT MIN({c}) FROM stg_{t}) AS x FROM run_context',
    'step': 'WITH s AS (SELECT {c} AS y FROM stg_{t}) SELECT 1 AS k, y AS x FROM s',
    'union': "SELECT 1 AS k, 'a' AS x FROM run_context UNION ALL SELECT 2, {c} FROM stg_{t}",
    'window': 'SELECT 1 AS k, LAG({c}) OVER (ORDER BY cust_no) AS x FROM stg_{t}',
    'filter': "SELECT 1 AS k, sex AS x FROM stg_{t} WHERE substr({c}, 1, 1) = '1'",
    'count': 'SELECT COUNT(DISTINCT {c}) AS k, NULL AS x FROM stg_{t}',
}
for form in forms.values():
    for table, column in vaulted:
        add('model', 'sql', 'lives in the vault alone', form.format(t=table, c=column))

# --- Tables that nobody reads.
hidden = ['vault_token', 'vault.vault_token', 'v_cif_core', 'vault.v_cif_core', 'vault.id_record', 'id_record', 'journal.j_cif_core',
          'j_cif_core', 'journal.id_span', 'jrn_cif_core', 'sqlite_schema', 'sqlite_master', 'temp.j_outcome', 'secret', 'token',
          'decisions.tombstone', 'ledger.decision', 'pragma_database_list', 'dbstat', 'sqlite_dbpage']
for table in hidden:
    add('model', 'sql', 'may not read|is no table|vault alone', f'SELECT 1 AS k, z.name AS x FROM {table} AS z')
    add('check', 'sql', 'may not read|is no table|vault alone', f'SELECT z.name AS x FROM {table} AS z')
    add('output', 'sql', 'may not read|is no table|vault alone', f'SELECT 1 AS k, z.name AS x FROM {table} AS z')
for table in ('stg_cif_core', 'stg_card_txn', 'ref_code', 'id_assignment', 'id_erasure'):
    add('check', 'sql', 'may not read', f'SELECT COUNT(*) AS x FROM {table} AS z')
    add('output', 'sql', 'may not read', f'SELECT 1 AS k, COUNT(*) AS x FROM {table} AS z')

# --- A class lowered without a word: keys and amounts of persons as C1.
low = {
    'rename': 'SELECT 1 AS k, {c} AS x FROM {t}', 'minus': 'SELECT 1 AS k, -{c} AS x FROM {t}',
    'text': 'SELECT 1 AS k, CAST({c} AS VARCHAR(20)) AS x FROM {t}', 'cut': 'SELECT 1 AS k, substr(CAST({c} AS VARCHAR(20)), 3, 9) AS x FROM {t}',
    'case': 'SELECT 1 AS k, CASE WHEN {c} > 5 THEN 1 ELSE 0 END AS x FROM {t}', 'most': 'SELECT 1 AS k, MAX({c}) AS x FROM {t} GROUP BY {p}',
    'sum of one': 'SELECT 1 AS k, SUM({c}) AS x FROM {t} GROUP BY {p}', 'coalesce': 'SELECT 1 AS k, COALESCE({c}, 0) AS x FROM {t}',
    'step': 'WITH s AS (SELECT {c} + 0 AS y FROM {t}) SELECT 1 AS k, y AS x FROM s',
    'two steps': 'WITH s AS (SELECT {c} AS y FROM {t}), u AS (SELECT y * 2 AS w FROM s) SELECT 1 AS k, w * 3 AS x FROM u',
    'union': 'SELECT 1 AS k, 0 AS x FROM run_context UNION ALL SELECT 2, {c} FROM {t}',
    'subquery': 'SELECT 1 AS k, (SELECT MAX(z.{c}) FROM {t} AS z) AS x FROM run_context',
    'window': 'SELECT 1 AS k, LAG({c}) OVER (ORDER BY {p}) AS x FROM {t}',
}
for form in low.values():
    for table, column in (('dim_party', 'party_id'), ('fact_card_txn', 'amount_fen'), ('dim_party', 'birth_year')):
        add('model', 'class', 'is C1, but is made of', form.format(t=table, c=column, p='account_id' if 'fact' in table else 'party_id'))

# --- Outputs: keys of the mart, classes above the ceiling, values of persons as C1.
for text in ('SELECT 1 AS k, party_id AS x FROM dim_party', 'SELECT 1 AS k, src_cust_id AS x FROM id_xref', 'SELECT 1 AS k, account_id AS x FROM dim_account',
             'SELECT 1 AS k, card_id AS x FROM dim_card', 'SELECT 1 AS k, party_id + 1 AS x FROM dim_party', 'SELECT 1 AS k, -party_id AS x FROM dim_party',
             'SELECT 1 AS k, household_id AS x FROM bridge_household_party', 'SELECT 1 AS k, CAST(party_id AS VARCHAR(20)) AS x FROM dim_party',
             "SELECT 1 AS k, 'P' || party_id AS x FROM dim_party", 'SELECT 1 AS k, MAX(party_id) AS x FROM dim_party GROUP BY region_code',
             'WITH s AS (SELECT party_id AS y FROM dim_party) SELECT 1 AS k, y AS x FROM s', 'SELECT 1 AS k, x.party_id * 10 + 3 AS x FROM dim_party AS x'):
    add('output C2', 'class', 'a key of the mart', text)
for text in ('SELECT 1 AS k, birth_year AS x FROM dim_party', 'SELECT 1 AS k, amount_fen AS x FROM fact_card_txn', 'SELECT 1 AS k, MAX(amount_fen) AS x FROM fact_card_txn GROUP BY account_id',
             'WITH s AS (SELECT account_id, SUM(amount_fen) AS y FROM fact_card_txn GROUP BY account_id) SELECT 1 AS k, y AS x FROM s'):
    add('output', 'class', 'is C1, but is made of', text)
for dataclass in ('C2i', 'C3'):
    add(f'output {dataclass}', 'contract', 'lives in the vault alone|above the ceiling', 'SELECT 1 AS k, sex AS x FROM dim_party')
    add(f'model {dataclass}', 'contract', 'lives in the vault alone', 'SELECT 1 AS k, sex AS x FROM dim_party')

# --- Messages of checks, and amounts of paths, that show a person.
for text in ('SELECT party_id AS x FROM dim_party', 'SELECT birth_year AS x FROM dim_party', 'SELECT MAX(amount_fen) AS x FROM fact_card_txn', 'WITH s AS (SELECT party_id + 0 AS y FROM dim_party) SELECT y AS x FROM s'):
    add('check shows', 'class', 'shows', text)
for text in ('SELECT SUM(party_id) FROM dim_party', 'SELECT MAX(src_cust_id) FROM id_xref', 'SELECT MIN(account_id + 1) FROM dim_account'):
    add('path', 'class', 'a key of the mart', text)

# --- What does more than read, and functions that reach beyond the mart: as contracts and as questions.
acts = ["ATTACH DATABASE '{vault}' AS v", 'DETACH DATABASE journal', 'PRAGMA query_only = OFF', 'PRAGMA writable_schema = ON', 'PRAGMA database_list',
        'DELETE FROM dim_party', 'UPDATE dim_party SET sex = NULL', "INSERT INTO dim_party(sex) VALUES ('x')", 'DROP TABLE dim_party', 'CREATE TABLE t(a)',
        'CREATE TEMP TRIGGER g AFTER INSERT ON dim_date BEGIN SELECT 1; END', 'CREATE VIEW w AS SELECT 1', "VACUUM INTO '/tmp/out.sqlite'", 'REINDEX', 'BEGIN', 'SAVEPOINT s',
        'CREATE VIRTUAL TABLE f USING fts5(a)', "SELECT 1 AS k, sex AS x FROM dim_party; ATTACH DATABASE '{vault}' AS v"]
for text in acts:
    text = text.format(vault=home + '/state/vault.sqlite')
    add('query', 'query', '', text)
    add('model', 'contract', '', text)
for call in ("load_extension('x')", "load_extension('x', 'y')", "readfile('{vault}')", "writefile('/tmp/out', 'x')", "edit('x')", "fts3_tokenizer('simple')", 'sqlite_source_id()', 'last_insert_rowid()',
             "sqlite_compileoption_get(1)", "randomblob(9)", "eval('SELECT 1')", "zipfile('a', 'b')", "sqlite_log(1, 'x')", "sqlite_offset(party_id)"):
    call = call.format(vault=home + '/state/vault.sqlite')
    add('query', 'query', '', f'SELECT {call} FROM dim_party')
for call in ("load_extension('x')", 'last_insert_rowid()', 'quote(sex)', "printf('%s', sex)", 'randomblob(9)', 'group_concat(sex)', "json_object('a', sex)", "readfile('/etc/passwd')", 'sqlite_version()', 'unhex(sex)'):
    add('model', 'either', '', f'SELECT 1 AS k, {call} AS x FROM dim_party')
for table in hidden:
    if table not in ('sqlite_schema', 'sqlite_master'):  # they tell the mart's own tables
        add('query', 'query', '', f'SELECT * FROM {table}')
for text in ("WITH a AS (SELECT 1) INSERT INTO dim_date SELECT * FROM a", "EXPLAIN ATTACH DATABASE 'x' AS y", '/* SELECT */ PRAGMA table_list', "VALUES (load_extension('x'))", "SELECT (SELECT load_extension('x'))",
             "SELECT * FROM dim_party WHERE load_extension('x') IS NULL", 'SELECT name FROM dim_party', 'SELECT doc_no FROM dim_party', 'SELECT value FROM vault_token UNION SELECT sex FROM dim_party',
             "SELECT * FROM pragma_table_xinfo('vault_token') JOIN vault_token", 'SELECT phone FROM (SELECT * FROM dim_party)', "SELECT file FROM pragma_database_list()", '.open vault.sqlite', '.dump', ''):
    add('query', 'query', '', text)
for arguments in (['metric', "K01' UNION SELECT value FROM vault_token --"], ['metric', 'K01', '--org', "x' OR 1 = 1 --"], ['trace', 'vault_token', '1'], ['trace', 'v_cif_core', '1'], ['trace', 'j_cif_core', '1'],
                  ['quarantine', '--feed', "x' OR 1 = 1 --", '--json'], ['query', '--file', home + '/state/vault.sqlite'], ['query', '--file', home + '/personal_values.txt']):
    add('command', 'query', '', arguments)


def contract(number, kind, text):
    """File and text of the contract that tries it."""
    name, dataclass = f'a{number:03}', (kind.split() + ['C1'])[1]
    dataclass = dataclass if dataclass.startswith('C') else 'C1'
    columns = f'columns:\n  k: {{ type: integer, required: true }}\n  x: {{ type: text, class: {dataclass} }}\n'
    if kind.startswith('model'):
        return f'models/attacks/{name}.sql', f'/*---\nmodel: {name}\ntitle: t\ngrain: one row per k\nowner: o\nkey: [k]\nrefresh: full\n{columns}---*/\n{text}\n'
    if kind.startswith('check'):
        shows = 'shows: [x]\n' if 'shows' in kind else ''
        return f'checks/{name}.sql', f'/*---\ncheck: {name}\ntitle: t\nseverity: warn\nowner: o\n{shows}---*/\n{text}\n'
    if kind == 'path':
        return f'paths/{name}.yaml', f'path: {name}\ntitle: t\nunit: fen\nsteps:\n  - {{ table: dim_party, measure: m, sql: "{text}" }}\n'
    body = '\n'.join('  ' + line for line in text.split('\n'))
    return (f'outputs/{name}.yaml', f'output: {name}\nname: A\ntitle: t\nversion: 1\nuser: risk\nowner: o\npeople: false\n'
            f'ceiling: {"C2" if dataclass != "C1" else "C1"}\nkey: [k]\n{columns}totals: []\nsql: |\n{body}\n')


def run(arguments, at=pipeline):
    return subprocess.run([mart] + arguments + ['--home', home, '--pipeline', at], capture_output=True, text=True, stdin=subprocess.DEVNULL)


personal = [v for v in open(home + '/personal_values.txt', encoding='utf-8').read().split('\n') if v]
through, refusals = [], collections.Counter()


def judge(number, kind, refusal, text, message):
    own = [line for line in message.split('\n') if re.search(rf'\ba{number:03}\b', line)]
    fits = [line for line in own if re.search(refusal or 'error', line)]
    if not fits:
        through.append(f'a{number:03} {kind}: {text!r}: {own[:1] or "not named"}')
    else:
        found = re.search(r'\[([\w.-]+)\]', fits[0])
        refusals[found.group(1) if found else 'refused'] += 1


def try_contracts(chosen):
    with tempfile.TemporaryDirectory() as folder:
        at = folder + '/pipelines/retail'
        shutil.copytree(pipeline, at)
        shutil.copytree(os.path.join(pipeline, '../../keys'), folder + '/keys')
        for number, (kind, _, _, text) in chosen:
            path, whole = contract(number, kind, text)
            os.makedirs(os.path.dirname(f'{at}/{path}'), exist_ok=True)
            open(f'{at}/{path}', 'w', encoding='utf-8').write(whole)
        ended = run(['check'], at)
        ran = run(['run'], at)
        if ended.returncode != 78 or ran.returncode != 78:
            through.append(f'mart check ended with {ended.returncode}, mart run with {ran.returncode}')
        if any(v in ended.stdout + ended.stderr for v in personal):
            through.append('a value of a person in a message')
        return ended.stdout + ended.stderr


numbered = list(enumerate(attacks, 1))
if '--list' in sys.argv:
    for number, (kind, phase, refusal, text) in numbered:
        print(f'a{number:03} {kind:10} {refusal or "refused":30} {text}')
# What contracts refuse by themselves stops before SQL is prepared, and that before classes are judged: whatever a round does
# not name is tried again without what it named.
waiting = [a for a in numbered if a[1][1] != 'query']
while waiting:
    message = try_contracts(waiting)
    named = [a for a in waiting if re.search(rf'\ba{a[0]:03}\b', message)]
    for number, (kind, _, refusal, text) in named or waiting:
        judge(number, kind, refusal, text, message)
    waiting = [a for a in waiting if a not in named] if named else []
for number, (kind, phase, _, text) in numbered:
    if phase != 'query':
        continue
    ended = run(text if kind == 'command' else ['query', text])
    nothing = kind == 'command' or not ended.stdout.strip()
    shown = [v for v in personal if v in ended.stdout + ended.stderr]
    if kind != 'command' and ended.returncode == 0 or shown or not nothing:
        through.append(f'a{number:03} {kind}: {text!r}: exit {ended.returncode}, {len(shown)} values, {ended.stdout[:80]!r}')
    else:
        refusals['a question refused'] += 1

for line in through:
    print(line)
print(', '.join(f'{count} {name}' for name, count in refusals.most_common()))
print(f'{len(attacks)} attacks, {len(through)} got through')
sys.exit(1 if through else 0)
