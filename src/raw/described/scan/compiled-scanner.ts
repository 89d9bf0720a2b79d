import { POWERS_OF_TEN } from '../../../kernels/digits.js';
import { FOUND, scannerCode, type ScannerParts } from './scanner-code.js';
import { dayOfYearS, dayS } from '../time/days.js';
import { monthOf } from '../time/month-names.js';
import { longNumber } from './number-reader.js';

/** A scanner of usual lines of one layout, compiled. */
export interface CompiledScanner {
  /** Reads the line at `at`, which has an end, into `found`; gives where the next one begins, or -1 where it is not as usual. */
  readonly scan: (bytes: Uint8Array, at: number) => number;
  /** By `FOUND`. */
  readonly found: Float64Array;
}

/** Takes a field of a line; false where it is not as usual. */
type TakeField = (bytes: Uint8Array, start: number, end: number) => boolean;

/** What takes fields that are texts. */
export interface FieldTakers {
  readonly labelIn: TakeField;
  readonly keyIn: TakeField;
  readonly ownIn: TakeField;
}

const READS = { dayS, dayOfYearS, monthOf, longNumber };
const READ_NAMES = `{ ${Object.keys(READS).join(', ')} }`;

type Make = (
  found: Float64Array,
  powers: Float64Array,
  reads: typeof READS,
  takes: FieldTakers,
) => CompiledScanner['scan'];

/** Compiles a scanner; undefined where the layout is not of that kind, or where code cannot be made while running. */
export function compileScanner(parts: ScannerParts, takes: FieldTakers): CompiledScanner | undefined {
  const code = scannerCode(parts);
  if (code === undefined) return undefined;
  const found = new Float64Array(Object.keys(FOUND).length).fill(NaN);
  try {
    // The code holds numbers and no text of anybody's (`scannerCode`).
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    const make = new Function('found', 'powers', READ_NAMES, '{ labelIn, keyIn, ownIn }', code) as Make;
    return { scan: make(found, POWERS_OF_TEN, READS, takes), found };
  } catch (error) {
    // Node may be told to make no code.
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}
