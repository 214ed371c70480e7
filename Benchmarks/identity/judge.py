"""Counts what matching found against the true persons. Shares no code with the matching.

usage: judge.py PERSONS.csv PARTIES.csv QUESTIONS.csv [OTHER_PARTIES.csv]

PERSONS has source, customer_number, person; PARTIES source, customer_number, party. With OTHER_PARTIES it also says whether
both files part the numbers alike, whatever the parties are called.
"""
import csv
import sys
from collections import Counter, defaultdict


def column(path, name):
    with open(path, encoding="utf-8", newline="") as file:
        return {(row["source"], row["customer_number"]): row[name] for row in csv.DictReader(file)}


def pairs(groups):
    return sum(count * (count - 1) // 2 for count in groups)


def partition(parties):
    groups = defaultdict(list)
    for number, party in parties.items():
        groups[party].append(number)
    return {tuple(sorted(group)) for group in groups.values()}


def main():
    persons, parties = column(sys.argv[1], "person"), column(sys.argv[2], "party")
    both = Counter((persons[number], party) for number, party in parties.items())
    right = pairs(both.values())
    found = pairs(Counter(parties.values()).values())
    wanted = pairs(Counter(persons[number] for number in parties).values())
    with open(sys.argv[3], encoding="utf-8", newline="") as file:
        questions = list(csv.DictReader(file))
    asked = {(row["source_" + side], row["customer_number_" + side]) for row in questions for side in "ab"}
    print(f"{len(parties)} records, {wanted} pairs of one person")
    print(f"wrong pairs: {found - right}")
    print(f"recall: {right / wanted:.6f}")
    print(f"questions: {len(questions)} ({', '.join(f'{r} {n}' for r, n in sorted(Counter(q['rule'] for q in questions).items()))})")
    print(f"records in review: {len(asked)} ({100 * len(asked) / len(parties):.3f} %)")
    if len(sys.argv) > 4:
        same = partition(parties) == partition(column(sys.argv[4], "party"))
        print("parted like the other:", "yes" if same else "NO")
        sys.exit(0 if same else 1)


main()
