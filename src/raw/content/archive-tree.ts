import type { InputTree, LinkEnd, TreeNode } from './tree.js';

/** Links that are followed one after another, as systems do, before there is said to be nothing. */
const MOST_LINKS = 40;

/** The folders and files of an archive, of which `File` is one. The place of its top is ''. */
export class ArchiveTree<File> implements InputTree {
  private readonly files = new Map<string, File[]>();
  private readonly links = new Map<string, string>();
  private readonly others = new Set<string>();
  private readonly folders = new Map<string, Map<string, TreeNode['kind']>>([['', new Map()]]);

  /** Adds a file; of one name there may be several. */
  addFile(place: string, file: File): void {
    const known = this.files.get(place);
    if (known) known.push(file);
    else this.files.set(place, [file]);
    this.enroll(place, 'file');
  }

  addFolder(place: string): void {
    if (place === '' || this.folders.has(place)) return;
    this.folders.set(place, new Map());
    this.enroll(place, 'folder');
  }

  /** Adds a link, with what it says: a path from the folder that it lies in. */
  addLink(place: string, target: string): void {
    this.links.set(place, target);
    this.enroll(place, 'link');
  }

  addOther(place: string): void {
    this.others.add(place);
    this.enroll(place, 'other');
  }

  filesAt(place: string): readonly File[] {
    return this.files.get(place) ?? [];
  }

  nodesIn(place: string): TreeNode[] {
    return Array.from(this.folders.get(place) ?? [], ([name, kind]) => ({ name, kind }));
  }

  placeIn(place: string, name: string): string {
    return place === '' ? name : `${place}/${name}`;
  }

  namesBetween(from: string, to: string): readonly string[] | undefined {
    if (to === from) return [];
    const start = from === '' ? '' : `${from}/`;
    return to.startsWith(start) ? to.slice(start.length).split('/') : undefined;
  }

  follow(place: string, name: string): LinkEnd | 'out' | undefined {
    let at = place;
    const ahead = [name];
    for (let links = 0; ahead.length > 0;) {
      const next = ahead.shift()!;
      if (next === '' || next === '.') continue;
      if (next === '..') {
        if (at === '') return 'out';
        at = at.slice(0, Math.max(0, at.lastIndexOf('/')));
        continue;
      }
      const here = this.placeIn(at, next);
      const target = this.links.get(here);
      if (target === undefined) at = here;
      else if (target.startsWith('/')) return 'out';
      else if (++links > MOST_LINKS) return undefined;
      else ahead.unshift(...target.split('/'));
    }
    if (this.folders.has(at)) return { place: at, kind: 'folder' };
    if (this.files.has(at)) return { place: at, kind: 'file' };
    return this.others.has(at) ? { place: at, kind: 'other' } : undefined;
  }

  /** Tells the folder that something lies in of it, and those above. */
  private enroll(place: string, kind: TreeNode['kind']): void {
    const slash = place.lastIndexOf('/');
    const folder = place.slice(0, Math.max(0, slash));
    this.addFolder(folder);
    const nodes = this.folders.get(folder)!;
    const name = place.slice(slash + 1);
    // What is there as a folder, too, stays one: the files in it are found through it.
    if (nodes.get(name) !== 'folder') nodes.set(name, kind);
  }
}
