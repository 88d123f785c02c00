#!/usr/bin/python3
"""prodrome export from outside: frames, movies and tables of a run's snapshots, what their files say,
and that a failure leaves nothing behind.

Prints "ok NAME", "not ok NAME" or "skipped NAME why" for each case.
"""
import csv
import glob
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

PROGRAM = os.path.abspath(os.environ.get("PRODROME") or "build/prodrome")
HOME = os.path.abspath(".")
SNAPSHOTS = 4
SMALL = ("run: {name: small}\ngrid: {nx: 15, ny: 14, nz: 13}\ntumor: {cells: 200}\n"
         "time: {burn_in: 3 h, end: 18 h}\noutput: {snapshot_every: 6 h, series_every: 6 h}\n"
         "doses: [{drug: mipsagargin, amount: 56 mg/kg, at: 1 h}]\n")
EXIT_UNAVAILABLE, EXIT_IO = 69, 74

# name: arguments, exit code, what is said
REFUSED = {
    "no run": ("", 64, "which run"),
    "two runs": ("run run --frames x", 64, "one run folder"),
    "nothing asked": ("run", 64, "one of --movie"),
    "two kinds": ("run --frames x --csv y", 64, "one of --movie"),
    "another kind of movie": ("run --movie x.avi", 64, ".mp4 or .gif"),
    "a movie without a name": ("run --movie .mp4", 64, ".mp4 or .gif"),
    "no frames a second": ("run --movie x.gif --fps 0", 64, "1 to 50"),
    "too many frames a second": ("run --movie x.gif --fps 51", 64, "1 to 50"),
    "half a frame a second": ("run --movie x.gif --fps 0.5", 64, "1 to 50"),
    "frames a second of pictures": ("run --frames x --fps 5", 64, "--fps is for --movie"),
    "a field of tables": ("run --csv x --field oxygen", 64, "not for --csv"),
    "an unknown field": ("run --frames x --field water", 64, "there are: active_drug"),
    "a slice outside": ("run --frames x --slice 13", 64, "sites 0 to 12"),
    "a slice across": ("run --frames x --axis w", 64, "x, y or z"),
    "a run that is not there": ("none --frames x", 66, "none"),
    "a run without snapshots": ("bare --frames x", 66, "run.hdf.series"),
    "a damaged snapshot, frames": ("damaged --frames x", 65, "snap_000002.hdf"),
    "a damaged snapshot, movie": ("damaged --movie x.gif", 65, "snap_000002.hdf"),
    "a damaged snapshot, tables": ("damaged --csv x/y", 65, "snap_000002.hdf"),
    "a folder that is there, frames": ("run --frames bare", 73, "bare"),
    "a folder that is there, tables": ("run --csv bare", 73, "bare"),
    "a folder below a file": ("run --frames small.yaml/x", 74, "small.yaml/x"),
    "a movie below a file": ("run --movie small.yaml/x.mp4", 74, "small.yaml/x.mp4"),
}


class Skipped(Exception):
    pass


def export(arguments, **environment):
    return subprocess.run([PROGRAM, "export", *arguments.split()], capture_output=True, text=True,
                          timeout=300, env={**os.environ, **environment})


def tree():
    return {path: os.path.getmtime(path) for path in glob.glob("**", recursive=True)}


def refused(arguments, code, text, **environment):
    """It ends like that, and everything is as it was."""
    if "--movie" in arguments and code not in (64, EXIT_UNAVAILABLE) and not environment:
        need("ffmpeg")
    before = tree()
    done = export(arguments, **environment)
    if done.returncode != code or text not in done.stderr:
        return f"{done.returncode}: {done.stderr[-300:]}"
    return "" if tree() == before else f"something is left: {set(tree()) ^ set(before)}"


def made(arguments):
    done = export(arguments)
    return "" if done.returncode == 0 else f"{done.returncode}: {done.stderr[-300:]}"


def need(program):
    if not shutil.which(program):
        raise Skipped(f"there is no {program}")


