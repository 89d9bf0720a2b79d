import { calibrate } from './calibrate.js';
import { filter } from './filter.js';
import { between, shown } from './own.js';
import { parse } from './parse.js';
import { partition } from './partition.js';
import { settle } from './settle.js';
import { stageList, stretchesOf, type OptionsOf, type Stretch, type Stretches } from './stage-list.js';
import { triplets } from './triplets.js';

/**
 * The one list of stages, in the order in which readings pass them. A new stage is a file and a line here:
 *
 *     bytes ─ parse ─► readings ─ filter ─► wanted gauges ─ calibrate ─► mm ─┐  bucket
 *                                                                           partition ─► gauge × year, as received
 *     matrix ◄─ triplets ─ sorted, one reading per stamp ◄──────────────────── settle
 */
export const STAGES = stageList([
  ['parse', parse],
  ['shown', shown],
  ['filter', filter],
  ['calibrate', calibrate],
  ['between', between],
  ['partition', partition],
  ['settle', settle],
  ['triplets', triplets],
]);

type Stages = typeof STAGES;

/** `stretch(first, end)` opens the stages from `first` on, before `end` (default: all that follow), as one. */
export const stretch: Stretches<Stages> = stretchesOf(STAGES);

/** The whole pipeline: the bytes of a run → a sorted year with its matrix for each gauge and year. */
export const pipeline = stretch('parse');
export type PipelineOptions = OptionsOf<Stages>;

/** First half: the bytes of a whole run → a log per gauge and year. The second one can run in other threads, a year in each. */
export const collect = stretch('parse', 'settle');
export type CollectOptions = OptionsOf<Stretch<Stages, 'parse', 'settle'>>;

/** Second half: a year's log → its bucket and matrix. */
export const finish = stretch('settle');

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
export const bucket = stretch('partition', 'triplets');
export type BucketOptions = OptionsOf<Stretch<Stages, 'partition', 'triplets'>>;
