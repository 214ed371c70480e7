"""How long a command would take with a core for each of its threads: for cores that are shared, where its wall time says little.

usage: threads.py COMMAND [ARGUMENT…]

Samples each thread's CPU time every 10 ms. Stretches in which the first thread works and those in which it waits take turns; of each, the busiest thread's CPU
seconds count. What waits for the disk is not in it. Prints CPU seconds of all threads, of the first, the sum over the stretches, and wall seconds.
"""
import collections, itertools, os, subprocess, sys, time


def cpu(process: int) -> dict:
    """Nanoseconds on a core, by thread."""
    threads = {}
    try:
        for thread in os.listdir(f"/proc/{process}/task"):
            try:
                with open(f"/proc/{process}/task/{thread}/schedstat") as file:
                    threads[int(thread)] = int(file.read().split()[0])
            except OSError:
                pass
    except OSError:
        pass
    return threads


def main() -> int:
    began = time.monotonic()
    command = subprocess.Popen(sys.argv[1:])
    samples = []
    while command.poll() is None:
        samples.append(cpu(command.pid))
        time.sleep(0.01)
    wall = time.monotonic() - began
    steps = []
    for before, after in zip(samples, samples[1:]):
        step = {thread: spent - before.get(thread, 0) for thread, spent in after.items() if spent > before.get(thread, 0)}
        if step:
            steps.append(step)
    total, stretches = collections.Counter(), 0
    for _, stretch in itertools.groupby(steps, key=lambda step: command.pid in step):
        spent = collections.Counter()
        for step in stretch:
            spent.update(step)
        total.update(spent)
        stretches += max(spent.values())
    print(f"{sum(total.values()) / 1e9:.2f} CPU s, first thread {total[command.pid] / 1e9:.2f}, a core each {stretches / 1e9:.2f}, wall {wall:.2f}", file=sys.stderr)
    return command.returncode


if __name__ == "__main__":
    sys.exit(main())
