import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeSeries } from '../../src/formats/csv/series-csv.js';
import { openOutputFolder } from '../../src/stores/output-folder.js';
import { tripletsOf } from '../../streams/triplets.js';
import { benchFolder } from '../data/cache.js';
import { historyDumps } from '../data/dumps.js';
import { secondsOf } from '../measure/time-of.js';
import { RATE, type Figure, type Row } from '../results.js';
import { plainLoop } from '../stages/plain-loop.js';
import { drain, stageInputs, STAGES, type StageInputs } from '../stages/stage-inputs.js';
import type { Section } from './section.js';

const MB_PER_S: Figure = { name: 'mbPerS', title: 'MB/s', decimals: 0 };
const NS: Figure = { name: 'nsPerReading', title: 'ns/reading', decimals: 1 };

/** One thing that is done to all readings of an input. */
interface Piece {
  readonly who: string;
  readonly readings: number;
  readonly bytes: number;
  readonly run: () => void | Promise<void>;
}

/** Each stage alone, its input in memory. */
export const stages: Section = {
  name: 'stages',
  title: 'The stages one by one',
  async run({ quick, rounds, progress }) {
    const inputs = await stageInputs(historyDumps(1).folder);
    const scratch = join(benchFolder(), 'stages');
    mkdirSync(scratch, { recursive: true });
    const rows: Row[] = [];
    try {
      for (const { who, readings, bytes, run } of piecesOf(inputs, scratch)) {
        const seconds = await secondsOf(rounds ?? (quick ? 3 : 15), run);
        const figures = {
          [RATE.name]: readings / seconds / 1e6,
          [MB_PER_S.name]: bytes / seconds / 1e6,
          [NS.name]: (seconds * 1e9) / readings,
        };
        rows.push({ case: '1 year, 4 gauges', who, figures });
        progress(`${who}: ${figures[RATE.name]!.toFixed(1)} M readings/s`);
      }
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
    return {
      method:
        'One process, one thread, warm; input in memory, output dropped; medians. Bytes are those read (parse, plain loop), of columns taken (the stages after it) or written (series). The plain loop counts lines and sums digits byte by byte: a measure of the machine.',
      figures: [RATE, MB_PER_S, NS],
      plotted: RATE.name,
      rows,
      skipped: [],
    };
  },
};

/** Bytes of a reading in the columns of a batch, without and with rain. */
const READING_BYTES = 4 + 4 + 8 + 8 + 2 + 4;
const CALIBRATED_BYTES = READING_BYTES + 8;
/** Of a row in a year's log: stamp, tips, wind, battery, rain. */
const LOGGED_BYTES = 4 + 4 + 8 + 8 + 8;

function piecesOf(
  { bytes, chunks, parsed, filtered, calibrated, logs, spill, bucket }: StageInputs,
  scratch: string,
): Piece[] {
  const lines = sum(parsed, ({ count }) => count);
  const wanted = sum(filtered, ({ count }) => count);
  const logged = sum(logs, ({ rows }) => rows);
  const seriesBytes = sizeOfSeries(bucket);
  const out = openOutputFolder(scratch, { durable: false });
  return [
    { who: 'plain loop', readings: lines, bytes: bytes.length, run: () => void plainLoop(bytes) },
    { who: 'parse', readings: lines, bytes: bytes.length, run: () => drain(chunks, STAGES.parse()) },
    { who: 'filter', readings: lines, bytes: lines * READING_BYTES, run: () => drain(parsed, STAGES.filter()) },
    {
      who: 'calibrate',
      readings: wanted,
      bytes: wanted * READING_BYTES,
      run: () => drain(filtered, STAGES.calibrate()),
    },
    {
      who: 'bucket: partition',
      readings: wanted,
      bytes: wanted * CALIBRATED_BYTES,
      run: () => drain(calibrated, STAGES.partition()),
    },
    {
      who: 'bucket: settle',
      readings: logged,
      bytes: logged * LOGGED_BYTES,
      run: () => drain(logs, STAGES.settle(spill)),
    },
    {
      who: 'triplets',
      readings: bucket.count,
      bytes: bucket.count * LOGGED_BYTES,
      run: () => void tripletsOf(bucket),
    },
    {
      who: 'series: rows',
      readings: bucket.count,
      bytes: seriesBytes,
      run: () => writeSeries(bucket, ignore, ignore),
    },
    {
      who: 'series: rows, hash, file',
      readings: bucket.count,
      bytes: seriesBytes,
      run() {
        const [raw, treated] = [out.stage('raw.csv'), out.stage('treated.csv')];
        writeSeries(bucket, raw.write, treated.write);
        raw.finish();
        treated.finish();
      },
    },
  ];
}

const ignore = (): void => undefined;

function sizeOfSeries(bucket: StageInputs['bucket']): number {
  let bytes = 0;
  const count = (page: Uint8Array): void => {
    bytes += page.length;
  };
  writeSeries(bucket, count, count);
  return bytes;
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
