import type { Float64Column, GaugeBatch, ReadingBatch, YearBucket } from '../../domain/readings/reading.js';

/** Columns of readings between two filters. */
export const PLAIN_HEADER = 'gauge,time,tips,wind,battery';
export const RAIN_HEADER = `${PLAIN_HEADER},rain_mm`;

/** Readings as read between two filters: of one gauge, with calibrated rain or without. */
export interface StoredBatch extends GaugeBatch {
  readonly rainMm: Float64Column | undefined;
}

/** Readings to be written. */
export interface Rows {
  readonly count: number;
  /** What the gauges are called. */
  readonly gauges: readonly string[];
  /** Index into `gauges`; undefined: all rows are of the first. */
  readonly gauge: Uint16Array | undefined;
  readonly timeS: Uint32Array;
  readonly tips: Uint32Array;
  readonly wind: Float64Array;
  readonly battery: Float64Array;
  readonly rainMm: Float64Array | undefined;
}

type Columns = Pick<ReadingBatch, 'count' | 'timeS' | 'tips' | 'wind' | 'battery'>;

function columnsOf({ count, timeS, tips, wind, battery }: Columns): Omit<Rows, 'gauges' | 'gauge' | 'rainMm'> {
  return { count, timeS: timeS.data, tips: tips.data, wind: wind.data, battery: battery.data };
}

/** Parsed readings: the folder names the gauge, or each line's label. */
export function rowsOfParsed(batch: ReadingBatch, nameOf: (label: string) => string): Rows {
  const { folder } = batch.source;
  const gauges = folder === undefined ? batch.labels.map(nameOf) : [folder];
  const gauge = gauges.length > 1 ? batch.label.data : undefined;
  return { ...columnsOf(batch), gauges, gauge, rainMm: undefined };
}

/** Readings of one gauge; their rain where they have it. */
export function rowsOfGauge(batch: Columns & { gauge: string; rainMm?: Float64Column | undefined }): Rows {
  return { ...columnsOf(batch), gauges: [batch.gauge], gauge: undefined, rainMm: batch.rainMm?.data };
}

/** A year's readings; the rain is left out where it was not calibrated before. */
export function rowsOfBucket(bucket: YearBucket, withRain: boolean): Rows {
  return rowsOfGauge(withRain ? bucket : { ...bucket, rainMm: undefined });
}
