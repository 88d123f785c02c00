"""Opens a run with the programs that people in the field use, and as the documentation does. Needs
the path of the program in PRODROME. One line for each case: ok NAME, not ok NAME, or skipped NAME
why."""
import glob
import os
import re
import subprocess
import sys
import tempfile

CONFIG = """\
run: {name: readers, seed: 3}
grid: {nx: 24, ny: 22, nz: 20}
time: {burn_in: 0.25 d, end: 0.25 d}
output: {snapshot_every: 2 h, series_every: 6 h}
tumor: {cells: 900}
doses:
  - {drug: mipsagargin, amount: 56 mg/kg, at: 0 d}
"""
SHAPE = (20, 22, 24)
STATES = {"cell_type", "phase", "perfused"}
PLACE = "output/runs/lncap_xenograft-1"  # of the run that the documentation reads
TREE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FIELDS = {"oxygen": "mmHg", "prodrug": "nM", "active_drug": "nM"}


class Skip(Exception):
    pass


def needs(module):
    try:
        return __import__(module, fromlist=["_"])
    except ImportError:
        raise Skip(f"{module} is not installed")


def with_h5py(path):
    h5py = needs("h5py")
    with h5py.File(path) as f:
        seen = []

        def visit(name, thing):
            if isinstance(thing, h5py.Dataset):
                assert thing.attrs["units"] and thing.attrs["long_name"], name
                seen.append(name)

        f.visititems(visit)
        assert len(seen) > 25, seen
        for name in FIELDS:
            late = f.attrs["time"] - f[name].attrs["valid_time"]
            assert 0 <= late <= 4.001 / 24, (name, late)
        for name in STATES | set(FIELDS):
            assert f[name].shape == SHAPE, name
            assert [d[0].name for d in f[name].dims] == ["/z", "/y", "/x"], name
            assert f["VTKHDF/PointData"][name] == f[name], name
            assert f["VTKHDF/PointData"].get(name, getlink=True).path == "/" + name
        assert f["x"][0] == 10 and f["x"].attrs["units"] == b"um"
        p = f["provenance"].attrs
        for name in "version commit compiler flags config config_sha256 seed rng step".split():
            assert name in p, name


