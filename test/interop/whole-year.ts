import fs from 'node:fs';
import path from 'node:path';
import { loggerLine, rawName } from '../../fixtures/networks/logger.js';

/** The year that is generated, a leap year. */
export const YEAR = 2024;
const START_S = Date.UTC(YEAR, 0, 1) / 1000;
const END_S = Date.UTC(YEAR + 1, 0, 1) / 1000;
const DAY_S = 86_400;

/** Stretches without readings, days of the year from 0: a day and a half, and part of a morning. */
const GAPS = [
  { startS: START_S + 100.5 * DAY_S, endS: START_S + 102 * DAY_S },
  { startS: START_S + 200.3 * DAY_S, endS: START_S + 200.31 * DAY_S },
];
/** Days of hourly readings. */
const HOURLY = { startS: START_S + 150 * DAY_S, endS: START_S + 153 * DAY_S };

/**
 * Writes a year of raw files as loggers send them, a file a day in one folder per gauge: minutes with showers, a second
 * late at times, with gaps, and hourly for three days. The same seed gives the same year.
 */
export function writeWholeYear(folder: string, gauges: readonly string[]): void {
  gauges.forEach((gauge, index) => {
    fs.mkdirSync(path.join(folder, gauge), { recursive: true });
    const random = mulberry32(index + 1);
    let shower = 0;
    for (let dayS = START_S; dayS < END_S; dayS += DAY_S) {
      let text = '';
      for (let timeS = dayS; timeS < dayS + DAY_S; timeS += 60) {
        if (shower === 0 && random() < 0.0006) shower = 5 + Math.floor(random() * 40);
        else if (shower > 0) shower--;
        const tips = shower > 0 && random() < 0.5 ? 1 + Math.floor(random() * 3) : 0;
        const stampS = timeS + (random() < 0.01 ? 1 : 0);
        const battery = (12 + Math.floor(random() * 300) / 1000).toFixed(3);
        if (isSent(timeS)) text += loggerLine(gauge, { timeS: stampS, tips, wind: 0, battery });
      }
      if (text !== '') fs.writeFileSync(path.join(folder, gauge, rawName(gauge, dayS)), text);
    }
  });
}

function isSent(timeS: number): boolean {
  if (GAPS.some(({ startS, endS }) => timeS >= startS && timeS < endS)) return false;
  return timeS < HOURLY.startS || timeS >= HOURLY.endS || timeS % 3600 === 0;
}

/** A small seeded generator of numbers in [0, 1) (T. Ettinger, mulberry32). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
