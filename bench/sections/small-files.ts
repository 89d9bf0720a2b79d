import { smallFiles } from '../data/small-files.js';
import { race } from '../race.js';
import { PEAK, RATIO, WALL } from '../results.js';
import type { Section } from './section.js';

/** Many tiny files, as loggers leave them. */
export const smallFilesSection: Section = {
  name: 'small-files',
  title: 'Small local files',
  async run(context) {
    const files = context.quick ? 2_000 : 20_000;
    const { rows, skipped } = await race({
      ...context,
      case: `${files.toLocaleString('en')} files`,
      dumps: smallFiles(files),
      rounds: context.rounds ?? (context.quick ? 1 : 5),
    });
    return {
      method: 'Files of five lines, two gauges in a folder each, both kept. Warm cache, medians of interleaved rounds.',
      figures: [WALL, RATIO, PEAK],
      plotted: WALL.name,
      rows,
      skipped,
    };
  },
};
