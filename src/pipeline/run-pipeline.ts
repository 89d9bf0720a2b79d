import { addTally, emptyTally, type Tally } from '../domain/audit.js';
import { indexGauges, limitsOf, type WantedGauge } from '../domain/network.js';
import type { CalibratedBatch, Reject, RejectReason, SourceChunk, YearMatrix } from '../domain/reading.js';
import { yearStartS } from '../domain/time.js';
import { calibrate } from '../../streams/calibrate.js';
import { filter } from '../../streams/filter.js';
import { chain, flow, type Stage } from '../../streams/highland.js';
import { finish } from '../../streams/index.js';
import { memorySpill, type Spill } from '../../streams/kernels/spill.js';
import { parse } from '../../streams/parse.js';
import { partition } from '../../streams/partition.js';
import { Ledger } from './ledger.js';

/** Stamps that no clock shows: the last second that fits the column. */
const NEVER_S = 0xffffffff;

export interface RunPipelineOptions {
  /** The wanted gauges with their curves, in the order of the configuration. */
  readonly gauges: readonly WantedGauge[];
  /** Takes each gauge's year, by gauge, then year. Its columns are reused for the next one: copy what is to stay. */
  readonly onYear: (year: YearMatrix) => Promise<void> | void;
  /** Takes each line that could not be used, `undefined` where its gauge could not be told. */
  readonly onReject?: (gauge: string | undefined, reject: Reject) => void;
  /** A stage of your own, after calibration and before readings are sorted. It keeps every reading. */
  readonly between?: Stage<CalibratedBatch, CalibratedBatch>;
  /** Stamps outside are clock faults, Unix seconds. Defaults: 2005-01-01 UTC; none ahead. */
  readonly notBeforeS?: number;
  readonly notAfterS?: number;
  /** The most mm a minute that is believed of gauges without a limit of their own. Default: 40. */
  readonly maxMmPerMin?: number | undefined;
  /** Room for what does not fit 4 MiB. Default: memory. */
  readonly spill?: Spill;
}

/** Where every line went. */
export interface Accounting {
  /** `linesRead = kept + duplicates + conflicts + quarantined + filteredOut`. */
  readonly total: Readonly<Tally>;
  /** Lines that could not be used, by reason. */
  readonly rejected: Partial<Record<RejectReason, number>>;
  /** Lines of gauges that are not wanted, by their folder or label; the first 50 of them. */
  readonly others: Readonly<Record<string, number>>;
}

/**
 * The whole pipeline over the bytes of a run: pieces of sources in, a sorted year with its matrix out for each gauge and
 * year. It ends when every year was taken; sorting means that the first comes after the last byte. Throws ACCOUNTING
 * where lines do not add up, and whatever the input or `onYear` throws. Memory: see `bucket`.
 */
export async function runPipeline(input: AsyncIterable<SourceChunk>, options: RunPipelineOptions): Promise<Accounting> {
  const { gauges, onYear, onReject, spill = memorySpill() } = options;
  const between: Stage<CalibratedBatch, CalibratedBatch> = options.between ?? ((batches) => batches);
  const { notBeforeS = yearStartS(2005), notAfterS = NEVER_S } = options;
  const curves = new Map(gauges.map(({ name, curve }) => [name, curve]));
  const audit = new Ledger(onReject ?? (() => undefined));
  const readings = chain([
    parse({ notBeforeS, notAfterS }),
    filter({ index: indexGauges(gauges), audit }),
    calibrate({ curves, limits: limitsOf(gauges, options.maxMmPerMin), audit }),
    between,
  ]);
  const years = chain([partition({ spill, audit }), finish({ spill })]);
  for await (const year of flow(flow(input, readings), years)) {
    audit.settled(year.gauge, year.tally);
    for (const conflict of year.conflicts()) audit.conflict(year.gauge, conflict);
    await onYear(year);
  }
  audit.check();
  const total = emptyTally();
  for (const tally of audit.byGauge.values()) addTally(total, tally);
  return { total, rejected: audit.rejectReasons, others: audit.others };
}
