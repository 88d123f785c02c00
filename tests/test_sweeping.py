#!/usr/bin/python3
"""A sweep, however often it is broken off and by whom it is run, gives the same results.csv.

  tests/test_sweeping.py                       10 rows, a few kills
  COUNT=10 ROWS=200 SEEDS=3 tests/test_sweeping.py kills      the same with more (make sweep_kills)

The sweep is killed (SIGKILL of the whole process group, or of the parent alone) at random times and
taken up; the table must have the bytes of a sweep that never was, no run may have finished twice, and
no process and no file may be left over. Prints "ok NAME" or "not ok NAME"; SEED=n repeats the times.
"""
import csv
import glob
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.abspath(os.environ.get("PRODROME") or "build/prodrome")
COUNT = int(os.environ.get("COUNT", 4))
ROWS = int(os.environ.get("ROWS", 10))
SEEDS = int(os.environ.get("SEEDS", 1))
SEED = int(os.environ.get("SEED", random.randrange(1 << 30)))
BASE = """
run: {name: tiny}
grid: {nx: 12, ny: 12, nz: 12}
tumor: {cells: 100}
time: {burn_in: 3 h, end: 12 h}
output: {snapshot_every: 3 h, series_every: 3 h}
doses: [{drug: mipsagargin, amount: 56 mg/kg, at: 1 h}]
"""
SWEEP = """
sweep: {name: tiny, seeds: %d}
base: [base.yaml]
parameters:
  doses.0.amount: {range: [0 mg/kg, 56 mg/kg]}
  psma.cv: {range: [0.3, 0.8]}
design: {kind: latin_hypercube, points: %d}
outputs: [caliper_change@12 h, viable@6 h, nadir, psa@3 h]
"""
LONG = """
sweep: {name: long, seeds: 3}
base: [base.yaml]
set: {time.end: 20 d, tumor.cells: 3000, grid.nx: 24, grid.ny: 24, grid.nz: 24}
parameters:
  psma.cv: {values: [0.3]}
design: {kind: list}
outputs: [caliper_change@1 d]
"""


class Failure(Exception):
    pass


def expect(condition, what):
    if not condition:
        raise Failure(what)


def sweep(action, out, *options, file="sweep.yaml", expected=0):
    done = subprocess.run([PROGRAM, "sweep", action, file, "--out", out, *options],
                          capture_output=True, text=True, timeout=3600)
    if expected is not None and done.returncode != expected:
        raise Failure(f"sweep {action} {' '.join(options)}: exit code {done.returncode}, not {expected}: "
                      f"{done.stdout[-300:]}{done.stderr[-500:]}")
    return done


def write(name, text):
    with open(name, "w") as file:
        file.write(text)


def read(name):
    with open(name, "rb") as file:
        return file.read()


def log(out, file="sweep.yaml"):
    """What `sweep status --log` says: run -> its counts; and the last line."""
    lines = sweep("status", out, "--log", file=file).stdout.splitlines()
    rows = list(csv.DictReader(lines[:-1], delimiter="\t"))
    return {int(row["run"]): {k: int(v) for k, v in row.items()} for row in rows}, lines[-1]


def running(text):
    """Processes in this folder with this text in their command line: their numbers and lines."""
    found = []
    for name in glob.glob("/proc/[0-9]*"):
        try:
            line, folder = read(f"{name}/cmdline"), os.readlink(f"{name}/cwd")
        except OSError:
            continue
        number = int(name.split("/")[2])
        if text.encode() in line and folder == os.getcwd() and number != os.getpid():
            found.append((number, line.replace(b"\0", b" ").decode(errors="replace")))
    return found


def processes(text):
    return [line for _, line in running(text)]


def no_processes(text):
    for _ in range(50):
        left = processes(text)
        if not left:
            return
        time.sleep(0.1)
    raise Failure("left running: " + "; ".join(left[:3]))


