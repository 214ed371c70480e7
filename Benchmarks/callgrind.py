"""Runs a program under callgrind, and reads what it wrote: instructions by function, each with the object it is in."""
import collections, os, pathlib, re, shutil, subprocess

NAME = re.compile(r"(c?)(ob|fn)=\((\d+)\)(?: (.*))?")


def missing() -> list:
    """Programs that are needed and not there."""
    return [name for name in ("valgrind", "strip") if not shutil.which(name)]


def bare(program: str, folder: str) -> str:
    """A copy without debug information, which valgrind would stumble over; names of functions stay."""
    copy = str(pathlib.Path(folder, pathlib.Path(program).name))
    subprocess.run(["strip", "-g", "-o", copy, program], check=True)
    return copy


def run(words: list, out: str, *options) -> str:
    """Runs it; files of counts stand at `out`, `out.1` and so on. What the program printed."""
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", *options, *words]
    ended = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1"})
    if ended.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {ended.returncode}:\n{ended.stderr[-2000:]}")
    return ended.stdout


def counts(path: str) -> collections.Counter:
    """Instructions of each (object, function), its own and not those of what it calls."""
    names, place, found, is_call = {}, {}, collections.Counter(), False
    with open(path, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            said = NAME.match(line)
            if said:
                called, kind, number, name = said.groups()
                if name:
                    names[kind, number] = name.strip()
                if not called:
                    place[kind] = names[kind, number]
            elif line.startswith("calls="):
                is_call = True  # the next line is the cost of the call, which is the other's
            elif line[:1].isdigit() or line[:1] in "+-*":
                if not is_call:
                    found[pathlib.Path(place["ob"]).name, place["fn"]] += int(line.split()[1])
                is_call = False
    return found


def table(found: collections.Counter, most: int) -> str:
    """The functions with most instructions, as Swift spells them."""
    total, top = sum(found.values()), found.most_common(most)
    names = "\n".join(re.sub(r"'\d+$", "", function) for (_, function), _ in top)
    if shutil.which("swift"):
        names = subprocess.run(["swift", "demangle", "--simplified"], input=names, capture_output=True, text=True).stdout
    rows = [f"| {100 * count / total:.1f} % | {count:,} | {object} | `{name[:120]}` |"
            for ((object, _), count), name in zip(top, names.splitlines())]
    return "\n".join(["| share | instructions | in | function |", "| --: | --: | --- | --- |", *rows])
