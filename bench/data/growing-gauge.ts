import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { rawName } from '../../fixtures/networks/logger.js';
import { MINUTE_S } from '../../src/domain/time/time.js';
import { LAST_YEAR, WANTED } from '../job.js';
import { cached } from './cache.js';
import { LineWriter } from './line-writer.js';
import { yearReadings } from './year-readings.js';

const GAUGE = WANTED[0];
const SEED = 4_300;
const LINES_A_FILE = 5;
/** Files that are still to come, at the end of the last year. */
const COMING_FILES = 400;

/** One gauge: a history, and five-line files that come after it. */
export interface GrowingGauge {
  readonly gauge: string;
  /** A dump a year. */
  readonly history: string;
  /** The files that come next, by time. */
  readonly coming: string;
}

/**
 * The last `years` years of one gauge, the last of them by the minute and those before it every `everyMin` minutes, up
 * to the files that are to come. Made once, then kept.
 */
export function growingGauge(years: number, everyMin: number): GrowingGauge {
  const folder = cached(`growing-${years}y-${everyMin}min`, (path) => writeGauge(path, years, everyMin));
  return { gauge: GAUGE, history: join(folder, 'history'), coming: join(folder, 'coming') };
}

function writeGauge(path: string, years: number, everyMin: number): void {
  const label = Buffer.from(`${GAUGE}, `);
  const history = join(path, 'history');
  mkdirSync(history, { recursive: true });
  mkdirSync(join(path, 'coming'));
  for (let year = LAST_YEAR - years + 1; year <= LAST_YEAR; year++) {
    const { count, timeS, tips, batteryMv } = yearReadings(year, SEED);
    const write = (file: string, from: number, to: number, everyS: number): void => {
      const writer = new LineWriter(file);
      for (let i = from; i < to; i++) {
        if (timeS[i]! % everyS === 0) writer.write(label, timeS[i]!, tips[i]!, batteryMv[i]!);
      }
      writer.close();
    };
    const isLast = year === LAST_YEAR;
    const held = isLast ? count - COMING_FILES * LINES_A_FILE : count;
    write(join(history, `dump_${GAUGE}_${year}.txt`), 0, held, isLast ? MINUTE_S : everyMin * MINUTE_S);
    for (let at = held; at < count; at += LINES_A_FILE)
      write(join(path, 'coming', rawName(GAUGE, timeS[at]!)), at, at + LINES_A_FILE, 1);
  }
}
