import { numberOfText } from '../described/scan/number-reader.js';

/** The column of rain of a table, and what its numbers are. */
export interface Amounts {
  readonly column: number;
  /** The key `value` without its column. */
  readonly kind: string;
  /** Numbers that stand for nothing. */
  readonly nulls: readonly number[];
  readonly isCounter: boolean;
  /** Whether they count tips, whose depth the file does not say. */
  readonly isTips: boolean;
  /** Whether its name says that it is rain. */
  readonly isNamed: boolean;
  readonly reasons: readonly string[];
  readonly doubts: readonly string[];
}

export interface AmountsTable {
  readonly rows: readonly (readonly string[])[];
  readonly names: readonly string[] | undefined;
  readonly decimal: '.' | ',';
  /** Columns of the times. */
  readonly times: readonly number[];
  /** What a line of units says below the names. */
  readonly units?: readonly string[] | undefined;
  /** Words in the lines themselves that say what they are of. */
  readonly about?: string;
}

const RAIN = /rain|pluie|precip|pluvio|ppt|^rr|niederschlag|regen|tips?\b|event|bascul|count|accu/i;
/** Names of rain that is none in an interval. */
const NOT_AMOUNT = /rate|intens|temp|status|quali|flag|\/h|mm\/|day|jour|month|year/i;
/** Names of what is no rain. */
const OTHER = /temp|°|humid|\brh\b|dew|batt|volt|press|wind|m\/s|km\/h|vent|speed|dir|solar|radiat|record|qual|status/i;
/** Units of a depth, in a line of units. */
const DEPTH = /^[[(]?\s*(?:mm|in|inch(?:es)?)\s*[\])]?$/i;
const NULLS = [-9, -99, -999, -9999, -99999, -777, -6999, -7999];

/** Finds the column of rain; undefined where no column has numbers. */
export function amountsOf({ rows, names, decimal, times, units, about = '' }: AmountsTable): Amounts | undefined {
  const all = (column: number): number[] =>
    rows.map((row) => numberOfText(row[column] ?? '', decimal)).filter((value) => !Number.isNaN(value));
  const width = Math.max(0, ...rows.map((row) => row.length));
  const nameOf = (column: number): string => [names?.[column] ?? '', units?.[column] ?? ''].join(' ').trim();
  const isNamed = (column: number): boolean => {
    const name = nameOf(column);
    return (RAIN.test(name) || DEPTH.test(units?.[column] ?? '')) && !NOT_AMOUNT.test(name);
  };
  const columns = Array.from({ length: width }, (_, i) => i).filter((i) => {
    const numbers = all(i);
    if (OTHER.test(nameOf(i)) && !isNamed(i)) return false;
    return !times.includes(i) && numbers.length > (isNamed(i) ? 0 : rows.length / 2) && !isNumbering(numbers);
  });
  const named = columns.filter(isNamed);
  const column = named[0] ?? columns[0];
  if (column === undefined) return undefined;
  const doubts = named.length !== 1 && columns.length > 1 ? ['which column is the rain is a guess: choose it'] : [];
  const nulls = NULLS.filter((value) => all(column).includes(value));
  const values = all(column).filter((value) => !nulls.includes(value));
  const kind = kindOf(values, `${nameOf(column)} ${about}`);
  const isEmpty = rows.some(
    (row) => (row[column] ?? '') === '' && row.some((text, i) => text !== '' && !times.includes(i)),
  );
  const passes = isEmpty && rows.some((row) => (row[column] ?? '') !== '');
  return {
    column,
    kind: passes ? `${kind.toml}, empty = "pass"` : kind.toml,
    nulls,
    isCounter: kind.isCounter,
    isTips: kind.toml.includes('"tips"'),
    isNamed: named.length > 0,
    reasons: [
      ...(passes ? ['lines without anything there are passed over: they have other things'] : []),
      ...(nulls.length > 0 ? [`${nulls.join(', ')} is taken for a missing value`] : []),
    ],
    doubts: [...doubts, ...kind.doubts],
  };
}

/** Whether numbers only count lines. */
function isNumbering(values: readonly number[]): boolean {
  return values.length > 3 && values.every((value, i) => i === 0 || value === values[i - 1]! + 1);
}

/** Times that a counter rises for one fall, at least. */
const RISES_A_FALL = 4;
/** Steps from 0 at which a counter that began anew may stand, of its smallest. */
const NEAR_ZERO_STEPS = 2;
const WRAPS = [128, 256, 1000, 4096, 10_000, 65_536];

/** What the falls of a counter mean; undefined of numbers that go up and down. */
function fallsOf(values: readonly number[]): { readonly toml: string; readonly what: string } | undefined {
  const steps = values.slice(1).map((value, i) => ({ from: values[i]!, value, step: value - values[i]! }));
  const rises = steps.filter(({ step }) => step > 0).map(({ step }) => step);
  const falls = steps.filter(({ step }) => step < 0);
  if (falls.length === 0 || rises.length < RISES_A_FALL * falls.length) return undefined;
  const most = Math.max(...rises);
  const wrap = WRAPS.find((at) => falls.every(({ from, value }) => from < at && value + at - from <= most));
  if (wrap !== undefined && values.every(Number.isInteger))
    return { toml: `wrap = ${wrap}`, what: `it is 0 again after ${wrap - 1}` };
  const near = NEAR_ZERO_STEPS * Math.min(...rises);
  if (falls.some(({ value }) => value > near)) return undefined;
  return { toml: 'reset = "zero"', what: 'it begins at 0 again there, as a sum of a day does' };
}

/** What the numbers are; a series that only rises is a counter. */
function kindOf(
  values: readonly number[],
  name: string,
): { readonly toml: string; readonly isCounter: boolean; readonly doubts: readonly string[] } {
  const isRising =
    values.length > 2 && values.at(-1)! > values[0]! && values.every((value, i) => i === 0 || value >= values[i - 1]!);
  const isWhole = values.every(Number.isInteger);
  const unit = /inch|(?<![a-z])in(?![a-z])(?!.*mm)/i.test(name) ? 'inch' : /mm/i.test(name) || !isWhole ? 'mm' : 'tips';
  const counter = `kind = "counter", unit = "${unit}"`;
  if (isRising) {
    const doubts = ['it only rises, so it is taken for a counter: say wrap or reset if it falls'];
    return { toml: counter, isCounter: true, doubts };
  }
  const falls = fallsOf(values);
  if (falls !== undefined) {
    const doubts = [
      `it rises, and seldom falls, then near 0, so it is taken for a counter: look whether ${falls.what}`,
    ];
    return { toml: `${counter}, ${falls.toml}`, isCounter: true, doubts };
  }
  const said = unit === 'tips' ? /tip|bascul|event|count/i : unit === 'mm' ? /mm/i : /in/i;
  const doubts = said.test(name)
    ? []
    : [`the unit is not said: it is taken for ${unit}${unit === 'mm' ? '; of inches, kind = "inch"' : ''}`];
  return { toml: `kind = "${unit}"`, isCounter: false, doubts };
}
