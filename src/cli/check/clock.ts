import {
  clockProblem,
  isClockDoubtful,
  judgeClock,
  spanText,
  type ClockSigns,
  type ClockVerdict,
} from '../../domain/readings/clock-doubt.js';
import type { WantedGauge } from '../../domain/network.js';
import { inReceivedOrder } from '../../raw/received-order.js';
import type { Entry, Store } from '../../domain/storage/store.js';
import { formatDateTime } from '../../domain/time/time.js';
import { manifestsOf } from '../../pipeline/status/published.js';

/** This machine's clock beside others, as `check` shows it. */
export interface ClockLook {
  readonly signs: ClockSigns;
  readonly verdict: ClockVerdict;
  readonly lines: readonly string[];
  /** What is wrong with it; undefined where nothing is known to be. */
  readonly problem: string | undefined;
}

export function lookAtClock(signs: ClockSigns): ClockLook {
  const { hostNowS, listedS, publishedS, builtS } = signs;
  const line = (what: string, timeS: number | undefined): string[] => {
    if (timeS === undefined) return [];
    const byS = timeS - hostNowS;
    return [`  ${what}: ${formatDateTime(timeS)} UTC, ${spanText(byS)} ${byS > 0 ? 'ahead' : 'before'}`];
  };
  const verdict = judgeClock(signs);
  const found = isClockDoubtful(verdict) ? `${verdict.kind}: see below` : verdict.kind;
  return {
    signs,
    verdict,
    lines: [
      `clock of this machine: ${formatDateTime(hostNowS)} UTC, ${found}`,
      ...line('newest file of a server', listedS),
      ...line('newest reading published', publishedS),
      ...line('this software built', builtS),
    ],
    problem: clockProblem(hostNowS, verdict),
  };
}

/** The newest stamp that a store has published of these gauges; undefined where there is none. */
export async function newestPublishedS(store: Store, gauges: readonly WantedGauge[]): Promise<number | undefined> {
  const stamps: number[] = [];
  for (const { name } of gauges) {
    const lastS = (await manifestsOf(store, name)).at(-1)?.lastS;
    if (typeof lastS === 'number') stamps.push(lastS);
  }
  return newest(stamps);
}

/** The newest date of the files of a folder; undefined where the server gives none. */
export async function newestDateS(store: Store, entries: readonly Entry[]): Promise<number | undefined> {
  const dated = entries.flatMap(({ modifiedS }) => (modifiedS === undefined ? [] : [modifiedS]));
  const last = inReceivedOrder(entries, ({ path }) => path).at(-1);
  // Where a listing has no dates, one file is asked for its own.
  const asked = dated.length === 0 && last ? await store.stat(last.path) : undefined;
  return newest(dated) ?? asked?.modifiedS;
}

/** Without a call for each: there may be many. */
export function newest(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : times.reduce((a, b) => Math.max(a, b));
}
