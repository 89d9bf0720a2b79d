import { addTally, emptyTally, type Tally } from '../../domain/readings/audit.js';
import { indexGauges, type Gauge, type WantedGauge } from '../../domain/network.js';
import type { ChooseForm } from '../../domain/readings/raw-form.js';
import type { Reject, RejectReason, SourceChunk, YearMatrix } from '../../domain/readings/reading.js';
import { yearStartS } from '../../domain/time/time.js';
import { flow } from '../../../streams/highland.js';
import { pipeline } from '../../../streams/index.js';
import { memorySpill, type Spill } from '../../../streams/kernels/partition/spill.js';
import type { BetweenOptions, ShownOptions } from '../../../streams/own.js';
import { Ledger, type Counter, type ForeignLabel } from '../books/ledger.js';
import { Quarantines } from '../books/quarantines.js';
import { curvesOf } from '../books/curves-of.js';

/** Stamps that no clock shows: the last second that fits the column. */
const NEVER_S = 0xffffffff;

export interface RunPipelineOptions extends ShownOptions, BetweenOptions {
  /** The wanted gauges with their curves, in the order of the configuration. */
  readonly gauges: readonly WantedGauge[];
  /** Gauges that are known and not wanted: what is theirs is not taken for a wanted one's. */
  readonly others?: readonly Gauge[];
  /** Takes each gauge's year, by gauge, then year. Its columns are reused for the next one: copy what is to stay. */
  readonly onYear: (year: YearMatrix) => Promise<void> | void;
  /** Takes each line that could not be used, `undefined` where its gauge could not be told. */
  readonly onReject?: (gauge: string | undefined, reject: Reject) => void;
  /** Stamps outside are clock faults, Unix seconds. Defaults: 2005-01-01 UTC; none ahead. */
  readonly notBeforeS?: number;
  readonly notAfterS?: number;
  /** Tells the form of each source. Default: all are of the network's own line. */
  readonly forms?: ChooseForm | undefined;
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
  /** By gauge; '' for lines of no wanted gauge. */
  readonly byGauge: ReadonlyMap<string, Readonly<Tally>>;
  /** Readings in a gauge's folder that carry the label of none of its names. */
  readonly foreignLabels: readonly ForeignLabel[];
  /** Gauges whose tips look like the state of a counter. */
  readonly counters: readonly Counter[];
  /** Lines of gauges that are not wanted, by their folder or label; the first 50 of them. */
  readonly others: Readonly<Record<string, number>>;
}

/**
 * The whole pipeline over the bytes of a run: pieces of sources in, a sorted year with its matrix out for each gauge and
 * year. It ends when every year was taken; sorting means that the first comes after the last byte. Throws ACCOUNTING
 * where lines do not add up, and whatever the input or `onYear` throws. Memory: see `bucket`.
 */
export async function runPipeline(input: AsyncIterable<SourceChunk>, options: RunPipelineOptions): Promise<Accounting> {
  const { gauges, onYear, onReject, onParsed, between, forms, spill = memorySpill() } = options;
  const { notBeforeS = yearStartS(2005), notAfterS = NEVER_S } = options;
  const quarantines = new Quarantines(spill);
  const audit = new Ledger((gauge, reject) => {
    quarantines.add(gauge, reject);
    onReject?.(gauge, reject);
  });
  const index = indexGauges(gauges, options.others);
  const calibration = curvesOf(index, options.maxMmPerMin);
  const refused = quarantines.refused.bind(quarantines);
  const stages = pipeline({
    notBeforeS,
    notAfterS,
    forms,
    index,
    audit,
    ...calibration,
    spill,
    refused,
    onParsed,
    between,
  });
  for await (const year of flow(input, stages)) {
    audit.settled(year.gauge, year.tally);
    for (const conflict of year.conflicts()) audit.conflict(year.gauge, conflict);
    await onYear(year);
  }
  audit.check();
  const total = emptyTally();
  for (const tally of audit.byGauge.values()) addTally(total, tally);
  const { byGauge, foreignLabels, counters, others } = audit;
  return { total, rejected: audit.rejectReasons, byGauge, foreignLabels, counters, others };
}
