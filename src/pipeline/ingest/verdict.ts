import { hasStamp } from '../../domain/readings/stamp-runs.js';
import type { Entry } from '../../domain/storage/store.js';
import { yearOf } from '../../domain/time/time.js';
import { FLAWS, type ProvisionalReading } from '../books/ledger.js';
import type { LeftFile } from './left-files.js';
import type { RawReader } from './raw-reader.js';
import type { SourcesOutcome } from '../years/process-sources.js';

/** What became of raw files that were read. Those of years that wait are in neither list: they are read again. */
export interface Verdict {
  /** Every byte stands in published series, or whole in the published quarantine: they may be deleted. */
  readonly done: Entry[];
  readonly left: LeftFile[];
}

/** Judges the raw files of a unit of work after its years were published. */
export function judge(reader: RawReader, unit: SourcesOutcome): Verdict {
  const verdict: Verdict = { done: [], left: [] };
  for (const entry of reader.read) {
    const sources = reader.sourcesOf(entry);
    if (!sources.every((name) => unit.ledger.isSettled(name))) continue;
    const left = reasonToLeave(entry, sources, { reader, unit });
    if (left) verdict.left.push(left);
    else verdict.done.push(entry);
  }
  return verdict;
}

const AHEAD_OF_DOUBTFUL_CLOCK = 'it has readings that are ahead of this machine’s clock, which may be wrong';

function reasonToLeave(
  entry: Entry,
  sources: readonly string[],
  { reader, unit }: { reader: RawReader; unit: SourcesOutcome },
): LeftFile | undefined {
  const notUnderstood = reader.notUnderstood.get(entry);
  if (notUnderstood !== undefined) return { entry, why: notUnderstood };
  if (entry.sizeBytes === 0) return { entry, why: 'it is empty' };
  const { ledger } = unit;
  for (const name of sources) {
    const flaw = ledger.flawOf(name);
    if (flaw) return { entry, why: FLAWS[flaw], nothingRead: flaw === 'no-reading' };
    if (unit.heldAhead && ledger.isAheadOfClock(name)) return { entry, why: AHEAD_OF_DOUBTFUL_CLOCK, isAhead: true };
  }
  if (!reader.withoutEnd.has(entry)) return undefined;
  const readings = sources.map((name) => ledger.provisionalOf(name)).filter((reading) => reading !== undefined);
  const waitsFor = readings.find((reading) => isProvisional(reading, unit));
  const isWaiting = waitsFor !== undefined || readings.length === 0;
  // A last line that lost to another reading has no whole line that goes on from it.
  return isWaiting || sources.some((name) => ledger.isContested(name))
    ? { entry, why: FLAWS['no-line-end'], waitsFor }
    : undefined;
}

/** Whether a reading stands in its year by a line without an end alone. */
function isProvisional({ gauge, stampS }: ProvisionalReading, { years }: SourcesOutcome): boolean {
  const year = years.find((made) => made.gauge === gauge && made.year === yearOf(stampS));
  return hasStamp(year?.manifest?.provisional ?? [], stampS);
}
