"""Plain CSV in UTF-8 of every delivery, for rivals that read nothing else. Not on the clock: it is a gift to them."""
import csv, pathlib
import landing


def prepare(feeds: list, source: str, folder: str, dates: list):
    """- source: the rivals' landing folder; - folder: for the copies, one a feed and date."""
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    for feed in feeds:
        for date in dates:
            with open(plain(folder, feed, date), "w", encoding="utf-8", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows(landing.rows(feed, source, date))


def plain(folder: str, feed, date: str) -> str:
    return str(pathlib.Path(folder, f"{feed.name}.{date}.csv"))

