import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';
import { delayLine } from './delay-line.js';

/** A port where a server is a round trip away, as far as its control connection goes. */
export interface FarServer {
  readonly port: number;
  /** How often a command was sent to it. */
  readonly asked: (verb: string) => number;
}

/** Delays a server on 127.0.0.1. Commands sent in one packet arrive in one; data connections lead past this relay. */
export async function relayFar(t: ExecutionContext, port: number, rttMs: number): Promise<FarServer> {
  let sent = '';
  const relay = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port, host: '127.0.0.1', noDelay: true });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
    client.on('data', (bytes) => (sent += bytes.toString('latin1')));
    client.pipe(delayLine(rttMs / 2)).pipe(upstream);
    upstream.pipe(delayLine(rttMs / 2)).pipe(client);
  });
  await once(relay.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => relay.close());
  return {
    port: (relay.address() as AddressInfo).port,
    asked: (verb) => sent.match(new RegExp(`^${verb}\\b`, 'gm'))?.length ?? 0,
  };
}
