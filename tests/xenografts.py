"""Runs of the flagship's animals, kept as rows of one table, so that none is made twice.

A run is one animal (seed) of one size with one scalar and one setting ("" for none; several with "; "
between). It is followed to SEEN_DAY, where the doses have done what they do, and, where that is asked for,
further if a cell has survived. What is needed of it goes into a row; its folder is deleted. The first line of the table
holds the hash of one animal's state, by which check() tells whether the program still gives these
results. Standard library only.
"""
import csv
import json
import math
import os
import shutil
import tempfile
import threading

import flagship
from flagship import END_DAY

SEEN_DAY = 6
LATER = (15, 20, 25)
CHECK_SEED = 2
SIZES = {"small": ["grid.nx=64", "grid.ny=64", "grid.nz=64", "tumor.cells=14000"], "default": []}
SCALE = {"small": "0.0185", "default": "0.029"}  # of psma.activation_scale: what the runs are made at
FACTORS = ("plasma_volume", "half_life", "psma", "growth")
KEY = ("size", "scale", "setting", "seed")
# all volumes relative to day 0; fewest: least count of viable cells up to SEEN_DAY; killed: share of the
# vessel segments that the drug has killed by SEEN_DAY; last_volume: on the last day, of END_DAY or when
# culled; day15: volume then
NUMBERS = (*FACTORS, "cells_day0", "fewest", "fewest_day", "viable_day6", "volume_day6", "nadir",
           "last_volume", "last_day", "regrowth_day", "culled", "killed", "day15", "day20", "day25")
COLUMNS = (*KEY, *NUMBERS)


def at(days, values, day):
    """The value then; NaN where the run was over before."""
    near = min(range(len(days)), key=lambda i: abs(days[i] - day))
    return values[near] if abs(days[near] - day) < 0.01 else math.nan


def read(folder):
    """Numbers of a run's folder, by name."""
    columns = flagship.series(folder)
    rows = [i for i, t in enumerate(columns["time"]) if 0 <= t <= END_DAY + 1e-9]
    days = [columns["time"][i] for i in rows]
    volumes = [columns["caliper_volume"][i] / columns["caliper_volume"][rows[0]] for i in rows]
    viable = [columns["viable"][i] for i in rows]
    early = [k for k, t in enumerate(days) if t <= SEEN_DAY + 1e-9]
    fewest = min(early, key=viable.__getitem__)
    dead = [columns["vessel_deaths"][i] - columns["vessel_deaths_flow"][i] for i in rows]
    with open(os.path.join(folder, "run.json")) as file:
        animal = json.load(file)["animal"]
    return {**{name: animal[name] for name in FACTORS}, "cells_day0": viable[0],
            "fewest": viable[fewest], "fewest_day": days[fewest], "viable_day6": viable[early[-1]],
            "volume_day6": volumes[early[-1]], "nadir": min(volumes), "last_volume": volumes[-1],
            "last_day": days[-1], "regrowth_day": flagship.regrowth_day(days, volumes),
            "culled": int(flagship.ended(folder) == "stop.volume_ratio reached"),
            "killed": (dead[early[-1]] - dead[0]) / max(1, columns["vessels"][rows[0]]),
            **{f"day{t}": at(days, volumes, t) for t in LATER}}


def state_hash(folder):
    with open(os.path.join(folder, "run.json")) as file:
        return json.load(file)["state_hash"]


class Xenografts:
    """The table of runs in file_name, and the means to add to it."""

    def __init__(self, program, file_name):
        self.program, self.file_name = program, file_name
        self.rows, self.drawn, self.hash, self.lock = {}, {}, "", threading.Lock()
        if os.path.exists(file_name):
            self.load()

    def load(self):
        with open(self.file_name, newline="") as file:
            self.hash = file.readline().split()[-1]
            for row in csv.DictReader(file, delimiter="\t"):
                known = {name: float(row[name]) for name in NUMBERS}
                key = (row["size"], row["scale"], row["setting"], int(row["seed"]))
                self.rows[key] = {**dict(zip(KEY, key)), **known}

    def save(self):
        """Writes the whole table, in order, so that it does not depend on which run was over first."""
        lines = [f"# animals of the flagship, followed for {SEEN_DAY} days or more; state of "
                 f"animal {CHECK_SEED}, small, on day {SEEN_DAY}: {self.hash}", "\t".join(COLUMNS)]
        for key in sorted(self.rows):
            row = self.rows[key]
            lines.append("\t".join([*map(str, key), *(f"{row[name]:.6g}" for name in NUMBERS)]))
        with open(self.file_name + ".new", "w") as file:
            file.write("\n".join(lines) + "\n")
        os.replace(self.file_name + ".new", self.file_name)

    def simulate(self, key, folder, until):
        size, scale, setting, seed = key
        sets = [f"output.snapshot_every={END_DAY} d", f"psma.activation_scale={scale}", *SIZES[size],
                *(setting.split("; ") if setting else [])]
        flagship.simulate(self, "configs/lncap_xenograft.yaml", "--seed", str(seed), "--out", folder,
                          "--until", f"{SEEN_DAY} d", *(x for s in sets for x in ("--set", s)))
        if until > SEEN_DAY and flagship.series(folder)["viable"][-1] > 0:
            flagship.simulate(self, "--resume", "--out", folder, "--until", f"{until} d")

    def factors(self, seed):
        """What the seed draws, by the shortest of runs; kept for the next call."""
        if seed not in self.drawn:
            known = next((row for key, row in self.rows.items() if key[3] == seed), None)
            self.drawn[seed] = {name: known[name] for name in FACTORS} if known else self.draw(seed)
        return self.drawn[seed]

    def draw(self, seed):
        with tempfile.TemporaryDirectory(prefix="prodrome-animal-") as parent:
            folder = os.path.join(parent, "run")
            sets = ("grid.nx=8", "grid.ny=8", "grid.nz=8", "tumor.cells=1", "time.burn_in=0 d")
            flagship.simulate(self, "configs/lncap_control.yaml", "--seed", str(seed), "--out", folder, "--until",
                              "0.1 h", *(x for s in sets for x in ("--set", s)))
            with open(os.path.join(folder, "run.json")) as file:
                return json.load(file)["animal"]

    def get(self, size, scale, setting, seed, until=SEEN_DAY):
        """The row of one animal; runs it where there is none, or none that was followed far enough."""
        key = (size, scale, setting, seed)
        row = self.rows.get(key)
        if row and (not row["viable_day6"] or row["culled"] or row["last_day"] > until - 0.01):
            return row
        with tempfile.TemporaryDirectory(prefix="prodrome-animal-") as parent:
            folder = os.path.join(parent, "run")
            self.simulate(key, folder, until)
            found = read(folder)
        with self.lock:
            self.rows[key] = {**dict(zip(KEY, key)), **found}
            self.save()
        return self.rows[key]

    def check(self):
        """Runs one animal; where its state is not the one that the table is of, begins a new table."""
        with tempfile.TemporaryDirectory(prefix="prodrome-animal-") as parent:
            folder = os.path.join(parent, "run")
            self.simulate(("small", SCALE["small"], "", CHECK_SEED), folder, SEEN_DAY)
            found = state_hash(folder)
        if found != self.hash:
            if self.rows:
                shutil.copy(self.file_name, self.file_name + ".old")
                print(f"{self.file_name}: the program gives other results now; begun anew", flush=True)
            self.rows, self.hash = {}, found
        return found
