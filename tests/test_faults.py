#!/usr/bin/python3
"""Every call of the file layer and every allocation fails once, in every command that writes.

  tests/test_faults.py                 COUNT of each (5), spread evenly over the calls of the command
  COUNT=40 tests/test_faults.py        and every kill, and the first 200 allocations
  COUNT=all tests/test_faults.py       all of them

After a fault of the disk the exit code is 74 and the message names a file; without memory it is 71;
nothing is half written, and the run goes on from what there is to the bytes of one without a fault. An
interrupted and a short write are taken up again as if nothing had been. Killed instead of a call, the
program leaves no half file under the name of a whole one. Under the sanitizers a leak
fails as well. Prints "ok NAME" or "not ok NAME".
"""
import concurrent.futures
import errno
import os
import shutil
import subprocess
import sys
import tempfile

BUILD = os.path.dirname(os.path.realpath(os.environ.get("PRODROME") or "build/prodrome"))
PROGRAM, FAULTY = os.path.join(BUILD, "prodrome"), os.path.join(BUILD, "tests", "faulty")
COUNT = os.environ.get("COUNT", "5")
SHORT, KILL = -1, -2
CONFIG = """
run: {name: tiny}
grid: {nx: 16, ny: 16, nz: 16}
tumor: {cells: 200}
time: {burn_in: 3 h, end: 12 h}
output: {snapshot_every: 6 h, series_every: 3 h}
doses: [{drug: mipsagargin, amount: 56 mg/kg, at: 1 h}]
"""
SWEEP = """
base: [config.yaml]
parameters: {psma.cv: {values: [0.4]}}
outputs: [nadir, viable@6 h]
"""
FIT = """
fit: {budget: 2, profile: 0}
base: [config.yaml]
parameters: {psma.cv: {range: [0.3, 0.6]}}
data: [{table: points.tsv, observable: relative_caliper_volume, sd: 0.1}]
"""
POINTS = ("observable\tcondition\ttime[d]\tmean\tsd\tn\tunit\tsource\n"
          "relative_caliper_volume\tmade up\t0.5\t1.2\t\t\t1\tmade up\n")
DRAWN = """
base: [config.yaml]
parameters:
  psma.cv: {values: [0.4, 0.5]}
  doses.0.amount: {values: [0 mg/kg, 56 mg/kg]}
outputs: [nadir]
"""
OWN = ("result.tsv", "run.json", "log.jsonl", "checkpoint.hdf", "checkpoint.prev.hdf")
KINDS = {"disk full": errno.ENOSPC, "I/O error": errno.EIO, "read-only": errno.EROFS,
         "interrupted write": errno.EINTR, "short write": SHORT, "no memory": None, "killed": KILL}

# name: command, what has to be there before, what it makes, whether that is a run
CASES = {
    "run": (["run", "config.yaml", "--quiet", "--threads", "1", "--out", "x"], None, "x", True),
    "resume": (["run", "--resume", "--quiet", "--threads", "1", "--out", "x"], "half", "x", True),
    "branch": (["run", "--from", "../half", "--quiet", "--threads", "1", "--out", "x"], None, "x",
               True),
    "changes": (["run", "config.yaml", "--events", "../changes.csv", "--quiet", "--threads", "1",
                 "--out", "x"], None, "x", True),
    "new": (["new", "x.yaml"], None, "x.yaml", False),
    "plot": (["plot", "../straight", "--out", "x.png"], None, "x.png", False),
    "plot --tumor": (["plot", "../straight", "--tumor", "--out", "x.png"], None, "x.png", False),
    "export --frames": (["export", "../straight", "--frames", "x"], None, "x", False),
    "sweep plan": (["sweep", "plan", "../sweep.yaml", "--no-pilot", "--quiet", "--out", "x"], None, "x",
                   False),
    "sweep run": (["sweep", "run", "../sweep.yaml", "--jobs", "1", "--quiet", "--out", "x"], None, "x",
                  True),
    "fit": (["fit", "../fit.yaml", "--jobs", "1", "--quiet", "--out", "x"], None, "x", True),
    "sweep report": (["sweep", "report", "../drawn.yaml", "--quiet", "--out", "x"], "swept", "x", True),
    "plot a sweep": (["plot", "../swept", "--out", "x.png"], None, "x.png", False),
    "export --csv": (["export", "../straight", "--csv", "x"], None, "x", False),
}


class Failure(Exception):
    pass


def execute(program, command, folder, **environment):
    return subprocess.run([program, *command], cwd=folder, capture_output=True, text=True,
                          timeout=300, env={**os.environ, **environment})


def content(path):
    if os.path.isdir(path):
        inner = [os.path.join(folder, n) for folder, _, names in os.walk(path) for n in names
                 if n not in OWN and not (path.endswith("x") and folder.endswith("/log"))]
        return {os.path.relpath(n, path): open(n, "rb").read() for n in sorted(inner)}
    return open(path, "rb").read()


def same(left, whole, begun):
    """Of a folder that was only begun, the files that are there."""
    if not begun or isinstance(whole, bytes):
        return left == whole
    return all(whole.get(name) == data for name, data in left.items() if not name.endswith(".part"))


def prepare(home, case, label):
    """A folder in which the command of a case is run."""
    folder = os.path.join(home, label)
    os.mkdir(folder)
    shutil.copy(os.path.join(home, "config.yaml"), folder)
    before, made = CASES[case][1:3]
    if before:
        shutil.copytree(os.path.join(home, before), os.path.join(folder, made))
    return folder


