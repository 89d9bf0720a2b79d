import type { OutputFolder } from '../../domain/storage/output-folder.js';
import { quarantinePath } from '../../domain/paths.js';
import type { Reject } from '../../domain/readings/reading.js';
import { quarantineText, readQuarantine, REPLAYED, type QuarantineRow } from '../../formats/csv/quarantine-csv.js';
import { stampIn, type RefusedLine } from '../../raw/network-line/half-line.js';
import type { Spill } from '../../../streams/kernels/partition/spill.js';
import { Quarantine } from './quarantine.js';

/** Reasons of lines that say nothing against half a line: they were readings, or are halves themselves. */
const NOT_REFUSED: ReadonlySet<string> = new Set(['conflict', 'cut-off', 'clock-ahead', REPLAYED]);

/** What a run quarantines, by gauge; undefined for lines of none that could be told. Memory: see `Quarantine`. */
export class Quarantines {
  private readonly byGauge = new Map<string | undefined, Quarantine>();

  constructor(private readonly spill: Spill) {}

  get size(): number {
    return this.byGauge.size;
  }

  add(gauge: string | undefined, reject: Reject): void {
    let quarantine = this.byGauge.get(gauge);
    if (!quarantine) this.byGauge.set(gauge, (quarantine = new Quarantine(gauge, this.spill)));
    quarantine.add(reject);
  }

  all(): Iterable<Quarantine> {
    return this.byGauge.values();
  }

  /** Lines of a gauge that could not be used in this run, and carry one of these stamps. */
  refused(gauge: string, stampsS: ReadonlySet<number>): RefusedLine[] {
    const quarantine = this.byGauge.get(gauge);
    return quarantine ? [...refusedIn(quarantine.gathered(), stampsS)] : [];
  }
}

/** Lines of a gauge's quarantine in an output folder that could not be used, and carry one of these stamps. */
export function publishedRefused(out: OutputFolder, gauge: string, stampsS: ReadonlySet<number>): RefusedLine[] {
  const path = quarantinePath(gauge);
  const isThere = stampsS.size > 0 && out.sizeBytes(path) !== undefined;
  return isThere ? [...refusedIn(readQuarantine(out.pieces(path)), stampsS)] : [];
}

function* refusedIn(rows: Iterable<QuarantineRow>, stampsS: ReadonlySet<number>): Generator<RefusedLine> {
  for (const { reason, row } of rows) {
    if (NOT_REFUSED.has(reason)) continue;
    const text = quarantineText(row);
    const stampS = stampIn(text);
    if (stampS !== undefined && stampsS.has(stampS)) yield { stampS, text };
  }
}
