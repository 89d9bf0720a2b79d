import type { CalibratedBatch, ReadingBatch } from '../src/domain/readings/reading.js';
import { expand, same, type Stage } from './highland.js';

export interface ShownOptions {
  /** Is shown what was understood of the bytes, batch by batch, before anything is passed over. */
  readonly onParsed?: ((batch: ReadingBatch) => void) | undefined;
}

export interface BetweenOptions {
  /**
   * A stage of one's own, after calibration and before readings are sorted. It hands on every reading that it takes: what is
   * published is not seen by it again, so that a rain changed here would not last.
   */
  readonly between?: Stage<CalibratedBatch, CalibratedBatch> | undefined;
}

/** Shows each batch to `onParsed`, and hands it on. */
export function shown({ onParsed }: ShownOptions): Stage<ReadingBatch, ReadingBatch> {
  if (!onParsed) return same();
  return expand((batch) => {
    onParsed(batch);
    return [batch];
  });
}

/** The stage of one's own, where there is one. */
export function between({ between: own }: BetweenOptions): Stage<CalibratedBatch, CalibratedBatch> {
  return own ?? same();
}
