#!/usr/bin/python3
"""prodrome fit with runs: what it writes, and that a fit that is broken off goes on, repeats no run
and ends with the same tables. Prints "ok NAME" or "not ok NAME"; COUNT kills, SEED=n repeats times.
"""
import collections
import csv
import glob
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from test_sweeping import BASE, PROGRAM, Failure, expect, no_processes, read, until, write

COUNT = int(os.environ.get("COUNT", 2))
SEED = int(os.environ.get("SEED", random.randrange(1 << 30)))
FIT = """
fit: {name: tiny, seeds: 2, budget: 4, profile: 2}
base: base.yaml
parameters: {growth.loss_rate: {range: [0 1/d, 5 1/d], start: 1 1/d, prior: a guess}}
data: [{table: points.tsv, observable: viable, simulated: viable@12 h, sd: 4}]
"""
POINTS = ("observable\tcondition\ttime[d]\tmean\tsd\tn\tunit\tsource\n"
          "viable\tundosed\t0.5\t70\t\t4\t1\tmade up\n")


def fit(out, *options, file="fit.yaml", expected=0):
    done = subprocess.run([PROGRAM, "fit", file, "--out", out, *options], capture_output=True, text=True,
                          timeout=600)
    if done.returncode != expected:
        raise Failure(f"fit {' '.join(options)}: exit code {done.returncode}, not {expected}: "
                      f"{done.stdout[-300:]}{done.stderr[-500:]}")
    return done.stdout + done.stderr


def start(out):
    return subprocess.Popen([PROGRAM, "fit", "fit.yaml", "--out", out, "--quiet"], start_new_session=True,
                            stderr=subprocess.DEVNULL)


def finished(out):
    """How often each run came to its end, by the logs of all processes."""
    counts = collections.Counter()
    for name in glob.glob(f"{out}/log/*.tsv"):
        with open(name) as file:
            counts.update(row["run[1]"] for row in csv.DictReader(file, delimiter="\t")
                          if row["event"] == "finish")
    return counts


def same(out, kills=0):
    for name in ("fit.csv", "profile.csv", "fit.png", "design.tsv"):
        expect(read(f"{out}/{name}") == read(f"straight/{name}"), f"{out}/{name} differs")
    counts = finished(out)
    runs = len(os.listdir("straight/runs"))
    # A kill may come between the end of a run and the line that tells it.
    expect(len(os.listdir(f"{out}/runs")) == runs, "runs are missing")
    expect(set(counts.values()) == {1} and len(counts) >= runs - kills, f"runs made twice: {counts}")
    left = os.listdir(out)
    expect(sorted(left) == sorted(os.listdir("straight")), f"left in {out}: {left}")
    no_processes(os.path.abspath(out))


def straight():
    """The tables, the picture and what is printed."""
    said = fit("straight")
    with open("straight/fit.csv") as file:
        rows = list(csv.DictReader(file))
    best = max(rows, key=lambda row: float(row["log_likelihood[1]"]))
    expect(4 <= len(rows) <= 6, f"{len(rows)} trials")
    expect(float(rows[0]["growth.loss_rate[1/d]"]) == 1, "the first trial is not the start")
    expect(f"growth.loss_rate = {best['growth.loss_rate[1/d]']} 1/d" in said, said)
    for what in ("95 % limits", "prior: a guess", "made up", "residual", "prodrome run base.yaml"):
        expect(what in said, f"not said: {what}: {said}")
    values = [float(row["log_likelihood[1]"]) for row in rows]
    expect(max(values) > values[0], "nothing was gained by the search")
    expect(read("straight/fit.png").startswith(b"\x89PNG"), "fit.png is no picture")
    expect(len(os.listdir("straight/runs")) == 2 * len(rows), "two animals a trial")
    again = fit("straight")
    expect(set(finished("straight").values()) == {1}, "a fit that has ended repeats runs")
    expect("goes on with what is there" in again, again)


