import { csvField } from '../../formats/csv/series-csv.js';
import { FOUR_DIGITS, MAX_NUMBER_BYTES, THREE_DIGITS_COMMA, writeNumber } from '../../kernels/number-text.js';
import { PLAIN_HEADER, RAIN_HEADER, type Rows } from './rows.js';
import type { RowWriter } from './row-writer.js';

const PAGE_BYTES = 262_144;
const COMMA = 44;
const LF = 10;
/** A row beside its gauge: stamp, four numbers, and room for the words that overshoot. */
const ROW_BYTES = 5 * MAX_NUMBER_BYTES + 16;
/** First stamp of ten digits: 2001-09-09. */
const TEN_DIGITS_S = 1_000_000_000;

/** Writes readings as CSV without making strings of them. Memory: one page of 256 KiB. */
export class CsvWriter implements RowWriter {
  private readonly bytes = new Uint8Array(PAGE_BYTES);
  private readonly view = new DataView(this.bytes.buffer);
  private used = 0;
  private headed = false;
  private readonly prefixes = new Map<string, Uint8Array>();

  *write(rows: Rows): Generator<Uint8Array, void, undefined> {
    if (rows.count === 0) return;
    this.head(rows.rainMm !== undefined);
    const prefixes = rows.gauges.map((gauge) => this.prefixOf(gauge));
    const longest = Math.max(...prefixes.map(({ length }) => length));
    const rowsAPage = Math.floor((PAGE_BYTES - RAIN_HEADER.length) / (longest + ROW_BYTES));
    for (let start = 0; start < rows.count; start += rowsAPage) {
      const end = Math.min(rows.count, start + rowsAPage);
      if (this.used + (end - start) * (longest + ROW_BYTES) > PAGE_BYTES) yield* this.flush();
      this.writeRows(rows, start, end, prefixes);
    }
  }

  *flush(): Generator<Uint8Array, void, undefined> {
    const page = this.bytes.slice(0, this.used);
    this.used = 0;
    if (page.length > 0) yield page;
  }

  *end(withRain: boolean): Generator<Uint8Array, void, undefined> {
    this.head(withRain);
    yield* this.flush();
  }

  /** Rows that fit into the page. */
  private writeRows(rows: Rows, start: number, end: number, prefixes: readonly Uint8Array[]): void {
    const { bytes, view } = this;
    const { gauge, timeS, tips, wind, battery, rainMm } = rows;
    let prefix = prefixes[0]!;
    let at = this.used;
    for (let i = start; i < end; i++) {
      if (gauge) prefix = prefixes[gauge[i]!]!;
      for (let k = 0; k < prefix.length; k++) bytes[at + k] = prefix[k]!;
      at = writeStamp(view, at + prefix.length, timeS[i]!);
      at = writeNumber(view, at, tips[i]!);
      bytes[at++] = COMMA;
      at = writeNumber(view, at, wind[i]!);
      bytes[at++] = COMMA;
      at = writeNumber(view, at, battery[i]!);
      if (rainMm) {
        bytes[at++] = COMMA;
        at = writeNumber(view, at, rainMm[i]!);
      }
      bytes[at++] = LF;
    }
    this.used = at;
  }

  private head(withRain: boolean): void {
    if (this.headed) return;
    this.headed = true;
    this.used = new TextEncoder().encodeInto(`${withRain ? RAIN_HEADER : PLAIN_HEADER}\n`, this.bytes).written;
  }

  private prefixOf(gauge: string): Uint8Array {
    let prefix = this.prefixes.get(gauge);
    if (!prefix) this.prefixes.set(gauge, (prefix = Buffer.from(`${csvField(gauge)},`)));
    return prefix;
  }
}

/** The stamp and a comma. */
function writeStamp(view: DataView, at: number, stampS: number): number {
  if (stampS < TEN_DIGITS_S) {
    const end = writeNumber(view, at, stampS);
    view.setUint8(end, COMMA);
    return end + 1;
  }
  const thousands = Math.floor(stampS / 1000);
  const millions = Math.floor(thousands / 1000);
  view.setUint32(at, FOUR_DIGITS[millions]!, true);
  view.setUint32(at + 4, THREE_DIGITS_COMMA[thousands - millions * 1000]!, true);
  view.setUint32(at + 7, THREE_DIGITS_COMMA[stampS - thousands * 1000]!, true);
  return at + 11;
}
