import type { ReadingBatch, Source } from '../../../src/domain/readings/reading.js';
import { countLineEnds } from '../../../src/kernels/line-ends.js';

/** Where ascending rows of a batch come from: their source, and the number of their line, counted only as far as asked. */
export class Origins {
  source: Source;
  private position = 0;
  private line: number;
  private next = 0;

  constructor(private readonly batch: ReadingBatch) {
    this.source = batch.source;
    this.line = batch.firstLine;
  }

  /** Goes on to the source of a row. */
  reach(row: number): void {
    const { offset, later } = this.batch;
    if (!later) return;
    for (; this.next < later.length && later[this.next]!.start <= offset.data[row]!; this.next++) {
      const { source, start } = later[this.next]!;
      this.source = source;
      this.position = start;
      this.line = 1;
    }
  }

  /** The first row behind `row`, before `end`, that is of another source; `end` where there is none. */
  endOf(row: number, end: number): number {
    const { offset, later } = this.batch;
    if (!later) return end;
    this.reach(row);
    const stop = later[this.next]?.start ?? Infinity;
    let at = row + 1;
    while (at < end && offset.data[at]! < stop) at++;
    return at;
  }

  /** The number of a row's line in its source, 1-based. */
  lineOf(row: number): number {
    this.reach(row);
    const { bytes, offset } = this.batch;
    const target = offset.data[row]!;
    this.line += countLineEnds(bytes, this.position, target);
    this.position = target;
    return this.line;
  }
}
