import type { Change } from './http/live.js';
import type { Snapshot } from './read/catalogue.js';

/** What listeners are told of a publication: of all gauges, or of those that changed. */
export function change({ key, gauges }: Snapshot, names: Iterable<string> = gauges.keys()): Change {
  const told = [...names].map((gauge) => ({ gauge, last_reading: gauges.get(gauge)?.lastS ?? null }));
  return { key, gauges: told };
}
