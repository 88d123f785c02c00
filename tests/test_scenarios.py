#!/usr/bin/python3
"""Every scenario of configs/ at a reduced size: what its heading promises, over two animals.

Prints "ok NAME" or "not ok NAME" for each figure; --show prints the figures instead. The reduced
tumor has 2,000 founders in 32^3 sites and is followed for four days: doses act as at full size, but
there is no time to be cleared or to regrow.
"""
import concurrent.futures
import csv
import os
import re
import statistics
import subprocess
import sys
import tempfile

SEEDS = (1, 3)
SMALL = ["grid.nx=32", "grid.ny=32", "grid.nz=32", "tumor.cells=2000", "time.burn_in=1 d",
         "time.end=4 d", "output.snapshot_every=4 d", "stop.volume_ratio=0"]

# scenario: observable, smallest and largest mean over the animals, what it says
EXPECTED = {
    "lncap_control": [("viable", 1.8, 5.5, "grows in four days to three or four times its cells"),
                      ("by_drug", 0.0, 0.0, "nobody dies of a drug")],
    "lncap_xenograft": [("viable", 0.0, 0.001, "no viable cell is left"),
                        ("by_drug", 0.8, 1.3, "what was there has died of the drug")],
    "dose_14": [("viable", 0.0, 0.03, "a quarter of the dose leaves a few in a thousand")],
    "dose_28": [("viable", 0.0, 0.01, "half of it leaves fewer")],
    "dose_84": [("viable", 0.0, 0.0001, "more of it none")],
    "single_dose": [("viable", 0.02, 0.95, "one dose leaves a good part of the tumor")],
    "three_cycles": [("by_drug", 0.8, 1.3, "the first course is the flagship's")],
    "psma_null": [("by_drug", 0.0, 0.0, "the prodrug is inert")],
    "psma_negative_tumor": [("by_drug", 0.0, 0.01, "what the vessels make kills nobody")],
    "endothelium_off": [("viable", 0.0, 0.001, "as the flagship: the tumor's PSMA does it")],
    "mosaic_10": [("negative", 0.1, 3.0, "most animals keep their negative cells"),
                  ("by_drug", 0.1, 1.2, "some cells die")],
    "mosaic_50": [("negative", 0.0, 0.02, "half the PSMA kills the negative cells beside it too")],
    "mosaic_90": [("negative", 0.0, 0.001, "no negative cell is left")],
    "er_depletion": [("viable", 0.0, 0.001, "the emptied ER kills as well")],
    "castrate": [("psa", 0.5, 1.9, "serum PSA rises less than the control's"),
                 ("viable", 1.5, 5.0, "fewer cells than the control's")],
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
            command += ["--set", "time.end=60 d", "--until", "4 d"]
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
    if "viable_clone_negative" in last:
        clone = "viable_clone_negative"
        negative, positive = last[clone], last["viable"] - last[clone]
        before = first[clone], first["viable"] - first[clone]
        seen["negative"] = negative / before[0]
        seen["positive"] = positive / before[1] if before[1] else 0.0
    return seen


def main():
    program = os.environ.get("PRODROME") or "build/prodrome"
    if not os.path.exists(program):
        print(f"skipped scenarios: {program} is not built")
        return 0
    if "/asan/" in program:
        print("skipped scenarios: they take too long under the sanitizers")
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
