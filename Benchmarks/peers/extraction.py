"""Extraction alone: ours of all feeds and dates, beside DuckDB's gz to typed tables on one thread; CPU seconds."""
import json, shutil, statistics
import measure, report


def section(asked, setting, rivals: list, dates: list, say) -> list:
    """The paragraph, or nothing where DuckDB is not there."""
    duck = [one for one in rivals if one.program == "rival_duckdb.py"][-1:]
    if not duck:
        return []
    say("extraction alone")
    folder, log, out = asked.work + "/loads", asked.work + "/log", asked.work + "/extract.json"
    measure.run([asked.bench, "--bank", asked.bank, "--pipeline", asked.pipeline, "--rounds", str(asked.rounds), "--nights", "0",
                 "--work", asked.work + "/extract", "--out", out], log)
    total = json.load(open(out))["total"]
    loads = []
    for _ in range(asked.rounds):
        seconds = []
        for some in (dates, ["1900-01-01"]):  # of the latter nothing has landed: what it takes to start
            shutil.rmtree(folder, ignore_errors=True)
            words = duck[0].words(folder, some, "--threads", "1")
            seconds.append(measure.run(words, log, RIVAL_LOADS_ONLY="1", **duck[0].environment).cpu)
        loads.append(seconds[0] - seconds[1])
    load = statistics.median(loads)
    return [f"Extraction alone, all feeds and dates, {total['rows']:,} rows, CPU seconds: ours {total['extract']['cpu']:.2f} (validated, tokens, vault, "
            f"quarantine, archive, synced), {duck[0].name} to typed tables on one thread {report.spread(loads)}; × {total['extract']['cpu'] / load:.2f}."]
