import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  faultFunction,
  type FaultAction,
  type FaultFunction,
  type FaultRule,
} from '../../../fixtures/ftp-server/index.js';
import { delayLine } from './delay-line.js';
import { relayData, track, type DataSlot } from './fault-proxy-data.js';

export interface FaultProxyOptions {
  /** The real server. */
  readonly host?: string;
  readonly port: number;
  /** A round trip to add on control and data connections, connecting included. 0 unless given. */
  readonly rttMs?: number;
  /**
   * As for the embedded server, except that a path is what the client wrote, or, for a listing without one, wrote after its
   * last CWD, and that `no-overwrite` refuses RNTO whatever is there.
   */
  readonly faults?: FaultFunction | readonly FaultRule[];
}

export interface FaultProxy {
  readonly host: string;
  readonly port: number;
  /** Commands seen, by verb. */
  readonly commands: Readonly<Record<string, number>>;
  close(): Promise<void>;
}

/** A command whose final reply is still to come. */
interface Pending {
  readonly verb: string;
  readonly fault?: FaultAction | undefined;
  /** The proxy's own answer; the command was never passed on. */
  readonly own?: string;
  /** What is answered to a command that was passed on in a form that cannot succeed. */
  readonly refusal?: string | undefined;
  readonly slot?: DataSlot;
}

const NOWHERE = '/no-such-folder/of-any-server';
const LISTINGS = new Set(['LIST', 'NLST', 'MLSD']);
const TRANSFERS = new Set(['RETR', 'STOR', 'APPE', ...LISTINGS]);

