import { joinSeries, observedRuns, wetSeries, type RainSeries } from '../../analyses/series.js';
import { yearFileName, yearFolder, type YearKind } from '../../domain/paths.js';
import type { Store } from '../../domain/store.js';
import { yearOf } from '../../domain/time.js';
import { readCoverage } from '../../formats/read-coverage.js';
import { readWetReadings } from '../../formats/read-treated.js';
import type { ByteCache } from './byte-cache.js';
import type { PublishedGauge, PublishedYear } from './catalogue.js';
import { inFlux, readListed } from './whole-file.js';

/** A gauge's rain over some of its years, with the stamps of its first and last reading in them. */
export interface GaugeRain {
  readonly series: RainSeries;
  readonly firstS: number | undefined;
  readonly lastS: number | undefined;
}

/** A stretch of time `(fromS, toS]`, Unix seconds. */
export interface Span {
  readonly fromS: number;
  readonly toS: number;
}

/** Reads gauges' years and keeps them while there is room; memory: 24 bytes a wet reading, 24 a run. */
export class RainReader {
  private readonly underway = new Map<string, Promise<GaugeRain>>();

  constructor(
    private readonly store: Store,
    private readonly cache: ByteCache,
  ) {}

  /** A gauge's rain over the years that a span touches. Throws STORE_TRUNCATED where one is not whole at this moment. */
  async rain({ name, years }: PublishedGauge, { fromS, toS }: Span): Promise<GaugeRain> {
    const [first, last] = [yearOf(Math.max(0, fromS)), yearOf(Math.max(0, Math.min(toS, LAST_S)))];
    const parts: GaugeRain[] = [];
    for (const year of years) if (year.year >= first && year.year <= last) parts.push(await this.year(name, year));
    if (parts.length === 1) return parts[0]!;
    return {
      series: joinSeries(parts.map(({ series }) => series)),
      firstS: parts.find(({ firstS }) => firstS !== undefined)?.firstS,
      lastS: parts.findLast(({ lastS }) => lastS !== undefined)?.lastS,
    };
  }

  /** What is asked for by several at the same time is read once. */
  private async year(gauge: string, year: PublishedYear): Promise<GaugeRain> {
    const key = `rain ${gauge} ${year.year} ${year.key}`;
    const kept = this.cache.get(key) as GaugeRain | undefined;
    if (kept) return kept;
    let reading = this.underway.get(key);
    if (!reading) {
      reading = this.read(gauge, year).finally(() => this.underway.delete(key));
      this.underway.set(key, reading);
    }
    const rain = await reading;
    this.cache.set(key, rain, 1000 + 24 * (rain.series.count + rain.series.runs.length));
    return rain;
  }

  private async read(gauge: string, { year, manifest }: PublishedYear): Promise<GaugeRain> {
    const file = async (kind: YearKind): Promise<{ path: string; bytes: Uint8Array }> => {
      const name = yearFileName(gauge, year, kind);
      const path = `${yearFolder(gauge, year)}/${name}`;
      const listed = manifest.files.find((one) => one.name === name);
      const bytes = listed && (await readListed(this.store, path, listed));
      if (!bytes) throw inFlux(gauge, year);
      return { path, bytes };
    };
    const coverage = await file('coverage');
    const treated = await file('treated');
    const runs = readCoverage(coverage.bytes, coverage.path);
    const { timeS, rainMm } = readWetReadings([treated.bytes], treated.path);
    return {
      series: wetSeries(timeS.slice(), rainMm.slice(), observedRuns(runs)),
      firstS: runs[0]?.firstS,
      lastS: runs.at(-1)?.lastS,
    };
  }
}

/** The end of the last year that four digits write. */
const LAST_S = 253_402_300_799;
