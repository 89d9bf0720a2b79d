import { EXIT } from '../../../domain/errors.js';
import type { YearMatrix } from '../../../domain/readings/reading.js';
import type { Logger } from '../../../log/log.js';
import type { ReadingContext } from '../../../pipeline/context.js';
import { tellFindings } from '../../../pipeline/books/findings.js';
import { runPipeline } from '../../../pipeline/run/run-pipeline.js';
import { MatrixOutput, SeriesOutput, type EmitKind } from './emit.js';
import type { Host } from '../../host/host.js';
import { Heads } from './heads.js';
import { watched, type Inputs } from './inputs.js';
import { tellNothingUsable } from '../../text/nothing-usable.js';
import { accountingText } from '../../text/summary-text.js';

export interface EmitOptions {
  readonly kind: EmitKind;
  /** Only this UTC year. */
  readonly year: number | undefined;
  /** Exit 3 where lines could not be used. */
  readonly strict: boolean;
}

/** The whole pipeline to stdout, keeping nothing; gives the exit code. The books are kept all the same. */
export async function emitRun(
  inputs: Inputs,
  options: EmitOptions,
  { gauges, others, index, notBeforeS, notAfterS, maxMmPerMin, forms, between, openSpill, report }: ReadingContext,
  { host, log }: { readonly host: Host; readonly log: Logger },
): Promise<number> {
  const output = outputOf(options, gauges.length === 1 ? gauges[0]!.name : undefined, host);
  const onYear = async (matrix: YearMatrix): Promise<void> => {
    if (options.year === undefined || options.year === matrix.year) await output.take(matrix);
  };
  const spill = openSpill();
  try {
    const heads = new Heads();
    const chunks = heads.of(watched(inputs, host.progress));
    const rules = { gauges, others, notBeforeS, notAfterS, maxMmPerMin, forms, between };
    const books = await runPipeline(chunks, { ...rules, spill, onYear });
    const { total, rejected } = books;
    host.progress.clear();
    const { misplaced, counters } = tellFindings(books, { index, report });
    const isNothing = tellNothingUsable(books, heads, log, forms !== undefined);
    await output.end();
    log.info({ type: 'summary', total, rejected }, accountingText(total, rejected));
    const troubles = total.quarantined + total.conflicts + misplaced + counters + inputs.notRead.mayBeData;
    return options.strict && (isNothing || troubles > 0) ? EXIT.strict : EXIT.done;
  } finally {
    spill.close();
  }
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
