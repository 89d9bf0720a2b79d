import os from 'node:os';
import { pickEnvironment } from '../config/variables.js';
import type { SourceChunk } from '../domain/reading.js';
import { findInputs, readInputs, readPipe } from '../stores/local-inputs.js';
import { openSpillFile, type SpillFile } from '../stores/spill-file.js';
import { newRunId, type Host } from './host.js';

/** What a command reads: files, folders, or stdin. */
export interface Inputs {
  readonly chunks: AsyncGenerator<SourceChunk, void, undefined>;
  /** Files named or found, archives counting as one; 0 for stdin. */
  readonly files: number;
  /** undefined for stdin. */
  readonly sizeBytes: number | undefined;
}

/** Opens the arguments of a command; none, or `-`, is stdin. */
export function openInputs(
  files: readonly string[],
  host: Host,
  isGaugeFolder: (name: string) => boolean,
  onRead?: (sizeBytes: number) => void,
): Inputs {
  const options = {
    isGaugeFolder,
    openSpill: () => tempSpill(host),
    ...(onRead ? { onRead } : {}),
  };
  if (files.length === 0 || (files.length === 1 && files[0] === '-'))
    return { chunks: readPipe(host.stdin, options), files: 0, sizeBytes: undefined };
  const inputs = findInputs(files, isGaugeFolder);
  const sizeBytes = inputs.reduce((sum, input) => sum + input.sizeBytes, 0);
  return { chunks: readInputs(inputs, options), files: inputs.length, sizeBytes };
}

/** A spill in the temporary folder that the environment names. */
export function tempSpill(host: Host): SpillFile {
  return openSpillFile(pickEnvironment(host.env).LOCAL_TEMP_DIR ?? os.tmpdir(), newRunId());
}
