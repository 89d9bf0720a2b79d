import type { GaugeRain } from '../../analyses/gauge-rain.js';
import type { GaugeRecord } from '../../analyses/quality/judging/quality-test.js';
import type { RainSeries } from '../../analyses/series/series.js';
import type { Manifest } from '../../domain/manifest.js';
import type { OutputFolder } from '../../domain/output-folder.js';
import { yearPath } from '../../domain/paths.js';
import { yearRange, type TimeRange } from '../../domain/time.js';
import { readSeries } from '../../formats/csv/read-series.js';
import { parseManifest } from '../../formats/manifest/manifest-json.js';
import { CountsReader, NO_COUNTS, type Counts } from '../publish/quality/counts.js';
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
  return { gauge: site, lon, lat, series, ...readCounts(out, site, wanted, series, period) };
}

function readCounts(
  out: OutputFolder,
  gauge: string,
  years: readonly number[],
  series: RainSeries,
  period: TimeRange,
): Counts {
  const reader = new CountsReader(series, period);
  for (const year of years) {
    const path = yearPath(gauge, year, 'concatenated');
    if (out.sizeBytes(path) === undefined) continue;
    if (unitOf(out, gauge, year) !== undefined) return NO_COUNTS;
    for (const rows of readSeries(out.pieces(path), `${out.name}/${path}`)) reader.take(rows);
  }
  return reader.found();
}

function unitOf(out: OutputFolder, gauge: string, year: number): Manifest['unit'] {
  const path = yearPath(gauge, year, 'manifest');
  const bytes = out.read(path);
  return bytes && parseManifest(bytes, path).unit;
}
