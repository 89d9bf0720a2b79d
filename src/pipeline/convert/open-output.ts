import fs from 'node:fs';
import path from 'node:path';
import { messageOf, PluvioError } from '../../domain/errors.js';
import type { Curve } from '../../domain/network.js';
import { unsafeName, yearFileName } from '../../domain/paths.js';
import { yearOf, yearRange } from '../../domain/time.js';
import type { RainMatrix } from '../../formats/format.js';
import { arraysOf } from '../../formats/hdf5/arrays.js';
import { readHdf5 } from '../../formats/hdf5/open.js';
import { parseManifest } from '../../formats/manifest/manifest-json.js';
import { readMatrixMarket, readFirstYear } from '../../formats/mtx/read.js';
import { readCoverage } from '../../formats/csv/read-coverage.js';
import { readH5 } from '../../formats/h5/read.js';
import { readNc } from '../../formats/nc/read.js';
import { readNpz } from '../../formats/npz/read.js';
import { readParquet } from '../../formats/parquet/read.js';
import { readSeries } from '../../formats/csv/read-series.js';
import type { SeriesRows } from '../../formats/series-rows.js';
import { BEGINNING_BYTES, recognize } from '../../formats/recognize.js';
import { NOTHING_MORE } from '../../formats/stored-matrix.js';
import { givenInterval } from '../publish/year-files.js';

/** One of our outputs, opened: the readings of one gauge, or a matrix. */
export type Opened =
  | {
      readonly kind: 'series';
      readonly format: 'csv' | 'parquet';
      readonly gauge: string;
      readonly year: number;
      readonly curve: Curve;
      /** Its usual interval, seconds, where the gauges table gave it. */
      readonly intervalS: number | undefined;
      /** Read anew at each call. */
      readonly readings: () => Iterable<SeriesRows> | AsyncIterable<SeriesRows>;
    }
  | { readonly kind: 'matrix'; readonly format: 'mtx' | 'npz' | 'h5' | 'nc'; readonly matrix: RainMatrix };

const PIECE_BYTES = 262_144;

/**
 * Opens a file made by pluvio, whatever it is called, and gives what `use` makes of it. Throws INPUT, naming the file, where
 * it is none, or where it is found to be damaged later.
 */
export async function withOutput<T>(file: string, use: (opened: Opened) => Promise<T>): Promise<T> {
  try {
    const opened = await open(file);
    const names = opened.kind === 'series' ? [opened.gauge] : opened.matrix.columns.map(({ gauge }) => gauge);
    names.forEach((name) => refuseUnsafe(name, file));
    return await use(opened);
  } catch (error) {
    if (!(error instanceof PluvioError) || error.code !== 'DAMAGED') throw error;
    const { line } = error;
    throw new PluvioError('INPUT', error.message, { file, cause: error, ...(line === undefined ? {} : { line }) });
  }
}

/** What a file calls its gauge becomes a folder. */
function refuseUnsafe(gauge: string, file: string): void {
  const why = unsafeName(gauge);
  if (why !== undefined) throw cannotRead(file, `the name of its gauge, "${gauge}", ${why}`);
}

async function open(file: string): Promise<Opened> {
  switch (recognize(beginningOf(file))) {
    case 'mtx':
      return { kind: 'matrix', format: 'mtx', matrix: openMatrixMarket(file) };
    case 'npz':
      return { kind: 'matrix', format: 'npz', matrix: readNpz(fs.readFileSync(file), file) };
    case 'hdf5':
      return readHdf5(file, (hdf5) => {
        const arrays = arraysOf(hdf5, file);
        const isNc = arrays.has('rainfall_amount');
        const matrix = isNc ? readNc(arrays, file) : readH5(arrays, file);
        return { kind: 'matrix', format: isNc ? 'nc' : 'h5', matrix };
      });
    case 'parquet':
      return openParquet(file);
    case 'series':
      return openSeries(file);
    case undefined:
      throw cannotRead(file, 'it is none of pluvio’s outputs (series, matrices, tables, manifests)');
  }
}

