import { createHash } from 'node:crypto';
import { QUALITY_TESTS } from '../../../../analyses/quality/index.js';
import { distanceM, neighboursOf } from '../../../../analyses/quality/judging/neighbours.js';
import type { GaugeRecord } from '../../../../analyses/quality/judging/quality-test.js';
import { gaugeStretches, type TestStretches } from '../../../../analyses/quality/judging/report.js';
import { StepRains } from '../../../../analyses/quality/steps/step-rain.js';
import { seriesUntil, type RainSeries } from '../../../../analyses/series/series.js';
import { yearPath } from '../../../../domain/paths.js';
import { yearRange, type TimeRange } from '../../../../domain/time/time.js';
import { readSeries } from '../../../../formats/csv/read-series.js';
import type { SeriesRows } from '../../../../formats/series-rows.js';
import type { QualityManifest } from '../../../../formats/manifest/products-manifest.js';
import type { OutputPlaces } from '../../../context.js';
import type { KnownSite } from '../known-sites.js';
import { fetchWhole } from '../../published-file.js';
import type { Rains } from '../year-rains.js';
import { CountsReader, countsWithin, NO_COUNTS, type Counts, type YearCounts } from './counts.js';
import { countsKey, keepCounts, keptCounts } from './kept-counts.js';
import { PublishedYears } from './published-years.js';
import { settingsByTest, type QualitySet } from '../../../../analyses/quality/judging/quality-set.js';

export interface YearFlagsParts {
  /** Gauges that may be each other's neighbours. */
  readonly sites: readonly KnownSite[];
  readonly rains: Rains;
  readonly places: OutputPlaces;
  /** Whether what was read of a year is kept for the next time. */
  readonly isKeeping: boolean;
}

/**
 * What quality tests say of gauges' years: functions of the published record of a gauge until the end of the year, and of that
 * and the year before of its neighbours. Asked year by year; memory: 0.9 MB a gauge, and its record.
 */
export class YearFlags {
  private readonly years: PublishedYears;
  private now: { readonly year: number; readonly steps: StepRains } | undefined;

  constructor(private readonly parts: YearFlagsParts) {
    this.years = new PublishedYears(parts.places);
  }

  /** What the flags of a year are made from, and how. */
  async about(gauge: string, year: number, set: QualitySet): Promise<QualityManifest> {
    const byTest = settingsByTest(set);
    const tests = QUALITY_TESTS.map(({ name, version, settings }) => ({
      test: name,
      version,
      settings: { ...settings, ...byTest.get(name) },
    }));
    const reachM = Math.max(...tests.map(({ settings }) => settings.distanceM ?? 0));
    const near = this.near(gauge, reachM).sort((a, b) => (a.site < b.site ? -1 : 1));
    const input = {
      own: await this.recordText(gauge, year),
      place: this.siteOf(gauge),
      neighbours: await Promise.all(near.map(async (site) => [site, await this.nearText(site.site, year)])),
    };
    return { input: createHash('sha256').update(JSON.stringify(input)).digest('hex'), tests, set };
  }

  /** What each test says of every moment of a gauge's year, from its first reading to its last one. */
  async stretches(gauge: string, year: number, set: QualitySet): Promise<TestStretches[]> {
    const years = await this.years.of(gauge);
    const series = await this.seriesOf(
      gauge,
      year,
      years.filter((one) => one <= year + 1),
    );
    const period = await this.periodOf(gauge, year, series);
    const all = [{ ...place(this.siteOf(gauge)), series, ...(await this.counts(gauge, year, series, period)) }];
    const byTest = settingsByTest(set);
    const reaches = QUALITY_TESTS.map(({ name, settings }) => byTest.get(name)?.distanceM ?? settings.distanceM ?? 0);
    for (const site of this.near(gauge, Math.max(...reaches)))
      all.push({ ...place(site), series: await this.seriesOf(site.site, year), ...NO_COUNTS });
    const [record] = all as [GaugeRecord];
    if (this.now?.year !== year) this.now = { year, steps: new StepRains(yearRange(year)) };
    const steps = new StepRains(period, this.now.steps);
    return gaugeStretches({ record, period, neighbours: neighboursOf(record, all), steps }, byTest);
  }

  /** Whether the first reading of a year is the one that ends with New Year. */
  async beginsAtNewYear(gauge: string, year: number): Promise<boolean> {
    return (await this.years.manifest(gauge, year))?.firstS === yearRange(year).startS;
  }

  /** Rain until the end of a year; default: of that year and the one before. */
  private async seriesOf(gauge: string, year: number, years = [year - 1, year, year + 1]): Promise<RainSeries> {
    const { series } = await this.parts.rains.join(gauge, years);
    return seriesUntil(series, yearRange(year).endS);
  }

  /** From the first reading of a record to its last one, as far as they lie in the year. */
  private async periodOf(gauge: string, year: number, { runs }: RainSeries): Promise<TimeRange> {
    const years = await this.years.of(gauge);
    const { startS, endS } = yearRange(year);
    const manifest = await this.years.manifest(gauge, year);
    const beginS = Math.min(runs[0]?.startS ?? Infinity, (manifest?.firstS ?? endS) - 1);
    return {
      startS: years.some((one) => one < year) ? startS : Math.max(startS, beginS),
      endS: years.some((one) => one > year) ? endS : Math.min(endS, manifest?.lastS ?? startS),
    };
  }

