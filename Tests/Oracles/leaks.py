"""Looks for planted personal values in everything of a home but vault, landing and archive: as they are, in GB18030, in
hex digits and in base64, at whatever offset an encoder began.
usage: leaks.py HOME [LOG...]    prints what it found; exit 1 on a hit, or where the search itself is blind.
Generations share most of their pages: a block that was looked at, with what follows it, is not looked at again."""
import base64, binascii, gzip, hashlib, os, re, subprocess, sys, tempfile

home, logs = sys.argv[1], sys.argv[2:]
values = [v for v in open(home + '/personal_values.txt', encoding='utf-8').read().split('\n') if v]
needles = sorted({f for v in values for f in (v.encode(), v.encode('gb18030'))})
skipped = ('landing/', 'archive/', 'drops/', 'state/vault.sqlite')
work = tempfile.TemporaryDirectory()
patterns = work.name + '/patterns'
open(patterns, 'wb').write(b'\n'.join(needles) + b'\n')


def laid(runs, width, zero):
    """The runs behind one another, each beginning at a multiple of `width` and followed by enough that decodes to zero bytes
    for none to run into the next: decoded from its k-th byte on, the whole holds every run from its k-th on."""
    ends = [zero * (3 * width - length % width) for length in range(width)]
    return b''.join([run + ends[len(run) % width] for run in runs]) + zero * width


def forms(data):
    """What the bytes may stand for: themselves, and every run of digits or letters decoded at every offset."""
    yield 'plain', data
    hexed = laid(re.findall(rb'[0-9A-Fa-f]{16,}', data), 2, b'0')
    yield 'hex', binascii.unhexlify(hexed) + b'\n' + binascii.unhexlify(hexed[1:-1])
    based = laid(re.findall(rb'[A-Za-z0-9+/_-]{11,}', data), 4, b'A').translate(bytes.maketrans(b'-_', b'+/'))
    yield 'base64', b'\n'.join(binascii.a2b_base64(based[start:] + b'A' * start) for start in range(4))


def found(data):
    """Names of the forms in which a value stands there."""
    hits = []
    for name, bytes_ in forms(data):
        file = work.name + '/form'
        open(file, 'wb').write(bytes_)
        if subprocess.run(['grep', '-aqFf', patterns, file], env={'LC_ALL': 'C', 'PATH': os.environ['PATH']}).returncode == 0:
            hits.append(name)
    return hits


# The search sees what it must see: a value in each form, in the middle of other things, at odd offsets.
sample = needles[len(needles) // 2]
for name, planted in (('plain', sample), ('hex', binascii.hexlify(sample)), ('hex', b'a' + binascii.hexlify(sample).upper()), ('base64', base64.b64encode(b'x' + sample)),
                      ('base64', base64.urlsafe_b64encode(b'xy' + sample + b'z')), ('base64', b'Q' + base64.b64encode(sample)), ('base64', base64.b64encode(sample).rstrip(b'='))):
    if name not in found(b'{"k": "' + planted + b'"}'):
        sys.exit(f'the search is blind for {name}')

BLOCK, BEYOND = 4096, 512
seen = set()


def fresh(data):
    """The parts of the bytes that were not looked at yet. A value, in any form, that begins in a block ends in it or in what is
    taken beyond it, so that nothing is missed where a block is left out."""
    first = None
    for start in range(0, max(len(data), 1), BLOCK):
        unit = hashlib.blake2b(data[start:start + BLOCK + BEYOND], digest_size=16).digest()
        isNew = unit not in seen
        seen.add(unit)
        if isNew and first is None:
            first = start
        elif not isNew and first is not None:
            yield data[first:start + BEYOND]
            first = None
    if first is not None:
        yield data[first:]


for place in (BLOCK - 3, BLOCK + BEYOND, 3 * BLOCK - 1):
    filler = bytes(range(200, 250)) * 400
    list(fresh(filler))
    parts = list(fresh(filler[:place] + binascii.hexlify(sample) + filler[place + 2 * len(sample):]))
    if not any('hex' in found(part) for part in parts) or sum(map(len, parts)) > 3 * (BLOCK + BEYOND):
        sys.exit('the search is blind in a block that changed')
if max(map(len, needles)) * 2 > BEYOND:
    sys.exit('a value is longer than what is searched beyond a block')


def look(batch):
    """Hits of some files; they are looked at one by one only where one of them has any."""
    with open(work.name + '/all', 'wb') as out:
        for _, data in batch:
            for _, bytes_ in forms(data):
                out.write(bytes_ + b'\n')
    if subprocess.run(['grep', '-aqFf', patterns, work.name + '/all'], env={'LC_ALL': 'C', 'PATH': os.environ['PATH']}).returncode:
        return []
    return [f'{name}: {form}' for name, data in batch for form in found(data)]


hits, files, size, searched, batch, waiting = [], 0, 0, 0, [], 0
paths = logs + [os.path.join(folder, f) for folder, _, names in os.walk(home) for f in names]
for path in sorted(paths):
    name = os.path.relpath(path, home)
    if os.path.islink(path) or name.startswith(skipped) or name in ('personal_values.txt', 'persons.csv'):
        continue
    data = open(path, 'rb').read()
    if path.endswith('.gz'):
        data = gzip.decompress(data)
    files, size = files + 1, size + len(data)
    for part in fresh(data):
        searched, waiting = searched + len(part), waiting + len(part)
        batch.append((name, part))
    if waiting > 32 << 20:
        hits += look(batch)
        batch, waiting = [], 0
hits += look(batch)
kept = subprocess.run(['grep', '-acFf', patterns, home + '/state/vault.sqlite'], capture_output=True, env={'LC_ALL': 'C', 'PATH': os.environ['PATH']}).stdout
if int(kept or 0) == 0:
    hits.append('the vault holds none of the planted values')
for hit in hits:
    print(hit)
print(f'{len(values)} values in 4 forms, {files} files, {size >> 20} MiB, of which {searched >> 20} differ: {len(hits)} hits')
sys.exit(1 if hits else 0)
