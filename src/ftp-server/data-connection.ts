import type { Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { TLSSocket, type SecureContext } from 'node:tls';
import type { FtpSink } from './backend.js';
import { Refusal } from './reply.js';

/** Where a transfer is made to stop short. */
export interface Cut {
  readonly afterBytes: number;
  readonly how: 'end' | 'reset';
}

/** One data connection: bytes out or in, the faster side held back, counted. */
export class DataConnection {
  #bytes = 0;
  readonly #socket: Socket;
  /** After the TLS handshake: an empty transfer would end the connection in the middle of it. */
  readonly #ready: Promise<void>;

  constructor(
    private readonly raw: Socket,
    secureContext: SecureContext | undefined,
    idleTimeoutMs: number,
  ) {
    this.#socket = secureContext ? new TLSSocket(raw, { isServer: true, secureContext }) : raw;
    this.#socket.on('error', () => undefined);
    this.#ready = secureContext ? handshake(this.#socket) : Promise.resolve();
    this.#ready.catch(() => undefined);
    this.#socket.setTimeout(idleTimeoutMs, () => this.reset());
  }

  /** Kept when it is closed, by whichever side. */
  get closed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#socket.destroyed) resolve();
      else this.#socket.once('close', () => resolve());
    });
  }

  /** Bytes moved so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Sends everything and ends the connection; refuses with 426 when it breaks. */
  async send(source: AsyncIterable<Uint8Array>, cut?: Cut): Promise<void> {
    const counted = this.#upTo(source, cut?.afterBytes ?? Infinity);
    try {
      await this.#ready;
      await pipeline(counted, this.#socket, { end: cut?.how !== 'reset' });
    } catch (error) {
      throw broken(error);
    }
    if (cut?.how === 'reset') await this.#flushAndReset();
    // The client closes in its turn; what it may still send is of no interest.
    else this.#socket.resume();
  }

  /** Receives until the client ends; refuses with 426 when the connection breaks, fails as the sink does. */
  async receive(sink: FtpSink, cut?: Cut): Promise<void> {
    const afterBytes = cut?.afterBytes ?? Infinity;
    for await (const chunk of this.#chunks()) {
      const wanted = chunk.subarray(0, Math.max(0, afterBytes - this.#bytes));
      this.#bytes += chunk.length;
      if (wanted.length > 0) await sink.write(wanted);
      if (cut?.how === 'reset' && this.#bytes >= afterBytes) this.reset();
    }
    this.#socket.end();
  }

  /** Breaks the connection (RST); the transfer at work on it fails. */
  reset(): void {
    this.raw.resetAndDestroy();
    this.#socket.destroy();
  }

  async *#chunks(): AsyncGenerator<Uint8Array> {
    try {
      await this.#ready;
      yield* this.#socket as AsyncIterable<Uint8Array>;
    } catch (error) {
      throw broken(error);
    }
  }

  async *#upTo(source: AsyncIterable<Uint8Array>, endBytes: number): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      const wanted = chunk.subarray(0, endBytes - this.#bytes);
      this.#bytes += wanted.length;
      if (wanted.length > 0) yield wanted;
      if (this.#bytes >= endBytes) return;
    }
  }

  async #flushAndReset(): Promise<void> {
    await new Promise((resolve) => this.#socket.write('', resolve));
    this.reset();
  }
}

function handshake(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('secure', resolve).once('close', () => reject(new Error('The TLS handshake failed.')));
  });
}

function broken(cause: unknown): Refusal {
  return new Refusal(426, 'Connection closed; transfer aborted.', { cause });
}
