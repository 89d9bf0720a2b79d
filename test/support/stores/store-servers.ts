import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import {
  createFolderBackend,
  createFtpServer,
  type FtpServer,
  type FtpServerOptions,
} from '../../../fixtures/ftp-server/index.js';
import type { FtpEvent, FtpStoreOptions } from '../../../src/stores/ftp/options.js';
import { openFtpStore } from '../../../src/stores/ftp/store.js';
import type { StoreUnderTest } from './store-conformance.js';
import {
  startRealServer,
  type RealServer,
  type RealServerName,
  type RealServerOptions,
} from '../servers/real-servers.js';
import { tempFolder } from '../temp-folder.js';

/** An embedded server over a folder, a store on it, and what the store told. */
export interface EmbeddedUnderTest extends StoreUnderTest {
  readonly server: FtpServer;
  readonly events: FtpEvent[];
  readonly options: FtpStoreOptions;
}

/** The store does not wait between attempts. Everything ends with the test. */
export async function startEmbedded(
  t: ExecutionContext,
  serverOptions: Partial<FtpServerOptions> = {},
  storeOptions: Partial<FtpStoreOptions> = {},
): Promise<EmbeddedUnderTest> {
  const root = join(tempFolder(t), 'data/root');
  mkdirSync(root, { recursive: true });
  const password = randomBytes(9).toString('base64url');
  const server = await createFtpServer({
    backend: await createFolderBackend(join(root, '..')),
    user: 'logger',
    password,
    nowS: () => Math.floor(Date.now() / 1000),
    ...serverOptions,
  });
  const events: FtpEvent[] = [];
  const options: FtpStoreOptions = {
    host: '127.0.0.1',
    port: server.port,
    user: 'logger',
    password,
    root: '/root',
    onEvent: (event) => events.push(event),
    sleep: () => Promise.resolve(),
    ...storeOptions,
  };
  const store = openFtpStore(options);
  t.teardown(async () => {
    await store.close();
    await server.close();
  });
  return { store, root, server, events, options };
}

/** A real server that ends with the test, which is declared with `whyNot`: it can be run here. */
export async function realServer(
  t: ExecutionContext,
  name: RealServerName,
  options: RealServerOptions = {},
): Promise<RealServer> {
  const server = await startRealServer(name, options);
  t.teardown(() => server.stop());
  return server;
}

let folders = 0;

/** A store on a folder of its own of a real server. */
export function storeOn(
  t: ExecutionContext,
  server: RealServer,
  storeOptions: Partial<FtpStoreOptions> = {},
): StoreUnderTest & { readonly events: FtpEvent[] } {
  const place = `t${++folders}/root`;
  const root = join(server.base, place);
  mkdirSync(root, { recursive: true });
  const events: FtpEvent[] = [];
  const store = openFtpStore({
    host: '127.0.0.1',
    port: server.port,
    user: server.user,
    password: server.password,
    root: join(server.basePath, place),
    connections: 4,
    onEvent: (event) => events.push(event),
    sleep: () => Promise.resolve(),
    ...storeOptions,
  });
  t.teardown(() => store.close());
  return { store, root, events };
}
