"""How many viable cells a course leaves, as a model of all runs together.

An animal is cured or grows back, so that a mean over volumes is noisy; the number of cells that survive
varies smoothly from setting to setting. The model: of the n cells on day 0 of animal i under setting s

    lambda = n Phi(-eta),   eta = b . x(i) + e(i) + shift(s) + tilt(s) (base(i) - PIVOT)

are expected to survive. x are the logarithms of the factors that the seed draws (PSMA times the scalar,
exposure, growth), e(i) ~ N(0, spread) is what else the animal has (its vessels), base(i) its eta without
the setting. The count is negative binomial with this mean and the size 1/noise^2. The share Phi(-eta) is
that of a lognormal tolerance: straight in eta, it bends downward in the tail as survival does.

Fitted by the mode and the curvature there (Laplace). Standard library only.
"""
import math

LEAST = -700.0  # logarithm of a share that nobody survives


def log_tail(eta):
    """Logarithm of Phi(-eta) and its derivative."""
    if eta > 36:  # erfc ends; the tail's expansion is exact to 1e-6 there
        return max(LEAST, -0.5 * eta * eta - math.log(eta) - 0.9189385332046727), -(eta + 1 / eta)
    tail = 0.5 * math.erfc(eta / math.sqrt(2))
    return math.log(tail), -math.exp(-0.5 * eta * eta) / (2.5066282746310002 * tail)


def cholesky(matrix):
    """Lower factor of a symmetric positive matrix, as a list of rows."""
    lower = []
    for i, row in enumerate(matrix):
        new = []
        for j in range(i + 1):
            other = new if j == i else lower[j]
            rest = row[j] - sum(a * b for a, b in zip(new, other))
            new.append(math.sqrt(rest) if i == j else rest / other[j])
        lower.append(new)
    return lower


def forward(lower, vector):
    """Solves lower x = vector."""
    found = []
    for row, value in zip(lower, vector):
        found.append((value - sum(a * b for a, b in zip(row, found))) / row[-1])
    return found


def backward(lower, vector):
    """Solves transposed lower x = vector."""
    found = [0.0] * len(vector)
    for i in range(len(vector) - 1, -1, -1):
        rest = vector[i] - sum(lower[k][i] * found[k] for k in range(i + 1, len(vector)))
        found[i] = rest / lower[i][i]
    return found


class Line:
    """Least squares: coefficients, their covariance by its factor, what is left over."""

    def __init__(self, mean, lower, left):
        self.mean, self.lower, self.left = mean, lower, left
        self.noise = math.sqrt(sum(e * e for e in left) / max(1, len(left) - len(mean)))

    def draw(self, source):
        step = backward(self.lower, [source.gauss(0, 1) for _ in self.mean])
        return [m + self.noise * s for m, s in zip(self.mean, step)]


def least_squares(x, y):
    """The Line of y by the rows of x; a ridge of a thousandth keeps few rows from being too few."""
    n = len(x[0])
    lower = cholesky([[sum(a[i] * a[j] for a in x) + (0.001 if i == j else 0) for j in range(i + 1)]
                      for i in range(n)])
    mean = backward(lower, forward(lower, [sum(a[i] * b for a, b in zip(x, y)) for i in range(n)]))
    return Line(mean, lower, [b - sum(c * v for c, v in zip(mean, a)) for a, b in zip(x, y)])


class Fit:
    """Mode, curvature and evidence of a fit; names maps a parameter to its place."""

    def __init__(self, names, mode, lower, evidence):
        self.names, self.mode, self.lower, self.evidence = names, mode, lower, evidence

    def __getitem__(self, name):
        return self.mode[self.names[name]]

    def variance(self, terms):
        """Of a sum of coefficient times parameter, terms a list of (name, coefficient)."""
        vector = [0.0] * len(self.mode)
        for name, coefficient in terms:
            vector[self.names[name]] += coefficient
        return sum(x * x for x in forward(self.lower, vector))

    def draw(self, source):
        """Parameters drawn from the normal distribution about the mode."""
        step = backward(self.lower, [source.gauss(0, 1) for _ in self.mode])
        return {name: self.mode[i] + step[i] for name, i in self.names.items()}


def count_logs(count, mean, size):
    """Log probability of a count (up to a constant of the count alone), its gradient and information
    in the logarithm of the mean."""
    share = 1 + mean / size
    value = count * math.log(mean / share) - size * math.log(share) \
        + math.lgamma(count + size) - math.lgamma(size) - count * math.log(size)
    return value, (count - mean) / share, mean / share


def objective(rows, mode, prior, size):
    """Log posterior, gradient and information (dense, lower half) at mode. A row is (terms, offset of
    the logarithm, offset of eta, count), its terms (place, coefficient)."""
    n = len(mode)
    value, gradient = 0.0, [0.0] * n
    information = [[0.0] * (i + 1) for i in range(n)]
    for terms, log_cells, fixed, count in rows:
        log_share, slope = log_tail(fixed + sum(c * mode[i] for i, c in terms))
        log_probability, score, weight = count_logs(count, math.exp(max(-600.0, log_cells + log_share)), size)
        value += log_probability
        for i, c in terms:
            gradient[i] += c * slope * score
            row, scaled = information[i], c * slope * slope * weight
            for j, d in terms:
                if j <= i:
                    row[j] += scaled * d
    for i, (centre, precision) in enumerate(prior):
        value -= 0.5 * precision * (mode[i] - centre) ** 2
        value += 0.5 * math.log(precision)
        gradient[i] -= precision * (mode[i] - centre)
        information[i][i] += precision
    return value, gradient, information