def png(path):
    """Size, text fields and kinds of chunks of a PNG file whose sums are right."""
    data = open(path, "rb").read()
    assert data[:8] == b"\x89PNG\r\n\x1a\n", f"{path}: no PNG"
    size, texts, kinds, at = None, {}, [], 8
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + length]
        assert struct.unpack(">I", data[at + 8 + length:at + 12 + length])[0] == zlib.crc32(kind + body)
        kinds.append(kind.decode())
        if kind == b"IHDR":
            size = struct.unpack(">II", body[:8])
        elif kind == b"tEXt":
            key, text = body.split(b"\0", 1)
            texts[key.decode("latin-1")] = text.decode("ascii")
        elif kind == b"iTXt":
            key, rest = body.split(b"\0", 1)
            texts[key.decode("latin-1")] = rest[2:].split(b"\0", 2)[2].decode("utf-8")
        at += 12 + length
    return size, texts, kinds


def run_json(folder="run"):
    with open(f"{folder}/run.json") as file:
        return json.load(file)


def labels_of(path, title, source):
    """What a picture says of itself."""
    _, texts, kinds = png(path)
    wrong = [key for key, words in {"Title": title, "Source": source, "Software": "prodrome "}.items()
             if words not in texts.get(key, "")]
    if texts.get("Config-SHA-256") != run_json()["config_sha256"]:
        wrong.append("Config-SHA-256")
    if "tIME" in kinds or wrong:
        return f"{path}: {wrong} {kinds} {texts}"
    return ""


def frames():
    """One for each snapshot, of one size, the same bytes again."""
    wrong = made("run --frames a/b") or made("run --frames c")
    if wrong:
        return wrong
    names = sorted(os.listdir("a/b"))
    if names != [f"frame_{i:06d}.png" for i in range(SNAPSHOTS)]:
        return f"{names}"
    pictures = [open(f"a/b/{name}", "rb").read() for name in names]
    if pictures != [open(f"c/{name}", "rb").read() for name in names]:
        return "the same run gives other bytes"
    if len(set(pictures)) != SNAPSHOTS:
        return "two frames are the same"
    sizes = {png(f"a/b/{name}")[0] for name in names}
    return "" if len(sizes) == 1 else f"{sizes}"


def frames_say_what_they_are():
    return labels_of("a/b/frame_000002.png", "small, seed 1: slice of cells and oxygen",
                     "run small, seed 1, snap_000002.hdf of day 0.5, state ")


def frames_are_the_slices_of_plot():
    """The first, whose legend has no more than it shows when it is the only one."""
    shutil.copytree("run", "one")
    with open("run/run.hdf.series") as file:
        series = json.load(file)
    with open("one/run.hdf.series", "w") as file:
        json.dump({**series, "files": series["files"][2:3]}, file)
    wrong = made("one --frames d --field prodrug --axis x --slice 3")
    plot = subprocess.run([PROGRAM, "plot", "one", "--tumor", "--days", "0.5", "--out", "e.png", "--field",
                           "prodrug", "--axis", "x", "--slice", "3"], capture_output=True, text=True)
    if wrong or plot.returncode != 0:
        return wrong + plot.stderr
    same = open("d/frame_000000.png", "rb").read() == open("e.png", "rb").read()
    return "" if same else "they differ"


def curves_say_what_they_are():
    subprocess.run([PROGRAM, "plot", "run", "--out", "v.png"], check=True, stdout=subprocess.DEVNULL)
    return labels_of("v.png", "small, seed 1: volume",
                     f"timeseries.csv to day 0.75, state {run_json()['state_hash']}")


def a_name_beyond_ascii():
    """Is a field of Unicode."""
    shutil.copytree("run", "gr\u00f6\u00dfer")
    report = {**run_json(), "name": "gr\u00f6\u00dfer"}
    with open("gr\u00f6\u00dfer/run.json", "w") as file:
        json.dump(report, file)
    wrong = made("gr\u00f6\u00dfer --frames g")
    _, texts, kinds = png("g/frame_000000.png")
    well = texts["Title"].startswith("gr\u00f6\u00dfer, ") and "iTXt" in kinds
    return wrong or ("" if well else f"{texts}")


