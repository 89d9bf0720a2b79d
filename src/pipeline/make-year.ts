import type { Curve, WantedGauge } from '../domain/network.js';
import type { Manifest } from '../domain/manifest.js';
import type { OutputFolder } from '../domain/output-folder.js';
import { yearPath } from '../domain/paths.js';
import type { Reject, YearTally } from '../domain/reading.js';
import { formatsNamed } from '../formats/registry.js';
import type { Fill } from '../formats/series-csv.js';
import { readSeries } from '../formats/read-series.js';
import { flow } from '../../streams/highland.js';
import { finish } from '../../streams/index.js';
import type { Spill } from '../../streams/kernels/spill.js';
import { YearTable } from '../../streams/kernels/year-table.js';
import type { YearLog } from '../../streams/partition.js';
import type { PublishedRows } from '../../streams/settle.js';
import { hasForm, sameCurve, stageYear } from './year-files.js';

/** One gauge's year to be made: plain data, so that another thread can do it. */
export interface YearJob {
  readonly log: YearLog;
  readonly gauge: WantedGauge;
  /** The manifest that the raw series in the output folder matches; undefined where the year is new. */
  readonly base: Manifest | undefined;
  /** Make the files anew even if no reading is. */
  readonly incomplete: boolean;
  /** Lines rejected in this run that stood among this year's readings. */
  readonly quarantined: number;
  readonly version: string;
  /** Names of the formats wanted; undefined: the default ones. */
  readonly formats: readonly string[] | undefined;
  /** Whether series have a row for every minute; undefined: as they were published before. */
  readonly fill: Fill | undefined;
}

/** What came of it. */
export interface MadeYear {
  readonly tally: YearTally;
  readonly manifest: Manifest;
  /** Whether files were staged; otherwise `manifest` is the one there was. */
  readonly changed: boolean;
}

export interface YearHands {
  readonly out: OutputFolder;
  /** Where the log lies. */
  readonly spill: Spill;
  readonly onConflict: (reject: Reject) => void;
  /** Where rows are put in order; used again from year to year. */
  readonly table: YearTable;
}

/** Second half of the pipeline for one year: settles its log onto what is published, and stages its files. */
export async function makeYear(job: YearJob, { out, spill, onConflict, table }: YearHands): Promise<MadeYear> {
  const { log, gauge, base, incomplete, quarantined, version, fill } = job;
  const formats = job.formats && formatsNamed(job.formats);
  const series = yearPath(log.gauge, log.year, 'concatenated');
  const published = (): Iterable<PublishedRows> =>
    base ? readSeries(out.pieces(series), `${out.name}/${series}`) : [];
  for await (const matrix of flow(only(log), finish({ spill, published, table, curves: curvesOf([gauge]) }))) {
    for (const conflict of matrix.conflicts()) onConflict(conflict);
    const { tally } = matrix;
    if (base && tally.kept === 0 && !incomplete && sameCurve(base, gauge) && hasForm(base, { formats, fill }))
      return { tally, manifest: base, changed: false };
    return {
      tally,
      manifest: await stageYear(matrix, { gauge, version, base, quarantined, formats, fill }, out),
      changed: true,
    };
  }
  throw new Error(`the pipeline gave no year for ${log.gauge} ${log.year}`);
}

export function curvesOf(gauges: readonly WantedGauge[]): Map<string, Curve> {
  return new Map(gauges.map(({ name, curve }) => [name, curve]));
}

async function* only<T>(item: T): AsyncGenerator<T, void, undefined> {
  await Promise.resolve();
  yield item;
}

/** Makes years: in this thread, one after the other, or in others. */
export interface YearMaker {
  /** How many years it makes at the same time. */
  readonly parallel: number;
  readonly make: (job: YearJob, onConflict: (reject: Reject) => void) => Promise<MadeYear>;
  readonly close: () => Promise<void>;
}

export function makerInThisThread(out: OutputFolder, spill: Spill): YearMaker {
  const table = new YearTable();
  return {
    parallel: 1,
    make: (job, onConflict) => makeYear(job, { out, spill, onConflict, table }),
    close: () => Promise.resolve(),
  };
}
