import { messageOf } from '../../domain/errors.js';
import type { IsGaugeFolder } from '../../domain/listed/gauge-folder.js';
import { NOT_READ_REASONS, NotReadList } from '../../domain/look-of/not-read.js';
import { signatureOf } from '../../domain/look-of/signatures.js';
import type { Source } from '../../domain/readings/reading.js';
import type { Spill } from '../../domain/readings/spill.js';
import { contentKind, openContent } from './content.js';
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
  readonly isGaugeFolder: IsGaugeFolder;
  /** Whether a path inside an archive is that of an output of ours. */
  readonly isOutput: (path: string) => boolean;
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
    if (content.kind === 'foreign') {
      others.push({ name: from.name, what: signatureOf(content.head) ?? 'no text' });
      await content.close();
    } else if (content.kind === 'tar') {
      const notRead = new NotReadList();
      const members = await takeMembers(content.bytes, from, { ...options, notRead });
      for (const { examples, why } of notRead.groups)
        others.push({ name: examples[0] ?? from.name, what: NOT_READ_REASONS[why] });
      for (const member of members) await openMember(member, from, depth);
    } else addText(await keep(content.bytes, from, options.spill));
  };
  const addText = (text: Member): void => {
    const what = foreignKind(headOf(text, options.spill));
    if (what === undefined) texts.push(text);
    else others.push({ name: text.source.name, what });
  };
  const openMember = async (
    { source: { name: inner, folder }, pieces }: Member,
    from: Source,
    depth: number,
  ): Promise<void> => {
    const member: Member = { source: { name: `${from.name}/${inner}`, folder }, pieces };
    const kind = contentKind(headOf(member, options.spill), true);
    if (kind === 'plain') addText(member);
    else if (depth === DEEPEST) others.push({ name: member.source.name, what: 'an archive deep in archives' });
    else await open(piecesOf(member, options.spill), member.source, depth + 1);
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
  for await (const piece of bytes)
    if (piece.length > 0) pieces.push({ position: spill.append(piece), bytes: piece.length });
  return { source, pieces };
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