  private async counts(gauge: string, year: number, series: RainSeries, period: TimeRange): Promise<Counts> {
    if ((await this.years.manifest(gauge, year))?.unit !== undefined) return NO_COUNTS;
    const next = await this.firstRow(gauge, year + 1);
    const years = [await this.yearCounts(gauge, year), ...(next ? [next] : [])];
    return countsWithin(years, series, period);
  }

  /** What readings of a year say as they were received, from what was kept of it, or else from the series. */
  private async yearCounts(gauge: string, year: number): Promise<YearCounts> {
    const { places, rains, isKeeping } = this.parts;
    const files = (await this.years.manifest(gauge, year))?.files ?? [];
    const kept = keptCounts(places.out, { gauge, year }, files);
    if (kept) return kept;
    const { series } = await rains.join(gauge, [year]);
    const reader = new CountsReader(series.runs);
    for await (const rows of this.rows(gauge, year)) reader.take(rows);
    const counts = reader.found();
    const key = countsKey({ gauge, year }, files);
    if (isKeeping && key !== undefined) keepCounts(places.out, { gauge, year }, counts, key);
    return counts;
  }

  private async *rows(gauge: string, year: number): AsyncGenerator<SeriesRows, void, undefined> {
    const { out, target } = this.parts.places;
    const path = yearPath(gauge, year, 'concatenated');
    if (!(await this.years.manifest(gauge, year))) return;
    const isHere = out.sizeBytes(path) !== undefined;
    const pieces = isHere ? out.pieces(path) : [(target && (await fetchWhole(target, path))) ?? new Uint8Array(0)];
    yield* readSeries(pieces, path);
  }

  /** The reading that ends with New Year, which stands in the year that it begins; undefined where there is none. */
  private async firstRow(gauge: string, year: number): Promise<YearCounts | undefined> {
    if (!(await this.beginsAtNewYear(gauge, year))) return undefined;
    if ((await this.years.manifest(gauge, year))?.unit !== undefined) return undefined;
    for await (const { timeS, tips, battery } of this.rows(gauge, year)) {
      const first = (column: ArrayLike<number>): Float64Array => Float64Array.of(column[0]!);
      return { counts: { timeS: first(timeS), tips: first(tips), battery: first(battery) }, oddSteps: [] };
    }
    return undefined;
  }

  /** What an own record is until the end of a year. */
  private async recordText(gauge: string, year: number): Promise<unknown> {
    const years = await this.years.of(gauge);
    const before = years.filter((one) => one < year);
    const first = await this.firstRow(gauge, year + 1);
    return {
      before: await Promise.all(before.map(async (one) => [one, ...(await this.rainHashes(gauge, one))])),
      now: [...(await this.rainHashes(gauge, year)), await this.years.hashOf(gauge, year, 'concatenated')],
      after: await this.newYearText(gauge, year),
      first: first && [first.counts.tips[0], first.counts.battery[0]],
      goesOn: years.some((one) => one > year),
    };
  }

  /** What a neighbour's record is in the year before and until the end of a year. */
  private async nearText(gauge: string, year: number): Promise<unknown> {
    return [
      await this.rainHashes(gauge, year - 1),
      await this.rainHashes(gauge, year),
      await this.newYearText(gauge, year),
    ];
  }

  private rainHashes(gauge: string, year: number): Promise<(string | undefined)[]> {
    return Promise.all([this.years.hashOf(gauge, year, 'treated'), this.years.hashOf(gauge, year, 'coverage')]);
  }

  /** What is known of the end of a year by the year after it: time observed and rain since the last reading. */
  private async newYearText(gauge: string, year: number): Promise<unknown> {
    if (!(await this.years.manifest(gauge, year + 1))) return undefined;
    const lastS = (await this.years.manifest(gauge, year))?.lastS ?? -Infinity;
    const { runs, timeS, rainMm, count } = await this.seriesOf(gauge, year, [year, year + 1]);
    const after = runs
      .filter(({ endS }) => endS > lastS)
      .map((run) => [Math.max(run.startS, lastS), run.endS, run.intervalS]);
    return [after, count > 0 && timeS[count - 1]! > lastS ? [timeS[count - 1], rainMm[count - 1]] : []];
  }

  private siteOf(gauge: string): KnownSite {
    return this.parts.sites.find(({ site }) => site === gauge) ?? { site: gauge, lon: undefined, lat: undefined };
  }

  private near(gauge: string, reachM: number): KnownSite[] {
    const own = this.siteOf(gauge);
    return this.parts.sites.filter((one) => one.site !== gauge && distanceM(own, one) < reachM);
  }
}

function place({ site, lon, lat }: KnownSite): Pick<GaugeRecord, 'gauge' | 'lon' | 'lat'> {
  return { gauge: site, lon, lat };
}
