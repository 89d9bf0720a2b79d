import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';

/** A port where a server on 127.0.0.1 greets otherwise than it does. */
export async function relayGreeting(
  t: ExecutionContext,
  port: number,
  rewrite: (greeting: string) => string,
): Promise<number> {
  const relay = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port, host: '127.0.0.1', noDelay: true });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
    client.pipe(upstream);
    upstream.once('data', (greeting) => {
      client.write(rewrite(greeting.toString('latin1')));
      upstream.pipe(client);
    });
  });
  await once(relay.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => relay.close());
  return (relay.address() as AddressInfo).port;
}
