import { RequestProblem } from '../../http/problem.js';
import { parseGeometry } from './geometry.js';
import { parseIsoDuration, parseTime, parseTimes, type Value, type ValueType } from './values.js';

/** A piece of an expression: a literal, a name, or a sign. */
export type Token =
  | { readonly kind: 'literal'; readonly type: ValueType; readonly value: Value; readonly text: string }
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'sign'; readonly text: string };

const ISO = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+ -]\d\d:\d\d)?`;
const BLANK = /[ \t]+/y;
const TIMES = new RegExp(`${ISO}(?:/${ISO})?(?![\\w.])`, 'y');
const DATE = /\d{4}-\d\d-\d\d(?![\w.])/y;
const CLOCK = /\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?![\w.])/y;
const NUMBER = /-?(?:\d{1,20}(?:\.\d{1,20})?(?:[eE][+-]?\d{1,3})?|INF)(?![\w.])/y;
const TEXT = /'(?:[^']|'')*'/y;
const QUOTED = /(geography|geometry|duration)'((?:[^']|'')*)'/y;
const NAME = /[@A-Za-z_][\w@.]*/y;
const SIGN = /[(),/]/y;

/** The pieces of an expression. Throws 400 at what is none. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(text) ?? undefined;
    if (match) at = pattern.lastIndex;
    return match;
  };
  while (at < text.length) {
    if (take(BLANK)) continue;
    const from = at;
    const literal = literalOf(take);
    if (literal) tokens.push({ kind: 'literal', ...literal, text: text.slice(from, at) });
    else {
      const kind = take(NAME) ? 'name' : take(SIGN) ? 'sign' : undefined;
      if (!kind)
        throw new RequestProblem(400, `"${text.slice(at, at + 20)}" is not understood, at character ${at + 1}`);
      tokens.push({ kind, text: text.slice(from, at) });
    }
  }
  return tokens;
}

function literalOf(
  take: (pattern: RegExp) => RegExpExecArray | undefined,
): { type: ValueType; value: Value } | undefined {
  const times = take(TIMES)?.[0];
  if (times !== undefined) return { type: 'time', value: expect(parseTimes(times), times, 'a time') };
  const date = take(DATE)?.[0];
  if (date !== undefined) {
    expect(parseTime(`${date}T00:00`), date, 'a date');
    return { type: 'date', value: date };
  }
  const clock = take(CLOCK)?.[0];
  if (clock !== undefined) {
    expect(parseTime(`2000-01-01T${clock}`), clock, 'a time of day');
    return { type: 'clock', value: clock.length === 5 ? `${clock}:00` : clock };
  }
  const number = take(NUMBER)?.[0];
  if (number !== undefined) return { type: 'number', value: Number(number.replace('INF', 'Infinity')) };
  const quoted = take(QUOTED);
  if (quoted) {
    const [whole, prefix, inner = ''] = quoted;
    if (prefix === 'duration')
      return { type: 'duration', value: expect(parseIsoDuration(inner), whole, "a duration like duration'PT1H'") };
    return { type: 'place', value: expect(parseGeometry(inner), whole, 'a POINT, LINESTRING or POLYGON') };
  }
  const text = take(TEXT)?.[0];
  return text === undefined ? undefined : { type: 'text', value: text.slice(1, -1).replaceAll("''", "'") };
}

function expect<Read>(read: Read | undefined, text: string, what: string): Read {
  if (read !== undefined) return read;
  throw new RequestProblem(400, `"${text.slice(0, 60)}" is not ${what}`);
}
