import { Bytes } from '../bytes.js';
import { characters, ELSEWHERE_BYTES, REFERENCES, SCALE_USE, TEXT } from './datatype.js';
import { FLOAT64, INT32, INT64, type Datatype } from './datatype.js';
import type { GlobalHeap } from './global-heap.js';
import { attributeMessage, type Message } from './messages.js';

export type Numbers = Int32Array | BigInt64Array | Float64Array;

/** Where things lie in the file; 0 as long as only lengths are asked for. */
export interface Addresses {
  readonly headerOf: (object: Hdf5Object) => number;
  readonly bodyOf: (object: Hdf5Object) => number;
  readonly heap: number;
}

/** An object's own messages. */
export type Own = (object: Hdf5Object, at: Addresses) => Message[];
/** What of an object lies apart from its header. */
export type Body = (object: Hdf5Object, at: Addresses) => Uint8Array;

/** A group or an array of a file being written. What it writes is asked for twice, and as long each time. */
export class Hdf5Object {
  private readonly attributes: ((at: Addresses) => Message)[] = [];
  private readonly uses: { readonly array: Hdf5Object; readonly axis: number }[] = [];

  constructor(
    private readonly heap: GlobalHeap<Addresses>,
    private readonly own: Own,
    readonly body?: Body,
  ) {}

  messages(at: Addresses): Message[] {
    return [...this.own(this, at), ...this.attributes.map((attribute) => attribute(at))];
  }

  /** Numbers as an attribute; a single one unless a shape is given. */
  numbers(name: string, values: Numbers, shape: readonly number[] = []): void {
    this.attributes.push(() => attributeMessage(name, typeOf(values), shape, bytesOf(values)));
  }

  /** Text as an attribute of any length: h5py gives it as `str`. */
  text(name: string, text: string): void {
    const bytes = Buffer.from(text);
    const index = this.heap.add(() => bytes);
    this.attributes.push((at) => attributeMessage(name, TEXT, [], elsewhere(bytes.length, at, index)));
  }

  /** Text as an attribute of fixed length: NetCDF's `char`. */
  characters(name: string, text: string): void {
    const bytes = Buffer.from(text);
    this.attributes.push(() => attributeMessage(name, characters(bytes.length, 'padded'), [], bytes));
  }

  /** Makes a dimension scale of an array ("HDF5 Dimension Scale Specification" 1.0). */
  makeScale(name: string): void {
    for (const [key, text] of Object.entries({ CLASS: 'DIMENSION_SCALE', NAME: name })) {
      const bytes = Buffer.from(`${text}\0`);
      this.attributes.push(() => attributeMessage(key, characters(bytes.length, 'ended'), [], bytes));
    }
    this.attributes.push((at) => {
      const used = new Bytes(64);
      for (const { array, axis } of this.uses) {
        used.uint64(at.headerOf(array));
        used.uint64(axis);
      }
      return attributeMessage('REFERENCE_LIST', SCALE_USE, [this.uses.length], used.written);
    });
  }

  /** Gives an array the scales of its dimensions, in their order. */
  attachScales(scales: readonly Hdf5Object[]): void {
    const indices = scales.map((scale, axis) => {
      scale.uses.push({ array: this, axis });
      return this.heap.add((at) => {
        const reference = new Bytes(8);
        reference.uint64(at.headerOf(scale));
        return reference.written;
      });
    });
    this.attributes.push((at) => {
      const list = Buffer.concat(indices.map((index) => elsewhere(1, at, index)));
      return attributeMessage('DIMENSION_LIST', REFERENCES, [scales.length], list);
    });
  }
}

export const TYPES = { float64: FLOAT64, int64: INT64, int32: INT32 } as const;

export function typeNameOf(values: Numbers): keyof typeof TYPES {
  if (values instanceof Float64Array) return 'float64';
  return values instanceof Int32Array ? 'int32' : 'int64';
}

export function typeOf(values: Numbers): Datatype {
  return TYPES[typeNameOf(values)];
}

export function bytesOf({ buffer, byteOffset, byteLength }: Numbers): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** What stands for `length` elements that are in the heap. */
export function elsewhere(length: number, at: Addresses, index: number): Uint8Array {
  const bytes = new Bytes(ELSEWHERE_BYTES);
  bytes.uint32(length);
  bytes.uint64(at.heap);
  bytes.uint32(index);
  return bytes.written;
}
