import type { Tally } from '../../domain/readings/audit.js';
import { lookText, type Look } from '../../domain/look-of/look-of.js';
import type { RejectReason } from '../../domain/readings/reading.js';
import { REJECT_REASONS } from '../../raw/reasons.js';
import type { Logger } from '../../log/log.js';
import type { Heads } from '../wiring/output/heads.js';
import { count } from './report-events.js';

/** Labels named, and signs of each. */
const MOST_LABELS = 5;
const MOST_SIGNS = 40;

/** Where the lines of a run went, and those of gauges that nobody asked for. */
export interface Books {
  readonly total: Readonly<Tally>;
  readonly others: Readonly<Record<string, number>>;
  /** Rejected lines by reason. */
  readonly rejected: Readonly<Partial<Record<RejectReason, number>>>;
  /** Years that wait, whose lines are neither used nor unusable: what they wait for is told of each. */
  readonly waiting?: number;
}

/** Whether not one line of what was read is a reading of a wanted gauge. */
export function isNothingUsable({ kept, duplicates, conflicts }: Readonly<Tally>): boolean {
  return kept + duplicates + conflicts === 0;
}

/**
 * Where nothing could be used, says what there was instead, and what to do; whether that was so. `isDescribed`: formats were named, so that the
 * reason lies with one of them.
 */
export function tellNothingUsable(
  { total, others, rejected, waiting = 0 }: Books,
  heads: Heads,
  log: Logger,
  isDescribed: boolean,
): boolean {
  if (!isNothingUsable(total) || waiting > 0) return false;
  const labels = Object.keys(others);
  const looks = heads.looks;
  const isForeign = labels.length > 0 && looks.some(({ look }) => look.kind === 'readings');
  if (isForeign) log.warn({ others }, foreignText(labels));
  else
    log.warn(
      { looks },
      `no line can be used: ${isDescribed ? reasonText(rejected) : ''}${looksText(looks, heads.count)}`,
    );
  return true;
}

/** Why most lines cannot be used. */
function reasonText(rejected: Books['rejected']): string {
  const [most] = (Object.entries(rejected) as [RejectReason, number][]).sort(([, a], [, b]) => b - a);
  return most ? `${count(most[1], 'line')} ${most[0]}: ${REJECT_REASONS[most[0]]}; ` : '';
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
