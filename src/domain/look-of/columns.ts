import { RISING_READINGS } from '../readings/rising.js';

/** A column of a table: its name, where there is a header, and what is in it, without missing values. */
export interface Column {
  readonly name: string | undefined;
  readonly values: readonly string[];
}

/** How times are written, the first that fits all values of a column. */
const TIMES: readonly { readonly is: RegExp; readonly text: string }[] = [
  {
    is: /^\d{4}[-/.]\d\d?[-/.]\d\d?(?:[T ]\d\d?:\d\d(?::\d\d(?:[.,]\d+)?)?)?\s*(?:Z|UTC|[+-]\d\d:?\d\d)?$/i,
    text: 'ISO times',
  },
  { is: /^\d\d?[-/.]\d\d?[-/.](?:\d{4}|\d\d)(?:[T ,]+\d\d?:\d\d(?::\d\d)?(?:\s*[AP]M)?)?$/i, text: 'D/M/Y times' },
  { is: /^(?:19|20)\d{6}[T ]?\d{4}(?:\d\d)?$/, text: 'times such as 20240131T0000' },
  { is: /^1\d{9}(?:\.\d+)?$/, text: 'Unix seconds' },
  { is: /^1\d{12}$/, text: 'Unix milliseconds' },
];
const CLOCK = /^\d\d?:\d\d(?::\d\d)?$/;
const MONTH_FIRST = /^\d\d?[-/.](?:1[3-9]|2\d|3[01])[-/.]/;
const NUMBER = /^[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d+)?$/i;
const WHOLE = /^\d+$/;

/** What names a column of rain, before one that only has numbers. */
const RAIN_NAME = /rain|pluie|precip|tip|basc|count|hauteur|cumul|value|valeur|\bmm\b|\brr/i;
const OTHER_NAME = /batt|volt|wind|vent|temp|hum|press|lat|lon|\bid\b|record|^#|index|flag|qual/i;

/** How the times of a table are written, and the columns that they take. */
export function timeForm(columns: readonly Column[]): { text: string; of: readonly Column[] } | undefined {
  for (const { is, text } of TIMES) {
    const column = columns.find(({ values }) => values.length > 0 && values.every((value) => is.test(value)));
    if (!column) continue;
    const clock = columns.find(({ values }) => values.length > 0 && values.every((value) => CLOCK.test(value)));
    const isMonthFirst = text === 'D/M/Y times' && column.values.some((value) => MONTH_FIRST.test(value));
    const of = clock ? [column, clock] : [column];
    return { text: (isMonthFirst ? 'M/D/Y times' : text) + (clock ? ' in two columns' : ''), of };
  }
  return undefined;
}

/** What the values of a table are; undefined where there is no column of numbers. */
export function valueForm(columns: readonly Column[]): string | undefined {
  const numbers = columns.filter(({ values }) => values.length > 0 && values.every((value) => NUMBER.test(value)));
  const column =
    numbers.find(({ name }) => name !== undefined && RAIN_NAME.test(name)) ??
    numbers.find(({ name }) => name === undefined || !OTHER_NAME.test(name));
  if (!column) return undefined;
  const hasComma = column.values.some((value) => value.includes(','));
  const values = column.values.map((value) => Number(value.replace(',', '.')));
  if (isCounter(values)) return 'a counter that rises';
  if (column.values.every((value) => WHOLE.test(value))) return 'whole numbers (tips?)';
  return hasComma ? 'millimetres with decimal commas' : 'millimetres';
}

function isCounter(values: readonly number[]): boolean {
  let rises = 0;
  for (let i = 1; i < values.length; i++) {
    if (values[i]! < values[i - 1]!) return false;
    if (values[i]! > values[i - 1]!) rises++;
  }
  return rises >= RISING_READINGS;
}
