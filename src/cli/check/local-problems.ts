import fs from 'node:fs';
import path from 'node:path';
import type { Settings } from '../../config/settings.js';
import { systemReason } from '../../domain/errors.js';
import { readAuthority } from '../wiring/session/authority.js';
import { readKeyFile } from '../wiring/session/key-file.js';
import type { StoreToTry } from './store-to-try.js';

/** What is wrong with folders and files of this machine, found without making anything. */
export function localProblems(settings: Settings, stores: readonly StoreToTry[]): string[] {
  const { out, temp, ca, knownHosts } = settings;
  const problems: (string | undefined)[] = stores.map(({ what, setting: { address }, holdsRaw }) => {
    if (address.kind !== 'folder') return undefined;
    return holdsRaw
      ? unless(`${what}: cannot read ${address.path}`, whyNoFolder(address.path))
      : unless(`${what}: cannot write to ${address.path}`, whyNotWritable(address.path));
  });
  problems.push(unless(`${out.from}: cannot write to ${out.value}`, whyNotWritable(out.value)));
  if (temp.value !== undefined)
    problems.push(unless(`${temp.from}: cannot write to ${temp.value}`, whyNotWritable(temp.value)));
  if (ca.value !== undefined)
    problems.push(
      unless(
        ca.from,
        whyNot(() => readAuthority(ca.value!)),
      ),
    );
  for (const { setting } of stores)
    if (setting.login.key) problems.push(whyNot(() => readKeyFile(setting.login.key!.file)));
  if (knownHosts.value !== undefined)
    problems.push(
      unless(
        knownHosts.from,
        whyNot(() => fs.accessSync(knownHosts.value!, fs.constants.R_OK)),
      ),
    );
  return problems.filter((problem) => problem !== undefined);
}

function unless(what: string, why: string | undefined): string | undefined {
  return why === undefined ? undefined : `${what}: ${why}`;
}

function whyNoFolder(folder: string): string | undefined {
  return reasonOf(() => {
    if (!fs.statSync(folder).isDirectory()) return 'it is no folder';
    fs.accessSync(folder, fs.constants.R_OK | fs.constants.X_OK);
    return undefined;
  });
}

/** Why nothing can be put into a folder, which need not be there yet: then the first one above it that is counts. */
function whyNotWritable(folder: string): string | undefined {
  return reasonOf(() => {
    let place = path.resolve(folder);
    while (!fs.existsSync(place)) place = path.dirname(place);
    if (!fs.statSync(place).isDirectory()) return `${place} is no folder`;
    fs.accessSync(place, fs.constants.W_OK | fs.constants.X_OK);
    return undefined;
  });
}

/** Why a file cannot be read, where reading it throws. */
function whyNot(read: () => unknown): string | undefined {
  return reasonOf(() => {
    read();
    return undefined;
  });
}

function reasonOf(look: () => string | undefined): string | undefined {
  try {
    return look();
  } catch (error) {
    return systemReason(error);
  }
}
