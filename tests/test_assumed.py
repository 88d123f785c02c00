#!/usr/bin/python3
"""configs/assumed.tsv, the ends of every assumption of the flagship: complete, valid, around the
defaults, and told to the reader as it is.

Prints "ok NAME" or "not ok NAME" for each.
"""
import csv
import os
import re
import subprocess
import sys

PROGRAM = os.environ.get("PRODROME") or "build/prodrome"
FLAGSHIP = "configs/lncap_xenograft.yaml"


def checked(*options):
    return subprocess.run([PROGRAM, "check", FLAGSHIP, *options], capture_output=True, text=True)


def resolved():
    """Path to (value, source) of every parameter of the flagship."""
    found, above = {}, []
    for line in checked().stdout.splitlines():
        entry = re.match(r"^( *)([a-z_0-9]+):\s*([^#]*?)\s*(?:#\s*(.*))?$", line)
        if not entry:
            continue
        above = above[:len(entry[1]) // 2] + [entry[2]]
        if entry[3]:
            found[".".join(above)] = (entry[3], entry[4] or "")
    return found


def inert(path, flagship):
    """Parameters of a substance that does without them."""
    group, _, name = path.rpartition(".")
    nothing = {"uptake_": "uptake_max", "free_fraction": "vessel_supply", "vessel_": "vessel_supply"}
    for prefix, switch in nothing.items():
        value = flagship.get(f"{group}.{switch}", ("",))[0].strip('"')
        if name.startswith(prefix) and value.split(" ")[0] in ("0", "none"):
            return True
    return path == "substances.oxygen.free_fraction"  # its supply is no plasma's


def between(row, default):
    """Whether the default, in the same unit, lies between the ends."""
    value, _, unit = default.partition(" ")
    for end, sign in (("low", 1), ("high", -1)):
        text, _, own_unit = row[end].partition(" ")
        if text == "-" or re.match("[a-z]", text):
            continue
        if own_unit != unit or sign * (float(value) - float(text)) <= 0:
            return False
    return True


def main():
    if not os.path.exists(PROGRAM):
        print(f"skipped assumed: {PROGRAM} is not built")
        return 0
    with open("configs/assumed.tsv", newline="") as file:
        rows = {r["parameter"]: r for r in csv.DictReader(file, delimiter="\t")}
    flagship = resolved()
    missing = [path for path, (_, source) in flagship.items()
               if source.startswith("assumption") and source != "assumption: none"
               and path not in rows and not inert(path, flagship)]
    wrong = [(path, row[end]) for path, row in rows.items() for end in ("low", "high")
             if row[end] != "-" and checked("--set", f"{path}={row[end]}").returncode != 0]
    failed = 0
    for name, bad in (
            ("every assumption of the flagship has its ends", missing),
            ("every parameter is one of the flagship's", [p for p in rows if p not in flagship]),
            ("every end is accepted", wrong),
            ("every default lies between its ends",
             [p for p in rows if p in flagship and not between(rows[p], flagship[p][0])]),
            ("every row says where its ends come from",
             [p for p in rows if not (rows[p]["range"] or "").strip()])):
        print(f"{'not ok' if bad else 'ok'} {name}{': ' if bad else ''}"
              + ", ".join(map(str, bad)))
        failed += bool(bad)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
