import { halvesIn, saysHalves } from '../../domain/readings/half-reading.js';
import { calibrationOf, type WantedGauge } from '../../domain/network.js';
import type { Manifest } from '../../domain/manifest.js';
import { PluvioError } from '../../domain/errors.js';
import type { AmountUnit } from '../../domain/readings/amount-unit.js';
import type { OutputFolder } from '../../domain/storage/output-folder.js';
import { yearPath } from '../../domain/paths.js';
import type { YearTally } from '../../domain/readings/reading.js';
import { Buffers } from '../../formats/buffers.js';
import { formatsNamed } from '../../formats/registry.js';
import { openRowKernel } from '../../formats/csv/row-kernel.js';
import { SeriesBuffers, type Fill } from '../../formats/csv/series-csv.js';
import { readSeries } from '../../formats/csv/read-series.js';
import { flow } from '../../../streams/highland.js';
import { finish } from '../../../streams/index.js';
import type { RefusedLine } from '../../raw/network-line/half-line.js';
import type { Spill } from '../../../streams/kernels/partition/spill.js';
import { YearTable } from '../../../streams/kernels/settle/year-table.js';
import type { YearLog } from '../../../streams/partition.js';
import type { PublishedRows } from '../../../streams/settle.js';
import { isMadeByTables } from '../publish/made-by-tables.js';
import { hasForm, stageYear } from '../publish/year-files.js';

/** One gauge's year to be made: plain data, so that another thread can do it. */
export interface YearJob {
  readonly log: YearLog;
  readonly gauge: WantedGauge;
  /** The manifest that the raw series in the output folder matches; undefined where the year is new. */
  readonly base: Manifest | undefined;
  /** Make the files anew even if no reading is. */
  readonly incomplete: boolean;
  readonly version: string;
  /** Names of the formats wanted; undefined: the default ones. */
  readonly formats: readonly string[] | undefined;
  /** Whether series have a row for every minute; undefined: as they were published before. */
  readonly fill: Fill | undefined;
  /** Lines that could not be used, of stamps of lines without an end. */
  readonly refused: readonly RefusedLine[];
}

/** What came of it. */
export interface MadeYear {
  readonly tally: YearTally;
  /** Places, in the log, of the readings that lost to another one with the same stamp; ascending. */
  readonly conflictPlaces: Uint32Array;
  /** Its books are without lines rejected. undefined where no reading is left of a year that was not there before. */
  readonly manifest: Manifest | undefined;
  /** Whether files were staged; otherwise `manifest` is the one there was. */
  readonly changed: boolean;
}

export interface YearMeans {
  readonly out: OutputFolder;
  /** Where the log lies. */
  readonly spill: Spill;
  /** Where rows are put in order; used again from year to year. */
  readonly table: YearTable;
  /** Where they are written; likewise. */
  readonly room: SeriesBuffers;
  /** What the other formats are written with; likewise. */
  readonly buffers: Buffers;
}

/** Second half of the pipeline for one year: settles its log onto what is published, and stages its files. */
export async function makeYear(job: YearJob, { out, spill, table, room, buffers }: YearMeans): Promise<MadeYear> {
  const { log, gauge, base, incomplete, version, fill } = job;
  const formats = job.formats && formatsNamed(job.formats);
  checkUnit(job);
  const series = yearPath(log.gauge, log.year, 'concatenated');
  const published = (): Iterable<PublishedRows> =>
    base ? readSeries(out.pieces(series), `${out.name}/${series}`) : [];
  const publishedRows = base?.readings ?? 0;
  const settled = finish({
    spill,
    published,
    publishedRows,
    halves: halvesIn(base),
    refused: () => job.refused,
    table,
    curves: new Map([[gauge.name, calibrationOf(gauge)]]),
  });
  for await (const matrix of flow(only(log), settled)) {
    const { tally, conflictPlaces } = matrix;
    if (!base && matrix.count === 0) return { tally, conflictPlaces, manifest: undefined, changed: false };
    const isAsBefore = tally.kept === 0 && !matrix.replaced && saysHalves(base, matrix.provisional);
    const isMade = base && isMadeByTables(base, gauge) && hasForm(base, { formats, fill });
    if (isMade && isAsBefore && !incomplete) return { tally, conflictPlaces, manifest: base, changed: false };
    const manifest = await stageYear(matrix, { gauge, version, base, formats, fill, room, buffers }, out);
    return { tally, conflictPlaces, manifest, changed: true };
  }
  throw new Error(`the pipeline gave no year for ${log.gauge} ${log.year}`);
}

/** Counts of one unit are never added to those of another. */
function checkUnit({ base, gauge, log }: YearJob): void {
  const was: AmountUnit = base?.unit ?? 'tip';
  const is: AmountUnit = gauge.unit ?? 'tip';
  if (!base || base.readings === 0 || was === is) return;
  throw new PluvioError(
    'UNIT',
    `${log.gauge} ${log.year} is published in counts of ${textOfUnit(was)}, and its raw files now give ${textOfUnit(is)}: give its format what it was published with (tip_mm in its description), or publish it elsewhere`,
    { gauge: log.gauge },
  );
}

function textOfUnit(unit: AmountUnit): string {
  return unit === 'tip' ? 'tips' : 'thousandths of a mm';
}

async function* only<T>(item: T): AsyncGenerator<T, void, undefined> {
  await Promise.resolve();
  yield item;
}

/** Makes years: in this thread, one after the other, or in others. */
export interface YearMaker {
  /** How many jobs it takes at the same time. */
  readonly parallel: number;
  readonly make: (job: YearJob) => Promise<MadeYear>;
  /** Makes years while this thread does other work, so many at a time; none where there is no other thread. */
  readonly parallelAhead: number;
  readonly makeAhead: (job: YearJob) => Promise<MadeYear>;
  readonly close: () => Promise<void>;
}

export function makerInThisThread(out: OutputFolder, spill: Spill, buffers = new Buffers()): YearMaker {
  const table = new YearTable();
  const room = new SeriesBuffers(openRowKernel());
  const make = (job: YearJob): Promise<MadeYear> => makeYear(job, { out, spill, table, room, buffers });
  return {
    parallel: 1,
    make,
    parallelAhead: 0,
    makeAhead: make,
    close: () => Promise.resolve(),
  };
}
