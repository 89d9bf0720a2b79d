import { randomBytes } from 'node:crypto';
import { leavingPath } from '../../../domain/storage/leaving.js';
import type { Entry } from '../../../domain/storage/store.js';
import type { Connection } from '../login/connection.js';
import { Refusal } from '../failure.js';
import { inPlace, placesOf, unchanged, type Leaving, type Removal } from './leaving.js';
import type { Pool } from '../login/pool.js';
import type { Reply } from '../wire/reply.js';
import { statTogether } from './stat.js';

/** For names that nobody has taken: what is there would be replaced, and lost. */
export function newToken(): string {
  return randomBytes(4).toString('hex');
}

/** Files that are to be deleted under other names, all with the same token. */
interface RemovalByName extends Removal {
  readonly token: string;
}

/**
 * Gets files that are what their entries say out of the way of whoever writes under their names. FTP has no command that
 * deletes a file only if it is still the same; so it is renamed, and looked at again where nobody opens it any more. Gives
 * those that may be deleted, and where they lie; what became of the others is noted. One that has changed after all stays
 * there, and is never renamed back: its name may be taken by then. Where the server refuses to rename, files stay in place.
 */
export async function renameFirst(
  pool: Pool,
  connection: Connection,
  entries: readonly Entry[],
  removal: RemovalByName,
): Promise<Leaving[]> {
  const away = awayBy(removal);
  const find = (files: readonly Entry[]): Promise<Found> => whereTheyAre(pool, connection, files, removal);
  const before = await find(entries);
  const fresh = before.here.map(({ entry }) => entry);
  for (const entry of fresh) removal.renaming.add(entry);
  const { naming } = connection.abilities;
  const werePaths = !naming.byName;
  const refusals = await rename(pool, connection, fresh.map(away));
  // A refusal may be one in words only, or because of a file that has just gone.
  const after = await find([...refusals.keys()]);
  if (after.here.length > 0 && after.here.length === fresh.length) {
    const [[entry, reply]] = [...refusals] as [[Entry, Reply]];
    const command = connection.command('RNFR', entry.path);
    if (werePaths && naming.mayTry(command, reply)) throw new Refusal(reply, command);
    giveUp(pool, reply);
  }
  const renamed = fresh.filter((entry) => !refusals.has(entry)).map(away);
  const found = await unchanged(pool, connection, [...before.away, ...renamed, ...after.away], removal);
  return [...found, ...after.here];
}

function awayBy({ token }: RemovalByName): (entry: Entry) => Leaving {
  return (entry) => ({ entry, place: leavingPath(entry.path, token) });
}

/** Files under their own names that are what their entries say, and those that are under the other name. */
interface Found {
  readonly here: readonly Leaving[];
  readonly away: readonly Leaving[];
}

/**
 * Looks for files, what became of those that are nowhere, or have changed, being noted. A server may still be at work on
 * what a broken connection brought it: files that were to be renamed are looked for there, here, and there again.
 */
async function whereTheyAre(
  pool: Pool,
  connection: Connection,
  entries: readonly Entry[],
  removal: RemovalByName,
): Promise<Found> {
  const away = awayBy(removal);
  const known: Leaving[] = [];
  const lookAway = async (files: readonly Entry[]): Promise<void> => {
    const asked = files.filter((entry) => removal.renaming.has(entry)).map(away);
    const found = await statTogether(pool, connection, placesOf(asked));
    known.push(...asked.filter((_, i) => found[i]));
  };
  await lookAway(entries);
  const others = entries.filter((entry) => !known.some((file) => file.entry === entry));
  const here = await unchanged(pool, connection, others.map(inPlace), removal);
  await lookAway(others.filter((entry) => removal.results.get(entry)?.outcome === 'gone'));
  for (const { entry } of known) removal.results.delete(entry);
  return { here, away: known };
}

/** Gives the replies to those that were refused. */
async function rename(pool: Pool, connection: Connection, files: readonly Leaving[]): Promise<Map<Entry, Reply>> {
  for (const { entry, place } of files) pool.names.rememberLike(entry.path, place);
  const commands = files.flatMap(({ entry, place }) => [
    connection.command('RNFR', entry.path),
    connection.command('RNTO', place),
  ]);
  const replies = await connection.all(commands);
  const refusals = new Map<Entry, Reply>();
  for (const [i, { entry }] of files.entries()) {
    const refusal = [replies[2 * i]!, replies[2 * i + 1]!].find(({ code }) => code >= 400);
    if (refusal) refusals.set(entry, refusal);
  }
  return refusals;
}

function giveUp({ abilities, settings, redact }: Pool, { code, text }: Reply): void {
  if (code < 500 || !abilities.leaveFirst) return;
  abilities.leaveFirst = false;
  settings.emit({ kind: 'fallback', to: 'no-leave-first', reason: redact(text) });
}
