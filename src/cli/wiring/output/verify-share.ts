import type { RunContext } from '../../../pipeline/context.js';
import { readLastRun } from '../../../pipeline/run/last-run.js';
import { checkParts, partsOf } from '../../../pipeline/verify/verify.js';
import { partsDue } from '../../../pipeline/verify/due.js';
import type { Places } from '../../../pipeline/verify/flaw.js';
import { noteVerified, readVerified } from '../../../pipeline/verify/record.js';
import { repairParts } from '../../../pipeline/verify/repair.js';
import { openFolderStore } from '../../../stores/folder/store.js';
import type { Session } from '../session/session.js';
import { flawText } from '../../text/verify-text.js';

/** What a round looks at of what is published. */
export type VerifyHow = 'sizes' | 'deep' | 'off';

/**
 * A round's share of looking at what is published, and of making whole what is not: every file has its turn once a day. What is
 * merged and still to be published is
 * looked at after the round that publishes it.
 */
export async function verifyShare(
  { settings, gauges, target, journal, log }: Session,
  context: RunContext,
  nowS: number,
  deep: boolean,
): Promise<void> {
  const { out, signal } = context;
  const { startedS, publishedS } = readLastRun(out) ?? {};
  if (target && startedS !== publishedS) return;
  const before = readVerified(out);
  // The first turn of each comes within a day from now; where the clock was set back, too.
  if (before === undefined || before.upToS > nowS) {
    noteVerified(out, [], [], nowS);
    return;
  }
  const here = { store: openFolderStore(settings.out.value), notedAs: out };
  const places: Places = target ? [here, { store: target, notedAs: target }] : [here];
  // Years that only the target has were fetched by the round itself.
  const all = await partsOf(
    gauges.map(({ name }) => name),
    [here],
  );
  const parts = partsDue(all, before.upToS, nowS);
  const look = { journal, deep, signal };
  const publishing = { ...context, publication: { append: false, later: false } };
  const mended = await repairParts(await checkParts(parts, places, look), places, look, publishing);
  noteVerified(out, parts, mended, nowS);
  for (const { flaw, how, why } of mended) {
    const { place, path, what } = flaw;
    const then = how ?? why ?? flaw.why;
    const text = flawText({ store: place.store.name, file: path, what, then, isMended: how !== undefined });
    const fields = { type: 'verify', in: place.store.name, file: path, what, mended: how ?? null };
    if (how === undefined) log.error({ ...fields, code: 'DAMAGED' }, text);
    else log.warn(fields, text);
  }
  if (parts.length > 0) log.debug({ type: 'verify', parts: parts.length }, `verified ${parts.length} parts`);
}
