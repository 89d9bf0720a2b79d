import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { rawName } from '../../fixtures/networks/logger.js';
import { LAST_YEAR, WANTED } from '../job.js';
import { cached } from './cache.js';
import type { Dumps } from './dumps.js';
import { LineWriter } from './line-writer.js';
import { yearReadings } from './year-readings.js';

export const LINES_A_FILE = 5;

/** `files` raw files of five lines as loggers send them, the wanted gauges' only, a folder each. Made once, then kept. */
export function smallFiles(files: number, root?: string): Dumps {
  return {
    folder: cached(`small-files-${files}`, (path) => writeFiles(path, files), root),
    lines: files * LINES_A_FILE,
  };
}

function writeFiles(path: string, files: number): void {
  WANTED.forEach((gauge, index) => {
    const folder = join(path, gauge);
    mkdirSync(folder, { recursive: true });
    const label = Buffer.from(`${gauge}, `);
    const { timeS, tips, batteryMv } = yearReadings(LAST_YEAR, 4_200 + index);
    const share = Math.floor(files / WANTED.length) + (index < files % WANTED.length ? 1 : 0);
    // A file's name is the time of its first reading: of one sent twice at that place there would be two.
    const names = new Set<string>();
    for (let at = 0; names.size < share; at += LINES_A_FILE) {
      const name = rawName(gauge, timeS[at]!);
      if (names.has(name)) continue;
      names.add(name);
      const writer = new LineWriter(join(folder, name));
      for (let i = at; i < at + LINES_A_FILE; i++) writer.write(label, timeS[i]!, tips[i]!, batteryMv[i]!);
      writer.close();
    }
  });
}
