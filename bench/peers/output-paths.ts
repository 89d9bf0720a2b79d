import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where a peer writes a gauge's year; the folder is made. */
export function seriesPath(out: string, gauge: string, year: number, kind: 'concatenated' | 'treated'): string {
  const folder = join(out, gauge, String(year));
  mkdirSync(folder, { recursive: true });
  return join(folder, `${gauge}_${kind}_${year}.csv`);
}

/** Where a peer writes a year's triplets of all gauges; the folder is made. */
export function tripletsPath(out: string, year: number): string {
  const folder = join(out, 'network', String(year));
  mkdirSync(folder, { recursive: true });
  return join(folder, `network_triplets_${year}.csv`);
}
