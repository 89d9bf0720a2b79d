import type { ByteSink } from '../../domain/storage/sink.js';
import { Bytes } from '../bytes.js';
import { ChunkedArray, type ChunkedShape } from './chunked-array.js';
import { TEXT } from './datatype.js';
import { GlobalHeap } from './global-heap.js';
import { groupTable, INTERNAL_K, LEAF_K, NAMES_AT } from './group-table.js';
import {
  contiguousLayout,
  dataspace,
  fillMessage,
  NOWHERE,
  objectHeader,
  symbolTable,
  typeMessage,
} from './messages.js';
import {
  bytesOf,
  elsewhere,
  Hdf5Object,
  typeNameOf,
  typeOf,
  type Addresses,
  type Body,
  type Numbers,
  type Own,
} from './object.js';

const SUPERBLOCK_BYTES = 96;
const ALIGNMENT = 8;
/** Longer rows of numbers are packed in chunks of so many. */
const LONG = 65_536;

/** A group of a file being written. */
export interface Group {
  readonly object: Hdf5Object;
  readonly members: Map<string, Hdf5Object>;
}

/**
 * Writes an HDF5 file ("HDF5 File Format Specification" 2.0, with superblock and object headers of the first versions,
 * which every reader knows) front to back: values as they come, then what describes them. Written here, because the
 * library that reads such files here (h5wasm) holds 60 MB from its first call on, and puts the clock into them. Memory: a
 * chunk, and what is still to be described.
 */
export class Hdf5Writer {
  readonly root: Group;
  private readonly heap = new GlobalHeap<Addresses>();
  private readonly objects: Hdf5Object[] = [];
  private readonly open: ChunkedArray[] = [];
  private position = 0;

  constructor(private readonly sink: ByteSink) {
    this.root = this.newGroup();
    this.put(new Uint8Array(SUPERBLOCK_BYTES));
  }

  group(parent: Group, name: string): Group {
    const group = this.newGroup();
    parent.members.set(name, group.object);
    return group;
  }

  /** Numbers as an array of one dimension, or of a shape; long ones of one dimension are packed. */
  numbers(parent: Group, name: string, values: Numbers, shape: readonly number[] = [values.length]): Hdf5Object {
    if (shape.length === 1 && values.length > LONG) return this.packed(parent, name, values);
    const type = typeOf(values);
    const bytes = bytesOf(values);
    const address = this.put(bytes);
    return this.add(parent, name, () => [
      dataspace(shape),
      typeMessage(type),
      fillMessage(),
      contiguousLayout(address, bytes.length),
    ]);
  }

  /** Texts as an array of one dimension. */
  texts(parent: Group, name: string, texts: readonly string[]): Hdf5Object {
    const elements = texts.map((text) => {
      const bytes = Buffer.from(text);
      return { length: bytes.length, index: this.heap.add(() => bytes) };
    });
    const body: Body = (_, at) => Buffer.concat(elements.map(({ length, index }) => elsewhere(length, at, index)));
    const own: Own = (object, at) => [
      dataspace([texts.length]),
      typeMessage(TEXT),
      fillMessage(),
      contiguousLayout(at.bodyOf(object), texts.length * TEXT.sizeBytes),
    ];
    return this.add(parent, name, own, body);
  }

  /** An array whose chunks are to be written one after the other. */
  chunked(parent: Group, name: string, about: ChunkedShape): { object: Hdf5Object; chunks: ChunkedArray } {
    const chunks = new ChunkedArray(about, (bytes) => this.put(bytes));
    this.open.push(chunks);
    return { chunks, object: this.add(parent, name, () => chunks.messages()) };
  }

  /** Writes what describes the values. Gives the bytes that the file has to begin with. */
  finish(): Uint8Array {
    for (const chunks of this.open) chunks.close(this.align());
    this.align();
    const at = this.layOut();
    for (const object of this.objects) this.put(objectHeader(object.messages(at)));
    for (const object of this.objects) if (object.body) this.put(object.body(object, at));
    this.put(this.heap.bytes(at));
    return superblock(at.headerOf(this.root.object), this.align());
  }

  /** Where everything to come will lie: lengths do not depend on it. */
  private layOut(): Addresses {
    const headers = new Map<Hdf5Object, number>();
    const bodies = new Map<Hdf5Object, number>();
    const at = {
      headerOf: (object: Hdf5Object) => headers.get(object) ?? 0,
      bodyOf: (object: Hdf5Object) => bodies.get(object) ?? 0,
      heap: 0,
    };
    let next = this.position;
    const reserve = ({ length }: Uint8Array): number => {
      const address = next;
      next += Math.ceil(length / ALIGNMENT) * ALIGNMENT;
      return address;
    };
    for (const object of this.objects) headers.set(object, reserve(objectHeader(object.messages(at))));
    for (const object of this.objects) if (object.body) bodies.set(object, reserve(object.body(object, at)));
    return { ...at, heap: next };
  }

  private packed(parent: Group, name: string, values: Numbers): Hdf5Object {
    const about = { type: typeNameOf(values), shape: [values.length], chunk: [LONG] };
    const { object, chunks } = this.chunked(parent, name, about);
    for (let start = 0; start < values.length; start += LONG) chunks.write(values.subarray(start, start + LONG));
    return object;
  }

  private newGroup(): Group {
    const members = new Map<string, Hdf5Object>();
    const body: Body = (object, at) => {
      const places = new Map([...members].map(([name, member]) => [name, at.headerOf(member)]));
      return groupTable(places, at.bodyOf(object));
    };
    const own: Own = (object, at) => [symbolTable(at.bodyOf(object), at.bodyOf(object) + NAMES_AT)];
    const object = new Hdf5Object(this.heap, own, body);
    this.objects.push(object);
    return { object, members };
  }

  private add(parent: Group, name: string, own: Own, body?: Body): Hdf5Object {
    const object = new Hdf5Object(this.heap, own, body);
    this.objects.push(object);
    parent.members.set(name, object);
    return object;
  }

  /** Appends bytes at an aligned place; gives its address. */
  private put(bytes: Uint8Array): number {
    const address = this.align();
    this.sink(bytes);
    this.position += bytes.length;
    return address;
  }

  private align(): number {
    const missing = (ALIGNMENT - (this.position % ALIGNMENT)) % ALIGNMENT;
    if (missing > 0) this.sink(new Uint8Array(missing));
    this.position += missing;
    return this.position;
  }
}

/** Superblock, version 0 ("HDF5 File Format Specification" 2.0, II.A): offsets and lengths of 8 bytes. */
function superblock(rootAddress: number, endAddress: number): Uint8Array {
  const bytes = new Bytes(SUPERBLOCK_BYTES);
  bytes.append(Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'));
  bytes.append(Uint8Array.of(0, 0, 0, 0, 0, 8, 8, 0));
  bytes.uint16(LEAF_K);
  bytes.uint16(INTERNAL_K);
  bytes.uint32(0);
  bytes.uint64(0);
  bytes.append(NOWHERE);
  bytes.uint64(endAddress);
  bytes.append(NOWHERE);
  bytes.uint64(0);
  bytes.uint64(rootAddress);
  bytes.zeros(SUPERBLOCK_BYTES - bytes.length);
  return bytes.written;
}
