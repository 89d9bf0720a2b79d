import { countUntil, roundRain, type ObservedRun, type RainSeries } from '../../../analyses/series/series.js';
import { yearStartS } from '../../../domain/time/time.js';
import type { Manifest } from '../../../domain/manifest.js';
import type { ServeContext } from '../../context.js';
import type { PublishedYear } from '../../read/catalogue.js';
import { voltsOf, type Column } from '../../read/readings-reader.js';
import type { Entity } from '../model.js';
import { isoOf, type Stream } from '../network.js';

/** A year of a stream: stamps ascending, and the value at each. */
export interface StreamYear {
  readonly stream: Stream;
  readonly count: number;
  /** Unix seconds; shape `[count]`. */
  readonly timeS: Uint32Array;
  readonly valueAt: (i: number) => number;
  readonly qualityAt: (i: number) => Quality;
  readonly intervalAt: (i: number) => number | null;
}

/** What is known of how good a result is. */
interface Quality {
  /** `provisional`: from a line whose end had not come; `unknown interval`: nobody knows of how much time it tells. */
  readonly status: 'good' | 'provisional' | 'unknown interval';
  /** Of a cumulative value: the part of the year so far that was observed, 0 to 1, rounded down. */
  readonly coverage?: number;
}

/** A reading's value as an entity. */
export class Observation implements Entity {
  readonly set = 'Observations';

  constructor(
    readonly year: StreamYear,
    readonly i: number,
  ) {}

  get timeS(): number {
    return this.year.timeS[this.i]!;
  }

  get result(): number {
    return this.year.valueAt(this.i);
  }

  get id(): string {
    return `${this.year.stream.id}:${this.timeS}`;
  }

  get gauge(): string {
    return this.year.stream.gauge.name;
  }

  value(property: string): unknown {
    switch (property) {
      case 'phenomenonTime':
      case 'resultTime':
        return isoOf(this.timeS);
      case 'result':
        return this.result;
      case 'resultQuality':
        return this.year.qualityAt(this.i);
      case 'parameters':
        return { interval_s: this.year.intervalAt(this.i) };
      default:
        return undefined;
    }
  }
}

/** Reads a year of a stream. Throws STORE_TRUNCATED where it is not whole at this moment. */
export async function readStreamYear(
  stream: Stream,
  year: PublishedYear,
  { readings, rain }: Pick<ServeContext, 'readings' | 'rain'>,
): Promise<StreamYear> {
  const { tips, battery } = await readings.year(stream.gauge, year);
  const { series } = await rain.year(stream.gauge, year);
  const runs = new Runs(series.runs, yearStartS(year.year));
  const { timeS, values }: Column = stream.name === 'battery' ? battery : tips;
  const isProvisional = provisionalStamps(year.manifest);
  const intervalAt = (i: number): number | null => runs.at(timeS[i]!)?.intervalS ?? null;
  return {
    stream,
    count: timeS.length,
    timeS,
    valueAt: valuesOf(stream, { timeS, values }, series),
    intervalAt,
    qualityAt: (i) => ({
      status: isProvisional(timeS[i]!) ? 'provisional' : intervalAt(i) === null ? 'unknown interval' : 'good',
      ...(stream.name === 'cumulative' && { coverage: runs.coverage(timeS[i]!) }),
    }),
  };
}

function valuesOf({ name }: Stream, { timeS, values }: Column, series: RainSeries): (i: number) => number {
  switch (name) {
    case 'tips':
      return (i) => values[i]!;
    case 'battery':
      return values instanceof Float32Array ? (i) => voltsOf(values[i]!) : (i) => values[i]!;
    case 'mm':
      return (i) => {
        const wet = countUntil(series, timeS[i]!);
        return wet > 0 && series.timeS[wet - 1] === timeS[i] ? series.rainMm[wet - 1]! : 0;
      };
    case 'cumulative':
      return (i) => roundRain(series.sumMm[countUntil(series, timeS[i]!)]!);
  }
}

/** What was observed of a year, up to any moment of it. */
class Runs {
  /** Seconds observed before each run. */
  private readonly before: number[] = [];

  constructor(
    private readonly runs: readonly ObservedRun[],
    private readonly startS: number,
  ) {
    let sum = 0;
    for (const run of runs) {
      this.before.push(sum);
      sum += run.endS - Math.max(startS, run.startS);
    }
  }

  /** The run that observed a moment, `(startS, endS]`. */
  at(timeS: number): ObservedRun | undefined {
    const run = this.runs[this.indexOf(timeS)];
    return run && timeS <= run.endS ? run : undefined;
  }

  /** The part of the year before a moment that was observed. */
  coverage(timeS: number): number {
    const i = this.indexOf(timeS);
    const run = this.runs[i];
    const observedS = run ? this.before[i]! + Math.min(timeS, run.endS) - Math.max(this.startS, run.startS) : 0;
    return timeS > this.startS ? Math.floor((observedS / (timeS - this.startS)) * 1e4 + 1e-9) / 1e4 : 0;
  }

  /** The last run that begins before a moment; −1 where none does. */
  private indexOf(timeS: number): number {
    let low = 0;
    for (let high = this.runs.length; low < high;) {
      const middle = (low + high) >>> 1;
      if (this.runs[middle]!.startS < timeS) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

function provisionalStamps({ provisional = [] }: Manifest): (timeS: number) => boolean {
  return (timeS) =>
    provisional.some(
      ([firstS, stepS, count]) =>
        timeS === firstS ||
        (timeS > firstS && stepS > 0 && (timeS - firstS) % stepS === 0 && (timeS - firstS) / stepS < count),
    );
}
