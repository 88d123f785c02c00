#!/usr/bin/python3
"""Repeats the calibration from scratch: one parameter after the other, in the order in which they
depend on one another, each fitted to one published figure with all else fixed.

  tests/calibrate.py                 20 animals a figure (hours on two cores)
  tests/calibrate.py --seeds 40      more animals
  tests/calibrate.py --only C7 C1    some of the figures

For each figure: the parameter, its prior, the values tried with what they gave, the fitted value and
the residual. Values found are handed on to the later fits and printed at the end. Cycle and pushing
distance, which are set by spheroids, stay as they are (make spheroid). Standard library only.
"""
import argparse
import math
import os
import statistics
import sys

import flagship

# figure, what it says, parameter, unit, prior, target, tolerance, two first values, least and most,
# logarithmic
FITS = [
    ("C7", "median oxygen in the tumor before treatment, mmHg", "substances.oxygen.uptake_max",
     "amol/s", "15-40 (derived)", 7.5, 1.0, (50.0, 90.0), (15.0, 200.0), False),
    ("C1", "doubling of an undosed xenograft, h", "growth.loss_rate", "1/d", "0-0.2 (assumption)",
     112.0, 4.0, (0.05, 0.12), (0.0, 0.5), False),
    ("C4", "mean change of caliper volume on day 30, %", "psma.activation_scale", "",
     "1e-7 to 1, log-uniform", -50.0, 3.0, (0.02, 0.03), (1e-7, 1.0), True),
]
MOST_TRIES = 7


def seen(options, figure, sets):
    """Mean of the figure's observable over the animals, with these settings."""
    options.config = "configs/lncap_xenograft.yaml" if figure == "C4" else "configs/lncap_control.yaml"
    options.set = sets
    options.label = f"calibrate-{figure}"
    options.until = "0 d" if figure == "C7" else None
    options.reuse = False
    animals = flagship.run_all(options, [None])
    name = {"C7": "pO2_mmHg", "C1": "doubling_h", "C4": "change_percent"}[figure]
    values = [a[name] for a in animals.values() if not math.isnan(a[name])]
    if not values:
        sys.exit(f"{figure}: no animal has a value of {name}")
    if len(values) < len(animals):
        print(f"  ({len(values)} of {len(animals)} animals have a value)")
    return statistics.fmean(values)


def setting(path, value, unit):
    return f"{path}={value:.4g} {unit}".strip()


def next_value(tried, target, allowed, logarithmic):
    """Between the two tries that enclose the target, else beyond the nearest: by the secant."""
    forward, back = (math.log, math.exp) if logarithmic else (float, float)
    points = sorted((abs(y - target), forward(x), y - target) for x, y in tried.items())
    above = [p for p in points if p[2] > 0]
    below = [p for p in points if p[2] <= 0]
    (_, a, fa), (_, b, fb) = (above[0], below[0]) if above and below else points[:2]
    if fa == fb:
        return back(a + 0.1 * abs(a))
    step = a - fa * (b - a) / (fb - fa)
    value = back(min(max(step, min(a, b) - abs(a - b)), max(a, b) + abs(a - b)))
    return min(max(value, allowed[0]), allowed[1])


def fit(options, row, sets):
    figure, meaning, path, unit, prior, target, tolerance, first, allowed, logarithmic = row
    print(f"\n{figure}: {meaning}: {target:g} +/- {tolerance:g}, by {path}; prior {prior}")
    tried = {}
    for value in first:
        tried[value] = seen(options, figure, sets + [setting(path, value, unit)])
        print(f"  {value:.4g} {unit}: {tried[value]:.4g}", flush=True)
    while min(abs(y - target) for y in tried.values()) > tolerance and len(tried) < MOST_TRIES:
        value = float(f"{next_value(tried, target, allowed, logarithmic):.3g}")
        if value in tried:
            break
        tried[value] = seen(options, figure, sets + [setting(path, value, unit)])
        print(f"  {value:.4g} {unit}: {tried[value]:.4g}", flush=True)
    best = min(tried, key=lambda x: abs(tried[x] - target))
    print(f"  fitted {path} = {best:.4g} {unit}, residual {tried[best] - target:+.3g}")
    return setting(path, best, unit)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="build/prodrome", help="the program to run")
    parser.add_argument("--seeds", type=flagship.animals_count, default=20, help="animals: seeds 1 to SEEDS")
    parser.add_argument("--only", nargs="*", default=[row[0] for row in FITS], help="figures")
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE",
                        help="as of prodrome run, in every run")
    parser.add_argument("--out", default="output/runs/calibration", help="where the runs go")
    parser.add_argument("--jobs", type=int, default=2, help="runs at a time")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    found, given = [], list(options.set)
    for row in FITS:
        if row[0] in options.only:
            found.append(fit(options, row, given + found))
    print("\nfound:\n  " + "\n  ".join(found))


if __name__ == "__main__":
    sys.exit(main())
