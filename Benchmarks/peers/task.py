"""The task that each rival is given on its command line: these dates, from there, into this folder.

usage: rival_….py --pipeline P --landing L --prepared F --out FOLDER --dates D,D

FOLDER keeps what the rival has loaded before. When it ends, FOLDER/sums.json holds its sums, a name and a whole number each.
"""
import argparse, json, pathlib
import feeds


def given() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    for name in ("pipeline", "landing", "prepared", "out", "dates"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--threads", type=int, default=0, help="0: all cores")
    task = parser.parse_args()
    task.dates = task.dates.split(",")
    task.feeds = feeds.all_feeds(task.pipeline)
    pathlib.Path(task.out).mkdir(parents=True, exist_ok=True)
    return task


def tell(task: argparse.Namespace, rows: dict, sums: dict):
    """Leaves the sums: rows of each feed's table, and the figures of sums.sql."""
    said = {"rows." + feed: int(count) for feed, count in rows.items()} | {name: int(value or 0) for name, value in sums.items()}
    pathlib.Path(task.out, "sums.json").write_text(json.dumps(said, indent=1, sort_keys=True) + "\n")
