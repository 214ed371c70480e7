"""Adds, to the last night of a bank with short history, numbers that change persons and one that is deleted.

usage: moving.py HOME
Two mobile numbers get the documents of other customers; the only number of one person, a card customer, gets that of a
third; the only number of another is deleted. So two parties keep other numbers, and two are left without any.
"""
import collections, csv, gzip, json, re, sys

home = sys.argv[1]
landing = home + "/landing/"
TOLD = ("name", "sex", "birth_date", "doc_type", "doc_no", "doc_country", "nationality")


def mobile_of(day):
    with gzip.open(landing + f"cif_mobile.{day}.jsonl.gz") as file:
        return [row for row in map(told, file) if row]


def told(line):
    """A larger bank has lines that are no JSON, or no text."""
    try:
        return json.loads(line) if line.startswith(b'{"op"') else None
    except ValueError:
        return None


def cards_of(day):
    with open(landing + f"CIF_CARD_{day}.txt", encoding="gb18030", errors="replace", newline="") as file:
        return [line.split("|+|") for line in file if line.count("|+|") > 8 and "\ufffd" not in line]


tonight = {row["cust_no"] for row in mobile_of("20240930")} | {cells[1] for cells in cards_of("20240930")}
mobile = [row for row in mobile_of("20231231") if row.get("doc_type") == "ID18" and row.get("cust_status") == "A" and row["cust_no"] not in tonight]
moved = [{**mobile[number], "op": "U", **{name: mobile[other][name] for name in TOLD}} for number, other in ((5, 9), (20, 30))]
path = landing + "cif_mobile.20240930.jsonl.gz"
with gzip.open(path) as file:
    before = file.read()
with gzip.GzipFile(path, "wb", mtime=0) as file:
    file.write(before + "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in moved).encode())

with open(home + "/persons.csv") as file:
    persons = list(csv.DictReader(file))
numbers = collections.Counter(row["person"] for row in persons)
alone = {row["customer_number"] for row in persons if row["source"] == "CARD" and numbers[row["person"]] == 1} - tonight
moves, leaves = [cells for cells in cards_of("20231231") if cells[1] in alone][:2]
moves[0], leaves[0] = "U", "D"
moves[2:9] = [mobile[35][name].replace("-", "") if name == "birth_date" else mobile[35][name] for name in TOLD]
with open(landing + "CIF_CARD_20240930.txt", "a", encoding="gb18030", newline="") as file:
    file.write("".join("|+|".join(cells) for cells in (moves, leaves)))

for feed, rows, active in (("cif_mobile.", 2, 2), ("CIF_CARD_", 2, 1)):
    path = landing + feed + "20240930.ctl"
    with open(path) as file:
        control = file.read()
    for name, more in (("rows", rows), ("active", active)):
        control = re.sub(rf"({name}=)(\d+)", lambda found: found[1] + str(int(found[2]) + more), control)
    with open(path, "w") as file:
        file.write(control)
