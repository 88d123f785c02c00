#!/usr/bin/python3
"""Repeats the calibration from scratch: one parameter after the other, in the order in which they
depend on one another, each fitted to one published figure with all else fixed.

  tests/calibrate.py                 all of it
  tests/calibrate.py --only C7 C1    some of the figures

For each figure: the parameter, its prior, the values tried with what they gave and its standard error,
the fitted value and the residual. Values found are handed on to the later fits. C7 and C1 are fitted to
means over few animals, the same ones for every value: what differs between animals is then no noise. C4
is fitted at the default size by the model of survivors (survivors.py), which takes the animals' factors
from the runs on the smaller tumor (sensitivity.py). What is set from its source and not fitted is
listed at the end, with what it gives. Standard library only.
"""
import argparse
import concurrent.futures
import csv
import math
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile

import flagship
import sensitivity
from survivors import least_squares
from xenografts import SCALE, Xenografts

# figure, what it says, parameter, unit, prior, target, tolerance, two first values, least and most
FITS = [
    ("C7", "median oxygen in the tumor before treatment, mmHg", "substances.oxygen.uptake_max",
     "amol/s", "15-40 (derived)", 7.0, 0.3, (60.0, 80.0), (15.0, 200.0)),
    ("C1", "doubling of an undosed xenograft, h", "growth.loss_rate", "1/d", "0-0.2 (assumption)",
     112.0, 2.0, (0.04, 0.08), (0.0, 0.5)),
]
MOST_TRIES = 6
CONTROL = "configs/lncap_control.yaml"
C4_TARGET, C4_ERROR, C4_MOST = -50.0, 5.0, 8


def control(options, sets, seed, *more):
    """Columns of an undosed animal's run from day 0 on."""
    with tempfile.TemporaryDirectory(prefix="prodrome-animal-") as parent:
        folder = os.path.join(parent, "run")
        sets = ["output.snapshot_every=30 d", *sets]
        flagship.simulate(options, CONTROL, "--seed", str(seed), "--out", folder, *more,
                          *(x for s in sets for x in ("--set", s)))
        columns = flagship.series(folder)
    rows = [i for i, t in enumerate(columns["time"]) if t >= 0]
    return {name: [values[i] for i in rows] for name, values in columns.items()}


def oxygen(options, sets, seed):
    columns = control(options, sets, seed, "--until", "0 d")
    return {"value": columns["oxygen_median"][0], "below": columns["hypoxic_fraction"][0],
            "vessels": columns["vessels_per_mm2"][0]}


def doubling(options, sets, seed):
    columns = control(options, [*sets, "stop.volume_ratio=2"], seed, "--until", "20 d")
    return {"value": flagship.doubling_hours(columns["time"], columns["caliper_volume"])}


def factors(options):
    """Growth factor by seed: of the runs on the smaller tumor, whose animals are the same."""
    return {row["seed"]: row["growth"] for row in options.table.rows.values()}


def population_mean(options, seen):
    """Mean over the population and its standard error: the logarithm is a line in the growth factor's,
    the rest of it noise; a growth factor is 1 on the mean, with a CV of 0.25."""
    growth = factors(options)
    x = [[1.0, math.log(growth[seed])] for seed in seen]
    line = least_squares(x, [math.log(s["value"]) for s in seen.values()])
    spread = math.log(1 + 0.25 ** 2)
    a, b = line.mean
    mean = math.exp(a - b * spread / 2 + (b * b * spread + line.noise ** 2) / 2)
    return mean, mean * line.noise / math.sqrt(len(seen))


def tried_value(options, figure, sets):
    measure = {"C7": oxygen, "C1": doubling}[figure]
    seeds = range(1, options.seeds + 1)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        seen = dict(zip(seeds, pool.map(lambda seed: measure(options, sets, seed), seeds)))
    seen = {seed: s for seed, s in seen.items() if not math.isnan(s["value"])}
    if len(seen) < 3:
        sys.exit(f"{figure}: {len(seen)} animals have a value")
    mean, error = population_mean(options, seen)
    if figure == "C7":
        options.at_day0 = {name: statistics.fmean(s[name] for s in seen.values()) for name in ("below", "vessels")}
    return mean, error


def setting(path, value, unit):
    return f"{path}={value:.4g} {unit}".strip()


