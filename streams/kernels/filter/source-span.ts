import type { ReadingBatch, Source } from '../../../src/domain/readings/reading.js';

/** A source among those of a batch, and where its lines start in `bytes`: at `start` or later, before `stop`. */
export interface SourceSpan {
  readonly source: Source;
  readonly start: number;
  /** Infinity for the last source of the batch, which may go on in the next one. */
  readonly stop: number;
}

/** The source of a row. */
export function spanOf({ source, later, offset }: ReadingBatch, row: number): SourceSpan {
  if (!later) return { source, start: 0, stop: Infinity };
  const at = offset.data[row]!;
  let low = 0;
  let high = later.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (later[middle]!.start <= at) low = middle + 1;
    else high = middle;
  }
  const own = later[low - 1] ?? { source, start: 0 };
  return { ...own, stop: later[low]?.start ?? Infinity };
}
