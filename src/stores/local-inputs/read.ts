import fs from 'node:fs';
import type { Readable } from 'node:stream';
import { messageOf, PluvioError } from '../../domain/errors.js';
import type { IsGaugeFolder } from '../../domain/listed/gauge-folder.js';
import { signatureOf } from '../../domain/look-of/signatures.js';
import { NotReadList } from '../../domain/look-of/not-read.js';
import { JoinedFiles } from '../../domain/readings/joined-files.js';
import { inReceivedOrder } from '../../raw/received-order.js';
import { timeInName } from '../../raw/network-line/file-name.js';
import type { Source, SourceChunk } from '../../domain/readings/reading.js';
import { BuffersInTurn } from '../../domain/readings/rooms-in-turn.js';
import { contentKind, HEAD_BYTES, openContent, type ContentKind } from '../../raw/content/content.js';
import type { InputFile } from './find.js';
import { readMember, takeMembers, type Member } from '../../raw/content/members.js';
import type { SpillFile } from '../spill-file.js';

const PIECE_BYTES = 262_144;
/** What is unpacked is checked whole before any of it is used, up to so many bytes. */
const CHECKED_BYTES = 4 << 20;
const NOTHING = new Uint8Array(0);

export interface ReadOptions {
  /** Whether a folder inside an archive names a gauge. */
  readonly isGaugeFolder: IsGaugeFolder;
  /** Whether a path inside an archive is that of an output of ours. Default: none is. */
  readonly isOutput?: (path: string) => boolean;
  /** Is told what turns out to be nothing to read. */
  readonly notRead?: NotReadList;
  /** Room for what is taken out of archives; asked for once, when the first one is met. */
  readonly openSpill: () => SpillFile;
  /**
   * Is told of a file whose content is damaged, and why: nothing of it is used, and the others go on. Without it, and where more
   * than 4 MiB of the file were used by then, reading ends there.
   */
  readonly onDamaged?: ((name: string, why: string) => void) | undefined;
  /** Whether small files may come together in one chunk (`SourceChunk.later`). Default: no. */
  readonly together?: boolean;
}

/**
 * Reads local files as the pipeline's input, in pieces of at most 256 KiB, in the order in which they count as received.
 * gzip and tar, also both, are unpacked, whatever the names say; the files of an archive take their place in the order. What
 * is no text by its signature (pictures, documents, other archives) is not read, and told.
 * Memory: one piece, and what is listed of archives. Throws INPUT, naming the file, where one cannot be read.
 */
export async function* readInputs(
  inputs: readonly InputFile[],
  options: ReadOptions,
): AsyncGenerator<SourceChunk, void, undefined> {
  const reader = new InputReader(options);
  try {
    const joined = new JoinedFiles();
    for (const part of await reader.plan(inputs)) {
      // The usual file of a few lines goes without a generator, and often without a chunk, of its own.
      if ('pieces' in part || !reader.gather(part, joined)) {
        const before = joined.take();
        if (before) yield before;
        if (!before || 'pieces' in part || !reader.gather(part, joined)) yield* reader.read(part);
      }
      const gathered = joined.isFull || options.together !== true ? joined.take() : undefined;
      if (gathered) yield gathered;
    }
    const rest = joined.take();
    if (rest) yield rest;
  } finally {
    reader.close();
  }
}

/** Reads a pipe as the pipeline's input; the label inside tells the gauge, or in an archive the folder. */
export async function* readPipe(input: Readable, options: ReadOptions): AsyncGenerator<SourceChunk, void, undefined> {
  const reader = new InputReader(options);
  try {
    yield* reader.unpacked(input as AsyncIterable<Uint8Array>, { name: 'stdin', folder: undefined }, true);
  } finally {
    reader.close();
  }
}

class InputReader {
  private spill: SpillFile | undefined;
  private readonly rooms = new BuffersInTurn(PIECE_BYTES);
  private readonly notRead: NotReadList;

  constructor(private readonly options: ReadOptions) {
    this.notRead = options.notRead ?? new NotReadList();
  }

  close(): void {
    this.spill?.close();
  }

  /**
   * Opens archives ahead, so that their files come in their place. A file named like a raw file is taken for one; a pipe can be
   * opened only once, and is when its turn has come.
   */
  async plan(inputs: readonly InputFile[]): Promise<(InputFile | Member)[]> {
    const parts: (InputFile | Member)[] = [];
    for (const input of inputs) {
      const isLookedAt = input.isRegular && timeInName(input.source.name) === undefined;
      const members = isLookedAt ? await this.membersOf(input) : undefined;
      if (members) for (const member of members) parts.push(member);
      else parts.push(input);
    }
    return this.spill ? inReceivedOrder(parts, ({ source }) => source.name) : parts;
  }

  /** Puts a whole file into the joined; false where it has no place in it, as it is, or is to be unpacked. */
  gather({ file, source, isRegular }: InputFile, joined: JoinedFiles): boolean {
    if (!isRegular) return false;
    const fd = openFile(file);
    try {
      const { room } = joined;
      const read = fs.readSync(fd, room);
      const bytes = room.subarray(0, read);
      return read < room.length && contentKind(bytes, true) === 'plain' && joined.add(source, bytes);
    } finally {
      fs.closeSync(fd);
    }
  }

