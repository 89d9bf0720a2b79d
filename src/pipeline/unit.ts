import type { Manifest } from '../domain/manifest.js';
import { PluvioError } from '../domain/errors.js';
import { parquetPath, yearFolder } from '../domain/paths.js';
import type { Reject, SourceChunk } from '../domain/reading.js';
import { TEMP_SUFFIX } from '../domain/store.js';
import { flow } from '../../streams/highland.js';
import { collect } from '../../streams/index.js';
import type { Spill } from '../../streams/kernels/spill.js';
import { emptyLog, type YearLog } from '../../streams/partition.js';
import { findBase, type Base } from './base.js';
import { commitYear, noteManifest, publishYear, sameManifest } from './commit.js';
import type { RunContext, RunSpill } from './context.js';
import { Ledger } from './ledger.js';
import type { PublishedUntil } from './published-until.js';
import { Quarantine } from './quarantine.js';
import { publishQuarantine } from './publish-quarantine.js';
import { curvesOf, makerInThisThread, type YearMaker } from './make-year.js';
import { unite } from './unite.js';

/** What became of one gauge's year in a run. */
export interface YearOutcome {
  readonly gauge: string;
  readonly year: number;
  /** The manifest now; undefined where the year waits and nothing is known. */
  readonly manifest: Manifest | undefined;
  readonly kept: number;
  readonly changed: boolean;
  /** Whether the local copy was missing or damaged, and the target's took its place. */
  readonly restored: boolean;
  /** Why the year has to wait; undefined where it is made, and published where that was asked for. */
  readonly waits: PluvioError | undefined;
}

export interface UnitOutcome {
  readonly ledger: Ledger;
  readonly years: readonly YearOutcome[];
}

/** What became of the raw files of one folder. */
export interface FolderOutcome {
  readonly unit: UnitOutcome;
  readonly filesRead: number;
  readonly filesLeft: number;
}

export interface UnitOptions {
  readonly publishedUntilS: PublishedUntil;
  /** Years that need work though no new reading may come: behind, incomplete, or calibrated anew. */
  readonly alsoYears?: readonly { readonly gauge: string; readonly year: number }[];
}

/** A year whose files are staged, or are good as they are. */
interface StagedYear {
  readonly base: Base;
  readonly manifest: Manifest;
  readonly kept: number;
  readonly changed: boolean;
}

/**
 * One unit of work, a gauge's folder or a whole pipe: all its bytes through the pipeline, every year they touch (and
 * `alsoYears`) made, checked, committed and published. Nothing takes its name
 * before every line read is accounted for.
 */
export async function processUnit(
  chunks: AsyncIterable<SourceChunk>,
  context: RunContext,
  { publishedUntilS, alsoYears = [] }: UnitOptions,
): Promise<UnitOutcome> {
  const spill = context.openSpill();
  const logs: YearLog[] = [];
  const unnamed = new Set<YearLog>();
  try {
    const quarantines = new Map<string | undefined, Quarantine>();
    const ledger = new Ledger((gauge, reject) => {
      let quarantine = quarantines.get(gauge);
      if (!quarantine) quarantines.set(gauge, (quarantine = new Quarantine(gauge, spill)));
      quarantine.add(reject);
    });
    for await (const log of yearLogs(chunks, context, { ledger, spill, publishedUntilS, alsoYears })) logs.push(log);
    for (const log of logs) unnamed.add(log);
    const staged = await stageLogs(logs, context, ledger, spill);
    ledger.check();
    for (const quarantine of quarantines.values()) await publishQuarantine(quarantine, context);
    const years: YearOutcome[] = [];
    for (const [log, year] of staged) {
      context.signal?.throwIfAborted();
      unnamed.delete(log);
      years.push(await publishStaged(log, year, context));
    }
    return { ledger, years };
  } catch (error) {
    for (const log of unnamed) discardStaged(log, context);
    throw error;
  } finally {
    spill.close();
  }
}

/** Removes what was made for a year that is not going to take its names. */
function discardStaged({ gauge, year }: YearLog, { out }: RunContext): void {
  const folder = yearFolder(gauge, year);
  try {
    for (const name of out.names(folder))
      if (name.endsWith(TEMP_SUFFIX)) out.unstage(`${folder}/${name.slice(0, -TEMP_SUFFIX.length)}`);
    out.unstage(parquetPath(gauge, year));
  } catch {
    // What ended the run is to be told; the next run writes over what is left here.
  }
}

interface CollectParts extends Required<UnitOptions> {
  readonly ledger: Ledger;
  readonly spill: Spill;
}

