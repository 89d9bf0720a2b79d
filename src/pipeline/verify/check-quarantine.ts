import { quarantinePath } from '../../domain/paths.js';
import type { Entry } from '../../domain/storage/store.js';
import { sha256Of } from './check-files.js';
import type { Checked, Flaw, Look, Place, Places } from './flaw.js';

/** Looks at a quarantine, which no manifest names: both places have to hold the same. */
export async function checkQuarantine(gauge: string | undefined, places: Places, look: Look): Promise<Checked> {
  const path = quarantinePath(gauge);
  const [here, there] = places;
  const own = await here.store.stat(path);
  const part = { kind: 'quarantine', gauge } as const;
  const sums = { files: own ? places.length : 0, sizeBytes: (own?.sizeBytes ?? 0) * places.length, isBehind: false };
  if (!there) return { part, flaws: [], ...sums };
  const other = await there.store.stat(path);
  if (!own && !other) return { part, flaws: [], ...sums };
  const flaws: Flaw[] = [];
  const missing = { path, what: 'missing', why: 'it is not there', expected: undefined } as const;
  if (!own) flaws.push({ place: here, ...missing });
  else if (!other) flaws.push({ place: there, ...missing });
  else {
    const why = await difference([here, own], [there, other], look);
    if (why !== undefined) flaws.push({ ...missing, place: there, what: 'damaged', why });
  }
  return { part, flaws, ...sums };
}

type Copy = readonly [Place, Entry];

async function difference([here, own]: Copy, [there, other]: Copy, { deep }: Look): Promise<string | undefined> {
  const what = `it is not what ${here.store.name} holds`;
  if (own.sizeBytes !== other.sizeBytes) return `${what}: ${other.sizeBytes} bytes instead of ${own.sizeBytes}`;
  if (!deep || (await sha256Of(here.store, own)) === (await sha256Of(there.store, other))) return undefined;
  return `${what}: the bytes are others`;
}
