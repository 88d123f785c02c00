#!/usr/bin/python3
"""The estimator of the sensitivity table (survivors.py, pairs.py, regrowth.py, xenografts.py) on invented
animals whose truth is known: what it finds lies within the errors that it states.

Prints "ok NAME" or "not ok NAME" for each.
"""
import math
import os
import random
import statistics
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from pairs import PIVOT, UNLIKE, Pair, Posterior, pair_probability, sum_probability
from regrowth import Population, Regrowth, Setting, cleared
from survivors import COEFFICIENTS, FITTED, Survivors, backward, cholesky, forward, least_squares, log_share, log_tail
from xenografts import FACTORS, KEY, NUMBERS, Xenografts

TRUE = {"level": 4.6, "psma": 1.0, "plasma_volume": -0.9, "half_life": 2.2, "growth": -0.3, "bend": 0.1}
SPREAD, NOISE, CLEARANCE, OWN = 0.2, 0.1, 13.0, 0.05
SHIFTS = (-1.2, -0.5, -0.2, 0.0, 0.1, 0.3, 0.6)
SETS = 6


def poisson(source, mean):
    """By the waiting times."""
    if mean > 500:
        return max(0, round(source.gauss(mean, math.sqrt(mean))))
    count, waited = -1, 0.0
    while waited < mean:
        waited += source.expovariate(1.0)
        count += 1
    return count


def binomial(source, n, p):
    return sum(source.random() < p for _ in range(n))


def with_count(source, row, count):
    y = 0.2 + 0.6 * math.log(max(count, 1)) + source.gauss(0, 0.3)
    volume = cleared(0.3, CLEARANCE) + (3.1 / (1 + math.exp(-y)) if count else 0)
    return {**row, "fewest": float(count), "volume_day6": 0.3, "nadir": 0.2, "last_volume": volume, "last_day": 30.0,
            "culled": 0, "day15": math.nan, "day20": math.nan, "day25": math.nan}


def expected(row, effect, shift=0.0):
    eta = TRUE["level"] + effect + sum(TRUE[c] * math.log(row[c]) for c in COEFFICIENTS[1:])
    return row["cells_day0"] * math.exp(log_share(eta + shift, TRUE["bend"])[0]), eta


def invented(source, animals=60):
    """Rows of animals without a setting, and for each shift the pairs of some of them: (row, other)."""
    rows, effect, spread = [], {}, math.sqrt(math.log(1 + 0.25 ** 2))
    for seed in range(1, animals + 1):
        row = {f: math.exp(source.gauss(0, spread) - spread ** 2 / 2) for f in FACTORS}
        row.update(size="small", seed=seed, scale="1", of_scale=1.0, cells_day0=round(50000.0 * row["growth"]))
        effect[seed] = source.gauss(0, SPREAD)
        mean = expected(row, effect[seed])[0]
        rows.append(with_count(source, row, poisson(source, mean * source.gammavariate(NOISE ** -2, NOISE ** 2))))
    pairs = {}
    for shift in SHIFTS:
        near = sorted(rows, key=lambda r: abs(expected(r, 0.0)[1] + shift - 3.4))[:4]
        pairs[shift] = [(moved(source, r, effect[r["seed"]], shift), r) for r in near]
    return rows, pairs


def moved(source, row, effect, shift):
    """The animal with a setting: the survivors of the stronger course are among those of the weaker."""
    before = expected(row, effect)[0]
    after = expected(row, effect, shift + source.gauss(0, UNLIKE * abs(shift)))[0]
    n, rho = round(row["fewest"]), after / before
    count = binomial(source, n, (1 - OWN) * min(rho, 1.0)) + poisson(source, OWN * after) \
        + (poisson(source, (1 - OWN) * (after - before)) if rho > 1 else 0)
    return with_count(source, row, count)


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


def test_bend():
    """Both derivatives, where it bends and where it goes on straight."""
    good = True
    for eta, bend in ((5.0, 0.1), (3.5, 0.2), (-2.0, 0.1), (1.0, 0.0), (7.0, -0.05), (13.0, -0.06)):
        value, slope, by_bend = log_share(eta, bend)
        good &= abs((log_share(eta + 1e-5, bend)[0] - value) / 1e-5 - slope) < 1e-3 * abs(slope) + 1e-3
        if 1 + 2 * bend * (eta - 4.2) > 0.3:
            good &= abs((log_share(eta, bend + 1e-6)[0] - value) / 1e-6 - by_bend) < 1e-3 * abs(by_bend) + 1e-3
    return good


def test_line():
    line = least_squares([[1.0, x] for x in range(50)], [3 + 2 * x for x in range(50)])
    return abs(line.mean[1] - 2) < 1e-3 and line.noise < 0.01


def test_probabilities():
    """They sum to one, have the right mean, and pass into the normal distribution."""
    sums = [sum(sum_probability(n, p, m, k) for k in range(140)) for n, p, m in ((0, 0, 3), (5, 0.3, 2), (40, 1, 7))]
    mean = sum(k * pair_probability(20, k, 18.0, 30.0, 0.1) for k in range(120))
    right = 20 * 0.9 + 0.9 * 12 + 0.1 * 30
    small, large = (max(range(300), key=lambda k: sum_probability(n, 0.5, 10.0, k)) for n in (100, 200))
    return all(abs(s - 1) < 1e-6 for s in sums) and abs(mean - right) < 1e-6 and (small, large) == (60, 110)


