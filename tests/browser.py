#!/usr/bin/python3
"""Reports of sweeps as a browser shows them: browser.py BUILD_DIR. Needs chromium, which `make browser`
installs. Each design's report is opened at the width of a telephone and of a wide screen, without a
display: nothing may be said on the console, no request may leave the page, the picture may not be
empty and nothing may stand beyond the edge. A page that does all of this shows that it would be seen.
Prints "ok NAME" or "not ok NAME"; the pictures stay in BUILD_DIR/browser for who wants to look."""
import glob
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

WIDTHS = (400, 1400)
HEIGHT = 1500
# The browser's own business on the net is kept from it: no name is found.
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
         "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr"]
BAD = """<!DOCTYPE html><html lang="en"><head><title>bad</title></head><body>
<img src="http://127.0.0.1:9/x.png" alt=""><script>console.error("bad")</script></body></html>"""


def browse(path, width, picture):
    """Opens a page; what was said on its console, and what it asked for."""
    home = tempfile.mkdtemp(prefix="browser-")
    try:
        done = subprocess.run(
            ["chromium", *FLAGS, f"--user-data-dir={home}/user", f"--log-net-log={home}/net.json",
             f"--window-size={width},{HEIGHT}", f"--screenshot={picture}", f"file://{path}"],
            capture_output=True, text=True, timeout=120, env={**os.environ, "HOME": home})
        console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
        with open(f"{home}/net.json", encoding="utf-8") as file:
            events = json.load(file)["events"]
    finally:
        shutil.rmtree(home, ignore_errors=True)
    # The browser's own requests have no origin; those of a page have one, if only "null".
    asked = {event["params"]["url"] for event in events
             if event.get("params", {}).get("initiator", "not an origin") != "not an origin"
             and "url" in event["params"]}
    return console, asked


def rows_of(path):
    """Width and the rows of a PNG file of 8 bits a channel, as bytes: the filters undone."""
    with open(path, "rb") as file:
        data = file.read()
    width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
    step = {2: 3, 6: 4}[kind]
    assert depth == 8
    packed, at = b"", 8
    while at < len(data):
        length, name = struct.unpack(">I4s", data[at:at + 8])
        packed += data[at + 8:at + 8 + length] if name == b"IDAT" else b""
        at += length + 12
    raw, rows, before = zlib.decompress(packed), [], bytearray(width * step)
    for y in range(height):
        start = y * (width * step + 1)
        rows.append(unfilter(raw[start], bytearray(raw[start + 1:start + 1 + width * step]), before, step))
        before = rows[-1]
    return width, step, rows


def unfilter(kind, row, before, step):
    for i in range(len(row) if kind else 0):
        left = row[i - step] if i >= step else 0
        corner = before[i - step] if i >= step else 0
        up = before[i]
        if kind == 4:
            guess = left + up - corner
            far = (abs(guess - left), abs(guess - up), abs(guess - corner))
            add = (left, up, corner)[far.index(min(far))]
        else:
            add = (0, left, up, (left + up) // 2)[kind]
        row[i] = (row[i] + add) & 255
    return row


def look(path, width):
    """What is wrong with a picture, or nothing: its width, how much is on it, its right edge."""
    wide, step, rows = rows_of(path)
    white = b"\xff" * step
    inked = sum(row.count(0) > 0 or row != white * wide for row in rows)
    colours = {bytes(row[i:i + step]) for row in rows[::7] for i in range(0, len(row), step)}
    if wide != width:
        return f"it is {wide} wide, not {width}"
    if inked < HEIGHT / 3 or len(colours) < 50:
        return f"it is nearly empty: {inked} rows, {len(colours)} colours"
    if any(row[-4 * step:] != white * 4 for row in rows):
        return "something stands at its right edge"
    return ""


def main():
    build = os.path.abspath(sys.argv[1])
    if not shutil.which("chromium"):
        print("skipped browser: chromium is not installed")
        return 0
    pictures = f"{build}/browser"
    shutil.rmtree(pictures, ignore_errors=True)
    os.makedirs(pictures)
    done = subprocess.run([f"{build}/tests/test_report"], env={**os.environ, "PRODROME_REPORTS": pictures},
                          capture_output=True, text=True, check=False)
    reports = sorted(glob.glob(f"{pictures}/*.html"))
    if done.returncode or len(reports) < 7:
        print(f"not ok reports: {done.stdout[-500:]}{done.stderr[-500:]}")
        return 1
    failed = 0
    with open(f"{pictures}/bad.htm", "w", encoding="utf-8") as file:
        file.write(BAD)
    console, asked = browse(f"{pictures}/bad.htm", 400, f"{pictures}/bad-400.png")
    seen = any("bad" in line for line in console) and "http://127.0.0.1:9/x.png" in asked
    print("ok a bad page is seen to be bad" if seen else f"not ok a bad page: {console} {asked}", flush=True)
    failed += not seen
    for report in reports:
        for width in WIDTHS:
            name = f"{os.path.basename(report)[:-5]} at {width}"
            picture = f"{report[:-5]}-{width}.png"
            console, asked = browse(report, width, picture)
            wrong = "; ".join(console + sorted(asked)) or look(picture, width)
            print(f"not ok {name}: {wrong}" if wrong else f"ok {name}", flush=True)
            failed += bool(wrong)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
