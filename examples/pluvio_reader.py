#!/usr/bin/env python3
"""Rain of pluvio's output folder: one file, Python 3.7 or later, nothing to install.

As a module, put this file beside your own:

    from pluvio_reader import rain, totals, frame
    rain("Hydropolis", "2024-05-12")             # Rain(mm=12.4, observed=0.9993)
    totals("Hydropolis", "2024-05", by="day")    # a list, a row a day
    frame("2024-05", by="hour")                  # every gauge, as a pandas DataFrame

As a command:

    python3 pluvio_reader.py 2024-05 Hydropolis --out output

A period is a year, month, day or hour, UTC: 2024, 2024-05, 2024-05-12, 2024-05-12 13. A reading counts the rain before
its stamp, so that a day holds the readings stamped after 00:00, up to and at 24:00; the last one lies in the next year's
file on 31 December. `mm` is the rain that was received, `observed` the part of the period that was observed, 0 to 1: where
it is below 1 more may have fallen, and where it is 0 `mm` is not a number. Missing is not dry.
"""
import argparse
import bisect
import collections
import csv
import datetime
import functools
import math
import os
import re
import sys

Rain = collections.namedtuple("Rain", "mm observed")
Total = collections.namedtuple("Total", "gauge start end rain_mm observed")

UTC = datetime.timezone.utc
HOUR_S = 3600
DAY_S = 24 * HOUR_S
BY = ("hour", "day", "month", "year")


def rain(gauge, period, out="output"):
    """Rain of a gauge in a period: mm, and the part of it that was observed."""
    start, end = _bounds(period)
    return _sum(_series(gauge, start, end, out), start, end)


def totals(gauge, period, by="day", out="output"):
    """Rain of a gauge in each hour, day, month or year that lies in a period: a list of `Total`."""
    start, end = _bounds(period)
    series = _series(gauge, start, end, out)
    rows = []
    while start < end:
        until = _next(start, by)
        if until > end:
            break
        rows.append(Total(gauge, _when(start), _when(until), *_sum(series, start, until)))
        start = until
    return rows


def frame(period, by="day", gauges=None, out="output"):
    """The totals of every gauge, or of those named, as a pandas DataFrame: gauge, start, end, rain_mm, observed."""
    import pandas

    names = gauges_in(out) if gauges is None else gauges
    return pandas.DataFrame([row for name in names for row in totals(name, period, by, out)], columns=Total._fields)


def gauges_in(out="output"):
    """The gauges that an output folder has years of."""
    return sorted(name for name in os.listdir(out) if _years(name, out))


def _years(gauge, out):
    folder = os.path.join(out, gauge)
    if not os.path.isdir(folder):
        return []
    years = [int(year) for year in os.listdir(folder) if re.fullmatch(r"\d{4}", year)]
    return sorted(year for year in years if os.path.exists(_path(out, gauge, year, "treated")))


def _path(out, gauge, year, kind):
    return os.path.join(out, gauge, str(year), f"{gauge}_{kind}_{year}.csv")


def _bounds(period):
    """Unix seconds of a period's start and end."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[ T](\d\d)(?::00)?)?)?)?", str(period))
    if not match:
        raise ValueError(f"{period!r} is no period; expected 2024, 2024-05, 2024-05-12 or 2024-05-12 13")
    year, month, day, hour = match.groups()
    parts = [int(part) for part in (year, month or 1, day or 1, hour or 0)]
    start = int(datetime.datetime(*parts, tzinfo=UTC).timestamp())
    return start, _next(start, "hour" if hour else "day" if day else "month" if month else "year")


def _next(start, by):
    """The end of the hour, day, month or year that begins at `start`."""
    if by not in BY:
        raise ValueError(f"{by!r} is none of {', '.join(BY)}")
    if by in ("hour", "day"):
        return start + (HOUR_S if by == "hour" else DAY_S)
    date = _when(start)
    year, month = (date.year + 1, 1) if by == "year" else (date.year + date.month // 12, date.month % 12 + 1)
    return int(datetime.datetime(year, month, 1, tzinfo=UTC).timestamp())


def _when(seconds):
    return datetime.datetime.fromtimestamp(seconds, UTC)


def _series(gauge, start, end, out):
    """Stamps of wet readings, the rain until each, and what was observed, of the years that a period lies in."""
    there = _years(gauge, out)
    if not there:
        known = ", ".join(gauges_in(out)) if os.path.isdir(out) else ""
        raise FileNotFoundError(f"{out} holds no years of {gauge}; it holds {known or 'no gauge'}")
    stamps, sums, observed = [], [0.0], []
    for year in range(_when(start).year, _when(end).year + 1):
        if year not in there:
            continue
        wet, runs = _read_year(out, gauge, year)
        for stamp, mm in wet:
            stamps.append(stamp)
            sums.append(sums[-1] + mm)
        for first, last in runs:
            first = max(first, observed[-1][1] if observed else first)
            if last > first:
                observed.append((first, last))
    return stamps, sums, observed


@functools.lru_cache(maxsize=64)
def _read_year(out, gauge, year):
    """Wet readings as (stamp, mm), and what was observed as (start, end), Unix seconds."""
    with open(_path(out, gauge, year, "treated"), newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        wet = [(int(row[1]), float(row[3])) for row in rows if row[3] not in ("0", "na")]
    with open(_path(out, gauge, year, "coverage"), newline="", encoding="utf-8") as file:
        runs = [
            (_seconds(row["Start"]) - int(row["Interval_s"]), _seconds(row["End"]))
            for row in csv.DictReader(file)
            if row["Interval_s"] != "na"
        ]
    return wet, runs


def _seconds(text):
    return int(datetime.datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC).timestamp())


def _sum(series, start, end):
    stamps, sums, observed = series
    first, last = bisect.bisect_right(stamps, start), bisect.bisect_right(stamps, end)
    seconds = sum(max(0, min(until, end) - max(since, start)) for since, until in observed)
    share = seconds / (end - start)
    mm = round(sums[last] - sums[first], 6)
    return Rain(mm if share > 0 or last > first else math.nan, share)


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Rain of hours, days or months, and how much was observed.")
    parser.add_argument("period", help="year, month or day, UTC: 2024, 2024-05, 2024-05-12")
    parser.add_argument("gauges", nargs="*", help="gauges (default: all)")
    parser.add_argument("--by", choices=BY, default="day")
    parser.add_argument("--out", default="output", help="pluvio's output folder (default: output)")
    options = parser.parse_args(arguments)
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(Total._fields)
    try:
        for gauge in options.gauges or gauges_in(options.out):
            for row in totals(gauge, options.period, options.by, options.out):
                table.writerow([row.gauge, f"{row.start:%Y-%m-%d %H:%M}", f"{row.end:%Y-%m-%d %H:%M}", *_cells(row)])
            whole = rain(gauge, options.period, options.out)
            print(f"{gauge}, {options.period}: {whole.mm:.10g} mm received, {math.floor(whole.observed * 1e4) / 100:.2f} % observed", file=sys.stderr)
    except BrokenPipeError:
        os._exit(0)
    except (OSError, ValueError) as error:
        sys.exit(str(error))


def _cells(row):
    mm = "na" if math.isnan(row.rain_mm) else f"{row.rain_mm:.6f}".rstrip("0").rstrip(".")
    # Down, so that 1 says that nothing is missing.
    return mm, f"{math.floor(row.observed * 1e4 + 1e-9) / 1e4:.4f}"


if __name__ == "__main__":
    main()
