import type { Gauge, GaugeIndex } from '../../../src/domain/network.js';
import type { ReadingBatch, Reject, Source } from '../../../src/domain/readings/reading.js';
import { Origins } from './origins.js';

/** Where a gauge's name ends in a file's: `G_010124_010100.txt`, `G-2024.dat.gz`, `G.txt`. */
const NAME_END = /[_\-. ]/g;

/** The gauge, wanted or only known, that a raw file is named after, the longest name first; undefined where it is none. */
export function namedAfter({ name }: Source, index: GaugeIndex): Gauge | undefined {
  const file = name.slice(name.lastIndexOf('/') + 1);
  const ends = Array.from(file.matchAll(NAME_END), ({ index: end }) => end);
  for (const end of [file.length, ...ends.reverse()]) {
    const gauge = end > 0 ? labelled(file.slice(0, end), index) : undefined;
    if (gauge) return gauge;
  }
  return undefined;
}

/** The gauge, wanted or only known, that a label means; none where it is the name of a folder that had several owners. */
function labelled(label: string, { byLabel, others, ownersOf }: GaugeIndex): Gauge | undefined {
  if (ownersOf(label)) return undefined;
  return byLabel.get(label) ?? others.get(label);
}

/** Rows of files that lie in one gauge's folder, and are another one's. */
export interface Misplaced {
  /** Whose the rows are: the folder's gauge first. */
  readonly gauges: readonly Gauge[];
  /** For each row, its place in `gauges`. */
  readonly code: Uint16Array;
}

/**
 * Finds the rows in a batch of a gauge's folder that are another gauge's: labelled so, in a file that is named after it; or
 * in one that is not named after the folder's, where the other is known and not wanted, so that its rain is none of this
 * run's; or labelled so by a description that has labels tell. undefined where there are none, as nearly always.
 */
export function misplacedRows(batch: ReadingBatch, gauge: Gauge, index: GaugeIndex): Misplaced | undefined {
  const ofLabel = batch.labels.map((label) => labelled(label, index));
  if (ofLabel.every((owner) => owner === undefined || owner === gauge)) return undefined;
  const gauges = [gauge];
  const code = new Uint16Array(batch.count);
  const origins = new Origins(batch);
  const label = batch.label.data;
  for (let row = 0; row < batch.count;) {
    const end = origins.endOf(row, batch.count);
    const named = namedAfter(origins.source, index);
    if (named !== gauge || batch.labelsTell) {
      const places = ofLabel.map((owner) => {
        if (!owner || owner === gauge || (!batch.labelsTell && owner !== named && isWanted(owner, index))) return 0;
        if (!gauges.includes(owner)) gauges.push(owner);
        return gauges.indexOf(owner);
      });
      for (let at = row; at < end; at++) code[at] = places[label[at]!]!;
    }
    row = end;
  }
  return code.some((place) => place > 0) ? { gauges, code } : undefined;
}

/** Whose a line is that could not be used, in a gauge's folder. */
export function ownerOfReject({ source, label }: Reject, gauge: Gauge, index: GaugeIndex): Gauge {
  const owner = labelled(label, index);
  if (!owner || owner === gauge) return gauge;
  const named = namedAfter(source, index);
  return named === owner || (named !== gauge && !isWanted(owner, index)) ? owner : gauge;
}

export function isWanted({ name }: Gauge, { byName }: GaugeIndex): boolean {
  return byName.has(name);
}
