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
import math
import os
import random
import re
import statistics
import subprocess
import sys

from regrowth import Population, Regrowth, Setting
from survivors import COEFFICIENTS, SHIFT_SD, TILT_SD, Survivors, best_scales
from xenografts import SCALE, SEEN_DAY, Xenografts

BEGIN, END = "<!-- written by `make sensitivity` -->\n", "<!-- end of it -->\n"
RUNS = "configs/data/sensitivity_runs.tsv"
SEEDS = range(1, 41)
SIZE = "size=default"
TARGET, FEWEST, MOST = 2.5, 2, 8  # standard error in points, animals an end
GROWTH_DAY, GROWTHS = 20, 2  # how far, and how many, where the setting may act on growth
DRAWS = 60
# what may act on growth and not only on killing; elsewhere the offset of growth is next to none
GROWS = re.compile(r"androgen|cycle|vessel|oxygen|vegf|death\.(secondary|debris)|size")
ORDER = ("reactions.activation.km", "death.secondary_necrosis", "death.debris_clearance",
         "vessel.psma_ratio", "vessel.pumps", "vessel.threshold_ratio", "androgen.level", "serca.",
         "death.", "psma.", "substances.prodrug.", "drugs.", "animal.", "")


def assumed(file_name, only):
    """Rows with an end to try, the most asked for first."""
    with open(file_name, newline="") as file:
        rows = [r for r in csv.DictReader(file, delimiter="\t")
                if (not only or r["parameter"] in only) and (r["low"] != "-" or r["high"] != "-")]
    return sorted(rows, key=lambda r: next(i for i, start in enumerate(ORDER) if r["parameter"].startswith(start)))


class Study:
    """The flagship on the smaller tumor and what every setting makes of it."""

    def __init__(self, runs, clearance):
        self.runs, self.clearance = runs, clearance
        self.population = Population()
        (self.spread, self.noise), _ = best_scales({"": self.groups()[""]})
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

    def refit(self, scales=False):
        self.by_setting = self.groups()
        if scales:
            (self.spread, self.noise), self.evidence = best_scales(self.by_setting)
        self.survivors = Survivors(self.by_setting, self.spread, self.noise)
        self.regrowth = Regrowth(self.by_setting[""], self.clearance)

    def setting(self, name):
        path, _, value = name.partition("=")
        days = float(value.split()[0]) if path == "death.debris_clearance" else self.clearance
        cv = {path.removeprefix("animal.cv_"): float(value)} if path.startswith("animal.cv_") else None
        return Setting(name, self.regrowth, [] if cv else self.by_setting.get(name, []), days,
                       0.3 if GROWS.match(path) else 0.05, cv)

    def outcomes(self, of=None, draws=DRAWS, log_scale=0.0):
        """Those of the flagship and of a setting at the mode, and at draws of all parameters."""
        source, found, fit = random.Random(3), [], self.survivors.fit
        for k in range(draws + 1):
            drawn = fit.draw(source) if k else {n: fit.mode[i] for n, i in fit.names.items()}
            plain = {c: drawn[c] for c in COEFFICIENTS}
            plain["volume"] = self.regrowth.volume.draw(source) if k else self.regrowth.volume.mean
            unknown = [source.gauss(0, 1) if k else 0.0 for _ in range(3)]
            pair = [self.outcome(plain, log_scale=log_scale)]
            if of:
                pair.append(self.outcome({**plain, **self.own(of, drawn, unknown)}, of))
            found.append(pair)
        return found

    def own(self, of, drawn, unknown):
        """Parameters of a setting in a draw; without a run all is open."""
        if of.cv:
            return {}
        shift, tilt = (drawn.get((n, of.name), sd * z)
                       for n, sd, z in (("shift", SHIFT_SD, unknown[0]), ("tilt", TILT_SD, unknown[1])))
        return {"shift": shift, "tilt": tilt, "offset": of.offset + of.offset_error * unknown[2]}

    def outcome(self, parameters, of=None, log_scale=0.0):
        return self.population.outcome(parameters, self.regrowth, self.spread, self.noise, of, log_scale)

    def difference(self, of, draws=DRAWS):
        """Of the mean change, in points, with its standard error; and the setting's outcome."""
        (plain, with_it), *drawn = self.outcomes(of, draws)
        error = statistics.stdev(b["change"] - a["change"] for a, b in drawn)
        return with_it["change"] - plain["change"], error, with_it

    def next_seed(self, of, tried):
        """The animal whose count would tell most of the shift: it lies where some, not all, survive."""
        names, fit = self.survivors.names, self.survivors.fit
        known = ("shift", of.name) in names
        shift = fit["shift", of.name] if known else 0.0
        deviation = math.sqrt(fit.variance([(("shift", of.name), 1.0)])) if known else 0.3
        told = {}
        for row in self.by_setting[""]:
            if row["of_scale"] == 1.0 and row["seed"] not in tried:
                told[row["seed"]] = statistics.fmean(self.survivors.information(row, shift + z * deviation)
                                                     for z in (-1.3, -0.5, 0.5, 1.3))
        return max(told, key=told.get) if told else None

    def task(self, name):
        """The next run of a setting as (seed, day), or None: known well enough, or enough animals."""
        if name.startswith("animal.cv_"):
            return None
        of = self.setting(name)
        tried = {row["seed"] for row in of.rows}
        if len(tried) >= MOST or (len(tried) >= FEWEST and self.difference(of, 30)[1] <= TARGET):
            return None
        seed = self.next_seed(of, tried)
        growing = GROWS.match(name) and of.growths < GROWTHS
        return None if seed is None else (seed, GROWTH_DAY if growing else SEEN_DAY)


