import { Bytes } from '../bytes.js';
import type { Datatype } from './datatype.js';

/** Messages of version 1 object headers ("HDF5 File Format Specification" 2.0, IV.A.2), and the header around them. */
export interface Message {
  readonly type: number;
  readonly body: Uint8Array;
}

/** An address that is none. */
export const NOWHERE = new Uint8Array(8).fill(0xff);
const ALIGNMENT = 8;
/** What fits a message. */
const MOST_MESSAGE_BYTES = 65_528;

function message(type: number, write: (into: Bytes) => void): Message {
  const body = new Bytes(64);
  write(body);
  body.pad(ALIGNMENT);
  return { type, body: body.written };
}

/** A shape; [] is a single value. `growing`: dimensions without an end. */
export function dataspace(shape: readonly number[], growing: readonly boolean[] = []): Message {
  return message(0x0001, (into) => writeDataspace(shape, growing, into));
}

function writeDataspace(shape: readonly number[], growing: readonly boolean[], into: Bytes): void {
  const grows = growing.includes(true);
  into.append(Uint8Array.of(1, shape.length, grows ? 1 : 0, 0, 0, 0, 0, 0));
  for (const length of shape) into.uint64(length);
  if (!grows) return;
  shape.forEach((length, i) => {
    if (growing[i]) into.append(NOWHERE);
    else into.uint64(length);
  });
}

export function typeMessage({ encoded }: Datatype): Message {
  return message(0x0003, (into) => into.append(encoded));
}

/** What stands where nothing was written; zeros unless given. */
export function fillMessage(value?: number): Message {
  const [allocatedAsWritten, ifSet, defined] = [3, 2, 1];
  return message(0x0005, (into) => {
    into.append(Uint8Array.of(2, allocatedAsWritten, ifSet, defined));
    into.uint32(value === undefined ? 0 : 8);
    if (value !== undefined) into.append(new Uint8Array(Float64Array.of(value).buffer));
  });
}

/** Values in one piece; none where there are no bytes. */
export function contiguousLayout(address: number, sizeBytes: number): Message {
  return message(0x0008, (into) => {
    into.append(Uint8Array.of(3, 1));
    if (sizeBytes === 0) into.append(NOWHERE);
    else into.uint64(address);
    into.uint64(sizeBytes);
  });
}

/** Values in chunks that the tree at `address` finds; undefined where there is none. */
export function chunkedLayout(address: number | undefined, chunk: readonly number[], elementBytes: number): Message {
  return message(0x0008, (into) => {
    into.append(Uint8Array.of(3, 2, chunk.length + 1));
    if (address === undefined) into.append(NOWHERE);
    else into.uint64(address);
    for (const length of [...chunk, elementBytes]) into.uint32(length);
  });
}

const SHUFFLE = { id: 2, name: 'shuffle' } as const;
const DEFLATE = { id: 1, name: 'deflate' } as const;

/** What was done to each chunk, in order: its bytes by significance where `shuffled`, then deflated. */
export function filterMessage(shuffled: boolean, elementBytes: number, level: number): Message {
  const filters = [...(shuffled ? [{ ...SHUFFLE, value: elementBytes }] : []), { ...DEFLATE, value: level }];
  return message(0x000b, (into) => {
    into.append(Uint8Array.of(1, filters.length, 0, 0, 0, 0, 0, 0));
    for (const { id, name, value } of filters) {
      const optional = 1;
      // The name may be left out, but tools that copy files (h5repack) then write a message that nobody can read.
      for (const part of [id, name.length + 1, optional, 1]) into.uint16(part);
      into.append(Buffer.from(`${name}\0`));
      into.uint32(value);
      // Values come in pairs.
      into.uint32(0);
    }
  });
}

export function symbolTable(treeAddress: number, heapAddress: number): Message {
  return message(0x0011, (into) => {
    into.uint64(treeAddress);
    into.uint64(heapAddress);
  });
}

export function attributeMessage(name: string, type: Datatype, shape: readonly number[], value: Uint8Array): Message {
  const space = new Bytes(32);
  writeDataspace(shape, [], space);
  return message(0x000c, (into) => {
    const nameBytes = Buffer.from(`${name}\0`);
    into.append(Uint8Array.of(1, 0));
    for (const part of [nameBytes, type.encoded, space.written]) into.uint16(part.length);
    for (const part of [nameBytes, type.encoded, space.written, value]) {
      into.append(part);
      into.pad(ALIGNMENT);
    }
  });
}

/** An object header, version 1, of one block. */
export function objectHeader(messages: readonly Message[]): Uint8Array {
  const block = new Bytes(1024);
  for (const { type, body } of messages) {
    if (body.length > MOST_MESSAGE_BYTES) throw new RangeError(`an HDF5 attribute of ${body.length} bytes is too long`);
    block.uint16(type);
    block.uint16(body.length);
    block.uint32(0);
    block.append(body);
  }
  const header = new Bytes(block.length + 16);
  header.append(Uint8Array.of(1, 0));
  header.uint16(messages.length);
  header.uint32(1);
  header.uint32(block.length);
  header.uint32(0);
  header.append(block.written);
  return header.written;
}
