import { excludedTimes, type ExcludedLevel } from '../../../../analyses/quality/judging/exclusion.js';
import type { QualitySet } from '../../../../analyses/quality/judging/quality-set.js';
import type { TestStretches } from '../../../../analyses/quality/judging/report.js';
import { formatDateTime, yearRange, yearStartS, type TimeRange } from '../../../../domain/time/time.js';
import type { OutputPlaces } from '../../../context.js';
import { readPublished } from '../../published-file.js';
import { publishedSet } from '../table-set.js';
import { gaugeSet } from '../table-sets.js';
import type { YearFlags } from './year-flags.js';

/** How time of a gauge's year is left out. */
export interface Excluding {
  readonly set: QualitySet;
  readonly level: ExcludedLevel;
}

/**
 * The time that is left out of the readings of gauges' years. A year's readings begin with the one that ends with New Year, whose
 * rain, and flags, are of the year before.
 */
export class ExcludedYears {
  /** Levels of the readings that end with a year, as far as its flags were made here. */
  private readonly ends = new Map<string, number>();

  /** Without places flags are made, and not read from what is published. */
  constructor(
    private readonly flags: YearFlags,
    private readonly places?: OutputPlaces,
  ) {}

  /** Takes note of what is said of a year, by which the next one begins. */
  note(gauge: string, year: number, tests: readonly TestStretches[]): void {
    const { endS } = yearRange(year);
    const last = tests.flatMap(({ stretches }) => stretches.filter((one) => one.startS < endS && one.endS >= endS));
    this.ends.set(`${gauge}/${year}`, Math.max(-1, ...last.map(({ level }) => level)));
  }

  /** Whether the reading that ends with New Year, where a year has one, is left out. */
  async isFirstOut(gauge: string, year: number, { set, level }: Excluding): Promise<boolean> {
    if (!(await this.flags.beginsAtNewYear(gauge, year))) return false;
    const key = `${gauge}/${year - 1}`;
    if (!this.ends.has(key)) {
      const said = await this.publishedEnd(gauge, year - 1, set);
      if (said === undefined) this.note(gauge, year - 1, await this.flags.stretches(gauge, year - 1, set));
      else this.ends.set(key, said);
    }
    return this.ends.get(key)! >= level;
  }

  /** Times in order and apart, by what is said of the year; readings stamped in `(startS, endS]` are left out. */
  times(
    year: number,
    tests: readonly TestStretches[],
    { level, isFirstOut }: { readonly level: ExcludedLevel; readonly isFirstOut: boolean },
  ): TimeRange[] {
    const startS = yearStartS(year);
    const first = isFirstOut ? [{ startS: startS - 1, endS: startS, level }] : [];
    return excludedTimes([...first, ...tests.flatMap(({ stretches }) => stretches)], level);
  }

  /** The worst level of the last moment of a year, as its published table has it; undefined where that is not of this set. */
  private async publishedEnd(gauge: string, year: number, set: QualitySet): Promise<number | undefined> {
    if (!this.places) return undefined;
    const tables = gaugeSet(gauge, year);
    const published = await publishedSet(tables, this.places);
    if (!published?.names.includes('flags') || JSON.stringify(published.set) !== JSON.stringify(set)) return undefined;
    const { out, target } = this.places;
    const bytes = await readPublished(`${tables.folder}/${tables.fileName('flags')}.csv`, out, target);
    if (!bytes) return undefined;
    const end = formatDateTime(yearRange(year).endS);
    const rows = Buffer.from(bytes).toString('utf8').split('\n');
    const last = rows.map((row) => row.split(',')).filter((row) => row[1] === end);
    return Math.max(-1, ...last.map((row) => Number(row[3])));
  }
}
