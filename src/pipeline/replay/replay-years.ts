import type { Manifest } from '../../domain/manifest.js';
import { yearPath } from '../../domain/paths.js';
import { parseManifest } from '../../formats/manifest/manifest-json.js';
import type { NetworkContext, OutputPlaces, YearsContext } from '../context.js';
import { publishNetwork } from '../network/network.js';
import { readPublished } from '../publish/published-file.js';
import { publishedUntil } from '../publish/published-until.js';
import { processSources, type YearOutcome } from '../years/process-sources.js';
import { yearsInNeed } from '../years/years-in-need.js';

/** A year of a gauge. */
export interface GaugeYear {
  readonly gauge: string;
  readonly year: number;
}

/** A year that was made anew from its raw series, or would be. */
export interface ReplayedYear extends GaugeYear {
  readonly readings: number;
  /** Readings of which it is not known what fell, by the tables of today; null where that was not counted. */
  readonly unknown: number | null;
  /** mm. */
  readonly rainMmBefore: number;
  /** null: it could not be made. */
  readonly rainMmAfter: number | null;
  /** Why it has to wait, where it has. */
  readonly why: string | undefined;
}

/** Which years of which gauges are meant; undefined: all. */
export interface YearChoice {
  readonly gauges: readonly string[] | undefined;
  readonly years: readonly number[] | undefined;
}

/**
 * Published years of wanted gauges that today's tables would make otherwise, or that are not whole; where years are named, those, whatever they are. In the order of the configuration, years ascending.
 */
export async function yearsToReplay({ gauges, years }: YearChoice, context: YearsContext): Promise<GaugeYear[]> {
  const chosen: GaugeYear[] = [];
  for (const gauge of context.gauges) {
    if (gauges && !gauges.includes(gauge.name)) continue;
    const all = years ? await publishedYears(gauge.name, context) : await yearsInNeed(gauge, context);
    for (const year of all) if (years?.includes(year) ?? true) chosen.push({ gauge: gauge.name, year });
  }
  return chosen;
}

async function publishedYears(gauge: string, { out, target }: OutputPlaces): Promise<number[]> {
  const names = [...out.names(gauge), ...((await target?.listFolders(gauge)) ?? [])];
  const years = [...new Set(names.filter((name) => /^\d{4}$/.test(name)).map(Number))].sort((a, b) => a - b);
  const found: number[] = [];
  for (const year of years) if (await publishedManifest({ gauge, year }, { out, target })) found.push(year);
  return found;
}

/** The manifest of a published year; undefined where there is none. */
export async function publishedManifest(
  { gauge, year }: GaugeYear,
  places: OutputPlaces,
): Promise<Manifest | undefined> {
  const path = yearPath(gauge, year, 'manifest');
  const bytes = await readPublished(path, places.out, places.target);
  return bytes && parseManifest(bytes, path);
}

/**
 * Makes years anew from their raw series, by the tables of today, and publishes what changed, the network's files and tables with
 * it. Nothing is read from where raw files lie.
 */
export async function replayYears(
  chosen: readonly GaugeYear[],
  context: YearsContext & NetworkContext,
): Promise<ReplayedYear[]> {
  const publishedUntilS = await publishedUntil(context);
  const replayed: ReplayedYear[] = [];
  const touched: YearOutcome[] = [];
  for (const gauge of new Set(chosen.map((one) => one.gauge))) {
    context.signal?.throwIfAborted();
    const alsoYears = chosen.filter((one) => one.gauge === gauge);
    const before = new Map<number, Manifest | undefined>();
    for (const one of alsoYears) before.set(one.year, await publishedManifest(one, context));
    const { years } = await processSources(nothing(), context, { publishedUntilS, alsoYears });
    for (const made of years) {
      touched.push(made);
      replayed.push(replayedYear(made, before.get(made.year)));
    }
  }
  await publishNetwork(touched, context);
  return replayed;
}

/** What became of a year. */
export function replayedYear(
  { gauge, year, manifest, waits }: YearOutcome,
  before: Manifest | undefined,
): ReplayedYear {
  return {
    ...{ gauge, year, unknown: null },
    readings: manifest?.readings ?? before?.readings ?? 0,
    rainMmBefore: before?.rainMm ?? 0,
    rainMmAfter: manifest?.rainMm ?? null,
    why: waits?.message,
  };
}

async function* nothing(): AsyncGenerator<never, void, undefined> {
  // Nothing comes in: what is published is all there is.
}
