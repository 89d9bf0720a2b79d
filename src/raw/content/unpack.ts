import { messageOf } from '../../domain/errors.js';
import type { Source } from '../../domain/reading.js';
import type { Spill } from '../../domain/spill.js';
import { contentKind, HEAD_BYTES, openContent } from './content.js';
import { foreignKind } from './foreign.js';
import { readMember, takeMembers, type Member } from './members.js';

/** Archives in archives are opened down to here. */
const DEEPEST = 4;
const HEAD_OF_TEXT_BYTES = 4096;

/** What a file holds: texts, and whatever else lay in it. */
export interface Unpacked {
  readonly texts: readonly Member[];
  /** What is no text, and what it is; none of it is read. */
  readonly others: readonly { readonly name: string; readonly what: string }[];
}

export interface UnpackOptions {
  /** Whether a folder inside an archive names a gauge. */
  readonly isGaugeFolder: (name: string) => boolean;
  /** Where texts are kept. */
  readonly spill: Spill;
}

/**
 * All that a file holds, however it was packed: gzip, tar and UTF-16, one in the other, told by content. Nothing is given
 * before the whole file was read and its checksums were right. Throws where it is broken. Memory: a piece, and the list of files.
 */
export async function unpack(
  bytes: AsyncIterable<Uint8Array>,
  source: Source,
  options: UnpackOptions,
): Promise<Unpacked> {
  const texts: Member[] = [];
  const others: { name: string; what: string }[] = [];
  const open = async (packed: AsyncIterable<Uint8Array>, from: Source, depth: number): Promise<void> => {
    const content = await openContent(packed);
    const members =
      content.kind === 'tar'
        ? await takeMembers(content.bytes, from, {
            ...options,
            onPassedOver: (name) => others.push({ name: `${from.name}/${name}`, what: 'an entry of an unknown kind' }),
          })
        : [await keep(content.bytes, from, options.spill)];
    for (const member of members) {
      const name = content.kind === 'tar' ? `${from.name}/${member.source.name}` : from.name;
      const part = { ...member, source: { ...member.source, name } };
      const head = headOf(member, options.spill);
      const isPacked = content.kind === 'tar' && contentKind(head.subarray(0, HEAD_BYTES), true) !== 'plain';
      const what = isPacked ? undefined : foreignKind(head);
      if (isPacked && depth === DEEPEST) others.push({ name, what: 'an archive deep in archives' });
      else if (isPacked) await open(piecesOf(member, options.spill), part.source, depth + 1);
      else if (what !== undefined) others.push({ name, what });
      else texts.push(part);
    }
  };
  await open(bytes, source, 0);
  return { texts, others };
}

/** Why a file could not be unpacked, for a message. */
export function unpackingFailure(error: unknown): string {
  return `it cannot be unpacked (${messageOf(error)})`;
}

async function keep(bytes: AsyncIterable<Uint8Array>, source: Source, spill: Spill): Promise<Member> {
  const pieces: { position: number; bytes: number }[] = [];
  let sizeBytes = 0;
  for await (const piece of bytes) {
    if (piece.length === 0) continue;
    pieces.push({ position: spill.append(piece), bytes: piece.length });
    sizeBytes += piece.length;
  }
  return { source, sizeBytes, pieces };
}

function headOf(member: Member, spill: Spill): Uint8Array {
  const head: Uint8Array[] = [];
  let have = 0;
  for (const piece of readMember(member, spill)) {
    head.push(piece);
    have += piece.length;
    if (have >= HEAD_OF_TEXT_BYTES) break;
  }
  return Buffer.concat(head).subarray(0, HEAD_OF_TEXT_BYTES);
}

async function* piecesOf(member: Member, spill: Spill): AsyncGenerator<Uint8Array, void, undefined> {
  await Promise.resolve();
  yield* readMember(member, spill);
}