def movie(name, codec):
    """A player sees one picture for each snapshot, of even size, and the same film is the same file."""
    need("ffmpeg")
    wrong = made(f"run --movie {name} --fps 4") or made(f"run --movie again-{name} --fps 4")
    if wrong:
        return wrong
    if open(name, "rb").read() != open(f"again-{name}", "rb").read():
        return "the same run gives other bytes"
    need("ffprobe")
    told = json.loads(subprocess.run(
        ["ffprobe", "-v", "error", "-count_frames", "-show_streams", "-show_format", "-of", "json", name],
        capture_output=True, text=True, check=True).stdout)
    stream, (across, down) = told["streams"][0], png("a/b/frame_000000.png")[0]
    seen = [stream["codec_name"], stream["nb_read_frames"], stream["r_frame_rate"]]
    if seen != [codec, str(SNAPSHOTS), "4/1"]:
        return f"{seen}"
    even = name.endswith(".mp4")
    size = (across + across % 2, down + down % 2) if even else (across, down)
    if (stream["width"], stream["height"]) != size or (even and stream["pix_fmt"] != "yuv420p"):
        return f"{stream['width']} x {stream['height']}, {stream['pix_fmt']}"
    if even and "run small, seed 1, " not in told["format"]["tags"].get("comment", ""):
        return f"{told['format']}"
    return ""


def colours_of_a_movie(name):
    """Are those of the frame: host tissue, in the corner of the picture of the cells."""
    need("ffmpeg")
    if not os.path.exists(name):
        raise Skipped("there is no movie")
    for file in (name, "a/b/frame_000000.png"):
        raw = subprocess.run(["ffmpeg", "-v", "error", "-i", file, "-vf", "crop=8:8:42:190", "-frames:v",
                              "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"], capture_output=True,
                             check=True).stdout
        if max(abs(raw[i] - b"\xF1\xF1\xEE"[i % 3]) for i in range(len(raw))) > 4:
            return f"{file}: {raw[:12].hex()}"
    return ""


def movie_in_place_of_another():
    """A name like an option or an address, and one that is there."""
    need("ffmpeg")
    for name in ("--movie=-x.gif", "--movie=pipe:1.gif"):
        wrong = made(f"run {name}") or ("" if os.path.exists(name[8:]) else f"{name} is not there")
        if wrong:
            return wrong
    with open("old.gif", "w") as file:
        file.write("old")
    wrong = made("run --movie old.gif")
    return wrong or ("" if open("old.gif", "rb").read(3) == b"GIF" else "it is the old one")


def fake(script):
    """A folder for PATH with an ffmpeg of that kind."""
    folder = tempfile.mkdtemp(prefix="bin-", dir="..")
    path = os.path.join(folder, "ffmpeg")
    with open(path, "w") as file:
        file.write(f"#!/bin/sh\n{script}\n")
    os.chmod(path, 0o755)
    return os.path.abspath(folder) + ":/usr/bin:/bin"


def without_ffmpeg():
    for path in ("", "/nonexistent", ":", "."):
        wrong = refused("run --movie x.mp4", EXIT_UNAVAILABLE, "--frames", PATH=path)
        if wrong:
            return f"PATH={path}: {wrong}"
    return ""


FAILING = {
    "at once": ("echo first >&2; echo 'no such encoder' >&2; exit 3", "ffmpeg failed: no such encoder"),
    "silently": ("exit 3", "exit code 3"),
    "by a signal": ("kill -9 $$", "signal 9"),
    "on the way": ("head -c 100000 >/dev/null; for a; do :; done; echo half >\"${a#file:}\"; "
                   "printf 'disk \\033[2Jfull\\n' >&2; exit 1", "ffmpeg failed: disk  [2Jfull"),
    "at the end": ("cat >/dev/null; for a; do :; done; echo half >\"${a#file:}\"; exit 1", "exit code 1"),
    "without a word": ("exit 0", "ffmpeg failed"),
    "without a file": ("cat >/dev/null", "x.mp4.part"),
}


