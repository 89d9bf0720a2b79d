import type { OutputFolder } from '../../domain/storage/output-folder.js';
import { STATE_FOLDER } from '../../domain/paths.js';
import { writeState } from '../publish/state-file.js';
import { partName, type Part } from './flaw.js';
import type { Mended } from './repair.js';

const PATH = `${STATE_FOLDER}/verified.json`;

/** A published file that is not whole, and could not be made so. */
export interface OpenFlaw {
  /** See `partName`. */
  readonly part: string;
  readonly in: string;
  readonly file: string;
  readonly why: string;
}

/** What looks at published files came to. */
export interface VerifyRecord {
  /** Every part whose turn came before this was looked at, Unix seconds. */
  readonly upToS: number;
  readonly open: readonly OpenFlaw[];
}

/** The record in an output folder; undefined where there is none that can be read. */
export function readVerified(out: Pick<OutputFolder, 'read'>): VerifyRecord | undefined {
  const bytes = out.read(PATH);
  if (!bytes) return undefined;
  try {
    const { upToS, open } = JSON.parse(Buffer.from(bytes).toString('utf8')) as Partial<VerifyRecord>;
    return typeof upToS === 'number' && Array.isArray(open) ? { upToS, open } : undefined;
  } catch {
    return undefined;
  }
}

/** Notes that parts were looked at: what is open of them takes the place of what was. */
export function noteVerified(
  out: OutputFolder,
  parts: readonly Part[],
  mended: readonly Mended[],
  upToS: number,
): void {
  const before = readVerified(out);
  const looked = new Set(parts.map(partName));
  const open = mended
    .filter(({ how }) => how === undefined)
    .map(({ part, flaw: { place, path, why: found }, why }) => ({
      part: partName(part),
      in: place.store.name,
      file: path,
      why: why ?? found,
    }));
  const rest = before?.open.filter(({ part }) => !looked.has(part)) ?? [];
  const record: VerifyRecord = { upToS, open: [...rest, ...open] };
  writeState(out, PATH, record);
}