def listing(out):
    """Files of a sweep, but for the logs, of which there is one a process."""
    names = []
    for folder, _, files in os.walk(out):
        inner = os.path.relpath(folder, out)
        names.append(inner)
        names += [os.path.join(inner, name) for name in files]
    return sorted(name for name in names if name.split("/")[0] != "log")


def same(out, straight, file="sweep.yaml", kills=0):
    """To the bytes of the straight one, and every run finished once. A kill may come between the end of a
    run, which is in its place then, and the line of the log that tells it: so many may be untold."""
    if read(f"{out}/results.csv") != read(f"{straight}/results.csv"):
        raise Failure(f"{out}/results.csv differs from that of {straight}")
    extra = set(listing(out)) ^ set(listing(straight))
    expect(not extra, f"files that are in one of them alone: {sorted(extra)[:5]}")
    counts, last = log(out, file)
    twice = [run for run, c in counts.items() if c["finished"] > 1]
    untold = [run for run, c in counts.items() if c["finished"] == 0]
    expect(not twice, f"runs that finished more than once: {twice[:5]} ({last})")
    expect(len(untold) <= kills * (os.cpu_count() or 1), f"runs of which no log tells that they finished: {untold[:5]} ({last})")
    return counts


def start(out, *options, file="sweep.yaml", prepare=None, stderr=subprocess.DEVNULL):
    return subprocess.Popen([PROGRAM, "sweep", "run", file, "--out", out, "--quiet", *options],
                            start_new_session=True, stderr=stderr, preexec_fn=prepare)


def until(condition, seconds=60):
    end = time.time() + seconds
    while time.time() < end:
        if condition():
            return
        time.sleep(0.01)
    raise Failure("waited in vain")


# --- the cases -------------------------------------------------------------------------------


