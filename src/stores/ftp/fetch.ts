import type { Socket } from 'node:net';
import { messageOf } from '../../domain/errors.js';
import type { Pieces } from '../../domain/store.js';
import type { Connection } from './connection.js';
import type { ActivePort } from './active.js';
import { ActiveRefused, HalfCloseBroken, PipeliningBroken, Refusal, TooMuchData } from './failure.js';
import { connectData, passivePort } from './passive.js';
import type { Reply } from './reply.js';

/** How long a broken data connection waits for the server to say why. */
const REASON_MS = 2_000;

/** How long the server may take to connect to us; and, before it is known whether it can, to be told and connect. */
const CONNECT_MS = 5_000;
const TRIAL_MS = 1_000;

/** Takes what arrives, good only until it returns; nothing more is read before a promise that it gives is kept. */
export type Take = (bytes: Buffer) => Promise<void> | undefined;

/** What came over the data connection, and the server's last word. */
export interface Fetched {
  readonly bytes: Buffer;
  readonly reply: Reply;
}

/**
 * A command whose answer comes whole over a data connection of its own: RETR of a small file, LIST, MLSD.
 *
 * EPSV and the command leave together. On an idle connection that takes three round trips (EPSV's reply, the data
 * connection, its first bytes); where the next `fetch` is started before this one has ended, its EPSV waits at the
 * server already, and every further file takes two. A server that answers only when its last packet, or our end, has
 * arrived takes three (vsftpd; ProFTPD without `fetchFile`).
 *
 * Rejects with a `Refusal` (the connection stays usable) or a network error; stops at `maxBytes` + 1.
 */
export function fetch(connection: Connection, command: string, maxBytes: number): Promise<Fetched> {
  return fetchWhole(connection, command, { maxBytes });
}

/** The same for a file of any size: its bytes go to `take` as they come. */
export function fetchInto(connection: Connection, command: string, take: Take): Promise<Reply> {
  return transfer(connection, command, { maxBytes: Infinity, take });
}

/**
 * As `fetch`, for a file of a size that is known. Where the server waits for our end of a data connection (see
 * `Abilities.halfClose`) it has it before it sends: who takes that for the end of the whole connection is found out by the
 * size, and rejects with `HalfCloseBroken`.
 */
export function fetchFile(connection: Connection, command: string, sizeBytes: number): Promise<Fetched> {
  const load = { maxBytes: sizeBytes, halfClose: connection.abilities.halfClose === true };
  return fetchWhole(connection, command, load);
}

/** The same the other way round: a command that takes the bytes of a small file, STOR, over a data connection of its own. */
export function send(connection: Connection, command: string, bytes: Uint8Array): Promise<Reply> {
  return give(connection, command, (socket) => Promise.resolve(void socket.end(bytes)));
}

/** The same for a body of any size, STOR or APPE: a piece is asked for when the one before it has left. */
export function sendPieces(connection: Connection, command: string, pieces: Pieces): Promise<Reply> {
  return give(connection, command, (socket) => pour(pieces, socket, connection.pipe));
}

/** Puts everything on its way over a data connection, and ends it; rejects where it could not be had. */
type Give = (socket: Socket) => Promise<void>;

/** What goes over the data connection: at most so many bytes to us, exactly so many with `halfClose`, or what is given to the server. */
interface Load {
  readonly maxBytes: number;
  readonly take: Take;
  readonly halfClose?: boolean;
  readonly give?: Give;
}

function give(connection: Connection, command: string, giveTo: Give): Promise<Reply> {
  return transfer(connection, command, { maxBytes: 0, take: () => undefined, give: giveTo });
}

/** Ends quietly where the connection does: what broke it is told by its own event. */
async function pour(pieces: Pieces, socket: Socket, pipe: Connection['pipe']): Promise<void> {
  for await (const piece of pieces) {
    const hasLeft = await new Promise((resolve) => socket.write(piece, (error) => resolve(!error)));
    if (hasLeft !== true) return;
    pipe.touch();
  }
  socket.end();
}

async function fetchWhole(connection: Connection, command: string, load: Omit<Load, 'take'>): Promise<Fetched> {
  const chunks: Buffer[] = [];
  const take: Take = (bytes) => void chunks.push(Buffer.from(bytes));
  const reply = await transfer(connection, command, { ...load, take });
  return { bytes: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks), reply };
}

function transfer(connection: Connection, command: string, load: Load): Promise<Reply> {
  return new Promise((resolve, reject) => new Transfer(connection, load, resolve, reject).start(command));
}

class Transfer {
  readonly #connection: Connection;
  readonly #load: Load;
  readonly #resolve: (reply: Reply) => void;
  readonly #reject: (error: Error) => void;
  #gotBytes = 0;
  #socket: Socket | undefined;
  #dataEnded = false;
  #dataError: Error | undefined;
  /** Why there will be no data connection. */
  #noData: Error | undefined;
  #port: ActivePort | undefined;
  #final: Reply | undefined;
  #impatience: NodeJS.Timeout | undefined;

