import type { ColumnRef, Description } from '../../description/description.js';

/** What a column is read for; one may be read for several things. */
export const ROLE = { time: 1, value: 2, battery: 4, wind: 8, label: 16, rows: 32, identity: 64 } as const;

/** Which column is what, in a file or from a header on. */
export interface Layout {
  /** Bits of `ROLE` by column, from 0. */
  readonly roles: Uint8Array;
  /** Which of the columns of the time it is, by column. */
  readonly timePlace: Uint8Array;
  /** The last column that a line must have. */
  readonly lastNeeded: number;
  /** Columns that the header names; 0 where there is none. */
  readonly named: number;
  /** Whether the header names columns that are not read, and are not said to be worth nothing. */
  readonly hasUnread: boolean;
}

/** What a header lacks, or has twice. */
export interface LayoutProblem {
  readonly problem: string;
}

const NO_COLUMN = -1;
const TWICE = -2;

/** The layout by the names of a header; without a header, by numbers alone. */
export function layoutOf(description: Description, names: readonly string[] | undefined): Layout | LayoutProblem {
  const { time, value, gauge, rows, battery, wind, identity } = description;
  const problems: string[] = [];
  const roles = new Map<number, number>();
  const places = new Map<number, number>();
  let lastNeeded = 0;
  const put = (ref: ColumnRef | undefined, role: number, isNeeded: boolean, not?: RegExp): number => {
    if (ref === undefined) return NO_COLUMN;
    const column = find(ref, names, not);
    // A side value costs itself, not the rain.
    if (column === TWICE && isNeeded) problems.push(`more than one column is ${refText(ref)}`);
    else if (column === NO_COLUMN && isNeeded)
      problems.push(`no column is ${refText(ref)}${passedOver(ref, names, not)}`);
    if (column < 0) return NO_COLUMN;
    roles.set(column, (roles.get(column) ?? 0) | role);
    if (isNeeded) lastNeeded = Math.max(lastNeeded, column);
    return column;
  };
  time.columns.forEach((ref, place) => places.set(put(ref, ROLE.time, true), place));
  put(value.column, ROLE.value, true, value.not);
  if (gauge.by === 'column') put(gauge.column, ROLE.label, true);
  if (rows) put(rows.column, ROLE.rows, true);
  if (typeof identity === 'object') put(identity.column, ROLE.identity, false);
  put(battery, ROLE.battery, false);
  put(wind, ROLE.wind, false);
  if (problems.length > 0) return { problem: problems.join('; ') };
  const count = Math.max(...roles.keys()) + 1;
  return {
    roles: Uint8Array.from({ length: count }, (_, i) => roles.get(i) ?? 0),
    timePlace: Uint8Array.from({ length: count }, (_, i) => places.get(i) ?? 0),
    lastNeeded,
    named: names?.length ?? 0,
    hasUnread:
      names !== undefined && names.some((name, i) => name.trim() !== '' && !isKept(description, roles, names, i)),
  };
}

function isKept(
  { ignore }: Description,
  roles: ReadonlyMap<number, number>,
  names: readonly string[],
  column: number,
): boolean {
  return (
    roles.has(column) ||
    ignore === 'all' ||
    ignore.some((ref) => find(ref, names) === column || isNamed(ref, names[column]!))
  );
}

function isNamed(ref: ColumnRef, name: string): boolean {
  return (
    typeof ref === 'object' &&
    ref.some((one) => (typeof one === 'string' ? one === name.trim() : one.test(name.trim())))
  );
}

/** The place of a column, from 0; of several names the first that is there counts. */
function find(ref: ColumnRef, names: readonly string[] | undefined, not?: RegExp): number {
  if (typeof ref === 'number') return names === undefined || ref <= names.length ? ref - 1 : NO_COLUMN;
  for (const name of ref) {
    const is = (text: string): boolean =>
      typeof name === 'string' ? text.trim() === name : name.test(text.trim()) && not?.test(text.trim()) !== true;
    const first = names?.findIndex(is) ?? NO_COLUMN;
    if (first < 0) continue;
    return names!.findLastIndex(is) === first ? first : TWICE;
  }
  return NO_COLUMN;
}

/** Names that would be the column, if they did not say that they are something else. */
function passedOver(ref: ColumnRef, names: readonly string[] | undefined, not: RegExp | undefined): string {
  if (not === undefined || typeof ref === 'number') return '';
  const passed = names?.filter((name) => ref.some((one) => typeof one === 'object' && one.test(name.trim()))) ?? [];
  if (passed.length === 0) return '';
  return `: what ${passed.map((name) => `"${name.trim()}"`).join(' and ')} counts is for a description to say, with column and kind`;
}

function refText(ref: ColumnRef): string {
  return typeof ref === 'number' ? `number ${ref}` : ref.map((name) => `"${String(name)}"`).join(' or ');
}
