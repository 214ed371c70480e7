"""Holds the table of all figures against the generator's truth and the mart, and the headlines against what was said.

usage: figures.py HOME [headlines] < BOARD
BOARD is what `mart metric --all --expect HOME/truth.json --json` prints. It shares no code with the engine; the
headlines, which hold at 1:10,000 alone, are copied from the interview by hand. Exit 1 on a difference.
"""
import json
import sqlite3
import sys

home, board = sys.argv[1], {row["kpi_id"]: row for row in json.load(sys.stdin)}
truth = json.load(open(f"{home}/truth.json", encoding="utf-8"))["metrics"]
mart = sqlite3.connect(f"file:{home}/current/mart.sqlite?mode=ro", uri=True)
values = dict(mart.execute("SELECT kpi_id, value FROM mgt_kpi WHERE org = 'BANK'"))
meanings = {row[0] for row in mart.execute("SELECT kpi_id FROM meta_metric WHERE title <> '' AND title_zh <> ''")}
wrong, compared = [], 0


def holds(what, condition):
    global compared
    compared += 1
    if not condition:
        wrong.append(what)


# ---- every planted figure is in the mart and in the table, with difference 0; the table has no other figure
holds("ids of the table are the mart's", board.keys() == values.keys())
for kpi, planted in truth.items():
    row = board.get(kpi, {})
    holds(f"{kpi}: planted {planted}, mart {values.get(kpi, 'none')}", kpi in values and values[kpi] == planted)
    holds(f"{kpi}: planted {planted}, table {row}",
          row.get("expected") == planted and row.get("value") == planted and row.get("difference") == 0)
    holds(f"{kpi}: no meaning", kpi in meanings and row.get("title") and row.get("title_zh") and row.get("unit"))
for kpi in values.keys() - truth.keys():
    holds(f"{kpi}: unplanted, table {board[kpi]}", board[kpi]["expected"] is None and board[kpi]["difference"] is None)

# ---- what was said: `=` is reached; `>` is over, and the same where cut to its last digit; `<` nearly, where rounded
SAID = {
    "F01": ("K01", "=", 75_500, 1), "F02": ("K02", ">", 1_400, 100), "F03": ("K03", ">", 220_000_000_000, 10**10),
    "F06": ("K05", "=", 19_000, 1), "F07": ("K06", "<", 10_000, 1_000), "F08": ("K09", "=", 4_900, 1),
    "F09": ("K11", ">", 100, 100), "F10": ("K12", ">", 3_500, 100), "F11": ("K14", "=", 728, 1),
    "F12": ("K15.growth_bp", "<", 6_000, 1_000), "F14": ("K16", "=", 4, 1), "F15": ("K17", ">", 300, 100),
    "F16": ("K18", "=", 5_000, 1), "F17": ("K19", "=", 1_500, 1), "F18": ("K20", ">", 2_000, 1_000),
    "F26": ("K21", ">", 150_000_000_000, 10**10), "F27": ("K23", ">", 10_000_000_000, 10**10),
    "F28": ("K24", ">", 1_000, 100), "F29": ("K25", "=", 10_000, 1), "F30": ("K26", ">", 1_800, 100),
    "F31": ("K26.atms", ">", 2_600, 100), "F32": ("K27", ">", 20, 10), "F33": ("K27.fen", "=", 60_000_000, 1),
    "F34": ("K27.count", ">", 235, 5), "F35": ("K28", ">", 570, 10), "F36": ("K28.fen", ">", 20_000_000, 10**7),
    "F38": ("K29", ">", 70, 10), "F39": ("K29.languages", "=", 9, 1), "F40": ("K29.currencies", "=", 21, 1),
    "F42": ("K30", ">", 500, 100), "F43": ("K31", "=", 27, 1),
}
OCCUR = {"F21": ["K32.v9", "K32.v10"], "F24": ["K43.T0", "K43.T05"], "F25": ["K44"], "F37": ["K28.P300", "K28.P500"],
         "F44": ["K39.PREVENT", "K39.CONTROL", "K39.COVER"]}
if "headlines" in sys.argv:
    for figure, (kpi, sign, said, unit) in SAID.items():
        value = values[kpi]
        holds(f"{figure}: {kpi} is {value}, said {sign} {said}", {
            "=": value == said, ">": value > said and value // unit * unit == said,
            "<": value < said and (2 * value + unit) // (2 * unit) * unit == said}[sign])
        row = board[kpi]
        holds(f"{figure}: {kpi} shows no headline", row["headline"][:1] == sign and row["published"] in (said, said * 10_000))
    for figure, kpis in OCCUR.items():
        holds(f"{figure}: {kpis} do not all occur", all(values[kpi] > 0 for kpi in kpis))
    holds("F23: five aspects", mart.execute("SELECT COUNT(*) FROM dim_code WHERE list = 'app_module'").fetchone()[0] == 5)
    holds("F41: all machines, day and night", values["K29.h24"] == values["K29"])
    for kpi in ("K34", "K35"):
        months = [values[id] for id in sorted(values) if id.startswith(kpi + ".2") and values[id] is not None]
        holds(f"F45: {kpi} falls: {months}", len(months) > 1 and months == sorted(months))

for line in wrong:
    print(line)
print(f"{len(board)} figures, {compared} statements, {len(wrong)} wrong")
sys.exit(1 if wrong or len(truth) < 200 else 0)