def next_value(tried, target, allowed):
    """Between the two tries that enclose the target, else beyond the nearest: by the secant."""
    points = sorted((abs(y - target), x, y - target) for x, (y, _) in tried.items())
    above = [p for p in points if p[2] > 0]
    below = [p for p in points if p[2] <= 0]
    (_, a, fa), (_, b, fb) = (above[0], below[0]) if above and below else points[:2]
    if fa == fb:
        return a + 0.1 * abs(a)
    step = a - fa * (b - a) / (fb - fa)
    value = min(max(step, min(a, b) - abs(a - b)), max(a, b) + abs(a - b))
    return min(max(value, allowed[0]), allowed[1])


def fit(options, row, sets, shipped):
    figure, meaning, path, unit, prior, target, tolerance, first, allowed = row
    print(f"\n{figure}: {meaning}: {target:g}, by {path}; prior {prior}; as shipped {shipped}", flush=True)
    tried = {}
    while len(tried) < MOST_TRIES:
        value = first[len(tried)] if len(tried) < 2 else float(f"{next_value(tried, target, allowed):.3g}")
        if value in tried:
            break
        tried[value] = tried_value(options, figure, sets + [setting(path, value, unit)])
        print(f"  {value:.4g} {unit}: {tried[value][0]:.4g} +/- {tried[value][1]:.2g}", flush=True)
        if abs(tried[value][0] - target) <= tolerance:
            break
    best = min(tried, key=lambda x: abs(tried[x][0] - target))
    print(f"  fitted {path} = {best:.4g} {unit}, residual {tried[best][0] - target:+.3g} +/- {tried[best][1]:.2g}")
    if figure == "C7":
        print(f"  share of the tumor below 10 mmHg {options.at_day0['below']:.2f} (0.50-0.75)")
    return setting(path, best, unit)


# ---- C4 ----

def root(study, of, parameters):
    """The logarithm of the scalar, relative to the usual one, at which the mean change is the target."""
    low, high = -2.0, 2.0
    for _ in range(25):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if study.outcome(parameters, of, middle)["change"] > C4_TARGET \
            else (low, middle)
    return 0.5 * (low + high)


def roots(study, of, draws=40):
    """Root and its standard error, over draws of all parameters."""
    source, found = random.Random(5), []
    for _ in range(draws):
        drawn = study.survivors.draw(source, {row["seed"] for row in of.rows})
        plain = {**drawn, "volume": study.regrowth.volume.draw(source)}
        found.append(root(study, of, {**plain, **study.moved(of, drawn, source)}))
    return statistics.fmean(found), statistics.stdev(found)


def fit_scalar(options, sets):
    """C4 at the default size, with the values that were found."""
    name, usual = "; ".join([sensitivity.SIZE, *sets]), float(SCALE["default"])
    print(f"\nC4: mean change of caliper volume on day 30, %: {C4_TARGET:g}, by psma.activation_scale; prior 1e-7 to 1, "
          f"log-uniform; as shipped {usual:g}", flush=True)
    study = sensitivity.Study(options.table, sensitivity.clearance(options.program))
    while True:
        of = study.setting(name)
        if of.rows:
            difference, error, there = study.difference(of)
            print(f"  {len(of.rows)} animals at {usual:g}: mean {there['change']:.1f} %, difference from the smaller tumor "
                  f"{difference:+.1f} +/- {error:.1f}", flush=True)
            if len(of.rows) >= C4_MOST or (len(of.rows) >= 4 and error <= C4_ERROR):
                break
        run_more(study, options, of, sets)
    logarithm, error = roots(study, of)
    low, value, high = (usual * math.exp(logarithm + z * error) for z in (-1, 0, 1))
    at_value = [b["change"] for _, b in study.outcomes(of, log_scale=logarithm)]
    print(f"  fitted psma.activation_scale = {value:.3g}, {low:.3g} to {high:.3g}, residual "
          f"{statistics.fmean(at_value) - C4_TARGET:+.1f} +/- {statistics.stdev(at_value):.1f}")
    return f"psma.activation_scale={value:.3g}"


def run_more(study, options, of, sets):
    """The animals that tell most next, as many as run at a time."""
    chosen = study.next_seeds(of, {row["seed"] for row in of.rows}, options.jobs)
    place = ("default", SCALE["default"], "; ".join(sets))
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(lambda seed: options.table.get(*place, seed, study.day(of, seed)), chosen))
    study.refit()


# ---- what is set from its source ----

