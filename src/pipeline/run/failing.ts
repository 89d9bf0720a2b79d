import type { OutputFolder } from '../../domain/storage/output-folder.js';
import { STATE_FOLDER } from '../../domain/paths.js';
import type { Failure } from '../years/process-sources.js';

const PATH = `${STATE_FOLDER}/failing.json`;

/** What runs: copying, or what init and update do. */
export type FailingProcess = 'copy' | 'update';

/** A file, or all of a gauge's folder, that failed alone in the last run that was about its gauge. */
export interface Failing extends Failure {
  readonly process: FailingProcess;
  /** When it failed first, and has not done otherwise since, Unix seconds. */
  readonly sinceS: number;
}

/** What fails, as the last runs left it to be known: an aid for `status`. */
export function readFailing(out: OutputFolder): Failing[] {
  const bytes = out.read(PATH);
  if (!bytes) return [];
  try {
    const value = JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
    return Array.isArray(value) ? value.filter(isFailing) : [];
  } catch {
    return [];
  }
}

export interface FailingNote {
  readonly process: FailingProcess;
  /** When the run began, Unix seconds. */
  readonly nowS: number;
  /** Gauges that it was about. */
  readonly gauges: readonly { readonly name: string }[];
}

/** Takes note of what failed in a run: it replaces what was known of its gauges, but for how long that has lasted. */
export function noteFailing(
  out: OutputFolder,
  failed: readonly Failure[],
  { process, nowS, gauges }: FailingNote,
): void {
  const before = readFailing(out);
  if (before.length === 0 && failed.length === 0) return;
  const looked = new Set(['', ...gauges.map(({ name }) => name)]);
  const isOld = (one: Failing): boolean => one.process === process && looked.has(one.gauge);
  const since = new Map(before.filter(isOld).map(({ what, sinceS }) => [what, sinceS]));
  const now = failed.map(({ what, gauge, why }): Failing => {
    return { what, gauge, why, process, sinceS: Math.min(since.get(what) ?? nowS, nowS) };
  });
  const staged = out.stage(PATH);
  staged.write(Buffer.from(`${JSON.stringify([...before.filter((one) => !isOld(one)), ...now], null, 2)}\n`));
  staged.finish();
  out.commit(PATH);
}

function isFailing(value: unknown): value is Failing {
  const { what, gauge, why, process, sinceS } = (value ?? {}) as Partial<Record<keyof Failing, unknown>>;
  const areTexts = [what, gauge, why, process].every((text) => typeof text === 'string');
  return areTexts && typeof sinceS === 'number';
}
