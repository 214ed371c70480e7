"""Counts the instructions of kernels by callgrind, and compares them with those on record.

usage: kernels.py MART_BENCH FOLDER [--record] [--functions N]

Counted are the instructions in the program itself, of decoding and of extraction, a feed of each format. Left out is what
picks its instructions by the processor or comes with the system: libraries, and the hashes of BoringSSL. More than TOLERANCE above the record ends with 1; as much below says that the
record may be lowered. A record of another architecture or another Swift is not compared. FOLDER is made anew.
"""
import argparse, json, pathlib, platform, re, shutil, subprocess, sys
import callgrind

RECORD = pathlib.Path(__file__).with_suffix(".json")
FEEDS = ["card_txn", "cif_core", "channel_event", "loan_installment"]  # separated, fixed, JSON, CSV
TOLERANCE = 5  # hundredths


def made_by() -> str:
    """What decides which instructions a source becomes."""
    said = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout
    version = re.search(r"Swift version (\d+\.\d+)", said)
    return f"{platform.machine()}, Swift {version[1] if version else 'unknown'}"


def measure(program: str, folder: str) -> dict:
    """The counts of each kernel's second call, by its name."""
    out, words = f"{folder}/counts", [callgrind.bare(program, folder), "kernels", "--bank", "SampleData", "--work", f"{folder}/work"]
    printed = callgrind.run(words + [word for feed in FEEDS for word in ("--feed", feed)], out, "--dump-before=*kernelOf*")
    calls = [line.split("\t") for line in printed.splitlines()]
    # Counts are written before each call, so those of a call stand in the file after, and of the last one in the file at the end.
    files = [f"{out}.{number + 1}" for number in range(1, len(calls))] + [out]
    return {f"{kernel} {feed}": callgrind.counts(path) for (kernel, feed, _), path in list(zip(calls, files))[1::2]}


def own(found) -> int:
    return sum(count for (name, function), count in found.items() if name == "mart-bench" and not function.startswith("CCryptoBoringSSL"))


def compare(counts: dict, record: dict) -> int:
    """Prints each kernel beside its record; how many are above it by more than the tolerance."""
    above = 0
    for name, count in counts.items():
        before = record[name]
        is_above, is_below = count * 100 > before * (100 + TOLERANCE), count * 100 < before * (100 - TOLERANCE)
        above += is_above
        word = "  MORE" if is_above else "  less: --record keeps it" if is_below else ""
        print(f"{name:28} {count:>12,} {before:>12,} {100 * (count / before - 1):>+6.1f} %{word}")
    return above


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("folder")
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--functions", type=int, default=0)
    asked = parser.parse_args()
    if callgrind.missing():
        sys.exit("missing: " + ", ".join(callgrind.missing()) + " (`make tools`)")
    shutil.rmtree(asked.folder, ignore_errors=True)
    pathlib.Path(asked.folder).mkdir(parents=True)
    found = measure(asked.program, asked.folder)
    counts = {name: own(functions) for name, functions in found.items()}
    for name, functions in found.items() if asked.functions else ():
        print(f"\n## {name}\n\n{callgrind.table(functions, asked.functions)}")
    if asked.functions:
        return
    if asked.record:
        RECORD.write_text(json.dumps({"made_by": made_by(), "instructions": counts}, indent=1) + "\n")
    record = json.loads(RECORD.read_text())
    if record["made_by"] != made_by():
        print(f"not compared: the record is of {record['made_by']}, this is {made_by()}")
        return
    above = compare(counts, record["instructions"])
    if above:
        sys.exit(f"{above} kernels take more instructions than on record; `make profile` shows where, `make kernels RECORD=1` records them anew")


if __name__ == "__main__":
    main()
