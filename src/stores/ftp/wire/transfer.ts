import type { Socket } from 'node:net';
import { messageOf } from '../../../domain/errors.js';
import type { ActivePort } from './active.js';
import type { Connection } from '../login/connection.js';
import {
  ActiveRefused,
  DataUnreachable,
  EndUntold,
  HalfCloseBroken,
  PipeliningBroken,
  Refusal,
  TooMuchData,
} from '../failure.js';
import { connectData, passivePort } from './passive.js';
import type { Reply } from './reply.js';

/** How long a broken data connection waits for the server to say why. */
const REASON_MS = 2_000;
/** How long the server may take to say that a file came whole; and data to go on coming after the control connection broke. */
const END_MS = 5_000;
/** The same of a server that failed to more than once. */
const LATER_END_MS = 1_000;
/** How long the server may take to connect to us; and, before it is known whether it can, to be told and connect. */
const ACTIVE_MS = 5_000;
const TRIAL_MS = 1_000;
/** How long a connection to the server's port may take; and before any was made, when another command may help. */
const CONNECT_MS = 15_000;
const FIRST_CONNECT_MS = 5_000;

/** Takes what arrives, good only until it returns; nothing more is read before a promise that it gives is kept. */
export type Take = (bytes: Buffer) => Promise<void> | undefined;

/** Puts everything on its way over a data connection, and ends it; rejects where it could not be had. */
export type Give = (socket: Socket) => Promise<void>;

/** What goes over the data connection: at most so many bytes to us, exactly so many with `halfClose`, or what is given to the server. */
export interface Load {
  readonly maxBytes: number;
  readonly take: Take;
  /** How many bytes come, where it is known. */
  readonly sizeBytes?: number;
  readonly halfClose?: boolean;
  readonly give?: Give;
}

/** One command with its data connection. */
export class Transfer {
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
  /** What broke the control connection, while data goes on coming. */
  #broken: Error | undefined;
  #port: ActivePort | undefined;
  #final: Reply | undefined;
  #command = '';
  #impatience: NodeJS.Timeout | undefined;