  async *read(part: InputFile | Member): AsyncGenerator<SourceChunk, void, undefined> {
    if ('pieces' in part) yield* this.unpacked(piecesOf(part, this.spill!), part.source);
    else if (part.isRegular) yield* this.file(part);
    else yield* this.unpacked(streamOf(part.file), part.source, true);
  }

  /** A stream of any content. One that breaks off ends the run where it is a pipe: whoever writes into it was ended. */
  async *unpacked(
    bytes: AsyncIterable<Uint8Array>,
    source: Source,
    isPipe = false,
  ): AsyncGenerator<SourceChunk, void, undefined> {
    let isUsed = isPipe;
    try {
      const content = await openContent(bytes);
      if (content.kind === 'tar') {
        const members = await this.take(content.bytes, source);
        isUsed = true;
        for (const member of inReceivedOrder(members, (part) => part.source.name)) yield* this.read(member);
        return;
      }
      if (content.kind === 'foreign') {
        this.leaveOut(source, content.head);
        await content.close();
        return;
      }
      for await (const piece of this.checked(content.bytes, isUsed, () => (isUsed = true)))
        yield { source, bytes: piece, end: false };
      yield { source, bytes: NOTHING, end: true };
    } catch (error) {
      if (isUsed || !this.isPassedOver(source.name, error)) throw unreadable(source.name, error);
    }
  }

  /** Pieces, of which the first are held back until they are known to be whole, where somebody is told of those that are not. */
  private async *checked(
    pieces: AsyncIterable<Uint8Array>,
    isPipe: boolean,
    onUsed: () => void,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const held: Uint8Array[] = [];
    let heldBytes = isPipe ? Infinity : 0;
    for await (const piece of pieces) {
      if (this.options.onDamaged && heldBytes + piece.length <= CHECKED_BYTES) {
        held.push(Buffer.from(piece));
        heldBytes += piece.length;
        continue;
      }
      heldBytes = Infinity;
      onUsed();
      yield* held.splice(0);
      yield piece;
    }
    onUsed();
    yield* held;
  }

  /** Whether a file is damaged, and others may go on without it. */
  private isPassedOver(name: string, error: unknown): boolean {
    const { onDamaged } = this.options;
    // What a disk says is no matter of the content.
    const isContent = error instanceof Error && !(error instanceof PluvioError) && !('syscall' in error);
    if (!onDamaged || !isContent) return false;
    onDamaged(name, error.message);
    return true;
  }

  private async *file(input: InputFile): AsyncGenerator<SourceChunk, void, undefined> {
    const { file, source } = input;
    const fd = openFile(file);
    try {
      for (let at = 0; ;) {
        const piece = this.rooms.next();
        const read = fs.readSync(fd, piece);
        if (read === 0) break;
        const kind = at === 0 ? contentKind(piece.subarray(0, read), true) : 'plain';
        if (kind === 'foreign') this.leaveOut(source, piece.subarray(0, read));
        else if (kind !== 'plain') yield* this.unpacked(streamOf(file), source);
        if (kind !== 'plain') return;
        at += read;
        yield { source, bytes: piece.subarray(0, read), end: false };
      }
      yield { source, bytes: NOTHING, end: true };
    } finally {
      fs.closeSync(fd);
    }
  }

  /** What an archive holds; undefined where the file is none. */
  private async membersOf({ file, source }: InputFile): Promise<Member[] | undefined> {
    const kind = kindOf(file);
    if (kind === 'plain' || kind === 'foreign') return undefined;
    try {
      const content = await openContent(streamOf(file));
      if (content.kind !== 'tar') {
        await content.close();
        return undefined;
      }
      const members = await this.take(content.bytes, source);
      return members;
    } catch (error) {
      if (this.isPassedOver(source.name, error)) return [];
      throw unreadable(file, error);
    }
  }

  private take(bytes: AsyncIterable<Uint8Array>, archive: Source): Promise<Member[]> {
    this.spill ??= this.options.openSpill();
    const { isGaugeFolder, isOutput = () => false } = this.options;
    return takeMembers(bytes, archive, { isGaugeFolder, isOutput, notRead: this.notRead, spill: this.spill });
  }

  private leaveOut({ name }: Source, head: Uint8Array): void {
    this.notRead.add('not-text', name, signatureOf(head));
  }
}

/** A member's bytes, as those of a stream. */
// eslint-disable-next-line @typescript-eslint/require-await
async function* piecesOf(member: Member, spill: SpillFile): AsyncGenerator<Uint8Array, void, undefined> {
  yield* readMember(member, spill);
}

function streamOf(file: string): AsyncIterable<Uint8Array> {
  return fs.createReadStream(file, { highWaterMark: PIECE_BYTES }) as AsyncIterable<Uint8Array>;
}

/** What a file is, as far as its beginning tells: a compressed one may hold an archive. */
function kindOf(file: string): ContentKind | undefined {
  const fd = openFile(file);
  try {
    const head = Buffer.allocUnsafe(HEAD_BYTES);
    return contentKind(head.subarray(0, fs.readSync(fd, head)), true);
  } catch (error) {
    throw unreadable(file, error);
  } finally {
    fs.closeSync(fd);
  }
}

function openFile(file: string): number {
  try {
    return fs.openSync(file, 'r');
  } catch (error) {
    throw unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): PluvioError {
  if (error instanceof PluvioError) return error;
  return new PluvioError('INPUT', `Cannot read ${file}: ${messageOf(error)}`, { file, cause: error });
}
