import type { Gauge } from '../../domain/network.js';
import type { Store } from '../../domain/storage/store.js';

/**
 * Gauges with their folders as a store spells them: in another Unicode form (NFD, as on a Mac, for NFC) where the one of the table
 * is not there. Asks only for folders that have several forms.
 */
export async function asSpelt<G extends Gauge>(store: Pick<Store, 'listFolders'>, gauges: readonly G[]): Promise<G[]> {
  const listed = new Map<string, readonly string[]>();
  const namesIn = async (folder: string): Promise<readonly string[]> => {
    const names = listed.get(folder) ?? (await store.listFolders(folder));
    listed.set(folder, names);
    return names;
  };
  const speltAs = async (folder: string): Promise<string> => {
    let spelt = '';
    for (const name of hasForms(folder) ? folder.split('/') : []) {
      const names = await namesIn(spelt);
      const there = names.includes(name) ? name : (names.find((other) => isSame(other, name)) ?? name);
      spelt = spelt === '' ? there : `${spelt}/${there}`;
    }
    return spelt === '' ? folder : spelt;
  };
  const spelt: G[] = [];
  for (const gauge of gauges) {
    const folder = await speltAs(gauge.folder);
    const folders = await Promise.all(
      (gauge.folders ?? []).map(async (one) => ({ ...one, folder: await speltAs(one.folder) })),
    );
    const isAsWritten = folder === gauge.folder && folders.every((one, i) => one.folder === gauge.folders![i]!.folder);
    spelt.push(isAsWritten ? gauge : { ...gauge, folder, ...(gauge.folders ? { folders } : {}) });
  }
  return spelt;
}

function hasForms(name: string): boolean {
  return name.normalize('NFC') !== name.normalize('NFD');
}

function isSame(a: string, b: string): boolean {
  return a.normalize('NFC') === b.normalize('NFC');
}
