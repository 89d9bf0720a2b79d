import { gaugeRain, joinYears, type GaugeRain } from '../../analyses/gauge-rain.js';
import type { GaugeRecord } from '../../analyses/quality/judging/quality-test.js';
import { observedRuns, type RainSeries } from '../../analyses/series/series.js';
import type { Manifest } from '../../domain/manifest.js';
import type { OutputFolder } from '../../domain/storage/output-folder.js';
import { wetPath, yearFileName, yearPath } from '../../domain/paths.js';
import { yearRange, type TimeRange } from '../../domain/time/time.js';
import { readCoverage } from '../../formats/csv/read-coverage.js';
import { readWetBytes } from '../../formats/csv/wet-file.js';
import { readSeries } from '../../formats/csv/read-series.js';
import { parseManifest } from '../../formats/manifest/manifest-json.js';
import {
  CountsReader,
  countsWithin,
  NO_COUNTS,
  type Counts,
  type YearCounts,
} from '../publish/tables/quality/counts.js';
import { keptCounts } from '../publish/tables/quality/kept-counts.js';
import { readYear, yearsOf } from '../network/gauge-series.js';

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
  return { ...site, ...joinYears(yearsOf(out, site.site).map((year) => readQuick(out, site.site, year))) };
}

/** A published year's rain, from what runs keep of it where they do, or else from the treated series. */
export function readQuick(out: OutputFolder, gauge: string, year: number): GaugeRain {
  const coveragePath = yearPath(gauge, year, 'coverage');
  const [kept, coverage] = [out.read(wetPath(gauge, year)), out.read(coveragePath)];
  const treated = yearFileName(gauge, year, 'treated');
  const sha256 = kept && manifestOf(out, gauge, year)?.files.find(({ name }) => name === treated)?.sha256;
  const wet = kept && readWetBytes(kept, sha256 ?? '');
  return wet && coverage ? gaugeRain(wet, readCoverage(coverage, coveragePath)) : readYear(out, gauge, year);
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
  const found: YearCounts[] = [];
  for (const year of years) {
    const path = yearPath(gauge, year, 'concatenated');
    if (out.sizeBytes(path) === undefined) continue;
    const { unit, files = [] } = manifestOf(out, gauge, year) ?? {};
    if (unit !== undefined) return NO_COUNTS;
    found.push(keptCounts(out, { gauge, year }, files) ?? readYearCounts(out, gauge, year));
  }
  return countsWithin(found, series, period);
}

function readYearCounts(out: OutputFolder, gauge: string, year: number): YearCounts {
  const [path, coveragePath] = [yearPath(gauge, year, 'concatenated'), yearPath(gauge, year, 'coverage')];
  const coverage = out.read(coveragePath);
  const reader = new CountsReader(observedRuns(coverage ? readCoverage(coverage, coveragePath) : []));
  for (const rows of readSeries(out.pieces(path), `${out.name}/${path}`)) reader.take(rows);
  return reader.found();
}

function manifestOf(out: OutputFolder, gauge: string, year: number): Manifest | undefined {
  const path = yearPath(gauge, year, 'manifest');
  const bytes = out.read(path);
  return bytes && parseManifest(bytes, path);
}
