import type { SourceChunk, YearMatrix } from '../src/domain/reading.js';
import type { BucketOptions } from './bucket.js';
import { calibrate, type CalibrateOptions } from './calibrate.js';
import { filter, type FilterOptions } from './filter.js';
import { chain, type Stage } from './highland.js';
import { parse, type ParseOptions } from './parse.js';
import { partition, type PartitionOptions, type YearLog } from './partition.js';
import { settle, type SettleOptions } from './settle.js';
import { triplets } from './triplets.js';

export type CollectOptions = ParseOptions & FilterOptions & CalibrateOptions & PartitionOptions;
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
  return chain([parse(options), filter(options), calibrate(options), partition(options)]);
}

/** Second half: a year's log → its bucket and matrix. */
export function finish(options: FinishOptions): Stage<YearLog, YearMatrix> {
  return chain([settle(options), triplets()]);
}
