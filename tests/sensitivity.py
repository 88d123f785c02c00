#!/usr/bin/python3
"""What the flagship's regression becomes at the ends of each assumption, one at a time.

  tests/sensitivity.py --write configs/README.md       all of configs/assumed.tsv
  tests/sensitivity.py --only reactions.activation.km  one of them
  tests/sensitivity.py --rounds 0                      no run: what the table of runs tells so far

Runs few animals an end, on a smaller tumor, those that tell most, until the difference from the flagship
is known to TARGET, and reads the mean over the population off a model of how many cells survive
(survivors.py) and grow back (regrowth.py). Every run is a row of --runs, and is not made again while the
program gives the same results. Standard library only.
"""
import argparse
import concurrent.futures
import csv
import itertools
import math
import os
import random
import re
import statistics
import subprocess
import sys

from regrowth import Population, Regrowth, Setting, same_tumor
from pairs import SHIFT_SD, Pair, Posterior
from survivors import Survivors, best_scales, features
from xenografts import END_DAY, SCALE, SEEN_DAY, Xenografts

BEGIN, END = "<!-- written by `make sensitivity` -->\n", "<!-- end of it -->\n"
RUNS = "configs/data/sensitivity_runs.tsv"
SEEDS = range(1, 41)
SIZE = "size=default"
TARGET, ENOUGH = 2.5, 5.0  # standard error in points that is aimed at; with SOME animals the other will do
FEWEST, SOME, MOST = 2, 8, 48  # animals an end
AT_ONCE = 4  # animals to add in a round to an end that has SOME
GROWTH_DAYS, GROWTHS, MANY = (15, 20), 1, 20  # how far, of many survivors and of few, and how many animals,
# where the setting may act on growth
DRAWS = 60
OWN = {"same": 0.05, "other": 0.7}  # pairs.py, by the tumor on day 0: to begin with
LOWER, DEEP, DEEPEST = "0.010", 4.8, 8  # a scalar at which animals of this eta have survivors, and how many
MORE, NEAR, BEYOND = 40, (3.5, 5.0), 1000  # more animals of the flagship, of eta near where one cell survives
FOLLOWED = 11  # of all its animals that grow back
# what may act on growth and not only on killing; elsewhere the offset of growth is next to none
GROWS = re.compile(r"androgen|cycle|vessel\.|substances\.(oxygen|vegf)|death\.(secondary|debris)|size")
ORDER = ("reactions.activation.km", "death.secondary_necrosis", "death.debris_clearance",
         "vessel.psma_ratio", "vessel.pumps", "vessel.threshold_ratio", "androgen.level", "serca.",
         "death.", "psma.", "substances.prodrug.", "drugs.", "animal.", "")


def assumed(file_name, only):
    """Rows with an end to try, the most asked for first."""
    with open(file_name, newline="") as file:
        rows = [r for r in csv.DictReader(file, delimiter="\t")
                if (not only or r["parameter"] in only) and (r["low"] != "-" or r["high"] != "-")]
    return sorted(rows, key=lambda r: next(i for i, start in enumerate(ORDER) if r["parameter"].startswith(start)))


def mean_outcome(outcomes):
    every = list(outcomes)
    return {name: statistics.fmean(o[name] for o in every) for name in every[0]}


