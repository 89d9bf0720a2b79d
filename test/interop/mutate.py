"""Spoils the outputs of a folder in one way after another, and sees that `check` refuses each: a check that cannot fail
proves nothing. Prints how many were refused; ends with 1, naming it, where one was let through."""

import contextlib
import io
import pathlib
import re
import shutil
import sys
import tempfile

import h5py
import numpy as np

from check import check


def text(name, old, new):
    def spoil(root):
        (file,) = root.glob(name)
        content = file.read_text()
        assert old in content, f"{old} is not in {file}"
        file.write_text(content.replace(old, new, 1))

    return spoil


def npz(member, change):
    def spoil(root):
        for file in root.glob("network/*/*.npz"):
            arrays = dict(np.load(file))
            arrays[member] = change(arrays[member])
            np.savez(file, **arrays)

    return spoil


def h5(path, change, name="network/*/*_sparse_*.h5"):
    def spoil(root):
        for file in root.glob(name):
            with h5py.File(file, "r+") as data:
                data[path][...] = change(data[path][...])

    return spoil


def h5_attribute(path, key, value, name="network/*/*_sparse_*.h5"):
    def spoil(root):
        for file in root.glob(name):
            with h5py.File(file, "r+") as data:
                data[path].attrs[key] = value

    return spoil


NC = "network/*/*.nc"


def last_value_greater(root):
    (file,) = root.glob("network/*/*.mtx")
    file.write_text(re.sub(r"\S+\n$", "31\n", file.read_text()))


def lost(name):
    def spoil(root):
        for file in root.glob(name):
            file.unlink()

    return spoil


def first_plus(step):
    def change(array):
        array = array.copy()
        array.flat[0] += step
        return array

    return change


def first_swapped(array):
    array = array.copy()
    array[[0, 1]] = array[[1, 0]]
    return array


def first_missing_is_dry(array):
    array = array.copy()
    array.flat[np.flatnonzero(array == -9999)[0]] = 0
    return array


def first_dry_is_missing(array):
    array = array.copy()
    array.flat[np.flatnonzero(array == 0)[0]] = -9999
    return array


def renamed(names):
    return np.array(["Elsewhere", *names[1:]], dtype=names.dtype if names.dtype.kind == "U" else object)


MUTATIONS = {
    "mtx: a value": last_value_greater,
    "mtx: unit": text("network/*/*.mtx", "% unit: mm", "% unit: cm"),
    "mtx: first minute": text("network/*/*.mtx", "(Unix 1", "(Unix 2"),
    "mtx: a name": text("network/*/*.mtx", "% column 1: ", "% column 1: x"),
    "npz: a value": npz("data", first_plus(1e-6)),
    "npz: a row": npz("indices", first_plus(-1)),
    "npz: a row of COO": npz("row", first_plus(-1)),
    "npz: a name": npz("gauges", renamed),
    "npz: first minute": npz("first_minute_s", lambda value: value + 60),
    "npz: unit": npz("unit", lambda _: np.array("cm")),
    "npz: observed": npz("observed", lambda rows: rows - [0, 0, 1]),
    "npz: coverage": npz("coverage", lambda rows: rows + [0, 0, 0, 0, 1]),
    "h5: a value of COO": h5("coo/values", first_plus(1e-6)),
    "h5: order of COO": lambda root: [h5(f"coo/{name}", first_swapped)(root) for name in ("indices_0", "indices_1", "values")],
    "h5: a value of CSC": h5("csc/values", first_plus(1e-6)),
    "h5: a value of sparse_matrix": h5("sparse_matrix/data", first_plus(1e-6)),
    "h5: a pointer of sparse_matrix": h5("sparse_matrix/indptr", lambda pointers: np.insert(pointers[:-1], 0, 0)),
    "h5: shape of sparse_matrix": h5_attribute("sparse_matrix", "shape", [527040, 9]),
    "h5: timestamps": h5("timestamps", lambda stamps: stamps + 60),
    "h5: a name": h5("gauges", renamed),
    "h5: observed": h5("observed", lambda rows: rows - [0, 0, 1]),
    "h5: coverage": h5("coverage", lambda rows: rows + [0, 0, 0, 0, 1]),
    "h5: unit": h5_attribute("/", "unit", "cm"),
    "h5: first minute": h5_attribute("/", "first_minute_s", 0),
    "h5: binsparse": h5_attribute("csc", "binsparse", '{"binsparse":{"version":"0.1","format":"CSR"}}'),
    "nc: rain": h5("rainfall_amount", first_plus(1e-6), NC),
    "nc: missing made dry": h5("rainfall_amount", first_missing_is_dry, NC),
    "nc: dry made missing": h5("rainfall_amount", first_dry_is_missing, NC),
    "nc: tips": h5("tips", first_dry_is_missing, NC),
    "nc: time": h5("time", lambda times: times + 60, NC),
    "nc: a name": h5("id", renamed, NC),
    "nc: lat": h5("lat", lambda lat: lat + 1e-9, NC),
    "nc: calibration": h5("calibration_b", lambda b: b + 1e-9, NC),
    "nc: unit": h5_attribute("rainfall_amount", "units", "cm", NC),
    "nc: time units": h5_attribute("time", "units", "minutes since 1970-01-01 00:00:00 UTC", NC),
    "a gauge's npz is lost": lost("[!n]*/*/*.npz"),
    "the network's nc is lost": lost("network/*/*.nc"),
}


def is_refused(root, spoil):
    """Whether the check of a spoilt copy of `root` finds what is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder, root.name)
        shutil.copytree(root, copy)
        if (root.parent / f"{root.name}.gauges.csv").exists():
            shutil.copy(root.parent / f"{root.name}.gauges.csv", folder)
        spoil(copy)
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                check(copy, False)
        except (AssertionError, FileNotFoundError, ValueError):
            return True
        return False


if __name__ == "__main__":
    source = pathlib.Path(sys.argv[1])
    assert not is_refused(source, lambda root: None), "the outputs are refused as they are"
    let_through = [name for name, spoil in MUTATIONS.items() if not is_refused(source, spoil)]
    for name in let_through:
        print(f"not noticed: {name}")
    print(f"refused, as they should be: {len(MUTATIONS) - len(let_through)} of {len(MUTATIONS)} spoilt outputs")
    sys.exit(1 if let_through else 0)
