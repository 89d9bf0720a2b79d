import type { ExecutionContext } from 'ava';
import { NO_JOURNAL } from '../../../../src/domain/run/journal.js';
import { plainGauge } from '../../../../src/domain/network.js';
import type { Store } from '../../../../src/domain/storage/store.js';
import { readStatus } from '../../../../src/pipeline/status/status.js';
import { startServer, type ServeOptions } from '../../../../src/serve/server.js';
import { openFolderStore } from '../../../../src/stores/folder/store.js';
import { END_S } from './published.js';

export interface Serving {
  readonly url: string;
  readonly bugs: { readonly error: unknown; readonly id: string }[];
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;
  readonly json: <Value>(path: string) => Promise<Value>;
}

/** A server over a folder, or a store, that ends with the test. */
export async function serving(
  t: ExecutionContext,
  what: string | Store,
  options: Partial<ServeOptions> = {},
): Promise<Serving> {
  const store = typeof what === 'string' ? openFolderStore(what) : what;
  const bugs: { error: unknown; id: string }[] = [];
  const nowS = (): number => END_S + 120;
  const server = await startServer({
    store,
    host: '127.0.0.1',
    port: 0,
    basePath: '',
    pollMs: 200,
    cacheBytes: 50e6,
    requestsPerS: 0,
    pageFolder: 'dist/page',
    pageSettings: { title: 'Rain', tiles: undefined, tilesAttribution: undefined, timeZone: undefined },
    places: new Map(),
    readStatus: (names) =>
      readStatus({
        gauges: names.map(plainGauge),
        local: store,
        target: undefined,
        source: undefined,
        journal: NO_JOURNAL,
        lastRun: undefined,
        failing: [],
        nowS: nowS(),
        silentAfterS: 1800,
      }),
    version: '0.0.0-test',
    nowS,
    nowMs: () => performance.now(),
    onBug: (error, id) => bugs.push({ error, id }),
    onReachable: () => undefined,
    ...options,
  });
  t.teardown(() => server.close());
  const url = `http://127.0.0.1:${server.port}`;
  const get: Serving['get'] = (path, headers = {}) => fetch(`${url}${path}`, { headers, redirect: 'manual' });
  return {
    url,
    bugs,
    get,
    json: async <Value>(path: string) => {
      const response = await get(path);
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as Value;
    },
  };
}
