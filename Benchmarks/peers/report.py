"""The page of a run: ratios with their spread, and what they were measured on."""
import datetime, os, pathlib, platform, statistics, subprocess


def spread(values: list, form: str = "{:.2f}") -> str:
    """median (least to most); one value alone where there was one round."""
    middle = form.format(statistics.median(values))
    return middle if len(values) == 1 else f"{middle} ({form.format(min(values))}–{form.format(max(values))})"


def table(head: list, rows: list) -> str:
    lines = [head, ["---"] + ["--:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def machine() -> str:
    info = pathlib.Path("/proc/cpuinfo").read_text()
    model = next((line.split(":")[1].strip() for line in info.splitlines() if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, {platform.system()} {platform.machine()}"


def commit() -> str:
    said = subprocess.run(["git", "log", "-1", "--format=%h of %cs"], capture_output=True, text=True)
    return said.stdout.strip() or "unknown"


def nights(costs: dict, steps: list) -> str:
    """`costs[step][who]` holds a cost a round, ours first."""
    rows = []
    for step, title in steps:
        ours, *others = costs[step].items()
        for who, found in [ours, *others]:
            row = [title, who, spread([c.wall for c in found]), spread([c.cpu for c in found]), spread([c.peak for c in found], "{:.0f}")]
            pairs = list(zip(ours[1], found))
            row += ["", "", ""] if who == ours[0] else [spread([getattr(a, field) / getattr(b, field) for a, b in pairs]) for field in ("wall", "cpu", "peak")]
            rows.append(row)
    return table(["step", "who", "wall s", "CPU s", "peak MiB", "× wall", "× CPU", "× peak"], rows)


def page(setting: dict, sections: list) -> str:
    """- setting: what the run was asked for, name and value."""
    facts = {"date": datetime.date.today().isoformat(), "commit": commit(), "machine": machine(), **setting}
    head = "# Beside rivals: the last run\n\nWritten by `make bench-rivals`; what is measured, and what is not: Documentation/Benchmarks.md. " \
           "× is ours by the rival's, round by round: below 1 we are faster or smaller; medians, least and most in brackets.\n"
    lines = "\n".join(f"- {name}: {value}" for name, value in facts.items())
    return "\n\n".join([head + "\n" + lines, *sections]) + "\n"