def straight():
    """A sweep that is not disturbed, from plan to table; once more there is nothing to do."""
    began = time.time()
    plan = sweep("plan", "straight").stdout
    expect(f"{ROWS * SEEDS} runs" in plan and "pilot" in plan and "expected" in plan, plan)
    again = sweep("plan", "straight").stdout
    expect("pilot" in again, again)
    sweep("run", "straight")
    with open("straight/results.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    expect(len(rows) == ROWS * SEEDS * 4, f"{len(rows)} figures")
    numbers = [int(row["run[1]"]) for row in rows]
    expect(numbers == sorted(numbers), "not in order of the runs")
    counts, _ = log("straight")
    expect(all(c["started"] == c["finished"] == 1 for c in counts.values()), "a run ran twice")
    before = read("straight/results.csv")
    sweep("run", "straight")
    sweep("collect", "straight")
    expect(read("straight/results.csv") == before, "collected twice, it differs")
    with open("straight/design.tsv", newline="") as file:
        design = list(csv.DictReader(file, delimiter="\t"))
    with open(f"straight/runs/{int(design[0]['run[1]']):06d}/run.json") as file:
        expect(json.load(file)["config_sha256"] == design[0]["config_sha256"], "another hash")
    return time.time() - began


def ended(out):
    """Finished runs: which file each is, and of when, so that another in its place is seen."""
    stats = {name: os.stat(name) for name in glob.glob(f"{out}/runs/*/run.json")}
    return {name: (s.st_ino, s.st_mtime_ns) for name, s in stats.items()}


def kills(seconds=None):
    """Killed COUNT times; each time the processes are gone, and what was finished stays to the end."""
    if not os.path.isdir("straight"):
        seconds = straight()
    out = "killed"
    cut, before = 0, {}
    for kill in range(COUNT):
        process = start(out)
        time.sleep(random.uniform(0.1, max(0.5, 1.5 * seconds / (COUNT + 1))))
        over = process.poll() is not None
        if kill % 2:
            process.kill()
        else:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        process.wait()
        cut += not over
        no_processes(f"{out}/work")
        expect(before.items() <= ended(out).items(), "a finished run ran once more")
        before = ended(out)
    sweep("run", out)
    expect(before.items() <= ended(out).items(), "a finished run ran once more")
    counts = same(out, "straight", kills=cut)
    resumed = sum(c["taken_up"] for c in counts.values())
    print(f"# killed {cut} times before its end; {resumed} runs taken up; none of {len(before)} finished ones ran again")
    no_processes(f"{out}/work")
    shutil.rmtree(out)


def stopped():
    """SIGTERM, as SIGINT: the runs write a checkpoint, exit code 75, and go on from there."""
    for number in (signal.SIGTERM, signal.SIGINT):
        process = start("stopped")
        until(lambda: processes("stopped/work") and glob.glob("stopped/work/*/checkpoint.hdf"))
        process.send_signal(number)
        expect(process.wait(60) == 75, f"exit code {process.returncode}, not 75")
        expect(not os.path.exists("stopped/claims"), "a claim is left")
        no_processes("stopped/work")
    sweep("run", "stopped")
    counts = same("stopped", "straight")
    expect(sum(c["taken_up"] for c in counts.values()) > 0, "no run was taken up")
    shutil.rmtree("stopped")


def three_at_once():
    """They also end at once, and all write the tables and the report."""
    for _ in range(3):
        several = [start("three", "--jobs", "1", stderr=subprocess.PIPE) for _ in range(3)]
        for process in several:
            said = process.communicate(timeout=600)[1]
            expect(process.returncode == 0, f"exit code {process.returncode}: {said}")
        counts = same("three", "straight")
        expect(all(c["started"] == 1 for c in counts.values()), "a run was started twice")
        shutil.rmtree("three")


def killed_child():
    """A run that is killed by somebody is taken up by the sweep itself."""
    process = start("child", "--jobs", "1")
    until(lambda: processes("child/work"))
    for number, _ in running("child/work"):
        os.kill(number, signal.SIGKILL)
    expect(process.wait(600) == 0, f"exit code {process.returncode}")
    same("child", "straight")
    shutil.rmtree("child")


def shards():
    for shard in ("1/3", "3/3", "2/3"):
        sweep("run", "shards", "--shard", shard, "--quiet")
    same("shards", "straight")
    shutil.rmtree("shards")


def elsewhere():
    """A claim of another machine is respected, and taken over once it was silent for long."""
    sweep("plan", "other", "--no-pilot")
    os.makedirs("other/claims/000003")
    write("other/claims/000003/owner", "0123456789abcdef far another.1 1 1 1700000000 000000000007\n")
    with open("other/design.tsv", newline="") as file:
        row = list(csv.DictReader(file, delimiter="\t"))[2]
    subprocess.run([PROGRAM, "run", "base.yaml", "--set", f"psma.cv={row['psma.cv[1]']}", "--set",
                    f"doses.0.amount={row['doses.0.amount[mg/kg]']} mg/kg", "--seed", row["seed[1]"], "--until",
                    "6 h", "--quiet", "--out", "other/work/000003.0123456789abcdef"], check=True)
    began = time.time()
    sweep("run", "other", "--takeover", "4 s")
    expect(time.time() - began > 4, "it did not wait")
    same("other", "straight")
    events = [row for name in glob.glob("other/log/*.tsv")
              for row in csv.DictReader(open(name), delimiter="\t")]
    taken = [row["run[1]"] for row in events if row["detail"] == "taken over"]
    expect(taken == ["3"], f"taken over: {taken}")
    expect([row["run[1]"] for row in events if row["event"] == "resume"] == ["3"], "it was not taken up")
    shutil.rmtree("other")


def fenced():
    """A folder of work of somebody unknown, without a claim: what he still writes goes into nothing."""
    process = start("fenced", "--jobs", "1")
    until(lambda: glob.glob("fenced/work/*/checkpoint.hdf"))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    no_processes("fenced/work")
    shutil.rmtree("fenced/claims")
    work = glob.glob("fenced/work/*")[0]
    number = work.split("/")[-1].split(".")[0]
    names = ("timeseries.csv", "events.csv", "log.jsonl")
    held = [open(f"{work}/{name}", "ab") for name in names]
    sweep("run", "fenced")
    for file in held:
        file.write(b"of one that slept\n")
        file.close()
    same("fenced", "straight")
    for name in names:
        expect(b"slept" not in read(f"fenced/runs/{number}/{name}"), f"he wrote into {name}")
    shutil.rmtree("fenced")


def asleep():
    """A sweep that sleeps for longer than others wait: its run is another one's when it wakes."""
    first = start("asleep", "--jobs", "1", "--takeover", "3 s")
    until(lambda: glob.glob("asleep/work/*/timeseries.csv"))
    os.kill(first.pid, signal.SIGSTOP)
    run = glob.glob("asleep/work/*")[0].split("/")[-1].split(".")[0]
    sweep("run", "asleep", "--takeover", "3 s", "--jobs", "2")
    os.kill(first.pid, signal.SIGCONT)
    expect(first.wait(60) == 0, f"it woke to exit code {first.returncode}")
    same("asleep", "straight")
    events = [(row["event"], int(row["run[1]"])) for name in glob.glob("asleep/log/*.tsv")
              for row in csv.DictReader(open(name), delimiter="\t")]
    expect(("lost", int(run)) in events, f"run {run} was not lost: {events}")
    expect(not any(event in ("fail", "anew", "cut off") for event, _ in events), events)
    no_processes("asleep/work")
    shutil.rmtree("asleep")


def hung_up():
    """nohup: the sweep goes on when its terminal closes; without, it ends in order."""
    ignore = lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)
    for prepare, code in ((ignore, 0), (None, 75)):
        process = start("hung", "--jobs", "1", prepare=prepare)
        until(lambda: processes("hung/work"))
        process.send_signal(signal.SIGHUP)
        expect(process.wait(60) == code, f"exit code {process.returncode}, not {code}")
        if code == 0:
            same("hung", "straight")
        shutil.rmtree("hung")