  constructor(connection: Connection, load: Load, resolve: (reply: Reply) => void, reject: (error: Error) => void) {
    this.#connection = connection;
    this.#load = load;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  start(command: string): void {
    const { pipe, abilities, ports } = this.#connection;
    this.#command = command;
    const isAhead = pipe.isBusy;
    const sendCommand = (): void =>
      pipe.send(command, {
        onReply: (reply) => this.#onReply(reply),
        onBreak: (error) => this.#onBreak(error),
        together: isAhead ? 'ahead' : 'transfers',
      });
    // ProFTPD, receiving, refuses an EPRT that comes meanwhile, and bears an EPSV.
    const port = abilities.active === 'off' || this.#load.give ? undefined : ports.take();
    this.#port = port;
    port?.expect((socket) => this.#useSocket(socket.on('data', (bytes) => this.#onData(bytes))));
    if (port && abilities.active === 'trying') this.#expectActive(TRIAL_MS);
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
      together: isAhead ? 'ahead' : 'commands',
      isPort: true,
    });
    if (abilities.pipelining) sendCommand();
  }

  #onPassive(reply: Reply): void {
    const { client, abilities } = this.#connection;
    try {
      const port = passivePort(reply);
      const onConnect = (): void => {
        abilities.proven.data = true;
        clearTimeout(this.#impatience);
        this.#impatience = undefined;
      };
      this.#useSocket(connectData(client.ftp, port, { onConnect, onArrival: (bytes) => this.#onData(bytes) }));
      const withinMs = Math.min(abilities.proven.data ? CONNECT_MS : FIRST_CONNECT_MS, client.ftp.timeout / 2);
      this.#failIn(withinMs, () => new DataUnreachable(`no connection to port ${port} of the server in time`));
    } catch (error) {
      const refusal = (this.#noData = asError(error));
      // A server that gave no port, and did not refuse one, may wait for us to find it.
      this.#failIn(reply.code < 400 ? 0 : REASON_MS, () => refusal);
    }
  }

  #onActive(reply: Reply): void {
    if (reply.code >= 300) this.#noData = new ActiveRefused(reply.text);
    else if (!this.#socket) this.#expectActive(ACTIVE_MS);
  }

  /** Fails where the server has not connected to us by then; what was expected earlier holds. */
  #expectActive(withinMs: number): void {
    const reason = (): Error => new ActiveRefused('the server did not connect to us');
    if (!this.#impatience) this.#failIn(Math.min(withinMs, this.#connection.client.ftp.timeout / 4), reason);
  }

  #failIn(withinMs: number, reason: () => Error): void {
    clearTimeout(this.#impatience);
    this.#impatience = setTimeout(() => this.#fail(reason()), withinMs);
  }

  #useSocket(socket: Socket): void {
    clearTimeout(this.#impatience);
    this.#impatience = undefined;
    this.#socket = socket;
    socket.setTimeout(this.#connection.client.ftp.timeout, () =>
      socket.destroy(new Error('Timeout (data connection)')),
    );
    socket.on('error', (error) => this.#onDataError(error));
    if (this.#load.give) this.#load.give(socket).catch((error: unknown) => this.#fail(asError(error)));
    else if (this.#load.halfClose) socket.end();
    socket.on('close', () => {
      this.#dataEnded = true;
      if (this.#broken) this.#fail(this.#broken);
      else this.#watchControl();
      this.#settle();
    });
  }

  #onData(bytes: Buffer): void {
    this.#connection.pipe.touch();
    if (this.#broken) this.#impatience?.refresh();
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
    this.#dataError = isConnect(error) ? new DataUnreachable(error.message) : error;
    this.#failIn(REASON_MS, () => this.#dataError!);
  }

  #onReply(reply: Reply): boolean {
    if (reply.code < 200) {
      this.#watchControl();
      return false;
    }
    this.#final = reply;
    this.#connection.note(this.#command, reply);
    this.#watchControl();
    this.#settle();
    return true;
  }

  /** A control connection may go while the data still comes: all of it is good, if the file is looked at again. */
  #onBreak(error: Error): void {
    const mayGoOn = this.#load.sizeBytes !== undefined && this.#socket && !this.#dataEnded && !this.#dataError;
    if (!mayGoOn || this.#gotBytes === 0 || /User closed/.test(error.message)) {
      this.#fail(error);
      return;
    }
    this.#broken = error;
    this.#failIn(this.#endMs, () => error);
  }

  get #endMs(): number {
    const { abilities, client } = this.#connection;
    return Math.min(abilities.untoldEnds > 1 ? LATER_END_MS : END_MS, client.ftp.timeout / 3);
  }

  get #hasAll(): boolean {
    return this.#gotBytes > 0 && this.#gotBytes === this.#load.sizeBytes;
  }

  /** Whether every byte came, and the data connection ended in order. */
  get #isWhole(): boolean {
    return this.#hasAll && this.#dataEnded && !this.#dataError;
  }

  /** While data flows, or waits to be taken, the data connection's clock counts; after it, the last reply must not be long in coming. */
  #watchControl(): void {
    const { socket, timeout } = this.#connection.client.ftp;
    socket.setTimeout(this.#dataEnded ? timeout : 0);
    const mayBeUntold = this.#isWhole || (this.#load.give !== undefined && this.#connection.abilities.untoldEnds > 0);
    if (this.#dataEnded && !this.#final && mayBeUntold)
      this.#failIn(this.#endMs, () => new Error('no reply after the last byte'));
  }

  #settle(): void {
    const final = this.#final;
    if (!final) return;
    if (this.#noData) this.#fail(this.#noData);
    else if (this.#port && !this.#socket && final.code === 425) this.#fail(new ActiveRefused(final.text));
    else if (isOutOfPlace(final, this.#connection.abilities.pipelining))
      this.#fail(new PipeliningBroken(`unexpected reply: ${final.text}`, final.code >= 400));
    else if (final.code === 425 && this.#dataError instanceof DataUnreachable) this.#fail(this.#dataError);
    else if (final.code >= 400 && final.code < 500 && this.#hasAll && !this.#dataEnded && !this.#dataError)
      this.#failIn(this.#endMs, () => this.#refusal(final));
    else if (final.code >= 400) this.#fail(this.#refusal(final));
    else if (this.#dataError) this.#fail(this.#dataError);
    else if (this.#dataEnded && this.#load.halfClose && this.#gotBytes < this.#load.maxBytes)
      this.#fail(new HalfCloseBroken(`${this.#gotBytes} bytes of ${this.#load.maxBytes} arrived: ${final.text}`));
    else if (this.#dataEnded) {
      clearTimeout(this.#impatience);
      this.#port?.done();
      this.#resolve(final);
    }
  }

  #refusal(reply: Reply): Refusal {
    return new Refusal(reply, this.#command);
  }

  #fail(error: Error): void {
    const isUntold = this.#isWhole && !(error instanceof PipeliningBroken);
    clearTimeout(this.#impatience);
    this.#socket?.destroy();
    this.#port?.done();
    if (isUntold) this.#reject(new EndUntold(error.message, undefined));
    else this.#reject(this.#load.halfClose && this.#isBreak(error) ? new HalfCloseBroken(error.message) : error);
  }

  /** Whether the data broke off after the connection was made: by a reset, in silence, or in the server's words. */
  #isBreak(error: Error): boolean {
    if (error instanceof Refusal) return error.code === 425 || error.code === 426 || error.code === 451;
    return error === this.#dataError && !(error instanceof TooMuchData) && !(error instanceof DataUnreachable);
  }
}

function isConnect(error: Error): boolean {
  return (error as NodeJS.ErrnoException).syscall === 'connect';
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(messageOf(error));
}

/** Replies at the end of a transfer: the usual two, and those of servers that say yes in the most general way. */
const ENDS = new Set([226, 250, 225, 200]);

/**
 * No reply to a transfer, but to another command that came too early for the server (Pure-FTPd says 500, ProFTPD under
 * TLS `450 EPSV: data transfer in progress`).
 */
function isOutOfPlace({ code, text }: Reply, pipelining: boolean): boolean {
  if (code < 400) return !ENDS.has(code);
  return pipelining && (code === 500 || code === 503 || /transfer in progress/i.test(text));
}
