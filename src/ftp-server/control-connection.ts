import type { Socket } from 'node:net';
import { TLSSocket, type SecureContext } from 'node:tls';
import { CommandLines } from './command-lines.js';
import type { FtpHabits } from './habits.js';
import { formatReply, reply, type Reply } from './reply.js';

/** So many unanswered commands are held before the client is held back. */
const MAX_WAITING = 1000;

export interface ControlSettings {
  readonly latencyMs: number;
  readonly idleTimeoutMs: number;
  readonly pipelining: boolean;
  readonly whenTogether?: FtpHabits['whenTogether'];
  readonly encoding?: FtpHabits['encoding'];
}

/** The control connection: command lines one at a time, in order, whatever the client pipelines; replies out. */
export class ControlConnection {
  #socket: Socket;
  #lines: CommandLines;
  #waiting: string[] = [];
  #busy = false;
  #closed = false;

  constructor(
    socket: Socket,
    private readonly settings: ControlSettings,
    /** Carries out one line; the next one follows when it is done. */
    private readonly execute: (line: string) => Promise<void>,
    /** Told of each line on arrival, ahead of those that wait. */
    private readonly announce: (line: string) => void,
  ) {
    this.#lines = new CommandLines(settings.encoding);
    this.#socket = socket;
    this.#listen(socket);
  }

  get closed(): boolean {
    return this.#closed;
  }

  get secure(): boolean {
    return this.#socket instanceof TLSSocket;
  }

  send(message: Reply): void {
    this.write(formatReply(message));
  }

  /** Sends text as it is. */
  write(text: string): void {
    if (!this.#closed) this.#socket.write(text, this.settings.encoding ?? 'utf8');
  }

  /** Goes on under TLS. Commands sent in clear after AUTH are dropped: nobody vouches for them. */
  startTls(secureContext: SecureContext): void {
    const plain = this.#socket;
    plain.removeAllListeners('data').removeAllListeners('timeout').setTimeout(0);
    this.#waiting = [];
    this.#lines = new CommandLines(this.settings.encoding);
    this.#socket = new TLSSocket(plain, { isServer: true, secureContext });
    this.#listen(this.#socket);
  }

  /** Ends the connection once what was sent has left. */
  end(): void {
    this.#stop();
    this.#socket.end();
    this.#socket.resume();
  }

  /** Answers nothing more, yet stays open. */
  fallSilent(): void {
    this.#stop();
  }

  destroy(): void {
    this.#stop();
    this.#socket.destroy();
  }

  /** Breaks it with a reset. */
  reset(): void {
    this.#stop();
    if (this.#socket instanceof TLSSocket) this.#socket.destroy();
    else this.#socket.resetAndDestroy();
  }

  #stop(): void {
    this.#closed = true;
    this.#waiting = [];
  }

  #listen(socket: Socket): void {
    const { latencyMs, idleTimeoutMs } = this.settings;
    socket.on('error', () => this.destroy());
    socket.on('close', () => this.#stop());
    socket.setTimeout(idleTimeoutMs, () => {
      if (this.#busy) return;
      this.send(reply(421, 'Timeout.'));
      this.end();
    });
    socket.on('data', (chunk) => {
      if (latencyMs === 0) this.#take(socket, chunk);
      else setTimeout(() => this.#take(socket, chunk), latencyMs);
    });
  }

  #take(socket: Socket, chunk: Buffer): void {
    try {
      for (const line of this.#lines.push(chunk)) {
        if (this.#closed || socket !== this.#socket) return;
        this.#enqueue(line);
      }
    } catch {
      this.send(reply(500, 'Command line too long.'));
      this.end();
    }
  }

  #enqueue(line: string): void {
    if (this.#busy && this.settings.whenTogether) {
      this.#cut(this.settings.whenTogether);
      return;
    }
    this.announce(line);
    if (this.#busy && !this.settings.pipelining) return;
    this.#waiting.push(line);
    if (this.#waiting.length > MAX_WAITING) this.#socket.pause();
    if (!this.#busy) void this.#work();
  }

  /** What a firewall does that expects one command at a time. */
  #cut(how: 'reset' | 'end' | 'silence'): void {
    this.#stop();
    if (how === 'reset') this.reset();
    else if (how === 'end') this.end();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let line = this.#waiting.shift(); line !== undefined; line = this.#waiting.shift()) {
      if (this.#socket.isPaused() && this.#waiting.length < MAX_WAITING) this.#socket.resume();
      await this.execute(line);
    }
    this.#busy = false;
  }
}
