"""How many viable cells a course leaves, as a model of all runs together.

An animal is cured or grows back, so that a mean over volumes is noisy; the number of cells that survive
varies smoothly. The model of a course without a setting: of the n cells on day 0 of animal i

    lambda = n Phi(-eta - bend (eta - EVEN)^2),   eta = b . x(i) + e(i)

are expected to survive. x are the logarithms of the factors that the seed draws (PSMA times the scalar,
exposure, growth), e(i) ~ N(0, spread) is what else the animal has (its vessels). The count is negative
binomial with this mean and the size 1/noise^2. The share Phi(-eta) is that of a lognormal tolerance; bend is
what the tail falls faster than that. What a setting does is in pairs.py.

The effects e are integrated out, an animal at a time, over a grid: at their mode instead the level would
come out low, since most animals have no survivor. The coefficients are drawn from the normal
distribution about their mode, the effects from their own. Standard library only.
"""
import math
import sys

LEAST = -700.0  # logarithm of a share that nobody survives
EVEN = 4.2  # eta at which one cell or none of 60,000 survives
FLATTEST = 0.3  # least slope of the bent eta


def log_tail(eta):
    """Logarithm of Phi(-eta) and its derivative."""
    if eta > 36:  # erfc ends; the tail's expansion is exact to 1e-6 there
        return max(LEAST, -0.5 * eta * eta - math.log(eta) - 0.9189385332046727), -(eta + 1 / eta)
    tail = 0.5 * math.erfc(eta / math.sqrt(2))
    return math.log(tail), -math.exp(-0.5 * eta * eta) / (2.5066282746310002 * tail)


def log_share(eta, bend):
    """Logarithm of the share that survives, its derivative in eta, and that in bend. Below the eta at
    which it would turn it goes on straight."""
    beyond = eta - EVEN
    steep = 1 + 2 * bend * beyond
    if steep < FLATTEST:
        turn = 0.5 * (FLATTEST - 1) / bend
        bent = EVEN + turn + bend * turn * turn + FLATTEST * (beyond - turn)
        steep, square = FLATTEST, turn * turn
    else:
        bent, square = eta + bend * beyond * beyond, beyond * beyond
    value, slope = log_tail(bent)
    return value, slope * steep, slope * square


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


def count_logs(count, mean, size):
    """Log probability of a count (up to a constant of the count alone), and its derivative in the logarithm
    of the mean."""
    share = 1 + mean / size
    value = count * math.log(mean / share) - size * math.log(share) \
        + math.lgamma(count + size) - math.lgamma(size) - count * math.log(size)
    return value, (count - mean) / share


COEFFICIENTS = ("level", "psma", "plasma_volume", "half_life", "growth")
PRIOR = {"level": (3.5, 2.0), "psma": (2.0, 3.0), "plasma_volume": (-2.0, 3.0), "half_life": (2.0, 3.0),
         "growth": (0.0, 3.0), "bend": (0.0, 0.15)}  # centre and standard deviation: wide
FITTED = (*COEFFICIENTS, "bend")


def features(row):
    """x of a run, with what its scalar is of the usual one."""
    return [("level", 1.0), ("psma", math.log(row["psma"] * row["of_scale"])),
            *((name, math.log(row[name])) for name in COEFFICIENTS[2:])]


EVEN = 4.2  # eta at which one cell or none of 60,000 survives


NODES = [-4 + 0.4 * k for k in range(21)]  # of an effect, in units of the spread, before its mass is found


