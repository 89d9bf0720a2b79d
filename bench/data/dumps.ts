import { linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GAUGES, LAST_YEAR } from '../job.js';
import { cached } from './cache.js';
import { LineWriter } from './line-writer.js';
import { yearReadings, type SentReadings } from './year-readings.js';

/** A benchmark input: a folder of raw files and how many lines they hold. */
export interface Dumps {
  readonly folder: string;
  readonly lines: number;
}

/** `by-gauge`: a file per gauge and year. `interleaved`: a file per year, all gauges' lines by time. */
export type Layout = 'by-gauge' | 'interleaved';

/** The last `years` years of four gauges in a flat folder: only the label tells the gauge. Made once, then kept. */
export function historyDumps(years: number, layout: Layout = 'by-gauge', root?: string): Dumps {
  const list = Array.from({ length: years }, (_, index) => LAST_YEAR - years + 1 + index);
  const makeFolder = (path: string): void => {
    mkdirSync(path);
    for (const file of list.flatMap((year) => yearFiles(year, layout, root)))
      linkSync(file.path, join(path, file.name));
  };
  const makeCount = (path: string): void => {
    writeFileSync(path, String(linesOfYears(list)));
  };
  return {
    folder: cached(`history-${layout}-${years}y`, makeFolder, root),
    lines: Number(readFileSync(cached(`history-${years}y.lines`, makeCount, root), 'utf8')),
  };
}

/** Years are shared by histories of every length: they are links to one file. */
function yearFiles(year: number, layout: Layout, root?: string): { name: string; path: string }[] {
  const groups = layout === 'by-gauge' ? GAUGES.map((_, index) => [index]) : [GAUGES.map((_, index) => index)];
  return groups.map((members) => {
    const name = members.length === 1 ? `dump_${GAUGES[members[0]!]!}_${year}.txt` : `dump_all_${year}.txt`;
    return { name, path: cached(join('years', name), (path) => writeYear(path, year, members), root) };
  });
}

/** What makes one gauge's weather another's. */
export const seedOf = (gauge: number): number => 4_100 + gauge;

/** Lines that all gauges sent in these years. */
export function linesOfYears(years: readonly number[]): number {
  const linesIn = (year: number): number =>
    GAUGES.reduce((sum, _, gauge) => sum + yearReadings(year, seedOf(gauge)).count, 0);
  return years.reduce((sum, year) => sum + linesIn(year), 0);
}

/** The lines of some gauges, merged by time; each gauge's own order is kept. */
function writeYear(path: string, year: number, gauges: readonly number[]): void {
  const writer = new LineWriter(path);
  const sent = gauges.map((gauge) => yearReadings(year, seedOf(gauge)));
  const labels = gauges.map((gauge) => Buffer.from(`${GAUGES[gauge]!}, `));
  const next = new Uint32Array(gauges.length);
  for (let i = earliest(sent, next); i >= 0; i = earliest(sent, next)) {
    const { timeS, tips, batteryMv } = sent[i]!;
    const at = next[i]!++;
    writer.write(labels[i]!, timeS[at]!, tips[at]!, batteryMv[at]!);
  }
  writer.close();
}

/** Which series has the earliest unsent reading; -1 when all is sent. */
function earliest(sent: readonly SentReadings[], next: Uint32Array): number {
  let best = -1;
  let bestS = Infinity;
  for (let i = 0; i < sent.length; i++) {
    const at = next[i]!;
    if (at < sent[i]!.count && sent[i]!.timeS[at]! < bestS) {
      best = i;
      bestS = sent[i]!.timeS[at]!;
    }
  }
  return best;
}
