import { gaugeRain, joinYears, type GaugeRain } from '../../analyses/gauge-rain.js';
import type { RainSeries } from '../../analyses/series/series.js';
import type { OutputFolder } from '../../domain/storage/output-folder.js';
import { yearPath } from '../../domain/paths.js';
import type { Store } from '../../domain/storage/store.js';
import { yearOf } from '../../domain/time/time.js';
import { readCoverage } from '../../formats/csv/read-coverage.js';
import { readWetTail, type WetReadings } from '../../formats/csv/read-treated.js';
import { readPublished } from '../publish/published-file.js';

/** What three days of minutes take, about. */
const FIRST_BYTES = 512 * 1024;
/** How much further back is read where that is not enough. */
const FURTHER = 8;

export interface PublishedPlaces {
  readonly out: OutputFolder;
  readonly target: Store | undefined;
}

/**
 * A gauge's rain from `sinceS` on, until `untilS`: from the ends of its published series alone, of at most two years. What
 * is not in the output folder is taken from the target. Memory: the end of a file.
 */
export async function readSeriesEnd(
  gauge: string,
  { sinceS, untilS }: { readonly sinceS: number; readonly untilS: number },
  places: PublishedPlaces,
): Promise<RainSeries> {
  const parts: GaugeRain[] = [];
  for (let year = yearOf(sinceS); year <= yearOf(untilS); year++) {
    const path = yearPath(gauge, year, 'coverage');
    const coverage = await readPublished(path, places.out, places.target);
    const runs = coverage ? readCoverage(coverage, path).filter(({ lastS }) => lastS > sinceS) : [];
    if (runs.length === 0) continue;
    parts.push(gaugeRain(await readWetEnd(yearPath(gauge, year, 'treated'), sinceS, places), runs));
  }
  return joinYears(parts).series;
}

const NONE: WetReadings = { count: 0, timeS: new Float64Array(0), rainMm: new Float64Array(0) };

async function readWetEnd(path: string, sinceS: number, places: PublishedPlaces): Promise<WetReadings> {
  for (let mostBytes = FIRST_BYTES; ; mostBytes *= FURTHER) {
    const end = await readEnd(path, mostBytes, places);
    if (!end) return NONE;
    const found = readWetTail(end.bytes, end.sizeBytes === end.bytes.length, sinceS, path);
    if (found) return found;
  }
}

async function readEnd(
  path: string,
  mostBytes: number,
  { out, target }: PublishedPlaces,
): Promise<{ bytes: Uint8Array; sizeBytes: number } | undefined> {
  const sizeBytes = out.sizeBytes(path);
  if (sizeBytes === undefined) return target?.readEnd(path, mostBytes);
  const pieces: Uint8Array[] = [];
  // What was read is not compared with a hash: the year's own steps do that.
  for await (const piece of out.body(path, { sizeBytes, sha256: '' }, Math.max(0, sizeBytes - mostBytes)).pieces())
    pieces.push(Uint8Array.from(piece));
  return { bytes: Buffer.concat(pieces), sizeBytes };
}
