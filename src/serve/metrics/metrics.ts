import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Status } from '../../pipeline/status/status.js';
import type { ByteCache } from '../read/byte-cache.js';
import type { Catalogue } from '../read/catalogue.js';
import { registerGauges } from './gauge-metrics.js';

export interface MetricsParts {
  readonly catalogue: Catalogue;
  readonly cache: ByteCache;
  readonly listeners: () => number;
  readonly readStatus: () => Promise<Status>;
  readonly nowS: () => number;
}

/** Numbers about the server and what it publishes, in the text format of Prometheus. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly requests: Counter<'route' | 'status'>;
  private readonly durations: Histogram<'route'>;

  constructor({ catalogue, cache, listeners, readStatus, nowS }: MetricsParts) {
    const registers = [this.registry];
    this.requests = new Counter({
      name: 'pluvio_http_requests_total',
      help: 'Requests answered',
      labelNames: ['route', 'status'],
      registers,
    });
    this.durations = new Histogram({
      name: 'pluvio_http_request_seconds',
      help: 'Time to answer a request',
      labelNames: ['route'],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    });
    registerGauges({ registry: this.registry, catalogue, readStatus, nowS });
    const single = (name: string, help: string, value: () => number): void => {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(value());
        },
      });
    };
    single('pluvio_publication_reachable', '1 where the last look at the publication succeeded', () =>
      catalogue.failure === undefined ? 1 : 0,
    );
    single(
      'pluvio_last_look_timestamp_seconds',
      'When the publication was last looked at',
      () => catalogue.lookedS ?? 0,
    );
    single('pluvio_cache_bytes', 'Memory of kept years and answers', () => cache.sizeBytes);
    single('pluvio_cache_hits', 'Answers and years found in the cache since the start', () => cache.hits);
    single('pluvio_cache_misses', 'Answers and years not found in the cache since the start', () => cache.misses);
    single('pluvio_live_listeners', 'Listeners of server-sent events', listeners);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  request(route: string, status: number, durationMs: number): void {
    this.requests.inc({ route, status: String(status) });
    this.durations.observe({ route }, durationMs / 1000);
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
