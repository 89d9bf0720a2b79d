import { daysFromCivil, DAY_S } from './time.js';

/**
 * Raw files are named `<prefix>_DDMMYY_HHMMSS.txt` after their first reading (UTC). Years are 2000–2099.
 */
const RAW_NAME = /_(\d\d)(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)(?:\.[^/]*)?$/;

/** Unix seconds of the time in a raw file's name; undefined where it carries none. */
export function timeInName(path: string): number | undefined {
  const match = RAW_NAME.exec(path);
  if (!match) return undefined;
  const [day, month, year] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6])];
  if (day < 1 || day > 31 || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return undefined;
  return daysFromCivil(2000 + year, month, day) * DAY_S + hour * 3600 + minute * 60 + second;
}

/** Plain code-unit order, the same in every locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The items in the order in which their files count as received: by the time in their names, then by name; files
 * without a time come after those with one.
 */
export function inReceivedOrder<T>(items: Iterable<T>, pathOf: (item: T) => string): T[] {
  return Array.from(items, (item) => ({ item, path: pathOf(item), timeS: timeInName(pathOf(item)) ?? Infinity }))
    .sort((x, y) => (x.timeS === y.timeS ? compareText(x.path, y.path) : x.timeS - y.timeS))
    .map(({ item }) => item);
}
