import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from './reply.js';

const CONNECT_TIMEOUT_MS = 10_000;
/** What is read ahead for a slow client, or taken in while the disk is at work. */
const AHEAD_BYTES = 1024 * 1024;

/** A port of this server's on which one client's data connection is awaited. */
export interface PassivePort {
  readonly port: number;
  /** The connection, paused. Refuses with 425 when none comes within 10 s. */
  accept(): Promise<Socket>;
  /** Gives the port up, and a connection nobody took with it. */
  close(): void;
}

interface Listener {
  readonly server: Server;
  readonly port: number;
  waiting?: { readonly peer: string; readonly take: (socket: Socket) => void; readonly fail: () => void } | undefined;
}

/**
 * The ports for data connections. A port whose connection has come is used again: finding a free one takes the kernel
 * milliseconds once thousands of closed connections linger. A port given up before its connection came is closed
 * for good, so that a late connection can never be taken for the next transfer's, even when commands are pipelined.
 */
export class PassivePorts {
  readonly #idle: Listener[] = [];
  readonly #all = new Set<Listener>();

  constructor(
    private readonly host: string,
    /** The round trip to simulate. A connection, which costs the client none here, counts as made two of them late. */
    private readonly latencyMs: number,
  ) {}

  /** Awaits a connection from `peer` on a port; connections from elsewhere are turned away. */
  async open(peer: string): Promise<PassivePort> {
    const listener = this.#idle.pop() ?? (await this.#listen());
    const connection = this.#await(listener, peer);
    // Nobody may be asking any more when it fails.
    connection.catch(() => undefined);
    const { waiting } = listener;
    return {
      port: listener.port,
      accept: () => connection,
      close: () => {
        if (listener.waiting === waiting) this.#drop(listener);
        else
          void connection.then(
            (socket) => socket.destroy(),
            () => undefined,
          );
      },
    };
  }

  close(): void {
    for (const listener of this.#all) this.#drop(listener);
  }

  async #await(listener: Listener, peer: string): Promise<Socket> {
    let timer: NodeJS.Timeout | undefined;
    try {
      const socket = await new Promise<Socket>((take, reject) => {
        const fail = (): void => reject(new Refusal(425, 'No data connection.'));
        listener.waiting = { peer, take, fail };
        timer = setTimeout(() => this.#drop(listener), CONNECT_TIMEOUT_MS);
      });
      if (this.latencyMs > 0) await sleep(2 * this.latencyMs);
      return socket;
    } finally {
      clearTimeout(timer);
    }
  }

  #drop(listener: Listener): void {
    listener.waiting?.fail();
    listener.waiting = undefined;
    this.#all.delete(listener);
    listener.server.close();
  }

  #admit(listener: Listener, socket: Socket): void {
    socket.on('error', () => undefined);
    const { waiting } = listener;
    if (!waiting || waiting.peer !== socket.remoteAddress) {
      socket.destroy();
      return;
    }
    listener.waiting = undefined;
    this.#idle.push(listener);
    waiting.take(socket);
  }

  async #listen(): Promise<Listener> {
    const server = createServer({ pauseOnConnect: true, noDelay: true, highWaterMark: AHEAD_BYTES });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(0, this.host, resolve);
    });
    const listener: Listener = { server, port: (server.address() as AddressInfo).port };
    server.on('connection', (socket) => this.#admit(listener, socket));
    this.#all.add(listener);
    return listener;
  }
}
