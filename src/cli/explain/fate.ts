import { quarantinePath, yearFolder } from '../../domain/paths.js';
import type { CalibratedBatch, YearTally } from '../../domain/readings/reading.js';
import { yearOf, yearRange } from '../../domain/time/time.js';
import { count } from '../text/report-events.js';
import { thousands } from '../text/thousands.js';

/** What the pipeline does with lines: of one source as they flow, or of all of them in the end. */
export class Fate {
  /** Readings by the folder of their gauge's year. */
  readonly readings = new Map<string, number>();
  /** Lines by their quarantine. */
  readonly quarantined = new Map<string, number>();
  duplicates = 0;

  /** Readings on their way to their years: some may turn out to have been received before. */
  take({ gauge, count: rows, timeS: { data } }: CalibratedBatch): void {
    for (let start = 0; start < rows;) {
      const year = yearOf(data[start]!);
      const { startS, endS } = yearRange(year);
      let end = start + 1;
      while (end < rows && data[end]! >= startS && data[end]! < endS) end++;
      this.put(gauge, year, end - start);
      start = end;
    }
  }

  /** What a year keeps. */
  settle(gauge: string, year: number, { kept, duplicates }: YearTally): void {
    this.put(gauge, year, kept);
    this.duplicates += duplicates;
  }

  setAside(gauge: string | undefined): void {
    const path = quarantinePath(gauge);
    this.quarantined.set(path, (this.quarantined.get(path) ?? 0) + 1);
  }

  /** Readings that were taken, and lines set aside. */
  get lines(): number {
    return [this.readings, this.quarantined].reduce((sum, map) => [...map.values()].reduce((n, m) => n + m, sum), 0);
  }

  /** What would be done, a sentence a part; `has` says what readings of a source are that may come twice. */
  parts(isFinal: boolean): string[] {
    const parts: string[] = [];
    const years = [...this.readings].filter(([, rows]) => rows > 0);
    const rest = years.slice(1).map(([folder, rows]) => `, ${thousands(rows)} into ${folder}`);
    if (years.length > 0)
      parts.push(
        `${isFinal ? 'would put' : 'would take'} ${count(years[0]![1], 'reading')} into ${years[0]![0]}${rest.join('')}`,
      );
    if (this.duplicates > 0) parts.push(`would drop ${count(this.duplicates, 'duplicate')}`);
    for (const [path, lines] of this.quarantined) parts.push(`would put ${count(lines, 'line')} into ${path}`);
    return parts;
  }

  private put(gauge: string, year: number, rows: number): void {
    const folder = yearFolder(gauge, year);
    this.readings.set(folder, (this.readings.get(folder) ?? 0) + rows);
  }
}
