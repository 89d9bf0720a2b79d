import { compareText } from '../domain/text/compare-text.js';
import { timeInName } from './network-line/file-name.js';

/**
 * The items in the order in which their files count as received, whatever their formats: by the time in their names, then by
 * name; files without a time come after those with one.
 */
export function inReceivedOrder<T>(items: Iterable<T>, pathOf: (item: T) => string): T[] {
  return Array.from(items, (item) => ({ item, path: pathOf(item), timeS: timeInName(pathOf(item)) ?? Infinity }))
    .sort((x, y) => (x.timeS === y.timeS ? compareText(x.path, y.path) : x.timeS - y.timeS))
    .map(({ item }) => item);
}
