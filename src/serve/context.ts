import type { Store } from '../domain/storage/store.js';
import type { Status } from '../pipeline/status/status.js';
import type { ByteCache } from './read/byte-cache.js';
import type { Catalogue } from './read/catalogue.js';
import type { RainReader } from './read/rain-reader.js';
import type { ReadingsReader } from './read/readings-reader.js';

/** What answers are made of. */
export interface ServeContext {
  readonly store: Store;
  readonly catalogue: Catalogue;
  readonly rain: RainReader;
  /** Readings as they were received. */
  readonly readings: ReadingsReader;
  readonly cache: ByteCache;
  /** How the gauges are doing: silence, battery, quarantine, files that wait. */
  readonly readStatus: () => Promise<Status>;
  readonly nowS: () => number;
  /** pluvio's own version. */
  readonly version: string;
}
