import { historyDumps } from '../data/dumps.js';
import { race, type RaceResult } from '../race.js';
import { PEAK, RATE, RATIO, WALL } from '../results.js';
import type { Section } from './section.js';

/** The whole job, everyone, several rounds. */
export const endToEnd: Section = {
  name: 'end-to-end',
  title: 'Local dumps to year files and triplets',
  async run(context) {
    const results: RaceResult[] = [];
    for (const years of context.years ?? (context.quick ? [1] : [10])) {
      results.push(
        await race({
          ...context,
          case: yearsTitle(years),
          dumps: historyDumps(years),
          rounds: context.rounds ?? (context.quick ? 1 : 5),
        }),
      );
    }
    return {
      method:
        'Four gauges, a reading a minute, two gauges kept, a file per gauge and year in one folder. Warm cache, medians of interleaved rounds. Readings are lines read. Pluvio does more than the others: quarantine, accounting, manifests, hashes, atomic writes.',
      figures: [WALL, RATE, RATIO, PEAK],
      plotted: RATE.name,
      rows: results.flatMap(({ rows }) => rows),
      skipped: results.flatMap(({ skipped }) => skipped),
    };
  },
};

export const yearsTitle = (years: number): string => (years === 1 ? '1 year' : `${years} years`);
