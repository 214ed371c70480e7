"""What a program takes until it ends: seconds on the wall, seconds of all cores, the most memory that was resident at once."""
import os, subprocess, time
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    wall: float  # seconds
    cpu: float   # seconds of all cores, the kernel's work and that of its own children among them
    peak: float  # MiB, of the largest process among them


def run(words: list, log: str, **environment) -> Cost:
    """Runs it with its output in `log`, which is shown where it does not end well."""
    with open(log, "w+") as output:
        began = time.monotonic()
        child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env={**os.environ, **environment})
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - began
        if child.returncode:
            output.seek(0)
            raise SystemExit(f"{' '.join(map(str, words))} ended with {child.returncode}:\n{output.read()[-3000:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
