import {
  lastGaugeFolder,
  nearestGaugeFolder,
  sourcePlace,
  type GaugeFolder,
  type IsGaugeFolder,
  type SourcePlace,
} from '../../domain/listed/gauge-folder.js';
import type { NotReadList, NotReadReason } from '../../domain/look-of/not-read.js';
import { compareText } from '../../domain/text/compare-text.js';
import type { Source } from '../../domain/readings/reading.js';
import { isSafeName } from '../../domain/listed/safe-name.js';
import type { InputTree, TreeNode } from './tree.js';

/** A folder to be walked. */
export interface WalkRoot {
  readonly place: string;
  /** The folders that lead to it, its own name last. */
  readonly above: readonly string[];
  /** What its files and folders are called to people: '' or a path that ends with a slash. */
  readonly shown: string;
}

export interface WalkParts {
  readonly isGaugeFolder: IsGaugeFolder;
  /** Whether a path is that of an output of ours, from wherever it starts. */
  readonly isOutput: (path: string) => boolean;
  readonly notRead: NotReadList;
  /** Takes a file, by its place. */
  readonly take: (place: string, source: Source) => void;
  /** Is told of a folder that cannot be listed. */
  readonly onProblem: (shown: string, error: unknown) => void;
}

interface Folder {
  readonly place: string;
  /** The names that lead to it, links among them, those above the root included. */
  readonly folders: readonly string[];
  readonly gauge: GaugeFolder | undefined;
}

interface Link {
  readonly folder: Folder;
  readonly name: string;
}

/**
 * Finds every file in a folder and in the folders in it, in no particular order; whatever is not read is told. Links come
 * after all else, so that what they lead to keeps its own path wherever it has one. Memory: a place a folder.
 */
export function walkTree(tree: InputTree, root: WalkRoot, hands: WalkParts): void {
  new Walk(tree, root, hands).run();
}

class Walk {
  /** Folders that were read, by place and by what they name. */
  private readonly seen = new Set<string>();
  private readonly folders: Folder[] = [];
  private readonly links: Link[] = [];

  constructor(
    private readonly tree: InputTree,
    private readonly root: WalkRoot,
    private readonly hands: WalkParts,
  ) {}

  run(): void {
    const { place, above } = this.root;
    this.folders.push({ place, folders: above, gauge: nearestGaugeFolder(above, this.hands.isGaugeFolder) });
    this.enterAll();
    // What they lead to may bring more of them.
    for (const link of this.links) {
      this.follow(link);
      this.enterAll();
    }
  }

  private enterAll(): void {
    for (let folder = this.folders.pop(); folder; folder = this.folders.pop()) this.enter(folder);
  }

  private enter(folder: Folder): void {
    const at = this.placeOf(folder);
    const key = keyOf(folder.place, at);
    if (this.seen.has(key)) return;
    this.seen.add(key);
    let nodes: readonly TreeNode[];
    try {
      nodes = this.tree.nodesIn(folder.place);
    } catch (error) {
      this.hands.onProblem(this.shown(folder, '').slice(0, -1), error);
      return;
    }
    const links: string[] = [];
    for (const { name, kind } of nodes) {
      if (!isSafeName(name)) this.hands.notRead.add('unsafe-name', this.shown(folder, name));
      else if (kind === 'file') this.file(this.tree.placeIn(folder.place, name), name, folder, at);
      else if (kind === 'link') links.push(name);
      else if (kind === 'other') this.hands.notRead.add('no-file', this.shown(folder, name));
      else this.inner(this.tree.placeIn(folder.place, name), name, folder);
    }
    for (const name of links.sort(compareText)) this.links.push({ folder, name });
  }

  private inner(place: string, name: string, parent: Folder): void {
    const folders = [...parent.folders, name];
    const folder = { place, folders, gauge: lastGaugeFolder(folders, this.hands.isGaugeFolder) ?? parent.gauge };
    if (name.startsWith('.')) this.hands.notRead.add('hidden-folder', this.shown(folder, '').slice(0, -1));
    else this.folders.push(folder);
  }

  private file(place: string, name: string, folder: Folder, { folder: gauge, prefix }: SourcePlace): void {
    const { notRead, take } = this.hands;
    if (/\.pluvio-[a-z]+$/.test(name)) notRead.add('own-temporary', this.shown(folder, name));
    else if (this.hands.isOutput(`${folder.folders.join('/')}/${name}`))
      notRead.add('own-output', this.shown(folder, name));
    else take(place, { name: prefix + name, folder: gauge });
  }

  /** A link is followed where that brings something to read, and nothing that is another gauge's. */
  private follow({ folder, name }: Link): void {
    const { tree } = this;
    const end = tree.follow(folder.place, name);
    const tell = (why: NotReadReason): void => this.hands.notRead.add(why, this.shown(folder, name));
    if (end === 'out') tell('link-out');
    else if (end === undefined) tell('link-nowhere');
    else if (end.kind === 'other') tell('no-file');
    else if (end.kind === 'folder' && tree.namesBetween(end.place, folder.place)) tell('link-back');
    else {
      const isFolder = end.kind === 'folder';
      const there = this.gaugeAt(end.place);
      const here = isFolder ? this.gaugeOf([...folder.folders, name]) : folder.gauge?.folder;
      // Without a gauge here, it is read where it lies.
      if (there !== undefined && there !== here) {
        if (here !== undefined) tell('link-other-gauge');
      } else if (isFolder) this.inner(end.place, name, folder);
      else this.linkedFile(end.place, name, folder);
    }
  }

  /** A file that is read where it lies, for the same gauge, is not read again under another name. */
  private linkedFile(place: string, name: string, folder: Folder): void {
    const at = this.placeOf(folder);
    const names = this.tree.namesBetween(this.root.place, place);
    const home = names?.slice(0, -1).reduce((inner, next) => this.tree.placeIn(inner, next), this.root.place);
    if (home === undefined || !this.seen.has(keyOf(home, at))) this.file(place, name, folder, at);
  }

  /** Whose folder a place in the root lies in. */
  private gaugeAt(place: string): string | undefined {
    const names = this.tree.namesBetween(this.root.place, place);
    return names && this.gaugeOf([...this.root.above, ...names]);
  }

  private gaugeOf(folders: readonly string[]): string | undefined {
    return nearestGaugeFolder(folders, this.hands.isGaugeFolder)?.folder;
  }

  private placeOf({ folders, gauge }: Folder): SourcePlace {
    return sourcePlace(folders, this.root.above.length, gauge);
  }

  private shown({ folders }: Pick<Folder, 'folders'>, name: string): string {
    const inside = folders.slice(this.root.above.length).map((folder) => `${folder}/`);
    return this.root.shown + inside.join('') + name;
  }
}

function keyOf(place: string, { folder }: SourcePlace): string {
  return `${place}\n${folder ?? ''}`;
}
