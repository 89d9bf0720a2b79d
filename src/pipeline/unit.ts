import type { Curve, WantedGauge } from '../domain/network.js';
import type { Manifest } from '../domain/manifest.js';
import { PluvioError } from '../domain/errors.js';
import { yearPath } from '../domain/paths.js';
import type { Reject, SourceChunk, YearMatrix } from '../domain/reading.js';
import { readSeries } from '../formats/read-series.js';
import { flow } from '../../streams/highland.js';
import { collect, finish } from '../../streams/index.js';
import type { Spill } from '../../streams/kernels/spill.js';
import { emptyLog, type YearLog } from '../../streams/partition.js';
import type { PublishedRows } from '../../streams/settle.js';
import { findBase, type Base } from './base.js';
import { commitYear, noteManifest, publishYear, sameManifest } from './commit.js';
import type { RunContext } from './context.js';
import { Ledger } from './ledger.js';
import type { PublishedUntil } from './published-until.js';
import { Quarantine } from './quarantine.js';
import { publishQuarantine } from './publish-quarantine.js';
import { sameCurve, stageYear } from './year-files.js';
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
  try {
    const quarantines = new Map<string | undefined, Quarantine>();
    const ledger = new Ledger((gauge, reject) => {
      let quarantine = quarantines.get(gauge);
      if (!quarantine) quarantines.set(gauge, (quarantine = new Quarantine(gauge, spill)));
      quarantine.add(reject);
    });
    const staged = new Map<YearLog, StagedYear | PluvioError>();
    for await (const log of yearLogs(chunks, context, { ledger, spill, publishedUntilS, alsoYears })) {
      context.signal?.throwIfAborted();
      const year = await stageLog(log, context, ledger, spill);
      if (year) staged.set(log, year);
    }
    ledger.check();
    for (const quarantine of quarantines.values()) await publishQuarantine(quarantine, context);
    const years: YearOutcome[] = [];
    for (const [log, year] of staged) years.push(await publishStaged(log, year, context));
    return { ledger, years };
  } finally {
    spill.close();
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

export function curvesOf(gauges: readonly WantedGauge[]): Map<string, Curve> {
  return new Map(gauges.map(({ name, curve }) => [name, curve]));
}

async function stageLog(
  log: YearLog,
  context: RunContext,
  ledger: Ledger,
  spill: Spill,
): Promise<StagedYear | PluvioError | undefined> {
  const { out, version } = context;
  const gauge = context.gauges.find(({ name }) => name === log.gauge)!;
  const { year } = log;
  let base: Base;
  try {
    base = await findBase(context, gauge.name, year);
  } catch (error) {
    if (!(error instanceof PluvioError) || error.code !== 'DAMAGED') throw error;
    ledger.postponed(gauge.name, year, log.rows);
    context.report({ type: 'year-waits', gauge: gauge.name, year, error });
    return error;
  }
  if (base.manifest && base.other !== undefined) {
    const onConflict = (reject: Reject): void => ledger.setAside(gauge.name, reject);
    base = {
      ...base,
      manifest: await unite({ out, gauge, year, base: base.manifest, other: base.other, version, spill, onConflict }),
    };
  }
  if (log.rows === 0 && !base.manifest) return undefined;
  const series = yearPath(gauge.name, year, 'concatenated');
  const published = (): Iterable<PublishedRows> =>
    base.manifest ? readSeries(out.pieces(series), `${out.name}/${series}`) : [];
  for await (const matrix of flow(only(log), finish({ spill, published, curves: curvesOf([gauge]) }))) {
    ledger.settled(gauge.name, matrix.tally);
    for (const conflict of matrix.conflicts()) ledger.conflict(gauge.name, conflict);
    return stageMatrix(matrix, base, gauge, context, ledger);
  }
  throw new Error(`the pipeline gave no year for ${gauge.name} ${year}`);
}

function stageMatrix(
  matrix: YearMatrix,
  base: Base,
  gauge: WantedGauge,
  context: RunContext,
  ledger: Ledger,
): StagedYear {
  const { kept } = matrix.tally;
  if (base.manifest && kept === 0 && !base.incomplete && sameCurve(base.manifest, gauge)) {
    return { base, manifest: base.manifest, kept, changed: false };
  }
  const quarantined = ledger.quarantinedIn(matrix.gauge, matrix.year);
  const manifest = stageYear(
    matrix,
    { gauge, version: context.version, base: base.manifest, quarantined },
    context.out,
  );
  context.report({ type: 'year-made', gauge: matrix.gauge, year: matrix.year, readings: matrix.count, kept });
  return { base, manifest, kept, changed: true };
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

async function* only<T>(item: T): AsyncGenerator<T, void, undefined> {
  await Promise.resolve();
  yield item;
}
