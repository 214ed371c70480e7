"""Adds, to the last night of a bank with short history, a link that makes two customers one.

usage: merging.py HOME
A mobile number with a passport and one with a permit belong to two persons; the mobile bank now says that they are the same.
"""
import csv, gzip, json, sys

home = sys.argv[1]
landing = home + "/landing/"
mobile = []
with gzip.open(landing + "cif_mobile.20231231.jsonl.gz") as file:
    for line in file:
        try:
            mobile += [json.loads(line)] if line.startswith(b'{"op"') else []
        except ValueError:
            pass  # a larger bank has lines that are no JSON, or no text
with open(home + "/persons.csv") as file:
    persons = {(row["source"], row["customer_number"]): row["person"] for row in csv.DictReader(file)}
passport, permit = (next(row["cust_no"] for row in mobile if row["doc_type"] in kinds) for kinds in (("PASSPORT",), ("HKM", "HMTRP", "TWN")))
assert persons["MOBI", passport] != persons["MOBI", permit]
with open(landing + "CUST_LINK_20240930.csv", "a", newline="") as file:
    file.write(f"I,LX90000001,SAME,MOBI,{passport},MOBI,{permit},,2024-09-30,\n")
path = landing + "CUST_LINK_20240930.ctl"
with open(path) as file:
    control = file.read()
rows = int(control.split("rows=")[1].split("\n")[0])
with open(path, "w") as file:
    file.write(control.replace(f"rows={rows}", f"rows={rows + 1}"))
