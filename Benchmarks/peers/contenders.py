"""Who takes part: each does a night in a folder of its own, and tells its sums."""
import hashlib, json, os, pathlib, shutil, subprocess, sys
from dataclasses import dataclass
import measure

FOLDER = pathlib.Path(__file__).parent


@dataclass(frozen=True)
class Setting:
    mart: str      # the program
    pipeline: str
    landing: str
    cleaned: str   # the rivals' landing folder
    prepared: str  # plain copies


class Ours:
    name = "CustomerMart"

    def __init__(self, setting: Setting):
        self.setting = setting

    def words(self, folder: str, *more) -> list:
        setting = self.setting
        return [setting.mart, "run", *more, "--home", folder, "--landing", setting.landing, "--pipeline", setting.pipeline]

    def night(self, folder: str, dates: list, log: str) -> measure.Cost:
        pathlib.Path(folder).mkdir(mode=0o700, exist_ok=True)
        return measure.run(self.words(folder, "--from", dates[0], "--to", dates[-1]), log)

    def idle(self, folder: str, dates: list, log: str) -> measure.Cost:
        """A run that finds nothing new."""
        return measure.run(self.words(folder, "--from", dates[0], "--to", dates[-1]), log)

    def sums(self, folder: str) -> dict:
        asked = subprocess.run([self.setting.mart, "query", "--json", "--home", folder, "--pipeline", self.setting.pipeline,
                                "--file", str(FOLDER / "ours.sql")], capture_output=True, text=True, check=True)
        return {row["name"]: row["value"] or 0 for row in json.loads(asked.stdout)}


class Rival:
    def __init__(self, name: str, program: str, python: str, setting: Setting, **environment):
        self.name, self.program, self.python, self.setting, self.environment = name, program, python, setting, environment

    def words(self, folder: str, dates: list, *more) -> list:
        setting = self.setting
        return [self.python, str(FOLDER / self.program), "--pipeline", setting.pipeline, "--landing", setting.cleaned,
                "--prepared", setting.prepared, "--out", folder, "--dates", ",".join(dates), *more]

    def night(self, folder: str, dates: list, log: str) -> measure.Cost:
        return measure.run(self.words(folder, dates), log, **self.environment)

    def sums(self, folder: str) -> dict:
        told = json.loads(pathlib.Path(folder, "sums.json").read_text())
        return told | {path.name: content(path) for path in sorted(pathlib.Path(folder).glob("*_list.csv"))}


def content(path: pathlib.Path) -> str:
    """A hash of the lines of a file, in any order; ends of lines and needless quotes do not count."""
    lines = sorted(path.read_bytes().replace(b"\r\n", b"\n").replace(b'"', b"").splitlines())
    return hashlib.sha256(b"\n".join(lines)).hexdigest()[:16]


def has(python: str, module: str) -> bool:
    try:
        return subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode == 0
    except OSError:
        return False


def installs_encodings(python: str) -> bool:
    """Puts DuckDB's extension where DuckDB looks for it, once, off the clock."""
    code = "import duckdb; from duckdb_extensions import import_extension; c = duckdb.connect(); import_extension('encodings', con=c); c.execute('LOAD encodings')"
    return subprocess.run([python, "-c", code], capture_output=True).returncode == 0


def rivals(setting: Setting, python: str, say) -> list:
    """Those whose program is there; says who is missing, and what to do."""
    found = []
    if has(python, "duckdb"):
        found.append(Rival("DuckDB", "rival_duckdb.py", python, setting))
        if installs_encodings(python):
            found.append(Rival("DuckDB, own GB18030", "rival_duckdb.py", python, setting, RIVAL_ENCODINGS="1"))
        else:
            say("skipped: DuckDB's own reading of GB18030: its extension is not there (`make analysts`)")
    else:
        say(f"skipped: DuckDB: {python} has no duckdb (`make analysts`)")
    if shutil.which("sqlite3"):
        found.append(Rival("sqlite3", "rival_sqlite.py", sys.executable, setting))
    else:
        say("skipped: the sqlite3 shell is not on the PATH")
    return found + [Rival("Python", "rival_python.py", sys.executable, setting)]
