#!/usr/bin/python3
"""Quiescent and necrotic cores of a spheroid in medium against its diameter.

  tests/spheroid.py            runs configs/spheroid.yaml to 800 um and prints the table

The diameter is that of a ball of as many sites as there are cells and debris. A core reaches as far
as the shells of one site's edge in which more than half of the sites rest (or are dead); 0 where
there is none. Needs python3-h5py.
"""
import argparse
import glob
import math
import os
import shutil
import subprocess
import sys

import h5py
import numpy

QUIESCENT, TUMOR, NECROTIC = 5, 2, 4  # as /phase and /cell_type say


def core(radius, marked, edge):
    """Outer radius of the innermost shells in which most sites are marked, um."""
    reach = 0.0
    for low in numpy.arange(0.0, radius.max() + edge, edge):
        shell = (radius >= low) & (radius < low + edge)
        if shell.sum() == 0:
            continue
        if marked[shell].mean() <= 0.5:
            break
        reach = low + edge
    return reach


def measure(path):
    """Day, diameter, quiescent (dead included) and necrotic core radius, um, of a snapshot."""
    with h5py.File(path) as file:
        cells = file["cells"]
        kind, phase = cells["type"][:], cells["phase"][:]
        place = numpy.stack([cells[axis][:] for axis in "xyz"], axis=1).astype(float)
        edge = float(file["x"][1] - file["x"][0])
        day = float(file["provenance"].attrs["time"])
    radius = numpy.sqrt(((place - place.mean(axis=0)) ** 2).sum(axis=1))
    dead = kind != TUMOR
    rests = (phase == QUIESCENT) | dead
    diameter = 2 * edge * (3 * len(kind) / (4 * math.pi)) ** (1 / 3)
    return day, diameter, core(radius, rests, edge), core(radius, dead, edge), int(rests.sum())


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default="build/prodrome", help="the program to run")
    parser.add_argument("--out", default="output/runs/spheroid-table", help="where the run goes")
    options = parser.parse_args()
    shutil.rmtree(options.out, ignore_errors=True)
    subprocess.run([options.program, "run", "configs/spheroid.yaml", "--quiet", "--out", options.out,
                    "--until", "16 d", "--set", "output.snapshot_every=0.125 d"], check=True)
    rows = [measure(path) for path in sorted(glob.glob(os.path.join(options.out, "snap_*.hdf")))]
    print("diameter\tday\tquiescent_cells\tquiescent_core_radius\tnecrotic_core_radius\t(um)")
    for wanted in range(100, 801, 100):
        row = next((r for r in rows if r[1] >= wanted), None)
        if row:
            print(f"{row[1]:.0f}\t{row[0]:.3g}\t{row[4]}\t{row[2]:.0f}\t{row[3]:.0f}")
    days = [(r[0], r[1] ** 3) for r in rows if 100 <= r[1] <= 350]
    if len(days) > 1:
        doubling = 24 * (days[-1][0] - days[0][0]) / math.log2(days[-1][1] / days[0][1])
        print(f"doubles in {doubling:.1f} h between {round(days[0][1] ** (1 / 3))} and "
              f"{round(days[-1][1] ** (1 / 3))} um")


if __name__ == "__main__":
    sys.exit(main())
