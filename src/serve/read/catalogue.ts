import { createHash } from 'node:crypto';
import { messageOf, PluvioError } from '../../domain/errors.js';
import type { Manifest } from '../../domain/manifest.js';
import { RESERVED_NAMES, unsafeName, yearPath } from '../../domain/paths.js';
import { isSafeName } from '../../domain/listed/safe-name.js';
import type { Entry, Store } from '../../domain/storage/store.js';
import { parseManifest } from '../../formats/manifest/manifest-json.js';
import { compareText } from '../../domain/text/compare-text.js';
import { LIVE_REACH_S, type LiveTable } from '../../products/cumulative.js';
import { placesOf, readLiveFile, type Place } from './live-file.js';
import { readWhole } from './whole-file.js';

/** A gauge's published year, and what tells one publication of it from another. */
export interface PublishedYear {
  readonly year: number;
  readonly manifest: Manifest;
  /** Changes with every publication: the hash of the manifest's bytes. */
  readonly key: string;
}

export interface PublishedGauge {
  readonly name: string;
  readonly place: Place;
  /** Ascending. */
  readonly years: readonly PublishedYear[];
  /** Stamps of its first and last reading, Unix seconds. */
  readonly firstS: number | undefined;
  readonly lastS: number | undefined;
}

/** What is published, at one moment. */
export interface Snapshot {
  /** By name, in the order of the alphabet. */
  readonly gauges: ReadonlyMap<string, PublishedGauge>;
  /** Changes when anything does. */
  readonly key: string;
  readonly lastS: number | undefined;
  /** The published table of the last hours, where it is of these very readings. */
  readonly live: LiveTable | undefined;
}

interface Seen {
  readonly entry: Entry;
  /** Whether it may have been replaced within the second that its date tells. */
  readonly isFresh: boolean;
  readonly year: PublishedYear | undefined;
}

export const NOTHING: Snapshot = { gauges: new Map(), key: 'nothing', lastS: undefined, live: undefined };
/** Manifests that are looked at in one go besides the newest of every gauge. */
const SLICE = 2000;
/** A date tells whole seconds: a file may change again within the one that it was read in. */
const FRESH_S = 2;

/**
 * What a folder or server publishes, by its manifests; looked at again and again. The newest years are looked at each
 * time, and up to 2,000 of the others in turn. A look that fails leaves what was known.
 */
export class Catalogue {
  current: Snapshot = NOTHING;
  /** Why the last look failed; undefined where it did not. */
  failure: string | undefined;
  /** When a look last succeeded, Unix seconds. */
  lookedS: number | undefined;
  private readonly seen = new Map<string, Seen>();
  private turn = 0;

  constructor(
    private readonly store: Store,
    private readonly nowS: () => number,
    private readonly given: ReadonlyMap<string, Place> = new Map(),
  ) {}

  /** Looks once; gives the gauges whose publication changed. Never throws. */
  async look(): Promise<string[]> {
    try {
      const before = this.current;
      await this.read();
      this.failure = undefined;
      this.lookedS = this.nowS();
      return changedSince(before, this.current);
    } catch (error) {
      this.failure = messageOf(error);
      return [];
    }
  }

  private async read(): Promise<void> {
    const { store } = this;
    if (!(await store.hasFolder(''))) throw new PluvioError('STORE_MISSING', `there is no folder ${store.name}`);
    const names = (await store.listFolders('')).filter(isGaugeName).sort(compareText);
    const paths = new Map<string, string[]>();
    for (const gauge of names) {
      const years = (await store.listFolders(gauge)).filter((name) => /^\d{4}$/.test(name)).map(Number);
      const ascending = years.sort((a, b) => a - b);
      paths.set(
        gauge,
        ascending.map((year) => yearPath(gauge, year, 'manifest')),
      );
    }
    await this.readChanged([...paths.values()].flat());
    const live = await readLiveFile(store);
    const places = placesOf(live, this.given);
    const gauges = new Map<string, PublishedGauge>();
    for (const [gauge, of] of paths) {
      const years = of.map((path) => this.seen.get(path)?.year).filter((year) => year !== undefined);
      if (years.length > 0) gauges.set(gauge, gaugeOf(gauge, years, places.get(gauge)));
    }
    this.current = snapshotOf(gauges, live);
  }

