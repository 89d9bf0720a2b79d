import { failsAlone, PluvioError } from '../../domain/errors.js';
import type { PublishedNote } from '../../domain/run/journal.js';
import { yearPath } from '../../domain/paths.js';
import { parseManifest } from '../../formats/manifest/manifest-json.js';
import { pendingPath, tryRead } from '../publish/commit.js';
import type { NetworkContext, Publishing, RunContext, Spilling, YearsContext } from '../context.js';
import { publishNetwork } from '../network/network.js';
import { fetchWhole } from '../publish/published-file.js';
import { publishCumulative } from '../network/publish-cumulative.js';
import { publishProducts } from '../publish/tables/publish-products.js';
import { publishRecords } from '../network/publish-records.js';
import { publishQuarantine } from '../publish/publish-quarantine.js';
import { publishedUntil } from '../publish/published-until.js';
import { Quarantine } from '../books/quarantine.js';
import { processSources } from '../years/process-sources.js';
import { seriesOf } from '../publish/year-files.js';
import { sha256Of } from './check-files.js';
import { setAside } from './copy-from-other.js';
import type { Checked, Part, Place, Places } from './flaw.js';

/**
 * Makes what is wrong with a part again from what is whole: a gauge's year from its raw series, the network from its gauges'
 * matrices, tables from the gauges' years, a quarantine from both copies. Gives why it could not; undefined where it was made.
 * What is made of a gauge's year beyond it is due then: see `publishNetwork`.
 */
export async function remake(
  { part, flaws }: Checked,
  places: Places,
  context: RunContext,
): Promise<string | undefined> {
  try {
    if (part.kind === 'year') return await remakeYear(part, flaws, places, context);
    if (part.kind === 'network') await remakeNetwork(part.year, flaws, context);
    else if (part.kind === 'quarantine') await mergeQuarantine(part.gauge, context);
    else await remakeTables(part, flaws, context);
    return undefined;
  } catch (error) {
    if (error instanceof PluvioError && (error.code === 'DAMAGED' || failsAlone(error))) return error.message;
    throw error;
  }
}

async function remakeYear(
  { gauge, year }: Extract<Part, { kind: 'year' }>,
  flaws: Checked['flaws'],
  places: Places,
  context: YearsContext,
): Promise<string | undefined> {
  if (!context.gauges.some(({ name }) => name === gauge))
    return `${gauge} is not one of the wanted gauges: name it with --gauge, or in the gauges table`;
  const wholes: Place[] = [];
  for (const place of places) if (await hasWholeSeries(place, gauge, year)) wholes.push(place);
  // Else the pipeline would set aside what may still be of use to somebody.
  if (wholes.length === 0)
    return 'no copy of its raw series is what a manifest says: restore the series, or the manifest, from a backup';
  for (const { place, path, what } of flaws) if (what === 'damaged') await setAside(place.store, path);
  const publishedUntilS = await publishedUntil(context);
  const { years } = await processSources(nothing(), context, { publishedUntilS, alsoYears: [{ gauge, year }] });
  return years.find((made) => made.waits !== undefined)?.waits?.message;
}

/** Whether a place's raw series matches its manifest, or the one that is to come. */
async function hasWholeSeries({ store }: Place, gauge: string, year: number): Promise<boolean> {
  const entry = await store.stat(yearPath(gauge, year, 'concatenated'));
  if (!entry) return false;
  const sha256 = await sha256Of(store, entry);
  for (const path of [yearPath(gauge, year, 'manifest'), pendingPath(gauge, year)]) {
    const bytes = await fetchWhole(store, path);
    const manifest = bytes && tryRead(() => parseManifest(bytes, path));
    if (manifest && seriesOf(manifest)?.sha256 === sha256) return true;
  }
  return false;
}

async function remakeNetwork(year: number, flaws: Checked['flaws'], context: NetworkContext): Promise<void> {
  for (const { place, path, what } of flaws) if (what === 'damaged') await setAside(place.store, path);
  await publishNetwork([{ year }], context);
}

/** Tables are functions of the gauges' years: those that are missing, or no longer noted as published, are made again. */
async function remakeTables(
  part: Extract<Part, { kind: 'tables' | 'live' }>,
  flaws: Checked['flaws'],
  context: NetworkContext,
): Promise<void> {
  for (const { place, path, what } of flaws) {
    if (what === 'damaged') await setAside(place.store, path);
    if (context.journal.published(place.notedAs, path) !== undefined) context.journal.noteStale(place.notedAs, path);
  }
  context.journal.notePublished(context.out, await madeOf(part, context));
}

function madeOf(
  part: Extract<Part, { kind: 'tables' | 'live' }>,
  context: NetworkContext,
): Promise<Record<string, PublishedNote>> {
  if (part.kind === 'live') return publishCumulative([], context);
  const { gauge, year } = part;
  if (year !== undefined) return publishProducts([gauge === undefined ? { year } : { gauge, year }], context);
  return publishRecords([{ gauge: gauge!, year: 0 }], context);
}

async function mergeQuarantine(gauge: string | undefined, context: Publishing & Spilling): Promise<void> {
  const spill = context.openSpill();
  try {
    await publishQuarantine(new Quarantine(gauge, spill), context);
  } finally {
    spill.close();
  }
}

async function* nothing(): AsyncGenerator<never, void, undefined> {
  // Nothing comes in: what is published is all there is.
}
