import { DAY_S, formatDateTime } from '../../../domain/time/time.js';
import { csvField } from '../../../formats/csv/series-csv.js';
import { shortened } from './numbers.js';
import { StampDigits } from './stamp-digits.js';

/** Rain and coverage of steps that end at `startS`, `startS + stepS`, …; both columns have shape `[count]`. */
export interface Steps {
  readonly startS: number;
  readonly stepS: number;
  readonly count: number;
  readonly rainMm: Float64Array;
  readonly coverage: Float64Array;
}

const PAGE_ROWS = 8192;
/** Date, clock, stamp, and the longest rain and coverage. */
const ROW_BYTES = 96;
const COMMA = 44;
const COLON = 58;
/** 00 to 59. */
const TWO_DIGITS = Buffer.from(Array.from({ length: 60 }, (_, i) => String(i).padStart(2, '0')).join(''));

/**
 * Lines of CSV as bytes, a page at a time: date and clock, stamp, station, rain (`na` where it is not known), coverage. A year's
 * minutes are half a million lines, of which text would take five times as long.
 */
export function* stepLines({ startS, stepS, count, rainMm, coverage }: Steps, gauge: string): Generator<Uint8Array> {
  const station = Buffer.from(`${csvField(gauge)},`);
  const dry = Buffer.concat([station, Buffer.from('0,1\n')]);
  const stamp = new StampDigits(startS);
  let [day, date] = [NaN, station];
  for (let first = 0; first < count; first += PAGE_ROWS) {
    const last = Math.min(count, first + PAGE_ROWS);
    const page = Buffer.allocUnsafe((last - first) * (ROW_BYTES + station.length));
    let at = 0;
    for (let i = first; i < last; i++) {
      const timeS = startS + i * stepS;
      const [mm, part] = [rainMm[i]!, coverage[i]!];
      if (!(timeS < (day + 1) * DAY_S)) {
        day = Math.floor(timeS / DAY_S);
        date = Buffer.from(formatDateTime(timeS).slice(0, 11));
      }
      at = writeClock(page, writeBytes(page, at, date), timeS - day * DAY_S);
      at = stamp.write(page, at);
      page[at++] = COMMA;
      stamp.add(stepS);
      const isDry = mm === 0 && part === 1;
      at = writeBytes(page, at, isDry ? dry : station);
      if (!isDry) at = writeText(page, at, `${mm === mm ? mm : 'na'},${shortened(part)}\n`);
    }
    yield page.subarray(0, at);
  }
}

function writeText(page: Uint8Array, at: number, text: string): number {
  for (let k = 0; k < text.length; k++) page[at + k] = text.charCodeAt(k);
  return at + text.length;
}

function writeBytes(page: Uint8Array, at: number, bytes: Uint8Array): number {
  for (let k = 0; k < bytes.length; k++) page[at + k] = bytes[k]!;
  return at + bytes.length;
}

/** `06:30:00` and a comma, of a second of the day. */
function writeClock(page: Uint8Array, at: number, second: number): number {
  const minute = (second / 60) | 0;
  const hour = (minute / 60) | 0;
  page[at + 2] = page[at + 5] = COLON;
  page[at + 8] = COMMA;
  writeTwo(page, at, hour);
  writeTwo(page, at + 3, minute - 60 * hour);
  writeTwo(page, at + 6, second - 60 * minute);
  return at + 9;
}

function writeTwo(page: Uint8Array, at: number, value: number): void {
  page[at] = TWO_DIGITS[2 * value]!;
  page[at + 1] = TWO_DIGITS[2 * value + 1]!;
}
