import { COLUMNS, KEPT, rowBytes } from '../../../src/domain/columns.js';
import { BLOCK_ROWS, type RowColumns } from './row-columns.js';

/**
 * Rows as they lie in the spill: about 5 bytes each instead of 32, because loggers send a reading a minute, it hardly
 * ever rains, and volts have three decimals. Each column takes the first form that holds all of its values exactly.
 */

/** How a column is packed: the first byte of its part, which starts at a multiple of 8 and is followed by 7 unused ones. */
const RAW = 0;
/** Stamps: the first one (8 bytes), then how much later each is than the one before, 16 bits. */
const STEPS = 1;
/** Mostly 0: how many are not (8 bytes), their rows, 16 bits, padded, then their values. */
const SPARSE = 2;
/** One value, 8 bytes, for all. */
const CONSTANT = 3;
/** Whole thousandths from 0 to 65.535, 16 bits. */
const THOUSANDTHS = 4;

type Packing = (typeof COLUMNS)[(typeof KEPT)[number]]['packed'];

const HEAD_BYTES = 8;
/** More values that are not 0 than this share of the rows, and the column is no sparse one. */
const MOST_WET = 1 / 16;

/** Most bytes that a block of rows takes: all columns raw. */
export const MOST_PACKED_BYTES = BLOCK_ROWS * rowBytes(KEPT) + KEPT.length * (HEAD_BYTES + 8);

/** A buffer of packed rows, seen as each of the widths it is written in. */
export class PackedRows {
  readonly bytes = new Uint8Array(MOST_PACKED_BYTES);
  private readonly uint16 = new Uint16Array(this.bytes.buffer);
  private readonly uint32 = new Uint32Array(this.bytes.buffer);
  private readonly float64 = new Float64Array(this.bytes.buffer);
  /** Bytes used so far. */
  private at = 0;

  /** Packs the first `rows` rows, at most a block of them; gives the bytes used. */
  pack(columns: RowColumns, rows: number): number {
    this.at = 0;
    for (const name of KEPT) this.packColumn(columns[name], COLUMNS[name].packed, rows);
    return this.at;
  }

  /** Unpacks as many rows into columns from row `at` on. */
  unpack(columns: RowColumns, at: number, rows: number): void {
    this.at = 0;
    for (const name of KEPT) {
      const values = columns[name];
      if (values instanceof Float64Array) this.unpackFloats(values, at, rows);
      else if (COLUMNS[name].packed === 'steps') this.unpackTimes(values, at, rows);
      else this.unpackCounts(values, at, rows);
    }
  }

  private packColumn(values: Uint32Array | Float64Array, packed: Packing, rows: number): void {
    if (packed === 'steps') this.packTimes(values as Uint32Array, rows);
    else if (packed === 'measure') this.packMeasure(values as Float64Array, rows);
    else if (!this.packSparse(values, rows)) {
      if (values instanceof Float64Array) this.packRaw(this.float64, values, rows);
      else this.packRaw(this.uint32, values, rows);
    }
  }

  private packTimes(timeS: Uint32Array, rows: number): void {
    const { uint16 } = this;
    const steps = this.at + HEAD_BYTES + 8;
    let before = timeS[0]!;
    for (let i = 0; i < rows; i++) {
      const step = timeS[i]! - before;
      if (step < 0 || step > 0xffff) {
        this.packRaw(this.uint32, timeS, rows);
        return;
      }
      uint16[steps / 2 + i] = step;
      before += step;
    }
    this.uint32[this.begin(STEPS) / 4] = timeS[0]!;
    this.end(8 + 2 * rows);
  }

  private packSparse(values: Uint32Array | Float64Array, rows: number): boolean {
    const { uint16 } = this;
    const most = Math.floor(rows * MOST_WET);
    const start = this.at + HEAD_BYTES + 8;
    let wet = 0;
    for (let i = 0; i < rows; i++) {
      if (values[i] === 0) continue;
      if (wet === most) return false;
      uint16[start / 2 + wet++] = i;
    }
    const body = this.begin(SPARSE);
    this.uint32[body / 4] = wet;
    const firstValue = padded(start + 2 * wet) / 8;
    for (let k = 0; k < wet; k++) this.float64[firstValue + k] = values[uint16[start / 2 + k]!]!;
    this.end(8 * (firstValue + wet) - body);
    return true;
  }

