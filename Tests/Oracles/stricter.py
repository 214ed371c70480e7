"""Makes one class of a feed's contract stricter at a time, and holds what `mart check` names against what the lineage of a
published mart and the texts of the contracts say is concerned.
usage: stricter.py MART PIPELINE HOME"""
import glob, os, re, shutil, sqlite3, subprocess, sys, tempfile

mart, pipeline, home = sys.argv[1:4]
db = sqlite3.connect(f'file:{home}/current/mart.sqlite?mode=ro', uri=True)
classes = {(t, c): k for t, c, k in db.execute('SELECT table_name, column_name, class FROM meta_column')}
lineage = db.execute('SELECT table_name, column_name, from_table, from_column FROM meta_lineage').fetchall()
texts = {os.path.basename(f).split('.')[0]: open(f, encoding='utf-8').read() for f in glob.glob(f'{pipeline}/models/*/*.sql')}
outputs = {os.path.basename(f).split('_')[0].upper(): open(f, encoding='utf-8').read() for f in glob.glob(f'{pipeline}/outputs/*/*.yaml')}
reads = {name: {w for w in re.findall(r'\w+', text.split('---*/')[1])} for name, text in texts.items()}


def declassified(table, column):
    line = re.search(rf'^  {column}: .*', texts.get(table, ''), re.M)
    return bool(line and 'declassify:' in line.group(0))


def raised(feed, column):
    """Columns of models that are too low once the feed's column is C2, by the recorded lineage."""
    found, waiting = set(), [(f'stg_{feed}', column)]
    while waiting:
        source = waiting.pop()
        for table, name, from_table, from_column in lineage:
            if (from_table, from_column) == source and (table, name) not in found and table in texts \
               and classes.get((table, name)) == 'C1' and not declassified(table, name):
                found.add((table, name))
                waiting.append((table, name))
    return found


def readers(feed, column):
    """Models that read the column or are made of one that does: once the vault alone holds it, none can be made."""
    found = {m for m, words in reads.items() if f'stg_{feed}' in words and column in words}
    while True:
        more = {m for m, words in reads.items() if words & found and m not in found}
        if not more:
            return found
        found |= more


columns = [('cif_core', 'sex', 'C2'), ('cif_core', 'occupation', 'C2'), ('cif_wealth', 'kyc_risk', 'C2'), ('cif_card', 'region_code', 'C2'), ('card_txn', 'mcc', 'C2'),
           ('deposit_account', 'branch_no', 'C2'), ('wealth_product', 'risk_level', 'C2'), ('card_txn', 'mcc', 'C3'), ('loan_account', 'coll_value_fen', 'C3'), ('complaint_ticket', 'severity', 'C2i')]
wrong = 0
for feed, column, stricter in columns:
    with tempfile.TemporaryDirectory() as folder:
        at = folder + '/pipelines/retail'
        shutil.copytree(pipeline, at)
        file = glob.glob(f'{at}/feeds/*/{feed}.yaml')[0]
        text = open(file, encoding='utf-8').read()
        line = re.search(rf'^  {column}: .*', text, re.M).group(0)
        new = re.sub(r'class: \w+', f'class: {stricter}', line) if 'class:' in line else line.replace('{ ', f'{{ class: {stricter}, ', 1)
        open(file, 'w', encoding='utf-8').write(text.replace(line, new))
        ended = subprocess.run([mart, 'check', '--pipeline', at, '--home', folder], capture_output=True, text=True)
    said = ended.stdout + ended.stderr
    named = set(re.findall(r"model '(\w+)'", said)) & set(texts)
    named_outputs = set(re.findall(r"output '(\w+)'", said))
    if stricter == 'C2':
        low = raised(feed, column)
        must = {t for t, _ in low}
        must_outputs = {o for o, text in outputs.items() for t, c in low
                        if re.search(rf'\b{t}\b', text) and re.search(rf'^  {c}:(?!.*(class: C2|declassify))', text, re.M)
                        and re.search(rf'\b{c}\b', text.split('sql:')[1])}
        good = named == must and must_outputs <= named_outputs
    else:
        must = readers(feed, column)
        must_outputs = {o for o, text in outputs.items() if set(re.findall(r'\w+', text.split('sql:')[1])) & must}
        good = must <= named and must_outputs <= named_outputs
    if ended.returncode != 78 or not must or not good:
        wrong += 1
        print(f'WRONG {feed}.{column} {stricter}: exit {ended.returncode}, missing {sorted(must - named)} {sorted(must_outputs - named_outputs)}, beyond {sorted(named - must)[:5]}')
    else:
        print(f'{feed}.{column} {stricter}: {len(named)} models, {len(named_outputs)} outputs')
print(f'{len(columns)} columns, {wrong} wrong')
sys.exit(1 if wrong else 0)
