import { PluvioError } from '../../domain/errors.js';
import { minutesInYear, yearOf, yearStartS } from '../../domain/time/time.js';
import type { FormatReader, RainColumn, RainMatrix } from '../format.js';
import { arraysOf, type Arrays } from '../hdf5/arrays.js';
import { HDF5_BEGINNING, readHdf5 } from '../hdf5/open.js';
import { runsOfMinutes } from './minute-runs.js';
import type { SeriesRows } from '../series-rows.js';
import { minuteStamp } from '../stored-matrix.js';

/** What stands where nothing was observed. */
export const FILL = -9999;

/** NetCDF-4 files as `nc` writes them. */
export const ncReader: FormatReader = {
  beginning: HDF5_BEGINNING,
  open: ({ path }) =>
    readHdf5(path, (hdf5) => {
      const arrays = arraysOf(hdf5, path);
      return arrays.has('rainfall_amount') ? { kind: 'matrix', matrix: readNc(arrays, path) } : undefined;
    }),
};

/**
 * Reads the network's minutes as `nc` writes them, gauge by gauge. A reading's stamp is that of its minute; wind and
 * battery are not in such a file. Memory: a gauge's year, and the wet minutes. Throws INPUT, naming `file`, where it is none.
 */
export function readNc(arrays: Arrays, file: string): RainMatrix {
  const time = arrays.numbers('time');
  const year = yearOf(time[0] ?? NaN);
  if (time.length !== minutesInYear(year) || time[0] !== yearStartS(year))
    throw new PluvioError('INPUT', `Cannot read ${file}: its times are not the minutes of a UTC year`, { file });
  const [lon, lat, ...coefficients] = ['lon', 'lat', ...COEFFICIENTS].map((name) => {
    const values = arrays.numbers(name);
    return (j: number): number | undefined => (values[j] === FILL ? undefined : values[j]);
  });
  const columns = arrays.texts('id').map((gauge, j): RainColumn => {
    const [a, b, c, tipMm] = coefficients.map((of) => of(j));
    return {
      gauge,
      ...minutesOf(arrays, j, year),
      lon: lon!(j),
      lat: lat!(j),
      curve: a === undefined ? null : { a, b: b!, c: c!, tipMm: tipMm! },
      readings: () => storedReadings(file, j, year),
    };
  });
  return { year, columns };
}

const COEFFICIENTS = ['calibration_a', 'calibration_b', 'calibration_c', 'tip_depth'] as const;

/** The readings of a row, read from the file when they are asked for: a network's would not fit into memory. */
async function* storedReadings(file: string, j: number, year: number): AsyncGenerator<SeriesRows> {
  yield readingsOf(await readHdf5(file, (hdf5) => arraysOf(hdf5, file).row('tips', j)), year);
}

/** What a gauge's rows say. Apart from the column, which would keep both rows as long as it lives. */
function minutesOf(arrays: Arrays, j: number, year: number): Pick<RainColumn, 'count' | 'rows' | 'valuesMm' | 'runs'> {
  const [rain, tips] = [arrays.row('rainfall_amount', j), arrays.row('tips', j)];
  const runs = runsOfMinutes(year, {
    count: rain.length,
    isObserved: (row) => rain[row] !== FILL,
    hasReading: (row) => tips[row] !== FILL,
  });
  return { ...wetMinutes(rain), runs };
}

function wetMinutes(rain: Float64Array): Pick<RainColumn, 'count' | 'rows' | 'valuesMm'> {
  const rows: number[] = [];
  rain.forEach((mm, row) => {
    if (mm !== FILL && mm !== 0) rows.push(row + 1);
  });
  return {
    count: rows.length,
    rows: Uint32Array.from(rows),
    valuesMm: Float64Array.from(rows, (row) => rain[row - 1]!),
  };
}

function readingsOf(tips: Float64Array, year: number): SeriesRows {
  const rows: number[] = [];
  tips.forEach((count, row) => {
    if (count !== FILL) rows.push(row);
  });
  const nothing = new Float64Array(rows.length).fill(NaN);
  return {
    count: rows.length,
    timeS: Uint32Array.from(rows, (row) => minuteStamp(year, row)),
    tips: Uint32Array.from(rows, (row) => tips[row]!),
    wind: nothing,
    battery: nothing,
  };
}
