import { setImmediate } from 'node:timers/promises';
import type { Manifest } from '../../domain/manifest.js';
import { PluvioError } from '../../domain/errors.js';
import { yearFolder } from '../../domain/paths.js';
import type { Reject, SourceChunk } from '../../domain/readings/reading.js';
import { TEMP_SUFFIX } from '../../domain/storage/store.js';
import { yearPathOf } from '../../formats/format.js';
import { FORMATS } from '../../formats/registry.js';
import { flow } from '../../../streams/highland.js';
import { collect } from '../../../streams/index.js';
import type { Spill } from '../../../streams/kernels/partition/spill.js';
import { emptyLog, type YearLog } from '../../../streams/partition.js';
import { commitYear, noteManifest, publishYear, sameManifest } from '../publish/commit.js';
import type {
  GaugeNames,
  OutputPlaces,
  Publishing,
  ReadingRules,
  Reporting,
  Threads,
  YearsContext,
} from '../context.js';
import type { Findings } from '../books/findings.js';
import { Ledger } from '../books/ledger.js';
import { noteNetworkDue } from '../network/network-due.js';
import type { PublishedUntil } from '../publish/published-until.js';
import { Quarantines } from '../books/quarantines.js';
import { publishQuarantine } from '../publish/publish-quarantine.js';
import { curvesOf } from '../books/curves-of.js';
import { RefusedYears } from './refused-years.js';
import { YearStaging, type StagedYear } from './stage-years.js';

/** What became of one gauge's year in a run. */
export interface YearOutcome {
  readonly gauge: string;
  readonly year: number;
  /** The manifest now; undefined where the year waits and nothing is known. */
  readonly manifest: Manifest | undefined;
  readonly kept: number;
  /** Readings published before that were halves of lines that cannot be used. */
  readonly withdrawn: number;
  readonly changed: boolean;
  /** Whether the local copy was missing or damaged, and the target's took its place. */
  readonly restored: boolean;
  /** Why the year has to wait; undefined where it is made, and published where that was asked for. */
  readonly waits: PluvioError | undefined;
}

export interface SourcesOutcome {
  readonly ledger: Ledger;
  readonly years: readonly YearOutcome[];
  /** Whether lines are ahead of a clock that is in doubt: they are not in the quarantine, and stay in their files. */
  readonly heldAhead: boolean;
}

/** A raw file, or all of a gauge, that failed alone. */
export interface Failure {
  /** The file's path, or what the gauge is called. */
  readonly what: string;
  readonly gauge: string;
  readonly why: string;
}

/** What became of the raw files of one folder. */
export interface FolderOutcome {
  readonly unit: SourcesOutcome;
  readonly findings: Findings;
  readonly filesRead: number;
  /** Where they are known beforehand. */
  readonly bytesRead?: number;
  /** Vanished, or changing: the next run's. */
  readonly filesWaiting: number;
  /** What the source did not give. */
  readonly failed: readonly Failure[];
}

export interface SourcesOptions {
  readonly publishedUntilS: PublishedUntil;
  /** Years that need work though no new reading may come: behind, incomplete, or calibrated anew. */
  readonly alsoYears?: readonly { readonly gauge: string; readonly year: number }[];
  /** Takes lines that could not be used, in place of the quarantine. */
  readonly onReject?: (reject: Reject) => void;
  /** What a reading counts that is alone in its source, seconds. Default: see `ReadingInterval`. */
  readonly aloneS?: number;
  /** Whether this host's clock may be wrong; asked where lines are ahead of it. Default: no. */
  readonly isClockDoubtful?: () => Promise<boolean>;
}

/**
 * One unit of work, a gauge's folder or a whole pipe: all its bytes through the pipeline, every year they touch (and
 * `alsoYears`) made, checked, committed and published. Nothing takes its name
 * before every line read is accounted for.
 */
export async function processSources(
  chunks: AsyncIterable<SourceChunk>,
  context: YearsContext,
  { publishedUntilS, alsoYears = [], isClockDoubtful, onReject, aloneS }: SourcesOptions,
): Promise<SourcesOutcome> {
  const spill = context.openSpill();
  const unnamed = new Set<YearLog>();
  try {
    const quarantines = new Quarantines(spill);
    const aheadOfClock = new Quarantines(spill);
    const refusedYears = new RefusedYears(context);
    const ledger = new Ledger((gauge, reject) => {
      if (onReject) {
        onReject(reject);
        return;
      }
      (reject.reason === 'clock-ahead' ? aheadOfClock : quarantines).add(gauge, reject);
      if (gauge !== undefined) refusedYears.note(gauge, reject);
    });
    const staging = new YearStaging({ context, ledger, quarantines, spill });
    const logs = yearLogs(chunks, context, { ledger, spill, publishedUntilS, alsoYears, refusedYears, aloneS });
    const staged = await stagedYears(logs, staging, unnamed);
    ledger.check();
    const heldAhead = aheadOfClock.size > 0 && ((await isClockDoubtful?.()) ?? false);
    for (const set of heldAhead ? [quarantines] : [quarantines, aheadOfClock])
      for (const quarantine of set.all()) await publishQuarantine(quarantine, context);
    const years: YearOutcome[] = [];
    for (const [log, year] of staged) {
      context.signal?.throwIfAborted();
      unnamed.delete(log);
      years.push(await publishStaged(log, year, context));
    }
    return { ledger, years, heldAhead };
  } catch (error) {
    for (const log of unnamed) discardStaged(log, context);
    throw error;
  } finally {
    spill.close();
  }
}