def scores(name):
    """(found - true) / stated error of a coefficient over the invented data sets."""
    return [(f[name] - TRUE[name]) / f.error(name) for f in FITS]


def test_coefficients():
    """No bias beyond chance, and a spread of about one."""
    return all(abs(statistics.fmean(s)) < 3 / math.sqrt(SETS) and 0.4 < statistics.pstdev(s) < 1.7
               for s in map(scores, ("level", "psma", "plasma_volume", "half_life")))


def drawn_shifts(data, model, shift, source):
    """Of where one cell is expected to survive: draws of the shift there, from those of all parameters."""
    pairs = [Pair(model.terms(r), r, other, OWN, NOISE) for r, other in data[1][shift]]
    posterior = Posterior(pairs, model.parameters())
    found = []
    for _ in range(40):
        (moved_by, tilt), _ = posterior.draw(model.draw(source, {r["seed"] for r, _ in data[1][shift]}), source)
        found.append(moved_by + tilt * (4.2 - shift - PIVOT))
    return found


def test_shifts():
    """Those of all settings, each about its truth by its own error."""
    source, found = random.Random(9), []
    for data, model in zip(DATA, FITS):
        for shift in SHIFTS:
            drawn = drawn_shifts(data, model, shift, source)
            found.append((statistics.fmean(drawn) - shift) / statistics.stdev(drawn))
    return abs(statistics.fmean(found)) < 0.4 and statistics.pstdev(found) < 1.4 and max(map(abs, found)) < 4.5


def test_pairs_tell_more():
    """A setting that does nothing is known better by pairs than by as many other animals."""
    rows, model = DATA[0][1][0.0], FITS[0]
    parameters = model.parameters()
    widths = [Posterior([Pair(model.terms(r), r, other, own, NOISE) for r, other in rows], parameters).shifts
              for own in (0.05, 1.0)]
    paired, apart = (w[-1] - w[0] for w in widths)
    return paired < 0.6 * apart


def test_everybody_cured():
    """No survivor in any animal: the shift is large, its error too, and nothing runs away."""
    rows, model = DATA[0][1][0.0], FITS[0]
    parameters = model.parameters()
    pairs = [Pair(model.terms(r), {**r, "fewest": 0.0}, other, OWN, NOISE) for r, other in rows]
    (shift, _), _ = Posterior(pairs, parameters).draw(parameters, None)
    return 0.3 < shift < 5


def test_held_out():
    """An animal that was left out: its count lies where it was expected, by the model's own error."""
    inside, source = 0, random.Random(4)
    for rows, _ in DATA:
        row = max(rows, key=lambda r: r["fewest"])
        model = Survivors([r for r in rows if r is not row], SPREAD, NOISE)
        share, slope, _ = log_share(model.eta(row), model["bend"])
        drawn = [sum(d[n] * v for n, v in model.terms(row)) for d in (model.draw(source, [row["seed"]]) for _ in range(40))]
        error = math.sqrt(slope ** 2 * statistics.variance(drawn) + NOISE ** 2 + 1 / row["fewest"])
        inside += abs(math.log(row["fewest"]) - math.log(row["cells_day0"]) - share) < 2 * error
    return inside >= 0.7 * SETS


def test_population():
    """The same animals for every setting: without any difference the difference is nothing; fewer
    survivors shrink the tumor."""
    regrowth, population, model = Regrowth(DATA[0][0], CLEARANCE), Population(500), FITS[0]
    plain = {**{c: model[c] for c in FITTED}, "volume": regrowth.volume.mean}
    same = Setting("none", regrowth, [], CLEARANCE, 0.05)
    one = population.outcome(plain, regrowth, SPREAD, NOISE)
    two = population.outcome({**plain, "shift": 0.0}, regrowth, SPREAD, NOISE, same)
    fewer = population.outcome({**plain, "shift": 0.5}, regrowth, SPREAD, NOISE, same)
    return one == two and fewer["change"] < one["change"] - 5 and 0 < one["cured"] < fewer["cured"] < 1


def test_table():
    """What is written is read again, and what is there is not run again."""
    with tempfile.TemporaryDirectory() as folder:
        runs = Xenografts("none", os.path.join(folder, "runs.tsv"))
        runs.hash, key = "abc", ("small", "0.0185", "serca.kd=3 nM", 7)
        runs.rows[key] = {**dict(zip(KEY, key)), **{n: 1.25 for n in NUMBERS}, "regrowth_day": math.nan, "culled": 1.0}
        runs.save()
        again = Xenografts("none", runs.file_name)
        row = again.rows[key]
        return again.hash == "abc" and row["nadir"] == 1.25 and math.isnan(row["regrowth_day"]) \
            and row["seed"] == 7 and again.get(*key, until=30) is row


DATA = [invented(random.Random(seed)) for seed in range(SETS)]
FITS = [Survivors(rows, SPREAD, NOISE) for rows, _ in DATA]


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
