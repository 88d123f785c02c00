"""Reads a run folder with h5py and numpy: python3 output/read_run.py output/runs/lncap_xenograft-1"""
import glob
import os
import sys

import h5py
import numpy as np


def table(path):
    """A CSV file as a dictionary of columns by name, without the units."""
    rows = np.genfromtxt(path, delimiter=",", dtype=None, encoding="utf-8", names=True,
                         deletechars="", replace_space=" ", ndmin=1)
    return {name.split("[")[0]: rows[name] for name in rows.dtype.names}


def cells(snapshot):
    """The table of cells as columns, and the words for their types."""
    words = snapshot["cells/type"].attrs["flag_meanings"].decode().split()
    return {name: column[:] for name, column in snapshot["cells"].items()}, words


def main(folder):
    series = table(os.path.join(folder, "timeseries.csv"))
    doses = table(os.path.join(folder, "events.csv"))
    volume = series["caliper_volume"]
    print(f"caliper volume: {volume[0]:.3f} mm3 on day {series['time'][0]:g}, "
          f"{volume[-1]:.3f} mm3 on day {series['time'][-1]:g}")
    for time, drug, amount in zip(doses["time"], doses["drug"], doses["amount"]):
        print(f"dose: {amount:g} mg/kg {drug} on day {time:g}")

    for path in sorted(glob.glob(os.path.join(folder, "snap_*.hdf")))[::10]:
        with h5py.File(path) as snapshot:
            day = snapshot["provenance"].attrs["time"]
            columns, words = cells(snapshot)
            tumor = columns["type"] == words.index("tumor")
            if not tumor.any():
                print(f"day {day:g}: no living tumor cell")
                continue
            print(f"day {day:g}: {tumor.sum()} tumor cells, median PSMA "
                  f"{np.median(columns['psma'][tumor]):.3g} per cell")
            if "oxygen" in snapshot:  # simulated unless a configuration disables it
                mass = [words.index(word) for word in ("tumor", "apoptotic", "necrotic")]
                oxygen = snapshot["oxygen"][:][np.isin(snapshot["cell_type"][:], mass)]
                print(f"    median oxygen with bodies and debris {np.median(oxygen):.3g} "
                      f"{snapshot['oxygen'].attrs['units'].decode()}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
