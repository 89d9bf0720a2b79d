import path from 'node:path';
import type { Extract } from 'tar-stream';
import type { IsGaugeFolder } from '../../domain/listed/gauge-folder.js';
import type { NotReadList } from '../../domain/look-of/not-read.js';
import type { Source } from '../../domain/readings/reading.js';
import type { Spill } from '../../domain/readings/spill.js';
import { ArchiveTree } from './archive-tree.js';
import { walkTree, type WalkParts } from './walk.js';

/** What no name is: a link that says it leads nowhere. */
const NOWHERE = '\0';

/** What a file is called whose name is no place in the archive, such as `..`. */
const NO_PLACE = 'a file without a name';

/** Where the bytes of a file of an archive are in the spill. */
type Pieces = readonly { readonly position: number; readonly bytes: number }[];

/** A file of an archive, kept in a spill. */
export interface Member {
  readonly source: Source;
  readonly pieces: Pieces;
}

export interface MemberParts extends Pick<WalkParts, 'isOutput'> {
  readonly isGaugeFolder: IsGaugeFolder;
  readonly notRead: NotReadList;
  readonly spill: Spill;
}

/**
 * Takes the files out of a tar archive into a spill. An archive is like a folder given as an argument: what is in it is
 * found by the same walk. A single folder at its top that is no gauge's stands for that argument. Where no folder in it is
 * a gauge's, the one that the archive lies in names the gauge.
 */
export async function takeMembers(
  bytes: AsyncIterable<Uint8Array>,
  archive: Source,
  { isGaugeFolder, isOutput, notRead, spill }: MemberParts,
): Promise<Member[]> {
  const tree = await readTree(bytes, spill);
  const top = topOf(tree, isGaugeFolder);
  const members: Member[] = [];
  const root = { place: top, above: top === '' ? [] : [top], shown: `${archive.name}/${top === '' ? '' : `${top}/`}` };
  walkTree(tree, root, {
    isGaugeFolder,
    isOutput,
    notRead,
    take: (place, { name, folder }) => {
      const isNamed = folder !== undefined && (archive.folder === undefined || isGaugeFolder(folder));
      const source = { name, folder: isNamed ? folder : archive.folder };
      for (const pieces of tree.filesAt(place)) members.push({ source: { ...source }, pieces });
    },
    onProblem: (_, error) => {
      throw error;
    },
  });
  return members;
}

async function readTree(bytes: AsyncIterable<Uint8Array>, spill: Spill): Promise<ArchiveTree<Pieces>> {
  const tree = new ArchiveTree<Pieces>();
  const hardLinks: { readonly place: string; readonly target: string }[] = [];
  const { default: tar } = await import('tar-stream');
  const extract = tar.extract();
  const feeding = feed(bytes, extract);
  // A failure of the feeding ends the extraction with it, and is thrown below.
  feeding.catch(() => undefined);
  for await (const entry of extract) {
    const { type, linkname } = entry.header;
    const place = placeOf(entry.header.name);
    const isFile = type === 'file' || type === 'contiguous-file';
    const pieces: { position: number; bytes: number }[] = [];
    // A folder may have a size (POSIX: what it may hold); no bytes follow, and tar-stream would wait for them for ever.
    if (type === 'directory') entry.header.size = 0;
    for await (const piece of entry as AsyncIterable<Uint8Array>)
      if (isFile) pieces.push({ position: spill.append(piece), bytes: piece.length });
    if (place === '') {
      if (pieces.length > 0) tree.addOther(NO_PLACE);
    } else if (isFile) tree.addFile(place, pieces);
    else if (type === 'directory') tree.addFolder(place);
    else if (type === 'symlink') tree.addLink(place, linkname || NOWHERE);
    else if (type === 'link') hardLinks.push({ place, target: placeOf(linkname || NOWHERE) });
    else tree.addOther(place);
  }
  await feeding;
  for (const { place, target } of hardLinks) {
    const files = tree.filesAt(target);
    for (const pieces of files) tree.addFile(place, pieces);
    if (files.length === 0) tree.addLink(place, NOWHERE);
  }
  return tree;
}

/** The path of a member without what would lead out of the archive. */
function placeOf(name: string): string {
  const plain = path.posix
    .normalize(name)
    .replace(/^(?:\.{0,2}\/)+/, '')
    .replace(/\/+$/, '');
  return plain === '.' || plain === '..' ? '' : plain;
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

/** The folder, if there is one, in which everything of an archive lies, and that is no gauge's. */
function topOf(tree: ArchiveTree<unknown>, isGaugeFolder: IsGaugeFolder): string {
  const [top, ...others] = tree.nodesIn('');
  return top?.kind === 'folder' && others.length === 0 && !isGaugeFolder(top.name) ? top.name : '';
}

/** Reads a member back, piece by piece. */
export function* readMember({ pieces }: Member, spill: Spill): Generator<Uint8Array, void, undefined> {
  for (const { position, bytes } of pieces) {
    const piece = Buffer.allocUnsafeSlow(bytes);
    spill.read(position, piece);
    yield piece;
  }
}
