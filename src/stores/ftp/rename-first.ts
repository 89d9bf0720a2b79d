import { randomBytes } from 'node:crypto';
import { leavingPath } from '../../domain/leaving.js';
import type { Entry } from '../../domain/store.js';
import type { Connection } from './connection.js';
import { inPlace, unchanged, type Leaving, type Removal } from './leaving.js';
import type { Pool } from './pool.js';
import type { Reply } from './reply.js';
import { statTogether } from './stat.js';

/** For names that nobody has taken: what is there would be replaced, and lost. */
export function newToken(): string {
  return randomBytes(4).toString('hex');
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
  token: string,
  removal: Removal,
): Promise<Leaving[]> {
  const away = (entry: Entry): Leaving => ({ entry, place: leavingPath(entry.path, token) });
  /** Those of some files that are away, though no reply said so. */
  const awayAmong = async (files: readonly Entry[]): Promise<Set<Entry>> => {
    const places = files.map((entry) => away(entry).place);
    const found = await statTogether(pool, connection, places);
    return new Set(files.filter((_, i) => found[i]));
  };
  const earlier = await awayAmong(entries.filter((entry) => removal.renaming.has(entry)));
  const here = entries.filter((entry) => !earlier.has(entry));
  const fresh = await unchanged(pool, connection, here.map(inPlace), removal);
  for (const { entry } of fresh) removal.renaming.add(entry);
  const refusals = await rename(
    pool,
    connection,
    fresh.map(({ entry }) => away(entry)),
  );
  // A refusal may be one in words only.
  const later = await awayAmong([...refusals.keys()]);
  const left = [...refusals.keys()].filter((entry) => !later.has(entry));
  const staying = await unchanged(pool, connection, left.map(inPlace), removal);
  if (staying.length > 0 && staying.length === fresh.length) giveUp(pool, refusals.get(staying[0]!.entry)!);
  const renamed = fresh.map(({ entry }) => entry).filter((entry) => !refusals.has(entry));
  const gone = [...earlier, ...renamed, ...later].map(away);
  return [...(await unchanged(pool, connection, gone, removal)), ...staying];
}

/** Gives the replies to those that were refused. */
async function rename(pool: Pool, connection: Connection, files: readonly Leaving[]): Promise<Map<Entry, Reply>> {
  for (const { entry, place } of files) pool.names.rememberLike(entry.path, place);
  const commands = files.flatMap(({ entry, place }) => [
    connection.command('RNFR', entry.path),
    connection.command('RNTO', place),
  ]);
  const replies = await connection.pipe.all(commands, connection.abilities.pipelining);
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
