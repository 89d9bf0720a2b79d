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
        every = int(run.Interval_s)
        before = (stamp(run.Start) - every + (2 if every > 60 else 0)) // 60
        seen[max(0, before + 1) : max(0, (stamp(run.End) + min(every, 60)) // 60)] = True
    interval = np.repeat(runs.Interval_s.to_numpy(float), runs.Readings.to_numpy())
    series = pd.DataFrame(
        dict(time=raw.Timestamp, tips=raw.Rain, rain_mm=treated.Rain, wind=raw.Wind, battery=raw.Battery, interval_s=interval)
    )
    return rain, tips, seen, series


def runs_of(root, gauge, year):
    """The rows of the coverage table: first, last, interval (0: not known), readings."""
    file = root / gauge / str(year) / f"{gauge}_coverage_{year}.csv"
    if not file.exists():
        return np.zeros((0, 4), "int64")
    runs = pd.read_csv(file, na_values="na")
    seconds = lambda texts: pd.to_datetime(texts).astype("int64") // 10**9
    return np.column_stack([seconds(runs.Start), seconds(runs.End), runs.Interval_s.fillna(0), runs.Readings]).astype("int64")


def check_coverage(path, coverage, gauges, year):
    """The coverage table of a binary matrix: rows of column and run, as the coverage tables of its gauges say."""
    root = path.parents[2]
    expected = [[[j, *run] for run in runs_of(root, gauge, year)] for j, gauge in enumerate(gauges)]
    assert np.array_equal(coverage, np.array(sum(expected, []), "int64").reshape(-1, 5)), f"{path}: coverage"


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
    assert str(more["unit"]) == "mm", f"{path}: unit"
    check_coverage(path, more["coverage"], gauges, year)
    for j, truth in enumerate(truths):
        assert np.array_equal(seen_from(more["observed"], j, csc.shape[0]), truth[2]), f"{path}: observed {j}"


def check_h5(path, gauges, year, truths):
    with h5py.File(path) as file:
        shape = (minutes_of(year), len(gauges))
        get = lambda group, *names: [file[group][name][:] for name in names]
        i, j, mm = get("coo", "indices_0", "indices_1", "values")
        same(path, scipy.sparse.coo_matrix((mm, (i, j)), shape), truths)
        assert np.all(np.diff(i.astype("int64") * shape[1] + j) > 0), f"{path}: COO is not by row, then column, once each"
        pointers, rows, values = get("csc", "pointers_to_1", "indices_1", "values")
        same(path, scipy.sparse.csc_matrix((values, rows, pointers), shape), truths)
        for start, end in zip(pointers, pointers[1:]):
            assert np.all(np.diff(rows[start:end]) > 0), f"{path}: rows of a column do not ascend"
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
        assert file.attrs["first_minute_s"] == start_of(year), f"{path}: first minute"
        check_coverage(path, file["coverage"][:], gauges, year)
        for column, truth in enumerate(truths):
            assert np.array_equal(seen_from(file["observed"][:], column, shape[0]), truth[2]), f"{path}: observed"


OPENSENSE = {
    "time": {"units": "seconds since 1970-01-01 00:00:00 UTC", "long_name": "time_utc", "calendar": "standard"},
    "id": {"long_name": "personal_weather_station_identifier", "cf_role": "timeseries_id"},
    "lat": {"units": "degrees_in_WGS84_projection", "long_name": "latitude", "standard_name": "latitude"},
    "lon": {"units": "degrees_in_WGS84_projection", "long_name": "longitude", "standard_name": "longitude"},
    "rainfall_amount": {"units": "mm", "long_name": "rainfall_amount_per_time_unit", "coordinates": "lat lon"},
    "tips": {"units": "1", "coordinates": "lat lon"},
    "calibration_a": {"units": "mm-1"},
    "calibration_b": {"units": "1"},
    "calibration_c": {"units": "mm"},
    "tip_depth": {"units": "mm"},
}


def known_of(root, gauge, year, places):
    """Coordinates and calibration of a gauge, from the gauges table and its manifest; NaN where not known."""
    manifest = root / gauge / str(year) / f"{gauge}_manifest_{year}.json"
    curve = (json.loads(manifest.read_text())["calibration"] if manifest.exists() else None) or {}
    lon, lat = places.get(gauge, (np.nan, np.nan))
    names = dict(calibration_a="a", calibration_b="b", calibration_c="c", tip_depth="tipMm")
    return dict(lon=lon, lat=lat, **{name: curve.get(key) for name, key in names.items()})


def places_of(root):
    table = root.parent / f"{root.name}.gauges.csv"
    if not table.exists():
        return {}
    gauges = pd.read_csv(table)
    return dict(zip(gauges.gauge, zip(gauges.lon.astype(float), gauges.lat.astype(float))))


def check_nc(path, gauges, year, truths):
    root = path.parents[2]
    with xr.open_dataset(path) as data:
        times = np.datetime64(f"{year}-01-01") + np.arange(minutes_of(year)).astype("timedelta64[m]")
        assert np.array_equal(data.time.values, times.astype("datetime64[ns]")), f"{path}: times"
        assert list(data.id.values) == gauges, f"{path}: names"
        for j, (rain, tips, seen, _) in enumerate(truths):
            known = seen | ~np.isnan(tips)
            expected = np.where(known, rain, np.nan)
            assert np.array_equal(data.rainfall_amount[j].values, expected, equal_nan=True), f"{path}: rain of {gauges[j]}"
            assert np.array_equal(data.tips[j].values, tips, equal_nan=True), f"{path}: tips of {gauges[j]}"
            # Of a gauge without a manifest the calibration is the configuration's, which is not told elsewhere.
            for name, value in known_of(root, gauges[j], year, places_of(root)).items():
                assert value is None or np.array_equal(float(data[name][j]), value, equal_nan=True), f"{path}: {name} of {gauges[j]}"
    with netCDF4.Dataset(path) as data:
        assert data.dimensions["time"].isunlimited() and data.variables["rainfall_amount"].dimensions == ("id", "time")
        assert {"CF-1.10", "OPENSENSE-1.0"} <= set(data.Conventions.split(", ")) and data.featureType == "timeSeries"
        assert set(data.variables) == set(OPENSENSE), f"{path}: variables"
        for name, attributes in OPENSENSE.items():
            variable = data.variables[name]
            for key, text in attributes.items():
                assert getattr(variable, key) == text, f"{path}: {key} of {name}"
            assert name == "id" or variable._FillValue == -9999.0, f"{path}: _FillValue of {name}"
        for j, (_, tips, seen, _) in enumerate(truths):
            mask = np.ma.getmaskarray(data.variables["rainfall_amount"][j])
            assert np.array_equal(mask, ~(seen | ~np.isnan(tips))), f"{path}: missing minutes of {gauges[j]}"


def check_parquet(path, truth):
    rows = pd.read_parquet(path)
    rows["time"] = rows.time.astype("int64") // (1000 if str(rows.time.dtype).startswith("datetime64[ms") else 10**9)
    for name in truth[3].columns:
        assert np.array_equal(rows[name].to_numpy(float), truth[3][name].to_numpy(float), equal_nan=True), f"{path}: {name}"


CHECKS = {".mtx": check_mtx, ".npz": check_npz, ".h5": check_h5, ".nc": check_nc}


def expected_files(root):
    """Every file that has to be there, by the years that the gauges' series are of."""
    years = [(file.parts[-3], int(file.parts[-2])) for file in root.glob("*/*/*_treated_*.csv")]
    for gauge, year in years:
        for extension in ("mtx", "npz", "h5"):
            yield root / gauge / str(year) / f"{gauge}_sparse_{year}.{extension}"
        yield root / "parquet" / f"gauge={gauge}" / f"year={year}" / "readings.parquet"
    for year in {year for _, year in years}:
        for name in ("sparse.mtx", "sparse.npz", "sparse.h5", "rainfall.nc"):
            kind, extension = name.split(".")
            yield root / "network" / str(year) / f"network_{kind}_{year}.{extension}"


def check(root, with_parquet):
    count, truths = 0, {}
    known = lambda gauge, year: truths.setdefault((gauge, year), truth_of(root, gauge, year))
    for path in sorted(expected_files(root)):
        if path.suffix == ".parquet":
            if not with_parquet:
                continue
            gauge, year = (part.split("=", 1)[1] for part in path.parts[-3:-1])
            check_parquet(path, known(gauge, int(year)))
        else:
            owner, year = path.parts[-3], int(path.parts[-2])
            gauges = [owner]
            if owner == "network":
                text = (path.parent / f"network_sparse_{year}.mtx").read_text()
                gauges = re.findall(r"^% column \d+: (.*)$", text, re.M)
                assert {gauge for gauge, of in truths if of == year and truths[gauge, of][3] is not None} <= set(gauges)
            CHECKS[path.suffix](path, gauges, year, [known(gauge, year) for gauge in gauges])
        count += 1
    print(f"ok {root.name}: {count} files")


if __name__ == "__main__":
    with_parquet = sys.argv[1] == "parquet"
    for folder in sys.argv[2:]:
        check(pathlib.Path(folder), with_parquet)
