#!/usr/bin/python3
"""Changes that are made on the way (run --events): repeated, broken off, taken up, refused.

Prints "ok NAME" or "not ok NAME" for each case; COUNT and SEED as in test_resume.py.
"""
import os
import random
import shutil
import sys

from test_resume import COUNT, Failure, files, killed, main, resume, run, same, state_hash

CHANGES = """time[d],set
0.5,psma.activation_scale=0.5
1,doses.1.drug=mipsagargin
1,doses.1.amount=28 mg/kg
1,doses.1.at=24 h
2,cycle.g1=5 h
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
    sys.exit(main([repeated, branched, taken_up, other_changes, refused]))
