#!/usr/bin/python3
"""Every scenario of configs/ at a reduced size: what its heading promises, over three animals.

Prints "ok NAME" or "not ok NAME" for each figure; --show prints the figures instead. The reduced
tumor has 2,000 founders in 36^3 sites and is followed for six days: doses act as at full size, but
there is no time to regrow.
"""
import concurrent.futures
import csv
import os
import re
import statistics
import subprocess
import sys
import tempfile

SEEDS = (1, 2, 3)
SMALL = ["grid.nx=36", "grid.ny=36", "grid.nz=36", "tumor.cells=2000", "time.burn_in=2 d",
         "time.end=6 d", "output.snapshot_every=6 d", "stop.volume_ratio=0"]

# scenario: observable, smallest and largest mean over the animals, what it says
EXPECTED = {
}


def files_of(scenario):
    """The configurations that the heading says to run."""
    with open(f"configs/{scenario}.yaml") as file:
        found = re.search(r"^# *prodrome run (configs/[^\n]*)$", file.read(), re.MULTILINE)
    return found.group(1).split(" --")[0].split() if found else [f"configs/{scenario}.yaml"]


def figures(program, scenario, seed):
    """Observables of one animal."""
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "run", *files_of(scenario), "--seed", str(seed), "--threads", "1",
                   "--quiet", "--out", os.path.join(folder, "run")]
        for text in SMALL:
            command += ["--set", text]
        if scenario == "three_cycles":  # the first course and what follows it
            command += ["--set", "time.end=60 d", "--until", "6 d"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        with open(os.path.join(folder, "run", "timeseries.csv"), newline="") as file:
            rows = list(csv.reader(file))
    names = [cell.split("[")[0] for cell in rows[0]]
    first, last = (dict(zip(names, map(float, row))) for row in (rows[1], rows[-1]))
    seen = {"viable": last["viable"] / first["viable"],
            "by_drug": last["deaths_drug"] / first["tumor_cells"],
            "vessels_killed": (last["vessel_deaths"] - last["vessel_deaths_flow"]) / first["vessels"]
                              if first["vessels"] else 0.0,
            "psa": last["psa"] / first["psa"] if first["psa"] else 0.0,
            "births": (last["births"] - first["births"]) / first["tumor_cells"]}
    if "viable_negative" in last:
        negative, positive = last["viable_negative"], last["viable"] - last["viable_negative"]
        before = first["viable_negative"], first["viable"] - first["viable_negative"]
        seen["negative"] = negative / before[0]
        seen["positive"] = positive / before[1] if before[1] else 0.0
    return seen


def main():
    program = os.environ.get("PRODROME") or "build/prodrome"
    if not os.path.exists(program):
        print(f"skipped scenarios: {program} is not built")
        return 0
    scenarios = sorted(name[:-5] for name in os.listdir("configs") if name.endswith(".yaml"))
    scenarios.remove("spheroid")  # its figures need another size: make spheroid
    tasks = [(scenario, seed) for scenario in scenarios for seed in SEEDS]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = dict(zip(tasks, pool.map(lambda task: figures(program, *task), tasks)))
    failed = 0
    for scenario in scenarios:
        animals = [results[scenario, seed] for seed in SEEDS]
        for name in animals[0]:
            values = [animal[name] for animal in animals]
            if "--show" in sys.argv:
                print(f"{scenario:22s} {name:15s} {statistics.fmean(values):9.4f} "
                      f"+/- {statistics.stdev(values):.4f}")
        for name, low, high, what in EXPECTED.get(scenario, []):
            mean = statistics.fmean(animal[name] for animal in animals)
            good = low <= mean <= high
            failed += not good
            print(f"{'ok' if good else 'not ok'} {scenario}: {what}"
                  + ("" if good else f" ({name} {mean:.4f}, not {low} to {high})"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