  /** Wind or volts: one value for all, thousandths, or as they are. */
  private packMeasure(values: Float64Array, rows: number): void {
    const first = values[0]!;
    let same = 1;
    while (same < rows && (values[same] === first || (first !== first && values[same] !== values[same]))) same++;
    if (same >= rows) {
      this.float64[this.begin(CONSTANT) / 8] = first;
      this.end(8);
    } else if (!this.packThousandths(values, rows)) this.packRaw(this.float64, values, rows);
  }

  private packThousandths(values: Float64Array, rows: number): boolean {
    const { uint16 } = this;
    const start = (this.at + HEAD_BYTES) / 2;
    for (let i = 0; i < rows; i++) {
      const value = values[i]!;
      const thousandths = Math.round(value * 1000);
      // Not NaN, not -0 either: the division gives 0 back.
      if (!(thousandths >= 0 && thousandths <= 0xffff && thousandths / 1000 === value)) return false;
      uint16[start + i] = thousandths;
    }
    this.begin(THOUSANDTHS);
    this.end(2 * rows);
    return true;
  }

  private packRaw<T extends Uint32Array | Float64Array>(into: T, values: T, rows: number): void {
    into.set(values.subarray(0, rows), this.begin(RAW) / into.BYTES_PER_ELEMENT);
    this.end(rows * into.BYTES_PER_ELEMENT);
  }

  private unpackTimes(timeS: Uint32Array, at: number, rows: number): void {
    const { uint16, uint32 } = this;
    const { form, body } = this.next();
    if (form === RAW) {
      timeS.set(uint32.subarray(body / 4, body / 4 + rows), at);
      this.end(4 * rows);
      return;
    }
    let stampS = uint32[body / 4]!;
    const steps = body / 2 + 4;
    for (let i = 0; i < rows; i++) timeS[at + i] = stampS += uint16[steps + i]!;
    this.end(8 + 2 * rows);
  }

  private unpackCounts(counts: Uint32Array, at: number, rows: number): void {
    const { form, body } = this.next();
    if (form === SPARSE) this.unpackSparse(counts, at, rows, body);
    else {
      counts.set(this.uint32.subarray(body / 4, body / 4 + rows), at);
      this.end(4 * rows);
    }
  }

  private unpackFloats(values: Float64Array, at: number, rows: number): void {
    const { uint16, float64 } = this;
    const { form, body } = this.next();
    switch (form) {
      case SPARSE:
        this.unpackSparse(values, at, rows, body);
        break;
      case CONSTANT:
        values.fill(float64[body / 8]!, at, at + rows);
        this.end(8);
        break;
      case THOUSANDTHS:
        for (let i = 0; i < rows; i++) values[at + i] = uint16[body / 2 + i]! / 1000;
        this.end(2 * rows);
        break;
      default:
        values.set(float64.subarray(body / 8, body / 8 + rows), at);
        this.end(8 * rows);
    }
  }

  private unpackSparse(values: Uint32Array | Float64Array, at: number, rows: number, body: number): void {
    const { uint16, float64 } = this;
    const wet = this.uint32[body / 4]!;
    const firstRow = body / 2 + 4;
    const firstValue = padded(body + 8 + 2 * wet) / 8;
    values.fill(0, at, at + rows);
    for (let k = 0; k < wet; k++) values[at + uint16[firstRow + k]!] = float64[firstValue + k]!;
    this.end(8 * (firstValue + wet) - body);
  }

  /** Begins a column's part; gives where its body starts. */
  private begin(form: number): number {
    this.bytes[this.at] = form;
    return this.at + HEAD_BYTES;
  }

  private next(): { form: number; body: number } {
    return { form: this.bytes[this.at]!, body: this.at + HEAD_BYTES };
  }

  /** Ends a column's part, whose body has `bodyBytes`. */
  private end(bodyBytes: number): void {
    this.at = padded(this.at + HEAD_BYTES + bodyBytes);
  }
}

function padded(bytes: number): number {
  return (bytes + 7) & ~7;
}
