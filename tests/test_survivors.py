#!/usr/bin/python3
"""The estimator of the sensitivity table (survivors.py, regrowth.py, xenografts.py) on invented animals
whose truth is known: what it finds lies within the errors that it states.

Prints "ok NAME" or "not ok NAME" for each.
"""
import math
import os
import random
import statistics
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from regrowth import Population, Regrowth, Setting, cleared
from survivors import COEFFICIENTS, PIVOT, Survivors, cholesky, backward, forward, least_squares, log_tail
from xenografts import FACTORS, NUMBERS, Xenografts

TRUE = {"level": 4.6, "psma": 1.0, "plasma_volume": -0.9, "half_life": 2.2, "growth": -0.3}
SPREAD, NOISE, CLEARANCE = 0.2, 0.1, 13.0
SHIFTS = {f"set={k}": -0.8 + 0.2 * k for k in range(9)}


def poisson(source, mean):
    """By the waiting times."""
    if mean > 500:
        return max(0, round(source.gauss(mean, math.sqrt(mean))))
    count, waited = -1, 0.0
    while waited < mean:
        waited += source.expovariate(1.0)
        count += 1
    return count


def invented(source, animals=40):
    """Groups of rows as Study.groups() gives them: every animal without a setting, four with each."""
    groups, effect = {"": []}, {}
    for seed in range(1, animals + 1):
        spread = math.sqrt(math.log(1 + 0.25 ** 2))
        row = {f: math.exp(source.gauss(0, spread) - spread ** 2 / 2) for f in FACTORS}
        row.update(seed=seed, scale="1", of_scale=1.0, cells_day0=50000.0 * row["growth"])
        effect[seed] = source.gauss(0, SPREAD)
        groups[""].append(grow(source, row, effect[seed], 0.0))
    informative = sorted(groups[""], key=lambda r: -r["fewest"])[:4]
    for name, shift in SHIFTS.items():
        groups[name] = [grow(source, row, effect[row["seed"]], shift) for row in informative]
    return groups


def grow(source, row, effect, shift):
    eta = TRUE["level"] + effect + shift + sum(TRUE[c] * math.log(row[c]) for c in COEFFICIENTS[1:])
    mean = row["cells_day0"] * math.exp(log_tail(eta)[0])
    count = poisson(source, mean * source.gammavariate(NOISE ** -2, NOISE ** 2))
    y = 0.2 + 0.6 * math.log(max(count, 1)) + source.gauss(0, 0.3)
    volume = cleared(0.3, CLEARANCE) + (3.1 / (1 + math.exp(-y)) if count else 0)
    return {**row, "fewest": float(count), "volume_day6": 0.3, "nadir": 0.2, "last_volume": volume, "last_day": 30.0,
            "culled": 0, "day15": math.nan, "day20": math.nan, "day25": math.nan}


def test_algebra():
    matrix = [[4.0], [2.0, 5.0], [1.0, 3.0, 6.0]]
    full = [[matrix[max(i, j)][min(i, j)] for j in range(3)] for i in range(3)]
    lower = cholesky(matrix)
    x = backward(lower, forward(lower, [1.0, 2.0, 3.0]))
    return all(abs(sum(a * b for a, b in zip(row, x)) - v) < 1e-12 for row, v in zip(full, (1, 2, 3)))


def test_tail():
    """Against its own differences, and over the seam to the expansion."""
    steps = [(log_tail(e + 1e-5)[0] - log_tail(e - 1e-5)[0]) / 2e-5 / log_tail(e)[1] for e in (-3, 0, 4, 20, 35)]
    return all(abs(s - 1) < 1e-3 for s in steps) and abs(log_tail(36.001)[0] - log_tail(35.999)[0] + 0.0721) < 1e-3


def test_line():
    line = least_squares([[1.0, x] for x in range(50)], [3 + 2 * x for x in range(50)])
    return abs(line.mean[1] - 2) < 1e-3 and line.noise < 0.01


