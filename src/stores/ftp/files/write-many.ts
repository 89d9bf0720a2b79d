import { TEMP_SUFFIX, type SmallFile } from '../../../domain/storage/store.js';
import { folderOf, safePath } from '../../names.js';
import type { Connection } from '../login/connection.js';
import { leavesConnectionUsable, Refusal } from '../failure.js';
import { send } from '../wire/fetch.js';
import type { Pool } from '../login/pool.js';
import { makeFolder } from './rename.js';
import { SendAhead } from '../wire/send-ahead.js';
import { statTogether } from './stat.js';
import { writeFile } from './write.js';

/**
 * Writes small files over one connection: a file costs two round trips (the next one's EPSV and STOR are under way
 * before this one is answered), and SIZE, RNFR and RNTO, and SIZE again one round trip each for all of them together.
 * What this leaves undone, for whatever reason, is written with every care, one by one.
 */
export async function writeFiles(pool: Pool, files: readonly SmallFile[]): Promise<void> {
  for (const { path } of files) safePath(path);
  const done = await tryTogether(pool, files);
  for (const { path, bytes } of files) {
    if (done.has(path)) continue;
    await writeFile(pool, path, { sizeBytes: bytes.length, pieces: () => [bytes] });
  }
}

/** Paths of the files that are there as a whole, under their names. */
async function tryTogether(pool: Pool, files: readonly SmallFile[]): Promise<ReadonlySet<string>> {
  let connection: Connection | undefined;
  try {
    connection = await pool.acquire();
    const done = await writeTogether(pool, connection, files);
    pool.release(connection);
    return done;
  } catch (error) {
    if (connection) {
      pool.release(connection, leavesConnectionUsable(error));
      pool.adapt(connection, error);
    }
    return new Set();
  }
}

async function writeTogether(
  pool: Pool,
  connection: Connection,
  files: readonly SmallFile[],
): Promise<ReadonlySet<string>> {
  for (const folder of new Set(files.map(({ path }) => folderOf(path)))) await makeFolder(connection, folder);
  // As with reading, nothing is believed, and nothing gets its name, before the last reply is in.
  const stored = await storeAll(connection, files);
  const whole = await ofRightSize(pool, connection, stored, TEMP_SUFFIX);
  const renames = whole.flatMap(({ path }) => [
    connection.command('RNFR', path + TEMP_SUFFIX),
    connection.command('RNTO', path),
  ]);
  const replies = await connection.all(renames);
  const named = whole.filter((_, i) => replies[2 * i]!.code < 400 && replies[2 * i + 1]!.code < 400);
  return new Set((await ofRightSize(pool, connection, named, '')).map(({ path }) => path));
}

/** Sends every file under its temporary name, asking ahead as the server bears it; gives those that were taken. */
async function storeAll(connection: Connection, files: readonly SmallFile[]): Promise<SmallFile[]> {
  const ahead = new SendAhead(connection.abilities);
  const taken: SmallFile[] = [];
  const underWay: Promise<void>[] = [];
  for (const file of files) {
    const command = connection.command('STOR', file.path + TEMP_SUFFIX);
    while (underWay.length > 0 && connection.now(command) === undefined) await underWay.shift();
    while (!ahead.admits(underWay.length, command)) await underWay.shift();
    const stored = send(connection, command, file.bytes).then(
      () => void taken.push(file),
      (error: unknown) => {
        if (!(error instanceof Refusal && leavesConnectionUsable(error))) throw error;
      },
    );
    // It may break while an earlier one is being waited for.
    stored.catch(() => undefined);
    underWay.push(stored);
  }
  await Promise.all(underWay);
  return taken;
}

async function ofRightSize(
  pool: Pool,
  connection: Connection,
  files: readonly SmallFile[],
  suffix: string,
): Promise<SmallFile[]> {
  const found = await statTogether(
    pool,
    connection,
    files.map(({ path }) => path + suffix),
  );
  return files.filter(({ bytes }, i) => found[i]?.sizeBytes === bytes.length);
}
