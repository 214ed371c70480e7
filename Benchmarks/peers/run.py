"""Our nights beside those of rivals, on the same landing files, with the sums of all compared.

usage: run.py MART BANK WORK [--rounds N] [--python P] [--pipeline P] [--results PAGE] [--note TEXT] [--bench PROGRAM] [--only NAME,NAME]

BANK is a folder of `sample-bank --history short`. WORK holds what is made; it is removed before. Ends with 1, and says where,
when two do not agree in a sum; WORK is then left. P is a Python with duckdb in it; rivals whose program is missing are skipped, which is said.
"""
import argparse, json, pathlib, shutil, sys
import agreement, cleaning, contenders, extraction, feeds, prepare, questions, report

STEPS = [("first", "first night", ["2023-12-31", "2024-08-31"]), ("month", "next night, with a month of rows", ["2024-09-29"]),
         ("day", "next night, with a day of rows", ["2024-09-30"])]
DATES = [date for _, _, dates in STEPS for date in dates]


def say(words: str):
    print(words, file=sys.stderr, flush=True)


def compare(told: dict, step: str) -> int:
    found = agreement.differences(told)
    for sentence in found:
        say(f"{step}: they differ: {sentence}")
    return len(found)


def give(setting: contenders.Setting, ours: str, dates: list):
    """The rivals' files of these dates, once ours has taken them in."""
    found = feeds.all_feeds(setting.pipeline)
    count = cleaning.clean(found, setting.landing, setting.cleaned, ours + "/current/mart.sqlite", dates)
    say(f"preparing the rivals' files, off the clock; without {count} lines that ours refused")
    prepare.prepare(found, setting.cleaned, setting.prepared, dates)


def night_round(number: int, everyone: list, setting: contenders.Setting, work: str, costs: dict) -> tuple:
    """All steps once, everyone in turn, into `costs` by step and name; how many figures were compared and how many differed."""
    folders, wrong, compared = places(everyone, work), 0, 0
    for folder in folders.values():
        shutil.rmtree(folder, ignore_errors=True)
    for step, _, dates in STEPS:
        told = {}
        for one in everyone:
            if one is not everyone[0] and len(told) == 1 and number == 1:
                give(setting, folders[everyone[0].name], dates)
            say(f"round {number}, {step}: {one.name}")
            costs[step][one.name].append(one.night(folders[one.name], dates, f"{work}/log"))
            told[one.name] = one.sums(folders[one.name])
        wrong += compare(told, step)
        compared += len(set().union(*told.values()))
    costs["idle"].append(everyone[0].idle(folders[everyone[0].name], DATES, f"{work}/log"))
    return compared, wrong


def places(everyone: list, work: str) -> dict:
    """The folder of each, by name."""
    return {one.name: f"{work}/{index}" for index, one in enumerate(everyone)}


def nights_sections(costs: dict, compared: int, wrong: int) -> list:
    idle = costs["idle"]
    return [report.nights(costs, [(step, title) for step, title, _ in STEPS]),
            f"A run of ours that finds nothing new: {report.spread([cost.wall for cost in idle])} s on the wall, "
            f"{report.spread([cost.cpu for cost in idle])} s of CPU.",
            f"Sums: {compared} figures compared, {wrong} differ."]


def keep(path: str, facts: dict, sections: list) -> str:
    page = report.page(facts, sections)
    if path:
        pathlib.Path(path).write_text(page, encoding="utf-8")
    return page


def main():
    parser = argparse.ArgumentParser()
    for name in ("mart", "bank", "work"):
        parser.add_argument(name)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pipeline", default="Pipelines/retail")
    for name in ("python", "results", "note", "bench", "only"):
        parser.add_argument("--" + name, default="")
    asked = parser.parse_args()
    shutil.rmtree(asked.work, ignore_errors=True)
    pathlib.Path(asked.work).mkdir(parents=True)
    setting = contenders.Setting(asked.mart, asked.pipeline, asked.bank + "/landing", asked.work + "/landing", asked.work + "/prepared")
    rivals = [one for one in contenders.rivals(setting, asked.python or sys.executable, say)
              if not asked.only or one.name in asked.only.split(",")]
    everyone = [contenders.Ours(setting), *rivals]
    costs = {step: {one.name: [] for one in everyone} for step, _, _ in STEPS} | {"idle": []}
    customers = json.loads(pathlib.Path(asked.bank, "truth.json").read_text())["parties"]
    facts = {"bank": f"{pathlib.Path(asked.bank).name}, {customers:,} customers"} | ({"note": asked.note} if asked.note else {})
    compared = wrong = 0
    for number in range(1, asked.rounds + 1):
        found = night_round(number, everyone, setting, asked.work, costs)
        compared, wrong = compared + found[0], wrong + found[1]
        sections = nights_sections(costs, compared, wrong)
        keep(asked.results, facts | {"rounds": f"{number} of {asked.rounds}"}, sections)  # what is measured so far
    if asked.bench:
        sections += extraction.section(asked, rivals, DATES, say)
    sections += questions.section(asked, places(everyone, asked.work), DATES[-1])
    page = keep(asked.results, facts | {"rounds": asked.rounds}, sections)
    print(page)
    if wrong:
        sys.exit(f"{wrong} figures differ; what all have made is in {asked.work}")
    shutil.rmtree(asked.work)


main()
