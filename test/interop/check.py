"""Opens every output of the folders given with NumPy, SciPy, h5py, xarray, netCDF4 and pandas, and compares values,
shapes, times, names, units and missing minutes with the CSV files beside them, exactly. Prints a line per folder."""

import json
import pathlib
import re
import sys

import h5py
import netCDF4
import numpy as np
import pandas as pd
import scipy.io
import scipy.sparse
import xarray as xr


def minutes_of(year):
    return int((np.datetime64(f"{year + 1}-01-01") - np.datetime64(f"{year}-01-01")) / np.timedelta64(1, "m"))


def start_of(year):
    return int(np.datetime64(f"{year}-01-01", "s").astype(int))


def truth_of(root, gauge, year):
    """The rain by minute, the tips by minute (NaN: none), the minutes observed, and the readings, of a gauge's year."""
    size, folder = minutes_of(year), root / gauge / str(year)
    rain, tips, seen = np.zeros(size), np.full(size, np.nan), np.zeros(size, bool)
    if not folder.exists():
        return rain, tips, seen, None
    read = lambda kind: pd.read_csv(folder / f"{gauge}_{kind}_{year}.csv", na_values="na", keep_default_na=False)
    raw, treated, runs = read("concatenated"), read("treated"), read("coverage")
    row = (raw.Timestamp.to_numpy() - start_of(year)) // 60
    np.add.at(rain, row, treated.Rain.to_numpy())
    rain = np.round(rain, 6)
    tips[row] = 0
    np.add.at(tips, row, raw.Rain.to_numpy())
    stamp = lambda text: int((np.datetime64(text.replace(" ", "T"), "s").astype(int) - start_of(year)))
    for run in runs.dropna().itertuples():
        seen[max(0, (stamp(run.Start) - int(run.Interval_s)) // 60 + 1) : stamp(run.End) // 60 + 1] = True
    interval = np.repeat(runs.Interval_s.to_numpy(float), runs.Readings.to_numpy())
    series = pd.DataFrame(
        dict(time=raw.Timestamp, tips=raw.Rain, rain_mm=treated.Rain, wind=raw.Wind, battery=raw.Battery, interval_s=interval)
    )
    return rain, tips, seen, series


def seen_from(observed, column, size):
    mask = np.zeros(size, bool)
    for of, start, end in observed:
        if of == column:
            mask[start:end] = True
    return mask


def same(what, matrix, truths):
    dense = matrix.toarray()
    assert dense.shape == (len(truths[0][0]), len(truths)), f"{what}: shape {dense.shape}"
    for j, truth in enumerate(truths):
        assert np.array_equal(dense[:, j], truth[0]), f"{what}: values of column {j}"


def check_mtx(path, gauges, year, truths):
    text = path.read_text()
    assert re.findall(r"^% column \d+: (.*)$", text, re.M) == gauges, f"{path}: names"
    assert f"(Unix {start_of(year)})" in text and "% unit: mm" in text, f"{path}: first minute and unit"
    same(path, scipy.io.mmread(path), truths)


def check_npz(path, gauges, year, truths):
    more = np.load(path)
    csc = scipy.sparse.load_npz(path)
    same(path, csc, truths)
    same(path, scipy.sparse.coo_matrix((more["data"], (more["row"], more["col"])), csc.shape), truths)
    assert list(more["gauges"]) == gauges and more["first_minute_s"] == start_of(year), f"{path}: names and first minute"
    for j, truth in enumerate(truths):
        assert np.array_equal(seen_from(more["observed"], j, csc.shape[0]), truth[2]), f"{path}: observed {j}"


def check_h5(path, gauges, year, truths):
    with h5py.File(path) as file:
        shape = (minutes_of(year), len(gauges))
        get = lambda group, *names: [file[group][name][:] for name in names]
        i, j, mm = get("coo", "indices_0", "indices_1", "values")
        same(path, scipy.sparse.coo_matrix((mm, (i, j)), shape), truths)
        pointers, rows, values = get("csc", "pointers_to_1", "indices_1", "values")
        same(path, scipy.sparse.csc_matrix((values, rows, pointers), shape), truths)
        for group, format_ in (("coo", "COO"), ("csc", "CSC")):
            said = json.loads(file[group].attrs["binsparse"])["binsparse"]
            stored = {name: str(array.dtype) for name, array in file[group].items()}
            assert said == dict(
                version="0.1", format=format_, shape=list(shape), number_of_stored_values=len(mm), data_types=stored
            ), f"{path}: binsparse {said}"
        old = file["sparse_matrix"]
        same(path, scipy.sparse.csr_matrix((old["data"][:], old["indices"][:], old["indptr"][:]), old.attrs["shape"]), truths)
        assert np.array_equal(file["timestamps"][:], start_of(year) + 60 * np.arange(shape[0])), f"{path}: timestamps"
        assert [name.decode() for name in file["gauges"][:]] == gauges and file.attrs["unit"] == "mm", f"{path}: names, unit"
        for column, truth in enumerate(truths):
            assert np.array_equal(seen_from(file["observed"][:], column, shape[0]), truth[2]), f"{path}: observed"


def check_nc(path, gauges, year, truths):
    with xr.open_dataset(path) as data:
        times = np.datetime64(f"{year}-01-01") + np.arange(minutes_of(year)).astype("timedelta64[m]")
        assert np.array_equal(data.time.values, times.astype("datetime64[ns]")), f"{path}: times"
        assert list(data.id.values) == gauges and data.rainfall_amount.attrs["units"] == "mm", f"{path}: names, unit"
        for j, (rain, tips, seen, _) in enumerate(truths):
            known = seen | ~np.isnan(tips)
            expected = np.where(known, rain, np.nan)
            assert np.array_equal(data.rainfall_amount[j].values, expected, equal_nan=True), f"{path}: rain of {gauges[j]}"
            assert np.array_equal(data.tips[j].values, tips, equal_nan=True), f"{path}: tips of {gauges[j]}"
    with netCDF4.Dataset(path) as data:
        assert data.dimensions["time"].isunlimited() and data.variables["rainfall_amount"].dimensions == ("id", "time")
        assert "CF-1.10" in data.Conventions and data.variables["time"].units == "seconds since 1970-01-01 00:00:00 UTC"
        for j, (_, tips, seen, _) in enumerate(truths):
            mask = np.ma.getmaskarray(data.variables["rainfall_amount"][j])
            assert np.array_equal(mask, ~(seen | ~np.isnan(tips))), f"{path}: missing minutes of {gauges[j]}"


def check_parquet(path, truth):
    rows = pd.read_parquet(path)
    rows["time"] = rows.time.astype("int64") // (1000 if str(rows.time.dtype).startswith("datetime64[ms") else 10**9)
    for name in truth[3].columns:
        assert np.array_equal(rows[name].to_numpy(float), truth[3][name].to_numpy(float), equal_nan=True), f"{path}: {name}"


CHECKS = {".mtx": check_mtx, ".npz": check_npz, ".h5": check_h5, ".nc": check_nc}


def check(root, with_parquet):
    count, truths = 0, {}
    known = lambda gauge, year: truths.setdefault((gauge, year), truth_of(root, gauge, year))
    for path in sorted(p for p in root.rglob("*") if p.suffix in CHECKS):
        year = int(path.parent.name)
        mtx = path.parent / (path.parent.parent.name + f"_sparse_{year}.mtx")
        gauges = re.findall(r"^% column \d+: (.*)$", mtx.read_text(), re.M)
        CHECKS[path.suffix](path, gauges, year, [known(gauge, year) for gauge in gauges])
        count += 1
    for path in sorted(root.rglob("*.parquet")) if with_parquet else []:
        gauge, year = (part.split("=", 1)[1] for part in path.parts[-3:-1])
        check_parquet(path, known(gauge, int(year)))
        count += 1
    print(f"ok {root.name}: {count} files")


if __name__ == "__main__":
    with_parquet = sys.argv[1] == "parquet"
    for folder in sys.argv[2:]:
        check(pathlib.Path(folder), with_parquet)
