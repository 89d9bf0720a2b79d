import type { OutputFolder } from '../domain/output-folder.js';
import { networkPath, yearPath } from '../domain/paths.js';
import type { Store } from '../domain/store.js';
import { writeMatrixMarket, type MatrixColumn } from '../formats/matrix-market.js';
import { readMatrixMarket } from '../formats/read-matrix-market.js';
import { fingerprintOf } from './commit.js';
import type { RunContext } from './context.js';
import { publishNetworkFormats } from './network-formats.js';
import { fetchWhole, readPublished } from './published-file.js';
import type { YearOutcome } from './unit.js';

const NONE = { count: 0, rows: new Uint32Array(0), valuesMm: new Float64Array(0) };

/**
 * Joins the gauges' columns into the network matrix of every year that a run looked at, from their published matrices
 * (not from readings), and publishes it where it differs. Gauges of the run come in the order of the configuration;
 * a gauge that an earlier matrix holds beyond them keeps its column after theirs, so that nothing published is lost.
 */
export async function publishNetwork(years: readonly YearOutcome[], context: RunContext): Promise<void> {
  const touched = years.map((outcome) => outcome.year);
  for (const year of [...new Set([...touched, ...heldBack(context)])].sort((a, b) => a - b)) {
    const columns = await joinColumns(year, context);
    await publishMatrix(year, columns, context);
    await publishNetworkFormats(year, columns, context);
  }
}

/** Years whose matrix an earlier run made without publishing it; none where publication still comes later. */
function heldBack({ out, target, journal, publication }: RunContext): number[] {
  if (!target || publication?.later) return [];
  const years = out.names('network').filter((name) => /^\d{4}$/.test(name));
  return years.map(Number).filter((year) => {
    const held = journal.published(out.name, networkPath(year));
    return held !== undefined && held.sha256 !== journal.published(target.name, networkPath(year))?.sha256;
  });
}

async function joinColumns(year: number, { out, target, gauges }: RunContext): Promise<MatrixColumn[]> {
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
  { out, target, report, passing, journal, publication }: RunContext,
): Promise<void> {
  const path = networkPath(year);
  const staged = out.stage(path);
  writeMatrixMarket(year, columns, staged.write);
  const fingerprint = staged.finish();
  if (out.fingerprint(path)?.sha256 !== fingerprint.sha256) {
    out.commit(path);
    passing('local-network');
    report({ type: 'network-made', year, gauges: columns.length });
  } else out.unstage(path);
  if (!target) return;
  const note = { ...fingerprint, modifiedS: undefined };
  journal.notePublished(out.name, path, note);
  if (publication?.later) return;
  const published = await fetchWhole(target, path);
  if (!published || fingerprintOf(published).sha256 !== fingerprint.sha256) {
    await target.write(path, out.body(path, fingerprint));
    passing('target-network');
  }
  journal.notePublished(target.name, path, note);
}

async function columnOf(
  gauge: string,
  year: number,
  out: OutputFolder,
  target: Store | undefined,
): Promise<MatrixColumn> {
  const path = yearPath(gauge, year, 'sparse');
  const bytes = await readPublished(path, out, target);
  return bytes ? (readMatrixMarket(bytes, path).columns[0] ?? { gauge, ...NONE }) : { gauge, ...NONE };
}
