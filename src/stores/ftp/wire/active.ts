import { createServer, isIPv6, type AddressInfo, type Server, type Socket } from 'node:net';

/** Whether the server connects to us for data, where ports of ours are ready; 'trying': on one connection, for one file. */
export type ActiveState = 'off' | 'untried' | 'trying' | 'on';

/** A port of ours that the server is told to connect to, for one transfer. */
export interface ActivePort {
  /** `EPRT |1|address|port|` (RFC 2428). */
  readonly command: string;
  /** Calls back with the server's connection; one that comes from another host, or uncalled for, is closed. */
  expect(take: (socket: Socket) => void): void;
  /**
   * Gives the port up. None serves twice: a late connection must not be taken for the next one, and a server that always
   * connects from its port 20 cannot connect to the same port again for a minute.
   */
  done(): void;
}

/** Ports of ours for the data connections of one login, as many as it may ask for at once. */
export class ActivePorts {
  readonly #idle: Port[] = [];
  readonly #all = new Set<Port>();
  #closed = false;

  /** `address` is ours, `peer` the server's. */
  constructor(
    private readonly address: string,
    private readonly peer: string,
  ) {}

  /** Makes so many ports ready; fewer where the system gives no more. False where there is none. */
  async open(count: number): Promise<boolean> {
    await Promise.all(Array.from({ length: count - this.#all.size }, () => this.#add()));
    return this.#idle.length > 0;
  }

  /** A port that is ready; undefined where there is none. */
  take(): ActivePort | undefined {
    const port = this.#idle.pop();
    if (!port) return undefined;
    return {
      command: port.command,
      expect: (take) => {
        port.take = take;
      },
      done: () => this.#replace(port),
    };
  }

  close(): void {
    this.#closed = true;
    for (const port of this.#all) port.close();
  }

  #replace(port: Port): void {
    if (!this.#all.has(port)) return;
    port.close();
    this.#all.delete(port);
    if (!this.#closed) void this.#add();
  }

  async #add(): Promise<void> {
    const port = await Port.listen(this.address, this.peer).catch(() => undefined);
    if (!port) return;
    if (this.#closed) {
      port.close();
      return;
    }
    this.#all.add(port);
    this.#idle.push(port);
  }
}

class Port {
  take: ((socket: Socket) => void) | undefined;

  private constructor(
    private readonly server: Server,
    readonly command: string,
  ) {}

  static async listen(address: string, peer: string): Promise<Port> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(0, address, resolve);
    });
    server.unref();
    const { port } = server.address() as AddressInfo;
    const made = new Port(server, `EPRT |${isIPv6(address) ? 2 : 1}|${address}|${port}|`);
    server.on('connection', (socket) => {
      socket.on('error', () => undefined);
      const { take } = made;
      made.take = undefined;
      if (take && socket.remoteAddress === peer) take(socket);
      else socket.destroy();
    });
    return made;
  }

  close(): void {
    this.server.close();
  }
}
