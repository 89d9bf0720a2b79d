import type { GaugeRain } from '../../analyses/gauge-rain.js';
import { OddSteps } from '../../analyses/quality/judging/odd-steps.js';
import type { GaugeRecord, OddStep, WetCounts } from '../../analyses/quality/judging/quality-test.js';
import type { ObservedRun } from '../../analyses/series/series.js';
import type { Manifest } from '../../domain/manifest.js';
import type { OutputFolder } from '../../domain/output-folder.js';
import { yearPath } from '../../domain/paths.js';
import { yearRange, type TimeRange } from '../../domain/time.js';
import { readSeries } from '../../formats/csv/read-series.js';
import { parseManifest } from '../../formats/manifest/manifest-json.js';
import { readGaugeRain, yearsOf } from '../network/gauge-series.js';

/** A gauge, degrees where its place is known. */
export interface QualitySite {
  readonly site: string;
  readonly lon: number | undefined;
  readonly lat: number | undefined;
}

/** The same with its rain of all published years. */
export interface SiteRain extends QualitySite, GaugeRain {}

/** Rain of all published years of a gauge that has one. Memory: 24 bytes a wet reading. */
export function readSiteRain(out: OutputFolder, site: QualitySite): SiteRain {
  return { ...site, ...readGaugeRain(out, site.site, yearsOf(out, site.site)) };
}

/**
 * All that is published of a gauge, for quality tests: its rain of all years, and of those in the period its counts and
 * stamps as they were received. Memory: 24 bytes a wet reading of the period.
 */
export function readRecord(out: OutputFolder, { site, lon, lat, series }: SiteRain, period: TimeRange): GaugeRecord {
  const wanted = yearsOf(out, site).filter(
    (year) => yearRange(year).endS >= period.startS && yearRange(year).startS <= period.endS,
  );
  return { gauge: site, lon, lat, series, ...readCounts(out, site, wanted, series.runs, period) };
}

function readCounts(
  out: OutputFolder,
  gauge: string,
  years: readonly number[],
  runs: readonly ObservedRun[],
  { startS, endS }: TimeRange,
): { counts: WetCounts | undefined; oddSteps: readonly OddStep[] } {
  const columns = { timeS: [] as number[], tips: [] as number[], battery: [] as number[] };
  const odd = new OddSteps(runs, startS);
  for (const year of years) {
    const path = yearPath(gauge, year, 'concatenated');
    if (out.sizeBytes(path) === undefined) continue;
    // Amounts that are no tips say nothing of a bucket.
    if (unitOf(out, gauge, year) !== undefined) return { counts: undefined, oddSteps: [] };
    for (const { count, timeS, tips, battery } of readSeries(out.pieces(path), `${out.name}/${path}`))
      for (let i = 0; i < count; i++) {
        if (timeS[i]! <= startS || timeS[i]! > endS) continue;
        odd.add(timeS[i]!);
        if (tips[i] === 0) continue;
        columns.timeS.push(timeS[i]!);
        columns.tips.push(tips[i]!);
        columns.battery.push(battery[i]!);
      }
  }
  const { timeS, tips, battery } = columns;
  const counts = {
    timeS: Float64Array.from(timeS),
    tips: Float64Array.from(tips),
    battery: Float64Array.from(battery),
  };
  return { counts, oddSteps: odd.found() };
}

function unitOf(out: OutputFolder, gauge: string, year: number): Manifest['unit'] {
  const path = yearPath(gauge, year, 'manifest');
  const bytes = out.read(path);
  return bytes && parseManifest(bytes, path).unit;
}
