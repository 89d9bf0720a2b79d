import type { CalibratedBatch, ReadingBatch, SourceChunk, YearMatrix } from '../src/domain/readings/reading.js';
import type { BucketOptions } from './bucket.js';
import { calibrate, type CalibrateOptions } from './calibrate.js';
import { filter, type FilterOptions } from './filter.js';
import { chain, expand, type Stage } from './highland.js';
import { parse, type ParseOptions } from './parse.js';
import { partition, type PartitionOptions, type YearLog } from './partition.js';
import { settle, type SettleOptions } from './settle.js';
import { triplets } from './triplets.js';

export interface CollectTaps {
  /** Is shown what was understood of the bytes, batch by batch, before anything is passed over. */
  readonly onParsed?: ((batch: ReadingBatch) => void) | undefined;
  /** A stage of one's own, after calibration and before readings are sorted. It keeps every reading. */
  readonly between?: Stage<CalibratedBatch, CalibratedBatch> | undefined;
}

export type CollectOptions = ParseOptions & FilterOptions & CalibrateOptions & PartitionOptions & CollectTaps;
export type FinishOptions = SettleOptions;
export type PipelineOptions = CollectOptions & BucketOptions;

/**
 * The pipeline. It has two halves, because the second one can run in other threads, a year in each:
 *
 *     bytes ─ parse ─► readings ─ filter ─► wanted gauges ─ calibrate ─► mm ─┐  bucket
 *                                                                           partition ─► gauge × year, as received
 *     matrix ◄─ triplets ─ sorted, one reading per stamp ◄──────────────────── settle
 */
export function pipeline(options: PipelineOptions): Stage<SourceChunk, YearMatrix> {
  return chain([collect(options), finish(options)]);
}

/** First half: the bytes of a whole run → a log per gauge and year. */
export function collect(options: CollectOptions): Stage<SourceChunk, YearLog> {
  const { onParsed, between } = options;
  const read = onParsed ? chain([parse(options), shown(onParsed)]) : parse(options);
  const rain = between ? chain([calibrate(options), between]) : calibrate(options);
  return chain([read, filter(options), rain, partition(options)]);
}

function shown(onParsed: (batch: ReadingBatch) => void): Stage<ReadingBatch, ReadingBatch> {
  return expand((batch) => {
    onParsed(batch);
    return [batch];
  });
}

/** Second half: a year's log → its bucket and matrix. */
export function finish(options: FinishOptions): Stage<YearLog, YearMatrix> {
  return chain([settle(options), triplets()]);
}
