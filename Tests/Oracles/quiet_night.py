"""Measures a quiet night beside the first one: what does a night cost in which one customer in a hundred changed?

usage: quiet_night.py MART SAMPLE_BANK FOLDER [--customers N | --scale N] [--keep-one-in N] [--pipeline P] [--key FILE]

The first night is the opening delivery and a month end with a month of events, into an empty home. Two business dates
follow. Of the second, what changed is thinned: deliveries of cards, balances, positions, touches and channels keep one
card, account or customer in so many, and get the control that a source would have written. So the general ledger does
not tie that night, which is a warning. Prints one JSON object: customers, those whose row of customer_360 was made
anew, seconds of wall and CPU, and their ratios; beside them a run that finds nothing new.
"""
import argparse, gzip, hashlib, json, os, re, resource, shutil, sqlite3, subprocess, sys, time

FIRST, BEFORE, QUIET = ("2023-12-31", "2024-08-31"), "2024-09-28", "2024-09-29"


def kept(key, one_in):
    return int(hashlib.sha256(key).hexdigest()[:8], 16) % one_in == 0


def number(text):
    return int(text.replace(b".", b"") or 0)


def yuan(fen):
    return ("-" if fen < 0 else "") + "%d.%02d" % divmod(abs(fen), 100)


# What is thinned: file, separator, place of the key, totals of the control (place of the amount, condition, spelling).
def always(row):
    return True


SEPARATED = {
    "CARD_TXN": (".dat.gz", b"|+|", 1, {"amount_fen": (5, always, yuan), "debit_fen": (5, lambda r: r[2] == b"DEBIT", yuan),
                                        "credit_fen": (5, lambda r: r[2] == b"CREDIT", yuan)}),
    "CC_BAL": (".txt", b"|+|", 0, {"overdraft_fen": (3, always, yuan)}),
    "TOUCH": (".txt", b"|+|", 5, {"treated": (None, lambda r: r[6] == b"T", str)}),
    "POS": (".dat.gz", b"\x01", 1, {"value_fen": (7, always, str)}),
}


class Landing:
    def __init__(self, folder, date):
        self.folder, self.day = folder, date.replace("-", "")

    def read(self, name):
        data = open(os.path.join(self.folder, name), "rb").read()
        return (gzip.decompress(data) if name.endswith(".gz") else data).split(b"\n")[:-1]

    def write(self, name, lines):
        data = b"".join(line + b"\n" for line in lines)
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(gzip.compress(data) if name.endswith(".gz") else data)

    def announce(self, stem, rows, totals):
        path = os.path.join(self.folder, f"{stem}_{self.day}.ctl")
        text = re.sub(r"rows=\d+", f"rows={rows}", open(path).read())
        for name, value in totals.items():
            text, found = re.subn(rf"total\.{name}=.*", f"total.{name}={value}", text)
            assert found == 1, (stem, name)
        with open(path, "w") as file:
            file.write(text)

    def thin(self, one_in):
        for stem, (suffix, separator, key, totals) in SEPARATED.items():
            name = f"{stem}_{self.day}{suffix}"
            lines = self.read(name)
            trailer = lines.pop() if lines and lines[-1].startswith(b"TRL") else None
            lines = [line for line in lines if kept(line.split(separator)[key], one_in)]
            rows = [line.split(separator) for line in lines if not line.startswith(b"D" + separator)]
            sums = {total: spelled(sum(1 if place is None else number(row[place]) for row in rows if condition(row)))
                    for total, (place, condition, spelled) in totals.items()}
            self.announce(stem, len(lines), sums)
            if trailer is not None:
                lines.append(separator.join([b"TRL", b"%d" % len(lines)] + [value.encode() for value in sums.values()]))
            self.write(name, lines)
        name = f"CHN_EVT_{self.day}.jsonl.gz"
        lines = [line for line in self.read(name) if kept(str(json.loads(line).get("cust_no")).encode(), one_in)]
        self.announce("CHN_EVT", len(lines), {})
        self.write(name, lines)
        name = f"DPBAL_{self.day}.dat.gz"
        header, *lines, _ = self.read(name)
        lines = [line for line in lines if kept(line[:32], one_in)]
        net, close = (sum(int(line[-end - 19:len(line) - end]) for line in lines) for end in (19, 0))
        self.write(name, [header] + lines + [(b"TRL%012d%019d%019d" % (len(lines), net, close)).ljust(len(header))])


def main():
    options = argparse.ArgumentParser()
    for name in ("mart", "sample_bank", "folder"):
        options.add_argument(name)
    options.add_argument("--customers")
    options.add_argument("--scale", default="10000")
    options.add_argument("--keep-one-in", type=int, default=20)
    options.add_argument("--pipeline", default="Pipelines/retail")
    asked = options.parse_args()
    shutil.rmtree(asked.folder, ignore_errors=True)
    size = ["--customers", asked.customers] if asked.customers else ["--scale", asked.scale]
    subprocess.run([asked.sample_bank, *size, "--history", "short", "--from", BEFORE, "--out", asked.folder],
                   check=True, stdout=subprocess.DEVNULL)

    def run(*dates):
        """Wall and CPU seconds of the nights from one date to another."""
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        ended = subprocess.run([asked.mart, "run", "--home", asked.folder, "--pipeline", asked.pipeline, "--from", dates[0],
                                "--to", dates[-1]], capture_output=True, text=True)
        after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - began
        if ended.returncode != 0:
            sys.exit(f"mart run of {dates} ended with {ended.returncode}\n{ended.stdout}{ended.stderr}")
        return {"wall": wall, "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime}

    first = run(*FIRST)
    usual = run(BEFORE)
    Landing(os.path.join(asked.folder, "landing"), QUIET).thin(asked.keep_one_in)
    quiet = run(QUIET)
    nothing = run(QUIET)
    with sqlite3.connect(f"file:{asked.folder}/ledger.sqlite?mode=ro", uri=True) as ledger:
        label, = ledger.execute("SELECT label FROM night ORDER BY run_id DESC LIMIT 1").fetchone()
        keys, = ledger.execute("SELECT keys FROM refresh WHERE table_name = 'customer_360' ORDER BY run_id DESC LIMIT 1").fetchone()
    with sqlite3.connect(f"file:{asked.folder}/current/mart.sqlite?mode=ro", uri=True) as table:
        customers, = table.execute("SELECT COUNT(*) FROM customer_360").fetchone()
    rounded = {name: {unit: round(value, 2) for unit, value in times.items()}
               for name, times in (("first", first), ("usual", usual), ("quiet", quiet), ("nothing", nothing))}
    ratios = {name: {unit: round(times[unit] / first[unit], 3) for unit in times} for name, times in (("usual", usual), ("quiet", quiet))}
    print(json.dumps({"published": label, "customers": customers, "customers_touched": keys, "seconds": rounded, "by_first": ratios}))


if __name__ == "__main__":
    main()
