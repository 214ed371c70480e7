"""SM3 (GB/T 32905-2016) and HMAC-SM3 written from the standard alone, beside the program's, which are OpenSSL's.

usage: sm3.py                              proves itself by the standard's two examples and a code of GM/T 0042-2015
       sm3.py hash|hmac HEX [HEXKEY]       prints a digest, or a code
       sm3.py home HOME KEYFILE COLUMN=USER:FILE...  tokens of a vault and persons' tokens in files of users, made again
"""
import csv
import gzip
import sqlite3
import struct
import sys

MASK = 0xffffffff


def turned(word, by):
    by %= 32
    return (word << by | word >> (32 - by)) & MASK


def sm3(data):
    state = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e]
    padded = data + b'\x80' + b'\0' * ((55 - len(data)) % 64) + struct.pack('>Q', len(data) * 8)
    for start in range(0, len(padded), 64):
        w = list(struct.unpack('>16I', padded[start:start + 64]))
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ turned(w[j - 3], 15)
            w.append(x ^ turned(x, 15) ^ turned(x, 23) ^ turned(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = state
        for j in range(64):
            one = turned((turned(a, 12) + e + turned(0x79cc4519 if j < 16 else 0x7a879d8a, j)) & MASK, 7)
            two = one ^ turned(a, 12)
            ff = a ^ b ^ c if j < 16 else a & b | a & c | b & c
            gg = e ^ f ^ g if j < 16 else e & f | ~e & MASK & g
            t1 = (ff + d + two + (w[j] ^ w[j + 4])) & MASK
            t2 = (gg + h + one + w[j]) & MASK
            a, b, c, d = t1, a, turned(b, 9), c
            e, f, g, h = t2 ^ turned(t2, 9) ^ turned(t2, 17), e, turned(f, 19), g
        state = [old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h))]
    return struct.pack('>8I', *state)


def hmac_sm3(key, data):
    key = (sm3(key) if len(key) > 64 else key).ljust(64, b'\0')
    return sm3(bytes(k ^ 0x5c for k in key) + sm3(bytes(k ^ 0x36 for k in key) + data))


def prove():
    assert sm3(b'abc').hex() == '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'
    assert sm3(b'abcd' * 16).hex() == 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732'
    code = hmac_sm3(bytes(range(1, 38)), b'\xcd' * 50).hex()
    assert code == '220bf579ded555393f0159f66c99877822a3ecf610d1552154b41d44b94db3ae', code


def letters(key, user, kind, token):
    number = int.from_bytes(hmac_sm3(key, f'output-token|{user}|{kind}|{token}'.encode())[:16], 'big')
    text = ''
    for _ in range(14):
        text += chr(97 + number % 26)
        number //= 26
    return text


def home(folder, keyfile, outputs):
    key = bytes.fromhex(open(keyfile).read().strip())
    vault = sqlite3.connect(f'file:{folder}/state/vault.sqlite?mode=ro', uri=True)
    rows = vault.execute('SELECT kind, token, value FROM vault_token ORDER BY token').fetchall()[::3]
    for kind, token, value in rows:
        made = int.from_bytes(hmac_sm3(key, f'{kind}|{value}'.encode())[:8], 'big') >> 1
        assert made == token, f'a token of kind {kind} is another'
    print(f'{len(rows)} tokens of the vault')
    mart = sqlite3.connect(f'file:{folder}/current/mart.sqlite?mode=ro', uri=True)
    parties = [party for (party,) in mart.execute('SELECT DISTINCT party_id FROM dim_party')]
    for spec in outputs:
        column, rest = spec.split('=', 1)
        user, path = rest.split(':', 1)
        known = {letters(key, user, 'party', party) for party in parties}
        shown = {row[column] for row in csv.DictReader(gzip.open(path, 'rt', encoding='utf-8'))}
        assert len(shown) > 100 and shown <= known, f'{len(shown - known)} of {len(shown)} tokens of {user} are others'
        print(f'{len(shown)} tokens of {user}')


if __name__ == '__main__':
    prove()
    if sys.argv[1:2] == ['hash']:
        print(sm3(bytes.fromhex(sys.argv[2])).hex())
    elif sys.argv[1:2] == ['hmac']:
        print(hmac_sm3(bytes.fromhex(sys.argv[3]), bytes.fromhex(sys.argv[2])).hex())
    elif sys.argv[1:2] == ['home']:
        home(sys.argv[2], sys.argv[3], sys.argv[4:])
