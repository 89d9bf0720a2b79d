import { failsAlone } from '../../domain/errors.js';
import type { Store } from '../../domain/storage/store.js';
import { ClockWatch } from '../ingest/clocks/clock-watch.js';
import type {
  GaugeNames,
  GaugesWanted,
  OutputPlaces,
  Publishing,
  Reporting,
  RunContext,
  SeriesWanted,
  YearsContext,
} from '../context.js';
import { deletesNow, DoneFiles, folderOf } from '../ingest/done-files.js';
import { tellFindings } from '../books/findings.js';
import { LeftFiles } from '../ingest/left-files.js';
import { withLooks } from '../ingest/looks.js';
import { MergedFiles } from '../ingest/merged-files.js';
import { restoreQuarantines } from '../publish/publish-quarantine.js';
import { publishedUntil } from '../publish/published-until.js';
import { ReadingAhead } from '../ingest/reading-ahead.js';
import { listRaw } from '../ingest/list-raw.js';
import { rawFolders, type RawFolder } from '../ingest/raw-source.js';
import { processSteadyFiles, type RawFiles } from '../ingest/steady-files.js';
import { recovering } from '../publish/recovering.js';
import { tellUnowned } from './unowned.js';
import { summarize, type RunSummary } from './summary.js';
import type { Failure, FolderOutcome, SourcesOptions } from '../years/process-sources.js';
import { judge, type Verdict } from '../ingest/verdict.js';
import type { TwoClocks } from '../../domain/run/journal.js';
import { doubtfulFromS } from '../ingest/clocks/set-back.js';
import { withDates } from '../ingest/with-dates.js';
import { yearsInNeed } from '../years/years-in-need.js';

export interface HistoryOptions {
  /** Where the raw files lie. */
  readonly source: Store;
  /** Delete raw files whose every line is published and read back; otherwise they are noted as done with. */
  readonly deleteRaw: boolean;
  /** Pass over files that were noted as done with: what is new, rather than the whole history. */
  readonly onlyNew: boolean;
  /** A raw file is deleted only when it has kept still for so long, by the source's clock, seconds. Default: 0. */
  readonly settleS?: number;
  /** This host's clock, Unix seconds. Default: it is not looked at, nor doubted. */
  readonly hostNowS?: number;
  /** Asks the source for its clock, in one of these folders; undefined where it does not tell. Default: it is not asked. */
  readonly sourceNowS?: (folders: readonly string[]) => Promise<number | undefined>;
}

/**
 * The whole job over what lies in the source now, gauge by gauge: fetch, pipeline, publish, verify; then the network
 * matrices of the years concerned, and only then the deletes. `init` and `update` are both this: what is published
 * already is the ground that new readings are added to. Where publication comes later, files are merged into the output
 * folder and noted; the run that publishes lets them go.
 */
export async function processHistory(options: HistoryOptions, context: RunContext): Promise<RunSummary> {
  const merged = new MergedFiles(options, context);
  const watch = new ClockWatch({ hostNowS: options.hostNowS, sourceNowS: options.sourceNowS }, context);
  const done = new DoneFiles(options, context, watch);
  const left = new LeftFiles(options.source, context);
  const gaugeOf = new Map(rawFolders(context.gauges).map(({ path, gauge }) => [path, gauge]));
  const ahead = new ReadingAhead(options.source, context.signal, (path, { sizeBytes }) => {
    context.report({ type: 'arrived', gauge: gaugeOf.get(path) ?? '', sizeBytes });
  });
  try {
    await restoreQuarantines(context);
    tellUnowned(context);
    const { outcomes, failed } = await processFolders(options, { merged, done, left, ahead, watch }, context);
    await done.letGo();
    const allTold = failed.length === 0;
    const released = await merged.settle(
      outcomes.flatMap(({ unit }) => unit.years),
      allTold,
    );
    if (released.length > 0) watch.ask(folderOf(released[0]!));
    const fromS = doubtfulSince(await watch.twoClocks(), await watch.isDoubtful(), options, context);
    await done.delete(merged.withoutDoubtful(released, fromS));
    const { removed, refused, young } = done;
    return summarize(outcomes, { removed, refused, young, left: left.found, failed, clock: watch.look() });
  } finally {
    ahead.stop();
  }
}

/**
 * From which date on files may be others than those that earlier runs read. Takes note of the clocks, but where they cannot both
 * be right: when this host's is set, the source's was not set back.
 */
function doubtfulSince(
  clocks: TwoClocks | undefined,
  isDoubtful: boolean,
  { source }: HistoryOptions,
  { journal }: Pick<Publishing, 'journal'>,
): number {
  if (!clocks) return Infinity;
  const fromS = doubtfulFromS(journal.clocks({ source }), clocks);
  if (!isDoubtful) journal.noteClocks({ source }, clocks);
  return fromS;
}

/** What goes from one folder to the next. */
interface RunParts {
  readonly merged: MergedFiles;
  readonly done: DoneFiles;
  readonly left: LeftFiles;
  readonly ahead: ReadingAhead;
  readonly watch: ClockWatch;
}