def scores(name, truth):
    """(found - true) / stated error over invented data sets."""
    found = []
    for seed in range(12):
        model = FITS[seed]
        place = model.names[name]
        found.append((model.fit.mode[place] - truth) / math.sqrt(model.fit.variance([(name, 1.0)])))
    return found


def well(values):
    """Standard scores, as they should be: no bias beyond chance, a spread of about one."""
    return abs(statistics.fmean(values)) < 3 / math.sqrt(len(values)) and 0.5 < statistics.pstdev(values) < 1.5


def test_shifts():
    """Those of all settings, each about its truth; a tilt that is not there takes nothing away."""
    every = [s for name, shift in SHIFTS.items() for s in scores(("shift", name), shift)]
    return abs(statistics.fmean(every)) < 0.4 and statistics.pstdev(every) < 1.4 and max(map(abs, every)) < 4.5


def test_coefficients():
    return all(well(scores(c, TRUE[c])) for c in ("psma", "plasma_volume", "half_life"))


def test_held_out():
    """An animal that was left out: its count lies where it was expected, by the model's own error."""
    inside = 0
    for seed in range(12):
        groups = DATA[seed]
        row = max(groups[""], key=lambda r: r["fewest"])
        left = {n: [r for r in rows if n or r["seed"] != row["seed"]] for n, rows in groups.items()}
        model = Survivors({"": left[""], **{n: r for n, r in left.items() if n}}, SPREAD, NOISE)
        log_share, slope = log_tail(model.eta(row))
        error = math.sqrt(slope ** 2 * model.fit.variance(model.terms(row)) + NOISE ** 2 + 1 / max(row["fewest"], 1))
        inside += abs(math.log(row["fewest"]) - math.log(row["cells_day0"]) - log_share) < 2 * error
    return inside >= 9


def test_everybody_cured():
    """No survivor in any animal: the shift is large, its error too, and the fit does not run away."""
    groups = dict(DATA[0])
    groups["all"] = [{**r, "fewest": 0.0} for r in groups["set=0"]]
    model = Survivors(groups, SPREAD, NOISE)
    return 0.3 < model.fit["shift", "all"] < 4 and model.fit.variance([(("shift", "all"), 1.0)]) > 0.1


def test_population():
    """The same animals for every setting: without any difference the difference is nothing; fewer
    survivors shrink the tumor."""
    regrowth, population = Regrowth(DATA[0][""], CLEARANCE), Population(500)
    model = FITS[0]
    plain = {c: model.fit[c] for c in COEFFICIENTS}
    plain["volume"] = regrowth.volume.mean
    same = Setting("none", regrowth, [], CLEARANCE, 0.05)
    one = population.outcome(plain, regrowth, SPREAD, NOISE)
    two = population.outcome({**plain, "shift": 0.0}, regrowth, SPREAD, NOISE, same)
    fewer = population.outcome({**plain, "shift": 0.5}, regrowth, SPREAD, NOISE, same)
    return one == two and fewer["change"] < one["change"] - 5 and 0 < one["cured"] < fewer["cured"] < 1


def test_table():
    """What is written is read again; another program begins anew and keeps the old one beside it."""
    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, "runs.tsv")
        runs = Xenografts("none", name)
        runs.hash = "abc"
        key = ("small", "0.0185", "serca.kd=3 nM", 7)
        runs.rows[key] = {**dict(zip(("size", "scale", "setting", "seed"), key)), **{n: 1.25 for n in NUMBERS}}
        runs.rows[key]["regrowth_day"] = math.nan
        runs.save()
        again = Xenografts("none", name)
        row = again.rows[key]
        return again.hash == "abc" and row["nadir"] == 1.25 and math.isnan(row["regrowth_day"]) and row["seed"] == 7 \
            and again.get(*key) is row


DATA = [invented(random.Random(seed)) for seed in range(12)]
FITS = [Survivors(groups, SPREAD, NOISE) for groups in DATA]


def main():
    failed = 0
    for name, test in sorted(globals().items()):
        if name.startswith("test_"):
            good = test()
            failed += not good
            print(f"{'ok' if good else 'not ok'} {name[5:]}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
