type Rows = readonly (readonly string[])[];

/** Lines of several things, each with the name of its own in a column. */
export interface LineKinds {
  readonly column: number;
  /** The name of the rain; undefined where none or several may be it. */
  readonly rain: string | undefined;
}

const RAIN = /rain|pluie|precip|pluvio|ppt|niederschlag|regen|tips?\b|bascul|^rr|^hp$|^pc$/i;
const LEAST_SHARE = 0.3;
const MOST_NAMES = 50;

/**
 * The column that tells lines apart which come several at a time, with other things in them; undefined where lines of one time are few, or no
 * column of words tells them apart.
 */
export function lineKindsOf(rows: Rows, times: readonly number[]): LineKinds | undefined {
  const timeOf = (row: readonly string[]): string => times.map((i) => row[i] ?? '').join(' ');
  const again = rows.filter((row, i) => i > 0 && timeOf(row) === timeOf(rows[i - 1]!));
  if (again.length < LEAST_SHARE * rows.length) return undefined;
  const width = Math.max(...rows.map((row) => row.length));
  for (let column = 0; column < width; column++) {
    if (times.includes(column)) continue;
    const names = new Set(rows.map((row) => row[column] ?? ''));
    const areWords = [...names].every((name) => /\p{L}/u.test(name));
    if (!areWords || names.size < 2 || names.size > MOST_NAMES || !tellsApart(rows, column, timeOf)) continue;
    const ofRain = [...names].filter((name) => RAIN.test(name));
    return { column, rain: ofRain.length === 1 ? ofRain[0] : undefined };
  }
  return undefined;
}

/** Whether no two lines that follow each other at one time have the same there. */
function tellsApart(rows: Rows, column: number, timeOf: (row: readonly string[]) => string): boolean {
  return rows.every(
    (row, i) => i === 0 || timeOf(row) !== timeOf(rows[i - 1]!) || row[column] !== rows[i - 1]![column],
  );
}
