import type { ExecutionContext } from 'ava';
import { relayTo } from './relay.js';

/** A port where a server on 127.0.0.1 greets otherwise than it does. */
export function relayGreeting(
  t: ExecutionContext,
  port: number,
  rewrite: (greeting: string) => string,
): Promise<number> {
  return relayTo(t, port, (client, upstream) => {
    client.pipe(upstream);
    upstream.once('data', (greeting) => {
      client.write(rewrite(greeting.toString('latin1')));
      upstream.pipe(client);
    });
  });
}
