import type { CalibratedBatch, Source } from '../../../src/domain/readings/reading.js';
import { spanOf, type SourceSpan } from '../filter/source-span.js';

/** No reading is believed to hold the rain of more than this. */
const LONGEST_S = 3600;
/** The interval of loggers that do not say anything else, nor show it. */
const USUAL_S = 60;

/** What the stamps of a source have been so far, for one gauge. */
interface Past {
  readonly source: Source;
  readonly lastS: number;
  /** The last step forward; undefined where there was none. */
  readonly stepS: number | undefined;
}

/**
 * The interval that a reading holds the rain of, from its source alone, so that neither pieces nor runs change it:
 *
 * 1. the step from the gauge's reading before it in the source;
 * 2. where that is no step forward, the last one before it in the source that is;
 * 3. else the step to the gauge's next reading in the source, if that is one forward;
 * 4. else the gauge's usual interval;
 * 5. else an hour for a reading that is alone in its source, a minute for any other.
 *
 * At most an hour. One object follows the readings of one gauge, batch by batch. Memory: two stamps.
 */
export class ReadingInterval {
  private past: Past | undefined;
  /** How far steps of the batch were looked for, and what was found. */
  private known = { row: -1, stepS: undefined as number | undefined };

  constructor(private readonly usualS: number | undefined) {}

  /** Of a row, in ascending order; undefined where the next batch has to tell. */
  at(batch: CalibratedBatch, row: number): number | undefined {
    const { count, offset, timeS } = batch;
    const span = spanOf(batch, row);
    const stepS = this.stepUpTo(batch, row, span);
    if (stepS !== undefined) return Math.min(stepS, LONGEST_S);
    const isLastRow = row + 1 === count;
    if (isLastRow && span.stop === Infinity) return undefined;
    const hasNext = !isLastRow && offset.data[row + 1]! < span.stop;
    return this.byNext(timeS.data[row]!, hasNext ? timeS.data[row + 1] : undefined, this.hasBefore(batch, row, span));
  }

  /** Of a reading without a step before it. */
  byNext(stampS: number, nextS: number | undefined, hasBefore: boolean): number {
    if (nextS !== undefined && nextS > stampS) return Math.min(nextS - stampS, LONGEST_S);
    return Math.min(this.usualS ?? (hasBefore || nextS !== undefined ? USUAL_S : LONGEST_S), LONGEST_S);
  }

  /** Whether the gauge has a reading before this one in its source. */
  hasBefore(batch: CalibratedBatch, row: number, span = spanOf(batch, row)): boolean {
    return this.isInBatch(batch, row - 1, span) || this.goesOn(span);
  }

  /** Goes on to the next batch. */
  pass(batch: CalibratedBatch): void {
    const last = batch.count - 1;
    const span = spanOf(batch, last);
    this.past = { source: span.source, lastS: batch.timeS.data[last]!, stepS: this.stepUpTo(batch, last, span) };
    this.known = { row: -1, stepS: undefined };
  }

  /** The last step forward up to a row in its source. */
  private stepUpTo(batch: CalibratedBatch, row: number, span: SourceSpan): number | undefined {
    const timeS = batch.timeS.data;
    const { known } = this;
    let at = row;
    let stepS: number | undefined;
    for (; stepS === undefined && this.isInBatch(batch, at - 1, span); at--) {
      // What was looked through before holds no other answer than it gave then.
      if (at === known.row) return (this.known = { row, stepS: known.stepS }).stepS;
      stepS = forward(timeS[at - 1]!, timeS[at]!);
    }
    if (stepS === undefined && this.goesOn(span)) stepS = forward(this.past!.lastS, timeS[at]!) ?? this.past!.stepS;
    this.known = { row, stepS };
    return stepS;
  }

  private isInBatch({ offset }: CalibratedBatch, row: number, span: SourceSpan): boolean {
    return row >= 0 && offset.data[row]! >= span.start;
  }

  /** Whether the source went on from the batch before. */
  private goesOn(span: SourceSpan): boolean {
    return span.start === 0 && this.past?.source === span.source;
  }
}

function forward(fromS: number, toS: number): number | undefined {
  return toS > fromS ? toS - fromS : undefined;
}