class Study:
    """The flagship on the smaller tumor and what every setting makes of it."""

    def __init__(self, runs, clearance):
        self.runs, self.clearance = runs, clearance
        self.population = Population()
        self.own = dict(OWN)
        self.refit()

    def groups(self):
        """Rows by setting; without a setting there are some of every scalar. The default size counts as
        a setting of the smaller tumor."""
        found = {"": []}
        for key, row in sorted(self.runs.rows.items()):
            size, scale, setting, _ = key
            name = setting if size == "small" else "; ".join([SIZE, *([setting] if setting else [])])
            if not name or scale == SCALE[size]:
                found.setdefault(name, []).append({**row, "of_scale": float(scale) / float(SCALE[size])})
        return found

    def refit(self):
        self.by_setting, self.posteriors = self.groups(), {}
        self.survivors, self.evidence = best_scales(self.by_setting[""])
        self.regrowth = Regrowth(self.by_setting[""], self.clearance)

    def setting(self, name):
        path, _, value = name.partition("=")
        days = float(value.split()[0]) if path == "death.debris_clearance" else self.clearance
        cv = {path.removeprefix("animal.cv_"): float(value)} if path.startswith("animal.cv_") else None
        return Setting(name, self.regrowth, [] if cv else self.by_setting.get(name, []), days,
                       0.3 if GROWS.match(path) else 0.02, cv)

    def pairs(self, of, own=None):
        """Every animal with and without the setting; own: share of survivors that are a run's own."""
        found, own = [], own or self.own
        for row in of.rows:
            other = self.regrowth.rows.get((row["scale"], row["seed"]))
            if not other:
                found.append(Pair(features({**row, "of_scale": 1.0}), row, None, 1.0, self.survivors.noise,
                                  self.survivors.spread))
                continue
            which = "same" if same_tumor(row, other) else "other"
            found.append(Pair(self.survivors.terms({**row, "of_scale": 1.0}), row, other, own[which],
                              self.survivors.noise))
        return found

    def posterior(self, of):
        """Of the shift and tilt of a setting."""
        if of.name not in self.posteriors:
            self.posteriors[of.name] = Posterior(self.pairs(of), self.survivors.parameters())
        return self.posteriors[of.name]

    def fit_own(self, tried=(0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 0.95)):
        """Shares of survivors that are a run's own, of the greatest evidence over all settings."""
        settings, mode = [self.setting(name) for name in self.by_setting if name], self.survivors.parameters()
        for which in ("same", "other"):
            sums = {}
            for own in tried:
                pairs = [self.pairs(of, {**self.own, which: own}) for of in settings]
                sums[own] = sum(Posterior(p, mode).draw(mode, None)[1] for p in pairs)
            self.own[which] = max(sums, key=sums.get)
        self.posteriors = {}

    def outcomes(self, of=None, draws=DRAWS, log_scale=0.0):
        """Those of the flagship and of a setting, at draws of all parameters."""
        source, found = random.Random(3), []
        for _ in range(draws):
            drawn = self.survivors.draw(source, {row["seed"] for row in of.rows} if of else ())
            plain = {**drawn, "volume": self.regrowth.volume.draw(source)}
            pair = [self.outcome(plain, log_scale=log_scale)]
            if of:
                pair.append(self.outcome({**plain, **self.moved(of, drawn, source)}, of, log_scale))
            found.append(pair)
        return found

    def moved(self, of, drawn, source):
        """Shift, tilt and offset of a setting in a draw; without a run all is open."""
        if of.cv:
            return {}
        shift, tilt = self.posterior(of).draw(drawn, source)[0] if of.rows else (SHIFT_SD * source.gauss(0, 1), 0.0)
        return {"shift": shift, "tilt": tilt, "offset": of.offset + of.offset_error * source.gauss(0, 1)}

    def outcome(self, parameters, of=None, log_scale=0.0):
        return self.population.outcome(parameters, self.regrowth, self.survivors.spread,
                                       self.survivors.noise, of, log_scale)

    def difference(self, of, draws=DRAWS, log_scale=0.0):
        """Of the mean change, in points, with its standard error; and the setting's mean outcome, with the
        standard error of its own mean change as "error"."""
        pairs = self.outcomes(of, draws, log_scale)
        differences = [b["change"] - a["change"] for a, b in pairs]
        there = mean_outcome(b for _, b in pairs)
        there["error"] = statistics.stdev(b["change"] for _, b in pairs)
        return statistics.fmean(differences), statistics.stdev(differences), there

    def told(self, shifts):
        """By seed, how much the count of an animal would tell of a shift, the mean over these."""
        return {row["seed"]: statistics.fmean(self.survivors.information(row, shift) for shift in shifts)
                for row in self.by_setting[""] if row["of_scale"] == 1.0}

    def next_seeds(self, of, tried, count=1):
        """The animals whose counts would tell most of the shift: they lie where some, not all, survive."""
        told = self.told([self.posterior(of).draw(self.survivors.parameters(), None)[0][0] if of.rows else 0.0])
        return sorted((seed for seed in told if seed not in tried), key=told.get, reverse=True)[:count]

    def day(self, of, seed):
        """How far an animal is followed: to where it is on its way up, if that may differ."""
        if not GROWS.match(of.name) or of.growths >= GROWTHS:
            return SEEN_DAY
        row = self.regrowth.rows[SCALE["small"], seed]
        return GROWTH_DAYS[0] if row["fewest"] > MANY else GROWTH_DAYS[1] if row["fewest"] else SEEN_DAY

    def tasks(self, name):
        """The next runs of a setting as (-error, seed, day); none when it is known well enough, by itself or
        as a difference from the flagship, or has enough animals."""
        if name.startswith("animal.cv_"):
            return []
        of = self.setting(name)
        tried = {row["seed"] for row in of.rows}
        error = math.inf
        if tried:
            _, error, there = self.difference(of, 24)
            error = min(error, there["error"])
        target = ENOUGH if len(tried) >= SOME else TARGET if len(tried) >= FEWEST else 0.0
        if len(tried) >= MOST or error <= target:
            return []
        return [(-error, seed, self.day(of, seed))
                for seed in self.next_seeds(of, tried, AT_ONCE if len(tried) >= SOME else 1)]


