"""The rivals' landing folder: the same files, less the lines that our quarantine holds. Off the clock.

Rivals do not check codes, dates and lengths as contracts do, so without this their sums would hold what ours refuse. A
file without such a line is the landed one, by a link.
"""
import gzip, os, pathlib, sqlite3


def refused(mart: str, dates: list) -> dict:
    """Numbers of refused lines, from 1, by name of file."""
    connection = sqlite3.connect(f"file:{mart}?mode=ro", uri=True)
    found = {}
    for file, line in connection.execute(
            f"SELECT DISTINCT d.file, q.line FROM meta_quarantine AS q JOIN meta_delivery AS d ON d.delivery_id = q.delivery_id "
            f"WHERE d.business_date IN ({', '.join('?' * len(dates))})", dates):
        found.setdefault(file, set()).add(line)
    connection.close()
    return found


def without(data: bytes, numbers: set) -> bytes:
    return b"".join(line for number, line in enumerate(data.splitlines(keepends=True), 1) if number not in numbers)


def clean(feeds: list, landing: str, folder: str, mart: str, dates: list) -> int:
    """Puts the deliveries of these dates into `folder`; how many lines were taken out."""
    pathlib.Path(folder).mkdir(exist_ok=True)
    lines = refused(mart, dates)
    for path in (feed.path(landing, date) for feed in feeds for date in dates):
        copy = pathlib.Path(folder, path.name)
        if not path.exists() or copy.exists():
            continue
        if path.name not in lines:
            os.symlink(path.resolve(), copy)
            continue
        data = path.read_bytes()
        is_packed = path.name.endswith(".gz")
        rest = without(gzip.decompress(data) if is_packed else data, lines[path.name])
        copy.write_bytes(gzip.compress(rest, 6) if is_packed else rest)
    return sum(map(len, lines.values()))
