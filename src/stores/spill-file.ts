import fs from 'node:fs';
import path from 'node:path';
import { messageOf, PluvioError } from '../domain/errors.js';

/** Bytes kept in memory before a file is made: small runs never touch the disk. */
const MEMORY_BYTES = 4 * 1024 * 1024;

/** Memory of closed spills, to be used again: a run opens one for each folder, and so many fresh bytes make the collector work. */
const idle: Buffer[] = [];
const MOST_IDLE = 2;

function giveBack(memory: Buffer | undefined): void {
  if (memory && idle.length < MOST_IDLE) idle.push(memory);
}

/** A spill (see `streams/kernels/spill.ts`) in one temporary file of `folder`, removed when closed. */
export interface SpillFile {
  append(bytes: Uint8Array): number;
  read(position: number, into: Uint8Array): void;
  /** Puts everything, also what is to come, into the file; gives its descriptor, which every thread can read by. */
  share(): number;
  /** It is not to be used afterwards. */
  close(): void;
}

/** Reads a spill that another thread has shared. */
export function openSharedSpill(fd: number): Pick<SpillFile, 'append' | 'read'> {
  return {
    append: () => {
      throw new Error('a shared spill is only read');
    },
    read: (position, into) => readAll(fd, position, into),
  };
}

function readAll(fd: number, position: number, into: Uint8Array): void {
  for (let at = 0; at < into.length;) {
    const got = fs.readSync(fd, into, at, into.length - at, position + at);
    if (got === 0) throw new Error('the spill file ends early');
    at += got;
  }
}

function writeAll(fd: number, position: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += fs.writeSync(fd, bytes, at, bytes.length - at, position + at);
}

/**
 * The first 4 MiB stay in memory; beyond, bytes go, at the same positions, to a file that has no name any more, so that even a killed run
 * leaves nothing behind where the system allows it.
 */
export function openSpillFile(folder: string, runId: string): SpillFile {
  /** Given up once the spill is shared. */
  let memory: Buffer | undefined = idle.pop() ?? Buffer.allocUnsafeSlow(MEMORY_BYTES);
  let inMemory = 0;
  let fd: number | undefined;
  let end = MEMORY_BYTES;
  const guard = <T>(use: () => T): T => {
    try {
      return use();
    } catch (error) {
      const why = `Cannot use the temporary folder ${folder}: ${messageOf(error)}; set LOCAL_TEMP_DIR to one with room`;
      throw new PluvioError('DISK', why, { cause: error, file: folder });
    }
  };
  const file = (): number => {
    if (fd !== undefined) return fd;
    fs.mkdirSync(folder, { recursive: true });
    const name = path.join(folder, `pluvio-${runId}.spill`);
    fd = fs.openSync(name, 'wx+');
    fs.unlinkSync(name);
    return fd;
  };
  return {
    append: (bytes) => {
      if (memory && inMemory + bytes.length <= MEMORY_BYTES) {
        memory.set(bytes, inMemory);
        inMemory += bytes.length;
        return inMemory - bytes.length;
      }
      const position = end;
      guard(() => writeAll(file(), position, bytes));
      end += bytes.length;
      return position;
    },
    read: (position, into) => {
      if (memory && position < MEMORY_BYTES) {
        into.set(memory.subarray(position, position + into.length));
        return;
      }
      guard(() => readAll(file(), position, into));
    },
    share: () => {
      const kept = memory?.subarray(0, inMemory);
      if (kept) guard(() => writeAll(file(), 0, kept));
      giveBack(memory);
      memory = undefined;
      return file();
    },
    close: () => {
      giveBack(memory);
      memory = undefined;
      if (fd !== undefined) fs.closeSync(fd);
      fd = undefined;
    },
  };
}
