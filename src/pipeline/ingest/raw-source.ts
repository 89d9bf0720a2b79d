import { foldersOf, type Gauge } from '../../domain/network.js';

/** The raw files of one gauge's folder, or those that lie in no folder. */
export interface RawFolder {
  /** The gauge's name, of today where it had others before; '' for files without a folder, whose labels tell. */
  readonly gauge: string;
  /** The folder in the store; '' for its root. */
  readonly path: string;
  /** What names the gauge to the pipeline. */
  readonly folder: string | undefined;
  /** Every wanted gauge whose folder it is or was. Default: `gauge` alone. */
  readonly gauges?: readonly string[];
  /** Gauges whose years in need are made when this folder is read: each has one such folder. Default: `gauge` alone. */
  readonly makes?: readonly string[];
}

/** The folders a run reads: those of every gauge, each once, and the store's root for files that lie in none. */
export function rawFolders(gauges: readonly Pick<Gauge, 'name' | 'folder' | 'folders'>[]): RawFolder[] {
  const owners = new Map<string, string[]>();
  const today = new Map<string, string>();
  for (const gauge of gauges)
    for (const folder of foldersOf(gauge)) {
      const others = owners.get(folder);
      if (others) others.push(gauge.name);
      else owners.set(folder, [gauge.name]);
      const isToday = gauge.folders?.some((one) => one.folder === folder && one.untilS === Infinity) ?? true;
      if (isToday && !today.has(folder)) today.set(folder, gauge.name);
    }
  const isMade = new Set<string>();
  const folders = Array.from(owners, ([folder, names]): RawFolder => {
    const makes = names.filter((name) => !isMade.has(name));
    for (const name of makes) isMade.add(name);
    return { gauge: today.get(folder) ?? names.at(-1)!, path: folder, folder, gauges: names, makes };
  });
  return [...folders, { gauge: '', path: '', folder: undefined }];
}