def place(name):
    """Size, scalar and setting of a run, of the name that groups() gives it."""
    if not name.startswith(SIZE):
        return "small", SCALE["small"], name
    return "default", SCALE["default"], name.removeprefix(SIZE).removeprefix("; ")


def settings_of(rows):
    return [f"{r['parameter']}={r[end]}" for r in rows for end in ("low", "high") if r[end] != "-"]


def run_rounds(study, settings, options):
    """Round after round, one animal of every setting that is not known well enough."""
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for count in range(options.rounds):
            tasks = [(s, study.task(s)) for s in settings]
            tasks = [(*place(s), *task) for s, task in tasks if task]
            if not tasks:
                return
            print(f"round {count + 1}: {len(tasks)} runs", flush=True)
            list(pool.map(lambda task: study.runs.get(*task), tasks))
            study.refit()


def run_base(study_runs, options):
    """The animals of the flagship."""
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(lambda seed: study_runs.get("small", SCALE["small"], "", seed, 30), SEEDS))


def cell(study, setting):
    """"value: mean change (difference from the flagship +/- its standard error), nadir, share cured"."""
    of = study.setting(setting)
    if not of.rows and not of.cv:
        return "not run", math.nan
    difference, error, outcome = study.difference(of)
    value = setting.partition("=")[2]
    return (f"{value}: **{outcome['change']:.0f}** ({difference:+.0f} +/- {error:.1f}), nadir {outcome['nadir']:.0f}, "
            f"{100 * outcome['cured']:.0f} % cured"), error


def table(study, rows):
    plain = study.outcomes()
    changes = [a["change"] for a, *_ in plain[1:]]
    lines = [f"The flagship on the smaller tumor, over a population of animals: mean change of caliper volume on "
             f"day 30 **{plain[0][0]['change']:.0f} %** (standard error {statistics.stdev(changes):.0f}), read as "
             f"the nadir {plain[0][0]['nadir']:.0f} %; {100 * plain[0][0]['cured']:.0f} % are cured.\n",
             "| parameter | low end: mean change, % (difference) | high end | range |", "|---|---|---|---|"]
    errors = []
    for r in rows:
        cells = ["-" if r[end] == "-" else cell(study, f"{r['parameter']}={r[end]}") for end in ("low", "high")]
        errors += [c[1] for c in cells if c != "-"]
        lines.append(f"| `{r['parameter']}` | " + " | ".join(c if c == "-" else c[0] for c in cells)
                     + f" | {r['range']} |")
    known = [e for e in errors if not math.isnan(e)]
    lines.append(f"\n{len(rows)} rows, {len(known)} of {len(errors)} ends; largest standard error of a difference "
                 f"{max(known):.1f}, {sum(e <= TARGET for e in known)} of them within {TARGET}.")
    return "\n".join(lines) + "\n"


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
    run_rounds(study, settings_of(rows), options)
    study.refit(scales=True)
    text = table(study, rows)
    print("\n" + text)
    if options.write:
        write_between(options.write, text)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
