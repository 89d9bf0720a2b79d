/** The raw files of one gauge's folder, or those that lie in no folder. */
export interface RawFolder {
  /** The gauge's name; '' for files without a folder, whose labels tell. */
  readonly gauge: string;
  /** The folder in the store; '' for its root. */
  readonly path: string;
  /** What names the gauge to the pipeline. */
  readonly folder: string | undefined;
}

/** The folders a run reads: one for every gauge, and the store's root for files that lie in none. */
export function rawFolders(gauges: readonly { name: string; folder: string }[]): RawFolder[] {
  return [
    ...gauges.map(({ name, folder }) => ({ gauge: name, path: folder, folder })),
    { gauge: '', path: '', folder: undefined },
  ];
}
