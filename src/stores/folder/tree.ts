import { realpathSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { PluvioError } from '../../domain/errors.js';
import { folderOf, nameOf, safeFolder, safePath } from '../names.js';
import { isMissing } from './failure.js';

/** Where a store's paths lie on disk. Links inside the root are followed as far as folders go, links out of it never. */
export interface Tree {
  readonly root: string;
  /** The folder's place, undefined where there is none. Throws STORE_NAME where a link leads out of the root. */
  folder(folder: string): string | undefined;
  /** As `folder`, for the file `path` in it; the file itself need not be there. */
  file(path: string): string | undefined;
}

export function openTree(root: string): Tree {
  const top = resolve(root);
  const folder = (name: string): string | undefined => {
    const place = realPath(join(top, safeFolder(name)));
    const realTop = realPath(top);
    if (place === undefined || realTop === undefined) return undefined;
    if (place !== realTop && !place.startsWith(realTop.endsWith(sep) ? realTop : realTop + sep))
      throw new PluvioError('STORE_NAME', `Cannot use the folder ${name}: it is a link that leads out of ${top}`, {
        file: name,
      });
    return place;
  };
  return {
    root: top,
    folder,
    file(path) {
      const place = folder(folderOf(safePath(path)));
      return place === undefined ? undefined : join(place, nameOf(path));
    },
  };
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
