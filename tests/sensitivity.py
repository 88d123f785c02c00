#!/usr/bin/python3
"""What the flagship's regression becomes at the ends of each assumption, one at a time.

  tests/sensitivity.py --write configs/README.md       all of configs/assumed.tsv
  tests/sensitivity.py --only reactions.activation.km  one of them
  tests/sensitivity.py --reuse ...                     goes on where an earlier call was broken off

The same animals (seeds) are run at the default and at each end, so that differences are of pairs;
their standard error is given, with the mean nadir and how many are cured. --reuse takes finished runs as
they are: for the same program and options only. Standard library only.
"""
import argparse
import concurrent.futures
import csv
import math
import os
import re
import statistics
import subprocess
import sys

import flagship

BEGIN, END = "<!-- written by `make sensitivity` -->\n", "<!-- end of it -->\n"


def assumed(file_name, only):
    with open(file_name, newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [r for r in rows if (not only or r["parameter"] in only)
            and (r["low"] != "-" or r["high"] != "-")]


def setting_options(options, setting):
    """Those of the runs with one setting ("" for none)."""
    own = argparse.Namespace(**vars(options))
    own.label = "sensitivity-" + re.sub(r"[^A-Za-z0-9.=-]", "_", setting or "base")
    own.set = (options.set or []) + ([setting] if setting else [])
    return own


def animals(options, pool, setting):
    """The runs of all seeds with one setting, as futures."""
    own = setting_options(options, setting)
    return [pool.submit(flagship.run_lean, own, None, seed) for seed in range(1, options.seeds + 1)]


def finished(options, setting):
    own = setting_options(options, setting)
    return all(os.path.exists(os.path.join(own.out, f"{own.label}-default-{seed}", "animal.json"))
               for seed in range(1, options.seeds + 1))


def mean_error(values):
    error = statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else math.nan
    return statistics.fmean(values), error


def cell(value, runs, base):
    """"value: mean change (difference from the base, its standard error), nadir, animals cured"."""
    if value == "-":
        return "-"
    seen = [r.result() for r in runs]
    mean = statistics.fmean(a["change_percent"] for a in seen)
    nadir = statistics.fmean(a["nadir_percent"] for a in seen)
    difference, error = mean_error([a["change_percent"] - b["change_percent"]
                                    for a, b in zip(seen, base)])
    return (f"{value}: **{mean:.0f}** ({difference:+.0f} +/- {error:.0f}), nadir {nadir:.0f}, "
            f"{sum(a['cured'] for a in seen)} cured")


def table(options):
    rows = assumed(options.assumed, options.only)
    count = len(rows)
    if options.finished:
        rows = [r for r in rows if all(finished(options, f"{r['parameter']}={r[end]}")
                                       for end in ("low", "high") if r[end] != "-")]
    lines = []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        base_runs = animals(options, pool, "")
        ends = {(r["parameter"], end): animals(options, pool, f"{r['parameter']}={r[end]}")
                for r in rows for end in ("low", "high") if r[end] != "-"}
        base = [r.result() for r in base_runs]
        change, error = mean_error([a["change_percent"] for a in base])
        nadir, nadir_error = mean_error([a["nadir_percent"] for a in base])
        lines.append(f"{len(base)} animals{' with ' + ', '.join(options.set) if options.set else ''}: "
                     f"mean change of caliper volume on day 30 **{change:.0f} %** (standard error "
                     f"{error:.0f}), read as the nadir {nadir:.0f} % ({nadir_error:.0f}); "
                     f"{sum(a['cured'] for a in base)} of them are cured. {len(rows)} of {count} rows.\n")
        lines.append("| parameter | low end: mean change, % (difference) | high end | range |")
        lines.append("|---|---|---|---|")
        for r in rows:
            name = r["parameter"]
            cells = [cell(r[end], ends.get((name, end)), base) for end in ("low", "high")]
            lines.append(f"| `{name}` | {cells[0]} | {cells[1]} | {r['range']} |")
            print(lines[-1], flush=True)
    return "\n".join(lines) + "\n"


def write_between(file_name, text):
    with open(file_name) as file:
        old = file.read()
    before, _, rest = old.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        sys.exit(f"{file_name}: no place for the table")
    with open(file_name, "w") as file:
        file.write(before + BEGIN + text + END + after)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="build/prodrome", help="the program to run")
    parser.add_argument("--assumed", default="configs/assumed.tsv", help="parameters and ends")
    parser.add_argument("--only", nargs="*", metavar="PATH", help="some of the parameters")
    parser.add_argument("--seeds", type=flagship.animals_count, default=20, help="animals: seeds 1 to SEEDS")
    parser.add_argument("--set", action="append", metavar="PATH=VALUE", help="as of prodrome run")
    parser.add_argument("--out", default="output/runs/calibration", help="where the runs go")
    parser.add_argument("--write", metavar="FILE", help="put the table between its two marks there")
    parser.add_argument("--reuse", action="store_true", help="take finished runs as they are")
    parser.add_argument("--finished", action="store_true",
                        help="with --reuse: only rows all of whose runs are there")
    parser.add_argument("--jobs", type=int, default=2, help="runs at a time")
    options = parser.parse_args()
    options.config = "configs/lncap_xenograft.yaml"
    os.makedirs(options.out, exist_ok=True)
    text = table(options)
    print("\n" + text)
    if options.write:
        write_between(options.write, text)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
