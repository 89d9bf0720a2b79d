import { StampDigits } from './stamp-digits.js';

const [COMMA, OPEN, CLOSE, ZERO] = [44, 91, 93, 48];
/** The longest number that JavaScript writes, and a comma. */
const NUMBER_BYTES = 26;
const PAGE_VALUES = 65_536;
/** Stands for a column in the text around it: no name or note has such signs. */
const MARK = '\u0000column\u0000';

/** A list of numbers in an answer that is written as bytes: as values of their own, half a million take five times as long. */
export class JsonColumn {
  constructor(private readonly pieces: () => Generator<Uint8Array>) {}

  /** `[`, the numbers with commas, `]`. */
  *bytes(): Generator<Uint8Array> {
    yield Uint8Array.of(OPEN);
    yield* this.pieces();
    yield Uint8Array.of(CLOSE);
  }
}

/** `startS`, `startS + stepS`, …: whole seconds. */
export function stampColumn(startS: number, stepS: number, count: number): JsonColumn {
  return new JsonColumn(function* () {
    const stamp = new StampDigits(startS);
    for (let first = 0; first < count; first += PAGE_VALUES) {
      const last = Math.min(count, first + PAGE_VALUES);
      const page = Buffer.allocUnsafe((last - first) * NUMBER_BYTES);
      let at = 0;
      for (let i = first; i < last; i++) {
        if (i > 0) page[at++] = COMMA;
        at = stamp.write(page, at);
        stamp.add(stepS);
      }
      yield page.subarray(0, at);
    }
  });
}

/** Numbers, each as `shape` gives it; null where that gives null. What is 0 or 1, as most is, stays so. */
export function numberColumn(values: Float64Array, shape: (value: number) => number | null): JsonColumn {
  return new JsonColumn(function* () {
    for (let first = 0; first < values.length; first += PAGE_VALUES) {
      const last = Math.min(values.length, first + PAGE_VALUES);
      const page = Buffer.allocUnsafe((last - first) * NUMBER_BYTES);
      let at = 0;
      for (let i = first; i < last; i++) {
        const value = values[i]!;
        if (i > 0) page[at++] = COMMA;
        if (value === 0 || value === 1) page[at++] = ZERO + value;
        else at += page.write(textOf(shape(value)), at, 'latin1');
      }
      yield page.subarray(0, at);
    }
  });
}

/** As JSON has it: what is no number is null. */
function textOf(value: number | null): string {
  return value !== null && Number.isFinite(value) ? String(value) : 'null';
}

/** A value as JSON with a line feed, its columns as bytes. */
export function jsonBytes(value: unknown): Uint8Array {
  const columns: JsonColumn[] = [];
  const text = JSON.stringify(value, (_, part: unknown) => {
    if (!(part instanceof JsonColumn)) return part;
    columns.push(part);
    return MARK;
  });
  const around = `${text}\n`.split(JSON.stringify(MARK));
  const pieces = around.flatMap((part, k) => [Buffer.from(part), ...(columns[k]?.bytes() ?? [])]);
  return Buffer.concat(pieces);
}
