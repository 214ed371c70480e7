"""Lands, in the last night of the committed bank, numbers that change persons and one that is deleted.

usage: moving.py HOME
Two mobile numbers get the documents of other customers; the only number of one person, a card customer, gets that of a
third; the only number of another is deleted. So two parties keep other numbers, and two are left without any.
"""
import collections, csv, gzip, json, sys

home = sys.argv[1]
landing = home + "/landing/"
TOLD = ("name", "sex", "birth_date", "doc_type", "doc_no", "doc_country", "nationality")

with gzip.open(landing + "cif_mobile.20231231.jsonl.gz", "rt") as file:
    mobile = [json.loads(line) for line in file if line.startswith('{"op"')]
mobile = [row for row in mobile if row.get("doc_type") == "ID18" and row.get("cust_status") == "A"]
moved = [{**mobile[number], "op": "U", **{name: mobile[other][name] for name in TOLD}} for number, other in ((5, 9), (20, 30))]
with gzip.GzipFile(landing + "cif_mobile.20240930.jsonl.gz", "wb", mtime=0) as file:
    file.write("".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in moved).encode())

with open(home + "/persons.csv") as file:
    persons = list(csv.DictReader(file))
numbers = collections.Counter(row["person"] for row in persons)
alone = {row["customer_number"] for row in persons if row["source"] == "CARD" and numbers[row["person"]] == 1}
with open(landing + "CIF_CARD_20231231.txt", encoding="gb18030", newline="") as file:
    cards = [cells for cells in (line.split("|+|") for line in file) if cells[1] in alone]
moves, leaves = cards[:2]
moves[0], leaves[0] = "U", "D"
moves[2:9] = [mobile[35][name].replace("-", "") if name == "birth_date" else mobile[35][name] for name in TOLD]
with open(landing + "CIF_CARD_20240930.txt", "w", encoding="gb18030", newline="") as file:
    file.write("".join("|+|".join(cells) for cells in (moves, leaves)))

for feed, rows, active in (("cif_mobile.", 2, 2), ("CIF_CARD_", 2, 1)):
    path = landing + feed + "20240930.ctl"
    with open(path) as file:
        control = file.read()
    assert "rows=0" in control, path
    with open(path, "w") as file:
        file.write(control.replace("rows=0", f"rows={rows}").replace("active=0", f"active={active}"))
