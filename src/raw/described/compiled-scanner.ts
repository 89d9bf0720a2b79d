import { POWERS_OF_TEN } from '../../kernels/digits.js';
import { FOUND, scannerCode, type ScannerParts } from './scanner-code.js';
import { dayS } from './days.js';

/** A scanner of usual lines of one layout, compiled. */
export interface CompiledScanner {
  /** Reads the line at `at`, which has an end, into `found`; gives where the next one begins, or -1 where it is not as usual. */
  readonly scan: (bytes: Uint8Array, at: number) => number;
  /** By `FOUND`. */
  readonly found: Float64Array;
  /** What every time says of its zone, seconds east of UTC; NaN for nothing. */
  readonly offsetS: number;
}

/** Takes a field of a line; false where it is not as usual. */
type TakeField = (bytes: Uint8Array, start: number, end: number) => boolean;

type Make = (
  found: Float64Array,
  powers: Float64Array,
  day: typeof dayS,
  label: TakeField,
  key: TakeField,
) => CompiledScanner['scan'];

/** Compiles a scanner; undefined where the layout is not of that kind, or where code cannot be made while running. */
export function compileScanner(
  parts: ScannerParts,
  { labelIn, keyIn }: { readonly labelIn: TakeField; readonly keyIn: TakeField },
): CompiledScanner | undefined {
  const code = scannerCode(parts);
  if (code === undefined) return undefined;
  const found = new Float64Array(Object.keys(FOUND).length).fill(NaN);
  const offsetS = !parts.format || parts.format.hasOffset ? 0 : NaN;
  try {
    // The code holds numbers and no text of anybody's (`scannerCode`).
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    const make = new Function('found', 'powers', 'dayS', 'label', 'key', code) as Make;
    return { scan: make(found, POWERS_OF_TEN, dayS, labelIn, keyIn), found, offsetS };
  } catch (error) {
    // Node may be told to make no code.
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}
