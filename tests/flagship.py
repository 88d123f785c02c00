#!/usr/bin/python3
"""The flagship over many animals, and its curve against the calibrated scalar.

  tests/flagship.py                          20 animals (seeds) of the default flagship
  tests/flagship.py --control                their untreated controls
  tests/flagship.py --scale 0.007 0.009      the flagship for several values of the scalar,
                                             psma.activation_scale

Runs two animals at a time on one thread each, prints a table of means over the animals, and writes
it and a table of the animals beside the run folders. The volume of an animal that is culled, at
three times its volume, stays what it was then. A third table has mean, spread and the share below
half of day 0 for every day. --reuse takes finished runs of an earlier call as
they are: for the same program and options only. Standard library only.
"""
import argparse
import concurrent.futures
import csv
import json
import math
import os
import shutil
import statistics
import subprocess
import sys

END_DAY = 30


def animals_count(text):
    """A number of animals, as argparse takes it: at least one."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of animals: it takes 1 or more")
    return int(text)


def series(folder):
    """Columns of timeseries.csv by name, units stripped."""
    with open(os.path.join(folder, "timeseries.csv"), newline="") as file:
        rows = list(csv.reader(file))
    names = [cell.split("[")[0] for cell in rows[0]]
    return {name: [float(row[i]) for row in rows[1:]] for i, name in enumerate(names)}


def at_day(columns, name, day):
    times = columns["time"]
    return columns[name][min(range(len(times)), key=lambda i: abs(times[i] - day))]


def doubling_hours(days, volumes):
    """When the volume first is twice that of day 0, by its logarithm between two rows; or NaN."""
    for i in range(1, len(days)):
        if volumes[i] >= 2 * volumes[0]:
            before = volumes[i - 1]
            share = math.log(2 * volumes[0] / before) / math.log(volumes[i] / before)
            return 24 * (days[i - 1] + share * (days[i] - days[i - 1]))
    return math.nan


def regrowth_day(days, volumes):
    """When a tumor that had shrunk is as large as on day 0 again; NaN: not in the run."""
    nadir = min(range(len(volumes)), key=volumes.__getitem__)
    for i in range(nadir + 1, len(volumes)):
        if nadir and volumes[i] >= 1:
            return days[i]
    return math.nan


def animal(folder):
    """What one run shows, by column of the table; "volumes" is its curve, by day."""
    columns = series(folder)
    rows = [i for i, t in enumerate(columns["time"]) if 0 <= t <= END_DAY]
    days = [columns["time"][i] for i in rows]
    volumes = [columns["caliper_volume"][i] / columns["caliper_volume"][rows[0]] for i in rows]
    nadir = min(range(len(rows)), key=volumes.__getitem__)
    return {
        "change_percent": 100 * (volumes[-1] - 1),
        "nadir_percent": 100 * (volumes[nadir] - 1),
        "nadir_day": days[nadir],
        "regrowth_day": regrowth_day(days, volumes),
        "volumes": dict(zip(days, volumes)),
        "culled": int(ended(folder) == "stop.volume_ratio reached"),
        "doubling_h": math.nan if nadir else doubling_hours(days, volumes),
        "cells_day0": at_day(columns, "tumor_cells", 0),
        "pO2_mmHg": at_day(columns, "oxygen_median", 0),
        "below_10mmHg": at_day(columns, "hypoxic_fraction", 0),
        "vessels_per_mm2": at_day(columns, "vessels_per_mm2", 0),
        "vessels_killed": (columns["vessel_deaths"][-1] - columns["vessel_deaths_flow"][-1])
                          / max(1, columns["vessels"][0]),
        "worst_ledger": max(columns[c][-1] for c in columns if c.startswith("ledger_error")),
    }


def ended(folder):
    """Why a run is over; "" where none has finished."""
    try:
        with open(os.path.join(folder, "run.json")) as file:
            report = json.load(file)
            return report["reason"] if report["status"] == "finished" else ""
    except OSError:
        return ""


def simulate(options, *arguments):
    subprocess.run([options.program, "run", "--threads", "1", "--quiet", *arguments], check=True,
                   stdout=subprocess.DEVNULL)


def start(options, scale, seed, folder, until):
    arguments = [options.config, "--seed", str(seed), "--out", folder,
                 "--set", f"output.snapshot_every={END_DAY} d"]
    arguments += ["--set", f"psma.activation_scale={scale}"] if scale else []
    arguments += ["--until", until] if until else []
    for text in options.set or []:
        arguments += ["--set", text]
    simulate(options, *arguments)


def run(options, scale, seed):
    folder = os.path.join(options.out, f"{options.label}-{scale or 'default'}-{seed}")
    if not (options.reuse and ended(folder)):
        shutil.rmtree(folder, ignore_errors=True)
        start(options, scale, seed, folder, getattr(options, "until", None))
    return animal(folder)


def mean_row(scale, animals):
    """Means over the animals; sd is of the change, doubling that of those that never shrink."""
    changes = [a["change_percent"] for a in animals]
    row = {"scale": scale or "default", "animals": len(animals),
           "change_percent": f"{statistics.fmean(changes):.1f}",
           "sd": f"{statistics.stdev(changes) if len(changes) > 1 else 0:.1f}",
           "median": f"{statistics.median(changes):.1f}",
           "below_half": sum(c < -50 for c in changes),
           "culled": sum(a["culled"] for a in animals)}
    for name in ("nadir_percent", "nadir_day", "regrowth_day", "doubling_h", "cells_day0", "pO2_mmHg",
                 "below_10mmHg", "vessels_per_mm2", "vessels_killed"):
        values = [a[name] for a in animals if not math.isnan(a[name])]
        row[name] = f"{statistics.fmean(values) if values else math.nan:.4g}"
    row["worst_ledger"] = f"{max(a['worst_ledger'] for a in animals):.1e}"
    return row


def run_all(options, scales):
    """The animals of every (scale, seed)."""
    tasks = [(scale, seed) for scale in scales for seed in range(1, options.seeds + 1)]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        return dict(zip(tasks, pool.map(lambda task: run(options, *task), tasks)))


def curve(animals):
    """Mean, standard deviation and share below half of the relative volume, day by day. What an
    animal does not reach is what it was last: it was culled."""
    rows = []
    for day in range(END_DAY + 1):
        values = [a["volumes"][max(t for t in a["volumes"] if t <= day + 1e-9)] for a in animals]
        rows.append({"day": day, "mean": f"{statistics.fmean(values):.3f}",
                     "sd": f"{statistics.stdev(values) if len(values) > 1 else 0:.3f}",
                     "below_half": f"{sum(v < 0.5 for v in values) / len(values):.3f}"})
    return rows


def table(rows):
    return "\n".join(["\t".join(rows[0])] + ["\t".join(str(v) for v in r.values()) for r in rows])


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="build/prodrome", help="the program to run")
    parser.add_argument("--control", action="store_true", help="without doses")
    parser.add_argument("--seeds", type=animals_count, default=20, help="animals: seeds 1 to SEEDS")
    parser.add_argument("--scale", nargs="*", default=[None], help="values of the scalar")
    parser.add_argument("--set", action="append", metavar="PATH=VALUE", help="as of prodrome run")
    parser.add_argument("--label", help="begins the names of folders and tables")
    parser.add_argument("--out", default="output/runs/calibration", help="where they go")
    parser.add_argument("--reuse", action="store_true", help="take finished runs as they are")
    parser.add_argument("--jobs", type=int, default=2, help="runs at a time")
    options = parser.parse_args()
    if not os.path.exists(options.program):
        sys.exit(f"{options.program} is not there: type make first, in the folder of the README")
    scenario = "lncap_control" if options.control else "lncap_xenograft"
    options.config = f"configs/{scenario}.yaml"
    options.label = options.label or scenario
    os.makedirs(options.out, exist_ok=True)
    results = run_all(options, options.scale)
    means = table([mean_row(scale, [r for (s, _), r in results.items() if s == scale])
                   for scale in options.scale])
    print(means)
    each = table([{"scale": scale or "default", "seed": seed,
                   **{name: f"{value:.5g}" for name, value in result.items() if name != "volumes"}}
                  for (scale, seed), result in results.items()])
    days = table([{"scale": scale or "default", **row} for scale in options.scale
                  for row in curve([r for (s, _), r in results.items() if s == scale])])
    for name, text in ((options.label, means), (options.label + "_animals", each),
                       (options.label + "_curve", days)):
        with open(os.path.join(options.out, name + ".tsv"), "w") as file:
            file.write(text + "\n")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
