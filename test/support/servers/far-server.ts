import type { ExecutionContext } from 'ava';
import { delayLine } from './delay-line.js';
import { relayTo } from './relay.js';

/** A port where a server is a round trip away, as far as its control connection goes. */
export interface FarServer {
  readonly port: number;
  /** How often a command was sent to it. */
  readonly asked: (verb: string) => number;
}

/** Delays a server on 127.0.0.1. Commands sent in one packet arrive in one; data connections lead past this relay. */
export async function relayFar(t: ExecutionContext, port: number, rttMs: number): Promise<FarServer> {
  let sent = '';
  const relayed = await relayTo(t, port, (client, upstream) => {
    client.on('data', (bytes) => (sent += bytes.toString('latin1')));
    client.pipe(delayLine(rttMs / 2)).pipe(upstream);
    upstream.pipe(delayLine(rttMs / 2)).pipe(client);
  });
  return {
    port: relayed,
    asked: (verb) => sent.match(new RegExp(`^${verb}\\b`, 'gm'))?.length ?? 0,
  };
}