def with_pandas(path):
    h5py, pandas = needs("h5py"), needs("pandas")
    with h5py.File(path) as f:
        cells = pandas.DataFrame({name: column[:] for name, column in f["cells"].items()})
        words = f["cells/type"].attrs["flag_meanings"].decode().split()
        sites = f["cell_type"][:]
    tumor = cells[cells.type == words.index("tumor")]
    assert len(tumor) > 500 and cells.id.is_unique
    assert (sites[tuple((cells[[a]].values.ravel() // 20).astype(int) for a in "zyx")]
            == cells.type).all()


def check_dataset(data):
    for name, unit in FIELDS.items():
        assert data[name].dims == ("z", "y", "x") and data[name].shape == SHAPE
        assert data[name].attrs["units"] == unit, data[name].attrs
        assert data[name].attrs["valid_time"] <= data.attrs["time"], data[name].attrs
    assert data.oxygen.sel(x=30, y=50, z=70).size == 1
    assert str(data.cell_type.attrs["flag_meanings"]).startswith("host gap tumor")
    assert float(data.oxygen.mean()) > 0


def with_xarray(path, engine, module):
    needs(module)
    xarray = needs("xarray")
    with xarray.open_dataset(path, engine=engine) as data:
        check_dataset(data)
    with xarray.open_dataset(path, engine=engine, group="cells") as cells:
        assert cells.psma.dims == ("id",) and cells.psma.size > 500
    with xarray.open_dataset(path, engine=engine, group="deaths") as deaths:
        assert "cause" in deaths


def with_netcdf4(path):
    netCDF4 = needs("netCDF4")
    with netCDF4.Dataset(path) as data:
        assert data["oxygen"].dimensions == ("z", "y", "x")
        assert data["cells"]["psma"].units == "1"


def with_vtk(path):
    try:
        from vtkmodules.vtkIOHDF import vtkHDFReader
        from vtkmodules.util.numpy_support import vtk_to_numpy
    except ImportError:
        raise Skip("python3-vtk9 is not installed")
    h5py = needs("h5py")
    reader = vtkHDFReader()
    assert reader.CanReadFile(path)
    reader.SetFileName(path)
    reader.Update()
    image = reader.GetOutput()
    assert image.GetDimensions() == SHAPE[::-1] and image.GetSpacing() == (20, 20, 20)
    with h5py.File(path) as f:
        for name in STATES | set(FIELDS):
            array = vtk_to_numpy(image.GetPointData().GetArray(name)).reshape(SHAPE)
            assert (array == f[name][:]).all(), name


READERS = {
    "h5py": with_h5py,
    "pandas": with_pandas,
    "xarray (netcdf4)": lambda path: with_xarray(path, "netcdf4", "netCDF4"),
    "xarray (h5netcdf)": lambda path: with_xarray(path, "h5netcdf", "h5netcdf"),
    "netCDF4": with_netcdf4,
    "VTK, as ParaView reads it": with_vtk,
}


def run(folder, out, *options):
    """A small run: snapshots at day 0, without deaths, and later."""
    program = os.environ.get("PRODROME") or "build/prodrome"
    if not os.access(program, os.X_OK):
        raise Skip(f"{program} is not built")
    config = os.path.join(folder, "readers.yaml")
    with open(config, "w") as f:
        f.write(CONFIG)
    subprocess.run([program, "run", config, "--out", os.path.join(folder, out), "--quiet",
                    *options], check=True)


def python(folder, *arguments):
    """What Python prints, in a folder that holds the run."""
    done = subprocess.run([sys.executable, *arguments], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def with_snippet(folder, document, *modules):
    for module in modules:
        needs(module)
    with open(os.path.join(TREE, document)) as f:
        snippets = re.findall(r"^```python\n(.*?)^```$", f.read(), re.MULTILINE | re.DOTALL)
    assert len(snippets) == 1, snippets
    return python(folder, "-c", snippets[0])


def with_median(folder):
    """The median that the snippet prints is that of the time series, to the census's 0.2 %."""
    printed = float(with_snippet(folder, "output/README.md", "xarray", "netCDF4").split()[0])
    with open(os.path.join(folder, PLACE, "timeseries.csv")) as f:
        head, day0 = (next(f).strip().split(",") for _ in range(2))
    counted = float(day0[head.index("oxygen_median[mmHg]")])
    assert abs(printed / counted - 1) < 0.003, (printed, counted)


def with_read_run(folder):
    needs("h5py")
    script = os.path.join(TREE, "output/read_run.py")
    run(folder, "airless", "--set", "substances.oxygen.enabled=no")
    whole, airless = python(folder, script, PLACE), python(folder, script, "airless")
    for words in "dose: 56 mg/kg mipsagargin on day 0", "tumor cells, median PSMA":
        assert words in whole and words in airless, (whole, airless)
    assert "median oxygen" in whole and "oxygen" not in airless, (whole, airless)


DOCUMENTS = {
    "Python of README.md": lambda folder: with_snippet(folder, "README.md", "h5py", "pandas"),
    "Python of output/README.md": with_median,
    "output/read_run.py": with_read_run,
}


def case(name, read, things):
    """Prints the outcome of a case; whether it failed."""
    try:
        for thing in things:
            read(thing)
        print("ok", name)
    except Skip as why:
        print("skipped", name, why)
    except Exception as error:
        print("not ok", name, type(error).__name__, str(error).replace("\n", " "))
        return True
    return False


def main():
    with tempfile.TemporaryDirectory() as folder:
        try:
            run(folder, PLACE)
        except Skip as why:
            print("skipped readers", why)
            return 0
        paths = sorted(glob.glob(os.path.join(folder, PLACE, "snap_*.hdf")))
        failed = [case(name, read, paths) for name, read in READERS.items()]
        failed += [case(name, read, [folder]) for name, read in DOCUMENTS.items()]
    return int(any(failed))


if __name__ == "__main__":
    sys.exit(main())
