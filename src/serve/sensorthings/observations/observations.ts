import { setImmediate } from 'node:timers/promises';
import { yearRange } from '../../../domain/time/time.js';
import type { ServeContext } from '../../context.js';
import type { PublishedYear } from '../../read/catalogue.js';
import type { Effort } from '../effort.js';
import { ALL_STAMPS, type StampRange } from '../filter/condition.js';
import type { Stream } from '../network.js';
import { Observation, readStreamYear, type StreamYear } from './observation.js';

/** After so many observations others are answered. */
export const LOOKED_AT_ONCE = 32_768;

/** Neighbouring observations of a stream's year: `[from, to)`. */
export interface Stretch {
  readonly year: StreamYear;
  readonly from: number;
  readonly to: number;
}

/** Finds observations, by stream and stamp. */
export class Observations {
  constructor(
    private readonly context: ServeContext,
    readonly effort: Effort,
  ) {}

  /** Those of a stream within stamps, a year at a time, the last one first where that is asked for. */
  async *stretches(stream: Stream, range: StampRange, isDescending = false): AsyncGenerator<Stretch> {
    const years = stream.gauge.years.filter((year) => isWithin(year, range));
    for (const year of isDescending ? years.reverse() : years) {
      const read = await readStreamYear(stream, year, this.context);
      // Others are answered between two years.
      await setImmediate();
      const [from, to] = [countBefore(read, range.fromS), countBefore(read, range.toS + 1)];
      if (to > from) yield { year: read, from, to };
    }
  }

  /** Those of streams within stamps, one after another. */
  async *all(streams: readonly Stream[], range: StampRange): AsyncGenerator<Observation> {
    for (const stream of streams)
      for await (const { year, from, to } of this.stretches(stream, range))
        for (let i = from; i < to; i++) {
          this.effort.look();
          if (i % LOOKED_AT_ONCE === 0) await setImmediate();
          yield new Observation(year, i);
        }
  }

  /** How many there are of a stream within stamps; years that are wholly within are not read. */
  async count(stream: Stream, range: StampRange): Promise<number> {
    let count = 0;
    for (const year of stream.gauge.years) {
      const { firstS, lastS, readings } = year.manifest;
      const isWhole = firstS !== null && lastS !== null && firstS >= range.fromS && lastS <= range.toS;
      // Not every reading tells the battery.
      if (isWhole && stream.name !== 'battery') count += readings;
      else if (isWithin(year, range)) {
        const read = await readStreamYear(stream, year, this.context);
        count += countBefore(read, range.toS + 1) - countBefore(read, range.fromS);
      }
    }
    return count;
  }

  /** The one at a stamp. */
  async find(stream: Stream, timeS: number): Promise<Observation | undefined> {
    for await (const { year, from } of this.stretches(stream, { fromS: timeS, toS: timeS }))
      return new Observation(year, from);
    return undefined;
  }
}

/** Whether a year may have stamps within a range. */
function isWithin({ year, manifest: { firstS, lastS } }: PublishedYear, { fromS, toS }: StampRange): boolean {
  const { startS, endS } = yearRange(year);
  return firstS !== null && Math.max(fromS, startS) <= (lastS ?? endS) && toS >= firstS;
}

/** How many observations of a year are stamped before a moment. */
function countBefore({ timeS, count }: StreamYear, t: number): number {
  if (t === ALL_STAMPS.fromS) return 0;
  let low = 0;
  for (let high = count; low < high;) {
    const middle = (low + high) >>> 1;
    if (timeS[middle]! < t) low = middle + 1;
    else high = middle;
  }
  return low;
}