/** Removes what was made for a year that is not going to take its names. */
function discardStaged({ gauge, year }: YearLog, { out }: Pick<OutputPlaces, 'out'>): void {
  const folder = yearFolder(gauge, year);
  try {
    for (const name of out.names(folder))
      if (name.endsWith(TEMP_SUFFIX)) out.unstage(`${folder}/${name.slice(0, -TEMP_SUFFIX.length)}`);
    for (const format of FORMATS) {
      const path = yearPathOf(format, gauge, year);
      if (path !== undefined) out.unstage(path);
    }
  } catch {
    // What ended the run is to be told; the next run writes over what is left here.
  }
}

/** Makes the years as they come; notes in `taken` those that files may be made for. */
async function stagedYears(
  logs: AsyncIterable<YearLog>,
  staging: YearStaging,
  taken: Set<YearLog>,
): Promise<Map<YearLog, StagedYear | PluvioError>> {
  try {
    for await (const log of logs) {
      taken.add(log);
      staging.take(log);
    }
    return await staging.finish();
  } finally {
    await staging.close();
  }
}

/** A year that this many rows of others have passed by is begun with. */
const RESTS_AFTER_ROWS = 65_536;

interface CollectParts extends Required<Pick<SourcesOptions, 'publishedUntilS' | 'alsoYears'>> {
  readonly ledger: Ledger;
  readonly spill: Spill;
  readonly refusedYears: RefusedYears;
  readonly aloneS: number | undefined;
}

/** How long other things wait for their turn: signals, the sign of life in the lock, answers of another thread. */
const BREATH_MS = 10;

/** Lets the event loop turn at first, and now and then: local files, and what flows from them, never wait for it. */
async function* breathing(chunks: AsyncIterable<SourceChunk>): AsyncGenerator<SourceChunk> {
  await setImmediate();
  let turnedMs = performance.now();
  for await (const chunk of chunks) {
    yield chunk;
    if (performance.now() - turnedMs < BREATH_MS) continue;
    await setImmediate();
    turnedMs = performance.now();
  }
}

async function* yearLogs(
  chunks: AsyncIterable<SourceChunk>,
  context: GaugeNames & ReadingRules & Threads,
  { ledger, spill, publishedUntilS, alsoYears, refusedYears, aloneS }: CollectParts,
): AsyncGenerator<YearLog> {
  const { index, notBeforeS, notAfterS, maxMmPerMin, forms, between } = context;
  const touched = new Set<string>();
  const stages = collect({
    notBeforeS,
    notAfterS,
    forms,
    index,
    audit: ledger,
    ...curvesOf(index, maxMmPerMin, aloneS),
    spill,
    publishedUntilS,
    between,
    restsAfterRows: context.openMaker ? RESTS_AFTER_ROWS : Infinity,
  });
  for await (const log of flow(breathing(chunks), stages)) {
    touched.add(`${log.gauge}/${log.year}`);
    yield log;
  }
  for (const { gauge, year } of [...alsoYears, ...refusedYears.withHalves(publishedUntilS)]) {
    const key = `${gauge}/${year}`;
    if (!touched.has(key)) yield emptyLog(gauge, year);
    touched.add(key);
  }
}

async function publishStaged(
  { gauge, year }: YearLog,
  staged: StagedYear | PluvioError,
  context: Publishing & Reporting,
): Promise<YearOutcome> {
  if (staged instanceof PluvioError)
    return { gauge, year, manifest: undefined, kept: 0, withdrawn: 0, changed: false, restored: false, waits: staged };
  const { base, manifest, kept, withdrawn, changed } = staged;
  const { out, target, journal, checkpoint, publication } = context;
  if (manifest.readings + withdrawn < (base.manifest?.readings ?? 0)) {
    throw new PluvioError(
      'ACCOUNTING',
      `${gauge} ${year} would lose readings: ${manifest.readings} instead of ${base.manifest!.readings}; nothing was published`,
      { gauge },
    );
  }
  if (changed) {
    noteNetworkDue(gauge, year, context);
    commitYear(out, manifest, checkpoint);
  }
  noteManifest(out, manifest, journal);
  if (target && base.targetWhole && base.targetManifest && sameManifest(base.targetManifest, manifest))
    noteManifest(target, manifest, journal);
  else if (target && !publication?.later) {
    const append = publication?.append ?? false;
    await publishYear(
      { out, target, journal, checkpoint, append },
      manifest,
      base.targetWhole ? base.targetManifest : undefined,
    );
    context.report({ type: 'year-published', gauge, year, readings: manifest.readings });
  }
  return { gauge, year, manifest, kept, withdrawn, changed, restored: base.restored, waits: undefined };
}
