import { partName, type Checked, type Flaw } from '../../pipeline/verify/flaw.js';
import type { Mended } from '../../pipeline/verify/repair.js';
import { count } from './report-events.js';
import { thousands } from './thousands.js';

/** What was found when everything published was looked at, as `--json` prints it. */
export interface VerifyReport {
  readonly deep: boolean;
  readonly places: readonly string[];
  readonly files: number;
  readonly sizeBytes: number;
  /** Gauges' years that are here and still to be published as they are here. */
  readonly behind: readonly string[];
  readonly flaws: readonly {
    readonly in: string;
    readonly file: string;
    readonly what: Flaw['what'];
    readonly why: string;
    /** How it was mended; null where it was not. */
    readonly mended: string | null;
  }[];
}

export function verifyReport(
  checked: readonly Checked[],
  mended: readonly Mended[],
  deep: boolean,
  places: readonly string[],
): VerifyReport {
  const behind = checked.filter(({ isBehind }) => isBehind).map(({ part }) => part);
  return {
    deep,
    places,
    files: checked.reduce((sum, { files }) => sum + files, 0),
    sizeBytes: checked.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    behind: behind.map((part) => (part.kind === 'year' ? `${part.gauge} ${part.year}` : partName(part))),
    flaws: mended.map(({ flaw: { place, path, what, why: found }, how, why }) => ({
      in: place.store.name,
      file: path,
      what,
      why: why ?? found,
      mended: how ?? null,
    })),
  };
}

/** The report for people: a line for each file that was not whole, then what was looked at. */
export function verifyText({ deep, places, files, sizeBytes, behind, flaws }: VerifyReport): string {
  const lines = flaws.map(({ in: store, file, what, why, mended }) =>
    flawText({ store, file, what, then: mended ?? why, isMended: mended !== null }),
  );
  if (behind.length > 0) lines.push(`not published yet as they are here: ${behind.join(', ')}`);
  const looked = `${count(files, 'file')}, ${(sizeBytes / 1e6).toFixed(1)} MB, by ${deep ? 'hash' : 'size'} in ${places.join(' and ')}`;
  const open = flaws.filter(({ mended }) => mended === null).length;
  const repaired = flaws.length - open;
  const end =
    flaws.length === 0
      ? 'all whole'
      : [repaired > 0 ? `${thousands(repaired)} mended` : '', open > 0 ? `${thousands(open)} not whole` : '']
          .filter(Boolean)
          .join(', ');
  lines.push(`${looked}: ${end}`);
  return `${lines.join('\n')}\n`;
}

interface ToldFlaw {
  readonly store: string;
  readonly file: string;
  readonly what: Flaw['what'];
  /** How it was mended, or why it was not. */
  readonly then: string;
  readonly isMended: boolean;
}

/** What is wrong with a file, in a sentence. */
export function flawText({ store, file, what, then, isMended }: ToldFlaw): string {
  return `${isMended ? 'mended' : what}: ${store}/${file}: ${isMended ? `${what}; ${then}` : then}`;
}
