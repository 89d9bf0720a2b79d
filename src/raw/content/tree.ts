/** What lies in a folder, as far as its listing tells. */
export interface TreeNode {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
}

/** What a link leads to in the end, and where that really lies. */
export interface LinkEnd {
  readonly place: string;
  readonly kind: 'file' | 'folder' | 'other';
}

/** Folders and files that can be walked: on disk, or in an archive. A place is a path without links in it. */
export interface InputTree {
  /** Everything directly in a folder. May throw what the system says. */
  nodesIn(place: string): readonly TreeNode[];
  /** The place of something in a folder. */
  placeIn(place: string, name: string): string;
  /** Where a link in a folder leads; `out` where that was not named, undefined where there is nothing. */
  follow(place: string, name: string): LinkEnd | 'out' | undefined;
  /** The names that lead from one place to another in it; undefined where it does not lie there. */
  namesBetween(from: string, to: string): readonly string[] | undefined;
}
