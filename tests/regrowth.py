"""From survivors to volumes: what is left of a tumor on day 30, and the mean of a population of animals.

A cured tumor is debris that is cleared with its time constant. One with survivors is that debris and what
has grown: its volume W, relative to day 0, lies on a logistic curve up to TOP (three times the volume at
day 0, where an animal is culled, or what the box holds),

    log(W / (TOP - W)) = c . (1, log survivors, log growth) + offset(s)

fitted by least squares to the animals that were followed to day 30. What a setting does to growth,
offset(s), is seen by pairs: the same animal with and without the setting, on the days on which both are
on their way up. The population is drawn once: the same animals for every setting. Standard library only.
"""
import math
import random
import statistics

from flagship import END_DAY
from pairs import PIVOT
from survivors import COEFFICIENTS, least_squares, log_share
from xenografts import FACTORS, LATER, SCALE, SEEN_DAY

TOP = 3.1
CULLED = 3.03  # mean last volume of the culled: between two rows of the table
RISING = (-3.0, 1.0)  # logits between which a volume tells of growth
CV = 0.25  # of the four factors that a seed draws


def cleared(volume, days, day=END_DAY):
    """What is left of a cured tumor's debris, days being the time constant of clearance."""
    return volume * math.exp((SEEN_DAY - day) / days)


def logit(volume):
    return math.log(max(volume, 0.001) / max(TOP - volume, 0.03 * TOP))


def grown(row, days, day=END_DAY):
    """Logit of the part of an animal's volume that has grown since the course; NaN: not followed."""
    volume = row[f"day{day}"] if day in LATER else row["last_volume"]
    return logit(volume - cleared(row["volume_day6"], days, day))


def followed(row):
    """Whether its volume on END_DAY is known."""
    return row["fewest"] >= 1 and (bool(row["culled"]) or row["last_day"] > END_DAY - 0.01)


def predictors(row):
    return [1.0, math.log(row["fewest"]), math.log(row["growth"])]


class Regrowth:
    """What the runs without a setting tell: growth from survivors, and the sizes around it."""

    def __init__(self, rows, days):
        self.days = days
        self.rows = {(r["scale"], r["seed"]): r for r in rows}
        used = [r for r in rows if followed(r)]
        self.volume = least_squares([predictors(r) for r in used], [grown(r, days) for r in used])
        turned = [r for r in rows if r["fewest"] >= 1 and r["last_day"] > LATER[0] - 0.01]
        self.nadir = least_squares([[1.0, x, x * x] for r in turned for x in [math.log(r["fewest"])]],
                                   [r["nadir"] for r in turned])
        self.cells = least_squares([[1.0, math.log(r["growth"])] for r in rows],
                                   [math.log(r["cells_day0"]) for r in rows])
        self.debris = statistics.fmean(r["volume_day6"] for r in rows if not r["fewest"])
        self.used = used

    def other(self, row):
        """The same animal without the setting, or None; of another size it is the one of the usual scalar."""
        return self.rows.get((row["scale"] if row["size"] == "small" else SCALE["small"], row["seed"]))

    def pairs(self, row, days):
        """Differences of the logits of a run with a setting from the same animal's without it, which are
        due to growth: those that the count of survivors explains are taken off."""
        other = self.other(row)
        if not other or not other["fewest"] or not row["fewest"]:
            return []
        by_count = self.volume.mean[1] * math.log(row["fewest"] / other["fewest"])
        found = []
        for day in (*LATER, END_DAY):
            reached = all(r["last_day"] > day - 0.01 for r in (row, other))
            a, b = (grown(row, days, day), grown(other, self.days, day)) if reached else (math.nan, math.nan)
            if RISING[0] < a < RISING[1] and RISING[0] < b < RISING[1]:
                found.append(a - b - by_count)
        return found


class Setting:
    """What is known of one setting beside its survivors: its debris and what it does to growth, with the
    standard deviation of that before anything is seen."""

    def __init__(self, name, regrowth, rows, days, spread_of_growth, cv=None):
        self.name, self.rows, self.days, self.cv = name, rows, days, cv or {}
        others = [(r, regrowth.other(r)) for r in rows]
        pairs = [(r, o) for r, o in others if o]
        self.debris = regrowth.debris * mean_ratio(pairs, "volume_day6")
        self.cells = mean_ratio(pairs, "cells_day0")
        seen = [(statistics.fmean(d), growth_noise(r, regrowth.other(r)))
                for r in rows for d in [regrowth.pairs(r, days)] if d]
        precision = spread_of_growth ** -2 + sum(noise ** -2 for _, noise in seen)
        self.offset = sum(value * noise ** -2 for value, noise in seen) / precision
        self.offset_error = precision ** -0.5
        self.growths = len(seen)


