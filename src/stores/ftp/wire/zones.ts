import type { Entry } from '../../../domain/storage/store.js';
import type { Connection } from '../login/connection.js';
import { secondsOf } from '../listing/stamp.js';
import type { Pool } from '../login/pool.js';
import { isUnknownCommand } from './reply.js';

const QUARTER_S = 900;
/** The furthest that two zones are apart: UTC−12 and UTC+14. */
const MOST_APART_S = 26 * 3_600;
/** Files that are asked about: one may change between the two looks. */
const SAMPLES = 3;

/** Whether two dates of a file may be one in different zones: whole quarters of an hour apart, and not the same. */
export function isZone(apartS: number): boolean {
  return apartS !== 0 && apartS % QUARTER_S === 0 && Math.abs(apartS) <= MOST_APART_S;
}

/**
 * Puts the dates of a listing into the zone of MDTM. Some servers tell one in UTC and the other in the time of their place. The
 * first listing of a server that has dates is compared with MDTM, at one round trip. Dates that have nothing to do with those of
 * MDTM are left out.
 */
export async function toOneZone(pool: Pool, connection: Connection, files: Map<string, Entry>): Promise<void> {
  const { abilities } = connection;
  if (abilities.zoneAheadS === undefined) abilities.zoneAheadS = await zoneOf(pool, connection, files);
  const aheadS = abilities.zoneAheadS ?? 0;
  if (aheadS === 0 && abilities.listingDates) return;
  for (const [name, entry] of files) {
    const { modifiedS } = entry;
    if (modifiedS === undefined) continue;
    files.set(name, { ...entry, modifiedS: abilities.listingDates ? modifiedS - aheadS : undefined });
  }
}

/** Undefined where there is no file to tell by. */
async function zoneOf(pool: Pool, connection: Connection, files: Map<string, Entry>): Promise<number | undefined> {
  const { abilities } = connection;
  const samples = newest(files);
  if (samples.length === 0) return undefined;
  if (!abilities.mdtm) return 0;
  const commands = samples.map(({ path }) => connection.command('MDTM', path));
  const werePaths = !abilities.naming.byName;
  let replies = await connection.all(commands);
  // They have just been listed: a server that knows none of them may want their names alone.
  if (werePaths && replies.every((reply, i) => abilities.naming.mayTry(commands[i]!, reply)))
    replies = await connection.all(commands);
  if (replies.some(isUnknownCommand)) abilities.mdtm = false;
  const apart = samples.map(({ modifiedS }, i) => modifiedS! - (secondsOf(replies[i]!.text.slice(4)) ?? NaN));
  if (apart.every(Number.isNaN)) return 0;
  // The two looks are a moment apart: a file that is being written is a few seconds younger at the second one.
  if (apart.every((s) => !isZone(s) && Math.abs(s) > QUARTER_S)) abilities.listingDates = false;
  const aheadS = apart.find(isZone);
  if (aheadS !== undefined) pool.settings.emit({ kind: 'zones', aheadS });
  return aheadS ?? (apart.includes(0) || !abilities.listingDates ? 0 : undefined);
}

function newest(files: Map<string, Entry>): Entry[] {
  const dated = [...files.values()].filter(({ modifiedS }) => modifiedS !== undefined);
  return dated.sort((a, b) => b.modifiedS! - a.modifiedS!).slice(0, SAMPLES);
}
