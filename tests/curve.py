#!/usr/bin/python3
"""The flagship against the scalar, psma.activation_scale, on the smaller tumor: mean and spread of the
change on day 30, nadir and cured share over a population of animals.

  tests/curve.py            runs what is missing, and prints the table

The animals of every scalar go into the model of survivors (survivors.py), which the sensitivity table
is read off as well; the row of survivors sets those that were counted beside those that it expects.
Prints too the scalar at which the nadir, and not day 30, is at -50 %. Standard library only.
"""
import argparse
import concurrent.futures
import math
import statistics
import subprocess
import sys

import sensitivity
from xenografts import SCALE, SEEN_DAY, Xenografts

SCALES = ("0.003", "0.006", "0.010", "0.013", "0.0185", "0.024", "0.034")
ANIMALS, NADIR_DAY = 2, 15


def tasks(study, runs):
    """Animals that tell most at each scalar; where many survive they are followed to their nadir."""
    usual, found = float(SCALE["small"]), []
    for scale in SCALES:
        shift = study.survivors["psma"] * math.log(float(scale) / usual)
        told = study.told([shift])
        have = [key for key in runs.rows if key[:3] == ("small", scale, "")]
        best = sorted(told, key=lambda seed: -told[seed])[:max(0, ANIMALS - len(have))]
        until = NADIR_DAY if float(scale) < 0.5 * usual else SEEN_DAY
        found += [("small", scale, "", seed, until) for seed in best]
    return found


def row(study, scale):
    """One line of the table."""
    log_scale = math.log(float(scale) / float(SCALE["small"]))
    drawn = [d for d, in study.outcomes(log_scale=log_scale)]
    mode, error = sensitivity.mean_outcome(drawn), statistics.stdev(d["change"] for d in drawn)
    rows = [r for r in study.by_setting[""] if r["scale"] == scale]
    expected = sum(study.survivors.expected(r) for r in rows)
    return (f"| {scale} | {mode['change']:.0f} | {error:.0f} | {mode['sd']:.0f} | {mode['nadir']:.0f} | "
            f"{100 * mode['cured']:.0f} | {len(rows)} | {sum(r['fewest'] for r in rows):.0f} / {expected:.0f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="build/prodrome", help="the program to run")
    parser.add_argument("--runs", default=sensitivity.RUNS, help="the table of runs")
    parser.add_argument("--no-runs", action="store_true", help="what the table of runs tells so far")
    parser.add_argument("--more", type=int, default=sensitivity.MORE, help="animals beyond the first forty")
    parser.add_argument("--jobs", type=int, default=2, help="runs at a time")
    options = parser.parse_args()
    runs = Xenografts(options.program, options.runs)
    if not options.no_runs:
        runs.check()
        sensitivity.run_base(runs, options)
    study = sensitivity.Study(runs, sensitivity.clearance(options.program))
    if not options.no_runs:
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            list(pool.map(lambda task: runs.get(*task), tasks(study, runs)))
    study.refit()
    print("| scalar | mean change, % | standard error | spread between animals | nadir, % | cured, % | animals run "
          "| survivors counted / expected |\n|---|---|---|---|---|---|---|---|")
    for scale in SCALES:
        print(row(study, scale), flush=True)
    relative, there = sensitivity.nadir_root(study)
    print(f"\nThe nadir is -50 % at {relative * float(SCALE['small']):.2g}, {relative:.2g} of the usual scalar: "
          f"mean change on day 30 there {there['change']:+.0f} %, {100 * there['cured']:.0f} % cured.")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