def published(file_name):
    """Rows of a table of configs/data by observable and condition."""
    with open(os.path.join("configs", "data", file_name), newline="") as file:
        lines = [line for line in file if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


def resolved(options):
    """Text of every parameter of the flagship, by its last name within its group."""
    shown = subprocess.run([options.program, "check", "configs/lncap_xenograft.yaml"], check=True,
                           capture_output=True, text=True).stdout
    found, above = {}, []
    for line in shown.splitlines():
        entry = re.match(r"^( *)([a-z_0-9]+):\s*([^#]*?)\s*(?:#.*)?$", line)
        if entry:
            above = above[:len(entry[1]) // 2] + [entry[2]]
            found[".".join(above)] = entry[3]
    return found


def number(text):
    return float(text.split()[0])


def calcium_rows(given):
    """C3: every rate beside its figure."""
    names = {"calcium_rest": "rest", "calcium_entry_max": "entry_max", "calcium_entry_half": "entry_half",
             "calcium_entry_hill": "entry_hill", "calcium_er_rest": "er_rest", "calcium_er_leak": "er_leak"}
    for row in published("calcium.tsv"):
        if row["observable"] in names:
            value = number(given["calcium." + names[row["observable"]]])
        else:
            value = number(given["calcium.er_rest"]) / number(given["calcium.er_leak"])
        yield "C3", row["observable"], f"{value:g}", f"{float(row['mean']):g} {row['unit']}", value - float(row["mean"])


def plasma_rows(given):
    """C5: a half-life between those of the sisters, and the range of the volume of distribution."""
    lives = [float(r["mean"]) / (60 if r["unit"] == "min" else 1) for r in published("sister_prodrugs.tsv")
             if r["observable"] == "plasma_half_life"]
    value, target = number(given["drugs.mipsagargin.half_life"]), math.exp(statistics.fmean(map(math.log, lives)))
    yield "C5", "half-life in plasma, geometric mean of the sisters", f"{value:g}", f"{target:.3g} h", value - target
    value, target = number(given["drugs.mipsagargin.volume"]), math.sqrt(0.10 * 0.27)
    yield "C5", "volume of distribution, the same", f"{value:g}", f"{target:.3g} L/kg", value - target


def spheroid_doubling(options):
    """C2, h: of a spheroid between 100 and 340 um, from the volume of its cells."""
    with tempfile.TemporaryDirectory(prefix="prodrome-animal-") as parent:
        folder = os.path.join(parent, "run")
        flagship.simulate(options, "configs/spheroid.yaml", "--out", folder, "--until", "8 d", "--set",
                          "output.snapshot_every=30 d")
        columns = flagship.series(folder)
    ball = [math.pi / 6 * d ** 3 * 1e-9 for d in (100, 340)]
    rows = [(t, v) for t, v in zip(columns["time"], columns["cell_volume"]) if ball[0] <= v <= ball[1]]
    return 24 * (rows[-1][0] - rows[0][0]) / math.log2(rows[-1][1] / rows[0][1])


def set_rows(options):
    given = resolved(options)
    value = spheroid_doubling(options)
    yield "C2", "doubling of a spheroid from 100 to 340 um", f"{value:.3g}", "29 +/- 4 h", value - 29
    yield from calcium_rows(given)
    yield from plasma_rows(given)
    vessels = options.at_day0["vessels"] if options.at_day0 else oxygen(options, [], 1)["vessels"]
    yield "C6", "microvessels on day 0", f"{vessels:.3g}", "16.8 1/mm^2", vessels - 16.8
    value = number(given["psa.half_life"])
    yield "C10", "half-life of PSA in serum", f"{value:g}", "44.6 h", value - 44.6


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="build/prodrome", help="the program to run")
    parser.add_argument("--seeds", type=flagship.animals_count, default=8, help="animals of C7 and C1: seeds 1 to SEEDS")
    parser.add_argument("--only", nargs="*", default=["C7", "C1", "C4", "set"],
                        help="figures; set: those that are set")
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", help="values found before")
    parser.add_argument("--runs", default=sensitivity.RUNS, help="the table of runs")
    parser.add_argument("--more", type=int, default=sensitivity.MORE,
                        help="animals of the flagship on the smaller tumor beyond the first forty")
    parser.add_argument("--jobs", type=int, default=2, help="runs at a time")
    options = parser.parse_args()
    options.table, options.at_day0 = Xenografts(options.program, options.runs), {}
    options.table.check()
    sensitivity.run_base(options.table, options)
    given, found = resolved(options), list(options.set)
    for row in FITS:
        if row[0] in options.only:
            found.append(fit(options, row, found, given[row[2]]))
    if "C4" in options.only:
        found.append(fit_scalar(options, found))
    print("\nfitted:\n  " + "\n  ".join(found))
    if "set" in options.only:
        print("\nset, not fitted: figure, what, as it is, its source's, residual", flush=True)
        for figure, what, value, target, residual in set_rows(options):
            print(f"  {figure}\t{what}\t{value}\t{target}\t{residual:+.2g}", flush=True)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
