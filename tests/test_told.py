#!/usr/bin/python3
"""What the program says of itself, of its parameters and of a run as it goes.

Prints "ok NAME" or "not ok NAME" for each case.
"""
import glob
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(os.environ.get("PRODROME") or "build/prodrome")
HOME = os.path.abspath(".")
SMALL = ("run: {name: told}\ngrid: {nx: 16, ny: 16, nz: 16}\ntumor: {cells: 300}\n"
         "time: {burn_in: 6 h, end: 2 d}\noutput: {snapshot_every: 1 d}\n")

# name: arguments, exit code, what is said on either stream
SAID = {
    "nothing asked": ("", 0, "simulates a solid tumor"),
    "version": ("--version", 0, "HDF5"),
    "no such command": ("rnu", 64, "run"),
    "one parameter": ("explain grid.edge", 0, "source"),
    "its unit": ("explain death.debris_clearance", 0, "13 d"),
    "a word": ("explain death.signal", 0, "one of   cytosol or er"),
    "of a substance": ("explain substances.oxygen.vessel_value", 0, "30 mmHg"),
    "of any substance": ("explain substances.initial", 0, "the unit of the substance"),
    "a section": ("explain psma", 0, "psma.inheritance_noise"),
    "all": ("explain", 0, "== vessel"),
    "no such parameter": ("explain grid.egde", 64, "did you mean `edge`"),
    "two at a time": ("explain grid.edge grid.nx", 64, "one PATH"),
    "new without a name": ("new", 64, "which NAME"),
    "two new ones": ("new a b", 64, "one NAME"),
    "info of nothing": ("info", 64, "which run folder"),
    "info of two": ("info a b", 64, "one run folder"),
    "twin of a branch": ("run --twin --from a --out b", 64, "begins two runs at their seed"),
    "branch without a folder": ("run --from a", 64, "--out DIR"),
    "resume of what": ("run --resume", 64, "name its folder with --out DIR"),
    "run of nothing": ("run", 64, "which configuration"),
    "an output of sweeps": ("sweep --help", 0, "volume_doubling_time, h: when"),
    "a kind of design": ("sweep --help", 0, "  latin_hypercube: each of n strata"),
    "doctor": ("doctor", 0, "the same with all"),
}


def said(arguments, code, text):
    done = subprocess.run([PROGRAM, *arguments.split()], capture_output=True, text=True, timeout=60)
    told = done.stdout + done.stderr
    return "" if done.returncode == code and text in told else f"{done.returncode}: {told[-300:]}"


def table_is_written(option, file_name):
    """The tables in the READMEs are what the program says."""
    table = subprocess.run([PROGRAM, "explain", option], capture_output=True, text=True, check=True)
    with open(os.path.join(HOME, file_name)) as file:
        if table.stdout not in file.read():
            return f"{file_name} is not what explain {option} says: make docs"
    return ""


def references():
    """Every name and year that a source gives is in the table of references, and none in vain."""
    named = set()
    for path in [*glob.glob(f"{HOME}/sim/model/*.def"), *glob.glob(f"{HOME}/configs/data/*.tsv")]:
        if not path.endswith("references.tsv"):
            with open(path) as file:
                named |= set(re.findall(r"((?:Del )?[A-Z][a-z]+(?: and [A-Z][a-z]+)? (?:19|20)\d\d)\b", file.read()))
    with open(f"{HOME}/configs/data/references.tsv") as file:
        listed = {line.split("\t")[0] for line in file if line[0] != "#"} - {"key"}
    return "" if named == listed else f"not listed {named - listed}, not named {listed - named}"


def lacking():
    """What a machine lacks, and what helps."""
    done = subprocess.run([PROGRAM, "doctor"], capture_output=True, text=True, timeout=60,
                          env=os.environ | {"UDUNITS2_XML_PATH": "/nowhere.xml", "PATH": "/nowhere"})
    wanted = [r"units +LACKING .*\n +hint: apt-get", r"movies +note .*\n +hint: .*ffmpeg"]
    good = done.returncode == 69 and all(re.search(text, done.stdout) for text in wanted)
    return "" if good else f"{done.returncode}: {done.stdout}"


