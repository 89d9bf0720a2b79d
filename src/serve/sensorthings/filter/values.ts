/** Values of expressions. */

/** A stretch of time, ms since 1970; an instant begins and ends at once. */
export interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

/** A place as GeoJSON or WKT has it, longitude first. */
export type Geometry =
  | { readonly type: 'Point'; readonly coordinates: Position }
  | { readonly type: 'LineString'; readonly coordinates: readonly Position[] }
  | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly Position[])[] };
export type Position = readonly [x: number, y: number];

/** null: not known. A time is an instant in ms, or an interval. */
export type Value = number | string | boolean | null | Interval | Geometry;

/** What an expression gives; `any` is known only when it is looked at. */
export type ValueType =
  'boolean' | 'number' | 'text' | 'time' | 'date' | 'clock' | 'duration' | 'place' | 'any' | 'null';

/** What a type is called in a message. */
export const CALLED: Readonly<Record<ValueType, string>> = {
  boolean: 'true or false',
  number: 'a number',
  text: 'text',
  time: 'a time',
  date: 'a date',
  clock: 'a time of day',
  duration: 'a duration',
  place: 'a place',
  any: 'anything',
  null: 'null',
};

/** `2024-01-15T06:30:00Z`, with an offset or a fraction; gives ms. A blank is what an unescaped `+` becomes in an address. */
const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(?:Z|([+ -])(\d\d):(\d\d))?$/;

/** ms of an ISO 8601 time, UTC where it says nothing; undefined where the text is none. */
export function parseTime(text: string): number | undefined {
  const match = TIME.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second = '0', fraction = '0', sign, offsetH = '0', offsetM = '0'] = match;
  const clock = [Number(hour), Number(minute), Number(second)] as const;
  const ms = Date.UTC(Number(year), Number(month) - 1, Number(day), ...clock) + Math.round(Number(fraction) * 1000);
  const isDay = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  if (!isDay || Number(month) > 12 || clock[0] > 23 || clock[1] > 59 || clock[2] > 59) return undefined;
  const offsetMs = (Number(offsetH) * 60 + Number(offsetM)) * 60_000;
  return ms - (sign === '-' ? -offsetMs : offsetMs);
}

/** A time or a stretch of it, as `start/end`. */
export function parseTimes(text: string): number | Interval | undefined {
  const [start, end, ...more] = text.split('/').map(parseTime);
  if (start === undefined || more.length > 0) return undefined;
  if (!text.includes('/')) return start;
  return end === undefined || end < start ? undefined : { startMs: start, endMs: end };
}

/** ms of `P1DT2H30M5.5S`; years and months have no length that is always the same. */
export function parseIsoDuration(text: string): number | undefined {
  const match = /^(-?)P(?:(\d{1,6})D)?(?:T(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,10}(?:\.\d{1,9})?)S)?)?$/.exec(text);
  if (!match || /[PT]$/.test(text)) return undefined;
  const [, sign, days = 0, hours = 0, minutes = 0, seconds = 0] = match;
  const ms = (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -ms : ms;
}

export function intervalOf(value: number | Interval): Interval {
  return typeof value === 'number' ? { startMs: value, endMs: value } : value;
}

export type Comparison = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge';

/**
 * Whether a comparison holds; null where it cannot be said. What is not known equals only what is not known. A stretch of time is
 * before another (`lt`) where it ends before the other begins, and `le` where neither of its ends is after the other's.
 */
export function compare(op: Comparison, a: Value, b: Value): boolean | null {
  if (op === 'ne') {
    const isEqual = compare('eq', a, b);
    return isEqual === null ? null : !isEqual;
  }
  if (a === null || b === null) return op === 'eq' ? a === b : null;
  if (isInterval(a) || isInterval(b)) {
    const isTime = (isInterval(a) || typeof a === 'number') && (isInterval(b) || typeof b === 'number');
    return isTime ? compareIntervals(op, intervalOf(a), intervalOf(b)) : null;
  }
  if (typeof a !== typeof b || typeof a === 'object' || typeof b === 'object')
    return op === 'eq' && typeof a !== typeof b ? false : null;
  switch (op) {
    case 'eq':
      return a === b;
    case 'lt':
      return a < b;
    case 'le':
      return a <= b;
    case 'gt':
      return a > b;
    case 'ge':
      return a >= b;
  }
}

function compareIntervals(op: Exclude<Comparison, 'ne'>, a: Interval, b: Interval): boolean {
  switch (op) {
    case 'eq':
      return a.startMs === b.startMs && a.endMs === b.endMs;
    case 'lt':
      return a.endMs < b.startMs;
    case 'le':
      return a.startMs <= b.startMs && a.endMs <= b.endMs;
    case 'gt':
      return a.startMs > b.endMs;
    case 'ge':
      return a.startMs >= b.startMs && a.endMs >= b.endMs;
  }
}

export function isInterval(value: Value): value is Interval {
  return typeof value === 'object' && value !== null && 'startMs' in value;
}

/** The order of two values for sorting: what is not known first, then numbers, text and times, each by size. */
export function order(a: Value, b: Value): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  if (isInterval(a) || isInterval(b)) {
    if (!(isInterval(a) || typeof a === 'number') || !(isInterval(b) || typeof b === 'number')) return 0;
    const [left, right] = [intervalOf(a), intervalOf(b)];
    return left.startMs - right.startMs || left.endMs - right.endMs;
  }
  if (typeof a !== typeof b) return typeof a < typeof b ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
