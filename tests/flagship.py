#!/usr/bin/python3
"""The flagship over many animals, and its curve against the calibrated scalar.

  tests/flagship.py                          20 seeds of the default flagship, mean and spread
  tests/flagship.py --scale 1e-4 2e-4 4e-4   the same for several values of psma.activation_scale
  tests/flagship.py --small ...              a smaller tumor in a smaller box, for exploring: it is
                                             cured more easily than the default one

Runs two animals at a time on one thread each, prints a table and writes it beside the run folders.
--reuse takes finished runs of an earlier call as they are: for the same program and options only.
Standard library only.
"""
import argparse
import concurrent.futures
import csv
import os
import shutil
import statistics
import subprocess

SMALL = ["--set", "grid.nx=56", "--set", "grid.ny=56", "--set", "grid.nz=56",
         "--set", "tumor.cells=9000"]


def series(folder):
    """Columns of timeseries.csv by name, units stripped."""
    with open(os.path.join(folder, "timeseries.csv"), newline="") as file:
        rows = list(csv.reader(file))
    names = [cell.split("[")[0] for cell in rows[0]]
    return {name: [float(row[i]) for row in rows[1:]] for i, name in enumerate(names)}


def at_day(columns, name, day):
    times = columns["time"]
    return columns[name][min(range(len(times)), key=lambda i: abs(times[i] - day))]


def run(options, scale, seed):
    folder = os.path.join(options.out, f"{options.label}-{scale or 'default'}-{seed}")
    if not (options.reuse and os.path.exists(os.path.join(folder, "SHA256SUMS"))):
        shutil.rmtree(folder, ignore_errors=True)
        command = [options.program, "run", options.config, "--seed", str(seed), "--threads", "1",
                   "--quiet", "--out", folder, "--set", "output.snapshot_every=30 d"]
        command += SMALL if options.small else []
        command += ["--set", f"psma.activation_scale={scale}"] if scale else []
        for text in options.set or []:
            command += ["--set", text]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    columns = series(folder)
    start = at_day(columns, "caliper_volume", 0)
    after = [(v, t) for t, v in zip(columns["time"], columns["caliper_volume"]) if t >= 0]
    nadir = min(after)
    return {
        "seed": seed, "cells": at_day(columns, "tumor_cells", 0), "end": after[-1][1],
        "change": 100 * (at_day(columns, "caliper_volume", 30) / start - 1),
        "nadir": 100 * (nadir[0] / start - 1), "nadir_day": nadir[1],
        "viable": at_day(columns, "viable", 30) / max(1, at_day(columns, "viable", 0)),
        "vessel_deaths": columns["vessel_deaths"][-1] / max(1, columns["vessels"][0]),
        "worst_ledger": max(columns[c][-1] for c in columns if c.startswith("ledger_error")),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", default="build/prodrome")
    parser.add_argument("--config", default="configs/lncap_xenograft.yaml")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--scale", nargs="*", default=[None])
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--set", action="append")
    parser.add_argument("--label", default="flagship")
    parser.add_argument("--out", default="output/runs/calibration")
    parser.add_argument("--reuse", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    tasks = [(scale, seed) for scale in options.scale for seed in range(1, options.seeds + 1)]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = dict(zip(tasks, pool.map(lambda task: run(options, *task), tasks)))
    lines = ["scale\tanimals\tmean_change_percent\tsd\tmin\tmax\tnadir_percent\tnadir_day\t"
             "below_half\tcells_day0\tviable_ratio\tvessel_deaths\tworst_ledger"]
    for scale in options.scale:
        rows = [results[scale, seed] for seed in range(1, options.seeds + 1)]
        changes = [row["change"] for row in rows]
        mean = {key: statistics.fmean(row[key] for row in rows) for key in rows[0]}
        lines.append("\t".join([
            str(scale or "default"), str(len(rows)), f"{mean['change']:.1f}",
            f"{statistics.stdev(changes) if len(rows) > 1 else 0:.1f}", f"{min(changes):.1f}",
            f"{max(changes):.1f}", f"{mean['nadir']:.1f}", f"{mean['nadir_day']:.1f}",
            f"{sum(c < -50 for c in changes)}/{len(rows)}", f"{mean['cells']:.0f}",
            f"{mean['viable']:.3f}", f"{mean['vessel_deaths']:.3f}",
            f"{max(row['worst_ledger'] for row in rows):.1e}"]))
    text = "\n".join(lines)
    print(text)
    with open(os.path.join(options.out, options.label + ".tsv"), "w") as file:
        file.write(text + "\n")


if __name__ == "__main__":
    main()
