#!/usr/bin/env python3
"""Case U03: four balances wrong by the same amount, net and close alike; the file agrees with itself.

wrong_balances.py RIGHT WRONG CORRECTED: reads a file of DPBAL, writes a wrong one, and the right one as sequence 2.
"""
import gzip
import sys

WIDTHS = [32, 8, 16, 19, 19, 19, 19]
AMOUNT = 77_700


def cut(line):
    cells, place = [], 0
    for width in WIDTHS:
        cells.append(line[place : place + width])
        place += width
    return cells


def number(value):
    return (f"-{-value:018d}" if value < 0 else f"{value:019d}").encode()


def write(path, lines):
    with open(path, "wb") as file:
        file.write(gzip.compress(b"\n".join(lines), mtime=0))


right, wrong, corrected = sys.argv[1:4]
lines = gzip.open(right).read().split(b"\n")
date = lines[0][3:11]
write(corrected, [lines[0][:11] + b"0002" + lines[0][15:]] + lines[1:])
changed = 0
for index, line in enumerate(lines):
    if line.startswith(b"TRL"):
        totals = [int(line[start : start + 19]) + AMOUNT * changed for start in (15, 34)]
        lines[index] = line[:15] + number(totals[0]) + number(totals[1]) + line[53:]
    elif changed < 4 and line and not line.startswith(b"HDR"):
        cells = cut(line)
        if cells[1] == date and cells[2].strip() == b"CNY":
            lines[index] = b"".join(cells[:3] + [number(int(cell) + AMOUNT) for cell in cells[3:]])
            changed += 1
if changed < 4:
    sys.exit("the file has no four balances of its day in CNY")
write(wrong, lines)
