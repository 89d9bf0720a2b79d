import { EXIT } from '../domain/errors.js';
import { addTally, emptyTally } from '../domain/audit.js';
import type { SourceChunk, YearMatrix } from '../domain/reading.js';
import type { Logger } from '../log/log.js';
import type { RunContext } from '../pipeline/context.js';
import { Ledger } from '../pipeline/ledger.js';
import { curvesOf } from '../pipeline/unit.js';
import { flow } from '../../streams/highland.js';
import { pipeline } from '../../streams/index.js';
import { MatrixOutput, SeriesOutput, type EmitKind } from './emit.js';
import type { Host } from './host.js';
import { accountingText } from './summary-text.js';

export interface EmitOptions {
  readonly kind: EmitKind;
  /** Only this UTC year. */
  readonly year: number | undefined;
  /** Exit 3 where lines could not be used. */
  readonly strict: boolean;
}

/** The whole pipeline to stdout, keeping nothing; gives the exit code. The books are kept all the same. */
export async function emitRun(
  chunks: AsyncIterable<SourceChunk>,
  options: EmitOptions,
  context: RunContext,
  host: Host,
  log: Logger,
): Promise<number> {
  const { index, notBeforeS, notAfterS, gauges } = context;
  const spill = context.openSpill();
  const ledger = new Ledger(() => undefined);
  const output = outputOf(options, gauges.length === 1 ? gauges[0]!.name : undefined, host);
  try {
    const stages = pipeline({ notBeforeS, notAfterS, index, audit: ledger, curves: curvesOf(gauges), spill });
    for await (const matrix of flow(chunks, stages)) {
      ledger.settled(matrix.gauge, matrix.tally);
      for (const conflict of matrix.conflicts()) ledger.conflict(matrix.gauge, conflict);
      if (options.year === undefined || options.year === matrix.year) await output.take(matrix);
    }
    ledger.check();
  } finally {
    spill.close();
  }
  await output.end();
  const total = emptyTally();
  for (const tally of ledger.byGauge.values()) addTally(total, tally);
  log.info({ accounting: total, rejected: ledger.rejectReasons }, accountingText(total, ledger.rejectReasons));
  return options.strict && total.quarantined + total.conflicts > 0 ? EXIT.strict : EXIT.done;
}

interface EmitOutput {
  take(matrix: YearMatrix): Promise<void> | void;
  end(): Promise<void>;
}

function outputOf({ kind, year }: EmitOptions, gauge: string | undefined, host: Host): EmitOutput {
  if (kind === 'triplets') {
    const matrix = new MatrixOutput({ year, gauge }, host);
    return { take: (item) => matrix.add(item), end: () => matrix.end() };
  }
  const series = new SeriesOutput(kind, host);
  return { take: (item) => series.write(item), end: () => series.end() };
}
