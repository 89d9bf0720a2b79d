import { failsAlone, isFileInFlux, PluvioError } from '../../domain/errors.js';
import { receivedPath } from '../../domain/storage/leaving.js';
import { JoinedFiles } from '../../domain/readings/joined-files.js';
import type { Source, SourceChunk } from '../../domain/readings/reading.js';
import { BuffersInTurn } from '../../domain/readings/rooms-in-turn.js';
import { PIECE_BYTES, type Entry, type Store } from '../../domain/storage/store.js';
import { contentKind } from '../../raw/content/content.js';
import { foreignKind } from '../../raw/content/foreign.js';
import { isProductPath } from '../../products/is-product-path.js';
import { readMember, type Member } from '../../raw/content/members.js';
import { unpack, unpackingFailure } from '../../raw/content/unpack.js';
import type { GaugeNames, Publishing, Reporting, RunSpill, Spilling, Stoppable } from '../context.js';
import type { RawFolder } from './raw-source.js';
import { smallRun, type ReadingAhead } from './reading-ahead.js';
import { isShortAgain } from './short-files.js';

const LF = 10;
const CR = 13;
const NOTHING = new Uint8Array(0);

/** Puts a file into the joined; false where it has no place in it. */
function isGathered(source: Source, bytes: Uint8Array, joined: JoinedFiles): boolean {
  const { room } = joined;
  if (bytes.length > room.length) return false;
  room.set(bytes);
  return joined.add(source, bytes);
}

/** Whether a file that ends with this byte has no line without an end. */
function isLineEnd(lastByte: number | undefined): boolean {
  return lastByte === undefined || lastByte === LF || lastByte === CR;
}

/** Whether bytes are lines as they are, by their beginning. */
function isPlain(head: Uint8Array): boolean {
  return contentKind(head, true) === 'plain' && foreignKind(head) === undefined;
}

/** Reads raw files in order as the pipeline's input, and remembers what came of each. */
/** What readers of raw files work with. */
export type ReaderContext = GaugeNames & Spilling & Reporting & Stoppable & Pick<Publishing, 'journal'>;

export class RawReader {
  /** Files that were read whole. */
  readonly read: Entry[] = [];
  /** Files whose last line had no end: it may still be growing. */
  readonly unterminated: Entry[] = [];
  /** Files left for another run. */
  readonly waiting: Entry[] = [];
  /** Files that the source did not give, and why: the next run tries them again. */
  readonly failed = new Map<Entry, PluvioError>();
  /** Files in which a last line has no end. */
  readonly withoutEnd = new Set<Entry>();
  /** Files that are not understood, or not wholly: why. */
  readonly notUnderstood = new Map<Entry, string>();
  /** Of files that were unpacked: the names of the sources that they held. */
  private readonly held = new Map<Entry, readonly string[]>();
  private readonly rooms = new BuffersInTurn(PIECE_BYTES);
  private spill: RunSpill | undefined;