function beginningOf(file: string): Uint8Array {
  let fd: number;
  try {
    fd = fs.openSync(file, 'r');
  } catch (cause) {
    throw cannotRead(file, (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'it is not there' : messageOf(cause));
  }
  try {
    const bytes = Buffer.alloc(BEGINNING_BYTES);
    return bytes.subarray(0, fs.readSync(fd, bytes));
  } catch (cause) {
    const isFolder = (cause as NodeJS.ErrnoException).code === 'EISDIR';
    throw cannotRead(file, isFolder ? 'it is a folder; name a file in it' : messageOf(cause));
  } finally {
    fs.closeSync(fd);
  }
}

/** A Matrix Market file; what was observed stands in the coverage tables beside it, or beside its gauges' files. */
function openMatrixMarket(file: string): RainMatrix {
  const bytes = fs.readFileSync(file);
  const year = readFirstYear(bytes, file);
  const columns = readMatrixMarket(bytes, file).columns.map((column) => {
    refuseUnsafe(column.gauge, file);
    const name = yearFileName(column.gauge, year, 'coverage');
    const beside = [name, `../../${column.gauge}/${year}/${name}`].map((other) => path.join(path.dirname(file), other));
    const found = beside.find((other) => fs.existsSync(other));
    return { ...column, ...NOTHING_MORE, runs: found === undefined ? [] : readCoverage(fs.readFileSync(found), found) };
  });
  return { year, columns };
}

async function openParquet(file: string): Promise<Opened> {
  const bytes = fs.readFileSync(file);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const { readings, ...series } = await readParquet(buffer, file);
  for await (const { timeS } of readings()) {
    const year = yearOf(timeS[0]!);
    return { kind: 'series', format: 'parquet', year, ...series, readings: () => inOrder(readings(), year, file) };
  }
  throw cannotRead(file, 'it holds no reading');
}

/** A series as received; its manifest says whose it is and how it was calibrated. */
function openSeries(file: string): Opened {
  const match = /^(.*)_(concatenated|treated)_(\d{4})\.csv$/.exec(path.basename(file));
  const [, gauge, , year] = match ?? [];
  if (gauge === undefined)
    throw cannotRead(file, 'its name is not that of a year’s series, <gauge>_concatenated_<year>.csv');
  const beside = (kind: 'concatenated' | 'manifest'): string =>
    path.join(path.dirname(file), yearFileName(gauge, Number(year), kind));
  const [series, manifest] = [beside('concatenated'), beside('manifest')];
  for (const needed of [series, manifest])
    if (!fs.existsSync(needed))
      throw cannotRead(file, `${path.basename(needed)} is not beside it: tips and calibration are told there`);
  const { calibration, interval } = parseManifest(fs.readFileSync(manifest), manifest);
  if (!calibration) throw cannotRead(file, `${path.basename(manifest)} does not say its calibration`);
  return {
    kind: 'series',
    format: 'csv',
    gauge,
    year: Number(year),
    curve: calibration,
    intervalS: givenInterval(interval),
    readings: () => inOrder(readSeries(piecesOf(series), series), Number(year), series),
  };
}

/** Readings as they are, of which each has to be later than the one before, and of the year. */
async function* inOrder(
  parts: Iterable<SeriesRows> | AsyncIterable<SeriesRows>,
  year: number,
  file: string,
): AsyncGenerator<SeriesRows, void, undefined> {
  const { startS, endS } = yearRange(year);
  let lastS = startS - 1;
  for await (const part of parts) {
    for (let i = 0; i < part.count; i++) {
      const timeS = part.timeS[i]!;
      if (timeS <= lastS || timeS >= endS)
        throw cannotRead(file, `the reading stamped ${timeS} is not in its place; restore the file`);
      lastS = timeS;
    }
    yield part;
  }
}

function* piecesOf(file: string): Generator<Uint8Array, void, undefined> {
  const fd = fs.openSync(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(PIECE_BYTES);
    for (let read; (read = fs.readSync(fd, buffer)) > 0;) yield buffer.subarray(0, read);
  } finally {
    fs.closeSync(fd);
  }
}

function cannotRead(file: string, why: string): PluvioError {
  return new PluvioError('INPUT', `Cannot read ${file}: ${why}`, { file });
}