def place(name):
    """Size, scalar and setting of a run, of the name that groups() gives it."""
    if not name.startswith(SIZE):
        return "small", SCALE["small"], name
    return "default", SCALE["default"], name.removeprefix(SIZE).removeprefix("; ")


def settings_of(rows):
    return [f"{r['parameter']}={r[end]}" for r in rows for end in ("low", "high") if r[end] != "-"]


def run_rounds(study, settings, options):
    """Round after round, animals of every setting that is not known well enough, the least known first."""
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for count in range(options.rounds):
            found = [(task, s) for s in settings for task in study.tasks(s)]
            tasks = [(*place(s), *task[1:]) for task, s in sorted(found, key=lambda pair: pair[0][0])]
            if not tasks:
                return
            print(f"round {count + 1}: {len(tasks)} runs", flush=True)
            list(pool.map(lambda task: study.runs.get(*task), tasks))
            study.refit()


def run_base(runs, options):
    """The animals of the flagship: SEEDS, and of the seeds beyond them those whose factors say that they
    tell most: MORE of which as many or as few cells as one are expected to survive. Some of SEEDS
    that are cured show what else they have at a LOWER scalar."""
    place, size = ("small", SCALE["small"], ""), len(SEEDS)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(lambda seed: runs.get(*place, seed, END_DAY), SEEDS))
        model = Survivors([{**runs.rows[*place, seed], "of_scale": 1.0} for seed in SEEDS], 0.25, 0.05)
        chosen = list(itertools.islice((seed for seed in range(size + 1, BEYOND) if NEAR[0] <
                                        eta_of(model, runs.factors(seed)) < NEAR[1]), options.more))
        deep = sorted(SEEDS, key=lambda seed: abs(eta_of(model, runs.factors(seed)) - DEEP))[:DEEPEST]
        list(pool.map(lambda seed: runs.get("small", LOWER, "", seed), deep if options.more else []))
        list(pool.map(lambda seed: runs.get(*place, seed), chosen))
        grown = [seed for seed in [*SEEDS, *chosen] if runs.rows[*place, seed]["fewest"]][:FOLLOWED]
        list(pool.map(lambda seed: runs.get(*place, seed, END_DAY), grown))


def eta_of(model, factors):
    """As expected of an animal's factors alone."""
    return sum(model[name] * value for name, value in features({**factors, "of_scale": 1.0}))


def at_mode(study, log_scale=0.0):
    """Outcome of the flagship with the most likely parameters."""
    return study.outcome({**study.survivors.parameters(), "volume": study.regrowth.volume.mean}, log_scale=log_scale)


def matched(study):
    """Logarithm of what the scalar of the smaller tumor has to be, relative to the one at which it was run,
    for the mean of the default size at its own; 0 where none of that size was run."""
    of = study.setting(SIZE)
    if not of.rows:
        return 0.0
    target, low, high = at_mode(study)["change"] + study.difference(of)[0], -1.0, 1.0
    for _ in range(25):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if at_mode(study, middle)["change"] > target else (low, middle)
    return 0.5 * (low + high)


def nadir_root(study):
    """Relative scalar at which the mean nadir is -50 %, and the outcome there."""
    low, high = -5.0, 1.0
    for _ in range(40):
        middle = 0.5 * (low + high)
        nadir = at_mode(study, middle)["nadir"]
        low, high = (middle, high) if nadir > -50 else (low, middle)
    return math.exp(low), at_mode(study, low)


def cell(study, setting, log_scale):
    """"value: mean change +/- its standard error (difference from the flagship +/- its own), nadir, share
    cured, animals run"; and the lesser of the two errors."""
    of = study.setting(setting)
    if not of.rows and not of.cv:
        return "not run", math.nan
    difference, error, outcome = study.difference(of, log_scale=log_scale)
    value = setting.partition("=")[2]
    return (f"{value}: **{outcome['change']:.0f}** +/- {outcome['error']:.0f} ({difference:+.0f} +/- {error:.1f}), nadir "
            f"{outcome['nadir']:.0f}, {100 * outcome['cured']:.0f} % cured; {len(of.rows)}"), min(error, outcome["error"])


