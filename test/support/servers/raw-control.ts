import { connect, type Socket } from 'node:net';
import type { ExecutionContext } from 'ava';
import type { TestServer } from './ftp-server.js';

/** A bare control connection, for what no ordinary client does. */
export class RawControl {
  readonly #socket: Socket;
  #text = '';
  #ended = false;
  #wake: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => {
      this.#text += chunk.toString('utf8');
      this.#wake();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#ended = true;
      this.#wake();
    });
  }

  /** Connects and reads the greeting. */
  static async open(t: ExecutionContext, port: number): Promise<RawControl> {
    const socket = connect(port, '127.0.0.1');
    t.teardown(() => socket.destroy());
    const control = new RawControl(socket);
    await control.reply();
    return control;
  }

  static async login(t: ExecutionContext, server: TestServer): Promise<RawControl> {
    const control = await RawControl.open(t, server.port);
    await control.command(`USER ${server.user}`);
    await control.command(`PASS ${server.password}`);
    return control;
  }

  send(bytes: string | Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** The next reply, its lines joined by LF; '' once the server has closed the connection. */
  async reply(): Promise<string> {
    for (;;) {
      const match = /^(\d{3})(?: .*|-[^]*?\r\n\1 .*)\r\n/.exec(this.#text);
      if (match) {
        this.#text = this.#text.slice(match[0].length);
        return match[0].trimEnd().replaceAll('\r\n', '\n');
      }
      if (this.#ended) return '';
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async replies(count: number): Promise<string[]> {
    const all: string[] = [];
    for (let i = 0; i < count; i++) all.push(await this.reply());
    return all;
  }

  /** Sends one command, gives its reply. */
  command(line: string): Promise<string> {
    this.send(`${line}\r\n`);
    return this.reply();
  }
}

/** The port that a 229 reply names. */
export function portOf(reply: string): number {
  return Number(/\|\|\|(\d+)\|/.exec(reply)?.[1]);
}

/** Connects to a data port and reads it to its end. */
export async function readData(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  for await (const chunk of socket) text += (chunk as Buffer).toString('utf8');
  return text;
}
