import type { CalibratedBatch, Float64Column, GaugeBatch, ReadingBatch } from '../../src/domain/reading.js';

/**
 * Batches with a field more. They are written out field by field: a spread makes objects twice as large and takes three
 * times as long, which a file of five lines feels.
 */

/** A batch whose rain may have been made before, in another process. */
type Rainy<Batch> = Batch & { readonly rainMm?: Float64Column | undefined };

/** The batch as one gauge's, without its rejects. */
export function ofGauge(batch: Rainy<ReadingBatch>, gauge: string): Rainy<GaugeBatch> {
  return {
    source: batch.source,
    count: batch.count,
    timeS: batch.timeS,
    tips: batch.tips,
    wind: batch.wind,
    battery: batch.battery,
    label: batch.label,
    labels: batch.labels,
    offset: batch.offset,
    bytes: batch.bytes,
    firstLine: batch.firstLine,
    rejects: NONE,
    release: batch.release,
    gauge,
    rainMm: batch.rainMm,
  };
}

/** The batch with its rain; `release` takes the place of its own. */
export function withRain(batch: GaugeBatch, rainMm: Float64Column, release: ReadingBatch['release']): CalibratedBatch {
  return {
    source: batch.source,
    count: batch.count,
    timeS: batch.timeS,
    tips: batch.tips,
    wind: batch.wind,
    battery: batch.battery,
    label: batch.label,
    labels: batch.labels,
    offset: batch.offset,
    bytes: batch.bytes,
    firstLine: batch.firstLine,
    rejects: batch.rejects,
    release,
    gauge: batch.gauge,
    rainMm,
  };
}

const NONE: ReadingBatch['rejects'] = [];
