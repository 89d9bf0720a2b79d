/** A stretch of rows out of order: `[start, end)`. All rows before it are earlier than all in it. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  /** Latest stamp in it. */
  readonly latestS: number;
}

/**
 * The least stretches of rows that have to be sorted, each by itself, for all stamps of `[0, count)` to ascend, none
 * twice. Rows before `first` do already; a stretch may reach back among them. In order; empty where nothing is to do.
 */
export function disorder(timeS: Uint32Array, first: number, count: number): Stretch[] {
  const found: Stretch[] = [];
  let latestS = first > 0 ? timeS[first - 1]! : -1;
  for (let row = first; row < count; row++) {
    const t = timeS[row]!;
    if (t > latestS) latestS = t;
    else found.push({ start: firstNotBefore(t, row, timeS, found), end: row + 1, latestS });
  }
  return found;
}

/** The first row that is not before a late one; the stretches it reaches into are taken away. */
function firstNotBefore(t: number, late: number, timeS: Uint32Array, found: Stretch[]): number {
  let start = late;
  for (;;) {
    const before = found.at(-1);
    const end = before?.end ?? 0;
    // Between stretches stamps ascend.
    while (start > end && timeS[start - 1]! >= t) start--;
    if (!before || start > end || before.latestS < t) return start;
    start = before.start;
    found.pop();
  }
}
