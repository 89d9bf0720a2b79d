import path from 'node:path';
import type { Extract } from 'tar-stream';
import type { Source } from '../../domain/reading.js';
import type { Spill } from '../../domain/spill.js';

/** A file of an archive, kept in a spill. */
export interface Member {
  readonly source: Source;
  readonly sizeBytes: number;
  readonly pieces: readonly { readonly position: number; readonly bytes: number }[];
}

export interface TakeOptions {
  /** Whether a folder inside an archive names a gauge. */
  readonly isGaugeFolder: (name: string) => boolean;
  readonly spill: Spill;
  /** Told each entry whose kind is not known, so that its bytes are not read. */
  readonly onPassedOver?: (name: string) => void;
}

/** Entries that have a name and no bytes. */
const HOLDS_NOTHING = new Set(['directory', 'link', 'symlink', 'character-device', 'block-device', 'fifo']);

/**
 * Takes the files out of a tar archive into a spill, in the order in which they stand. An archive is like a folder given
 * as an argument: a single folder at its top that is no gauge's is passed over, and the folder that a file then lies in
 * names its gauge.
 */
export async function takeMembers(
  bytes: AsyncIterable<Uint8Array>,
  archive: Source,
  { isGaugeFolder, spill, onPassedOver }: TakeOptions,
): Promise<Member[]> {
  const files: { name: string; sizeBytes: number; pieces: { position: number; bytes: number }[] }[] = [];
  const { default: tar } = await import('tar-stream');
  const extract = tar.extract();
  const feeding = feed(bytes, extract);
  // A failure of the feeding ends the extraction with it, and is thrown below.
  feeding.catch(() => undefined);
  for await (const entry of extract) {
    const { name, type } = entry.header;
    const pieces: { position: number; bytes: number }[] = [];
    let sizeBytes = 0;
    for await (const piece of entry as AsyncIterable<Uint8Array>) {
      if (type !== 'file' && type !== 'contiguous-file') continue;
      pieces.push({ position: spill.append(piece), bytes: piece.length });
      sizeBytes += piece.length;
    }
    if (type === 'file' || type === 'contiguous-file')
      files.push({ name: path.posix.normalize(name).replace(/^(\.{0,2}\/)+/, ''), sizeBytes, pieces });
    else if (!HOLDS_NOTHING.has(type)) onPassedOver?.(name);
  }
  await feeding;
  const top = commonTop(files.map(({ name }) => name));
  return files.map(({ name, sizeBytes, pieces }) => ({
    source: memberSource(name, top, archive, isGaugeFolder),
    sizeBytes,
    pieces,
  }));
}

/** Gives the bytes to the extraction; a pipe of it would leave an error on either side unheard. */
async function feed(bytes: AsyncIterable<Uint8Array>, extract: Extract): Promise<void> {
  try {
    for await (const piece of bytes) {
      if (!extract.write(piece)) await new Promise<void>((resolve) => void extract.once('drain', () => resolve()));
    }
    extract.end(undefined);
  } catch (error) {
    extract.destroy(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

/** The folder, if there is one, in which everything of an archive lies. */
function commonTop(names: readonly string[]): string | undefined {
  const tops = new Set(names.map((name) => (name.includes('/') ? name.slice(0, name.indexOf('/')) : '')));
  const [top] = tops;
  return tops.size === 1 && top !== '' ? top : undefined;
}

function memberSource(
  name: string,
  top: string | undefined,
  archive: Source,
  isGaugeFolder: (name: string) => boolean,
): Source {
  const inside = top !== undefined && !isGaugeFolder(top) ? name.slice(top.length + 1) : name;
  const parent = path.posix.basename(path.posix.dirname(inside));
  return { name: inside, folder: inside.includes('/') ? parent : archive.folder };
}

/** Reads a member back, piece by piece. */
export function* readMember({ pieces }: Member, spill: Spill): Generator<Uint8Array, void, undefined> {
  for (const { position, bytes } of pieces) {
    const piece = Buffer.allocUnsafeSlow(bytes);
    spill.read(position, piece);
    yield piece;
  }
}
