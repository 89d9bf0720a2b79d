import { networkPath } from '../../domain/paths.js';
import type { Fingerprint, OutputFolder } from '../../domain/storage/output-folder.js';
import { formatDateTime, MINUTE_S, minutesInYear, yearStartS } from '../../domain/time/time.js';
import type { Format, RainColumn, RainMatrix } from '../format.js';
import { CHUNKS_A_YEAR } from '../h5/write.js';
import type { ChunkedArray } from '../hdf5/chunked-array.js';
import { writeHdf5 } from '../hdf5/file.js';
import type { Hdf5Object } from '../hdf5/object.js';
import type { Hdf5Writer } from '../hdf5/writer.js';
import { writeFlags } from './flags.js';
import { FILL, ncReader } from './read.js';
import { observedMinutes, type MinuteRange } from '../observed.js';

/** NetCDF-4 by the OPENSENSE and CF-1.10 conventions, for the whole network. */
export const nc: Format = {
  name: 'nc',
  holds: 'minutes of the network for xarray and netCDF4: rainfall_amount(id,time), tips, coordinates, calibration',
  matrix: { networkPath: (year) => networkPath(year, 'rainfall', 'nc'), write },
  read: ncReader,
};

const ABOUT = {
  Conventions: 'CF-1.10, OPENSENSE-1.0',
  naming_convention: 'OpenSense-1.0',
  featureType: 'timeSeries',
  source: 'surface observation: tipping-bucket rain gauges',
  history: 'rainfall_amount made by pluvio from tips as received, by the calibration of each gauge',
};
const FORMULA = 'mm = a r^2 + b r + c with r = tips * tip_depth; 0 tips are 0 mm';
/** OPENSENSE's word; CF's own units say east and north, which latitude and longitude say by their names too. */
const DEGREES = 'degrees_in_WGS84_projection';

function write(matrix: RainMatrix, out: OutputFolder, path: string): Promise<Fingerprint> {
  return writeHdf5(out, path, async (file) => {
    const { year, columns } = matrix;
    describe(file.root.object, {
      title: `Rain of a gauge network, minute by minute, ${year}`,
      ...ABOUT,
      comment: `first minute ${formatDateTime(yearStartS(year))} UTC; readings of one minute are added`,
    });
    const time = writeTime(file, year);
    const id = writeGauges(file, columns);
    const rain = minutesOf(file, 'rainfall_amount', matrix, {
      standard_name: 'thickness_of_rainfall_amount',
      long_name: 'rainfall_amount_per_time_unit',
      units: 'mm',
      cell_methods: 'time: sum',
      comment: 'rain of the interval that ends at time; where it is longer than a minute, its last minute holds it all',
    });
    const tips = minutesOf(file, 'tips', matrix, { long_name: 'bucket tips as received', units: '1' });
    const flags = matrix.flagBits && writeFlags(file, matrix, matrix.flagBits);
    if (flags) rain.object.characters('ancillary_variables', 'rainfall_flags');
    for (const object of [rain.object, tips.object, ...(flags ? [flags] : [])]) object.attachScales([id, time]);
    const minutes = new Minutes(year, rain.chunks, tips.chunks);
    for (const column of columns) await minutes.write(column);
  });
}

function writeTime(file: Hdf5Writer, year: number): Hdf5Object {
  const minutes = minutesInYear(year);
  const chunk = minutes / CHUNKS_A_YEAR;
  const about = { type: 'float64', shape: [minutes], chunk: [chunk], growing: true, shuffled: true } as const;
  const { object: time, chunks } = file.chunked(file.root, 'time', about);
  const stamps = new Float64Array(chunk);
  for (let minute = 0; minute < minutes; minute += chunk) {
    for (let i = 0; i < chunk; i++) stamps[i] = yearStartS(year) + (minute + i) * MINUTE_S;
    chunks.write(stamps);
  }
  describe(time, {
    standard_name: 'time',
    long_name: 'time_utc',
    units: 'seconds since 1970-01-01 00:00:00 UTC',
    calendar: 'standard',
    axis: 'T',
    comment: 'end of the interval',
  });
  time.numbers('_FillValue', Float64Array.of(FILL), [1]);
  time.makeScale('time');
  return time;
}

