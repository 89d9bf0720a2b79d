import fs from 'node:fs';
import path from 'node:path';
import type { InputTree, LinkEnd, TreeNode } from '../../raw/content/tree.js';

/** The folders of this machine; links are followed where they stay inside one of `roots`, which are real paths. */
export function diskTree(roots: readonly string[]): InputTree {
  const isInside = (place: string): boolean => roots.some((root) => namesBetween(root, place) !== undefined);
  return {
    nodesIn: (place) => fs.readdirSync(place, { withFileTypes: true }).map(nodeOf),
    placeIn: (place, name) => path.join(place, name),
    namesBetween,
    follow(place, name): LinkEnd | 'out' | undefined {
      try {
        const end = fs.realpathSync.native(path.join(place, name));
        if (!isInside(end)) return 'out';
        const stat = fs.statSync(end);
        return { place: end, kind: stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other' };
      } catch {
        return undefined;
      }
    },
  };
}

function nodeOf(entry: fs.Dirent): TreeNode {
  const kind = entry.isFile()
    ? 'file'
    : entry.isDirectory()
      ? 'folder'
      : entry.isSymbolicLink()
        ? 'link'
        : ('other' as const);
  return { name: entry.name, kind };
}

function namesBetween(from: string, to: string): readonly string[] | undefined {
  if (to === from) return [];
  const start = from.endsWith(path.sep) ? from : from + path.sep;
  return to.startsWith(start) ? to.slice(start.length).split(path.sep) : undefined;
}