  constructor(connection: Connection, load: Load, resolve: (reply: Reply) => void, reject: (error: Error) => void) {
    this.#connection = connection;
    this.#load = load;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  start(command: string): void {
    const { pipe, abilities, ports } = this.#connection;
    const sendCommand = (): void =>
      pipe.send(command, { onReply: (reply) => this.#onReply(reply), onBreak: (error) => this.#fail(error) });
    // ProFTPD, receiving, refuses an EPRT that comes meanwhile, and bears an EPSV.
    const port = abilities.active === 'off' || this.#load.give ? undefined : ports.take();
    this.#port = port;
    port?.expect((socket) => this.#useSocket(socket.on('data', (bytes) => this.#onData(bytes))));
    if (port && abilities.active === 'trying') this.#expectConnection(TRIAL_MS);
    pipe.send(port?.command ?? abilities.passive, {
      onReply: (reply) => {
        if (port) this.#onActive(reply);
        else this.#onPassive(reply);
        if (!abilities.pipelining) {
          if (this.#noData) this.#fail(this.#noData);
          else sendCommand();
        }
        return true;
      },
      onBreak: (error) => this.#fail(error),
    });
    if (abilities.pipelining) sendCommand();
  }

  #onPassive(reply: Reply): void {
    try {
      const { ftp } = this.#connection.client;
      this.#useSocket(connectData(ftp, passivePort(reply), (bytes) => this.#onData(bytes)));
    } catch (error) {
      this.#noData = asError(error);
    }
  }

  #onActive(reply: Reply): void {
    if (reply.code >= 300) this.#noData = new ActiveRefused(reply.text);
    else if (!this.#socket) this.#expectConnection(CONNECT_MS);
  }

  /** Fails where the server has not connected to us by then; what was expected earlier holds. */
  #expectConnection(withinMs: number): void {
    const fail = (): void => this.#fail(new ActiveRefused('the server did not connect to us'));
    this.#impatience ??= setTimeout(fail, Math.min(withinMs, this.#connection.client.ftp.timeout / 4));
  }

  #useSocket(socket: Socket): void {
    clearTimeout(this.#impatience);
    this.#socket = socket;
    socket.setTimeout(this.#connection.client.ftp.timeout, () =>
      socket.destroy(new Error('Timeout (data connection)')),
    );
    socket.on('error', (error) => this.#onDataError(error));
    if (this.#load.give) this.#load.give(socket).catch((error: unknown) => this.#fail(asError(error)));
    else if (this.#load.halfClose) socket.end();
    socket.on('close', () => {
      this.#dataEnded = true;
      this.#watchControl();
      this.#settle();
    });
  }

  #onData(bytes: Buffer): void {
    this.#connection.pipe.touch();
    this.#gotBytes += bytes.length;
    if (this.#gotBytes > this.#load.maxBytes) this.#socket?.destroy(new TooMuchData('more data than expected'));
    else void this.#load.take(bytes)?.then(this.#pause());
  }

  /** Reads no more, and bears any silence; gives what goes on. */
  #pause(): () => void {
    const socket = this.#socket?.pause().setTimeout(0);
    return () => socket?.setTimeout(this.#connection.client.ftp.timeout).resume();
  }

  /** The server's reply says more than a reset does, and may come after it (ProFTPD refusing a RETR). */
  #onDataError(error: Error): void {
    this.#dataError = error;
    this.#impatience = setTimeout(() => this.#fail(error), REASON_MS);
  }

  #onReply(reply: Reply): boolean {
    if (reply.code < 200) {
      this.#watchControl();
      return false;
    }
    this.#final = reply;
    this.#watchControl();
    this.#settle();
    return true;
  }

  /** While data flows, or waits to be taken, the data connection's clock counts; after it, the last reply must not be long in coming. */
  #watchControl(): void {
    const { socket, timeout } = this.#connection.client.ftp;
    socket.setTimeout(this.#dataEnded ? timeout : 0);
  }

  #settle(): void {
    const final = this.#final;
    if (!final) return;
    if (this.#noData) this.#fail(this.#noData);
    else if (this.#port && !this.#socket && final.code === 425) this.#fail(new ActiveRefused(final.text));
    else if (isOutOfPlace(final, this.#connection.abilities.pipelining))
      this.#fail(new PipeliningBroken(`unexpected reply: ${final.text}`, final.code >= 400));
    else if (final.code >= 400) this.#fail(new Refusal(final));
    else if (this.#dataError) this.#fail(this.#dataError);
    else if (this.#dataEnded && this.#load.halfClose && this.#gotBytes < this.#load.maxBytes)
      this.#fail(new HalfCloseBroken(`${this.#gotBytes} bytes of ${this.#load.maxBytes} arrived: ${final.text}`));
    else if (this.#dataEnded) {
      this.#port?.done();
      this.#resolve(final);
    }
  }

  #fail(error: Error): void {
    clearTimeout(this.#impatience);
    this.#socket?.destroy();
    this.#port?.done();
    this.#reject(this.#load.halfClose && this.#isBreak(error) ? new HalfCloseBroken(error.message) : error);
  }

  /** Whether the data broke off after the connection was made: by a reset, in silence, or in the server's words. */
  #isBreak(error: Error): boolean {
    if (error instanceof Refusal) return error.code === 425 || error.code === 426 || error.code === 451;
    if (error !== this.#dataError || error instanceof TooMuchData) return false;
    return (error as NodeJS.ErrnoException).syscall !== 'connect';
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(messageOf(error));
}

/**
 * No reply to a transfer, but to another command that came too early for the server (Pure-FTPd says 500, ProFTPD under
 * TLS `450 EPSV: data transfer in progress`).
 */
function isOutOfPlace({ code, text }: Reply, pipelining: boolean): boolean {
  if (code < 400) return code !== 226 && code !== 250;
  return pipelining && (code === 500 || code === 503 || /transfer in progress/i.test(text));
}
