#!/usr/bin/python3
"""Changes that are made on the way (run --events): repeated, broken off, taken up, refused.

Prints "ok NAME" or "not ok NAME" for each case; COUNT and SEED as in test_resume.py.
"""
import os
import random
import shlex
import shutil
import subprocess
import sys

from test_resume import COUNT, PROGRAM, Failure, files, killed, main, resume, run, same, state_hash

CHANGES = """time[d],set
0.5,psma.activation_scale=0.5
1,doses.1.drug=mipsagargin
1,doses.1.amount=28 mg/kg
1,doses.1.at=24 h
1.75,cycle.g1=5 h
"""


def write(name, text):
    with open(name, "w") as file:
        file.write(text)


def steered(folder, *options, **more):
    write("changes.csv", CHANGES)
    run(folder, "--events", "changes.csv", *options, **more)


def repeated(_):
    """By what the run has kept of it, in either table."""
    steered("a")
    for table in ("steering.csv", "events.csv"):
        run("b", "--events", f"a/{table}")
        same("b", "a")
        shutil.rmtree("b")
    if state_hash("a") == state_hash("straight"):
        raise Failure("the changes have changed nothing")


def branched(_):
    """A change on the way is what a branch makes of a run that was ended there."""
    write("one.csv", "time[d],set\n0.75,psma.activation_scale=0.5\n")
    run("a", "--events", "one.csv")
    run("b", "--until", "18 h")
    run("c", "--from", "b", "--set", "psma.activation_scale=0.5")
    if state_hash("c") != state_hash("a"):
        raise Failure("a change is not what a branch makes of it")
    run("d", "--from", "b", "--events", "one.csv")
    if state_hash("d") != state_hash("a"):
        raise Failure("a change at the beginning of a branch")
    write("one.csv", "time[d],set\n0.5,psma.activation_scale=0.5\n")
    if "one.csv:2" not in run("e", "--from", "b", "--events", "one.csv", expect=65):
        raise Failure("a change before the branch is not told")


