import { distance, intersections, isGeometry, isRelated, lengthOf } from './geometry.js';
import { intervalOf, isInterval, type Geometry, type Interval, type Value, type ValueType } from './values.js';

/** A function of table 24 of OGC 18-088: what it takes and gives. Where an argument is not known, neither is the result. */
export interface QueryFunction {
  readonly takes: readonly ValueType[];
  /** How many of the last ones may be left out. */
  readonly optional?: number;
  readonly gives: ValueType;
  /** Its arguments are of the types that it takes. */
  readonly of: (args: readonly never[], nowMs: number) => Value;
}

const text = (takes: number, gives: ValueType, of: (...args: string[]) => Value): QueryFunction => ({
  takes: Array.from({ length: takes }, () => 'text'),
  gives,
  of: (args) => of(...(args as readonly string[])),
});

/** Of a stretch of time, its start. */
const ofDate = (gives: ValueType, of: (date: Date) => Value): QueryFunction => ({
  takes: ['time'],
  gives,
  of: (args: readonly (number | Interval)[]) => of(new Date(intervalOf(args[0]!).startMs)),
});

const math = (of: (x: number) => number): QueryFunction => ({
  takes: ['number'],
  gives: 'number',
  of: (args: readonly number[]) => of(args[0]!),
});

const moment = (of: (nowMs: number) => number): QueryFunction => ({
  takes: [],
  gives: 'time',
  of: (_args, nowMs) => of(nowMs),
});

/** The least and the greatest moment that a date holds. */
const [LEAST_MS, GREATEST_MS] = [-8.64e15, 8.64e15];

/** A relation by patterns of the nine intersections, of which one has to be theirs. */
const relation = (...patterns: readonly string[]): QueryFunction => ({
  takes: ['place', 'place'],
  gives: 'boolean',
  of: (args: readonly Geometry[]) => {
    const matrix = intersections(args[0]!, args[1]!);
    return matrix === undefined ? null : patterns.some((pattern) => isRelated(matrix, pattern));
  },
});
const INTERSECTS = relation('T********', '*T*******', '***T*****', '****T****');

export const FUNCTIONS: Readonly<Record<string, QueryFunction>> = {
  substringof: text(2, 'boolean', (part, whole) => whole.includes(part)),
  endswith: text(2, 'boolean', (whole, end) => whole.endsWith(end)),
  startswith: text(2, 'boolean', (whole, start) => whole.startsWith(start)),
  length: text(1, 'number', (whole) => whole.length),
  indexof: text(2, 'number', (whole, part) => whole.indexOf(part)),
  substring: {
    takes: ['text', 'number', 'number'],
    optional: 1,
    gives: 'text',
    of: (args: readonly (string | number)[]) => {
      const [whole, start, length] = args as readonly [string, number, number | undefined];
      const from = Math.max(0, Math.trunc(start));
      return whole.slice(from, length === undefined ? undefined : from + Math.max(0, Math.trunc(length)));
    },
  },
  tolower: text(1, 'text', (whole) => whole.toLowerCase()),
  toupper: text(1, 'text', (whole) => whole.toUpperCase()),
  trim: text(1, 'text', (whole) => whole.trim()),
  concat: text(2, 'text', (a, b) => `${a}${b}`),
  year: ofDate('number', (date) => date.getUTCFullYear()),
  month: ofDate('number', (date) => date.getUTCMonth() + 1),
  day: ofDate('number', (date) => date.getUTCDate()),
  hour: ofDate('number', (date) => date.getUTCHours()),
  minute: ofDate('number', (date) => date.getUTCMinutes()),
  second: ofDate('number', (date) => date.getUTCSeconds()),
  fractionalseconds: ofDate('number', (date) => date.getUTCMilliseconds() / 1000),
  date: ofDate('date', (date) => date.toISOString().slice(0, 10)),
  time: ofDate('clock', (date) => date.toISOString().slice(11, 19)),
  // All times here are UTC.
  totaloffsetminutes: ofDate('number', () => 0),
  now: moment((nowMs) => nowMs),
  mindatetime: moment(() => LEAST_MS),
  maxdatetime: moment(() => GREATEST_MS),
  // Halves away from 0, as OData rounds.
  round: math((x) => Math.sign(x) * Math.round(Math.abs(x))),
  floor: math(Math.floor),
  ceiling: math(Math.ceil),
  'geo.distance': {
    takes: ['place', 'place'],
    gives: 'number',
    of: (args: readonly Geometry[]) => distance(args[0]!, args[1]!),
  },
  'geo.length': { takes: ['place'], gives: 'number', of: (args: readonly Geometry[]) => lengthOf(args[0]!) },
  'geo.intersects': INTERSECTS,
  st_equals: relation('T*F**FFF*'),
  st_disjoint: relation('FF*FF****'),
  st_touches: relation('FT*******', 'F**T*****', 'F***T****'),
  st_within: relation('T*F**F***'),
  st_overlaps: relation('T*T***T**'),
  st_crosses: {
    ...relation(),
    // The interior of a point is all of it: it is within what it meets, and crosses nothing.
    of: (args: readonly Geometry[]) => (intersections(args[0]!, args[1]!) === undefined ? null : false),
  },
  st_intersects: INTERSECTS,
  st_contains: relation('T*****FF*'),
  st_relate: {
    takes: ['place', 'place', 'text'],
    gives: 'boolean',
    of: (args: readonly (Geometry | string)[]) => {
      const [a, b, pattern] = args as readonly [Geometry, Geometry, string];
      const matrix = intersections(a, b);
      return matrix === undefined || !/^[TF*012]{9}$/.test(pattern) ? null : isRelated(matrix, pattern);
    },
  },
};

/** Whether a value is of a type, where that could not be told before. */
export function isOfType(value: Value, type: ValueType): boolean {
  switch (type) {
    case 'text':
    case 'date':
    case 'clock':
      return typeof value === 'string';
    case 'number':
    case 'duration':
      return typeof value === 'number';
    case 'time':
      return typeof value === 'number' || isInterval(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'place':
      return isGeometry(value);
    default:
      return true;
  }
}
