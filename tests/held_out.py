#!/usr/bin/python3
"""How well the model of the sensitivity table predicts runs that it has not seen.

  tests/held_out.py                         of the table of runs, every animal left out in turn
  tests/held_out.py --end PATH=VALUE ...    and the mean of an end over DIRECT whole runs besides

Of each animal of the flagship on the smaller tumor: whether it is cured, and how many cells survive, as
predicted from its factors by a fit to all others. Of the forty first: their mean change as it was run
and as predicted. Of an end: the paired difference over the animals 1 to DIRECT, each run to day 30,
beside what the model makes of the same animals from FEW of them. Standard library only.
"""
import argparse
import concurrent.futures
import math
import random
import statistics
import subprocess
import sys

import sensitivity
from regrowth import cleared
from survivors import FITTED, Survivors, features, log_share
from xenografts import END_DAY, SCALE, Xenografts

DIRECT, DRAWS = 20, 200


def predicted(model, row, source):
    """Draws of lambda of an animal from its factors alone."""
    found = []
    for _ in range(DRAWS):
        drawn = model.draw(source, ["new"])
        eta = drawn["new"] + sum(drawn[name] * value for name, value in features(row))
        found.append(row["cells_day0"] * math.exp(max(-600.0, log_share(eta, drawn["bend"])[0])))
    return found


def none_left(model, mean):
    return (1 + mean * model.noise ** 2) ** (-1 / model.noise ** 2)


def count_drawn(source, model, mean):
    """A count of the model's distribution."""
    mean *= source.gammavariate(model.noise ** -2, model.noise ** 2)
    if mean > 200:
        return round(source.gauss(mean, math.sqrt(mean)))
    count, waited = -1, 0.0
    while waited < mean:
        waited += source.expovariate(1.0)
        count += 1
    return count


def leave_out(study):
    """Of every animal at the usual scalar: (predicted share cured, cured, whether its count lies within
    the central 90 % of those predicted)."""
    source, found, every = random.Random(6), [], study.by_setting[""]
    usual = study.survivors
    for row in every:
        if row["of_scale"] == 1.0:
            rest = [r for r in every if r["seed"] != row["seed"]]
            model = Survivors(rest, usual.spread, usual.noise, usual.mode)
            means = predicted(model, row, source)
            counts = sorted(count_drawn(source, model, m) for m in means)
            low, high = counts[round(0.05 * DRAWS)], counts[round(0.95 * DRAWS) - 1]
            found.append((statistics.fmean(none_left(model, m) for m in means), not row["fewest"],
                          low <= row["fewest"] <= high))
    return found


def print_left_out(found):
    print(f"{len(found)} animals, each predicted from the others: {sum(c for _, c, _ in found)} cured, "
          f"{sum(p for p, _, _ in found):.1f} predicted; counts within their central 90 %: {sum(w for *_, w in found)}")
    print("predicted share cured\tanimals\tcured")
    for low, high in ((0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 1.01)):
        some = [c for p, c, _ in found if low <= p < high]
        mean = statistics.fmean([p for p, _, _ in found if low <= p < high] or [math.nan])
        print(f"{low:.2f}-{min(high, 1):.2f} (mean {mean:.2f})\t{len(some)}\t{sum(some)}")


def change(row, days):
    """Of a run that was followed, or cured."""
    return 100 * ((row["last_volume"] if row["fewest"] else cleared(row["volume_day6"], days)) - 1)


def print_direct(study):
    """Mean over the first animals as run, and as the model has it for a population."""
    rows = [study.runs.rows["small", SCALE["small"], "", seed] for seed in sensitivity.SEEDS]
    changes = [change(r, study.clearance) for r in rows]
    drawn = [a for a, in study.outcomes()]
    mean = sensitivity.mean_outcome(drawn)
    print(f"mean change on day 30: {statistics.fmean(changes):.1f} +/- {statistics.stdev(changes) / math.sqrt(len(rows)):.1f} "
          f"over the {len(rows)} animals as run, {sum(not r['fewest'] for r in rows)} cured; "
          f"{mean['change']:.1f} +/- {statistics.stdev(a['change'] for a in drawn):.1f} over the population, "
          f"{100 * mean['cured']:.0f} % cured")


def print_end(study, options, end):
    """An end over whole runs, beside the model's difference over the population."""
    place, days = ("small", SCALE["small"]), study.setting(end).days
    difference, error, _ = study.difference(study.setting(end))
    few = len(study.setting(end).rows)
    seeds = range(1, DIRECT + 1)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        rows = list(pool.map(lambda seed: study.runs.get(*place, end, seed, END_DAY), seeds))
    pairs = [(change(r, days), change(study.runs.rows[*place, "", s], study.clearance)) for r, s in zip(rows, seeds)]
    found = [a - b for a, b in pairs]
    study.refit()
    again, error_again, _ = study.difference(study.setting(end))
    print(f"{end}: difference {statistics.fmean(found):+.1f} +/- {statistics.stdev(found) / math.sqrt(DIRECT):.1f} over "
          f"{DIRECT} pairs of whole runs, {sum(not r['fewest'] for r in rows)} cured; by the model from {few} animals "
          f"{difference:+.1f} +/- {error:.1f}, from all {again:+.1f} +/- {error_again:.1f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="build/prodrome", help="the program to run")
    parser.add_argument("--runs", default=sensitivity.RUNS, help="the table of runs")
    parser.add_argument("--end", nargs="*", default=[], metavar="PATH=VALUE", help="ends to run whole")
    parser.add_argument("--jobs", type=int, default=2, help="runs at a time")
    options = parser.parse_args()
    study = sensitivity.Study(Xenografts(options.program, options.runs), sensitivity.clearance(options.program))
    model = study.survivors
    print("spread {:g}, noise {:g}; ".format(model.spread, model.noise)
          + ", ".join(f"{c} {model[c]:.2f} +/- {model.error(c):.2f}" for c in FITTED))
    print_left_out(leave_out(study))
    print_direct(study)
    for end in options.end:
        print_end(study, options, end)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
