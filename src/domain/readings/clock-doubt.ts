import { DAY_S, formatDateTime } from '../time/time.js';

/**
 * What is known of the time beside this machine's clock, all in Unix seconds. A sign that is not known is left out.
 */
export interface ClockSigns {
  /** This machine's clock. */
  readonly hostNowS: number;
  /** The server's clock, as the date (MDTM) of a file that was written there just now tells it. */
  readonly serverNowS?: number | undefined;
  /** The newest date in the server's listings: its clock has been there. */
  readonly listedS?: number | undefined;
  /** The newest stamp of what is published: a logger's clock has been there, and ours was no more than a day behind it then. */
  readonly publishedS?: number | undefined;
  /** The beginning of the day on which this software was built. */
  readonly builtS?: number | undefined;
}

/** Whose clock says otherwise. */
export type ClockWitness = 'server' | 'listing' | 'published' | 'build';

/** `byS`: seconds between this machine's clock and the witness that is farthest from it. */
export type ClockVerdict =
  | { readonly kind: 'trusted' | 'unknown' }
  | { readonly kind: 'behind' | 'ahead'; readonly byS: number; readonly witness: ClockWitness };

/**
 * Two clocks that both are right differ by less than this: servers date files in zones up to 14 hours away, and stamps of
 * up to a day ahead of our clock are taken for good and published.
 */
export const CLOCK_TOLERANCE_S = DAY_S;

/**
 * Whether this machine's clock can be right:
 *
 * - `behind`: the server's clock, a date listed, or a published stamp is more than a day ahead of it, or it is before the day
 *   on which this software was built. Such signs are lower bounds of the true time, so one is enough, and the latest counts.
 * - `ahead`: nothing is so far ahead of it, but the server's clock, asked now, is more than a day behind, and no published
 *   stamp is within a day of ours: where one is, the loggers' clocks agree with ours, and the server is alone. Old listings and
 *   stamps say nothing of the kind: gauges may have been silent.
 * - `trusted`: neither, and a clock, a listing or a stamp lies within a day.
 * - `unknown`: nothing speaks against it, and nothing for it.
 *
 * The wider truth: no sign is certain. The server's clock may be the one that is wrong; a stamp of the future may have been
 * published while our own clock was ahead; the machine that built this may have had a wrong date. `behind` and `ahead` only say
 * that two clocks cannot both be right, and not which is. What is done upon them has to be what is harmless in either case:
 * lines that are ahead of our clock stay in their files, nothing is deleted, and people are told whose clocks disagree. A clock
 * that is wrong by less than a day, or agreed with by a server that is wrong too, is not found out.
 */
export function judgeClock(signs: ClockSigns): ClockVerdict {
  const { hostNowS, serverNowS, listedS, publishedS, builtS } = signs;
  const clocks: readonly (readonly [ClockWitness, number | undefined])[] = [
    ['server', serverNowS],
    ['listing', listedS],
    ['published', publishedS],
  ];
  let worst: { byS: number; witness: ClockWitness } | undefined;
  let isBacked = false;
  for (const [witness, timeS] of clocks) {
    if (timeS === undefined) continue;
    const byS = timeS - hostNowS;
    if (isNear(timeS, hostNowS)) isBacked = true;
    if (byS > CLOCK_TOLERANCE_S && byS > (worst?.byS ?? 0)) worst = { byS, witness };
  }
  if (builtS !== undefined && builtS - hostNowS > (worst?.byS ?? 0))
    worst = { byS: builtS - hostNowS, witness: 'build' };
  if (worst) return { kind: 'behind', ...worst };
  const aheadS = serverNowS === undefined ? 0 : hostNowS - serverNowS;
  if (aheadS > CLOCK_TOLERANCE_S && !isNear(publishedS, hostNowS))
    return { kind: 'ahead', byS: aheadS, witness: 'server' };
  return { kind: isBacked ? 'trusted' : 'unknown' };
}

function isNear(timeS: number | undefined, hostNowS: number): boolean {
  return timeS !== undefined && Math.abs(timeS - hostNowS) <= CLOCK_TOLERANCE_S;
}

/** Whether two clocks cannot both be right: then nothing is done that cannot be undone. */
export function isClockDoubtful({ kind }: ClockVerdict): boolean {
  return kind === 'behind' || kind === 'ahead';
}

const WITNESSES: Readonly<Record<ClockWitness, string>> = {
  server: 'the clock of the server',
  listing: 'the newest date listed by the server',
  published: 'the newest reading that is published',
  build: 'the day on which this software was built',
};

/** What is wrong with the clock, and what to do, in a sentence; undefined where nothing is known to be. */
export function clockProblem(hostNowS: number, verdict: ClockVerdict): string | undefined {
  if (verdict.kind !== 'behind' && verdict.kind !== 'ahead') return undefined;
  const { kind, byS, witness } = verdict;
  const where = kind === 'behind' ? 'behind' : 'ahead of';
  return `this machine’s clock, ${formatDateTime(hostNowS)} UTC, is ${spanText(byS)} ${where} ${WITNESSES[witness]}: set the one that is wrong`;
}

/** `3 d 4 h`, `5 h 10 min`, `40 s`: the two largest units. */
export function spanText(seconds: number): string {
  const s = Math.round(Math.abs(seconds));
  const units: readonly (readonly [number, string])[] = [
    [DAY_S, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ];
  const first = units.findIndex(([unitS]) => s >= unitS);
  if (first < 0) return '0 s';
  const [unitS, name] = units[first]!;
  const next = units[first + 1];
  const rest = next ? Math.floor((s % unitS) / next[0]) : 0;
  return `${Math.floor(s / unitS)} ${name}${rest > 0 ? ` ${rest} ${next![1]}` : ''}`;
}
