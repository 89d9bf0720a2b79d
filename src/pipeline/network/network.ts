import type { PublishedNote } from '../../domain/run/journal.js';
import type { OutputFolder } from '../../domain/storage/output-folder.js';
import { networkFolder, networkPath, yearPath } from '../../domain/paths.js';
import type { Store } from '../../domain/storage/store.js';
import { writeMatrixMarket, type MatrixColumn } from '../../formats/mtx/matrix-market.js';
import { readMatrixMarket } from '../../formats/mtx/read.js';
import { fingerprintOf } from '../publish/commit.js';
import type { GaugesWanted, NetworkContext, OutputPlaces, Publishing, Reporting } from '../context.js';
import { networksDue } from './network-due.js';
import { publishCumulative } from './publish-cumulative.js';
import { publishProducts, type TouchedYear } from '../publish/tables/publish-products.js';
import { publishRecords } from './publish-records.js';
import { areFlagsOld, publishNetworkFormats } from './network-formats.js';
import { fetchWhole, readPublished } from '../publish/published-file.js';
import { recoverIn } from '../publish/recovering.js';

const NONE = { count: 0, rows: new Uint32Array(0), valuesMm: new Float64Array(0) };

/**
 * Joins the gauges' columns into the network matrix of every year that a run looked at, from their published matrices
 * (not from readings), and publishes it where it differs. Gauges of the run come in the order of the configuration;
 * a gauge that an earlier matrix holds beyond them keeps its column after theirs, so that nothing published is lost. The
 * tables of totals, events, maxima and flags come before them where they are wanted, the one of the last hours after them.
 */
export async function publishNetwork(years: readonly TouchedYear[], context: NetworkContext): Promise<void> {
  const due = networksDue(context);
  // As after a publication of a year that was not ended: see `recoverFolders`.
  for (const year of new Set(due.map((one) => one.year))) await recoverIn(context.target, networkFolder(year));
  const touched = [...years, ...due];
  const all = [...new Set(touched.map(({ year }) => year))].sort((a, b) => a - b);
  const { atS, products, quality, exclude } = context;
  if (all.length === 0 && [atS, products, quality, exclude].every((asked) => asked === undefined)) return;
  // The network's files have what the flags of its gauges say.
  const made: Record<string, PublishedNote> = await publishProducts(touched, context);
  for (const year of all) {
    const columns = await joinColumns(year, context);
    made[networkPath(year)] = await publishMatrix(year, columns, context);
    Object.assign(made, await publishNetworkFormats(year, columns, context));
  }
  for (const year of yearsOf(Object.keys(made)).filter((one) => !all.includes(one)))
    if (await areFlagsOld(year, context))
      Object.assign(made, await publishNetworkFormats(year, await joinColumns(year, context), context));
  Object.assign(made, await publishCumulative(all, context));
  Object.assign(made, await publishRecords(touched, context));
  // Last, because until then they are due.
  context.journal.notePublished(context.out, made);
}

/** Years of gauges that stand in paths. */
function yearsOf(paths: readonly string[]): number[] {
  const years = paths.flatMap((path) => /\/(\d{4})\//.exec(path)?.[1] ?? []);
  return [...new Set(years)].map(Number).sort((a, b) => a - b);
}

async function joinColumns(
  year: number,
  { out, target, gauges }: OutputPlaces & GaugesWanted,
): Promise<MatrixColumn[]> {
  const path = networkPath(year);
  const before = await readPublished(path, out, target);
  const names = gauges.map(({ name }) => name);
  const known = before ? readMatrixMarket(before, path).columns : [];
  const columns: MatrixColumn[] = [];
  for (const name of names) columns.push(await columnOf(name, year, out, target));
  columns.push(...known.filter(({ gauge }) => !names.includes(gauge)));
  return columns;
}

async function publishMatrix(
  year: number,
  columns: readonly MatrixColumn[],
  { out, target, report, checkpoint, journal, publication }: Publishing & Reporting,
): Promise<PublishedNote> {
  const path = networkPath(year);
  const staged = out.stage(path);
  writeMatrixMarket(year, columns, staged.write);
  const fingerprint = staged.finish();
  if (out.fingerprint(path)?.sha256 !== fingerprint.sha256) {
    out.commit(path);
    checkpoint('local-network');
    report({ type: 'network-made', year, gauges: columns.length });
  } else out.unstage(path);
  const note = { ...fingerprint, modifiedS: undefined };
  if (!target || publication?.later) return note;
  const published = await fetchWhole(target, path);
  if (!published || fingerprintOf(published).sha256 !== fingerprint.sha256) {
    await target.write(path, out.body(path, fingerprint));
    checkpoint('target-network');
  }
  journal.notePublished(target, { [path]: note });
  return note;
}

async function columnOf(
  gauge: string,
  year: number,
  out: OutputFolder,
  target: Store | undefined,
): Promise<MatrixColumn> {
  const path = yearPath(gauge, year, 'sparse', 'mtx');
  const bytes = await readPublished(path, out, target);
  return bytes ? (readMatrixMarket(bytes, path).columns[0] ?? { gauge, ...NONE }) : { gauge, ...NONE };
}