  private async readChanged(paths: readonly string[]): Promise<void> {
    const { seen, store } = this;
    const wanted = new Set(paths);
    for (const path of seen.keys()) if (!wanted.has(path)) seen.delete(path);
    const due = this.dueOf(paths);
    const entries = await store.statMany(due);
    const nowS = this.nowS();
    for (const [i, path] of due.entries()) {
      const entry = entries[i];
      const known = seen.get(path);
      if (!entry) seen.delete(path);
      else if (!known || known.isFresh || !isSameEntry(known.entry, entry)) await this.readManifest(path, nowS);
    }
  }

  /** Those never seen, the newest of each gauge, and some of the others in turn. */
  private dueOf(paths: readonly string[]): string[] {
    if (paths.length <= SLICE) return [...paths];
    const newest = new Map(paths.map((path) => [path.slice(0, path.indexOf('/')), path]));
    const first = (this.turn++ * SLICE) % paths.length;
    const inTurn = new Set([...newest.values(), ...paths.slice(first, first + SLICE)]);
    return paths.filter((path) => inTurn.has(path) || !this.seen.has(path));
  }

  private async readManifest(path: string, nowS: number): Promise<void> {
    const file = await readWhole(this.store, path);
    if (!file) return;
    const { entry, bytes } = file;
    const isFresh = entry.modifiedS !== undefined && entry.modifiedS >= nowS - FRESH_S;
    this.seen.set(path, { entry, isFresh, year: yearOf(bytes, path) });
  }
}

/** A manifest that cannot be read is that of a year that is not served. */
function yearOf(bytes: Uint8Array, path: string): PublishedYear | undefined {
  try {
    const manifest = parseManifest(bytes, path);
    return { year: manifest.year, manifest, key: hashOf(bytes) };
  } catch {
    return undefined;
  }
}

function gaugeOf(name: string, years: readonly PublishedYear[], place: Place | undefined): PublishedGauge {
  const firstS = years.find(({ manifest }) => manifest.firstS !== null)?.manifest.firstS ?? undefined;
  const lastS = years.findLast(({ manifest }) => manifest.lastS !== null)?.manifest.lastS ?? undefined;
  return { name, place: place ?? { lon: undefined, lat: undefined }, years, firstS, lastS };
}

function snapshotOf(gauges: ReadonlyMap<string, PublishedGauge>, live: LiveTable | undefined): Snapshot {
  const all = [...gauges.values()];
  const lasts = all.map(({ lastS }) => lastS).filter((lastS) => lastS !== undefined);
  const text = JSON.stringify(all.map(({ name, place, years }) => [name, place, years.map(({ key }) => key)]));
  const lastS = lasts.length > 0 ? Math.max(...lasts) : undefined;
  return { gauges, key: hashOf(`${live?.time ?? ''} ${text}`), lastS, live: isOf(live, all) ? live : undefined };
}

/** Whether a table tells of all gauges, up to the last reading of each. */
function isOf(live: LiveTable | undefined, gauges: readonly PublishedGauge[]): boolean {
  if (!live) return false;
  const lasts = new Map(live.sites.map(({ site, last_reading }) => [site, last_reading]));
  return gauges.every(({ name, lastS = null }) => {
    const told = lasts.get(name);
    // Of a gauge that has long been silent the table need not know more.
    return told === lastS || (told === null && (lastS ?? 0) < live.timestamp - LIVE_REACH_S);
  });
}

function changedSince(before: Snapshot, now: Snapshot): string[] {
  const keyOf = (gauge: PublishedGauge | undefined): string => gauge?.years.map(({ key }) => key).join() ?? '';
  const names = new Set([...before.gauges.keys(), ...now.gauges.keys()]);
  return [...names].filter((name) => keyOf(before.gauges.get(name)) !== keyOf(now.gauges.get(name)));
}

function isGaugeName(name: string): boolean {
  return isSafeName(name) && unsafeName(name) === undefined && !RESERVED_NAMES.includes(name);
}

function isSameEntry(a: Entry, b: Entry): boolean {
  return a.sizeBytes === b.sizeBytes && a.modifiedS === b.modifiedS;
}

function hashOf(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 24);
}
