import { randomBytes } from 'node:crypto';
import type { ExecutionContext } from 'ava';
import { Client } from 'basic-ftp';
import {
  createFtpServer,
  createMemoryBackend,
  type FtpServer,
  type FtpServerOptions,
  type MemoryBackend,
} from '../../../fixtures/ftp-server/index.js';

/** A running server over an empty tree in memory, with a login nobody else knows. */
export interface TestServer extends FtpServer {
  readonly user: string;
  readonly password: string;
  readonly files: MemoryBackend;
}

export const nowS = (): number => Math.floor(Date.now() / 1000);

/** Starts a server that ends with the test. */
export async function startServer(t: ExecutionContext, options: Partial<FtpServerOptions> = {}): Promise<TestServer> {
  const files = createMemoryBackend({ nowS });
  const user = `u${randomBytes(4).toString('hex')}`;
  const password = randomBytes(9).toString('base64url');
  const server = await createFtpServer({ backend: files, user, password, nowS, ...options });
  t.teardown(() => server.close());
  return { ...server, user, password, files };
}

/** A client that is logged in, and closed with the test. `port` leads past a proxy. */
export async function connect(
  t: ExecutionContext,
  server: TestServer,
  access: { readonly port?: number; readonly ca?: string; readonly timeoutMs?: number } = {},
): Promise<Client> {
  const client = new Client(access.timeoutMs ?? 5000);
  t.teardown(() => client.close());
  await client.access({
    host: server.host,
    port: access.port ?? server.port,
    user: server.user,
    password: server.password,
    ...(access.ca === undefined ? {} : { secure: true, secureOptions: { ca: access.ca } }),
  });
  return client;
}
