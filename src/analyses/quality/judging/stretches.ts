import { DAY_S, type TimeRange } from '../../../domain/time/time.js';
import type { ObservedRun } from '../../series/series.js';
import type { Flag, Level } from './quality-test.js';

/** What a test says of a stretch of time, also where it is nothing: 0 is passed. */
export interface Stretch extends Omit<Flag, 'level'> {
  readonly level: Level | 0;
}

/** Time without readings that is shorter counts as judged, so that single readings that are missing tell nothing. */
const GAP_S = DAY_S;

const NOTHING = { value: NaN, limit: NaN };

/** Stretches of a period, a day and longer, in which nothing was observed. */
export function gapsIn(runs: readonly ObservedRun[], { startS, endS }: TimeRange): TimeRange[] {
  const gaps: TimeRange[] = [];
  let knownS = startS;
  for (const run of runs) {
    if (run.endS <= startS) continue;
    if (run.startS >= endS) break;
    if (run.startS - knownS >= GAP_S) gaps.push({ startS: knownS, endS: run.startS });
    knownS = run.endS;
  }
  if (endS - knownS >= GAP_S || (knownS === startS && endS > startS)) gaps.push({ startS: knownS, endS });
  return gaps;
}

/**
 * What a test says of every moment of a period: its flags, as far as they lie in it, and between them what passed, or −1 in the
 * gaps, which are those of `gapsIn`. In time order; flags of one test may overlap.
 */
export function* stretchesOf(
  flags: readonly Flag[],
  gaps: readonly TimeRange[],
  { startS, endS }: TimeRange,
): Generator<Stretch, void, undefined> {
  let saidS = startS;
  for (const flag of [...flags].sort((a, b) => a.startS - b.startS)) {
    const within = { startS: Math.max(startS, flag.startS), endS: Math.min(endS, flag.endS) };
    if (within.startS >= within.endS) continue;
    yield* unflagged(gaps, saidS, within.startS);
    yield { ...flag, ...within };
    saidS = Math.max(saidS, within.endS);
  }
  yield* unflagged(gaps, saidS, endS);
}

/** The time between two flags. */
function* unflagged(gaps: readonly TimeRange[], fromS: number, toS: number): Generator<Stretch, void, undefined> {
  let saidS = fromS;
  for (const gap of gaps) {
    const [startS, endS] = [Math.max(gap.startS, fromS), Math.min(gap.endS, toS)];
    if (startS >= endS) continue;
    if (startS > saidS) yield { startS: saidS, endS: startS, level: 0, ...NOTHING };
    yield { startS, endS, level: -1, ...NOTHING };
    saidS = endS;
  }
  if (toS > saidS) yield { startS: saidS, endS: toS, level: 0, ...NOTHING };
}