def calls(home, case):
    """Calls of the file layer and allocations of the command without a fault; what it makes."""
    folder = prepare(home, case, "counted")
    tell = os.path.join(home, "tell")
    done = execute(FAULTY, CASES[case][0], folder, FAULT_TELL=tell)
    if done.returncode != 0:
        raise Failure(f"without a fault: exit code {done.returncode}: {done.stderr[-300:]}")
    with open(tell) as file:
        files, allocations = map(int, file.read().split())
    made = content(os.path.join(folder, CASES[case][2]))
    shutil.rmtree(folder)
    return files, allocations, made


def opens(program, name, folder, where):
    """A snapshot under its own name is whole, whenever the run was stopped."""
    done = execute(program, ["info", name], folder)
    if "checkpoint" not in name and done.returncode != 0:
        raise Failure(f"{where}: {name} cannot be read: {done.stderr[-200:]}")


def check(home, case, kind, n, whole):
    """One fault; raises Failure when what is left is not as it should be."""
    command, _, made, is_run = CASES[case]
    error = KINDS[kind]
    folder = prepare(home, case, f"{case}-{n}-{error}".replace(" ", ""))
    fault = {"FAULT_MEMORY": str(n)} if error is None else {"FAULT_FILE": str(n),
                                                            "FAULT_ERROR": str(error)}
    done = execute(FAULTY, command, folder, **fault)
    path = os.path.join(folder, made)
    passes = error in (errno.EINTR, SHORT)
    expected = 0 if passes else 71 if error is None else -9 if error == KILL else 74
    where = f"{kind} at call {n}"
    if done.returncode not in ((0,) if passes else (expected, 0)):
        raise Failure(f"{where}: exit code {done.returncode}, not {expected}: {done.stderr[-300:]}")
    if done.returncode > 0 and not done.stderr.startswith("prodrome: error: "):
        raise Failure(f"{where}: the message is: {done.stderr[-300:]}")
    left = [name for _, _, names in os.walk(folder) for name in names if name.endswith(".part")]
    if left and error != KILL:
        raise Failure(f"{where}: leaves {', '.join(left)}")
    if is_run and os.path.exists(path):
        for name in os.listdir(path):
            if name.endswith(".hdf"):
                opens(PROGRAM, os.path.join(made, name), folder, where)
        command = CASES[case][0] if case.startswith("sweep") or case == "fit" else None
        start = {"branch": ["--from", "../half"], "changes": ["--events", "../changes.csv"]}.get(case, [])
        command = command or ["run", "config.yaml", *start, "--resume", "--quiet", "--out", made]
        again = execute(PROGRAM, command, folder)
        if again.returncode != 0:
            raise Failure(f"{where}: cannot be resumed: {again.stderr[-300:]}")
        if [name for _, _, names in os.walk(path) for name in names if name.endswith(".part")]:
            raise Failure(f"{where}: what was not finished stays after the run was resumed")
    if os.path.exists(path) and not same(content(path), whole, error == KILL and not is_run):
        raise Failure(f"{where}: what is left differs")
    if done.returncode == 0 and not os.path.exists(path):
        raise Failure(f"{where}: nothing was made")
    shutil.rmtree(folder)


def spread(kind, most):
    """Which calls fail. At a count of `make check` every kill, and the first 200 allocations too."""
    numbers = evenly(most)
    if COUNT == "all" or int(COUNT) < 25:
        return numbers
    first = {"killed": most, "no memory": min(200, most)}.get(kind, 0)
    return sorted({*numbers, *range(1, first + 1)})


def evenly(most):
    if COUNT == "all" or int(COUNT) >= most:
        return range(1, most + 1)
    return sorted({1 + round(i * (most - 1) / (int(COUNT) - 1)) for i in range(int(COUNT))})


def run_case(home, case, kind, counted):
    files, allocations, whole = counted
    numbers = spread(kind, allocations if KINDS[kind] is None else files)
    faults = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for future in [pool.submit(check, home, case, kind, n, whole) for n in numbers]:
            try:
                future.result()
            except (Failure, OSError, subprocess.TimeoutExpired) as failure:
                faults.append(str(failure))
    name = f"{case}: {kind}, {len(numbers)} of {allocations if KINDS[kind] is None else files} calls"
    print(f"not ok {name}: " + "; ".join(faults[:3]) if faults else f"ok {name}", flush=True)
    return bool(faults)


def main():
    if not os.path.exists(FAULTY):
        print(f"skipped faults: {FAULTY} is not built")
        return 0
    home = tempfile.mkdtemp(prefix="faults-")
    with open(os.path.join(home, "config.yaml"), "w") as file:
        file.write(CONFIG)
    with open(os.path.join(home, "changes.csv"), "w") as file:
        file.write("time[d],set\n0.125,psma.activation_scale=0.5\n0.25,cycle.g1=5 h\n")
    with open(os.path.join(home, "sweep.yaml"), "w") as file:
        file.write(SWEEP)
    for name, text in (("drawn.yaml", DRAWN), ("fit.yaml", FIT), ("points.tsv", POINTS)):
        with open(os.path.join(home, name), "w") as file:
            file.write(text)
    for folder, more in (("straight", []), ("half", ["--until", "7 h"])):
        done = execute(PROGRAM, ["run", "config.yaml", "--quiet", "--out", folder, *more], home)
        if done.returncode != 0:
            print(f"not ok a run without faults: {done.stderr}")
            return 1
    done = execute(PROGRAM, ["sweep", "run", "drawn.yaml", "--quiet", "--out", "swept"], home)
    if done.returncode != 0:
        print(f"not ok a sweep without faults: {done.stderr}")
        return 1
    failed = 0
    for case in sys.argv[1:] or CASES:
        try:
            counted = calls(home, case)
        except Failure as failure:
            print(f"not ok {case}: {failure}")
            failed += 1
            continue
        failed += sum(run_case(home, case, kind, counted) for kind in KINDS)
    shutil.rmtree(home)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
