import { PluvioError } from '../../domain/errors.js';
import { TEMP_SUFFIX, type Body, type Entry, type Pieces } from '../../domain/storage/store.js';
import { folderOf } from '../names.js';
import { checkDigest, checkSent, Digester, type Digest } from './digest.js';

/** What reading back found; `broken`: what broke the connection although all of it came. */
export interface ReadBack {
  readonly digest: Digest;
  readonly broken?: Error;
}

/** The steps that a file is written by, on one connection. */
export interface WriteSteps {
  /** Where files go, for messages: `the server`. */
  readonly where: string;
  stat(path: string): Promise<Entry | undefined>;
  makeFolder(folder: string): Promise<void>;
  /** Gives how many bytes went out; `durably`: they are to be on the disk then, as far as the store can tell. */
  put(path: string, pieces: Pieces, durably: boolean): Promise<number>;
  readBack(path: string, sizeBytes: number): Promise<ReadBack>;
  /** Renames over what is there. */
  replace(from: string, to: string): Promise<void>;
  /** Takes a temporary file away as well as may be after an error; never throws. */
  discard(path: string, error: unknown): Promise<void>;
  /** Told where a body turns out to be there that an attempt seemed to have failed to send. */
  readonly onFoundSent?: () => void;
}

/** What attempts at writing one body know of each other. */
export interface Sending {
  /** Whether its last byte left. */
  allSent: boolean;
  /** Whether it was read back. */
  isProven: boolean;
}

export function newSending(): Sending {
  return { allSent: false, isProven: false };
}

/**
 * Writes under a temporary name → looks at the size → reads back and compares → renames → looks at the size: the final name only
 * ever shows a whole file. Another attempt, with the same `sending`, does not send again what came whole although the connection
 * broke, and does not read again what was read back whole. Throws PUBLISH where what is there is not what was sent.
 */
export async function writeWhole(steps: WriteSteps, path: string, body: Body, sending: Sending): Promise<void> {
  const temporary = path + TEMP_SUFFIX;
  try {
    if (!(await isThere(steps, temporary, body, sending))) {
      sending.isProven = false;
      await steps.makeFolder(folderOf(path));
      const onAllSent = (): void => {
        sending.allSent = true;
      };
      const pieces = toldAtEnd(body.pieces(), onAllSent);
      checkSent(body, await steps.put(temporary, pieces, body.sha256 !== undefined), path);
      await checkSize(steps, temporary, path, body);
      if (body.sha256 !== undefined) await prove(steps, temporary, body, sending);
    }
    await steps.replace(temporary, path);
    await checkSize(steps, path, path, body);
  } catch (error) {
    await steps.discard(temporary, error);
    throw error;
  }
}

async function* toldAtEnd(pieces: Pieces, onEnd: () => void): AsyncGenerator<Uint8Array> {
  yield* pieces;
  onEnd();
}

/** Whether all of a body is there that an earlier attempt sent, as its size and, unless that was done, its content tell. */
async function isThere(steps: WriteSteps, path: string, body: Body, sending: Sending): Promise<boolean> {
  if (!sending.allSent) return false;
  const found = await steps.stat(path);
  if (found?.sizeBytes !== body.sizeBytes) return false;
  if (sending.isProven) return true;
  steps.onFoundSent?.();
  const digester = new Digester();
  for await (const piece of body.pieces()) digester.take(piece);
  await prove(steps, path, { ...body, ...digester.digest() }, sending);
  return true;
}

/** Reads back what was sent. Throws PUBLISH where it is something else; and, though it is right, what broke the connection. */
async function prove(steps: WriteSteps, path: string, body: Body, sending: Sending): Promise<void> {
  const { digest, broken } = await steps.readBack(path, body.sizeBytes);
  sending.allSent = false;
  checkDigest(body, digest, path.slice(0, -TEMP_SUFFIX.length), `the file on ${steps.where}`);
  sending.allSent = sending.isProven = true;
  if (broken) throw broken;
}

async function checkSize(steps: WriteSteps, path: string, shown: string, body: Body): Promise<void> {
  const found = await steps.stat(path);
  if (found?.sizeBytes === body.sizeBytes) return;
  throw new PluvioError(
    'PUBLISH',
    `Cannot write ${shown}: ${steps.where} has ${found ? `${found.sizeBytes} bytes` : 'no file'}, ${body.sizeBytes} were sent; see whether it has room, then run again`,
    { file: shown, transient: true },
  );
}
