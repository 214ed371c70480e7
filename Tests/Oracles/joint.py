"""Reads joint accounts from a sample bank's raw deposit files, and says what they hold on a day.

usage: joint.py HOME DATE
Prints: number of joint accounts with a balance, their balances, the sum of the joint holders' shares rounded down,
the sum of what is left for the primary holders, and the balances of all deposit accounts; in fen.
It knows the layouts of the two files and nothing of the engine.
"""
import glob
import gzip
import sys

landing, date = sys.argv[1] + "/landing/", sys.argv[2].replace("-", "")


def lines(pattern, width):
    for path in sorted(glob.glob(landing + pattern)):
        data = open(path, "rb").read()
        data = gzip.decompress(data) if path.endswith(".gz") else data
        for line in data.split(b"\n"):
            if len(line) == width and not line.startswith((b"HDR", b"TRL")):
                yield line


shares, balances = {}, {}
for line in lines("DPACCT_*.dat", 221):
    op, account, joint, share = line[0:1], line[1:33].strip(), line[85:105].strip(), line[105:114].strip()
    shares[account] = int(share) if joint and op != b"D" else 0
for line in lines("DPBAL_*.dat.gz", 132):
    account, day = line[0:32].strip(), line[32:40].decode()
    if day <= date:
        balances.setdefault(account, {})[day] = int(line[113:132])

latest = {account: days[max(days)] for account, days in balances.items()}
held = {account: fen for account, fen in latest.items() if shares.get(account) and fen}
parts = {account: fen * shares[account] // 10000 for account, fen in held.items()}
print(len(held), sum(held.values()), sum(parts.values()), sum(held.values()) - sum(parts.values()), sum(latest.values()))
