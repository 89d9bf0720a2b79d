import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { ExecutionContext } from 'ava';

/** A port that leads to one of 127.0.0.1: `join` lets bytes through, both ways; where one side ends, the other does. */
export async function relayTo(
  t: ExecutionContext,
  port: number,
  join: (client: Socket, upstream: Socket) => void,
): Promise<number> {
  const relay = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port, host: '127.0.0.1', noDelay: true });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
    join(client, upstream);
  });
  await once(relay.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => relay.close());
  return (relay.address() as AddressInfo).port;
}
