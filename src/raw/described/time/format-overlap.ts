import type { FormatItem } from './time-format.js';

/** Signs of which so many follow each other. */
interface Run {
  readonly has: (byte: number) => boolean;
  readonly least: number;
  readonly most: number;
}

const BYTES = Array.from({ length: 256 }, (_, byte) => byte);
const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;
const isOneOf =
  (signs: string) =>
  (byte: number): boolean =>
    signs.includes(String.fromCharCode(byte));
const isOfName = (byte: number): boolean => byte >= 128 || byte === 46 || /[a-z]/i.test(String.fromCharCode(byte));

/**
 * Whether some text may have both forms of time. What one form takes is seen a little wider than it is, so that true may be wrong, and
 * false is not.
 */
export function mayFitBoth(one: readonly FormatItem[], other: readonly FormatItem[]): boolean {
  const [a, b] = [one.flatMap(runsOf), other.flatMap(runsOf)];
  const seen = new Set<string>();
  const further = ({ least, most }: Run, count: number): number =>
    most === Infinity && count >= least ? count : count + 1;
  const meet = (i: number, ofI: number, j: number, ofJ: number): boolean => {
    const key = [i, ofI, j, ofJ].join();
    if (seen.has(key)) return false;
    seen.add(key);
    const [run, with_] = [a[i], b[j]];
    if (!run && !with_) return true;
    if (run && ofI >= run.least && meet(i + 1, 0, j, ofJ)) return true;
    if (with_ && ofJ >= with_.least && meet(i, ofI, j + 1, 0)) return true;
    if (!run || !with_ || ofI >= run.most || ofJ >= with_.most) return false;
    if (!BYTES.some((byte) => run.has(byte) && with_.has(byte))) return false;
    return meet(i, further(run, ofI), j, further(with_, ofJ));
  };
  return meet(0, 0, 0, 0);
}

function runsOf(item: FormatItem): Run[] {
  switch (item.kind) {
    case 'literal':
      return [{ has: (byte) => byte === item.byte, least: 1, most: 1 }];
    case 'blank':
      return [{ has: isOneOf(' '), least: 1, most: Infinity }];
    case 'digits':
      return [{ has: isDigit, least: item.least, most: item.most }];
    case 'fraction':
      return [
        ...(item.isOptional ? [{ has: isOneOf('.,'), least: 0, most: 1 }] : []),
        { has: isDigit, least: item.isOptional ? 0 : 1, most: Infinity },
      ];
    case 'month':
    case 'weekday':
      return [{ has: isOfName, least: 1, most: Infinity }];
    case 'half':
      return [
        { has: isOneOf('aApP'), least: 1, most: 1 },
        { has: isOneOf('.mM'), least: 0, most: 3 },
      ];
    case 'offset':
      return [
        { has: isOneOf('zZuUtTcCgGmM'), least: 0, most: 3 },
        { has: isOneOf('+-'), least: 0, most: 1 },
        { has: (byte) => isDigit(byte) || byte === 58, least: 0, most: 5 },
      ];
  }
}