async function processFolders(
  options: HistoryOptions,
  { merged, done, left, ahead, watch }: RunParts,
  context: RunContext,
): Promise<{ outcomes: FolderOutcome[]; failed: Failure[] }> {
  const outcomes: FolderOutcome[] = [];
  const failed: Failure[] = [];
  const publishedUntilS = await publishedUntil(context);
  const listings = new ListingsAhead(options, context);
  const filesIn = (folder: RawFolder, listed: Listed): Listed => newFiles(folder, listed, options, { merged, left });
  for (const folder of listings.folders) {
    // An FTP target may be on the same server, and must not wait for connections that read ahead.
    if (context.target?.features.sharesConnections !== true)
      ahead.next = async () => {
        const next = await listings.after(folder);
        return next && { path: next.folder.path, entries: filesIn(next.folder, next.listed).entries };
      };
    try {
      await processAll(folder);
    } catch (error) {
      if (!failsAlone(error)) throw error;
      const { message: why, code } = error;
      context.report({ type: 'gauge-failed', gauge: folder.gauge, why, code });
      failed.push({ what: folder.gauge || 'files without a folder', gauge: folder.gauge, why });
    }
  }
  return { outcomes, failed };

  async function processAll(folder: RawFolder): Promise<void> {
    for (let again = true; again;) {
      const listed = await listings.of(folder);
      if (listed.isMissing) tellMissing(folder, context);
      if (options.source.features.hasOwnClock) watch.noteListed(listed.entries);
      const { entries, complete } = filesIn(folder, listed);
      const alsoYears = await needyYears(folder, context);
      again = false;
      if (entries.length + alsoYears.length === 0) continue;
      if (entries.length > 0 && deletesNow(options, context)) watch.ask(folder.path);
      const { outcome, verdict } = await processFolder({ store: options.source, folder, entries, ahead }, context, {
        publishedUntilS,
        alsoYears,
        isClockDoubtful: () => watch.isDoubtful(),
      });
      outcomes.push(outcome);
      merged.forgetRestored(outcome.unit.years);
      await done.add(outcome.unit.years, verdict.done);
      left.note(await withLooks(verdict.left, options.source));
      // A listing that the server cut short is worked in parts, as long as deleting makes it shorter.
      again = !complete && (await done.letGo()) > 0;
    }
  }
}

function tellMissing({ gauge, path }: RawFolder, { out, report }: Pick<OutputPlaces, 'out'> & Reporting): void {
  report({ type: 'folder-missing', gauge, folder: path, had: out.names(gauge).length > 0 });
}

type Listed = Awaited<ReturnType<typeof listRaw>>;

/**
 * What lies in each folder. The next folder is listed while one is worked: on a far server a listing takes several round
 * trips, in which nothing else would flow.
 */
class ListingsAhead {
  readonly folders: readonly RawFolder[];
  private readonly nextOf: ReadonlyMap<RawFolder, RawFolder | undefined>;
  private readonly ahead = new Map<RawFolder, Promise<Listed>>();

  constructor(
    private readonly options: HistoryOptions,
    private readonly context: GaugesWanted & GaugeNames & Reporting,
  ) {
    this.folders = rawFolders(context.gauges);
    this.nextOf = new Map(this.folders.map((folder, i) => [folder, this.folders[i + 1]]));
  }

  /** Asked again, a folder is listed again. */
  async of(folder: RawFolder): Promise<Listed> {
    this.context.report({ type: 'listing', gauge: folder.gauge });
    const listed = await (this.ahead.get(folder) ?? this.list(folder));
    this.ahead.delete(folder);
    const next = this.nextOf.get(folder);
    if (next && !this.ahead.has(next)) {
      const listing = this.list(next);
      // A failure is told when the folder has its turn.
      listing.catch(() => undefined);
      this.ahead.set(next, listing);
    }
    return listed;
  }

  /** The folder after this one, as it was listed ahead. */
  async after(folder: RawFolder): Promise<{ folder: RawFolder; listed: Listed } | undefined> {
    const next = this.nextOf.get(folder);
    const listed = next && (await this.ahead.get(next));
    return listed && { folder: next, listed };
  }

  private async list(folder: RawFolder): Promise<Listed> {
    const { source } = this.options;
    const { report, index } = this.context;
    const listed = await listRaw(recovering(source), folder, { report, isGaugeFolder: index.isGaugeFolder });
    return { ...listed, entries: await withDates(source, listed.entries) };
  }
}

/** The files to be read: of an update, those that no run is done with, nor has left. */
function newFiles(
  folder: RawFolder,
  listed: Listed,
  { onlyNew }: HistoryOptions,
  { merged, left }: Pick<RunParts, 'merged' | 'left'>,
): Listed {
  const known = new Set(merged.in(folder, listed.entries));
  if (!onlyNew) return listed;
  const passed = left.among(folder.path, listed.entries, listed.complete);
  return { ...listed, entries: listed.entries.filter((entry) => !known.has(entry) && !passed.has(entry)) };
}

async function needyYears(
  { gauge, makes = [gauge] }: RawFolder,
  context: GaugeNames & Omit<Publishing, 'checkpoint'> & SeriesWanted,
): Promise<{ gauge: string; year: number }[]> {
  const needy: { gauge: string; year: number }[] = [];
  for (const name of makes) {
    const wanted = context.index.byName.get(name);
    const years = wanted ? await yearsInNeed(wanted, context) : [];
    for (const year of years) needy.push({ gauge: name, year });
  }
  return needy;
}

async function processFolder(
  files: RawFiles,
  context: YearsContext,
  options: SourcesOptions,
): Promise<{ outcome: FolderOutcome; verdict: Verdict }> {
  const { folder, entries } = files;
  const sizeBytes = entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  context.report({ type: 'gauge-started', gauge: folder.gauge, files: entries.length, sizeBytes });
  const { reader, unit } = await processSteadyFiles(files, context, options);
  const findings = tellFindings(unit.ledger, context);
  return {
    outcome: {
      unit,
      findings,
      filesRead: reader.read.length,
      bytesRead: reader.read.reduce((sum, entry) => sum + entry.sizeBytes, 0),
      filesWaiting: entries.length - reader.read.length - reader.failed.size,
      failed: Array.from(reader.failed, ([{ path }, { message }]) => ({
        what: path,
        gauge: folder.gauge,
        why: message,
      })),
    },
    verdict: judge(reader, unit),
  };
}
