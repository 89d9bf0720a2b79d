import fs from 'node:fs';
import { Writable } from 'node:stream';
import { systemReason } from '../../domain/errors.js';

/** What of a stream could not be written. */
export interface Lost {
  /** Writes that failed: of a log, lines. */
  readonly writes: number;
  /** Why the last one did. */
  readonly why: string;
}

/** Keeps account of what a log lacks. */
export interface LostLog {
  /** What was lost that nobody was told of; undefined where nothing was. */
  untold(): Lost | undefined;
  /** It was told, unless that was lost too. */
  told(): void;
}

type Done = (error?: Error | null) => void;

/** A stream of the process, as far as an outlet needs it. */
export type Standard = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write' | 'on'> & { readonly fd: number };

/**
 * Standard output or error that goes on after a write that failed: where the disk under it was full for a while, later writes
 * come through, as they do not with Node's own. Who writes is told of a failure by the callback alone.
 */
export class Outlet extends Writable implements LostLog {
  #writes = 0;
  #why = '';
  #told = 0;
  #asked = 0;
  /** Whether the last write left the beginning of something. */
  #isTorn = false;
  readonly #isFile: boolean;

  constructor(private readonly stream: Standard) {
    super();
    this.#isFile = isFile(stream);
    // Unheard, a failure would end the process.
    stream.on('error', () => undefined);
  }

  get isTTY(): boolean {
    return this.stream.isTTY;
  }

  get columns(): number {
    return this.stream.columns;
  }

  untold(): Lost | undefined {
    this.#asked = this.#writes;
    return this.#writes > this.#told ? { writes: this.#writes - this.#told, why: this.#why } : undefined;
  }

  told(): void {
    if (this.#writes === this.#asked) this.#told = this.#asked;
  }

  override write(piece: Uint8Array | string, encodingOrDone?: BufferEncoding | Done, done?: Done): boolean {
    const tell = typeof encodingOrDone === 'function' ? encodingOrDone : done;
    if (!this.#isFile)
      return this.stream.write(piece, (error) => {
        if (error) this.#lose(error);
        tell?.(error);
      });
    const error = this.#writeFile(piece);
    if (error) this.#lose(error);
    if (tell) process.nextTick(tell, error);
    return true;
  }

  #lose(error: Error): void {
    this.#writes++;
    // That the stream is destroyed says less than what destroyed it.
    if (this.#why === '' || (error as NodeJS.ErrnoException).code !== 'ERR_STREAM_DESTROYED')
      this.#why = systemReason(error);
  }

  #writeFile(piece: Uint8Array | string): Error | undefined {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    let at = 0;
    try {
      if (this.#isTorn) fs.writeSync(this.stream.fd, '\n');
      this.#isTorn = false;
      while (at < bytes.length) at += fs.writeSync(this.stream.fd, bytes, at);
      return undefined;
    } catch (error) {
      this.#isTorn ||= at > 0;
      return error as Error;
    }
  }
}

/** Whether a stream leads to a file or a device, where a write is over when it returns, and not to a terminal, pipe or socket. */
function isFile({ fd, isTTY }: Standard): boolean {
  if (isTTY) return false;
  try {
    const stat = fs.fstatSync(fd);
    return stat.isFile() || stat.isCharacterDevice();
  } catch {
    return false;
  }
}
