import fs from 'node:fs';
import path from 'node:path';
import { messageOf, PluvioError } from '../domain/errors.js';

/** Bytes kept in memory before a file is made: small runs never touch the disk. */
const MEMORY_BYTES = 4 * 1024 * 1024;

/** A spill (see `streams/kernels/spill.ts`) in one temporary file of `folder`, removed when closed. */
export interface SpillFile {
  append(bytes: Uint8Array): number;
  read(position: number, into: Uint8Array): void;
  close(): void;
}

/**
 * The first 4 MiB stay in memory; beyond, bytes go to a file that has no name any more, so that even a killed run
 * leaves nothing behind where the system allows it.
 */
export function openSpillFile(folder: string, runId: string): SpillFile {
  const memory = Buffer.allocUnsafe(MEMORY_BYTES);
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
      if (inMemory + bytes.length <= MEMORY_BYTES) {
        memory.set(bytes, inMemory);
        inMemory += bytes.length;
        return inMemory - bytes.length;
      }
      const position = end;
      guard(() => {
        for (let at = 0; at < bytes.length;)
          at += fs.writeSync(file(), bytes, at, bytes.length - at, position - MEMORY_BYTES + at);
      });
      end += bytes.length;
      return position;
    },
    read: (position, into) => {
      if (position < MEMORY_BYTES) {
        into.set(memory.subarray(position, position + into.length));
        return;
      }
      guard(() => {
        for (let at = 0; at < into.length;) {
          const got = fs.readSync(file(), into, at, into.length - at, position - MEMORY_BYTES + at);
          if (got === 0) throw new Error('the spill file ends early');
          at += got;
        }
      });
    },
    close: () => {
      if (fd !== undefined) fs.closeSync(fd);
      fd = undefined;
    },
  };
}
