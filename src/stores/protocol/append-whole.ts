import { GROWING_SUFFIX, type Growth, type Pieces } from '../../domain/storage/store.js';
import type { WriteSteps } from './write-whole.js';

/** The steps that a file is appended to by, on one connection. */
export interface AppendSteps extends Pick<WriteSteps, 'stat' | 'readBack'> {
  /** Gives how many bytes went out. */
  extend(path: string, fromBytes: number, pieces: Pieces): Promise<number>;
  /** False, or a failure, where it was refused. */
  move(from: string, to: string): Promise<boolean>;
}

/** What attempts at one growth know of each other: whether all of it was read back. */
export interface Growing {
  isProven: boolean;
}

/**
 * Size → rename away → append → size → read back and compare → rename back → size; false, with the file away, where the whole is
 * not as said. Another attempt finds the file away, and goes on as long as nothing was added to it, or all of it is known to be
 * right.
 */
export async function appendWhole(
  steps: AppendSteps,
  path: string,
  growth: Growth,
  growing: Growing,
): Promise<boolean> {
  const away = path + GROWING_SUFFIX;
  const sizeOf = async (name: string): Promise<number | undefined> => (await steps.stat(name))?.sizeBytes;
  const giveName = async (): Promise<boolean> =>
    (await steps.move(away, path)) && (await sizeOf(path)) === growth.sizeBytes;
  if (growing.isProven && (await sizeOf(away)) === growth.sizeBytes) return giveName();
  const shownBytes = await sizeOf(path);
  if ((shownBytes ?? (await sizeOf(away))) !== growth.fromBytes) return false;
  if (shownBytes !== undefined && !(await steps.move(path, away))) return false;
  const sentBytes = await steps.extend(away, growth.fromBytes, growth.pieces());
  if (sentBytes !== growth.sizeBytes - growth.fromBytes) return false;
  if ((await sizeOf(away)) !== growth.sizeBytes) return false;
  const { digest, broken } = await steps.readBack(away, growth.sizeBytes);
  if (digest.sha256 !== growth.sha256) return false;
  growing.isProven = true;
  if (broken) throw broken;
  return giveName();
}
