import type { CalibratedBatch, YearBucket } from '../src/domain/readings/reading.js';
import { chain, type Stage } from './highland.js';
import { partition, type PartitionOptions } from './partition.js';
import { settle, type SettleOptions } from './settle.js';

export type BucketOptions = PartitionOptions & SettleOptions;

/**
 * Readings → one gauge, one UTC year, sorted by time, one reading per stamp. In: batches in any order, of any number
 * of gauges and years; out: a bucket per gauge and year, by gauge, then year, after the input has ended (a late
 * reading may belong anywhere). Of readings with one stamp the first received stays; equal ones are duplicates, others
 * conflicts.
 *
 * Memory, whatever the order: 4 MiB of open blocks, at most 66 KB a year whose readings come out of order, and one year's
 * table of 32 bytes a distinct stamp (17 MB for a year of minutes; 8 more where it has to be sorted); the rest is in the
 * spill. A bucket's columns are reused for the next one: copy what is to stay.
 */
export function bucket(options: BucketOptions): Stage<CalibratedBatch, YearBucket> {
  return chain([partition(options), settle(options)]);
}
