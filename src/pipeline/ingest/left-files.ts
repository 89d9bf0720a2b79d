import { createHash } from 'node:crypto';
import type { LeftNote } from '../../domain/run/journal.js';
import type { Manifest } from '../../domain/manifest.js';
import { yearPath } from '../../domain/paths.js';
import { hasStamp } from '../../domain/readings/stamp-runs.js';
import type { Entry, Store } from '../../domain/storage/store.js';
import { DAY_S, yearOf } from '../../domain/time/time.js';
import type { GaugesWanted, Publishing, ReadingRules, Reporting } from '../context.js';
import type { ProvisionalReading } from '../books/ledger.js';

/** A raw file that was read, is not done with, and stays where it is. */
export interface LeftFile {
  readonly entry: Entry;
  readonly why: string;
  /** Whether not one line of it is a reading. */
  readonly nothingRead?: boolean;
  /** Where nothing is against it but a last line without an end: its reading. The whole line may come from elsewhere. */
  readonly waitsFor?: ProvisionalReading | undefined;
  /** Whether it is ahead of this host's clock: it is read again when that has been set. */
  readonly isAhead?: true;
}

/** Between the settings that a file was read with and the limit that its readings were ahead of, Unix seconds. */
const AHEAD = ' ahead of ';
/** A clock is in doubt when it is wrong by more than a day: when it has moved by so much, it may have been set. */
const CLOCK_SET_S = DAY_S / 2;

/** What tells whether a file that was left may hold something by now. */
type LeftContext = GaugesWanted & ReadingRules & Reporting & Pick<Publishing, 'out' | 'journal' | 'version'>;

/**
 * Raw files that are left: they are never deleted, told once, and not read again until their size or date changes, or the
 * settings do. The journal keeps them; without it they are read, and told, again.
 */
export class LeftFiles {
  /** How many this run found. */
  found = 0;
  private readonly settings: string;

  constructor(
    private readonly source: Store,
    private readonly context: LeftContext,
  ) {
    const { gauges, notBeforeS, maxMmPerMin, version } = context;
    this.settings = createHash('sha256')
      .update(JSON.stringify({ gauges, notBeforeS, maxMmPerMin, version }))
      .digest('hex');
  }

  /** Those of a folder's files that are not to be read again; what is no longer there is forgotten. */
  among(folder: string, entries: readonly Entry[], complete: boolean): Set<Entry> {
    const { journal } = this.context;
    const notes = new Map(
      journal
        .left(this.source)
        .in(folder)
        .map((note) => [note.path, note]),
    );
    if (notes.size === 0) return new Set();
    const left = new Set<Entry>();
    const manifestOf = this.manifests();
    for (const entry of entries) {
      const note = notes.get(entry.path);
      if (note && isSame(note, entry) && this.isAsBefore(note) && stillWaits(note, manifestOf)) left.add(entry);
    }
    if (complete) {
      const here = new Set(entries.map(({ path }) => path));
      journal.left(this.source).forget([...notes.keys()].filter((path) => !here.has(path)));
    }
    return left;
  }

  /** Notes files that are left, and tells those that were not known. */
  note(files: readonly LeftFile[]): void {
    if (files.length === 0) return;
    const { journal, report } = this.context;
    journal.left(this.source).note(
      files.map(({ entry, why, waitsFor, isAhead }) => {
        const settings = isAhead ? `${this.settings}${AHEAD}${this.context.notAfterS}` : this.settings;
        return { ...entry, why, settings, waitsFor };
      }),
    );
    this.found += files.length;
    for (const { entry, why } of files) report({ type: 'raw-left', file: entry.path, why });
  }

  /** Whether the settings, and the clock where it matters, are what they were when a file was left. */
  private isAsBefore({ settings }: LeftNote): boolean {
    const [known, notAfterS] = settings.split(AHEAD);
    if (known !== this.settings) return false;
    return notAfterS === undefined || Math.abs(this.context.notAfterS - Number(notAfterS)) < CLOCK_SET_S;
  }

  /** The manifests in the output folder, each looked at once. */
  private manifests(): (reading: ProvisionalReading) => Manifest | undefined {
    const { out } = this.context;
    const seen = new Map<string, Manifest | undefined>();
    return ({ gauge, stampS }) => {
      const path = yearPath(gauge, yearOf(stampS), 'manifest');
      if (!seen.has(path)) seen.set(path, manifestIn(out.read(path)));
      return seen.get(path);
    };
  }
}

function manifestIn(bytes: Uint8Array | undefined): Manifest | undefined {
  try {
    return bytes && (JSON.parse(Buffer.from(bytes).toString('utf8')) as Manifest);
  } catch {
    return undefined;
  }
}

/** Whether a noted file is still what it was. One without a date may have changed. */
function isSame(note: LeftNote, { sizeBytes, modifiedS }: Entry): boolean {
  return note.sizeBytes === sizeBytes && note.modifiedS === modifiedS && modifiedS !== undefined;
}

/** Whether a file that waits for the whole of its last line does so in vain as before. */
function stillWaits(
  { waitsFor }: LeftNote,
  manifestOf: (reading: ProvisionalReading) => Manifest | undefined,
): boolean {
  if (!waitsFor) return true;
  return hasStamp(manifestOf(waitsFor)?.provisional ?? [], waitsFor.stampS);
}
