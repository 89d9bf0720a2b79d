import { joinYears, type GaugeRain } from '../../../analyses/gauge-rain.js';
import type { DryGap } from '../../../analyses/series/spells.js';
import { yearRain, type YearRain } from '../../../products/year-rain.js';
import type { OutputPlaces } from '../../context.js';

/** Wet readings that are kept in memory, 24 bytes each. */
const MOST_READINGS = 3_000_000;

/** The rain of gauges' years, each read once as a rule: tables of three years, those of the network, and neighbours look at it. */
export class Rains {
  private readonly years = new Map<string, { rain: Promise<GaugeRain | undefined>; readings: number }>();
  private readings = 0;

  /** `readYear` reads a published year; undefined where there is none. */
  constructor(
    private readonly places: Pick<OutputPlaces, 'out'>,
    private readonly readYear: (gauge: string, year: number) => Promise<GaugeRain | undefined> | GaugeRain | undefined,
  ) {}

  /** What the tables of a year look at. */
  async of(gauge: string, year: number, gapS: DryGap): Promise<YearRain> {
    const { series, firstS, lastS } = await this.join(gauge, [year - 1, year, year + 1]);
    const isFollowed = this.places.out.names(gauge).some((name) => /^\d{4}$/.test(name) && Number(name) > year);
    return yearRain(gauge, year, { series, firstS, lastS: isFollowed ? Infinity : lastS }, gapS);
  }

  /** Years of a gauge as one; those that are not published are missing. */
  async join(gauge: string, years: readonly number[]): Promise<GaugeRain> {
    return joinYears(await Promise.all(years.map((year) => this.year(gauge, year))));
  }

  private year(gauge: string, year: number): Promise<GaugeRain | undefined> {
    const key = `${gauge}/${year}`;
    const known = this.years.get(key);
    if (known) {
      // The ones asked for last are kept.
      this.years.delete(key);
      this.years.set(key, known);
      return known.rain;
    }
    const entry = { rain: this.read(gauge, year, key), readings: 0 };
    this.years.set(key, entry);
    return entry.rain;
  }

  private async read(gauge: string, year: number, key: string): Promise<GaugeRain | undefined> {
    const rain = await this.readYear(gauge, year);
    const entry = this.years.get(key);
    if (entry) entry.readings = rain?.series.count ?? 0;
    this.readings += entry?.readings ?? 0;
    for (const [oldest, { readings }] of this.years) {
      if (this.readings <= MOST_READINGS) break;
      if (oldest === key) continue;
      this.years.delete(oldest);
      this.readings -= readings;
    }
    return rain;
  }
}