def twice():
    """Two signals within moments, as a scheduler and its script send them, are one; later ones kill."""
    write("long.yaml", LONG)
    for wait in (0.05, 3):
        process = start("twice", "--jobs", "1", file="long.yaml")
        until(lambda: any(read(name).count(b"\n") > 3 for name in glob.glob("twice/work/*/timeseries.csv")))
        child = running("twice/work")[0][0]
        if wait > 1:  # one that does not listen
            os.kill(child, signal.SIGSTOP)
        began = time.time()
        process.send_signal(signal.SIGTERM)
        time.sleep(wait)
        process.send_signal(signal.SIGTERM)
        expect(process.wait(60) == 75, f"exit code {process.returncode}, not 75")
        saved = [os.path.getmtime(name) > began for name in glob.glob("twice/work/*/checkpoint.hdf")]
        expect(any(saved) == (wait < 1), f"{wait} s: {saved} {listing('twice')}")
        no_processes("twice/work")
        shutil.rmtree("twice")


def threads():
    """The first run of a plan has the threads that each will have."""
    write("one.yaml", LONG)
    for jobs in ("1", "64"):
        process = subprocess.Popen([PROGRAM, "sweep", "plan", "one.yaml", "--out", "threads", "--jobs", jobs],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        until(lambda: processes("threads/work"))
        line = processes("threads/work")[0]
        processors = len(os.sched_getaffinity(0))
        expected = max(1, processors // min(int(jobs), 3))
        expect(f"--threads {expected} " in line, f"--jobs {jobs}: {line}")
        process.kill()
        process.wait()
        no_processes("threads/work")
        shutil.rmtree("threads")


def failed():
    """A run that fails is put aside with its message, and the others go on."""
    write("failing.yaml", SWEEP.replace("psma.cv: {range: [0.3, 0.8]}", "solver.max_cycles: {values: [1, 60]}")
          .replace("doses.0.amount: {range: [0 mg/kg, 56 mg/kg]}", "psma.cv: {values: [0.3, 0.5]}")
          .replace("latin_hypercube, points: %d", "grid") % 1 + "set: {solver.tolerance: 1e-7}\n")
    done = sweep("run", "failed", file="failing.yaml", expected=70)
    expect("2 runs failed" in done.stdout, done.stdout)
    status = sweep("status", "failed", file="failing.yaml").stdout
    expect("2 finished, 2 failed" in status and "to repeat: prodrome run base.yaml" in status, status)
    with open("failed/results.csv", newline="") as file:
        values = [row["value"] for row in csv.DictReader(file) if row["solver.max_cycles[1]"] == "1"]
    expect(values and all(value == "nan" for value in values), values)
    sweep("run", "failed", file="failing.yaml", expected=70)
    counts, _ = log("failed", "failing.yaml")
    expect(all(c["started"] == 1 for c in counts.values()), "a failed run ran again")
    sweep("run", "failed", "--retry", file="failing.yaml", expected=70)
    counts, _ = log("failed", "failing.yaml")
    expect(sum(c["started"] for c in counts.values()) == 6, "a failed run did not run again")
    shutil.rmtree("failed")


def by_hand():
    """A design made elsewhere, with no more than parameters and seeds."""
    os.mkdir("hand")
    with open("straight/design.tsv", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    names = ["psma.cv[1]", "doses.0.amount[mg/kg]", "seed[1]"]
    lines = ["\t".join(names)] + ["\t".join(row[n] for n in names) for row in rows]
    write("hand/design.tsv", "\n".join(lines) + "\n")
    sweep("run", "hand")
    key = lambda out: sorted(row[3:] for row in csv.reader(open(f"{out}/results.csv")))
    ours, theirs = (list(csv.DictReader(open(f"{out}/results.csv"))) for out in ("hand", "straight"))
    for a, b in zip(ours, theirs):
        expect({k: a[k] for k in b} == b, f"{a} is not {b}")
    for text, wrong in (("psma.cvv[1]\n0.5\n", "psma.cv"), ("psma.cv\n0.5\n", "psma.cv[1]"),
                        ("psma.cv[1]\tseed[1]\n0.5\t1\n0.5\t1\n", "seed"),
                        ("psma.cv[1]\n\n7\n", "range"), ("psma.cv[1]\n", "no run"),
                        ("run[1]\tpsma.cv[1]\n1\t0.5\n1\t0.6\n", "two runs")):
        write("hand/design.tsv", text)
        done = sweep("run", "hand", expected=65)
        expect("hand/design.tsv:" in done.stderr and wrong in done.stderr, f"{text!r}: {done.stderr}")
    shutil.rmtree("hand")


def refused():
    """What would be dropped without a word, or found out only after all runs."""
    write("points.tsv", "psma.cv[1]\tseed[1]\n0.5\t7\n0.6\t8\n")
    table = SWEEP.replace("latin_hypercube, points: %d", "table, file: points.tsv") % 1
    write("table.yaml", "".join(line + "\n" for line in table.splitlines()
                                if "param" not in line and "range" not in line))
    done = sweep("plan", "refused", "--no-pilot", file="table.yaml", expected=65)
    expect("column `seed`" in done.stderr and "design.tsv" in done.stderr, done.stderr)
    write("double.yaml", SWEEP.replace("viable@6 h", "viable@6 h, viable@0.25 d") % (1, 2))
    done = sweep("plan", "refused", "--no-pilot", file="double.yaml", expected=65)
    expect("stands twice, also as viable@6 h" in done.stderr, done.stderr)
    done = sweep("run", "refused", "--takeover", "2 s", expected=64)
    expect("3 s or more" in done.stderr, done.stderr)
    for option in (("--jobs", "2"), ("--shard", "1/2"), ("--takeover", "1 min")):
        done = sweep("run", "refused", "--slurm", *option, expected=64)
        expect("--slurm decides" in done.stderr, done.stderr)
    expect(not os.path.exists("refused"), "something is left")
    sweep("plan", "quo\"ted", "--no-pilot")
    done = sweep("run", "quo\"ted", "--slurm", expected=65)
    expect("Slurm takes no folder" in done.stderr, done.stderr)
    shutil.rmtree("quo\"ted")
    sweep("plan", "per%cent", "--no-pilot")
    done = sweep("run", "per%cent", "--slurm", expected=None)
    expect("per%%cent/slurm/%a.txt" in done.stdout + read("per%cent/slurm/job.sh").decode(), done.stdout)
    shutil.rmtree("per%cent")
    shutil.copy("sweep.yaml", "a\nb.yaml")
    done = subprocess.run([PROGRAM, "sweep", "plan", "a\nb.yaml", "--no-pilot", "--out", "line"],
                          capture_output=True, text=True)
    expect(done.returncode == 0 and "tiny:" in done.stdout, done.stdout + done.stderr)
    shutil.rmtree("line")
    sweep("plan", "unread", "--no-pilot")
    os.symlink("runs", "unread/runs")  # no folder can be opened by this name
    done = sweep("collect", "unread", expected=None)
    expect(done.returncode == 74 and "cannot be read" in done.stderr, f"{done.returncode} {done.stderr}")
    shutil.rmtree("unread")


def changed():
    """What changed since the plan is not run under its name."""
    sweep("plan", "changed", "--no-pilot")
    write("other.yaml", SWEEP.replace("name: tiny", "name: tiny") % (SEEDS, ROWS) + "set: {psma.inheritance_noise: 0.2}\n")
    done = sweep("run", "changed", file="other.yaml", expected=65)
    expect("config_sha256" in done.stderr, done.stderr)
    done = sweep("plan", "changed", file="other.yaml", expected=73)
    expect("is there already" in done.stderr, done.stderr)
    expect(not os.path.exists("changed/work") and not os.path.exists("changed/claims"), "something is left")
    shutil.rmtree("changed")


def adaptive():
    """More seeds until the interval is narrow: the same runs however often it is broken off."""
    write("adaptive.yaml", SWEEP.replace("latin_hypercube, points: %d", "latin_hypercube, points: 2") % 2 +
          "adaptive: {output: caliper_change@12 h, half_width: 12 %, most: 8}\n")
    sweep("run", "adapted", file="adaptive.yaml")
    added = read("adapted/design_added.tsv").decode().splitlines()
    expect(len(added) > 1, "nothing was added")
    for _ in range(3):
        process = start("again", file="adaptive.yaml")
        time.sleep(random.uniform(0.2, 1.5))
        process.kill()
        process.wait()
        no_processes("again/work")
    sweep("run", "again", file="adaptive.yaml")
    same("again", "adapted", "adaptive.yaml")
    expect(read("again/design_added.tsv") == read("adapted/design_added.tsv"), "other seeds were added")
    shutil.rmtree("again")
    shutil.rmtree("adapted")


CASES = {f.__name__: f for f in (straight, kills, stopped, three_at_once, killed_child, shards, elsewhere,
                                 fenced, asleep, hung_up, twice, threads, failed, by_hand, refused, changed, adaptive)}


def main():
    if not os.path.exists(PROGRAM):
        print(f"skipped sweep: {PROGRAM} is not built")
        return 0
    home = tempfile.mkdtemp(prefix="sweep-")
    os.chdir(home)
    write("base.yaml", BASE)
    write("sweep.yaml", SWEEP % (SEEDS, ROWS))
    random.seed(SEED)
    bad, seconds = 0, 1
    for name in sys.argv[1:] or CASES:
        try:
            result = CASES[name](seconds) if name == "kills" else CASES[name]()
            seconds = result or seconds
            print(f"ok {name}", flush=True)
        except (Failure, OSError, subprocess.TimeoutExpired) as failure:
            print(f"not ok {name} (SEED={SEED}): {failure}", flush=True)
            bad += 1
    os.chdir("/")
    if bad:
        print(f"# {home} is left as it is")
    else:
        shutil.rmtree(home)
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
