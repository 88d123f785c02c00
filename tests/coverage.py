#!/usr/bin/python3
"""Lines and branches that the tests reach, by file, from the counts of a build with --coverage.

  tests/coverage.py build/coverage            a table of files, worst first, and the sum
  tests/coverage.py build/coverage --lines sim/io/file.c    its lines that are never reached

A line or branch of a header counts once, wherever it was compiled. Standard library only.
"""
import argparse
import collections
import json
import os
import subprocess
import sys


def counts(folder):
    """file: line: times; file: (line, number of the branch): times."""
    lines = collections.defaultdict(lambda: collections.defaultdict(int))
    branches = collections.defaultdict(lambda: collections.defaultdict(int))
    for home, _, names in os.walk(folder):
        notes = [os.path.join(home, name) for name in names if name.endswith(".gcno")]
        if not notes:
            continue
        told = subprocess.run(["gcov", "--branch-probabilities", "--json-format", "--stdout", *notes],
                              capture_output=True, text=True, check=True).stdout
        for text in told.splitlines():
            for file in json.loads(text)["files"]:
                name = os.path.normpath(file["file"])
                if not name.startswith(("sim/", "render/")):
                    continue
                for line in file["lines"]:
                    lines[name][line["line_number"]] += line["count"]
                    for i, branch in enumerate(line["branches"]):
                        branches[name][line["line_number"], i] += branch["count"]
    return lines, branches


def reached(times):
    return sum(count > 0 for count in times.values()), len(times)


def row(name, lines, branches):
    share = [f"{100 * a / b:5.1f} % of {b:5}" if b else "" for a, b in (lines, branches)]
    print(f"{name:34} {share[0]:>17} lines  {share[1]:>17} branches")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", help="of the build")
    parser.add_argument("--lines", metavar="FILE", help="list what is never reached there")
    options = parser.parse_args()
    lines, branches = counts(options.folder)
    if not lines:
        sys.exit(f"{options.folder}: no counts")
    if options.lines:
        print(*(n for n, times in sorted(lines[options.lines].items()) if times == 0))
        return
    for name in sorted(lines, key=lambda n: reached(lines[n])[0] / max(1, reached(lines[n])[1])):
        row(name, reached(lines[name]), reached(branches[name]))
    for room in ("sim/io/", "render/", "sim/cli/", "sim/", ""):
        sums = [[sum(n) for n in zip(*(reached(t[f]) for f in lines if f.startswith(room)))]
                for t in (lines, branches)]
        row(f"all of {room or 'it'}", *sums)


if __name__ == "__main__":
    main()
