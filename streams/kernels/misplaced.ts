import type { Gauge, GaugeIndex } from '../../src/domain/network.js';
import type { ReadingBatch, Reject, Source } from '../../src/domain/reading.js';
import { Origins } from './origins.js';

/** What stands before the time in a raw file's name: `G` of `H/G_010124_010100.txt`. */
const PREFIX = /([^/]+)_\d{6}_\d{6}(?:\.[^/]*)?$/;

/** The wanted gauge that a raw file is named after; undefined where its name says nothing of one. */
export function namedAfter({ name }: Source, { byLabel }: GaugeIndex): Gauge | undefined {
  const prefix = PREFIX.exec(name)?.[1];
  return prefix === undefined ? undefined : byLabel.get(prefix);
}

/** Rows of files that lie in one gauge's folder, and are named after another wanted one and labelled so. */
export interface Misplaced {
  /** Whose the rows are: the folder's gauge first. */
  readonly gauges: readonly Gauge[];
  /** For each row, its place in `gauges`. */
  readonly code: Uint16Array;
}

/** Finds such rows in a batch of a gauge's folder; undefined where there are none, as nearly always. */
export function misplacedRows(batch: ReadingBatch, gauge: Gauge, index: GaugeIndex): Misplaced | undefined {
  const ofLabel = batch.labels.map((label) => index.byLabel.get(label));
  if (ofLabel.every((owner) => owner === undefined || owner === gauge)) return undefined;
  const gauges = [gauge];
  const code = new Uint16Array(batch.count);
  const origins = new Origins(batch);
  const label = batch.label.data;
  for (let row = 0; row < batch.count;) {
    const end = origins.endOf(row, batch.count);
    const owner = namedAfter(origins.source, index);
    if (owner && owner !== gauge) {
      if (!gauges.includes(owner)) gauges.push(owner);
      const place = gauges.indexOf(owner);
      for (let at = row; at < end; at++) if (ofLabel[label[at]!] === owner) code[at] = place;
    }
    row = end;
  }
  return code.some((place) => place > 0) ? { gauges, code } : undefined;
}

/** Whose a line is that could not be used, in a gauge's folder. */
export function ownerOfReject({ source, label }: Reject, gauge: Gauge, index: GaugeIndex): Gauge {
  const owner = index.byLabel.get(label);
  return owner && owner !== gauge && namedAfter(source, index) === owner ? owner : gauge;
}
