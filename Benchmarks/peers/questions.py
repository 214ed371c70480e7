"""The analysts' questions on our mart, all of them, and some put to the raw tables in DuckDB."""
import json, pathlib, subprocess, sys
import report

FOLDER = pathlib.Path(__file__).parent


def times(python: str, *words) -> dict:
    asked = subprocess.run([python, str(FOLDER / "question_times.py"), *map(str, words)], capture_output=True, text=True, check=True)
    return json.loads(asked.stdout)


def section(asked, folders: dict, as_of: str) -> list:
    """- folders: of each contender, as its last round has left it."""
    queries = sorted(pathlib.Path(asked.pipeline, "queries").glob("*.sql"))
    ours = times(sys.executable, pathlib.Path(folders["CustomerMart"], "current/mart.sqlite"), *queries)
    slow = max(ours, key=lambda name: ours[name][1])
    text = [f"Questions of Pipelines/retail/queries on the mart: {len(ours)}, the slowest {slow} with {ours[slow][1] * 1000:.0f} ms of CPU; "
            f"above 100 ms are {sum(1 for _, cpu in ours.values() if cpu > 0.1)}."]
    if "DuckDB" in folders:
        raw = times(asked.python or sys.executable, pathlib.Path(folders["DuckDB"], "mart.duckdb"), as_of, "questions.sql")
        rows = [[name, *(f"{seconds * 1000:.1f}" for seconds in (*ours[name], *found)), f"{ours[name][0] / found[0]:.2f}"] for name, found in raw.items()]
        text.append(report.table(["question", "mart ms", "CPU ms", "raw tables in DuckDB ms", "CPU ms", "× wall"], rows))
    return text