async function* yearLogs(
  chunks: AsyncIterable<SourceChunk>,
  context: RunContext,
  { ledger, spill, publishedUntilS, alsoYears }: CollectParts,
): AsyncGenerator<YearLog> {
  const { index, notBeforeS, notAfterS, gauges } = context;
  const touched = new Set<string>();
  const stages = collect({
    notBeforeS,
    notAfterS,
    index,
    audit: ledger,
    curves: curvesOf(gauges),
    spill,
    publishedUntilS,
  });
  for await (const log of flow(chunks, stages)) {
    touched.add(`${log.gauge}/${log.year}`);
    yield log;
  }
  for (const { gauge, year } of alsoYears) {
    if (!touched.has(`${gauge}/${year}`)) yield emptyLog(gauge, year);
  }
}

interface StageParts {
  readonly context: RunContext;
  readonly ledger: Ledger;
  readonly spill: Spill;
  readonly maker: YearMaker;
}

/** Stages the years, as many at a time as the maker takes; gives them in order. */
async function stageLogs(
  logs: readonly YearLog[],
  context: RunContext,
  ledger: Ledger,
  spill: RunSpill,
): Promise<Map<YearLog, StagedYear | PluvioError>> {
  const rows = logs.reduce((sum, log) => sum + log.rows, 0);
  const maker = context.openMaker?.(spill, rows) ?? makerInThisThread(context.out, spill);
  try {
    const results = new Map<YearLog, StagedYear | PluvioError | undefined>();
    const queue = logs[Symbol.iterator]();
    const work = async (): Promise<void> => {
      for (const log of queue) {
        context.signal?.throwIfAborted();
        results.set(log, await stageLog(log, { context, ledger, spill, maker }));
      }
    };
    await Promise.all(Array.from({ length: maker.parallel }, work));
    const staged = new Map<YearLog, StagedYear | PluvioError>();
    for (const log of logs) {
      const year = results.get(log);
      if (year) staged.set(log, year);
    }
    return staged;
  } finally {
    await maker.close();
  }
}

async function stageLog(
  log: YearLog,
  { context, ledger, spill, maker }: StageParts,
): Promise<StagedYear | PluvioError | undefined> {
  const { out, version, report } = context;
  const gauge = context.gauges.find(({ name }) => name === log.gauge)!;
  const { year } = log;
  let base: Base;
  try {
    base = await findBase(context, gauge.name, year);
  } catch (error) {
    if (!(error instanceof PluvioError) || error.code !== 'DAMAGED') throw error;
    ledger.postponed(gauge.name, year, log.rows);
    report({ type: 'year-waits', gauge: gauge.name, year, error });
    return error;
  }
  if (base.manifest && base.other !== undefined) {
    const onConflict = (reject: Reject): void => ledger.setAside(gauge.name, reject);
    const manifest = await unite({
      out,
      gauge,
      year,
      base: base.manifest,
      other: base.other,
      version,
      spill,
      onConflict,
    });
    base = { ...base, manifest };
  }
  if (log.rows === 0 && !base.manifest) return undefined;
  const quarantined = ledger.quarantinedIn(gauge.name, year);
  const formats = context.formats?.map((format) => format.name);
  const { fill } = context;
  const job = { log, gauge, base: base.manifest, incomplete: base.incomplete, quarantined, version, formats, fill };
  const { tally, manifest, changed } = await maker.make(job, (conflict) => ledger.conflict(gauge.name, conflict));
  ledger.settled(gauge.name, tally);
  if (changed) report({ type: 'year-made', gauge: gauge.name, year, readings: manifest.readings, kept: tally.kept });
  return { base, manifest, kept: tally.kept, changed };
}

async function publishStaged(
  { gauge, year }: YearLog,
  staged: StagedYear | PluvioError,
  context: RunContext,
): Promise<YearOutcome> {
  if (staged instanceof PluvioError)
    return { gauge, year, manifest: undefined, kept: 0, changed: false, restored: false, waits: staged };
  const { base, manifest, kept, changed } = staged;
  const { out, target, journal, passing, publication } = context;
  if (manifest.readings < (base.manifest?.readings ?? 0)) {
    throw new PluvioError(
      'ACCOUNTING',
      `${gauge} ${year} would lose readings: ${manifest.readings} instead of ${base.manifest!.readings}; nothing was published`,
      { gauge },
    );
  }
  if (changed) commitYear(out, manifest, passing);
  noteManifest(out, manifest, journal);
  if (target && base.targetWhole && base.targetManifest && sameManifest(base.targetManifest, manifest))
    noteManifest(target, manifest, journal);
  else if (target && !publication?.later) {
    const append = publication?.append ?? false;
    await publishYear(
      { out, target, journal, passing, append },
      manifest,
      base.targetWhole ? base.targetManifest : undefined,
    );
    context.report({ type: 'year-published', gauge, year, readings: manifest.readings });
  }
  return { gauge, year, manifest, kept, changed, restored: base.restored, waits: undefined };
}
