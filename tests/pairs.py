"""What a setting does to the survivors of an animal, by the same animal without it.

Random numbers belong to cells, and one more death shifts nobody else's. So the survivors of a stronger
course are, but for a share OWN of them, among those of a weaker one: if lambda are expected without the
setting and rho lambda with it, then of n that were counted without it

    rho <= 1:  Binomial(n, (1 - own) rho)  +  Poisson(own rho lambda)
    rho >  1:  Binomial(n, 1 - own)  +  Poisson((1 - own) (rho - 1) lambda + own rho lambda)

are counted with it. own = 1 is no pairing at all. An animal's eta (survivors.py) is moved by

    shift + tilt (eta - PIVOT) + its own part, N(0, (UNLIKE shift)^2);  tilt ~ N(0, (0.01 + TILT |shift|)^2)

so that a setting that does nothing does so in every animal. The posterior is on a grid, for one draw of
the animals' parameters at a time. Standard library only.
"""
import math

from survivors import log_share

PIVOT = 3.7  # of eta: some ten of 60,000 cells survive
SHIFT_SD, UNLIKE, TILT, RELATIVE = 2.0, 0.2, 0.1, 0.1
NODES = ((-math.sqrt(3), 1 / 6), (0.0, 2 / 3), (math.sqrt(3), 1 / 6))  # of a normal distribution
FINE = [(0.4 * k, 0.4 * math.exp(-0.08 * k * k) / math.sqrt(2 * math.pi)) for k in range(-9, 10)]
TILTS = ((-1.5, 0.2453), (0.0, 0.5094), (1.5, 0.2453))  # of the prior's standard deviation, weight
LARGE = 150  # counts beyond which the normal distribution is taken


def normal_density(x, mean, variance):
    return math.exp(-0.5 * (x - mean) ** 2 / variance) / math.sqrt(2 * math.pi * variance)


def poisson_terms(mean, most):
    """Probabilities of 0 to most."""
    terms = [math.exp(-mean)]
    for k in range(1, most + 1):
        terms.append(terms[-1] * mean / k)
    return terms


def sum_probability(n, p, mean, count):
    """Of count = Binomial(n, p) + Poisson(mean)."""
    if n + count > LARGE or mean > LARGE:
        centre = n * p + mean
        return normal_density(count, centre, n * p * (1 - p) + mean + (RELATIVE * centre) ** 2 + 0.25)
    apart = poisson_terms(mean, count)
    if p >= 1.0:
        return apart[count - n] if count >= n else 0.0
    term, total = (1 - p) ** n, 0.0
    for k in range(min(n, count) + 1):
        total += term * apart[count - k]
        term *= (n - k) / (k + 1) * p / (1 - p)
    return total


def pair_probability(without, count, before, after, own):
    """Of a count with the setting; before and after are lambda without and with it."""
    if without is None:
        return sum_probability(0, 0.0, after, count)
    rho = after / before
    if rho <= 1:
        return sum_probability(without, (1 - own) * rho, own * after, count)
    return sum_probability(without, 1 - own, (1 - own) * (after - before) + own * after, count)


class Pair:
    """An animal with and without the setting: counts, cells on day 0, and eta as a list of terms. Where
    there is no other, it is a tumor of its own, whose effect is not in the terms but has this scatter. By
    how much the animal's count was off what was expected, within the noise of the model, it is with the
    setting as well."""

    def __init__(self, terms, row, other, own, noise, scatter=0.0):
        self.terms, self.count, self.own, self.scatter = terms, round(row["fewest"]), own, scatter
        self.size = 1 / noise ** 2
        self.log_cells = math.log(row["cells_day0"])
        self.without = round(other["fewest"]) if other else None
        self.log_cells_without = math.log(other["cells_day0"]) if other else 0.0

    def log_likelihood(self, eta, bend, shift, tilt):
        before = math.exp(max(-600.0, self.log_cells_without + log_share(eta, bend)[0]))
        off = (self.size + self.without) / (self.size + before) if self.without is not None else 1.0
        moved, total = eta + shift + tilt * (eta - PIVOT), 0.0
        width, nodes = (self.scatter, FINE) if self.scatter else (UNLIKE * shift, NODES)
        for node, weight in nodes:
            after = math.exp(max(-600.0, self.log_cells + log_share(moved + node * width, bend)[0]))
            total += weight * pair_probability(self.without, self.count, off * before, off * after, self.own)
        return math.log(max(total, 1e-200))


class Posterior:
    """Of shift and tilt, for any draw of the animals' parameters."""

    def __init__(self, pairs, parameters):
        self.pairs = pairs
        coarse = [-7 + 0.2 * k for k in range(61)]
        logs = [self.log_density(self.etas(parameters), parameters["bend"], s, 0.0) for s in coarse]
        top = max(logs)
        near = [s for s, v in zip(coarse, logs) if v > top - 8]
        low, high = near[0] - 0.2, near[-1] + 0.2
        fine = [low + (high - low) * k / 40 for k in range(41)]
        logs = [self.log_density(self.etas(parameters), parameters["bend"], s, 0.0) for s in fine]
        weights = [math.exp(v - max(logs)) for v in logs]
        mean = sum(w * s for w, s in zip(weights, fine)) / sum(weights)
        width = math.sqrt(sum(w * (s - mean) ** 2 for w, s in zip(weights, fine)) / sum(weights))
        width = max(width, 0.005)
        self.shifts = [mean + width * (-4 + 0.4 * k) for k in range(21)]

    def etas(self, parameters):
        return [sum(parameters[n] * c for n, c in pair.terms) for pair in self.pairs]

    def log_density(self, etas, bend, shift, tilt):
        return -0.5 * (shift / SHIFT_SD) ** 2 + sum(
            pair.log_likelihood(eta, bend, shift, tilt) for pair, eta in zip(self.pairs, etas))

    def draw(self, parameters, source):
        """One pair of shift and tilt; with source None their mean. Second: the log evidence."""
        etas, places, logs = self.etas(parameters), [], []
        for shift in self.shifts:
            for node, weight in TILTS:
                tilt = node * (0.01 + TILT * abs(shift))
                places.append((shift, tilt))
                logs.append(self.log_density(etas, parameters["bend"], shift, tilt) + math.log(weight))
        top = max(logs)
        weights = [math.exp(v - top) for v in logs]
        total = sum(weights)
        step = self.shifts[1] - self.shifts[0]
        evidence = top + math.log(total * step)
        if source is None:
            return tuple(sum(w * p[i] for w, p in zip(weights, places)) / total for i in (0, 1)), evidence
        wanted = source.random() * total
        for weight, place in zip(weights, places):
            wanted -= weight
            if wanted <= 0:
                break
        return (place[0] + step * (source.random() - 0.5), place[1]), evidence