  constructor(
    private readonly store: Store,
    private readonly folder: RawFolder,
    private readonly ahead: ReadingAhead,
    private readonly context: ReaderContext,
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

  /** The names of the sources that a file was read as. */
  sourcesOf(entry: Entry): readonly string[] {
    return this.held.get(entry) ?? [receivedPath(entry.path)];
  }

  close(): void {
    this.spill?.close();
    this.spill = undefined;
  }

  private async *small(entries: readonly Entry[], isLast: boolean): AsyncGenerator<SourceChunk, void, undefined> {
    const joined = new JoinedFiles();
    for await (const { entry, bytes, error } of this.ahead.read({ path: this.folder.path, entries }, isLast)) {
      if (error) {
        this.leave(entry, error);
        continue;
      }
      if (!isPlain(bytes)) {
        const before = joined.take();
        if (before) yield before;
        yield* this.packed(entry, only(bytes));
        continue;
      }
      this.tellRead(1, bytes);
      this.note(entry, bytes.at(-1));
      const source = this.sourceOf(entry);
      if (!isGathered(source, bytes, joined)) {
        const before = joined.take();
        if (before) yield before;
        if (!before || !isGathered(source, bytes, joined)) yield { source, bytes, end: true };
      }
      const gathered = joined.isFull ? joined.take() : undefined;
      if (gathered) yield gathered;
    }
    const rest = joined.take();
    if (rest) yield rest;
  }

  /** A big file whose reading breaks off is left for another run; what came of it so far is good all the same. */
  private async *big(entry: Entry): AsyncGenerator<SourceChunk, void, undefined> {
    const source = this.sourceOf(entry);
    const pieces = this.store.read(entry)[Symbol.asyncIterator]();
    let last: number | undefined;
    try {
      for (let next = await pieces.next(), isFirst = true; !next.done; next = await pieces.next(), isFirst = false) {
        this.context.signal?.throwIfAborted();
        if (isFirst && !isPlain(next.value)) {
          yield* this.packed(entry, copied(next.value, pieces));
          return;
        }
        const bytes = this.rooms.next().subarray(0, next.value.length);
        bytes.set(next.value);
        last = bytes.at(-1) ?? last;
        this.tellRead(0, bytes);
        yield { source, bytes, end: false };
      }
    } catch (error) {
      this.leave(entry, error);
      return;
    } finally {
      await pieces.return?.();
    }
    this.tellRead(1, NOTHING);
    this.note(entry, last);
    yield { source, bytes: NOTHING, end: true };
  }

  /** A file that is not lines as it is: what it holds is unpacked, whole and checked, before any of it is used. */
  private async *packed(entry: Entry, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<SourceChunk, void, undefined> {
    const { isGaugeFolder } = this.context.index;
    const spill = (this.spill ??= this.context.openSpill());
    let texts: readonly Member[] = [];
    try {
      const unpacked = await unpack(pieces, this.sourceOf(entry), {
        isGaugeFolder,
        isOutput: isProductPath,
        spill,
      });
      texts = unpacked.texts;
      const [other] = unpacked.others;
      if (other)
        this.notUnderstood.set(
          entry,
          other.name === receivedPath(entry.path) ? `it is ${other.what}` : `${other.name} in it is ${other.what}`,
        );
      else if (texts.length === 0) this.notUnderstood.set(entry, 'it is an archive with no file in it');
      else if (texts.every(({ pieces }) => pieces.length === 0)) this.notUnderstood.set(entry, 'it is empty');
    } catch (error) {
      if (failsAlone(error)) {
        this.leave(entry, error);
        return;
      }
      // What a run that is ended throws says nothing of the file.
      this.context.signal?.throwIfAborted();
      if (!isBrokenContent(error)) throw error;
      this.notUnderstood.set(entry, unpackingFailure(error));
    }
    this.held.set(
      entry,
      texts.map(({ source }) => source.name),
    );
    this.read.push(entry);
    for (const text of texts) {
      let last: number | undefined;
      for (const bytes of readMember(text, spill)) {
        this.tellRead(0, bytes);
        last = bytes.at(-1) ?? last;
        yield { source: text.source, bytes, end: false };
      }
      if (!isLineEnd(last)) this.withoutEnd.add(entry);
      yield { source: text.source, bytes: NOTHING, end: true };
    }
    this.tellRead(1, NOTHING);
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
    if (isLineEnd(lastByte)) return;
    this.unterminated.push(entry);
    this.withoutEnd.add(entry);
  }

  /** A file that vanished, changed, or cannot be had alone is the next run's, and a failure where it did not change after all; any other failure ends this one. */
  private leave(entry: Entry, error: unknown): void {
    if (!failsAlone(error)) throw error;
    const { journal } = this.context;
    if (isFileInFlux(error) && !isShortAgain(journal, this.store, entry, error)) this.waiting.push(entry);
    else this.failed.set(entry, error);
    this.context.report({ type: 'file-left', file: entry.path, why: error.message, code: error.code });
  }
}

/** What unpacking says of broken bytes: errors of zlib, of tar, of decoding; never one of a store or of the disk. */
function isBrokenContent(error: unknown): boolean {
  return !(error instanceof PluvioError) && !(error instanceof DOMException);
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  await Promise.resolve();
  yield bytes;
}

/** A piece and those after it, each to be kept. */
async function* copied(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield Buffer.from(first);
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield Buffer.from(next.value);
}
