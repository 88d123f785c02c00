#!/usr/bin/python3
"""Runs that are broken off and taken up again leave the files of a run that never was.

  tests/test_resume.py               a few of each
  COUNT=1000 tests/test_resume.py    so many random kills, an eighth of that of chains of five, a
                                     quarter of each signal and of two runs in one folder

Every case ends in one comparison: snapshots, their index, tables, config.yaml and SHA256SUMS are the
straight run's bytes, and the last checkpoint has its state hash. Prints "ok NAME" or "not ok NAME"
for each; SEED=n repeats the random times.
"""
import csv
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.abspath(os.environ.get("PRODROME") or "build/prodrome")
COUNT = int(os.environ.get("COUNT", 4))
SEED = int(os.environ.get("SEED", random.randrange(1 << 30)))
CONFIG = """
run: {name: resume}
grid: {nx: 20, ny: 20, nz: 20}
tumor: {cells: 500}
time: {burn_in: 6 h, end: 48 h}
output: {snapshot_every: 6 h, series_every: 1.5 h}
doses: [{drug: mipsagargin, amount: 56 mg/kg, at: 6 h, duration: 3 h, every: 1 d, times: 2}]
"""
OWN = ("run.json", "log.jsonl", "checkpoint.hdf", "checkpoint.prev.hdf")  # of one process


class Failure(Exception):
    pass


def run(folder, *options, expect=0, resume=False):
    own = resume or "--from" in options
    command = [PROGRAM, "run", *(["--resume"] if resume else []), *([] if own else ["config.yaml"]),
               "--quiet", "--threads", str(random.choice((1, 2, 3))), "--out", folder, *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode != expect:
        raise Failure(f"{' '.join(command[1:])}: exit code {done.returncode}, not {expect}: "
                      f"{done.stderr[-400:]}")
    return done.stderr


def resume(folder, *options, **more):
    return run(folder, *options, resume=True, **more)


def files(folder):
    return {name: open(os.path.join(folder, name), "rb").read()
            for name in sorted(os.listdir(folder)) if name not in OWN}


def state_hash(folder):
    with open(os.path.join(folder, "run.json")) as file:
        return json.load(file)["state_hash"]


def same(folder, straight="straight"):
    ours, theirs = files(folder), files(straight)
    if ours != theirs:
        names = sorted(set(ours) ^ set(theirs)) or [n for n in ours if ours[n] != theirs[n]]
        raise Failure(f"{folder}: differs from the straight run in {', '.join(names)}")
    if state_hash(folder) != state_hash(straight):
        raise Failure(f"{folder}: another state hash")


def killed(folder, after, again=False, options=()):
    """A run, or one that is taken up, that is killed after so many seconds."""
    command = [PROGRAM, "run", *(["--resume"] if again else []), "config.yaml", "--quiet", "--out",
               folder, *options]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    time.sleep(after)
    process.kill()
    process.wait()


def take_up(folder):
    """With the configuration, as it may have been killed before it wrote its own."""
    if os.path.isdir(folder):
        run(folder, "--resume")
    else:
        run(folder)


# --- the cases -------------------------------------------------------------------------------


def random_kills(seconds):
    for _ in range(COUNT):
        killed("a", random.uniform(0, 1.1 * seconds))
        take_up("a")
        same("a")
        shutil.rmtree("a")


def chains_of_five(seconds):
    for _ in range(max(1, COUNT // 8)):
        for kill in range(5):
            killed("a", random.uniform(0, 0.4 * seconds), again=os.path.isdir("a"))
        take_up("a")
        same("a")
        shutil.rmtree("a")


def damage(path):
    with open(path, "r+b") as file:
        file.seek(random.randrange(os.path.getsize(path)))
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ (1 << random.randrange(8))]))


