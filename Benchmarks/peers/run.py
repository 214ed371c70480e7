"""Our nights beside those of rivals, on the same landing files, with the sums of all compared.

usage: run.py MART BANK WORK [--rounds N] [--python P] [--pipeline P] [--results PAGE] [--note TEXT] [--bench PROGRAM] [--only NAME,NAME]

BANK is a folder of `sample-bank --history short`. WORK holds what is made; it is removed before. Ends with 1, and says where,
when two do not agree in a sum. P is a Python with duckdb in it; rivals whose program is missing are skipped, which is said.
"""
import argparse, json, os, pathlib, shutil, sys
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


def rounds(everyone: list, setting: contenders.Setting, work: str, count: int) -> tuple:
    """All steps so many times, everyone in turn; the costs by step and name, and how many figures differed."""
    costs, wrong, compared = {step: {one.name: [] for one in everyone} for step, _, _ in STEPS} | {"idle": []}, 0, 0
    for number in range(1, count + 1):
        folders = {one.name: f"{work}/{index}" for index, one in enumerate(everyone)}
        for folder in folders.values():
            shutil.rmtree(folder, ignore_errors=True)
        for step, _, dates in STEPS:
            told = {}
            for one in everyone:
                say(f"round {number} of {count}, {step}: {one.name}")
                if one is everyone[1] and number == 1:
                    give(setting, folders[everyone[0].name], dates)
                costs[step][one.name].append(one.night(folders[one.name], dates, f"{work}/log"))
                told[one.name] = one.sums(folders[one.name])
            wrong += compare(told, step)
            compared += len(set().union(*told.values()))
        costs["idle"].append(everyone[0].idle(folders[everyone[0].name], DATES, f"{work}/log"))
    return costs, wrong, compared, folders


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
    costs, wrong, compared, folders = rounds(everyone, setting, asked.work, asked.rounds)
    sections = [report.nights(costs, [(step, title) for step, title, _ in STEPS])]
    sections.append(f"A run of ours that finds nothing new: {report.spread([cost.wall for cost in costs['idle']])} s on the wall, "
                    f"{report.spread([cost.cpu for cost in costs['idle']])} s of CPU.")
    sections.append(f"Sums: {compared} figures compared, {wrong} differ.")
    if asked.bench:
        sections += extraction.section(asked, setting, rivals, DATES, say)
    sections += questions.section(asked, folders, DATES[-1])
    customers = json.loads(pathlib.Path(asked.bank, "truth.json").read_text())["parties"]
    page = report.page({"bank": f"{asked.bank.rstrip('/').split('/')[-1]}, {customers} persons", "rounds": asked.rounds} | ({"note": asked.note} if asked.note else {}), sections)
    if asked.results:
        pathlib.Path(asked.results).write_text(page, encoding="utf-8")
    print(page)
    shutil.rmtree(asked.work)
    sys.exit(1 if wrong else 0)


main()
