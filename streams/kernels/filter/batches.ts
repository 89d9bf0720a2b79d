import { BATCH, type Columns, type BatchColumn } from '../../../src/domain/columns.js';
import type { CalibratedBatch, Float64Column, GaugeBatch, ReadingBatch } from '../../../src/domain/readings/reading.js';

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

/** Written out field by field, and column by column: copies made by spreads were most of what long runs left in the old generation. */
function withFields<Rain>(
  batch: ReadingBatch,
  { gauge, rejects, release, rainMm }: Pick<GaugeBatch, 'gauge' | 'rejects' | 'release'> & { readonly rainMm: Rain },
): GaugeBatch & { readonly rainMm: Rain } {
  const copy = {
    source: batch.source,
    later: batch.later,
    count: batch.count,
    labels: batch.labels,
    bytes: batch.bytes,
    firstLine: batch.firstLine,
    rejects,
    mended: batch.mended,
    provisional: batch.provisional,
    release,
    gauge,
    rainMm,
  };
  return sameColumns(copy, batch);
}

function sameColumns<Base extends object>(copy: Base, batch: ReadingBatch): Base & Columns<BatchColumn> {
  const grown = copy as Partial<Record<BatchColumn, ReadingBatch[BatchColumn]>>;
  for (const name of BATCH) grown[name] = batch[name];
  return copy as Base & Columns<BatchColumn>;
}