/** Stands in front of any FTP server in passive mode, without TLS (AUTH is refused), and does harm on cue. */
export async function createFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const sockets = new Set<Socket>();
  const commands: Record<string, number> = {};
  const strike = faultFunction(options.faults);
  const faultOf = (verb: string, path: string): FaultAction | undefined => {
    const nth = (commands[verb] ?? 0) + 1;
    commands[verb] = nth;
    return strike({ verb, path, nth });
  };
  const listener = createServer({ noDelay: true }, (client) => {
    const server = connect({ host: options.host ?? '127.0.0.1', port: options.port, noDelay: true });
    for (const socket of [client, server]) track(socket, sockets);
    void new ControlRelay(client, server, options, faultOf, sockets).run();
  });
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  return {
    host: '127.0.0.1',
    port: (listener.address() as AddressInfo).port,
    commands,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

class ControlRelay {
  readonly #pending: Pending[] = [{ verb: 'greeting' }];
  readonly #rttMs: number;
  #slot: DataSlot | undefined;
  #folder = '';
  #silent = false;

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    private readonly options: FaultProxyOptions,
    private readonly faultOf: (verb: string, path: string) => FaultAction | undefined,
    private readonly sockets: Set<Socket>,
  ) {
    this.#rttMs = options.rttMs ?? 0;
  }

  /** Until either side is gone. */
  async run(): Promise<void> {
    try {
      await Promise.race([this.#fromClient(), this.#fromServer()]);
    } catch {
      // A break on one side must not look like an end to the other.
      for (const socket of [this.client, this.server]) socket.resetAndDestroy();
    }
    this.client.end();
    this.server.end();
  }

  async #fromClient(): Promise<void> {
    for await (const line of linesOf(this.client, this.#rttMs)) await this.#command(line);
  }

  async #fromServer(): Promise<void> {
    let reply: string[] = [];
    for await (const line of linesOf(this.server, this.#rttMs)) {
      reply.push(line);
      const code = /^\d{3}/.exec(reply[0]!)?.[0] ?? '';
      if (!line.startsWith(`${code} `)) continue;
      await this.#reply(Number(code), reply.join('\r\n'));
      reply = [];
    }
  }

  async #command(line: string): Promise<void> {
    const [verb = '', ...rest] = line.split(' ');
    const pending = this.#prepare(verb.toUpperCase(), Buffer.from(rest.join(' '), 'latin1').toString('utf8'));
    if (pending.fault?.kind === 'disconnect') {
      this.client.destroy();
      this.server.destroy();
      return;
    }
    if (pending.fault?.kind === 'delay') await sleep(pending.fault.delayMs);
    this.#pending.push(pending);
    // A server that has heard RNFR wants RNTO next: a refused one leads nowhere, and its answer is rewritten.
    if (pending.verb === 'RNTO' && pending.refusal !== undefined) this.server.write(`RNTO ${NOWHERE}\r\n`, 'latin1');
    else if (pending.own === undefined) this.server.write(`${line}\r\n`, 'latin1');
    else this.#sendOwn();
    if (pending.own !== undefined && TRANSFERS.has(pending.verb)) this.#slot?.stop('end');
  }

  #prepare(verb: string, written: string): Pending {
    const path = written === '' && LISTINGS.has(verb) ? this.#folder : written;
    if (verb === 'CWD') this.#folder = path;
    const fault = this.faultOf(verb, path);
    const refusal = ownAnswer(verb, fault);
    if (verb === 'RNTO') return { verb, fault, refusal };
    const own = refusal;
    if (TRANSFERS.has(verb) && this.#slot) Object.assign(this.#slot, { verb, fault });
    if (verb !== 'PASV' && verb !== 'EPSV') return { verb, fault, ...(own === undefined ? {} : { own }) };
    const slot: DataSlot = { verb, fault: undefined, stop: () => undefined };
    this.#slot = slot;
    return { verb, fault, slot, ...(own === undefined ? {} : { own }) };
  }

  async #reply(code: number, text: string): Promise<void> {
    if (code < 200) {
      this.#send(text);
      return;
    }
    const pending = this.#pending.shift();
    if (pending?.fault?.kind === 'silence') this.#silent = true;
    this.#send(pending ? await this.#rewritten(pending, code, text) : text);
    this.#sendOwn();
  }

  async #rewritten({ fault, slot, refusal }: Pending, code: number, text: string): Promise<string> {
    if (refusal !== undefined) return refusal;
    if (fault?.kind === 'answer') return `${fault.code} ${fault.text ?? 'Done.'}`;
    const wasTransferred = code < 300 || code === 426 || code === 451;
    if (fault?.kind === 'cut' && wasTransferred)
      return `${fault.code ?? (fault.how === 'end' ? 226 : 426)} Transfer over.`;
    if (fault?.kind === 'short-listing' && wasTransferred) return `226 Output truncated to ${fault.entries} matches.`;
    const realPort = portIn(text);
    // Without a port: Pure-FTPd, asked for the next file during a transfer, answers that first, out of turn.
    if (!slot || code >= 300 || Number.isNaN(realPort)) return text;
    const target = { host: this.options.host ?? '127.0.0.1', port: realPort, rttMs: this.#rttMs };
    const port = await relayData(slot, { ...target, sockets: this.sockets });
    if (code === 229) return `229 Entering Extended Passive Mode (|||${port}|)`;
    const host = fault?.kind === 'wrong-address' ? fault.host : '127.0.0.1';
    return `227 Entering Passive Mode (${host.replaceAll('.', ',')},${port >> 8},${port & 255}).`;
  }

  /** The proxy's own answers whose turn has come. */
  #sendOwn(): void {
    for (let next = this.#pending[0]; next?.own !== undefined; next = this.#pending[0]) {
      this.#pending.shift();
      this.#send(next.own);
      if (next.own.startsWith('421')) this.client.end();
    }
  }

  #send(text: string): void {
    if (!this.#silent && this.client.writable) this.client.write(`${text}\r\n`, 'latin1');
  }
}

function ownAnswer(verb: string, fault: FaultAction | undefined): string | undefined {
  if (verb === 'AUTH') return '502 Not through this proxy.';
  if (fault?.kind === 'no-overwrite') return '550 File exists.';
  return fault?.kind === 'refuse' ? `${fault.code} ${fault.text ?? 'Refused.'}` : undefined;
}

function portIn(text: string): number {
  const [, epsv] = /\|\|\|(\d+)\|/.exec(text) ?? [];
  const [, high, low] = /,(\d+),(\d+)\D*$/.exec(text) ?? [];
  return epsv === undefined ? Number(high) * 256 + Number(low) : Number(epsv);
}

/** The lines of a control connection, as bytes in characters, each half a round trip late. */
async function* linesOf(socket: Socket, rttMs: number): AsyncGenerator<string> {
  const source = rttMs === 0 ? socket : socket.pipe(delayLine(rttMs / 2));
  let rest = '';
  for await (const chunk of source as AsyncIterable<Buffer>) {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop()!;
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
}
