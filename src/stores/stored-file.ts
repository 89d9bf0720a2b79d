import fs from 'node:fs';
import path from 'node:path';
import { messageOf, PluvioError } from '../domain/errors.js';

const PIECE_BYTES = 262_144;

/** A file on disk, to be read, as it was named on a command line. Nothing is opened before something is asked of it. */
export class StoredFileOnDisk {
  constructor(readonly path: string) {}

  get name(): string {
    return path.basename(this.path);
  }

  /** Its first bytes. Throws INPUT where it is not there, or is a folder. */
  beginning(count: number): Uint8Array {
    let fd: number;
    try {
      fd = fs.openSync(this.path, 'r');
    } catch (cause) {
      throw this.cannotRead((cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'it is not there' : messageOf(cause));
    }
    try {
      const bytes = Buffer.alloc(count);
      return bytes.subarray(0, fs.readSync(fd, bytes));
    } catch (cause) {
      const isFolder = (cause as NodeJS.ErrnoException).code === 'EISDIR';
      throw this.cannotRead(isFolder ? 'it is a folder; name a file in it' : messageOf(cause));
    } finally {
      fs.closeSync(fd);
    }
  }

  bytes(): Uint8Array {
    return fs.readFileSync(this.path);
  }

  /** In pieces of 256 KiB, each valid until the next. */
  *pieces(): Generator<Uint8Array, void, undefined> {
    const fd = fs.openSync(this.path, 'r');
    try {
      const buffer = Buffer.allocUnsafe(PIECE_BYTES);
      for (let read; (read = fs.readSync(fd, buffer)) > 0;) yield buffer.subarray(0, read);
    } finally {
      fs.closeSync(fd);
    }
  }

  /** Another file, by its path from the folder of this one; undefined where there is none. */
  beside(other: string): StoredFileOnDisk | undefined {
    const file = path.join(path.dirname(this.path), other);
    return fs.existsSync(file) ? new StoredFileOnDisk(file) : undefined;
  }

  private cannotRead(why: string): PluvioError {
    return new PluvioError('INPUT', `Cannot read ${this.path}: ${why}`, { file: this.path });
  }
}
