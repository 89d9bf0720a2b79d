import { Bytes } from '../bytes.js';
import { NOWHERE } from './messages.js';

/** A stored chunk: where its elements lie in the array, and its bytes in the file. */
export interface StoredChunk {
  /** Index of its first element, a number per dimension. */
  readonly offset: readonly number[];
  readonly sizeBytes: number;
  readonly address: number;
}

/** Children of a node at most: the format's own number where the superblock is of version 0. */
const MOST_CHILDREN = 64;

interface Child {
  readonly first: StoredChunk;
  readonly last: StoredChunk;
  readonly address: number;
}

/**
 * The tree that finds chunks by their place ("HDF5 File Format Specification" 2.0, III.A.1, node type 1), for a file in
 * which it begins at `address`. Takes them, one at least, in the order of their places. Gives its bytes, and the address
 * of its root.
 */
export function chunkTree(
  chunks: readonly StoredChunk[],
  chunk: readonly number[],
  elementBytes: number,
  address: number,
): { readonly bytes: Uint8Array; readonly root: number } {
  const bytes = new Bytes();
  const keyBytes = 8 + 8 * (chunk.length + 1);
  const nodeBytes = 24 + (MOST_CHILDREN + 1) * keyBytes + MOST_CHILDREN * 8;
  let children: Child[] = chunks.map((stored) => ({ first: stored, last: stored, address: stored.address }));
  let level = 0;
  do {
    const parents: Child[] = [];
    const count = Math.ceil(children.length / MOST_CHILDREN);
    const begin = address + bytes.length;
    for (let i = 0; i < count; i++) {
      const members = children.slice(i * MOST_CHILDREN, (i + 1) * MOST_CHILDREN);
      const end = bytes.length + nodeBytes;
      const place = { level, at: begin + i * nodeBytes, isFirst: i === 0, isLast: i + 1 === count, nodeBytes };
      writeNode(members, place, { chunk, elementBytes }, bytes);
      bytes.zeros(end - bytes.length);
      parents.push({ first: members[0]!.first, last: members.at(-1)!.last, address: place.at });
    }
    children = parents;
    level++;
  } while (children.length > 1);
  return { bytes: bytes.written, root: children[0]!.address };
}

interface Place {
  readonly level: number;
  readonly at: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly nodeBytes: number;
}

/** Elements of a chunk, a number per dimension, and the size of one. */
interface ChunkShape {
  readonly chunk: readonly number[];
  readonly elementBytes: number;
}

function writeNode(
  members: readonly Child[],
  { level, at, isFirst, isLast, nodeBytes }: Place,
  { chunk, elementBytes }: ChunkShape,
  into: Bytes,
): void {
  into.append(Buffer.from('TREE'));
  into.append(Uint8Array.of(1, level));
  into.uint16(members.length);
  if (isFirst) into.append(NOWHERE);
  else into.uint64(at - nodeBytes);
  if (isLast) into.append(NOWHERE);
  else into.uint64(at + nodeBytes);
  for (const { first, address } of members) {
    writeKey(first.sizeBytes, [...first.offset, 0], into);
    into.uint64(address);
  }
  const { last } = members.at(-1)!;
  // The key beyond the last chunk: larger than it in every dimension.
  writeKey(0, [...last.offset.map((start, i) => start + chunk[i]!), elementBytes], into);
}

/** Size of the chunk, no filter left out, place. */
function writeKey(sizeBytes: number, place: readonly number[], into: Bytes): void {
  into.uint32(sizeBytes);
  into.uint32(0);
  for (const start of place) into.uint64(start);
}