function writeGauges(file: Hdf5Writer, columns: readonly RainColumn[]): Hdf5Object {
  const id = file.texts(
    file.root,
    'id',
    columns.map(({ gauge }) => gauge),
  );
  describe(id, {
    long_name: 'personal_weather_station_identifier',
    cf_role: 'timeseries_id',
    comment: 'name of the rain gauge',
  });
  id.makeScale('id');
  const number = (
    name: string,
    of: (column: RainColumn) => number | undefined,
    about: Record<string, string>,
  ): void => {
    const values = Float64Array.from(columns, (column) => of(column) ?? FILL);
    const object = file.numbers(file.root, name, values);
    describe(object, about);
    object.numbers('_FillValue', Float64Array.of(FILL), [1]);
    object.attachScales([id]);
  };
  number('lat', ({ lat }) => lat, { standard_name: 'latitude', long_name: 'latitude', units: DEGREES });
  number('lon', ({ lon }) => lon, { standard_name: 'longitude', long_name: 'longitude', units: DEGREES });
  const coefficient = (name: 'a' | 'b' | 'c', units: string): void =>
    number(`calibration_${name}`, ({ curve }) => curve?.[name], {
      long_name: `calibration coefficient ${name}`,
      units,
      comment: FORMULA,
    });
  coefficient('a', 'mm-1');
  coefficient('b', '1');
  coefficient('c', 'mm');
  number('tip_depth', ({ curve }) => curve?.tipMm, { long_name: 'rain of one bucket tip', units: 'mm' });
  return id;
}

/** A variable of (id, time) that is written gauge by gauge. */
function minutesOf(
  file: Hdf5Writer,
  name: string,
  { year, columns }: RainMatrix,
  about: Record<string, string>,
): ReturnType<Hdf5Writer['chunked']> {
  const minutes = minutesInYear(year);
  const variable = file.chunked(file.root, name, {
    type: 'float64',
    shape: [columns.length, minutes],
    chunk: [1, minutes / CHUNKS_A_YEAR],
    growing: true,
    fill: FILL,
  });
  describe(variable.object, { ...about, coordinates: 'lat lon' });
  variable.object.numbers('_FillValue', Float64Array.of(FILL), [1]);
  return variable;
}

/** Writes the minutes of gauges, one after the other, a chunk at a time. */
class Minutes {
  private readonly chunk: number;
  private readonly rain: Float64Array;
  private readonly tips: Float64Array;
  private startS = 0;

  constructor(
    private readonly year: number,
    private readonly rainChunks: ChunkedArray,
    private readonly tipChunks: ChunkedArray,
  ) {
    this.chunk = minutesInYear(year) / CHUNKS_A_YEAR;
    this.rain = new Float64Array(this.chunk);
    this.tips = new Float64Array(this.chunk);
  }

  /** One gauge's year: 0 where it was observed and dry, FILL where it was not observed. */
  async write(column: RainColumn): Promise<void> {
    const ranges = observedMinutes(column.runs, this.year);
    let first = 0;
    this.begin(ranges, first);
    for await (const { count, timeS, tips } of column.readings()) {
      for (let i = 0; i < count; i++) {
        let minute = Math.floor((timeS[i]! - this.startS) / MINUTE_S);
        for (; minute >= this.chunk; minute -= this.chunk) {
          this.end(column, first);
          this.begin(ranges, (first += this.chunk));
        }
        this.tips[minute] = Math.max(this.tips[minute]!, 0) + tips[i]!;
        if (this.rain[minute] === FILL) this.rain[minute] = 0;
      }
    }
    for (;;) {
      this.end(column, first);
      first += this.chunk;
      if (first === this.chunk * CHUNKS_A_YEAR) break;
      this.begin(ranges, first);
    }
  }

  /** Starts the chunk of which `first` is the first minute. */
  private begin(ranges: readonly MinuteRange[], first: number): void {
    this.startS = yearStartS(this.year) + first * MINUTE_S;
    this.tips.fill(FILL);
    this.rain.fill(FILL);
    for (const { start, end } of ranges) this.rain.fill(0, clamp(start - first), clamp(end - first));
  }

  private end({ rows, valuesMm, count }: RainColumn, first: number): void {
    for (let k = 0; k < count; k++) {
      const minute = rows[k]! - 1 - first;
      if (minute >= 0 && minute < this.chunk) this.rain[minute] = valuesMm[k]!;
    }
    this.rainChunks.write(this.rain);
    this.tipChunks.write(this.tips);
  }
}

/** A minute of a chunk: before it is its first. `fill` takes care of those beyond its end. */
function clamp(minute: number): number {
  return Math.max(0, minute);
}

function describe(object: Hdf5Object, attributes: Record<string, string>): void {
  for (const [name, value] of Object.entries(attributes)) object.characters(name, value);
}
