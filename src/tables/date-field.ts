import { parseDateTime } from '../domain/time/time.js';

const DATE = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.0+)?)?) ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?$/i;
const END_OF_DAY = /^24:00(?::00)?$/;

/**
 * The moment in a field of a table, Unix seconds: `2024-03-01`, `2024-03-01 10:00[:00]`, with `T` or a blank, in UTC; or with the
 * zone that its clock kept, `2024-03-01T10:00+01:00`. Or what is wrong with it, and what to write.
 */
export function dateField(text: string): number | { readonly problem: string } {
  const [, day, clock, zone] = DATE.exec(text) ?? [];
  const timeS = day === undefined ? undefined : momentS(day, clock ?? '00:00', zone);
  if (timeS !== undefined) return timeS;
  const expected = 'a date: 2024-03-01, 2024-03-01 10:00 in UTC, or with its zone, 2024-03-01T10:00+01:00';
  return { problem: `${JSON.stringify(text)} is not ${expected}` };
}

function momentS(day: string, clock: string, zone = 'Z'): number | undefined {
  const plain = clock.replace(/\.0+$/, '');
  const isEndOfDay = END_OF_DAY.test(plain);
  const timeS = parseDateTime(isEndOfDay ? `${day} 23:59:59` : `${day} ${plain}`);
  const [, sign, hours, minutes = '00'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  if (timeS === undefined || Number(hours ?? 0) > 14 || Number(minutes) > 59) return undefined;
  const offsetS = sign === undefined ? 0 : Number(`${sign}1`) * (Number(hours) * 3600 + Number(minutes) * 60);
  return timeS + (isEndOfDay ? 1 : 0) - offsetS;
}
