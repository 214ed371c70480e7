"""The feeds of a pipeline as the rivals need them: where a delivery is, how it is cut, what each column is called and is.

Read from the contracts, so that a rival reads the same files as the product. It is no parser of YAML: it knows the one
spelling that the contracts have, a column on a line of its own.
"""
import pathlib, re
from dataclasses import dataclass

WORD = re.compile(r'(\w+): ("(?:[^"\\]|\\.)*"|[^,}]*)')
# Bytes of a field in a fixed-width record, where its column says nothing else.
WIDTHS = {"code": 16, "flag": 1, "date": 8, "timestamp": 25, "integer": 9, "money": 19}


@dataclass(frozen=True)
class Column:
    name: str
    source: str  # how the file calls it
    type: str    # text, code, flag, date, timestamp, integer or money
    width: int   # bytes in a fixed-width record
    is_wide: bool  # text of persons and places, with rare characters


@dataclass(frozen=True)
class Feed:
    name: str
    file: str         # with {yyyymmdd} or {yyyy-mm-dd} in it
    kind: str         # separated, fixed or json_lines
    encoding: str     # utf8, gb18030 or gbk
    separator: str
    quoted: bool
    header: str       # none, names, or the word that such a line begins with
    trailer: str      # none, or the word
    has_minor: bool   # money in fen; else in yuan with two decimals
    dates: str        # yyyymmdd, yyyy-mm-dd or yyyy.mm.dd
    columns: tuple

    def path(self, landing: str, date: str) -> pathlib.Path:
        return pathlib.Path(landing, self.file.replace("{yyyymmdd}", date.replace("-", "")).replace("{yyyy-mm-dd}", date))


def words(text: str) -> dict:
    return {key: value.strip().strip('"') for key, value in WORD.findall(text)}


def column(name: str, said: dict) -> Column:
    width = int(said.get("width") or (said["max"] if said["type"] == "text" else WIDTHS[said["type"]]))
    is_wide = said.get("wide") == "true"
    return Column(name, said.get("source", name), said["type"], width * (2 if is_wide else 1), is_wide)


def read(path: pathlib.Path) -> Feed:
    text = path.read_text(encoding="utf-8")
    head = dict(re.findall(r"^(feed|file): (\S+)$", text, re.M))
    form = words(re.search(r"^format: \{(.*)\}$", text, re.M)[1])
    lines = re.search(r"^columns:\n((?:  .*\n)+)", text, re.M)[1].splitlines()
    columns = tuple(column(name, words(rest)) for name, rest in (re.match(r"  (\w+):\s+\{(.*)\}", line).groups() for line in lines))
    return Feed(head["feed"], head["file"], form["kind"], form["encoding"],
                form.get("separator", "").replace("\\x01", "\x01").replace("\\t", "\t"), form.get("quoted") == "true",
                form.get("header", "none"), form.get("trailer", "none"), form["money"] == "minor", form["dates"], columns)


def all_feeds(pipeline: str) -> list:
    return sorted((read(path) for path in pathlib.Path(pipeline, "feeds").rglob("*.yaml")), key=lambda feed: feed.name)
