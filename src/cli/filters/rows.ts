import { arraysOf, COLUMNS, SENT, type Arrays, type Columns, type SentColumn } from '../../domain/columns.js';
import type { Float64Column, GaugeBatch, ReadingBatch, YearBucket } from '../../domain/readings/reading.js';

/** Columns of readings between two filters. */
export const PLAIN_HEADER = ['gauge', ...SENT.map((name) => COLUMNS[name].text)].join(',');
export const RAIN_HEADER = `${PLAIN_HEADER},${COLUMNS.rainMm.text}`;

/** Readings as read between two filters: of one gauge, with calibrated rain or without. */
export interface StoredBatch extends GaugeBatch {
  readonly rainMm: Float64Column | undefined;
}

/** Readings to be written. */
export interface Rows extends Arrays<SentColumn> {
  readonly count: number;
  /** What the gauges are called. */
  readonly gauges: readonly string[];
  /** Index into `gauges`; undefined: all rows are of the first. */
  readonly gauge: Uint16Array | undefined;
  readonly rainMm: Float64Array | undefined;
}

type Counted = Columns<SentColumn> & { readonly count: number };

function columnsOf(batch: Counted): Omit<Rows, 'gauges' | 'gauge' | 'rainMm'> {
  return { count: batch.count, ...arraysOf(SENT, (name) => batch[name].data) };
}

/** Parsed readings: the folder names the gauge, or each line's label. */
export function rowsOfParsed(batch: ReadingBatch, nameOf: (label: string) => string): Rows {
  const { folder } = batch.source;
  const gauges = folder === undefined ? batch.labels.map(nameOf) : [folder];
  const gauge = gauges.length > 1 ? batch.label.data : undefined;
  return { ...columnsOf(batch), gauges, gauge, rainMm: undefined };
}

/** Readings of one gauge; their rain where they have it. */
export function rowsOfGauge(batch: Counted & { gauge: string; rainMm?: Float64Column | undefined }): Rows {
  return { ...columnsOf(batch), gauges: [batch.gauge], gauge: undefined, rainMm: batch.rainMm?.data };
}

/** A year's readings; the rain is left out where it was not calibrated before. */
export function rowsOfBucket(bucket: YearBucket, withRain: boolean): Rows {
  return rowsOfGauge(withRain ? bucket : { ...bucket, rainMm: undefined });
}