def newest_checkpoint_lost(_):
    for lose in (os.unlink, damage, lambda path: os.truncate(path, os.path.getsize(path) // 2)):
        run("a", "--until", "30 h")
        lose("a/checkpoint.hdf")
        told = resume("a")
        if lose is not os.unlink and "checkpoint.hdf" not in told:
            raise Failure("nothing was said of the damaged checkpoint")
        same("a")
        shutil.rmtree("a")


def both_checkpoints_damaged(_):
    run("a", "--until", "30 h")
    damage("a/checkpoint.hdf")
    damage("a/checkpoint.prev.hdf")
    before = files("a")
    resume("a", expect=65)
    os.unlink("a/checkpoint.hdf")
    os.unlink("a/checkpoint.prev.hdf")
    resume("a", expect=66)
    if files("a") != before:
        raise Failure("a run that cannot be resumed was changed")


def older_checkpoint_stays(_):
    """The good one of before is not pushed out for a damaged one."""
    run("a", "--until", "30 h")
    damage("a/checkpoint.hdf")
    resume("a", "--until", "25.5 h")
    damage("a/checkpoint.hdf")
    resume("a")
    same("a")


def files_changed(_):
    for name, change in (("timeseries.csv", lambda t: t.replace(b",0,", b",1,", 1)),
                         ("events.csv", lambda t: t[:-3]),
                         ("snap_000001.hdf", lambda t: t[:-3])):
        run("a", "--until", "30 h")
        with open(f"a/{name}", "rb") as file:
            text = file.read()
        with open(f"a/{name}", "wb") as file:
            file.write(change(text))
        for other in ("timeseries.csv", "events.csv"):
            with open(f"a/{other}", "ab") as file:
                file.write(b"later\n")
        before = files("a")
        if name not in resume("a", expect=65):
            raise Failure(f"the changed {name} is not named")
        if files("a") != before:
            raise Failure("a run that cannot be resumed was changed")
        shutil.rmtree("a")


def foreign_folder(_):
    os.mkdir("a")
    for name in ("timeseries.csv", "snap_000001.hdf", "notes.part"):
        with open(f"a/{name}", "w") as file:
            file.write("not of a run")
    before = files("a")
    run("a", "--resume", expect=66)
    if files("a") != before:
        raise Failure("a folder that is no run was changed")


def reports_kept(_):
    """What run.json tells of before the run was broken off: warnings, parent."""
    wide = ("--set", "tumor.cells=3500", "--set", "time.end=30 h")
    run("a", *wide)
    run("b", *wide, "--until", "18 h")
    resume("b")
    reports = []
    for name in "ab":
        with open(f"{name}/run.json") as file:
            reports.append(json.load(file))
    if not reports[0]["warnings"] or reports[0]["warnings"] != reports[1]["warnings"]:
        raise Failure(f"warnings: {reports[0]['warnings']}, resumed {reports[1]['warnings']}")
    run("d", *wide, "--until", "18 h")
    run("e", "--from", "d", "--until", "24 h")
    resume("e")
    with open("e/run.json") as file:
        if not json.load(file)["parent"].endswith("d/checkpoint.hdf"):
            raise Failure("the parent is forgotten when a branch is resumed")


def halted(folder):
    """A run that stands still at some time after its second snapshot."""
    process = subprocess.Popen([PROGRAM, "run", "config.yaml", "--quiet", "--out", folder])
    while not os.path.exists(f"{folder}/snap_000001.hdf") and process.poll() is None:
        time.sleep(0.001)
    process.send_signal(signal.SIGSTOP)
    return process


def signals(_):
    for number in (signal.SIGINT, signal.SIGTERM) * max(1, COUNT // 4):
        process = halted("a")
        process.send_signal(number)
        process.send_signal(signal.SIGCONT)
        code = process.wait(timeout=120)
        if code != 75:
            raise Failure(f"exit code {code} after signal {number}, not 75")
        resume("a")
        same("a")
        shutil.rmtree("a")


def signal_twice(_):
    for _ in range(max(1, COUNT // 4)):
        process = halted("a")
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGCONT)
        code = process.wait(timeout=120)
        if code not in (75, -signal.SIGINT, -signal.SIGTERM):
            raise Failure(f"exit code {code} after two signals")
        resume("a")
        same("a")
        shutil.rmtree("a")


def ended_early_and_extended(_):
    run("a", "--until", "21.5 h")
    resume("a")
    same("a")
    shutil.rmtree("a")
    run("a", "--set", "time.end=40 h")
    run("a", "--resume", "--set", "time.end=48 h")
    if state_hash("a") != state_hash("straight"):
        raise Failure("extended past its configuration's end: another state hash")
    resume("a")  # of a finished run: nothing to do
    if state_hash("a") != state_hash("straight"):
        raise Failure("resumed when finished: another state hash")


def branches(_):
    run("a", "--until", "24 h")
    run("b", "--from", "a")
    if state_hash("b") != state_hash("straight"):
        raise Failure("a branch without a change is another run")
    run("c", "--from", "a/checkpoint.hdf", "--set", "doses.0.amount=0 mg/kg")
    if state_hash("c") == state_hash("straight"):
        raise Failure("a branch with another dose is the same run")
    killed_branch = subprocess.Popen([PROGRAM, "run", "--quiet", "--from", "a", "--out", "d",
                                      "--set", "doses.0.amount=0 mg/kg"])
    time.sleep(0.4)
    killed_branch.kill()
    killed_branch.wait()
    run("d", "--from", "a", "--resume", "--set", "doses.0.amount=0 mg/kg")
    same("d", "c")
    with open("c/run.json") as file:
        if not json.load(file)["parent"].endswith("a/checkpoint.hdf"):
            raise Failure("run.json does not name the parent")
    if "grid.nx" not in run("e", "--from", "a", "--set", "grid.nx=40", expect=65):
        raise Failure("a branch on another lattice does not name grid.nx")
    if os.path.exists("e"):
        raise Failure("a branch that cannot be made leaves a folder")


def last(folder, column):
    with open(f"{folder}/timeseries.csv", newline="") as file:
        row = list(csv.DictReader(file))[-1]
    return float(row[next(name for name in row if name.startswith(column + "["))])


def branches_in_time(_):
    """What a branch changes holds from where it begins, neither earlier nor not at all."""
    late = ("--set", "doses.0.times=1", "--set", "time.end=12 d", "--set", "doses.0.duration=0 h")
    dose = ("--set", "doses.0.at=5 d")
    with open("none.yaml", "w") as file:
        file.write("doses: []\n")
    run("a", "none.yaml", "--set", "time.end=12 d", "--until", "5 d")
    run("b", *late, *dose, "--until", "5.1 d")  # the same without a branch
    run("c", "--from", "a", "--until", "5.1 d", "config.yaml", *late, *dose)
    for column in ("mean_prodrug", "supplied_prodrug", "plasma_mipsagargin"):
        straight, branch = last("b", column), last("c", column)
        if not abs(branch / straight - 1) < 0.01:
            raise Failure(f"{column} after a dose at the branch: {branch}, straight {straight}")
    shutil.rmtree("b")
    shutil.rmtree("c")
    run("b", "--from", "a", "--set", "drugs.mipsagargin.half_life=2 h", "--until", "5.1 d")
    resume("b", "--until", "5.2 d")
    with open("b/steering.csv") as file:  # from its first step on
        if "drugs.mipsagargin.half_life=2 h" not in file.read():
            raise Failure("a branch with another half-life has lost it")
    run("c", "--from", "b", "--until", "5.3 d")
    run("d", "--from", "a", "--set", "drugs.mipsagargin.half_life=2 h", "--until", "5.3 d")
    if state_hash("c") != state_hash("d"):
        raise Failure("a branch that was resumed has not its half-life any more")


def branches_with_files(_):
    run("a", "--set", "psma.activation_scale=0.5", "--until", "18 h")
    with open("more.yaml", "w") as file:
        file.write("output: {series_every: 3 h}\n")
    for source in ("a", "copy.hdf"):
        shutil.copy("a/checkpoint.hdf", "copy.hdf")
        run("b", "more.yaml", "--from", source, "--until", "24 h")
        with open("b/config.yaml") as file:
            text = file.read()
        if "activation_scale: 0.5" not in text or "series_every: 3 h" not in text:
            raise Failure(f"a branch from {source} has not its parent's configuration")
        shutil.rmtree("b")


def substance_enabled(_):
    """A substance that a branch enables begins there, without a past."""
    with open("marker.yaml", "w") as file:
        file.write("substances:\n  marker: {unit: nM, diffusion: 1e-6 cm^2/s, production: 1 amol/h}\n")
    run("a", "marker.yaml", "--set", "substances.marker.enabled=no", "--until", "36 h")
    run("b", "--from", "a", "--set", "substances.marker.enabled=yes", "--until", "42 h")
    run("c", "marker.yaml", "--until", "6 h")
    if not 0 < last("b", "mean_marker") < 1.5 * last("c", "mean_marker"):
        raise Failure(f"marker after 6 h: {last('b', 'mean_marker')} nM")


def twins(seconds):
    run("a", "--twin")
    process = subprocess.Popen([PROGRAM, "run", "config.yaml", "--quiet", "--twin", "--out", "b"])
    time.sleep(random.uniform(0.5, 1.8) * seconds)
    process.kill()
    process.wait()
    run("b", "--twin", "--resume")
    same("b", "a")
    same("b-undosed", "a-undosed")
    resume("b")  # alone: the table of both is made anew by both
    if os.path.exists("b/twin.csv"):
        raise Failure("the table of twins stays when one of them goes on")
    run("b", "--twin", "--resume")
    same("b", "a")
    for name in "ab":
        shutil.rmtree(f"{name}-undosed")


class Skipped(Exception):
    pass


def full_disk(_):
    """On a file system of a few hundred kB; then room is made and the run goes on."""
    os.mkdir("a")
    for kilobytes in (300, 600, 900, 1500):
        size = f"size={kilobytes}k"
        if subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", "a"],
                          capture_output=True).returncode != 0:
            raise Skipped("a small file system cannot be mounted here")
        try:
            told = run("a/x", expect=74)
            if not re.search(r"a/x\S*: cannot write \d+ bytes: No space left", told):
                raise Failure(f"path and bytes are not told: {told}")
            subprocess.run(["mount", "-o", "remount,size=50m", "a"], check=True)
            run("a/x", *(["--resume"] if os.path.exists("a/x") else []))
            same("a/x")
        finally:
            subprocess.run(["umount", "a"], check=True)


def refusals(_):
    run("a", "--until", "1.5 h")
    told = run("a", "--resume", "--set", "doses.0.amount=28 mg/kg", expect=65)
    if "28 mg/kg" not in told or "56 mg/kg" not in told:
        raise Failure(f"the change is not told: {told}")
    run("a", expect=73)
    resume("nowhere", expect=66)
    run("b", "--from", "nowhere", expect=66)
    if "day 0.0625" not in run("a", "--resume", "--until", "0 h", expect=64):
        raise Failure("an end before the checkpoint is not told")
    if os.path.exists("nowhere") or os.path.exists("b"):
        raise Failure("a refusal leaves a folder")


def one_holder(_):
    for _ in range(max(1, COUNT // 4)):
        first = halted("a")
        told = resume("a", expect=73)
        first.send_signal(signal.SIGCONT)
        if not re.search(rf"process {first.pid} on ", told):
            raise Failure(f"the holder is not named: {told}")
        if first.wait(timeout=300) != 0:
            raise Failure("the holder did not end well")
        same("a")
        shutil.rmtree("a")


CASES = [random_kills, chains_of_five, newest_checkpoint_lost, both_checkpoints_damaged,
         older_checkpoint_stays, files_changed, foreign_folder, reports_kept, signals, signal_twice,
         ended_early_and_extended, branches, branches_in_time, branches_with_files,
         substance_enabled, twins, full_disk, refusals, one_holder]


def main(cases):
    """Tries the cases, each with the seconds of the straight run; the exit code."""
    if not os.path.exists(PROGRAM):
        print(f"skipped resume: {PROGRAM} is not built")
        return 0
    random.seed(SEED)
    failed = 0
    home = tempfile.mkdtemp(prefix="resume-")
    os.chdir(home)
    with open("config.yaml", "w") as file:
        file.write(CONFIG)
    begin = time.monotonic()
    run("straight")
    seconds = time.monotonic() - begin
    for case in cases:
        try:
            case(seconds)
            print(f"ok {case.__name__}", flush=True)
        except Skipped as why:
            print(f"skipped {case.__name__}: {why}", flush=True)
        except (Failure, OSError, subprocess.TimeoutExpired) as failure:
            failed += 1
            print(f"not ok {case.__name__}: {failure} (SEED={SEED})", flush=True)
        for name in "abcde":
            shutil.rmtree(name, ignore_errors=True)
    os.chdir("/")
    shutil.rmtree(home)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(CASES))
