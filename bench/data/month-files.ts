import { linkSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GAUGES, LAST_YEAR } from '../job.js';
import { cached } from './cache.js';
import { linesOfYears, seedOf, type Dumps } from './dumps.js';
import { LineWriter } from './line-writer.js';
import { seededRandom } from './random.js';
import { yearReadings } from './year-readings.js';

/** In which order files come: names without a time are taken by name, and these have a number in front. */
export const FILE_ORDERS = ['by time', 'reversed', 'shuffled', 'one gauge after another'] as const;
export type FileOrder = (typeof FILE_ORDERS)[number];

const SHUFFLE_SEED = 4_400;

interface MonthFile {
  readonly path: string;
  readonly gauge: number;
  /** `YYYY-MM`. */
  readonly month: string;
}

/** The last `years` years of four gauges, a file per gauge and month, in one flat folder. Made once, then kept. */
export function monthFiles(years: number, order: FileOrder, root?: string): Dumps {
  const list = Array.from({ length: years }, (_, index) => LAST_YEAR - years + 1 + index);
  const makeFolder = (path: string): void => {
    mkdirSync(path);
    const files = list.flatMap((year) => GAUGES.flatMap((_, gauge) => monthsOf(year, gauge, root)));
    for (const [index, { path: file, gauge, month }] of inOrder(files, order).entries()) {
      linkSync(file, join(path, `${String(index).padStart(5, '0')}_${GAUGES[gauge]!}_${month}.txt`));
    }
  };
  const makeCount = (path: string): void => writeFileSync(path, String(linesOfYears(list)));
  return {
    folder: cached(`months-${order.replaceAll(' ', '-')}-${years}y`, makeFolder, root),
    lines: Number(readFileSync(cached(`history-${years}y.lines`, makeCount, root), 'utf8')),
  };
}

function inOrder(files: readonly MonthFile[], order: FileOrder): MonthFile[] {
  const byTime = [...files].sort((a, b) => (a.month < b.month ? -1 : a.month > b.month ? 1 : a.gauge - b.gauge));
  switch (order) {
    case 'by time':
      return byTime;
    case 'reversed':
      return byTime.reverse();
    case 'one gauge after another':
      return byTime.sort((a, b) => a.gauge - b.gauge);
    case 'shuffled': {
      const random = seededRandom(SHUFFLE_SEED);
      return byTime
        .map((file) => ({ file, key: random() }))
        .sort((a, b) => a.key - b.key)
        .map(({ file }) => file);
    }
  }
}

/** The twelve files of a gauge's year; readings keep the order in which they were sent. */
function monthsOf(year: number, gauge: number, root?: string): MonthFile[] {
  const folder = cached(join('months', `${GAUGES[gauge]!}-${year}`), (path) => writeMonths(path, year, gauge), root);
  return readdirSync(folder).map((name) => ({ path: join(folder, name), gauge, month: name.slice(0, 7) }));
}

function writeMonths(path: string, year: number, gauge: number): void {
  mkdirSync(path, { recursive: true });
  const label = Buffer.from(`${GAUGES[gauge]!}, `);
  const names = Array.from({ length: 12 }, (_, month) => `${year}-${String(month + 1).padStart(2, '0')}.txt`);
  const writers = names.map((name) => new LineWriter(join(path, name)));
  const monthEndsS = names.map((_, month) => Date.UTC(year, month + 1) / 1000);
  const { count, timeS, tips, batteryMv } = yearReadings(year, seedOf(gauge));
  for (let i = 0; i < count; i++) {
    const month = monthEndsS.findIndex((endS) => timeS[i]! < endS);
    writers[month]!.write(label, timeS[i]!, tips[i]!, batteryMv[i]!);
  }
  for (const writer of writers) writer.close();
}
