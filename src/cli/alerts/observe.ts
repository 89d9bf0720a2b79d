import fs from 'node:fs';
import type { SeenGauge } from '../../alerts/observation.js';
import { DAY_S } from '../../domain/time/time.js';
import { readProcesses } from '../../pipeline/run/process-notes.js';
import type { Status } from '../../pipeline/status/status.js';
import { ByteCache } from '../../serve/read/byte-cache.js';
import { Catalogue } from '../../serve/read/catalogue.js';
import { RainReader } from '../../serve/read/rain-reader.js';
import { openOutputFolder } from '../../stores/output-folder.js';
import type { Store } from '../../domain/storage/store.js';
import type { Observe } from './open-alerts.js';

/** Rain of so long is read: windows of rules are no longer than that. */
const REACH_S = 8 * DAY_S;
/** Rain of windows that ended longer ago is history, also where it is read for the first time. */
const NEWS_S = DAY_S;
const CACHE_BYTES = 20_000_000;

export interface ObserveParts {
  readonly store: Store;
  /** The output folder, where that is what is looked at. */
  readonly out: string | undefined;
  /** Gauges that are wanted; [] where that is not known, and those are looked at that are published. */
  readonly gauges: () => readonly string[];
  readonly readStatus: (gauges: readonly string[]) => Promise<Status>;
  /** Raw files that are left; undefined where it is not known which. */
  readonly leftFiles: () => readonly string[] | undefined;
  readonly nowS: () => number;
}

/** Looks at what is published as alerts need it. */
export function observer({ store, out, gauges, readStatus, leftFiles, nowS }: ObserveParts): Observe {
  const catalogue = new Catalogue(store, nowS);
  const rain = new RainReader(store, new ByteCache(CACHE_BYTES));
  return async (seenS) => {
    await catalogue.look();
    const isKnown = catalogue.failure === undefined;
    const published = catalogue.current.gauges;
    const atS = nowS();
    const names = gauges().length > 0 ? gauges() : [...published.keys()];
    const status = isKnown ? await readStatus(names) : undefined;
    const seen: SeenGauge[] = [];
    for (const name of names) {
      const of = status?.gauges.find(({ gauge }) => gauge === name);
      const year = published.get(name);
      // A year that is being published at this moment is looked at the next time.
      const series = year && (await rain.rain(year, { fromS: atS - REACH_S, toS: atS }).catch(() => undefined));
      const sinceS = Math.max(seenS[name] ?? 0, atS - NEWS_S);
      seen.push({ name, lastS: of?.lastReadingS, batteryV: of?.battery?.lastV, series: series?.series, sinceS });
    }
    const run = out === undefined ? undefined : readProcesses(openOutputFolder(out)).update;
    return {
      nowS: atS,
      gauges: seen,
      run,
      freeBytes: out === undefined ? undefined : freeBytesOf(out),
      leftFiles: leftFiles(),
    };
  };
}

function freeBytesOf(folder: string): number | undefined {
  try {
    const { bavail, bsize } = fs.statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
