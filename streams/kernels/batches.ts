import type { CalibratedBatch, Float64Column, GaugeBatch, ReadingBatch } from '../../src/domain/readings/reading.js';

/** A batch whose rain may have been made before, in another process. */
type Rainy<Batch> = Batch & { readonly rainMm?: Float64Column | undefined };

const NONE: ReadingBatch['rejects'] = [];

/** The batch as one gauge's, without its rejects. */
export function ofGauge(batch: Rainy<ReadingBatch>, gauge: string): Rainy<GaugeBatch> {
  const { release, rainMm } = batch;
  return withFields(batch, { gauge, rejects: NONE, release, rainMm });
}

/** The batch with its rain; `release` takes the place of its own. */
export function withRain(batch: GaugeBatch, rainMm: Float64Column, release: ReadingBatch['release']): CalibratedBatch {
  const { gauge, rejects } = batch;
  return withFields(batch, { gauge, rejects, release, rainMm });
}

/** Written out field by field: copies made by spreads were most of what long runs left in the old generation. */
function withFields<Rain>(
  batch: ReadingBatch,
  { gauge, rejects, release, rainMm }: Pick<GaugeBatch, 'gauge' | 'rejects' | 'release'> & { readonly rainMm: Rain },
): GaugeBatch & { readonly rainMm: Rain } {
  return {
    source: batch.source,
    later: batch.later,
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
    rejects,
    mended: batch.mended,
    provisional: batch.provisional,
    release,
    gauge,
    rainMm,
  };
}
