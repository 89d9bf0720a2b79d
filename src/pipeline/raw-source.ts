import { isFileInFlux } from '../domain/errors.js';
import { isLeaving, receivedPath } from '../domain/leaving.js';
import { Parcel } from '../domain/parcel.js';
import { inReceivedOrder } from '../domain/raw-name.js';
import type { Source, SourceChunk } from '../domain/reading.js';
import { RoomsInTurn } from '../domain/rooms-in-turn.js';
import { PIECE_BYTES, type Entry, type Store } from '../domain/store.js';
import type { RunContext } from './context.js';
import { smallRun, type ReadingAhead } from './reading-ahead.js';

const LF = 10;
const CR = 13;
const NOTHING = new Uint8Array(0);

/** The raw files of one gauge's folder, or those that lie in no folder. */
export interface RawFolder {
  /** The gauge's name; '' for files without a folder, whose labels tell. */
  readonly gauge: string;
  /** The folder in the store; '' for its root. */
  readonly path: string;
  /** What names the gauge to the pipeline. */
  readonly folder: string | undefined;
}

/** The folders a run reads: one for every gauge, and the store's root for files that lie in none. */
export function rawFolders(gauges: readonly { name: string; folder: string }[]): RawFolder[] {
  return [
    ...gauges.map(({ name, folder }) => ({ gauge: name, path: folder, folder })),
    { gauge: '', path: '', folder: undefined },
  ];
}

/** Lists a folder's raw files in the order in which they count as received; names that are not safe are reported. */
export async function listRaw(
  store: Store,
  { path }: RawFolder,
  context: RunContext,
): Promise<{ entries: Entry[]; complete: boolean }> {
  const { entries, complete, unsafeNames } = await store.list(path);
  for (const name of unsafeNames) context.report({ type: 'unsafe-name', folder: path, name });
  return { entries: rawFiles(entries), complete };
}

/**
 * The raw files of a listing, in the order in which they count as received: all but pluvio's own temporary ones. A file that
 * a run was about to delete comes before one that was written under its name since.
 */
export function rawFiles(entries: readonly Entry[]): Entry[] {
  const files = entries.filter(({ path: file }) => !/\.pluvio-[a-z]+$/.test(file));
  const older = files.filter(({ path: file }) => isLeaving(file));
  const inTurn = older.length === 0 ? files : [...older, ...files.filter(({ path: file }) => !isLeaving(file))];
  return inReceivedOrder(inTurn, (entry) => receivedPath(entry.path));
}

/** Puts a file into the parcel; false where it has no place in it. */
function isGathered(source: Source, bytes: Uint8Array, parcel: Parcel): boolean {
  const { room } = parcel;
  if (bytes.length > room.length) return false;
  room.set(bytes);
  return parcel.add(source, bytes);
}

/** Reads raw files in order as the pipeline's input, and remembers what came of each. */
export class RawReader {
  /** Files that were read whole. */
  readonly read: Entry[] = [];
  /** Files whose last line had no end: it may still be growing. */
  readonly unterminated: Entry[] = [];
  /** Files left for another run. */
  readonly left: Entry[] = [];
  private readonly rooms = new RoomsInTurn(PIECE_BYTES);

  constructor(
    private readonly store: Store,
    private readonly folder: RawFolder,
    private readonly ahead: ReadingAhead,
    private readonly context: RunContext,
  ) {}

  async *chunks(entries: readonly Entry[]): AsyncGenerator<SourceChunk, void, undefined> {
    for (let start = 0; start < entries.length;) {
      const small = smallRun(entries, start);
      const end = start + small.length;
      if (end > start) yield* this.small(small, end === entries.length);
      if (end < entries.length) yield* this.big(entries[end]!);
      start = end + 1;
    }
  }

  private async *small(entries: readonly Entry[], isLast: boolean): AsyncGenerator<SourceChunk, void, undefined> {
    const parcel = new Parcel();
    for await (const { entry, bytes, error } of this.ahead.read({ path: this.folder.path, entries }, isLast)) {
      if (error) {
        this.leave(entry, error);
        continue;
      }
      this.tellRead(1, bytes);
      this.note(entry, bytes.at(-1));
      const source = this.sourceOf(entry);
      if (!isGathered(source, bytes, parcel)) {
        const before = parcel.take();
        if (before) yield before;
        if (!before || !isGathered(source, bytes, parcel)) yield { source, bytes, end: true };
      }
      const gathered = parcel.isFull ? parcel.take() : undefined;
      if (gathered) yield gathered;
    }
    const rest = parcel.take();
    if (rest) yield rest;
  }

  /** A big file whose reading breaks off is left for another run; what came of it so far is good all the same. */
  private async *big(entry: Entry): AsyncGenerator<SourceChunk, void, undefined> {
    const source = this.sourceOf(entry);
    let last: number | undefined;
    try {
      for await (const piece of this.store.read(entry)) {
        this.context.signal?.throwIfAborted();
        const bytes = this.rooms.next().subarray(0, piece.length);
        bytes.set(piece);
        last = bytes.at(-1) ?? last;
        this.tellRead(0, bytes);
        yield { source, bytes, end: false };
      }
    } catch (error) {
      this.leave(entry, error);
      return;
    }
    this.tellRead(1, NOTHING);
    this.note(entry, last);
    yield { source, bytes: NOTHING, end: true };
  }

  private sourceOf({ path }: Entry): Source {
    return { name: receivedPath(path), folder: this.folder.folder };
  }

  /** For the progress of the run, where lines stand for readings. */
  private tellRead(files: number, bytes: Uint8Array): void {
    let readings = 0;
    for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) readings++;
    this.context.report({ type: 'read', gauge: this.folder.gauge, files, sizeBytes: bytes.length, readings });
  }

  private note(entry: Entry, lastByte: number | undefined): void {
    this.read.push(entry);
    if (lastByte !== undefined && lastByte !== LF && lastByte !== CR) this.unterminated.push(entry);
  }

  /** A file that vanished or changed is the next run's; any other failure ends this one. */
  private leave(entry: Entry, error: unknown): void {
    if (!isFileInFlux(error)) throw error;
    this.left.push(entry);
    this.context.report({ type: 'file-left', file: entry.path, why: error.message, code: error.code });
  }
}