def same_tumor(row, other):
    """Whether an animal's tumor on day 0 is the same, to a thousandth, with and without the setting."""
    return abs(row["cells_day0"] - other["cells_day0"]) <= 0.001 * other["cells_day0"]


def growth_noise(row, other):
    """Standard deviation of a pair's difference of logits: the fewer survivors the more it matters where
    they are, but where they are the same ones."""
    fewest, most = sorted((row["fewest"], other["fewest"]))
    unlike = 1.0 - 0.9 * fewest / most if same_tumor(row, other) else 1.0
    return math.sqrt(0.08 ** 2 + unlike * 0.45 ** 2 / fewest)


def mean_ratio(pairs, name):
    return math.exp(statistics.fmean(math.log(a[name] / b[name]) for a, b in pairs)) if pairs else 1.0


class Population:
    """Animals drawn once, and the mean of what becomes of them."""

    def __init__(self, count=1000, seed=1):
        source = random.Random(seed)
        self.normals = [[source.gauss(0, 1) for _ in range(len(FACTORS) + 3)] for _ in range(count)]
        self.drawn = {}

    def animals(self, cv):
        """Logarithms of the factors, with the coefficients of variation of a setting."""
        key = tuple(sorted(cv.items()))
        if key not in self.drawn:
            spreads = [math.sqrt(math.log(1 + cv.get(name, CV) ** 2)) for name in FACTORS]
            self.drawn[key] = [({f: z * s - 0.5 * s * s for f, z, s in zip(FACTORS, normals, spreads)},
                                *normals[len(FACTORS):]) for normals in self.normals]
        return self.drawn[key]

    def outcome(self, parameters, regrowth, spread, noise, setting=None, log_scale=0.0):
        """Mean change, mean nadir, both in per cent, and the share that is cured; parameters are those
        of a draw: of the fit, "volume" (of regrowth) and "offset"."""
        shift, tilt, offset = (parameters.get(n, 0.0) for n in ("shift", "tilt", "offset"))
        days, debris, cells, cv = (setting.days, setting.debris, setting.cells, setting.cv) if setting \
            else (regrowth.days, regrowth.debris, 1.0, {})
        b = [parameters[c] for c in COEFFICIENTS[1:]]
        level = parameters["level"] + b[0] * log_scale
        left = cleared(debris, days)
        size, volume = 1 / noise ** 2, parameters["volume"]
        k0, k1 = regrowth.cells.mean
        n0, n1, n2 = regrowth.nadir.mean
        k0 += math.log(cells)
        change = nadir = cured = squares = 0.0
        for factors, by_vessels, by_cells, by_growth in self.animals(cv):
            growth = factors["growth"]
            eta = level + b[0] * factors["psma"] + b[1] * factors["plasma_volume"] \
                + b[2] * factors["half_life"] + b[3] * growth + spread * by_vessels
            eta += shift + tilt * (eta - PIVOT)
            count = math.exp(max(-600.0, k0 + k1 * growth + regrowth.cells.noise * by_cells
                                 + log_share(eta, parameters["bend"])[0]))
            none = (1 + count / size) ** -size
            some = math.log(max(1.0, count / max(1 - none, 1e-300))) if none < 1 else 0.0
            y = volume[0] + volume[1] * some + volume[2] * growth + offset + regrowth.volume.noise * by_growth
            grows = min(CULLED, left + TOP / (1 + math.exp(-y)))
            lowest = min(1.0, grows, max(left, (n0 + n1 * some + n2 * some * some) * debris / regrowth.debris))
            change += none * left + (1 - none) * grows
            squares += none * left ** 2 + (1 - none) * grows ** 2
            nadir += none * left + (1 - none) * lowest
            cured += none
        n = len(self.normals)
        mean = change / n
        return {"change": 100 * (mean - 1), "nadir": 100 * (nadir / n - 1), "cured": cured / n,
                "sd": 100 * math.sqrt(max(0.0, squares / n - mean * mean))}
