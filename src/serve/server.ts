import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { PluvioError, systemReason } from '../domain/errors.js';
import type { Store } from '../domain/storage/store.js';
import type { Status } from '../pipeline/status/status.js';
import { createApp, type PageSettings } from './app.js';
import { change } from './change.js';
import { Live } from './http/live.js';
import { RateLimit } from './http/rate.js';
import { StaticFiles } from './http/static-files.js';
import { Metrics } from './metrics/metrics.js';
import { ByteCache } from './read/byte-cache.js';
import { Catalogue } from './read/catalogue.js';
import type { Place } from './read/live-file.js';
import { RainReader } from './read/rain-reader.js';
import { ReadingsReader } from './read/readings-reader.js';

export interface ServeOptions {
  /** What is published: a folder, or an FTP server. */
  readonly store: Store;
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  /** '' or `/rain`, without a slash at its end. */
  readonly basePath: string;
  /** Time between two looks at the publication. */
  readonly pollMs: number;
  /** Memory for years and answers. */
  readonly cacheBytes: number;
  /** Requests a second that a client may make in the long run; 0: any number. */
  readonly requestsPerS: number;
  /** Where the page's files lie. */
  readonly pageFolder: string;
  readonly pageSettings: PageSettings;
  /** Places of the gauges table. */
  readonly places: ReadonlyMap<string, Place>;
  readonly readStatus: (gauges: readonly string[]) => Promise<Status>;
  readonly version: string;
  readonly nowS: () => number;
  readonly nowMs: () => number;
  /** Tells of an error that nobody foresaw, under the id that the client was told. */
  readonly onBug: (error: unknown, id: string) => void;
  /** Tells of the first look that fails, and of the first that succeeds again. */
  readonly onReachable: (failure: string | undefined) => void;
}

export interface RunningServer {
  readonly host: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** A request has that long to arrive, its headers less; a connection that says nothing that long. */
const REQUEST_MS = 15_000;
const HEADERS_MS = 10_000;
const SILENT_MS = 60_000;
const MOST_CONNECTIONS = 2_000;
const MOST_HEADER_BYTES = 16_384;
/** Looks that may be missed, or fail, before the server calls itself ill. */
const MISSED_LOOKS = 5;

/** Starts a server over what is published; it is ready, and has looked once, when this resolves. */
export async function startServer(options: ServeOptions): Promise<RunningServer> {
  const { store, nowS, nowMs, pollMs } = options;
  const catalogue = new Catalogue(store, nowS, options.places);
  const cache = new ByteCache(options.cacheBytes);
  const live = new Live();
  const readStatus = (): Promise<Status> => options.readStatus([...catalogue.current.gauges.keys()]);
  const looks = new Looks(catalogue, live, options);
  await looks.look();
  const app = createApp(
    {
      context: {
        store,
        catalogue,
        cache,
        rain: new RainReader(store, cache),
        readings: new ReadingsReader(store, cache),
        readStatus,
        nowS,
        version: options.version,
      },
      page: new StaticFiles(options.pageFolder),
      live,
      rate: new RateLimit(options.requestsPerS, nowMs),
      metrics: new Metrics({ catalogue, cache, listeners: () => live.count, readStatus, nowS }),
      pageSettings: options.pageSettings,
      isHealthy: () => nowMs() - looks.readMs < MISSED_LOOKS * pollMs + SILENT_MS,
      onBug: options.onBug,
    },
    options.basePath,
  );
  const server = createAdaptorServer({
    fetch: app.fetch,
    serverOptions: { maxHeaderSize: MOST_HEADER_BYTES, requestTimeout: REQUEST_MS, headersTimeout: HEADERS_MS },
  }) as Server;
  server.timeout = SILENT_MS;
  server.maxConnections = MOST_CONNECTIONS;
  await listening(server, options);
  looks.start();
  return {
    host: options.host,
    port: (server.address() as AddressInfo).port,
    close: async () => {
      looks.stop();
      live.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** Looks at the publication again and again, one look at a time. */
class Looks {
  /** When one last succeeded. */
  readMs: number;
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;
  private wasReachable = true;

  constructor(
    private readonly catalogue: Catalogue,
    private readonly live: Live,
    private readonly options: ServeOptions,
  ) {
    this.readMs = options.nowMs();
  }

  async look(): Promise<void> {
    const { catalogue, live, options } = this;
    const changed = await catalogue.look();
    if (catalogue.failure === undefined) this.readMs = options.nowMs();
    if (changed.length > 0) live.tell(change(catalogue.current, changed));
    const isReachable = catalogue.failure === undefined;
    if (isReachable !== this.wasReachable) options.onReachable(catalogue.failure);
    this.wasReachable = isReachable;
  }

  start(): void {
    this.timer = setTimeout(() => {
      void this.look().finally(() => {
        if (!this.isStopped) this.start();
      });
    }, this.options.pollMs);
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }
}

function listening(server: Server, { host, port }: Pick<ServeOptions, 'host' | 'port'>): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'another program has it; choose one with --port' : systemReason(cause);
      reject(new PluvioError('USAGE', `Cannot listen on ${host}, port ${port}: ${why}`, { cause }));
    });
    server.listen(port, host, resolve);
  });
}
