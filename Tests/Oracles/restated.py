#!/usr/bin/env python3
"""Outputs that were sent wrong, and their restatements, beside outputs of a home that was right at first.

restated.py SENT LATER RIGHT: three outbox folders. SENT holds what left on the day, LATER what left when the correction
came, RIGHT what leaves where the delivery was right at first. Every output of SENT, changed as LATER says, must be RIGHT.
"""
import csv
import glob
import gzip
import io
import sys


def rows(path):
    with gzip.open(path) as file:
        return list(csv.reader(io.StringIO(file.read().decode())))


def corrected(header, lines, path):
    held = set(map(tuple, lines))
    restated = rows(path)
    places = [restated[0].index(name) for name in header]
    side = restated[0].index("side")
    for line in restated[1:]:
        row = tuple(line[place] for place in places)
        if line[side] == "before":
            if row not in held:
                sys.exit(f"{path}: a row before that was never sent")
            held.discard(row)
        else:
            if row in held:
                sys.exit(f"{path}: a row after that is as before")
            held.add(row)
    return held


def main():
    sent, later, right = sys.argv[1:4]
    changed = []
    for path in sorted(glob.glob(f"{sent}/*/*.csv.gz")):
        name = path[len(sent) + 1 :]
        lines = rows(path)
        held = set(map(tuple, lines[1:]))
        restated = f"{later}/{name}".replace(".csv.gz", ".r1.csv.gz")
        if glob.glob(restated):
            held = corrected(lines[0], lines[1:], restated)
            changed.append(name.split("/")[1][:3])
        if held != set(map(tuple, rows(f"{right}/{name}")[1:])):
            sys.exit(f"{name}: not what it is where the delivery was right at first")
    print(" ".join(changed))


main()
