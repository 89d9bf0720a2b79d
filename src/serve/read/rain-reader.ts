import { gaugeRain, joinYears, type GaugeRain } from '../../analyses/gauge-rain.js';
import type { Store } from '../../domain/storage/store.js';
import { yearOf } from '../../domain/time/time.js';
import { readCoverage } from '../../formats/csv/read-coverage.js';
import { readWetReadings } from '../../formats/csv/read-treated.js';
import type { ByteCache } from './byte-cache.js';
import type { PublishedGauge, PublishedYear } from './catalogue.js';
import { Kept } from './kept.js';
import { readYearFile } from './year-file.js';

/** A stretch of time `(fromS, toS]`, Unix seconds. */
export interface Span {
  readonly fromS: number;
  readonly toS: number;
}

/** Reads gauges' years and keeps them while there is room; memory: 24 bytes a wet reading, 48 a run. */
export class RainReader {
  private readonly kept: Kept;

  constructor(
    private readonly store: Store,
    cache: ByteCache,
  ) {
    this.kept = new Kept(cache);
  }

  /** A gauge's rain over the years that a span touches. Throws STORE_TRUNCATED where one is not whole at this moment. */
  async rain(gauge: PublishedGauge, { fromS, toS }: Span): Promise<GaugeRain> {
    const [first, last] = [yearOf(Math.max(0, fromS)), yearOf(Math.max(0, Math.min(toS, LAST_S)))];
    const parts: GaugeRain[] = [];
    for (const year of gauge.years)
      if (year.year >= first && year.year <= last) parts.push(await this.year(gauge, year));
    return joinYears(parts);
  }

  /** The same of one year. */
  year({ name }: PublishedGauge, year: PublishedYear): Promise<GaugeRain> {
    return this.kept.get(
      `rain ${name} ${year.year} ${year.key}`,
      () => this.read(name, year),
      ({ series, runs }) => 1000 + 24 * (series.count + series.runs.length + runs.length),
    );
  }

  private async read(gauge: string, year: PublishedYear): Promise<GaugeRain> {
    const coverage = await readYearFile(this.store, gauge, year, 'coverage');
    const treated = await readYearFile(this.store, gauge, year, 'treated');
    const runs = readCoverage(coverage.bytes, coverage.path);
    const { timeS, rainMm } = readWetReadings([treated.bytes], treated.path);
    return gaugeRain({ timeS: timeS.slice(), rainMm: rainMm.slice() }, runs);
  }
}

/** The end of the last year that four digits write. */
const LAST_S = 253_402_300_799;
