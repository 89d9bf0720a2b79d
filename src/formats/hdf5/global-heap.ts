import { Bytes } from '../bytes.js';

const HEAD_BYTES = 16;
const OBJECT_HEAD_BYTES = 16;
const SMALLEST_BYTES = 4096;
/** Objects of a collection: their index has 16 bits. */
const MOST_OBJECTS = 65_535;

/** Elements of any length, kept apart from the arrays they belong to; `At` says where things lie ("HDF5 File Format Specification" 2.0, III.E). */
export class GlobalHeap<At> {
  private readonly objects: ((at: At) => Uint8Array)[] = [];

  /** Keeps an element, whose bytes are asked for when the heap is written; gives its index. */
  add(bytes: (at: At) => Uint8Array): number {
    if (this.objects.length === MOST_OBJECTS) throw new RangeError('an HDF5 file of so many texts is too large');
    return this.objects.push(bytes);
  }

  bytes(at: At): Uint8Array {
    const objects = new Bytes();
    this.objects.forEach((bytes, i) => {
      const content = bytes(at);
      objects.uint16(i + 1);
      objects.uint16(1);
      objects.uint32(0);
      objects.uint64(content.length);
      objects.append(content);
      objects.pad(8);
    });
    // What is left is an object of its own, number 0.
    const needed = HEAD_BYTES + objects.length + OBJECT_HEAD_BYTES;
    const size = Math.ceil(needed / SMALLEST_BYTES) * SMALLEST_BYTES;
    const heap = new Bytes(size);
    heap.append(Buffer.from('GCOL'));
    heap.uint32(1);
    heap.uint64(size);
    heap.append(objects.written);
    heap.uint64(0);
    heap.uint64(size - heap.length + 8);
    heap.zeros(size - heap.length);
    return heap.written;
  }
}
