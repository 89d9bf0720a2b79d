import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from './reply.js';

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * A port on which one data connection is awaited. Each PASV or EPSV gets a fresh one, so that a connection meant for a
 * refused transfer can never be taken for the next one's, even when commands are pipelined.
 */
export class PassivePort {
  readonly port: number;
  readonly #server: Server;
  readonly #connection: Promise<Socket>;

  private constructor(server: Server, peer: string, latencyMs: number) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    this.#connection = connectionTo(server, peer, latencyMs);
    // A connection that comes, or fails to, after the port was given up is nobody's concern.
    this.#connection.catch(() => undefined);
  }

  /** Listens on a free port of `host` for a connection from `peer`, which counts as made after two `latencyMs`. */
  static async open(host: string, peer: string, latencyMs: number): Promise<PassivePort> {
    const server = createServer({ pauseOnConnect: true, noDelay: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(0, host, resolve);
    });
    return new PassivePort(server, peer, latencyMs);
  }

  /** The client's data connection, paused. Refuses with 425 when none comes within 10 s. */
  accept(): Promise<Socket> {
    return this.#connection;
  }

  /** Gives the port up, and a connection nobody took with it. */
  close(): void {
    this.#server.close();
    void this.#connection.then(
      (socket) => socket.destroy(),
      () => undefined,
    );
  }
}

function connectionTo(server: Server, peer: string, latencyMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => server.close(), CONNECT_TIMEOUT_MS);
    server.once('close', () => {
      clearTimeout(timer);
      reject(new Refusal(425, 'No data connection.'));
    });
    server.on('connection', (socket) => {
      socket.on('error', () => undefined);
      if (socket.remoteAddress !== peer) {
        socket.destroy();
        return;
      }
      clearTimeout(timer);
      server.close();
      if (latencyMs === 0) resolve(socket);
      else void sleep(2 * latencyMs).then(() => resolve(socket));
    });
  });
}
