import type { Gauge } from '../../domain/network.js';
import type { Store } from '../../domain/store.js';

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
  const spelt: G[] = [];
  for (const gauge of gauges) {
    let folder = '';
    for (const name of hasForms(gauge.folder) ? gauge.folder.split('/') : []) {
      const names = await namesIn(folder);
      const there = names.includes(name) ? name : (names.find((other) => isSame(other, name)) ?? name);
      folder = folder === '' ? there : `${folder}/${there}`;
    }
    spelt.push(folder === '' || folder === gauge.folder ? gauge : { ...gauge, folder });
  }
  return spelt;
}

function hasForms(name: string): boolean {
  return name.normalize('NFC') !== name.normalize('NFD');
}

function isSame(a: string, b: string): boolean {
  return a.normalize('NFC') === b.normalize('NFC');
}
