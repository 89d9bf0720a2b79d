import { PLUVIO, YARDSTICK } from '../contestants.js';
import { historyDumps } from '../data/dumps.js';
import { race, type RaceResult } from '../race.js';
import { PEAK, WALL } from '../results.js';
import { yearsTitle } from './end-to-end.js';
import type { Section } from './section.js';

/** Peak memory by length of history. */
export const memory: Section = {
  name: 'memory',
  title: 'Peak memory by length of history',
  async run(context) {
    const results: RaceResult[] = [];
    const few = context.contestants.filter(({ name }) => name === PLUVIO.name || name === YARDSTICK);
    const rounds = context.rounds ?? 1;
    for (const years of context.years ?? (context.quick ? [1, 2] : [1, 10, 40])) {
      results.push(
        await race({
          ...context,
          contestants: context.quick ? few : context.contestants,
          case: yearsTitle(years),
          dumps: historyDumps(years),
          rounds,
        }),
      );
      results.push(
        await race({
          ...context,
          contestants: few,
          case: `${yearsTitle(years)}, gauges interleaved`,
          dumps: historyDumps(years, 'interleaved'),
          rounds,
        }),
      );
    }
    return {
      method:
        "The sum of the kernel's high-water marks (VmHWM in /proc) over the process and its descendants, at its highest, sampled every 10 ms.",
      figures: [PEAK, WALL],
      plotted: PEAK.name,
      rows: results.flatMap(({ rows }) => rows),
      skipped: results.flatMap(({ skipped }) => skipped),
    };
  },
};