def temporary_name():
    """Something of that name, here a link to elsewhere, is not written through."""
    need("ffmpeg")
    with open("elsewhere", "w") as file:
        file.write("mine")
    os.symlink("elsewhere", "l.gif.part")
    wrong = made("run --movie l.gif")
    return wrong or ("" if open("elsewhere").read() == "mine" else "it was")


def tables():
    """Every number of the snapshots, unchanged."""
    try:
        import h5py
        import numpy
    except ImportError as error:
        raise Skipped("h5py is not installed") from error
    wrong = made("run --csv t")
    if wrong:
        return wrong
    expected = {f"{table}_{i:06d}.csv" for i in range(SNAPSHOTS) for table in ("cells", "deaths")}
    if set(os.listdir("t")) != expected:
        return f"{sorted(os.listdir('t'))}"
    for i in range(SNAPSHOTS):
        with h5py.File(f"run/snap_{i:06d}.hdf") as snapshot:
            for table in ("cells", "deaths"):
                with open(f"t/{table}_{i:06d}.csv", newline="") as file:
                    head, *rows = csv.reader(file)
                group = snapshot[table]
                columns = {name: data for name, data in group.items() if isinstance(data, h5py.Dataset)}
                units = {f"{name}[{data.attrs['units'].decode()}]" for name, data in columns.items()}
                if set(head) != units:
                    return f"{table} {i}: {head}"
                for place, cell in enumerate(head):
                    data = columns[cell.split("[")[0]][...]
                    read = numpy.array([row[place] for row in rows], dtype=object)
                    kind = int if data.dtype.kind == "u" else float
                    if not numpy.array_equal(numpy.array([kind(x) for x in read], dtype=data.dtype), data):
                        return f"{table} {i}: {cell} differs"
    return ""


def main():
    if not os.path.exists(PROGRAM):
        print(f"skipped export: {PROGRAM} is not built")
        return 0
    home = tempfile.mkdtemp(prefix="export-")
    os.mkdir(os.path.join(home, "here"))
    os.chdir(os.path.join(home, "here"))
    with open("small.yaml", "w") as file:
        file.write(SMALL)
    subprocess.run([PROGRAM, "run", "small.yaml", "--quiet", "--out", "run"], check=True,
                   stdout=subprocess.DEVNULL)
    shutil.copytree("run", "damaged")
    with open("damaged/snap_000002.hdf", "r+b") as file:
        file.seek(3000)
        file.write(b"damage")
    os.mkdir("bare")
    shutil.copy("run/run.json", "bare")
    shutil.copy("run/timeseries.csv", "bare")

    cases = {name: lambda row=row: refused(*row) for name, row in REFUSED.items()}
    cases |= {f.__name__: f for f in (frames, frames_say_what_they_are, frames_are_the_slices_of_plot,
                                      curves_say_what_they_are, a_name_beyond_ascii, without_ffmpeg)}
    cases |= {f"ffmpeg fails {how}": lambda row=row: refused("run --movie x.mp4", EXIT_IO, row[1],
                                                           PATH=fake(row[0]))
              for how, row in FAILING.items()}
    cases |= {"mp4": lambda: movie("m.mp4", "h264"), "gif": lambda: movie("m.gif", "gif"),
              "colours of mp4": lambda: colours_of_a_movie("m.mp4"),
              "colours of gif": lambda: colours_of_a_movie("m.gif")}
    cases |= {f.__name__: f for f in (movie_in_place_of_another, temporary_name, tables)}
    failed = 0
    for name, case in cases.items():
        try:
            wrong = case()
        except Skipped as why:
            print(f"skipped {name}: {why}", flush=True)
            continue
        except (AssertionError, OSError, KeyError, subprocess.SubprocessError) as error:
            wrong = repr(error)
        print(f"not ok {name}: {wrong}" if wrong else f"ok {name}", flush=True)
        failed += bool(wrong)
    os.chdir(HOME)
    shutil.rmtree(home)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
