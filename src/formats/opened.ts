import { PluvioError } from '../domain/errors.js';
import type { Curve } from '../domain/network.js';
import type { RainHistory } from '../domain/history/rain-history.js';
import { yearRange } from '../domain/time/time.js';
import type { SeriesRows } from './series-rows.js';

/** The readings of one gauge and UTC year, as a file of ours holds them. */
export interface OpenedSeries {
  readonly kind: 'series';
  readonly gauge: string;
  readonly year: number;
  /** The one that holds for all readings, or for the last ones: see `history`. */
  readonly curve: Curve;
  /** There where it is not one curve and interval for all, or some rain is not known. */
  readonly history?: RainHistory | undefined;
  /** Its usual interval, seconds, where the gauges table gave it. */
  readonly intervalS: number | undefined;
  /** Read anew at each call. */
  readonly readings: () => Iterable<SeriesRows> | AsyncIterable<SeriesRows>;
}

/** Readings as they are, of which each has to be later than the one before, and of the year; else INPUT. */
export async function* inOrder(
  parts: Iterable<SeriesRows> | AsyncIterable<SeriesRows>,
  year: number,
  file: string,
): AsyncGenerator<SeriesRows, void, undefined> {
  const { startS, endS } = yearRange(year);
  let lastS = startS - 1;
  for await (const part of parts) {
    for (let i = 0; i < part.count; i++) {
      const timeS = part.timeS[i]!;
      if (timeS <= lastS || timeS >= endS)
        throw cannotRead(file, `the reading stamped ${timeS} is not in its place; restore the file`);
      lastS = timeS;
    }
    yield part;
  }
}

export function cannotRead(file: string, why: string): PluvioError {
  return new PluvioError('INPUT', `Cannot read ${file}: ${why}`, { file });
}
