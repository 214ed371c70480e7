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
    slow = max(ours, key=ours.get)
    text = [f"Questions of Pipelines/retail/queries on the mart: {len(ours)}, the slowest {slow} with {ours[slow] * 1000:.1f} ms, "
            f"{sum(1 for seconds in ours.values() if seconds > 0.1)} above 100 ms."]
    if "DuckDB" in folders:
        raw = times(asked.python or sys.executable, pathlib.Path(folders["DuckDB"], "mart.duckdb"), as_of, "questions.sql")
        rows = [[name, f"{ours[name] * 1000:.1f}", f"{seconds * 1000:.1f}", f"{ours[name] / seconds:.2f}"] for name, seconds in raw.items()]
        text.append(report.table(["question", "mart ms", "raw tables in DuckDB ms", "×"], rows))
    return text
