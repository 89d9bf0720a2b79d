import { RESERVED_NAMES } from '../../domain/paths.js';
import type { Store } from '../../domain/storage/store.js';
import { checkNetwork } from './check-network.js';
import { checkQuarantine } from './check-quarantine.js';
import { checkLive } from './check-live.js';
import { checkTables } from './check-tables.js';
import { checkYears } from './check-years.js';
import type { Checked, Look, Part, Places } from './flaw.js';

/** What is published, in either place, of the wanted gauges and of any other: part by part, in a steady order. */
export async function publishedParts(wanted: readonly string[], places: Places): Promise<Part[]> {
  const gauges = new Set(wanted);
  for (const { store } of places)
    for (const name of await store.listFolders('')) if (mayBeGauge(name)) gauges.add(name);
  return partsOf([...gauges], places);
}

/** The parts of gauges. */
export async function partsOf(gauges: readonly string[], places: Places): Promise<Part[]> {
  const parts: Part[] = [];
  const years = new Set<number>();
  for (const gauge of gauges) {
    const names = new Set<string>();
    for (const { store } of places) for (const year of await yearsOf(store, gauge)) names.add(year);
    for (const year of [...names].map(Number).sort((a, b) => a - b)) {
      parts.push({ kind: 'year', gauge, year }, { kind: 'tables', gauge, year });
      years.add(year);
    }
    parts.push({ kind: 'tables', gauge, year: undefined });
  }
  for (const year of [...years].sort((a, b) => a - b))
    parts.push({ kind: 'network', year }, { kind: 'tables', gauge: undefined, year });
  parts.push({ kind: 'live' });
  for (const gauge of [undefined, ...gauges]) parts.push({ kind: 'quarantine', gauge });
  return parts;
}

function mayBeGauge(name: string): boolean {
  return !name.startsWith('.') && !RESERVED_NAMES.includes(name);
}

/** A gauge's years that have something of ours: a folder that is called like a year may hold anything. */
async function yearsOf(store: Store, gauge: string): Promise<string[]> {
  const names = (await store.listFolders(gauge)).filter((name) => /^\d{4}$/.test(name));
  const found: string[] = [];
  for (const year of names) {
    const { entries } = await store.list(`${gauge}/${year}`);
    if (entries.some(({ path }) => path.startsWith(`${gauge}/${year}/${gauge}_`))) found.push(year);
  }
  return found;
}

/**
 * Looks at published files in both places: sizes, or with `deep` every byte. Nothing is changed. What comes of a part is in
 * the order of the parts, years of a gauge together.
 */
export async function checkParts(parts: readonly Part[], places: Places, look: Look): Promise<Checked[]> {
  const checked: Checked[] = [];
  const gauges = new Map<string, number[]>();
  for (const part of parts)
    if (part.kind === 'year') gauges.set(part.gauge, [...(gauges.get(part.gauge) ?? []), part.year]);
  for (const [gauge, years] of gauges) checked.push(...(await checkYears(gauge, years, places, look)));
  const sets = parts.filter((part) => part.kind === 'tables');
  checked.push(...(await checkTables(sets, places, look)));
  for (const part of parts) {
    look.signal?.throwIfAborted();
    if (part.kind === 'network') checked.push(await checkNetwork(part.year, places, look));
    else if (part.kind === 'live') checked.push(await checkLive(places, look));
    else if (part.kind === 'quarantine') checked.push(await checkQuarantine(part.gauge, places, look));
  }
  return checked;
}
