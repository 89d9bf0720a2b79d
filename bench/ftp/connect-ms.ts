import { connect } from 'node:net';

/** Milliseconds that a connection takes to `host:port`: one round trip. */
export async function connectMs(address: string): Promise<number> {
  const [host, port] = address.split(':') as [string, string];
  const startMs = performance.now();
  await new Promise<void>((resolve, reject) => {
    const socket = connect(Number(port), host, () => {
      socket.destroy();
      resolve();
    }).on('error', reject);
  });
  return performance.now() - startMs;
}
