import type { Socket } from 'node:net';
import type { Client, SFTPWrapper } from 'ssh2';
import { Broken, errorOf } from './failure.js';

/** How often in a timeout it is looked whether the server is silent. */
const LOOKS = 4;

type Answer<T> = (error: Error | null | undefined, value: T) => void;

/** One connection with SFTP on it. Requests overlap; each is answered, or rejected where the connection ends before. */
export class Session {
  readonly #waiting = new Set<(error: Error) => void>();
  readonly #watch: NodeJS.Timeout;
  #end: Error | undefined;
  #answers = 0;
  #seen = { answers: 0, readBytes: 0, atMs: performance.now() };

  /** `timeoutMs` of silence, while something is asked for, end it. */
  constructor(
    private readonly client: Client,
    readonly sftp: SFTPWrapper,
    private readonly socket: Socket,
    timeoutMs: number,
  ) {
    client.on('error', (error) => this.close(new Broken(error.message)));
    client.on('close', () => this.close(new Broken('the connection was closed')));
    sftp.on('close', () => this.close(new Broken('the server ended SFTP')));
    sftp.on('error', (error: Error) => this.close(new Broken(error.message)));
    this.#watch = setInterval(() => this.#look(timeoutMs), timeoutMs / LOOKS);
    this.#watch.unref();
  }

  get isClosed(): boolean {
    return this.#end !== undefined;
  }

  /** Whether the server offers an extension of the protocol. */
  has(extension: string): boolean {
    // ssh2 keeps what the server said, and does not show it; it throws where it is asked for what is not there.
    const { _extensions } = this.sftp as SFTPWrapper & { readonly _extensions?: Readonly<Record<string, string>> };
    return _extensions?.[extension] !== undefined;
  }

  /** Asks for something; rejects with a `Refused` or a `Broken`. */
  request<T = undefined>(ask: (sftp: SFTPWrapper, answer: Answer<T>) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#end) {
        reject(this.#end);
        return;
      }
      if (this.#waiting.size === 0) this.#note();
      this.#waiting.add(reject);
      const answer: Answer<T> = (error, value) => {
        this.#answers++;
        this.#waiting.delete(reject);
        if (!error) {
          resolve(value);
          return;
        }
        const told = errorOf(error);
        if (told instanceof Broken) this.close(told);
        reject(told);
      };
      try {
        ask(this.sftp, answer);
      } catch (error) {
        // It is thrown where the server has no such request, or a value cannot be sent.
        this.#waiting.delete(reject);
        reject(error instanceof Error ? error : new Broken(String(error)));
      }
    });
  }

  close(why: Error = new Broken('the store was closed')): void {
    if (this.#end) return;
    this.#end = why;
    clearInterval(this.#watch);
    for (const reject of this.#waiting) reject(why);
    this.#waiting.clear();
    this.client.end();
    // What is not sent by now is of no use; errors that come late are nobody's.
    this.client.on('error', () => undefined);
    this.socket.destroy();
  }

  #note(): void {
    this.#seen = { answers: this.#answers, readBytes: this.socket.bytesRead, atMs: performance.now() };
  }

  #look(timeoutMs: number): void {
    const { answers, readBytes, atMs } = this.#seen;
    const isSilent = answers === this.#answers && readBytes === this.socket.bytesRead;
    if (this.#waiting.size === 0 || !isSilent) this.#note();
    else if (performance.now() - atMs >= timeoutMs) this.close(new Broken('no answer in time'));
  }
}
