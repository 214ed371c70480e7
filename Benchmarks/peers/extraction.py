"""Extraction alone: ours of all feeds and dates, beside DuckDB's gz to typed tables on one thread; CPU seconds."""
import json, pathlib, shutil, statistics
import measure, report


def loads(one, asked, dates: list) -> list:
    """CPU seconds of a DuckDB that only loads, one a round, less what it takes to start."""
    folder, found = asked.work + "/loads", []
    for _ in range(asked.rounds):
        seconds = []
        for some in (dates, ["1900-01-01"]):  # of the latter nothing has landed
            shutil.rmtree(folder, ignore_errors=True)
            seconds.append(measure.run(one.words(folder, some, "--threads", "1"), asked.work + "/log", RIVAL_LOADS_ONLY="1", **one.environment).cpu)
        found.append(seconds[0] - seconds[1])
    return found


def section(asked, rivals: list, dates: list, say) -> list:
    """The paragraph and its table, or nothing where DuckDB is not there."""
    ducks = [one for one in rivals if one.program == "rival_duckdb.py"]
    if not ducks:
        return []
    say("extraction alone")
    out = asked.work + "/extract.json"
    measure.run([asked.bench, "--bank", asked.bank, "--pipeline", asked.pipeline, "--rounds", str(asked.rounds), "--nights", "0",
                 "--work", asked.work + "/extract", "--out", out], asked.work + "/log")
    total = json.loads(pathlib.Path(out).read_text())["total"]
    ours, rows = total["extract"]["cpu"], []
    for one in ducks:
        seconds = loads(one, asked, dates)
        rows.append([one.name, report.spread(seconds), f"{ours / statistics.median(seconds):.2f}"])
    return [f"Extraction alone, all feeds and dates, {total['rows']:,} rows: ours {ours:.2f} s of CPU (validated, tokens, vault, quarantine, archive, synced), "
            "beside typed tables on one thread:", report.table(["who", "CPU s", "×"], rows)]
