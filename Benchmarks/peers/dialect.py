"""The statements of the rivals' mart as one program or another spells them."""
import pathlib, re

FOLDER = pathlib.Path(__file__).parent
LATEST = "(SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY {1} ORDER BY rowid DESC) AS nth FROM {0}) AS {0}_rows WHERE nth = 1 AND op <> 'D')"
SNAPSHOT = "(SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY {1} ORDER BY rowid) AS nth FROM {0} WHERE delivered = (SELECT MAX(delivered) FROM {0})) AS {0}_rows WHERE nth = 1)"
ONCE = "(SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY {1} ORDER BY rowid) AS nth FROM {0}) AS {0}_rows WHERE nth = 1)"
SQLITE = {"month_of": r"CAST(substr(\1, 1, 4) || substr(\1, 6, 2) AS INTEGER)", "day_no": r"CAST(julianday(\1) AS INTEGER)"}
DUCKDB = {"month_of": r"(year(\1) * 100 + month(\1))", "day_no": r"datediff('day', DATE '1970-01-01', CAST(\1 AS DATE))"}


def statements(name: str, spelling: dict, as_of: str) -> list:
    """The statements of a file as (what its last comment says, SQL), in order."""
    text = (FOLDER / name).read_text(encoding="utf-8").replace("{as_of}", as_of)
    for word, form in (("latest", LATEST), ("snapshot", SNAPSHOT), ("once", ONCE)):
        text = re.sub(r"\{%s (\w+) by ([^}]+)\}" % word, lambda said: form.format(said[1], said[2]), text)
    for word, form in spelling.items():
        text = re.sub(r"\{%s ([^}]+)\}" % word, form, text)
    pieces = [piece.strip() for piece in text.split(";\n") if piece.strip()]
    return [(re.findall(r"^-- (.*)$", piece, re.M)[-1], re.sub(r"^--.*\n", "", piece, flags=re.M).strip()) for piece in pieces]


def tables() -> list:
    """The tables that the models make."""
    return re.findall(r"CREATE TABLE (\w+)", (FOLDER / "models.sql").read_text(encoding="utf-8"))
