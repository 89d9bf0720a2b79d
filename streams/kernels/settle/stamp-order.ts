import { MINUTE_S } from '../../../src/domain/time/time.js';

/** Up to so many rows are sorted by insertion. */
const FEW_ROWS = 24;
/** There is room for so many, or for a year of minutes: stretches differ in length, room is made twice. */
const SOME_ROWS = 8192;
const USUAL_ROWS = 532_480;

/**
 * The order of rows by stamp; rows of one stamp keep theirs. Few rows are sorted by insertion, more by counting, by the
 * second and then by the minute (least significant digit first), in a time that depends on neither order nor repetition.
 *
 * Memory, kept from call to call: 12 bytes a row, 4 a minute.
 */
export class StampOrder {
  /** For whoever moves rows as the order says; as long as it, overwritten by the next call. */
  scratch = new Float64Array(SOME_ROWS);
  private rows = new Uint32Array(SOME_ROWS);
  private counts = new Uint32Array(MINUTE_S);

  /** Rows `[start, end)` in the order of their stamps: their indices, valid until the next call. */
  of(timeS: Uint32Array, start: number, end: number): Uint32Array {
    const count = end - start;
    if (this.rows.length < count) {
      const room = Math.max(count, USUAL_ROWS);
      this.rows = new Uint32Array(room);
      this.scratch = new Float64Array(room);
    }
    const rows = this.rows.subarray(0, count);
    for (let i = 0; i < count; i++) rows[i] = start + i;
    if (count <= FEW_ROWS) insertionSort(rows, timeS);
    else this.countingSort(rows, timeS, new Uint32Array(this.scratch.buffer, 0, count));
    return rows;
  }

  private countingSort(rows: Uint32Array, timeS: Uint32Array, otherRows: Uint32Array): void {
    const count = rows.length;
    let leastS = Infinity;
    let mostS = 0;
    for (let i = 0; i < count; i++) {
      const t = timeS[rows[i]!]!;
      if (t < leastS) leastS = t;
      if (t > mostS) mostS = t;
    }
    const baseS = leastS - (leastS % MINUTE_S);
    const minutes = Math.floor((mostS - baseS) / MINUTE_S) + 1;
    if (this.counts.length < minutes) this.counts = new Uint32Array(minutes);
    const { counts } = this;

    counts.fill(0, 0, MINUTE_S);
    for (let i = 0; i < count; i++) counts[((timeS[rows[i]!]! - baseS) | 0) % MINUTE_S]!++;
    toFirstPlaces(counts, MINUTE_S);
    for (let i = 0; i < count; i++) {
      const row = rows[i]!;
      otherRows[counts[((timeS[row]! - baseS) | 0) % MINUTE_S]!++] = row;
    }

    counts.fill(0, 0, minutes);
    for (let i = 0; i < count; i++) counts[((timeS[otherRows[i]!]! - baseS) / MINUTE_S) | 0]!++;
    toFirstPlaces(counts, minutes);
    for (let i = 0; i < count; i++) {
      const row = otherRows[i]!;
      rows[counts[((timeS[row]! - baseS) / MINUTE_S) | 0]!++] = row;
    }
  }
}

/** How many rows each pile has → the place of its first one. */
function toFirstPlaces(counts: Uint32Array, piles: number): void {
  let first = 0;
  for (let pile = 0; pile < piles; pile++) {
    const size = counts[pile]!;
    counts[pile] = first;
    first += size;
  }
}

function insertionSort(rows: Uint32Array, timeS: Uint32Array): void {
  for (let i = 1; i < rows.length; i++) {
    const row = rows[i]!;
    const t = timeS[row]!;
    let at = i;
    for (; at > 0 && timeS[rows[at - 1]!]! > t; at--) rows[at] = rows[at - 1]!;
    rows[at] = row;
  }
}
