import type { Manifest } from '../../domain/manifest.js';
import { reachesInto } from '../../domain/history/rain-history.js';
import type { WantedGauge } from '../../domain/network.js';
import { quarantinePath } from '../../domain/paths.js';
import type { Audit } from '../../domain/readings/audit.js';
import type { SourceChunk } from '../../domain/readings/reading.js';
import { yearOf } from '../../domain/time/time.js';
import { REPLAYED, quarantineText, readQuarantine, type QuarantineRow } from '../../formats/csv/quarantine-csv.js';
import { flow } from '../../../streams/highland.js';
import { stretch } from '../../../streams/index.js';
import type { NetworkContext, OutputPlaces, YearsContext } from '../context.js';
import { curvesOf } from '../books/curves-of.js';
import { Quarantine } from '../books/quarantine.js';
import { publishNetwork } from '../network/network.js';
import { publishQuarantine } from '../publish/publish-quarantine.js';
import { fetchWhole } from '../publish/published-file.js';
import { publishedUntil } from '../publish/published-until.js';
import { processSources, type YearOutcome } from '../years/process-sources.js';
import { publishedManifest, replayedYear, type GaugeYear, type ReplayedYear } from './replay-years.js';

/** Lines of a quarantine that today's settings understand, of one gauge and year. */
export interface UnderstoodLines extends GaugeYear {
  readonly lines: number;
  /** mm, by today's calibration, but for times of which it is not known what fell; some may lose to other readings of their stamps. */
  readonly rainMm: number;
}

/** What is, or became, of a quarantine. */
export interface ReplayedQuarantine {
  /** The gauge whose it is; undefined: lines of which it was not known whose they are. */
  readonly gauge: string | undefined;
  /** Lines in it that were not replayed before. */
  readonly lines: number;
  readonly understood: readonly UnderstoodLines[];
  /** Of those understood, the lines that lost to a reading of their stamp with other values: they stay as they are. */
  readonly conflicts: number;
}

/** Reasons of lines that are not tried: readings that lost, parts of lines, and what was replayed before. */
const NOT_TRIED: ReadonlySet<string> = new Set(['conflict', 'cut-off', REPLAYED]);
/** Stands where bytes were no text. */
const NO_TEXT = '\ufffd';

/** What a line alone counts, where its gauge's usual interval is not known, seconds; not the hour that a reading alone in its file may be. */
const ALONE_S = 60;

/** Lines of a quarantine by their place in it: a byte each. */
class Lines {
  count = 0;
  private understood = new Uint8Array(1024);

  see(): number {
    if (this.count === this.understood.length) {
      const wider = new Uint8Array(2 * this.count);
      wider.set(this.understood);
      this.understood = wider;
    }
    return this.count++;
  }

  mark(place: number, isUnderstood: boolean): void {
    this.understood[place] = isUnderstood ? 1 : 0;
  }

  has(place: number): boolean {
    return this.understood[place] === 1;
  }
}

/** Rows that are tried, with their places among all rows. */
function* tried(rows: Iterable<QuarantineRow>): Generator<{ row: QuarantineRow; text: string; place: number }> {
  let place = 0;
  for (const row of rows) {
    const at = place++;
    if (NOT_TRIED.has(row.reason)) continue;
    const text = quarantineText(row.row);
    if (text !== '' && !text.includes(NO_TEXT)) yield { row, text, place: at };
  }
}

/** A line as a source of its own, so that what stands beside it in a quarantine says nothing of it; its name begins with its place. */
function chunkOf(
  { row, text, place }: { row: QuarantineRow; text: string; place: number },
  folder?: string,
): SourceChunk {
  return { source: { name: `${place}/${row.source}`, folder }, bytes: Buffer.from(`${text}\n`), end: true };
}

function placeIn({ name }: { readonly name: string }): number {
  return Number.parseInt(name, 10);
}

/** Takes no notice of what is not understood. */
const SILENT: Audit = {
  read: () => undefined,
  filteredOut: () => undefined,
  rejected: () => undefined,
  foreignLabel: () => undefined,
  mended: () => undefined,
  landed: () => undefined,
  provisional: () => undefined,
};

/** The quarantine here, else on the target. */
async function rowsOf(gauge: string | undefined, { out, target }: OutputPlaces): Promise<Iterable<QuarantineRow>> {
  const path = quarantinePath(gauge);
  if (out.sizeBytes(path) !== undefined) return { [Symbol.iterator]: () => readQuarantine(out.pieces(path)) };
  const bytes = target && (await fetchWhole(target, path));
  return { [Symbol.iterator]: () => readQuarantine(bytes ? [bytes] : []) };
}

/**
 * Which lines of a gauge's quarantine today's settings understand, each by itself; nothing is changed. Lines that lost to others, or may be
 * parts of lines, are none of them. Memory: a byte a line.
 */
