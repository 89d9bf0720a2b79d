import fs from 'node:fs';
import os from 'node:os';
import { pickEnvironment } from '../../../config/variables.js';
import { PluvioError } from '../../../domain/errors.js';
import type { IsGaugeFolder } from '../../../domain/listed/gauge-folder.js';
import { NotReadList } from '../../../domain/look-of/not-read.js';
import type { SourceChunk } from '../../../domain/readings/reading.js';
import { isProductPath } from '../../../products/is-product-path.js';
import { findInputs } from '../../../stores/local-inputs/find.js';
import { readInputs, readPipe } from '../../../stores/local-inputs/read.js';
import { openSpillFile, type SpillFile } from '../../../stores/spill-file.js';
import { logOf } from '../options/shared.js';
import { newRunId, NO_PROGRESS, type Host, type Progress } from '../../host/host.js';
import { tellNotRead } from '../../text/tell-not-read.js';

/** What a command reads: files, folders, or stdin. */
export interface Inputs {
  readonly chunks: AsyncGenerator<SourceChunk, void, undefined>;
  /** Files named or found, archives counting as one; 0 for stdin. */
  readonly files: number;
  /** Looked up when asked for; undefined for stdin. */
  readonly sizeBytes: (() => number) | undefined;
  /** What was named and is not read; complete, and told, when the chunks have ended. */
  readonly notRead: NotReadList;
}

/** How inputs are read; see `ReadOptions`. */
export interface InputOptions {
  /** Whether small files may come together in one chunk. Default: no. */
  readonly together?: boolean;
  /** Whether the others go on where a file is damaged: it is told as not read then. Default: no. */
  readonly passesDamaged?: boolean;
}

/** Opens the arguments of a command; none, or `-`, is stdin. */
export function openInputs(
  files: readonly string[],
  host: Host,
  isGaugeFolder: IsGaugeFolder,
  { together = false, passesDamaged = false }: InputOptions = {},
): Inputs {
  if (files.length === 0 && host.stdin.isTTY === true)
    throw new PluvioError('USAGE', 'no files are given, and stdin is a terminal; name files, or - to type lines');
  const notRead = new NotReadList();
  const onDamaged = passesDamaged ? (name: string, why: string): void => notRead.add('damaged', name, why) : undefined;
  const options = {
    isGaugeFolder,
    isOutput: isProductPath,
    notRead,
    onDamaged,
    together,
    openSpill: () => tempSpill(host),
  };
  if (files.length === 0 || (files.length === 1 && files[0] === '-')) {
    const chunks = tellingAtEnd(readPipe(host.stdin, options), notRead, host);
    return { chunks, files: 0, sizeBytes: undefined, notRead };
  }
  const inputs = findInputs(files, isGaugeFolder, notRead, isProductPath);
  const sizeBytes = (): number =>
    inputs.reduce((sum, { file }) => sum + (fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
  const chunks = tellingAtEnd(readInputs(inputs, options), notRead, host);
  return { chunks, files: inputs.length, sizeBytes, notRead };
}

async function* tellingAtEnd(
  chunks: AsyncIterable<SourceChunk>,
  notRead: NotReadList,
  host: Host,
): AsyncGenerator<SourceChunk, void, undefined> {
  yield* chunks;
  if (notRead.groups.length === 0) return;
  tellNotRead(notRead, logOf(host, host.run.id ?? newRunId()));
}

/** Bytes and files between two reports of progress. */
const REPORT_BYTES = 1 << 20;
const REPORT_FILES = 100;
/** What the one bar of a run from local files is called. */
const WORK = 'reading';
const LF = 10;

/** The chunks until the run is ended by a signal: then whoever waits for them hears of it at once. */
export async function* untilAborted(
  { chunks }: Pick<Inputs, 'chunks'>,
  signal: AbortSignal,
  { stdin }: Pick<Host, 'stdin'>,
): AsyncGenerator<SourceChunk, void, undefined> {
  const stop = (): void => void stdin.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of chunks) {
      signal.throwIfAborted();
      yield chunk;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
  signal.throwIfAborted();
}

/** The chunks, told to the progress of the run as they flow; lines stand for readings. */
export async function* watched(
  { chunks, files, sizeBytes }: Inputs,
  progress: Progress,
): AsyncGenerator<SourceChunk, void, undefined> {
  if (sizeBytes === undefined || progress === NO_PROGRESS) {
    yield* chunks;
    return;
  }
  progress.take({ type: 'gauge-started', gauge: WORK, files, sizeBytes: sizeBytes() });
  let seen = { files: 0, sizeBytes: 0, readings: 0 };
  for await (const chunk of chunks) {
    seen.sizeBytes += chunk.bytes.length;
    seen.readings += countLines(chunk.bytes);
    if (chunk.end) seen.files += 1 + (chunk.later?.length ?? 0);
    if (seen.sizeBytes >= REPORT_BYTES || seen.files >= REPORT_FILES) {
      progress.take({ type: 'read', gauge: WORK, ...seen });
      seen = { files: 0, sizeBytes: 0, readings: 0 };
    }
    yield chunk;
  }
}

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) lines++;
  return lines;
}

/** A spill in the temporary folder that the environment names. */
export function tempSpill(host: Host): SpillFile {
  return openSpillFile(pickEnvironment(host.env).LOCAL_TEMP_DIR ?? os.tmpdir(), newRunId());
}
