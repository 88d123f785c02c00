#!/usr/bin/python3
"""The report of a real sweep: made by collect and by report, whole in one file, its commands repeat
the runs, its figures come as PNG, SVG and PDF, and what is damaged is said. Prints "ok NAME" or
"not ok NAME" for each case."""
import glob
import html
import html.parser
import os
import re
import shutil
import subprocess
import sys
import tempfile

PROGRAM = os.path.abspath(os.environ.get("PRODROME") or "build/prodrome")
BASE = """
run: {name: tiny}
grid: {nx: 12, ny: 12, nz: 12}
tumor: {cells: 100}
time: {burn_in: 3 h, end: 12 h}
output: {snapshot_every: 3 h, series_every: 3 h}
doses: [{drug: mipsagargin, amount: 56 mg/kg, at: 1 h}]
"""
SWEEP = """
sweep: {name: tiny, seeds: 1}
base: [it's base.yaml]
set: {solver.tolerance: 1e-7}
parameters:
  doses.0.amount: {values: [14 mg/kg, 56 mg/kg]}
  solver.max_cycles: {values: [1, 60]}
design: {kind: grid}
outputs: [caliper_change@12 h, nadir]
"""


class Failure(Exception):
    pass


def expect(condition, what):
    if not condition:
        raise Failure(what)


def prodrome(*arguments, code=0):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=300)
    expect(done.returncode == code,
           f"{' '.join(arguments)}: exit code {done.returncode}, not {code}: {done.stdout}{done.stderr}")
    expect("Pango" not in done.stderr and "GLib" not in done.stderr, done.stderr)
    return done


def read(name):
    with open(name, "rb") as file:
        return file.read()


class Balance(html.parser.HTMLParser):
    """Every element that is begun is ended, in order."""
    VOID = {"meta", "br", "img", "hr", "link", "input"}

    def __init__(self):
        super().__init__()
        self.open, self.wrong = [], []

    def handle_starttag(self, tag, attributes):
        if tag not in self.VOID:
            self.open.append(tag)
        names = [name for name, _ in attributes]
        if len(names) != len(set(names)):
            self.wrong.append(f"<{tag}> has an attribute twice")

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}")


def collected():
    """Two of four runs fail: both are said first, the report is well-formed and the same again."""
    prodrome("sweep", "run", "sweep.yaml", code=70)
    text = read("output/sweeps/tiny/report.html").decode()
    balance = Balance()
    balance.feed(text)
    expect(not balance.open and not balance.wrong, f"{balance.open} {balance.wrong[:3]}")
    failures, outputs = text.index('id="failures"'), text.index('id="output-1"')
    section = text[failures:outputs]
    expect(section.count("did not converge") == 2, section)
    expect("4 runs in 4 rows: 2 finished, <strong>2 failed</strong>" in text, text[:3000])
    expect("Runs made by</dt><dd>commit " in text, "no commit")
    expect("to where it is lowest" in text and "multigrid cycles" in text, "no meanings")
    os.remove("output/sweeps/tiny/report.html")
    said = prodrome("sweep", "report", "sweep.yaml").stdout
    expect("output/sweeps/tiny/report.html" in said, said)
    expect(read("output/sweeps/tiny/report.html").decode() == text, "made again, it differs")


def repeated():
    """The commands of the report, as they stand there, repeat a run that ended and one that failed."""
    text = read("output/sweeps/tiny/report.html").decode()
    part = text[text.index('id="commands"'):]
    commands = [html.unescape(c) for c in re.findall(r"<dd><code>(.*?)</code>", part)]
    expect(len(commands) == 4 and all(c.startswith("prodrome run ") for c in commands), commands)
    os.symlink(PROGRAM, "prodrome")
    path = {**os.environ, "PATH": os.getcwd() + ":" + os.environ["PATH"]}
    for row, code in ((2, 0), (1, 70)):
        done = subprocess.run(["sh", "-c", f"{commands[row - 1]} --quiet --out repeated{row}"], env=path,
                              capture_output=True, text=True, timeout=300)
        expect(done.returncode == code, f"{commands[row - 1]}: {done.returncode}: {done.stderr}")
    expect(read("repeated2/timeseries.csv") == read("output/sweeps/tiny/runs/000002/timeseries.csv"),
           "the repeated run differs")


def plotted():
    """The figures on one page, from the folder alone, wherever it is."""
    shutil.copytree("output/sweeps/tiny", "elsewhere")
    expect(prodrome("plot", "elsewhere").stdout == "elsewhere/report.png\n", "no path")
    for end, begin in (("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")):
        prodrome("plot", "elsewhere", "--out", f"a.{end}")
        prodrome("plot", "elsewhere", "--out", f"b.{end}")
        expect(read(f"a.{end}").startswith(begin) and len(read(f"a.{end}")) > 20000, end)
        expect(read(f"a.{end}") == read(f"b.{end}"), f"{end} differs")
    said = prodrome("plot", "elsewhere", "--tumor", code=64).stderr
    expect("a sweep has no slices" in said, said)


def damaged():
    """What does not fit is refused with its line, and the report that was there stays."""
    results = read("elsewhere/results.csv")
    for change, code, says in ((lambda t: t.replace(b"2,2,1,", b"7,2,1,"), 65, "run `7` is not in the design"),
                               (lambda t: t[:-3], 65, "the last line does not end"),
                               (lambda t: b"", 65, "empty"), (None, 66, "results.csv")):
        os.remove("elsewhere/results.csv")
        if change:
            with open("elsewhere/results.csv", "wb") as file:
                file.write(change(results))
        said = prodrome("plot", "elsewhere", "--out", "never.png", code=code).stderr
        expect("elsewhere/results.csv" in said and says in said, said)
        expect(not os.path.exists("never.png"), "never.png is there")
    prodrome("sweep", "plan", "sweep.yaml", "--out", "planned", "--no-pilot")
    prodrome("plot", "planned", code=66)
    prodrome("sweep", "report", "sweep.yaml", "--out", "planned")
    text = read("planned/report.html").decode()
    expect("<strong>4 waiting</strong>" in text and "<svg" not in text, text[:2000])
    expect("nothing to draw yet" in prodrome("plot", "planned", code=65).stderr, "not told")
    expect(not glob.glob("planned/*.png"), "a picture of nothing")


CASES = (collected, repeated, plotted, damaged)


def main():
    if not os.path.exists(PROGRAM):
        print(f"skipped sweep_report: {PROGRAM} is not built")
        return 0
    home = tempfile.mkdtemp(prefix="sweep-report-")
    os.chdir(home)
    for name, text in (("it's base.yaml", BASE), ("sweep.yaml", SWEEP)):
        with open(name, "w") as file:
            file.write(text)
    bad = 0
    for case in CASES:
        try:
            case()
            print(f"ok {case.__name__}", flush=True)
        except (Failure, OSError, ValueError, subprocess.TimeoutExpired) as failure:
            print(f"not ok {case.__name__}: {failure}", flush=True)
            bad += 1
    os.chdir("/")
    shutil.rmtree(home)
    print(f"{len(CASES) - bad} passed, {bad} failed")
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
