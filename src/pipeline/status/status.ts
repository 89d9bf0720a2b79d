import { messageOf } from '../../domain/errors.js';
import type { Journal } from '../../domain/run/journal.js';
import { foldersOf, type Gauge } from '../../domain/network.js';
import type { Manifest } from '../../domain/manifest.js';
import type { Store } from '../../domain/storage/store.js';
import { DAY_S, formatDateTime } from '../../domain/time/time.js';
import type { Failing, FailingProcess } from '../run/failing.js';
import type { LastRun } from '../run/last-run.js';
import type { ForeignLabel } from '../books/ledger.js';
import type { Battery } from './battery.js';
import { completenessOf, type Completeness } from './observed.js';
import { comparePublished, manifestsOf, type PublishedYear } from './published.js';
import { quarantinedByReason } from './quarantined.js';
import { batteryUntil, runsIn } from './series-end.js';
import { asSpelt } from '../ingest/spelt-folders.js';
import { waitingFiles, waitingOf, type WaitingFiles } from './waiting.js';

/** Days that completeness is told for. */
export const WINDOWS_D = { last24h: 1, last7d: 7, last30d: 30 } as const;

export type WindowName = keyof typeof WINDOWS_D;

/** A file or folder that failed alone in the last run, and for how long it has. */
export interface FailingStatus {
  readonly what: string;
  readonly why: string;
  readonly process: FailingProcess;
  readonly sinceS: number;
  readonly since: string;
  readonly forS: number;
}

export interface GaugeStatus {
  readonly gauge: string;
  /** Stamp of the last reading, Unix seconds and UTC; null where there is none. */
  readonly lastReadingS: number | null;
  readonly lastReading: string | null;
  readonly silentS: number | null;
  /** Silent for longer than asked, or never heard of. */
  readonly isSilent: boolean;
  readonly completeness: Readonly<Record<WindowName, Completeness>>;
  readonly battery: Battery | null;
  readonly foreignLabels: readonly ForeignLabel[];
  readonly quarantined: Readonly<Record<string, number>>;
  readonly years: readonly PublishedYear[];
  readonly waits: {
    /** null where no source was named. */
    readonly rawFiles: WaitingFiles | { readonly error: string } | null;
    readonly years: readonly { readonly year: number; readonly why: string }[];
  };
  readonly failing: readonly FailingStatus[];
}

export interface Status {
  /** Unix seconds. */
  readonly nowS: number;
  readonly silentAfterS: number;
  /** Where years are published, and why it cannot be asked now, where it cannot. */
  readonly publication: { readonly name: string; readonly error: string | null };
  readonly gauges: readonly GaugeStatus[];
  /** Raw files that lie in no gauge's folder; null where no source was named. */
  readonly withoutFolder: WaitingFiles | { readonly error: string } | null;
  /** What fails of the files that lie in no gauge's folder. */
  readonly failing: readonly FailingStatus[];
}

export interface StatusOptions {
  readonly gauges: readonly Gauge[];
  /** The output folder. */
  readonly local: Store;
  /** undefined: the output folder is the publication. */
  readonly target: Store | undefined;
  readonly source: Store | undefined;
  readonly journal: Journal;
  readonly lastRun: LastRun | undefined;
  readonly failing: readonly Failing[];
  readonly nowS: number;
  readonly silentAfterS: number;
}

/**
 * How every gauge is doing, in the order of the configuration. Looks at manifests, at the ends of the newest files, and
 * at listings: time and memory do not grow with the history. Where nothing is local, the target's files are looked at.
 * Nothing is changed or locked; a target or source that cannot be reached is told, not thrown.
 */
export async function readStatus(given: StatusOptions): Promise<Status> {
  const options = { ...given, gauges: await speltGauges(given) };
  const { local, target, nowS, silentAfterS } = options;
  let error: string | null = null;
  const gauges: GaugeStatus[] = [];
  for (const gauge of options.gauges) {
    const here = await manifestsOf(local, gauge.name);
    let there: Manifest[] | null | undefined;
    try {
      there = error === null ? target && (await manifestsOf(target, gauge.name)) : null;
    } catch (failure) {
      error = messageOf(failure);
      there = null;
    }
    gauges.push(await gaugeStatus(gauge, here, there, options));
  }
  const { source, journal } = options;
  const withoutFolder = source
    ? await waitingFiles(source, { gauge: '', path: '', folder: undefined }, journal, () => false)
    : null;
  const publication = { name: (target ?? local).name, error };
  return { nowS, silentAfterS, publication, gauges, withoutFolder, failing: failingOf('', options) };
}

/** The gauges, with their folders as the source spells them, where it can be asked. */
async function speltGauges({ source, gauges }: StatusOptions): Promise<readonly Gauge[]> {
  try {
    return source ? await asSpelt(source, gauges) : gauges;
  } catch {
    // Why it cannot be asked is told of each folder.
    return gauges;
  }
}

function failingOf(name: string, { failing, nowS }: StatusOptions): FailingStatus[] {
  return failing
    .filter(({ gauge }) => gauge === name)
    .map(({ what, why, process, sinceS }) => ({
      what,
      why,
      process,
      sinceS,
      since: formatDateTime(sinceS),
      forS: Math.max(0, nowS - sinceS),
    }));
}

async function gaugeStatus(
  gauge: Gauge,
  here: readonly Manifest[],
  there: readonly Manifest[] | null | undefined,
  options: StatusOptions,
): Promise<GaugeStatus> {
  const { local, target, source, journal, lastRun, nowS, silentAfterS, gauges } = options;
  const { name } = gauge;
  const isGaugeFolder = (path: string): boolean => gauges.some((other) => foldersOf(other).includes(path));
  const store = here.length === 0 && there && there.length > 0 ? target! : local;
  const years = comparePublished(here, there);
  const lastReadingS = years.reduce<number | null>((last, { lastS }) => (lastS === null ? last : lastS), null);
  const silentS = lastReadingS === null ? null : nowS - lastReadingS;
  const runs = await runsIn(store, name, { startS: nowS - WINDOWS_D.last30d * DAY_S, endS: nowS });
  const over = (days: number): Completeness => completenessOf(runs, { startS: nowS - days * DAY_S, endS: nowS });
  const battery = lastReadingS === null ? undefined : await batteryUntil(store, name, lastReadingS);
  return {
    gauge: name,
    lastReadingS,
    lastReading: lastReadingS === null ? null : formatDateTime(lastReadingS),
    silentS,
    isSilent: silentS === null || silentS > silentAfterS,
    completeness: {
      last24h: over(WINDOWS_D.last24h),
      last7d: over(WINDOWS_D.last7d),
      last30d: over(WINDOWS_D.last30d),
    },
    battery: battery ?? null,
    foreignLabels: lastRun?.foreignLabels.filter((label) => label.gauge === name) ?? [],
    quarantined: await quarantinedByReason(store, name),
    years,
    waits: {
      rawFiles: source ? await waitingOf(gauge, source, journal, isGaugeFolder) : null,
      years: (lastRun?.waiting ?? []).filter((wait) => wait.gauge === name).map(({ year, why }) => ({ year, why })),
    },
    failing: failingOf(name, options),
  };
}
