import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultAction } from '../../../fixtures/ftp-server/index.js';
import { factLine, nameLine, unixLine, type EntryFormat } from '../../../fixtures/ftp-server/backends/listing.js';
import { delayLine } from './delay-line.js';

const CONNECT_TIMEOUT_MS = 10_000;
const LF = 0x0a;
const FORMATS: Readonly<Record<string, EntryFormat>> = { LIST: unixLine, MLSD: factLine, NLST: nameLine };

/** One data connection to come: known from PASV or EPSV on, its command and fault from the transfer that follows. */
export interface DataSlot {
  verb: string;
  fault: FaultAction | undefined;
  /** Gives the connection up: in order, or with a reset. */
  stop: (how: 'end' | 'reset') => void;
}

export interface DataTarget {
  readonly host: string;
  readonly port: number;
  readonly rttMs: number;
  /** Every open socket, for the end. */
  readonly sockets: Set<Socket>;
}

/** Listens on a free port and relays the one connection that comes to the target; gives the port. */
export async function relayData(slot: DataSlot, target: DataTarget): Promise<number> {
  // An end is passed on as one: the other direction may have bytes to come.
  const listener = createServer({ noDelay: true, pauseOnConnect: true, allowHalfOpen: true });
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  listener.unref();
  setTimeout(() => listener.close(), CONNECT_TIMEOUT_MS).unref();
  slot.stop = () => void listener.close();
  listener.once('connection', (client: Socket) => {
    listener.close();
    void relay(client, slot, target);
  });
  return (listener.address() as AddressInfo).port;
}

async function relay(client: Socket, slot: DataSlot, { host, port, rttMs, sockets }: DataTarget): Promise<void> {
  track(client, sockets);
  slot.stop = (how) => stop(how, client);
  // The handshake (a round trip, which the client did not wait for here) and the half until the server knows.
  await sleep(1.5 * rttMs);
  const server = connect({ host, port, noDelay: true, allowHalfOpen: true });
  track(server, sockets);
  slot.stop = (how) => stop(how, client, server);
  try {
    await Promise.all([pass(server, client, slot, rttMs), pass(client, server, slot, rttMs)]);
  } catch {
    // A break on one side must not look like an end to the other.
    slot.stop('reset');
  }
}

function stop(how: 'end' | 'reset', ...sockets: Socket[]): void {
  for (const socket of sockets) {
    if (how === 'reset') socket.resetAndDestroy();
    else socket.destroy();
  }
}

/** Counts a socket among the open ones, and keeps its errors to it. */
export function track(socket: Socket, sockets: Set<Socket>): void {
  sockets.add(socket);
  socket.on('error', () => undefined);
  socket.on('close', () => sockets.delete(socket));
}

async function pass(from: Socket, to: Socket, slot: DataSlot, rttMs: number): Promise<void> {
  // Else the other direction would end with the last byte of this one.
  const source = (rttMs === 0 ? from : from.pipe(delayLine(rttMs / 2))).iterator({ destroyOnReturn: false });
  await pipeline(shape(source as AsyncIterable<Buffer>, slot), to);
}

/** The bytes as the fault of the slot leaves them. All are read, so that the sender believes in its success. */
async function* shape(source: AsyncIterable<Buffer>, slot: DataSlot): AsyncGenerator<Buffer> {
  let passedBytes = 0;
  let passedLines = 0;
  let any = false;
  for await (const chunk of source) {
    any = true;
    const { fault } = slot;
    let kept = chunk;
    if (fault?.kind === 'cut') kept = chunk.subarray(0, Math.max(0, fault.afterBytes - passedBytes));
    if (fault?.kind === 'short-listing') kept = firstLines(chunk, fault.entries - passedLines);
    passedBytes += kept.length;
    passedLines += countLines(kept);
    if (kept.length > 0) yield kept;
    if (fault?.kind === 'cut' && fault.how === 'reset' && passedBytes >= fault.afterBytes) slot.stop('reset');
  }
  const format = FORMATS[slot.verb];
  if (slot.fault?.kind !== 'extra-names' || !format || !any) return;
  for (const name of slot.fault.names)
    yield Buffer.from(`${format({ name, kind: 'file', sizeBytes: 5, modifiedS: 1_677_629_040 }, 0)}\r\n`);
}

function firstLines(chunk: Buffer, count: number): Buffer {
  let end = 0;
  for (let i = 0; i < count && end < chunk.length; i++) end = chunk.indexOf(LF, end) + 1 || chunk.length;
  return chunk.subarray(0, end);
}

function countLines(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, at + 1)) count++;
  return count;
}
