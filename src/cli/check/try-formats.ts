import { foldersOf, type WantedGauge } from '../../domain/network.js';
import type { ChooseForm } from '../../domain/readings/raw-form.js';
import type { RejectReason, SourceChunk } from '../../domain/readings/reading.js';
import { REJECT_REASONS } from '../../raw/reasons.js';
import type { Entry, Store } from '../../domain/storage/store.js';
import { listRaw } from '../../pipeline/ingest/list-raw.js';
import { contentKind } from '../../raw/content/content.js';
import { flow } from '../../../streams/highland.js';
import { stretch } from '../../../streams/index.js';
import { count } from '../text/report-events.js';

/** So much of a file is tried. */
const TRIED_BYTES = 262_144;

/** Tries each gauge's formats on its newest raw file; says what came of it, and adds to `problems` where nothing did. */
export async function tryFormats(
  store: Store,
  gauges: readonly WantedGauge[],
  forms: ChooseForm,
  problems: string[],
): Promise<string[]> {
  const folders = new Set(gauges.flatMap(foldersOf));
  const told: string[] = [];
  for (const { name, folder } of gauges) {
    const looking = { report: () => undefined, isGaugeFolder: (path: string) => folders.has(path) };
    const { entries } = await listRaw(store, { gauge: name, path: folder, folder }, looking);
    const newest = entries.reduce<Entry | undefined>(
      (a, b) => (a && (a.modifiedS ?? 0) > (b.modifiedS ?? 0) ? a : b),
      undefined,
    );
    if (!newest) continue;
    const head = await beginningOf(store, newest);
    if (contentKind(head, true) !== 'plain') {
      told.push(`${name}: ${newest.path} is packed or UTF-16, and is not tried`);
      continue;
    }
    const { readings, rejects, reason } = await tried(head, { name: newest.path, folder }, forms);
    told.push(`${name}: ${newest.path}: ${count(readings, 'reading')}, ${count(rejects, 'line')} that cannot be used`);
    if (readings === 0)
      problems.push(
        `${name}: no line of ${newest.path} is a reading in its format${reason === undefined ? '' : `, most for ${reason}: ${REJECT_REASONS[reason]}`}; see pluvio explain`,
      );
  }
  return told;
}

async function beginningOf(store: Store, entry: Entry): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of store.read(entry)) {
    pieces.push(Buffer.from(piece));
    bytes += piece.length;
    if (bytes >= TRIED_BYTES) break;
  }
  const whole = Buffer.concat(pieces);
  return bytes < TRIED_BYTES ? whole : whole.subarray(0, whole.lastIndexOf('\n') + 1);
}

async function tried(bytes: Uint8Array, source: { readonly name: string; readonly folder: string }, forms: ChooseForm) {
  const found = { readings: 0, rejects: 0 };
  const reasons = new Map<RejectReason, number>();
  const rules = { notBeforeS: 0, notAfterS: 0xffffffff, forms };
  for await (const batch of flow(only<SourceChunk>({ source, bytes, end: true }), stretch('parse', 'filter')(rules))) {
    found.readings += batch.count;
    found.rejects += batch.rejects.length;
    for (const { reason } of batch.rejects) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const [most] = [...reasons].sort(([, a], [, b]) => b - a);
  return { ...found, reason: most?.[0] };
}

async function* only<T>(item: T): AsyncGenerator<T, void, undefined> {
  await Promise.resolve();
  yield item;
}
