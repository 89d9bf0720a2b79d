import { Bytes } from '../bytes.js';
import { NOWHERE } from './messages.js';

/** Half the names that a group's node holds; said in the superblock. More than any group here has. */
export const LEAF_K = 16;
/** Half the children of an inner node; said in the superblock. */
export const INTERNAL_K = 16;

const TREE_BYTES = 24 + (2 * INTERNAL_K + 1) * 8 + 2 * INTERNAL_K * 8;
/** Where the names' heap begins, after the tree. */
export const NAMES_AT = TREE_BYTES;
const HEAP_HEAD_BYTES = 32;
const ENTRY_BYTES = 40;
/** "H5HL_FREE_NULL": there is no free room. */
const NO_FREE_ROOM = 1;

/**
 * What is in a group, by name ("HDF5 File Format Specification" 2.0, III.A.1 node type 0, III.B, III.D): a tree of one
 * node, the heap of names, and the node of entries, for a file in which they begin at `address`.
 */
export function groupTable(members: ReadonlyMap<string, number>, address: number): Uint8Array {
  const names = [...members.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  if (names.length > 2 * LEAF_K) throw new RangeError(`an HDF5 group of ${names.length} members is too large`);
  const heap = new Bytes(1024);
  heap.zeros(8);
  const offsets = names.map((name) => {
    const offset = heap.length;
    heap.append(Buffer.from(`${name}\0`));
    heap.pad(8);
    return offset;
  });
  const heapAddress = address + TREE_BYTES;
  const entriesAddress = heapAddress + HEAP_HEAD_BYTES + heap.length;
  const into = new Bytes(4096);
  into.append(Buffer.from('TREE'));
  into.append(Uint8Array.of(0, 0));
  into.uint16(names.length > 0 ? 1 : 0);
  into.append(NOWHERE);
  into.append(NOWHERE);
  into.uint64(0);
  into.uint64(names.length > 0 ? entriesAddress : 0);
  into.uint64(offsets.at(-1) ?? 0);
  into.zeros(TREE_BYTES - into.length);
  into.append(Buffer.from('HEAP'));
  into.uint32(0);
  into.uint64(heap.length);
  into.uint64(NO_FREE_ROOM);
  into.uint64(heapAddress + HEAP_HEAD_BYTES);
  into.append(heap.written);
  into.append(Buffer.from('SNOD'));
  into.append(Uint8Array.of(1, 0));
  into.uint16(names.length);
  names.forEach((name, i) => {
    into.uint64(offsets[i]!);
    into.uint64(members.get(name)!);
    into.zeros(ENTRY_BYTES - 16);
  });
  into.zeros((2 * LEAF_K - names.length) * ENTRY_BYTES);
  return into.written;
}
