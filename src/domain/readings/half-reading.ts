import type { HalfReading } from './half.js';
import type { Manifest, StampRun } from '../manifest.js';
import { stampsOf, toRuns } from './stamp-runs.js';

/** The readings of a manifest that stand by lines without an end, by stamp. */
export function* halvesIn(manifest: Pick<Manifest, 'provisional' | 'provisionalText'> = {}): Generator<HalfReading> {
  const { provisional = [], provisionalText = {} } = manifest;
  for (const stampS of stampsOf(provisional)) yield { stampS, fields: provisionalText[String(stampS)] };
}

/** What a manifest says of them; they ascend. */
export function manifestOfHalves(halves: readonly HalfReading[]): Pick<Manifest, 'provisional' | 'provisionalText'> {
  if (halves.length === 0) return {};
  const provisional: StampRun[] = toRuns(halves.map(({ stampS }) => stampS));
  const written = halves.flatMap(({ stampS, fields }) => (fields ? [[String(stampS), fields] as const] : []));
  return written.length === 0 ? { provisional } : { provisional, provisionalText: Object.fromEntries(written) };
}

/** Whether a manifest says just that of them. */
export function saysHalves(manifest: Manifest | undefined, halves: readonly HalfReading[]): boolean {
  const { provisional, provisionalText } = manifest ?? {};
  const said = manifestOfHalves(halves);
  return JSON.stringify([provisional, provisionalText]) === JSON.stringify([said.provisional, said.provisionalText]);
}
