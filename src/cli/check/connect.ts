import { foldersOf } from '../../domain/network.js';
import { formatAddress } from '../../config/address.js';
import { messageOf, PluvioError } from '../../domain/errors.js';
import { caselessName } from '../../domain/names.js';
import type { Entry, Store } from '../../domain/storage/store.js';
import type { Logger } from '../../log/log.js';
import { openStore } from '../wiring/session/open-store.js';
import { count } from '../text/report-events.js';
import { newestDateS } from './clock.js';
import { otherwiseSpelt } from './folder-spelling.js';
import type { CheckResult } from './gather.js';
import { tryFormats } from './try-formats.js';
import type { StoreToTry } from './store-to-try.js';
import { tryWriting } from './try-writing.js';

/** So much of a file is read. */
const TRIED_BYTES = 1024;

/** How a store is tried; with a token, part of a file's name, by writing to it as well where it is published to. */
export interface Trial {
  readonly log: Logger;
  readonly token: string | undefined;
  /** Takes the newest date of each raw folder of a server, Unix seconds. */
  readonly dates: number[];
}

/**
 * Logs in, enters and lists every wanted gauge's folder, changing nothing unless a token is given; says what was found, a line
 * each, and adds what is wrong or strange to the result.
 */
export async function tryStore(
  tried: StoreToTry,
  result: CheckResult,
  { log, token, dates }: Trial,
): Promise<string[]> {
  const { what, setting, holdsRaw } = tried;
  const name = `${what}: ${formatAddress(setting.address)}`;
  try {
    const store = await openStore(setting, result.settings, log);
    try {
      const { listed, formats } = await look(store, tried, result, dates);
      const said = [`${name}: ${listed}`, ...formats];
      if (token !== undefined && !holdsRaw) said.push(`${name}: ${await writeTo(store, what, result, token)}`);
      return said;
    } finally {
      await store.close();
    }
  } catch (error) {
    result.problems.push(`${what}: ${messageOf(error)}`);
    return [`${name}: failed`];
  }
}

/** What the listing found, and a line for each format that was tried. */
interface Look {
  readonly listed: string;
  readonly formats: readonly string[];
}

async function look(
  store: Store,
  { what, setting, holdsRaw }: StoreToTry,
  { wanted: { gauges }, forms, problems, warnings }: CheckResult,
  dates: number[],
): Promise<Look> {
  if (!(await store.hasFolder(''))) {
    if (!holdsRaw) return { listed: 'not there yet, made by the first run that publishes', formats: [] };
    // A folder of this machine was missed before.
    if (store.features.isRemote)
      problems.push(`${what}: there is no folder ${formatAddress(setting.address)}; check the path`);
    return { listed: 'not there', formats: [] };
  }
  const folders = await store.listFolders('');
  const wanted = [...new Set(gauges.flatMap(foldersOf))];
  const { missing, present } = await sortFolders(store, wanted, folders);
  // Folders of this machine were looked at before.
  if (holdsRaw && store.features.isRemote) warnings.push(...otherwiseSpelt(what, missing, folders));
  const lacks = holdsRaw && missing.length > 0 ? `, none called ${missing.join(', ')}` : '';
  const looks = await Promise.all(
    present.map((folder) => lookInto(store, what, folder, { problems, warnings, dates, holdsRaw })),
  );
  const files = looks.reduce((sum, found) => sum + found, 0);
  const held = holdsRaw && present.length > 0 ? `, ${count(files, 'file')} in those that are wanted` : '';
  const formats = forms && holdsRaw ? await tryFormats(store, gauges, forms, problems) : [];
  return { listed: `listed, ${count(folders.length, 'folder')}${lacks}${held}`, formats };
}

/** Which folders are there: listed as they are spelt, or entered all the same where case does not count (VMS, Windows). */
async function sortFolders(
  store: Store,
  wanted: readonly string[],
  listed: readonly string[],
): Promise<{ missing: string[]; present: string[] }> {
  const caseless = new Set(listed.map(caselessName));
  const isThere = async (folder: string): Promise<boolean> =>
    listed.includes(folder) ||
    (store.features.mayIgnoreCase && caseless.has(caselessName(folder)) && store.hasFolder(folder));
  const found = await Promise.all(wanted.map(isThere));
  return { missing: wanted.filter((_, i) => !found[i]), present: wanted.filter((_, i) => found[i]) };
}

interface Notes extends Pick<CheckResult, 'problems' | 'warnings'>, Pick<Trial, 'dates'> {
  readonly holdsRaw: boolean;
}

/** How many files lie in a folder, and what is wrong with it. */
async function lookInto(
  store: Store,
  what: string,
  folder: string,
  { problems, warnings, dates, holdsRaw }: Notes,
): Promise<number> {
  try {
    const { entries, complete } = await store.list(folder);
    if (!complete)
      warnings.push(`${what}: the server cuts the listing of ${folder} at ${count(entries.length, 'name')}`);
    if (!holdsRaw) return entries.length;
    const newestS = store.features.hasOwnClock ? await newestDateS(store, entries) : undefined;
    if (newestS !== undefined) dates.push(newestS);
    await tryReading(store, what, entries, { problems, warnings });
    return entries.length;
  } catch (error) {
    problems.push(`${what}: ${messageOf(error)}`);
    return 0;
  }
}

/** Reads the end of one file, the one that has been there for longest: files may be listed that this login may not read. */
async function tryReading(
  store: Store,
  what: string,
  entries: readonly Entry[],
  { problems, warnings }: Pick<CheckResult, 'problems' | 'warnings'>,
): Promise<void> {
  const dateOf = (entry: Entry | undefined): number => entry?.modifiedS ?? Infinity;
  const oldest = entries.reduce((a, b) => (dateOf(b) < dateOf(a) ? b : a), entries[0]);
  if (!oldest) return;
  try {
    await store.readEnd(oldest.path, TRIED_BYTES);
  } catch (error) {
    const isBusy = error instanceof PluvioError && error.code === 'STORE_FILE_BUSY';
    (isBusy ? warnings : problems).push(`${what}: ${messageOf(error)}`);
  }
}

async function writeTo(store: Store, what: string, { problems }: CheckResult, token: string): Promise<string> {
  const failed = await tryWriting(store, token);
  for (const problem of failed) problems.push(`${what}: ${problem}`);
  return failed.length === 0 ? 'a file was written, replaced, renamed and deleted' : 'writing failed';
}
