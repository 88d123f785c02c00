#!/usr/bin/python3
"""What the doses do to vessels at the calibrated scalar, at the ends of the endothelial assumptions, on
the smaller tumor: the share of the vessel segments in the box that the drug has killed by day 6, in an
animal that sees much of it and in one that sees little, and beside it the change of the tumor as the sensitivity table has it.

  tests/endothelium.py            runs what is missing, and prints the table

Standard library only.
"""
import argparse
import concurrent.futures
import statistics
import subprocess
import sys

import sensitivity
from xenografts import SCALE, Xenografts

ENDS = ("", "vessel.psma_ratio=0.01", "vessel.psma_ratio=0.5", "vessel.pumps=1e5", "vessel.pumps=1e6",
        "vessel.threshold_ratio=1", "vessel.threshold_ratio=6")
SEEDS = (1, 6)  # one that sees much drug, and one that sees little


def row(study, runs, end, log_scale):
    killed = [f"{100 * runs.get('small', SCALE['small'], end, seed)['killed']:.1f}" for seed in SEEDS]
    change = statistics.fmean(a["change"] for a, in study.outcomes(log_scale=log_scale))
    text = f"{change:.0f}"
    if end:
        difference, error, outcome = study.difference(study.setting(end), log_scale=log_scale)
        text = f"{outcome['change']:.0f} ({difference:+.0f} +/- {error:.1f})"
    return f"| {'as shipped' if not end else f'`{end}`'} | {' | '.join(killed)} | {text} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="build/prodrome", help="the program to run")
    parser.add_argument("--runs", default=sensitivity.RUNS, help="the table of runs")
    parser.add_argument("--more", type=int, default=sensitivity.MORE, help="animals beyond the first forty")
    parser.add_argument("--jobs", type=int, default=2, help="runs at a time")
    options = parser.parse_args()
    runs = Xenografts(options.program, options.runs)
    runs.check()
    sensitivity.run_base(runs, options)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(lambda task: runs.get("small", SCALE["small"], *task),
                      [(end, seed) for end in ENDS for seed in SEEDS]))
    study = sensitivity.Study(runs, sensitivity.clearance(options.program))
    study.fit_own()
    print("| setting | vessel segments killed by day 6, %, where much drug is seen | where little is | mean change on "
          "day 30, % (difference) |\n|---|---|---|---|")
    log_scale = sensitivity.matched(study)
    for end in ENDS:
        print(row(study, runs, end, log_scale), flush=True)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
