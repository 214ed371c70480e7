"""Gives the models of households random families, and holds them against plain union-find on every day.

usage: households.py [PIPELINE]
Families are rings, paths and stars of up to 60 persons, with links that begin and end; persons who are in a family of more
than twelve over all the time known are in no household. Prints how many days were compared; exit 1 where one differs.
"""
import collections, random, sqlite3, sys

folder = (sys.argv[1] if len(sys.argv) > 1 else "Pipelines/retail") + "/models/conformed/"
select = lambda name: open(f"{folder}{name}.sql", encoding="utf-8").read().split("---*/", 1)[1]
OTHER_SIDE = {"SPOUSE": "SPOUSE", "PARENT": "CHILD", "CHILD": "PARENT", "SIBLING": "SIBLING"}
DAYS = [f"2024-01-{day:02d}" for day in range(1, 20)]
RANKS = ["SPOUSE", "PARENT", "CHILD", "SIBLING"]


def households(links):
    store = sqlite3.connect(":memory:")
    store.execute("CREATE TABLE party_kin(party_id INTEGER, kin_id INTEGER, link_id TEXT, relation TEXT, valid_from TEXT, valid_to TEXT)")
    for number, (a, b, relation, first, last) in enumerate(links):
        store.execute("INSERT INTO party_kin VALUES (?, ?, ?, ?, ?, ?)", (a, b, str(number), relation, first, last))
        store.execute("INSERT INTO party_kin VALUES (?, ?, ?, ?, ?, ?)", (b, a, str(number), OTHER_SIDE[relation], first, last))
    store.execute("CREATE TABLE party_family AS " + select("party_family"))
    large = {row[0] for row in store.execute("SELECT party_id FROM party_family WHERE too_large = 1")}
    return large, store.execute(select("bridge_household_party")).fetchall()


def components(pairs):
    root = {}

    def find(x):
        while root.setdefault(x, x) != x:
            x = root[x]
        return x

    for a, b in pairs:
        root[find(a)] = find(b)
    groups = collections.defaultdict(set)
    for x in list(root):
        groups[find(x)].add(x)
    return list(groups.values())


random.seed(1)
compared, wrong = 0, 0
for trial in range(200):
    persons = random.sample(range(1, 1_000), random.choice([2, 5, 12, 13, 14, 30, 60]))
    shape = random.choice(["some", "path", "star"])
    if shape == "some":
        pairs = [random.sample(persons, 2) for _ in range(random.randint(1, len(persons)))]
    else:
        pairs = [(persons[0] if shape == "star" else a, b) for a, b in zip(persons, persons[1:])]
    links = []
    for a, b in pairs:
        first = random.choice(DAYS) if trial % 2 else DAYS[0]
        last = random.choice([day for day in DAYS if day > first] + ["9999-12-31"] * 6) if trial % 2 else "9999-12-31"
        links.append((a, b, random.choice(RANKS), first, last))
    large, rows = households(links)
    expected_large = set().union(set(), *(g for g in components([link[:2] for link in links]) if len(g) > 12))
    wrong += large != expected_large
    for day in DAYS + ["2025-01-01"]:
        now = [link for link in links if link[3] <= day < link[4]]
        roles = collections.defaultdict(lambda: 9)
        for a, b, relation, _, _ in now:
            roles[a] = min(roles[a], RANKS.index(relation))
            roles[b] = min(roles[b], RANKS.index(OTHER_SIDE[relation]))
        expected = {(min(g), x, RANKS[roles[x]]) for g in components([link[:2] for link in now]) if not g & expected_large for x in g}
        found = [row[:3] for row in rows if row[3] <= day < row[4]]
        compared += 1
        wrong += sorted(expected) != sorted(found)
print(f"{compared} days compared, {wrong} wrong")
sys.exit(1 if wrong else 0)