def manual_page():
    """Has every command with its options, and nothing that a formatter takes for its own."""
    page = subprocess.run(["sh", f"{HOME}/sim/cli/manual.sh", PROGRAM], capture_output=True,
                          text=True, check=True).stdout
    lacks = [word for word in (".SH PRODROME RUN", r"\-\-resume", ".SH PRODROME DOCTOR", "exit codes")
             if word not in page]
    lines = {line.split()[0] for line in page.splitlines() if line.startswith(".")}
    return f"{lacks} {lines}" if lacks or lines - {".TH", ".SH", ".B", ".I", ".RI", ".nf", ".fi"} else ""


def completion():
    """What bash offers after some words, the last of which is being typed."""
    for typed, wanted in (("ru", "run"), ("run --res", "--resume"), ("run --set grid.ed", "grid.edge"),
                          ("explain serca.k_", "serca.k_off"), ("run configs", "")):
        words = f"prodrome {typed}".split()
        script = (f'. {HOME}/sim/cli/completion.bash; compopt() {{ :; }}; prodrome() {{ "{PROGRAM}" "$@"; }}\n'
                  f'COMP_WORDS=({" ".join(words)}); COMP_CWORD={len(words) - 1}\n'
                  f'_prodrome prodrome {words[-1]} {words[-2]}; echo "${{COMPREPLY[@]}}"')
        offered = subprocess.run(["bash", "-c", script], capture_output=True, text=True).stdout.strip()
        if offered != wanted:
            return f"{typed}: {offered!r}, not {wanted!r}"
    return ""


def on_a_terminal():
    """One line of progress, rewritten; taken away at the end."""
    leader, follower = pty.openpty()
    larger = [f"--set=grid.n{axis}=40" for axis in "xyz"]
    process = subprocess.Popen([PROGRAM, "run", "told.yaml", "--out", "a", *larger], stderr=follower,
                               stdout=subprocess.DEVNULL)
    os.close(follower)
    told = b""
    while True:
        try:
            more = os.read(leader, 4096)
        except OSError:
            break
        if not more:
            break
        told += more
    os.close(leader)
    if process.wait() != 0 or b"\n" in told or not re.search(rb"\rday [\d.]+ of 2\D", told):
        return repr(told[-400:])
    return "" if re.search(rb"\r +\r$", told) else f"the line stays: {told[-200:]!r}"


def a_killed_run():
    """Is told from one that goes on."""
    shutil.rmtree("a", ignore_errors=True)
    process = subprocess.Popen([PROGRAM, "run", "told.yaml", "--quiet", "--out", "a"])
    while not os.path.exists("a/snap_000000.hdf") and process.poll() is None:
        pass
    process.kill()
    process.wait()
    for arguments, text in (("info a", "prodrome run --resume"), ("run --resume a", "finished")):
        wrong = said(arguments, 0, text)
        if wrong:
            return wrong
    return said("info a", 0, "finished")


def missed_doses():
    """A branch says which doses come too late for it."""
    wrong = said("run told.yaml --out b --until 24h", 0, "as --until asked")
    return wrong or said("run --from b --out c --set doses.0.drug=mipsagargin --set doses.0.at=0d "
                "--set doses.0.amount=56mg/kg", 0, "comes before the branch begins")


def main():
    if not os.path.exists(PROGRAM):
        print(f"skipped told: {PROGRAM} is not built")
        return 0
    cases = {name: lambda row=row: said(*row) for name, row in SAID.items()}
    cases["the table of parameters"] = lambda: table_is_written("--table", "configs/README.md")
    cases["the table of columns"] = lambda: table_is_written("--columns", "output/README.md")
    cases |= {f.__name__: f for f in (references, lacking, manual_page, completion, on_a_terminal, a_killed_run, missed_doses)}
    home = tempfile.mkdtemp(prefix="told-")
    os.chdir(home)
    with open("told.yaml", "w") as file:
        file.write(SMALL)
    failed = 0
    for name, case in cases.items():
        wrong = case()
        print(f"not ok {name}: {wrong}" if wrong else f"ok {name}", flush=True)
        failed += bool(wrong)
    os.chdir(HOME)
    shutil.rmtree(home)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