class Survivors:
    """The fit to the runs without a setting, of every scalar."""

    def __init__(self, rows, spread, noise, start=None):
        self.spread, self.noise = spread, noise
        self.animals = {}
        for row in rows:
            x = [value for _, value in features(row)]
            self.animals.setdefault(row["seed"], []).append((x, math.log(row["cells_day0"]), round(row["fewest"])))
        self.mode = list(start or [PRIOR[c][0] for c in FITTED])
        self.climb()
        self.effects = {seed: self.effect(seed) for seed in self.animals}

    def posterior(self, mode, seed):
        """Of an animal's effect, in units of the spread: nodes over all of its mass, logarithms of its
        density there, the derivatives of the likelihood's logarithm in eta and bend there, by run, and the runs' x."""
        places = [(sum(m * v for m, v in zip(mode, x)), cells, count) for x, cells, count in self.animals[seed]]
        coarse = [self.at_node(places, mode[-1], node)[0] for node in NODES]
        top, step = max(coarse), NODES[1] - NODES[0]
        mass = [node for node, v in zip(NODES, coarse) if v > top - 14]
        low, high = mass[0] - step, mass[-1] + step
        nodes = [low + (high - low) * k / (len(NODES) - 1) for k in range(len(NODES))]
        found = [self.at_node(places, mode[-1], node) for node in nodes]
        return nodes, [v for v, _ in found], [s for _, s in found], [x for x, *_ in self.animals[seed]]

    def at_node(self, places, bend, node):
        total, slopes, size = -0.5 * node * node, [], 1 / self.noise ** 2
        for eta, cells, count in places:
            share, slope, by_bend = log_share(eta + self.spread * node, bend)
            value, score = count_logs(count, math.exp(max(-600.0, cells + share)), size)
            total += value
            slopes.append((slope * score, by_bend * score))
        return total, slopes

    def value(self, mode):
        """Log posterior of the coefficients and its gradient."""
        total = -0.5 * sum(((m - PRIOR[c][0]) / PRIOR[c][1]) ** 2 for m, c in zip(mode, FITTED))
        gradient = [-(m - PRIOR[c][0]) / PRIOR[c][1] ** 2 for m, c in zip(mode, FITTED)]
        for seed in self.animals:
            nodes, logs, slopes, places = self.posterior(mode, seed)
            top = max(logs)
            weights = [math.exp(v - top) for v in logs]
            all_weights = sum(weights)
            total += top + math.log(all_weights * (nodes[1] - nodes[0]))
            for run, x in enumerate(places):
                slope, by_bend = (sum(w * s[run][k] for w, s in zip(weights, slopes)) / all_weights for k in (0, 1))
                gradient = [g + slope * v for g, v in zip(gradient, x)] + [gradient[-1] + by_bend]
        return total, gradient

    def curvature(self, mode, gradient, step=1e-4):
        """Minus the second derivatives, by differences of the gradient, as the lower half."""
        n, rows = len(mode), []
        for i in range(n):
            moved = self.value([m + (step if i == j else 0.0) for j, m in enumerate(mode)])[1]
            rows.append([(a - b) / step for a, b in zip(gradient, moved)])
        return [[0.5 * (rows[i][j] + rows[j][i]) + (1e-3 if i == j else 0.0) for j in range(i + 1)] for i in range(n)]

    def climb(self):
        """Newton's steps, halved where they do not climb."""
        value, gradient = self.value(self.mode)
        for _ in range(30):
            try:
                self.lower = cholesky(self.curvature(self.mode, gradient))
                step = backward(self.lower, forward(self.lower, gradient))
            except ValueError:  # not yet concave
                step = [0.1 * g / max(map(abs, gradient)) for g in gradient]
            share = min(1.0, 1.0 / max(map(abs, step)))
            while share > 1e-4:
                tried = [m + share * s for m, s in zip(self.mode, step)]
                found = self.value(tried)
                if found[0] >= value:
                    break
                share /= 2
            else:
                break
            gained, self.mode = found[0] - value, tried
            value, gradient = found
            if gained < 1e-5:
                break
        try:
            self.lower = cholesky(self.curvature(self.mode, gradient))
        except ValueError:
            sys.exit("survivors.py: the fit to the runs has no maximum")
        self.evidence = value - sum(math.log(row[-1]) for row in self.lower)

    def effect(self, seed, mode=None, source=None):
        """An animal's effect: its mean, or, with a source, drawn from its distribution."""
        nodes, logs, *_ = self.posterior(mode or self.mode, seed)
        top = max(logs)
        weights = [math.exp(v - top) for v in logs]
        if source is None:
            return self.spread * sum(w * n for w, n in zip(weights, nodes)) / sum(weights)
        wanted = source.random() * sum(weights)
        for weight, node in zip(weights, nodes):
            wanted -= weight
            if wanted <= 0:
                break
        return self.spread * (node + (nodes[1] - nodes[0]) * (source.random() - 0.5))

    def __getitem__(self, name):
        return self.mode[FITTED.index(name)]

    def error(self, name):
        """Standard error of a coefficient."""
        unit = [1.0 if c == name else 0.0 for c in FITTED]
        return math.sqrt(sum(x * x for x in forward(self.lower, unit)))

    def parameters(self):
        """The most likely ones, by name and seed."""
        return {**dict(zip(FITTED, self.mode)), **self.effects}

    def draw(self, source, seeds=()):
        """Parameters drawn, with the effects of these animals; of others there is none."""
        step = backward(self.lower, [source.gauss(0, 1) for _ in self.mode])
        mode = [m + s for m, s in zip(self.mode, step)]
        return {**dict(zip(FITTED, mode)),
                **{seed: self.effect(seed, mode, source) if seed in self.animals else self.spread * source.gauss(0, 1)
                   for seed in seeds}}

    def terms(self, row):
        return [*features(row), (row["seed"], 1.0)]

    def eta(self, row):
        return sum(m * v for m, (_, v) in zip(self.mode, features(row))) + self.effects.get(row["seed"], 0.0)

    def expected(self, row, shift=0.0):
        """Survivors of a run, with the most likely parameters."""
        return row["cells_day0"] * math.exp(max(-600.0, log_share(self.eta(row) + shift, self["bend"])[0]))

    def information(self, row, shift):
        """What an animal's count at a shift would tell of animals of which one cell or none survives: the
        more the more are counted, the less the further it lies from them."""
        eta = self.eta(row) + shift
        told = log_share(eta, self["bend"])[1] ** 2 * self.expected(row, shift)
        return 1 / (1 / told + ((0.01 + 0.1 * abs(shift)) * (eta - EVEN)) ** 2) if told > 1e-12 else 0.0


def best_scales(rows, spreads=(0.15, 0.25, 0.35, 0.45, 0.6), noises=(0.1, 0.3, 0.6)):
    """The Survivors of the greatest evidence, and the evidence of all that were tried."""
    found, start = {}, None
    for spread in spreads:
        for noise in noises:
            found[spread, noise] = Survivors(rows, spread, noise, start)
            start = found[spread, noise].mode
    best = max(found.values(), key=lambda model: model.evidence)
    return best, {tried: model.evidence for tried, model in found.items()}
