/** Why something that was named, or lies in what was named, is not read. */
export const NOT_READ_REASONS = {
  'link-out': 'a link that leads out of what was named',
  'link-back': 'a link that leads back to where it lies',
  'link-nowhere': 'a link that leads nowhere',
  'link-other-gauge': 'a link into the folder of another wanted gauge',
  'no-file': 'a pipe, a socket or a device',
  'unsafe-name': 'a name that is not safe to use',
  'no-rights': 'a folder that cannot be listed',
  'other-gauge-inside': 'called like the folder of another wanted gauge, but not at its place',
  'too-deep': 'folders in folders without end',
  'not-text': 'no text',
  damaged: 'damaged, so nothing of it is used',
  'hidden-folder': 'a hidden folder',
  'own-output': 'made by pluvio',
  'own-temporary': 'a file that pluvio was writing',
  'no-gauge-folder': 'a folder of no wanted gauge',
} as const;
export type NotReadReason = keyof typeof NOT_READ_REASONS;

/** What is never data: it is told, but asks for nothing. */
const EXPECTED: ReadonlySet<NotReadReason> = new Set([
  'hidden-folder',
  'own-output',
  'own-temporary',
  'no-gauge-folder',
]);

/** Names kept of each reason. */
const MOST_NAMES = 5;

/** What was not read for one reason. */
export interface NotRead {
  readonly why: NotReadReason;
  /** The first of them, each with what it is where that says more than the reason. */
  readonly examples: readonly string[];
  readonly count: number;
  /** Whether there may be readings in it. */
  readonly mayBeData: boolean;
}

/** Gathers what is not read, by reason. Memory: a few names a reason. */
export class NotReadList {
  private readonly byReason = new Map<NotReadReason, { count: number; readonly examples: string[] }>();

  add(why: NotReadReason, name: string, what?: string): void {
    let group = this.byReason.get(why);
    if (!group) this.byReason.set(why, (group = { count: 0, examples: [] }));
    group.count++;
    if (group.examples.length < MOST_NAMES)
      group.examples.push(what === undefined ? shown(name) : `${shown(name)} (${what})`);
  }

  /** Joins what another list has gathered. */
  addAll(other: NotReadList): void {
    for (const [why, { count, examples }] of other.byReason) {
      const group = this.byReason.get(why) ?? { count: 0, examples: [] };
      const all = [...group.examples, ...examples].slice(0, MOST_NAMES);
      this.byReason.set(why, { count: group.count + count, examples: all });
    }
  }

  /** Reasons in the order in which they were met. */
  get groups(): NotRead[] {
    return [...this.byReason].map(([why, group]) => ({ why, ...group, mayBeData: !EXPECTED.has(why) }));
  }

  countOf(why: NotReadReason): number {
    return this.byReason.get(why)?.count ?? 0;
  }

  /** How many of them may have readings. */
  get mayBeData(): number {
    return this.groups.reduce((sum, { count, mayBeData }) => sum + (mayBeData ? count : 0), 0);
  }
}

/** One reason in a sentence: `not read: x.zip (a zip archive) and 3 others: no text`. */
export function notReadText({ why, examples, count }: NotRead): string {
  const rest = count - examples.length;
  const others = rest === 0 ? '' : ` and ${rest} ${rest === 1 ? 'other' : 'others'}`;
  return `not read: ${examples.join(', ')}${others}: ${NOT_READ_REASONS[why]}`;
}

/** A name with signs that would move a terminal's cursor is shown quoted. */
function shown(name: string): string {
  return /[\p{Cc}\p{Cf}\ufffd\\"]/u.test(name)
    ? JSON.stringify(name).replaceAll(/\p{Cf}|[\u007f-\u009f]/gu, '\ufffd')
    : name;
}