def killed():
    """At random times, the whole group or the parent alone."""
    begin = time.time()
    fit("a", "--quiet")
    took = time.time() - begin
    shutil.rmtree("a")
    for i in range(COUNT):
        process = start("a")
        time.sleep(random.uniform(0, took / 2))
        os.kill(process.pid, signal.SIGKILL) if i % 2 else os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    fit("a", "--quiet")
    same("a", kills=2 * COUNT)


def stopped():
    """One signal ends it cleanly; the same line goes on."""
    process = start("b")
    until(lambda: os.path.isdir("b/runs") and len(os.listdir("b/runs")) >= 3)
    process.send_signal(signal.SIGINT)
    expect(process.wait(60) == 75, f"stopped with exit code {process.returncode}")
    no_processes(os.path.abspath("b"))
    fit("b", "--quiet")
    same("b")


def one_at_a_time():
    """A second process is refused, and the first goes on."""
    process = start("c")
    until(lambda: os.path.isdir("c/runs"))
    said = fit("c", expected=73)
    expect("process" in said, said)
    expect(process.wait(300) == 0, "the first one fails")
    same("c")


def goes_on():
    """A larger budget goes on with the runs of the smaller one, as if it had been asked for at once."""
    write("more.yaml", FIT.replace("budget: 4", "budget: 8"))
    shutil.copytree("straight", "more")
    before = set(os.listdir("more/runs"))
    fit("more", "--quiet", file="more.yaml")
    fit("whole", "--quiet", file="more.yaml")
    for name in ("fit.csv", "profile.csv", "fit.png"):
        expect(read(f"more/{name}") == read(f"whole/{name}"), f"{name} differs")
    counts = finished("more")
    expect(set(counts.values()) == {1}, f"runs made twice: {counts}")
    expect(before < set(os.listdir("more/runs")), "no more runs")


def refused():
    """Another fit in the same folder, files that are no fits, folders that cannot be."""
    before = read("straight/design.tsv")
    for old, new in (("seeds: 2", "seeds: 3"), ("base.yaml", "new.yaml"), ("loss_rate", "push_distance")):
        write("new.yaml", BASE + "psma: {cv: 0.4}\n")
        write("other.yaml", FIT.replace(old, new).replace("1/d", "um" if "push" in new else "1/d"))
        expect("another fit" in fit("straight", file="other.yaml", expected=73), "what is wrong")
    expect(read("straight/design.tsv") == before, "the design was changed")
    write("other.yaml", FIT.replace("viable, sim", "viabel, sim"))
    expect("other.yaml:5:" in fit("d", file="other.yaml", expected=65), "where it is wrong")
    write("other.yaml", FIT.replace("points.tsv", "nowhere.tsv"))
    fit("d", file="other.yaml", expected=66)
    fit("d", file="nowhere.yaml", expected=66)
    fit("fit.yaml", expected=73)
    expect(not os.path.exists("d"), "a folder is left of a fit that never began")
    for options in ([], ["--jobs", "0", "fit.yaml"], ["a.yaml", "b.yaml"]):
        done = subprocess.run([PROGRAM, "fit", *options], capture_output=True, text=True)
        expect(done.returncode == 64, f"fit {options}: exit code {done.returncode}")


def main():
    random.seed(SEED)
    failed = 0
    home = tempfile.mkdtemp(prefix="prodrome-fit-")
    os.chdir(home)
    write("base.yaml", BASE)
    write("fit.yaml", FIT)
    write("points.tsv", POINTS)
    for case in (straight, killed, stopped, one_at_a_time, goes_on, refused):
        try:
            case()
            print(f"ok {case.__name__}", flush=True)
        except (Failure, OSError, subprocess.TimeoutExpired) as failure:
            failed += 1
            print(f"# SEED={SEED}: {failure}\nnot ok {case.__name__}", flush=True)
    os.chdir("/")
    if failed:
        print(f"# {home} is left as it is")
    else:
        shutil.rmtree(home)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
