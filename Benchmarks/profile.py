"""Where the time goes: a night by the ledger and by perf, a night of the small bank and kernels by callgrind. Markdown.

usage: profile.py MART MART_BENCH BANK FOLDER [--pipeline P] [--page FILE]

BANK is a folder of `sample-bank --history short`. FOLDER is made anew. A program that is missing leaves its part out, which the page says.
"""
import argparse, pathlib, re, shutil, sqlite3, subprocess, sys
import callgrind, kernels
sys.path.insert(0, str(pathlib.Path(__file__).with_name("peers")))
import measure, report

DATES = ("2023-12-31", "2024-08-31")


def night(asked, home: str, bank: str, *before) -> list:
    return [*before, asked.mart, "run", "--from", DATES[0], "--to", DATES[1], "--home", home, "--landing", bank + "/landing", "--pipeline", asked.pipeline]


def steps(home: str, most: int) -> str:
    """Stages and models by their seconds of all nights of the home."""
    connection = sqlite3.connect(f"file:{home}/ledger.sqlite?mode=ro", uri=True)
    rows = connection.execute("SELECT stage, SUM(seconds), SUM(rows) FROM stage GROUP BY stage ORDER BY 2 DESC LIMIT ?", [most]).fetchall()
    connection.close()
    return report.table(["stage", "seconds", "rows"], [[stage, f"{seconds:.2f}", f"{count:,}"] for stage, seconds, count in rows])


def samples(data: str, keys: str, most: int) -> str:
    """What perf has seen, by keys (`dso`, or `dso,symbol`)."""
    text = subprocess.run(["perf", "report", "-i", data, "--stdio", "--no-children", "--sort", keys], capture_output=True, text=True).stdout
    lines = [line.strip() for line in text.splitlines() if re.match(r"\s+\d", line)][:most]
    if shutil.which("swift"):
        lines = subprocess.run(["swift", "demangle", "--simplified"], input="\n".join(lines), capture_output=True, text=True).stdout.splitlines()
    rows = [re.match(r"(\S+)\s+(\S+)\s*(?:\[.\] )?(.*)", line).groups() for line in lines]
    return report.table(["share", "in", "function"], [[share, name, f"`{function[:120].strip()}`" if function else ""] for share, name, function in rows])


def by_perf(asked) -> list:
    home, data = asked.folder + "/home", asked.folder + "/perf.data"
    pathlib.Path(home).mkdir(mode=0o700)
    has_perf = shutil.which("perf") is not None
    before = ["perf", "record", "-q", "-F", "499", "-o", data, "--"] if has_perf else []
    cost = measure.run(night(asked, home, asked.bank, *before), asked.folder + "/log")
    parts = [f"## A first night\n\n{pathlib.Path(asked.bank).name}, dates {' and '.join(DATES)}: {cost.wall:.1f} s, {cost.cpu:.1f} s of CPU.\n\n{steps(home, 25)}"]
    if not has_perf:
        return [*parts, "perf is not there, so functions are missing (`make tools`)."]
    return [*parts, "### By perf, libraries\n\n" + samples(data, "dso", 12), "### By perf, functions\n\n" + samples(data, "dso,symbol", 40)]


def by_callgrind(asked) -> list:
    if callgrind.missing():
        return ["Counts of instructions are missing: there is no " + ", ".join(callgrind.missing()) + " (`make tools`)."]
    home, out = asked.folder + "/counted", asked.folder + "/counts.night"
    pathlib.Path(home).mkdir(mode=0o700)
    program = callgrind.bare(asked.mart, asked.folder)
    callgrind.run([program, *night(asked, home, "SampleData")[1:]], out)
    parts = ["## The same of SampleData by callgrind\n\n" + callgrind.table(callgrind.counts(out), 30)]
    found = kernels.measure(asked.bench, asked.folder)
    return parts + [f"## {name}\n\n{callgrind.table(functions, 12)}" for name, functions in found.items()]


def main():
    parser = argparse.ArgumentParser()
    for name in ("mart", "bench", "bank", "folder"):
        parser.add_argument(name)
    parser.add_argument("--pipeline", default="Pipelines/retail")
    parser.add_argument("--page", default="")
    asked = parser.parse_args()
    shutil.rmtree(asked.folder, ignore_errors=True)
    pathlib.Path(asked.folder).mkdir(parents=True)
    facts = f"# Where the time goes\n\nWritten by `make profile` on {report.machine()}, commit {report.commit()}."
    page = "\n\n".join([facts, *by_perf(asked), *by_callgrind(asked)]) + "\n"
    print(page)
    if asked.page:
        pathlib.Path(asked.page).write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
