"""Deliveries as rows of text: decompressed, decoded and cut; header and trailer gone, what has another shape left out."""
import csv, gzip, json
from feeds import Feed

ENCODINGS = {"utf8": "utf-8", "gb18030": "gb18030", "gbk": "gbk"}


def lines(feed: Feed, path):
    """Lines of bytes without their end."""
    with (gzip.open(path) if path.name.endswith(".gz") else open(path, "rb")) as file:
        for line in file:
            yield line.rstrip(b"\r\n")


def is_control(feed: Feed, line: bytes) -> bool:
    return any(mark not in ("none", "names") and line.startswith(mark.encode()) for mark in (feed.header, feed.trailer))


def decoded(feed: Feed, path):
    """Lines of text; without header, trailer, and what is not in the feed's encoding."""
    encoding = ENCODINGS[feed.encoding]
    for line in lines(feed, path):
        if not is_control(feed, line):
            try:
                yield line.decode(encoding)
            except UnicodeDecodeError:
                continue


def cut_fixed(feed: Feed, path):
    encoding = ENCODINGS[feed.encoding]
    places, at = [], 0
    for column in feed.columns:
        places.append((at, at + column.width))
        at += column.width
    for line in lines(feed, path):
        if len(line) == at and not is_control(feed, line):
            try:
                yield [line[start:end].decode(encoding).strip() for start, end in places]
            except UnicodeDecodeError:
                continue


def cut_separated(feed: Feed, path):
    separator, count, source = feed.separator, len(feed.columns), decoded(feed, path)
    rows = csv.reader(source, delimiter=separator) if feed.quoted else (line.split(separator) for line in source)
    if feed.header == "names":
        next(rows, None)
    for row in rows:
        if len(row) == count:
            yield row


def cut_json(feed: Feed, path):
    names = [column.source for column in feed.columns]
    for line in decoded(feed, path):
        try:
            said = json.loads(line)
        except json.JSONDecodeError:
            continue
        yield ["" if said.get(name) is None else str(said[name]) for name in names]


CUTS = {"fixed": cut_fixed, "separated": cut_separated, "json_lines": cut_json}


def rows(feed: Feed, landing: str, date: str):
    """Rows of the delivery of that date, each a list of texts, empty for nothing; none where no delivery came."""
    path = feed.path(landing, date)
    return CUTS[feed.kind](feed, path) if path.exists() else iter(())
