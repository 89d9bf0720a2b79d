import { Taker, type ExcludedLevel, type Taken } from '../../analyses/quality/judging/exclusion.js';
import type { QualitySet } from '../../analyses/quality/judging/quality-set.js';
import { roundRain } from '../../analyses/series/series.js';
import type { OutputFolder } from '../../domain/storage/output-folder.js';
import { yearsOf } from '../network/gauge-series.js';
import { ExcludedYears } from '../publish/tables/quality/excluded-years.js';
import { YearFlags } from '../publish/tables/quality/year-flags.js';
import { publishedFlags } from '../publish/tables/publish-products.js';
import { Rains } from '../publish/tables/year-rains.js';
import { readQuick, type QualitySite } from './read-records.js';

/** What an exclusion would take from a gauge's year. */
export interface YearExclusion extends Taken {
  readonly gauge: string;
  readonly year: number;
  /** Rain of the treated series, mm. */
  readonly totalMm: number;
  /** What the qualified series would have of it, mm. */
  readonly leftMm: number;
}

export interface ExclusionQuestion {
  readonly sites: readonly QualitySite[];
  /** Gauges that are asked about. */
  readonly gauges: readonly string[];
  readonly isWanted: (year: number) => boolean;
  readonly set: QualitySet;
  readonly level: ExcludedLevel;
}

/**
 * What the series without flagged rain would lack, by gauge and year, as a run with `--exclude` would make them. Reads what is
 * published here, and changes nothing.
 */
export async function exclusionReport(out: OutputFolder, question: ExclusionQuestion): Promise<YearExclusion[]> {
  const { sites, gauges, isWanted, set, level } = question;
  const published = new Map(sites.map(({ site }) => [site, yearsOf(out, site)]));
  const read = (gauge: string, year: number) =>
    published.get(gauge)?.includes(year) === true ? readQuick(out, gauge, year) : undefined;
  const flags = new YearFlags({
    sites,
    rains: new Rains({ out }, read),
    places: { out, target: undefined },
    isKeeping: false,
  });
  const excluded = new ExcludedYears(flags);
  const found: YearExclusion[] = [];
  const years = [...new Set([...published.values()].flat())].filter(isWanted).sort((a, b) => a - b);
  for (const year of years)
    for (const gauge of gauges) {
      const rain = read(gauge, year);
      if (!rain) continue;
      const tests = await flags.stretches(gauge, year, set);
      const isFirstOut = await excluded.isFirstOut(gauge, year, { set, level });
      excluded.note(gauge, year, tests);
      const times = excluded.times(year, tests, { level, isFirstOut });
      const taken = new Taker(rain.series).taken(times);
      const totalMm = roundRain(rain.series.sumMm[rain.series.count]!);
      found.push({ gauge, year, totalMm, ...taken, leftMm: roundRain(totalMm - taken.rainMm) });
    }
  return found.sort((a, b) => gauges.indexOf(a.gauge) - gauges.indexOf(b.gauge));
}

/** The settings of tests that published flags were made with; none where there are no flags. */
export async function publishedQuality(out: OutputFolder, sites: readonly QualitySite[]): Promise<QualitySet> {
  const names = sites.map(({ site }) => site);
  return (await publishedFlags(names, { out, target: undefined }))?.set ?? {};
}