def laplace(names, rows, prior, noise, start=None):
    """The Fit: Fisher scoring with halved steps. names: place by name, prior: (centre, precision)."""
    size = 1 / max(noise, 1e-3) ** 2
    mode = list(start or [centre for centre, _ in prior])
    value, gradient, information = objective(rows, mode, prior, size)
    for _ in range(60):
        lower = cholesky(information)
        step = backward(lower, forward(lower, gradient))
        largest = max(abs(x) for x in step)
        share = min(1.0, 3.0 / largest) if largest else 0.0
        while share > 1e-4:
            tried = [m + share * x for m, x in zip(mode, step)]
            found = objective(rows, tried, prior, size)
            if found[0] >= value:
                break
            share /= 2
        else:
            break
        gained, mode = found[0] - value, tried
        value, gradient, information = found
        if gained < 1e-7:
            break
    lower = cholesky(information)
    return Fit(names, mode, lower, value - sum(math.log(row[-1]) for row in lower))


# ---- the animals ----

COEFFICIENTS = ("level", "psma", "plasma_volume", "half_life", "growth")
PRIOR = {"level": (3.5, 2.0), "psma": (2.0, 3.0), "plasma_volume": (-2.0, 3.0), "half_life": (2.0, 3.0),
         "growth": (0.0, 3.0)}  # centre and standard deviation: wide
SHIFT_SD, TILT_SD, PIVOT = 2.0, 0.15, 3.7  # of eta; at PIVOT some ten of 60,000 cells survive


def features(row):
    """x of a run, with what its scalar is of the usual one."""
    return [("level", 1.0), ("psma", math.log(row["psma"] * row["of_scale"])),
            *((name, math.log(row[name])) for name in COEFFICIENTS[2:])]


class Survivors:
    """The fit to all runs: groups maps a setting, "" for none, to its rows."""

    def __init__(self, groups, spread, noise, start=None):
        self.spread, self.noise = spread, noise
        self.settings = [s for s in groups if s]
        seeds = sorted({row["seed"] for rows in groups.values() for row in rows})
        names = [*COEFFICIENTS, *seeds, *((k, s) for s in self.settings for k in ("shift", "tilt"))]
        self.names = {name: i for i, name in enumerate(names)}
        prior = [(PRIOR[c][0], PRIOR[c][1] ** -2) for c in COEFFICIENTS] \
            + [(0.0, spread ** -2)] * len(seeds) \
            + [(0.0, SHIFT_SD ** -2), (0.0, TILT_SD ** -2)] * len(self.settings)
        mode = [start.get(name, centre) for name, (centre, _) in zip(names, prior)] if start else None
        self.fit = None
        for _ in range(2):  # the second time with the tilt, which needs base(i)
            self.fit = laplace(self.names, self.data(groups), prior, noise, self.fit.mode if self.fit else mode)

    def data(self, groups):
        found = []
        for setting, rows in groups.items():
            for row in rows:
                terms = self.terms(row)
                if setting:
                    beyond = self.eta({**row, "of_scale": 1.0}) - PIVOT if self.fit else 0.0
                    terms += [(("shift", setting), 1.0), (("tilt", setting), beyond)]
                found.append(([(self.names[n], c) for n, c in terms if c], math.log(row["cells_day0"]), 0.0,
                              round(row["fewest"])))
        return found

    def terms(self, row):
        return [*features(row), (row["seed"], 1.0)]

    def eta(self, row):
        return sum(self.fit[n] * c for n, c in self.terms(row))

    def expected(self, row, setting=""):
        """Survivors of a run, at the mode."""
        eta = self.eta(row)
        if setting:
            tilted = self.eta({**row, "of_scale": 1.0}) - PIVOT
            eta += self.fit["shift", setting] + self.fit["tilt", setting] * tilted
        return row["cells_day0"] * math.exp(max(-600.0, log_tail(eta)[0]))

    def information(self, row, shift):
        """What an animal's count under a setting of this shift would tell of it."""
        log_share, slope = log_tail(self.eta(row) + shift)
        mean = row["cells_day0"] * math.exp(max(-600.0, log_share))
        told = slope * slope * mean / (1 + mean * self.noise ** 2)
        return 1 / (self.fit.variance(self.terms(row)) + 1 / told) if told > 1e-12 else 0.0


def best_scales(groups, spreads=(0.05, 0.1, 0.15, 0.2, 0.3), noises=(0.1, 0.3, 0.5, 0.7, 1.0, 1.4)):
    """Spread and noise of the greatest evidence, and the evidence of all that were tried."""
    found, start = {}, None
    for spread in spreads:
        for noise in noises:
            model = Survivors(groups, spread, noise, start)
            start = {n: model.fit.mode[i] for n, i in model.names.items()}
            found[spread, noise] = model.fit.evidence
    return max(found, key=found.get), found
