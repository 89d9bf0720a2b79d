import type { Dataset, File } from 'h5wasm';
import { networkPath } from '../domain/paths.js';
import type { Fingerprint, OutputFolder } from '../domain/output-folder.js';
import { formatDateTime, MINUTE_S, minutesInYear, yearStartS } from '../domain/time.js';
import type { Format, RainColumn, RainMatrix } from './format.js';
import { writeHdf5 } from './hdf5/file.js';
import { observedMinutes } from './observed.js';

/** NetCDF-4 by the OPENSENSE and CF-1.10 conventions, for the whole network. */
export const nc: Format = {
  name: 'nc',
  holds: 'minutes of the network for xarray and netCDF4: rainfall_amount(id,time), tips, coordinates, calibration',
  matrix: { networkPath: (year) => networkPath(year, 'rainfall', 'nc'), write },
};

const CHUNK = 65_536;
const DEFLATE_LEVEL = 1;
/** What stands where nothing was observed. */
export const FILL = -9999;

function write(matrix: RainMatrix, out: OutputFolder, path: string): Promise<Fingerprint> {
  return writeHdf5(out, path, async (file) => {
    writeHead(file, matrix);
    writeGauges(file, matrix.columns);
    const rain = minutesOf(file, 'rainfall_amount', matrix, {
      long_name: 'rainfall_amount_per_time_unit',
      units: 'mm',
      comment: 'rain of the interval that ends at time; where it is longer than a minute, its last minute holds it all',
    });
    const tips = minutesOf(file, 'tips', matrix, { long_name: 'bucket tips as received', units: '1' });
    const minutes = {
      rain: new Float64Array(minutesInYear(matrix.year)),
      tips: new Float64Array(minutesInYear(matrix.year)),
    };
    for (const [j, column] of matrix.columns.entries()) {
      await fillMinutes(column, matrix.year, minutes);
      rain.write_slice(
        [
          [j, j + 1],
          [0, minutes.rain.length],
        ],
        minutes.rain,
      );
      tips.write_slice(
        [
          [j, j + 1],
          [0, minutes.tips.length],
        ],
        minutes.tips,
      );
    }
    for (const set of [rain, tips]) {
      set.attach_scale(0, 'id');
      set.attach_scale(1, 'time');
    }
  });
}

function writeHead(file: File, { year }: RainMatrix): void {
  const attributes = {
    Conventions: 'CF-1.10, OPENSENSE-1.0',
    featureType: 'timeSeries',
    title: `Rain of a gauge network, minute by minute, ${year}`,
    source: 'tipping-bucket rain gauges',
    comment: `first minute ${formatDateTime(yearStartS(year))} UTC; readings of one minute are added`,
  };
  for (const [name, value] of Object.entries(attributes)) file.create_attribute(name, value);
  const minutes = minutesInYear(year);
  const startS = yearStartS(year);
  const time = file.create_dataset({
    name: 'time',
    data: Float64Array.from({ length: minutes }, (_, minute) => startS + minute * MINUTE_S),
    shape: [minutes],
    maxshape: [null],
    chunks: [CHUNK],
    compression: 'gzip',
    compression_opts: DEFLATE_LEVEL,
  });
  describe(time, {
    standard_name: 'time',
    long_name: 'end of the interval',
    units: 'seconds since 1970-01-01 00:00:00 UTC',
    calendar: 'standard',
  });
  time.make_scale('time');
}

function writeGauges(file: File, columns: readonly RainColumn[]): void {
  const shape = [columns.length];
  const id = file.create_dataset({ name: 'id', data: columns.map(({ gauge }) => gauge), shape, dtype: 'S' });
  describe(id, { long_name: 'name of the gauge', cf_role: 'timeseries_id' });
  id.make_scale('id');
  const number = (
    name: string,
    of: (column: RainColumn) => number | undefined,
    about: Record<string, string>,
  ): void => {
    const set = file.create_dataset({ name, data: Float64Array.from(columns, (column) => of(column) ?? FILL), shape });
    describe(set, about);
    set.create_attribute('_FillValue', FILL, [1], '<d');
    set.attach_scale(0, 'id');
  };
  const degrees = 'degrees_in_WGS84_projection';
  number('lat', ({ lat }) => lat, { standard_name: 'latitude', long_name: 'latitude', units: degrees });
  number('lon', ({ lon }) => lon, { standard_name: 'longitude', long_name: 'longitude', units: degrees });
  const formula = 'mm = a r^2 + b r + c with r = tips * tip_depth; 0 tips are 0 mm';
  number('calibration_a', ({ curve }) => curve?.a, {
    long_name: 'calibration coefficient a',
    units: 'mm-1',
    comment: formula,
  });
  number('calibration_b', ({ curve }) => curve?.b, {
    long_name: 'calibration coefficient b',
    units: '1',
    comment: formula,
  });
  number('calibration_c', ({ curve }) => curve?.c, {
    long_name: 'calibration coefficient c',
    units: 'mm',
    comment: formula,
  });
  number('tip_depth', ({ curve }) => curve?.tipMm, { long_name: 'rain of one bucket tip', units: 'mm' });
}

/** An empty variable of (id, time) that grows along time. */
function minutesOf(file: File, name: string, { year, columns }: RainMatrix, about: Record<string, string>): Dataset {
  const set = file.create_dataset({
    name,
    data: new Float64Array(0),
    dtype: '<d',
    shape: [columns.length, 0],
    maxshape: [columns.length, null],
    chunks: [1, CHUNK],
    compression: 'gzip',
    compression_opts: DEFLATE_LEVEL,
  });
  describe(set, { ...about, coordinates: 'lat lon' });
  set.create_attribute('_FillValue', FILL, [1], '<d');
  set.resize([columns.length, minutesInYear(year)]);
  return set;
}

/** One gauge's minutes: 0 where it was observed and dry, FILL where it was not observed. */
async function fillMinutes(
  { count, rows, valuesMm, runs, readings }: RainColumn,
  year: number,
  { rain, tips }: { rain: Float64Array; tips: Float64Array },
): Promise<void> {
  rain.fill(FILL);
  tips.fill(FILL);
  for (const { start, end } of observedMinutes(runs, year)) rain.fill(0, start, end);
  const startS = yearStartS(year);
  for await (const part of readings()) {
    for (let i = 0; i < part.count; i++) {
      const minute = Math.floor((part.timeS[i]! - startS) / MINUTE_S);
      tips[minute] = Math.max(tips[minute]!, 0) + part.tips[i]!;
      if (rain[minute] === FILL) rain[minute] = 0;
    }
  }
  for (let k = 0; k < count; k++) rain[rows[k]! - 1] = valuesMm[k]!;
}

function describe(set: Dataset, attributes: Record<string, string>): void {
  for (const [name, value] of Object.entries(attributes)) set.create_attribute(name, value);
}
