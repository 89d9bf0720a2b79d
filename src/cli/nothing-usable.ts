import type { Tally } from '../domain/audit.js';
import { lookText, type Look } from '../domain/look-of.js';
import type { Logger } from '../log/log.js';
import type { Heads } from './heads.js';
import { count } from './report-events.js';

/** Labels named, and signs of each. */
const MOST_LABELS = 5;
const MOST_SIGNS = 40;

/** Where the lines of a run went, and those of gauges that nobody asked for. */
export interface Books {
  readonly total: Readonly<Tally>;
  readonly others: Readonly<Record<string, number>>;
}

/** Whether not one line of what was read is a reading of a wanted gauge. */
export function isNothingUsable({ kept, duplicates, conflicts }: Readonly<Tally>): boolean {
  return kept + duplicates + conflicts === 0;
}

/** Where nothing could be used, says what there was instead, and what to do; whether that was so. */
export function tellNothingUsable({ total, others }: Books, heads: Heads, log: Logger): boolean {
  if (!isNothingUsable(total)) return false;
  const labels = Object.keys(others);
  const looks = heads.looks;
  const isForeign = labels.length > 0 && looks.some(({ look }) => look.kind === 'readings');
  if (isForeign) log.warn({ others }, foreignText(labels));
  else log.warn({ looks }, `no line can be used: ${looksText(looks, heads.count)}`);
  return true;
}

function foreignText(labels: readonly string[]): string {
  return `no line is of a wanted gauge; there are lines of ${namesText(labels)}: choose with --gauge`;
}

/** The first of some labels, quoted. */
export function namesText(labels: readonly string[]): string {
  const shown = labels.slice(0, MOST_LABELS).map((label) => JSON.stringify(label.slice(0, MOST_SIGNS)));
  return `${shown.join(', ')}${labels.length > MOST_LABELS ? ' and others' : ''}`;
}

function looksText(looks: readonly { name: string; look: Look }[], sources: number): string {
  if (looks.length === 0) return 'nothing that was named can be read: see pluvio help formats';
  const shown = looks.map(({ name, look }) => `${name} ${lookText(look)}`);
  const more = sources > looks.length ? `; and ${count(sources - looks.length, 'other')}` : '';
  return `${shown.join('; ')}${more}: see pluvio explain, and pluvio help formats`;
}