def table(study, rows):
    log_scale = matched(study)
    drawn = [a for a, in study.outcomes(log_scale=log_scale)]
    changes, plain = [a["change"] for a in drawn], mean_outcome(drawn)
    scale = float(SCALE["small"]) * math.exp(log_scale)
    lines = [f"The flagship on the smaller tumor at {scale:.3g}, over a population of animals: mean change of caliper "
             f"volume on day 30 **{plain['change']:.0f} %** (standard error {statistics.stdev(changes):.0f}), read as "
             f"the nadir {plain['nadir']:.0f} %; {100 * plain['cured']:.0f} % are cured.\n",
             "| parameter | low end: mean change, % (difference), nadir, cured; animals run | high end | range |",
             "|---|---|---|---|"]
    errors = []
    for r in rows:
        cells = ["-" if r[end] == "-" else cell(study, f"{r['parameter']}={r[end]}", log_scale)
                 for end in ("low", "high")]
        errors += [c[1] for c in cells if c != "-"]
        lines.append(f"| `{r['parameter']}` | " + " | ".join(c if c == "-" else c[0] for c in cells)
                     + f" | {r['range']} |")
    known = [e for e in errors if not math.isnan(e)]
    lines.append(f"\n{read_as_nadir(study)}\n\n{of_size(study)}")
    lines.append(f"\n{len(rows)} rows, {len(known)} of {len(errors)} ends; the standard error, of the "
                 f"mean or of its difference, is {max(known):.1f} at most, within {TARGET} at "
                 f"{sum(e <= TARGET for e in known)} ends and within {ENOUGH:.0f} at {sum(e <= ENOUGH for e in known)}.")
    return "\n".join(lines) + "\n"


def read_as_nadir(study):
    relative, there = nadir_root(study)
    least = min(row["of_scale"] for row in study.by_setting[""])
    outside = f", below all that were run (from {least:.2g} on)" if relative < least else ""
    return (f"C4 read as the nadir: the mean nadir is -50 % at {relative:.2g} of the scalar {SCALE['small']}{outside}; there "
            f"the mean change on day 30 is {there['change']:+.0f} % and {100 * there['cured']:.0f} % are cured.")


def of_size(study):
    """What the default size makes of it, as a setting of the smaller tumor."""
    of = study.setting(SIZE)
    if not of.rows:
        return "Of the default size no animal has been run yet."
    difference, error, outcome = study.difference(of)
    return (f"The default size at its scalar, {SCALE['default']}, by {len(of.rows)} animals: **{outcome['change']:.0f}** "
            f"+/- {outcome['error']:.0f}, {difference:+.0f} +/- {error:.1f} from the smaller tumor at {SCALE['small']}, at "
            f"which that was run; the table is read off at the scalar at which they agree. Nadir {outcome['nadir']:.0f}, "
            f"{100 * outcome['cured']:.0f} % cured.")


def write_between(file_name, text):
    with open(file_name) as file:
        old = file.read()
    before, _, rest = old.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        sys.exit(f"{file_name}: no place for the table")
    with open(file_name, "w") as file:
        file.write(before + BEGIN + text + END + after)


def clearance(program):
    """The flagship's time constant of clearance, d."""
    shown = subprocess.run([program, "check", "configs/lncap_xenograft.yaml"], check=True, capture_output=True,
                           text=True).stdout
    return float(re.search(r"debris_clearance: *([0-9.e+]+) d", shown)[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="build/prodrome", help="the program to run")
    parser.add_argument("--assumed", default="configs/assumed.tsv", help="parameters and ends")
    parser.add_argument("--only", nargs="*", metavar="PATH", help="some of the parameters")
    parser.add_argument("--runs", default=RUNS, help="the table of runs")
    parser.add_argument("--write", metavar="FILE", help="put the table between its two marks there")
    parser.add_argument("--rounds", type=int, default=MOST, help="most animals to add an end")
    parser.add_argument("--more", type=int, default=MORE, help="animals of the flagship beyond the first forty")
    parser.add_argument("--jobs", type=int, default=2, help="runs at a time")
    options = parser.parse_args()
    if not os.path.exists(options.program):
        sys.exit(f"{options.program} is not there: type make first, in the folder of the README")
    runs = Xenografts(options.program, options.runs)
    if options.rounds:
        runs.check()
        run_base(runs, options)
    study = Study(runs, clearance(options.program))
    rows = assumed(options.assumed, options.only)
    run_rounds(study, settings_of(rows) + ([] if options.only else [SIZE]), options)
    study.fit_own()
    text = table(study, rows)
    print("\n" + text)
    if options.write:
        write_between(options.write, text)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
