import path from 'node:path';
import fs from 'node:fs';
import type { StoreSetting } from '../../../config/settings.js';
import { PluvioError } from '../../../domain/errors.js';
import type { Store } from '../../../domain/storage/store.js';
import type { Logger } from '../../../log/log.js';
import type { RunSettings } from '../options/shared.js';
import type { Host } from '../../host/host.js';
import { openStore } from './open-store.js';

/** The stores of a session, open. */
export interface SessionStores {
  readonly base: Store | undefined;
  readonly source: Store;
  readonly target: Store | undefined;
  /** Closes those that a mute server may keep waiting; false where there is none. */
  readonly breakOff: () => boolean;
  /** Asks each server for its folder: throws where that cannot be. */
  readonly tryAll: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Opens the stores that settings name; a folder that is read from has to be there. */
export async function openStores(settings: RunSettings, log: Logger, host: Host): Promise<SessionStores> {
  mustExist((settings.base ?? settings.source!).value);
  const stores: Store[] = [];
  const servers = {};
  // Source and target are often one server, which counts the connections of both.
  const open = async (setting: StoreSetting): Promise<Store> => {
    const onFull = (): boolean => stores.filter((other) => other !== store && other.giveWay?.()).length > 0;
    const store = await openStore(setting, settings, log, { ...host, servers, onFull });
    stores.push(store);
    return store;
  };
  const close = async (): Promise<void> => {
    for (const store of [...stores].reverse()) await store.close();
  };
  const remote = (): Store[] => stores.filter(({ features }) => features.isRemote);
  try {
    const base = settings.base && (await open(settings.base.value));
    const source = await open(settings.source!.value);
    const targetSetting = otherThan(settings.out.value, settings.target?.value);
    const target = targetSetting && (await open(targetSetting));
    return {
      ...{ base, source, target, close },
      breakOff: () => {
        for (const store of remote()) void store.close();
        return remote().length > 0;
      },
      tryAll: async () => {
        for (const store of remote()) await store.hasFolder('');
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A source folder that is not there is a mistyped one, not one without news. */
function mustExist({ address }: StoreSetting): void {
  if (address.kind !== 'folder' || fs.statSync(address.path, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new PluvioError('INPUT', `Cannot read: the folder ${address.path} is not there`, { file: address.path });
}

/** A target that is the output folder itself is none: what is there is published already. */
export function otherThan(out: string, target: StoreSetting | undefined): StoreSetting | undefined {
  if (target?.address.kind === 'folder' && path.resolve(target.address.path) === path.resolve(out)) return undefined;
  return target;
}