def from_seed(folder, *options):
    """What a branch's own folder says, from the seed, in a run of its own: the same state."""
    done = subprocess.run([PROGRAM, "run", f"{folder}/config.yaml", "--quiet", "--events",
                           f"{folder}/steering.csv", "--out", "seed", *options],
                          capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        raise Failure(f"{folder} from the seed: {done.stderr[-300:]}")
    if state_hash("seed") != state_hash(folder):
        raise Failure(f"{folder} from the seed is another run")
    shutil.rmtree("seed")


def as_told(folder, *made_by):
    """The line that a run prints `to repeat` itself, given to a shell: the same state."""
    told = subprocess.run([PROGRAM, "run", *made_by, "--out", folder], capture_output=True, text=True, timeout=300)
    line = next(line for line in told.stdout.splitlines() if line.startswith("to repeat"))
    words = shlex.split(line.split(None, 2)[2].replace("prodrome", PROGRAM, 1).replace("FOLDER", "repeat"))
    done = subprocess.run([*words, "--quiet"], capture_output=True, text=True, timeout=300)
    if done.returncode != 0 or state_hash("repeat") != state_hash(folder):
        raise Failure(f"`{line}` does not repeat {folder}: {done.stderr[-300:]}")
    shutil.rmtree("repeat")


def repeated_as_told(_):
    """Of a steered run, of a branch, and of one that only its parent can repeat."""
    write("one.csv", "time[d],set\n0.5,psma.activation_scale=0.5\n")
    as_told("a", "config.yaml", "--events", "one.csv", "--until", "20 h")
    as_told("b", "--from", "a", "--set", "serca.kd=30 nM", "--until", "24 h")
    write("none.yaml", "doses: []\n")
    as_told("c", "none.yaml", "--from", "a", "--until", "24 h")


def branches_from_the_seed(_):
    """Of a run, of a steered one with a plan ahead, of a branch, at any step, with harmless values."""
    run("a", "--until", "17.3 h")
    run("b", "--from", "a", "--set", "psma.activation_scale=0.5", "--set", "run.name=b",
        "--until", "25 h")
    from_seed("b", "--until", "25 h")
    dose = ("--set", "doses.1.drug=mipsagargin", "--set", "doses.1.amount=28 mg/kg",
            "--set", "doses.1.at=30 h")
    run("c", "--from", "b", *dose, "--set", "time.end=66 h", "--set", "output.series_every=3 h",
        "--until", "33 h")
    from_seed("c", "--until", "33 h")
    steered("d", "--until", "20 h")
    write("more.csv", "time[d],set\n1.5,cycle.g1=6 h\n")
    run("e", "--from", "d", "--set", "serca.kd=30 nM", "--events", "more.csv", "--until", "42 h")
    from_seed("e", "--until", "42 h")
    run("f", "--from", "e", "--set", "death.repair_time=20 h", "--until", "43 h")
    resume("f", "--until", "45 h")
    from_seed("f", "--until", "45 h")
    run("g", "--from", "d", "--until", "21 h")  # the plan of its parent is not its own
    with open("g/steering.csv") as file:
        if "cycle.g1" in file.read():
            raise Failure("a branch has what its parent had ahead")


def branches_from_a_parent_alone(_):
    """What no change on the way can be is told, and what was done after is no way from the seed."""
    run("a", "--until", "12 h")
    write("none.yaml", "doses: []\n")
    if "not from the seed: something is taken away" not in run("b", "none.yaml", "--from", "a",
                                                                             "--until", "18 h"):
        raise Failure("it is not told that a branch cannot be repeated from the seed")
    if "not from the seed" not in run("c", "--from", "b", "--set", "serca.kd=30 nM", "--until",
                                      "24 h"):
        raise Failure("a branch of such a one is not told of")
    for folder in ("b", "c"):
        if "began on day" not in run("d", "--events", f"{folder}/steering.csv", expect=65):
            raise Failure("the changes of a branch are taken for a whole run's")
    resume("c")
    with open("c/steering.csv") as file:
        if ",branch\n" not in file.read():
            raise Failure("a branch that is resumed has forgotten that it is one")


def branches_named_again(_):
    """A branch that is resumed by its parent's name and its changes must have these."""
    run("a", "--until", "12 h")
    own = ("--from", "a", "--set", "serca.kd=30 nM")
    run("b", *own, "--until", "18 h")
    before = files("b")
    for other in ("serca.kd=20 nM", "cycle.g1=5 h"):
        if "did not begin with" not in run("b", "--resume", *own, "--set", other, expect=65):
            raise Failure("another branch is taken for this one")
    run("b", "--resume", "--from", "a", expect=65)
    if files("b") != before:
        raise Failure("a branch that is not the one that was named is changed")
    run("b", "--resume", *own, "--until", "20 h")
    from_seed("b", "--until", "20 h")


def taken_up(seconds):
    """What was still ahead is not lost, though the table of changes is gone."""
    steered("b")
    for _ in range(max(1, COUNT // 2)):
        write("changes.csv", CHANGES)
        killed("a", random.uniform(0, 1.1 * seconds), options=("--events", "changes.csv"))
        os.unlink("changes.csv")
        if os.path.exists("a/checkpoint.hdf") or os.path.exists("a/steering.csv"):
            resume("a") if os.path.exists("a/checkpoint.hdf") else run("a", "--resume")
            same("a", "b")
        shutil.rmtree("a", ignore_errors=True)
    for until in ("6 h", "24 h", "30 h"):
        steered("a", "--until", until)
        os.unlink("changes.csv")
        resume("a")
        same("a", "b")
        shutil.rmtree("a")


def other_changes(_):
    """A run goes on with what was done to it; what is ahead may be another plan."""
    steered("a", "--until", "36 h")
    write("other.csv", CHANGES.replace("0.5\n", "0.4\n"))
    before = files("a")
    if "the changes before step" not in run("a", "--resume", "--events", "other.csv", expect=65):
        raise Failure("another past is not told")
    write("other.csv", "time[d],set\n")
    run("a", "--resume", "--events", "other.csv", expect=65)
    run("a", "--resume", "--twin", expect=64)
    if files("a") != before:
        raise Failure("a run that cannot be resumed was changed")
    write("other.csv", CHANGES.replace("5 h", "6 h"))
    run("a", "--resume", "--events", "other.csv")
    run("b", "--events", "other.csv")
    same("a", "b")
    shutil.rmtree("a")
    steered("a", "--until", "6 h")  # all of it is ahead, and taken back
    write("other.csv", "time[d],set\n")
    run("a", "--resume", "--events", "other.csv")
    if state_hash("a") != state_hash("straight"):
        raise Failure("changes that were taken back are made")


REFUSED = (
    ("time[d],set\n0.5,psma.scale=1\n", "changes.csv:2: error: unknown key"),
    ("time[d],set\n0.5,cycle.g1=5\n", "changes.csv:2: error:"),
    ("time[d],set\n\n0.5,cycle.g1=-5 h\n", "changes.csv:3: error:"),
    ("time[d],set\n0.5,cycle.g1=5 mg\n", "changes.csv:2: error:"),
    ("time[d],set\n0.5,cycle.g1\n", "changes.csv:2: error:"),
    ("time[d],set\n0.501,cycle.g1=5 h\n", "changes.csv:2: error: not at a whole number"),
    ("time[d],set\n-9,cycle.g1=5 h\n", "changes.csv:2: error: not at a whole number"),
    ("time[d],set\n,cycle.g1=5 h\n", "changes.csv:2: error: not at a whole number"),
    ("time[d],set\n1,cycle.g1=5 h\n0.5,cycle.g1=6 h\n", "changes.csv:3: error: this change"),
    ("time[d],set\n1,grid.nx=30\n", "changes.csv:2: error: a run begins with this"),
    ("time[d],set\n1,time.end=70 h\n", "changes.csv:2: error: a run begins with this"),
    ("time[d],set\n1,substances.more.unit=nM\n", "changes.csv:2: error:"),
    ("time[d],set\n1,doses.0.at=3 h\n", "changes.csv:2: error: a dose comes before"),
    ("time[d],set\n1,doses.3.at=30 h\n", "changes.csv:2: error:"),
    ("time,set\n1,cycle.g1=5 h\n", "changes.csv:1: error: expected the columns"),
    ("time[d]\n1\n", "changes.csv:1: error: expected the columns"),
    ("time[d],set\n1,cycle.g1=5 h", "changes.csv"),
)


def refused(_):
    for text, said in REFUSED:
        write("changes.csv", text)
        told = run("a", "--events", "changes.csv", expect=65)
        if said not in told:
            raise Failure(f"{text!r}: {told}")
        if os.path.exists("a"):
            raise Failure(f"{text!r}: a folder is left")
    run("a", "--events", "nowhere.csv", expect=66)
    run("a", "--events", "changes.csv", "--twin", expect=64)


if __name__ == "__main__":
    sys.exit(main([repeated, repeated_as_told, branched, branches_from_the_seed, branches_from_a_parent_alone,
                   branches_named_again, taken_up, other_changes, refused]))