export async function understoodLines(
  gauge: WantedGauge | undefined,
  context: YearsContext,
): Promise<{ found: ReplayedQuarantine; lines: Lines }> {
  const rows = await rowsOf(gauge?.name, context);
  const lines = new Lines();
  let open = 0;
  for (const { reason } of rows) {
    lines.see();
    if (reason !== REPLAYED) open++;
  }
  const { index, notBeforeS, notAfterS, forms, maxMmPerMin } = context;
  const stages = stretch(
    'parse',
    'between',
  )({
    ...{ notBeforeS, notAfterS, forms, index, audit: SILENT },
    ...curvesOf(index, maxMmPerMin, ALONE_S),
  });
  const sums = new Map<string, { gauge: string; year: number; lines: number; rainMm: number }>();
  const isUnknown = (name: string, timeS: number): boolean => {
    const { history, intervalS = ALONE_S } = index.byName.get(name)!;
    return history?.unknown.some((period) => reachesInto(period, timeS - intervalS, timeS)) ?? false;
  };
  for await (const batch of flow(
    chunks(rows, gauge?.folder, () => true),
    stages,
  ))
    for (let row = 0; row < batch.count; row++) {
      const year = yearOf(batch.timeS.data[row]!);
      const key = `${batch.gauge}/${year}`;
      const sum = sums.get(key) ?? { gauge: batch.gauge, year, lines: 0, rainMm: 0 };
      sum.lines++;
      if (!isUnknown(batch.gauge, batch.timeS.data[row]!)) sum.rainMm += batch.rainMm.data[row]!;
      sums.set(key, sum);
      lines.mark(placeIn(batch.source), true);
    }
  const understood = [...sums.values()].sort((a, b) =>
    a.gauge === b.gauge ? a.year - b.year : a.gauge < b.gauge ? -1 : 1,
  );
  return { found: { gauge: gauge?.name, lines: open, understood, conflicts: 0 }, lines };
}

async function* chunks(
  rows: Iterable<QuarantineRow>,
  folder: string | undefined,
  isWanted: (place: number) => boolean,
): AsyncGenerator<SourceChunk, void, undefined> {
  await Promise.resolve();
  for (const row of tried(rows)) if (isWanted(row.place)) yield chunkOf(row, folder);
}

/**
 * Reads the quarantines of the wanted gauges again: lines that today's settings understand are merged into their years, published, and then marked in the quarantine as
 * replayed. One that loses to a reading of its stamp stays as it is. A run that is killed in between merges them again, as duplicates, and marks them then.
 */
export async function replayQuarantines(
  context: YearsContext & NetworkContext,
): Promise<{ quarantines: ReplayedQuarantine[]; years: ReplayedYear[] }> {
  const publishedUntilS = await publishedUntil(context);
  const all: ReplayedQuarantine[] = [];
  const replayed: ReplayedYear[] = [];
  const touched: YearOutcome[] = [];
  for (const gauge of [undefined, ...context.gauges]) {
    context.signal?.throwIfAborted();
    const spill = context.openSpill();
    try {
      const marked = new Quarantine(gauge?.name, spill);
      // Both copies are one before lines of them are counted.
      if (await isThere(gauge?.name, context)) await publishQuarantine(marked, context);
      const { found, lines } = await understoodLines(gauge, context);
      let conflicts = 0;
      if (found.understood.length > 0) {
        const rows = await rowsOf(gauge?.name, context);
        const before = new Map<string, Manifest | undefined>();
        for (const one of found.understood)
          before.set(`${one.gauge}/${one.year}`, await publishedManifest(one, context));
        const { years } = await processSources(
          chunks(rows, gauge?.folder, (place) => lines.has(place)),
          context,
          {
            publishedUntilS,
            aloneS: ALONE_S,
            onReject: ({ source }) => {
              conflicts++;
              lines.mark(placeIn(source), false);
            },
          },
        );
        for (const year of years) {
          touched.push(year);
          replayed.push(replayedYear(year, before.get(`${year.gauge}/${year.year}`)));
        }
        if (years.every(({ waits }) => waits === undefined)) {
          for (const { row, text, place } of tried(rows)) if (lines.has(place)) marked.addReplayed(row, text);
          await publishQuarantine(marked, context);
        }
      }
      if (found.lines > 0) all.push({ ...found, conflicts });
    } finally {
      spill.close();
    }
  }
  await publishNetwork(touched, context);
  return { quarantines: all, years: replayed };
}

async function isThere(gauge: string | undefined, { out, target }: OutputPlaces): Promise<boolean> {
  const path = quarantinePath(gauge);
  return out.sizeBytes(path) !== undefined || (await target?.stat(path)) !== undefined;
}
