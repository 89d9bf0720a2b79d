import Database from 'libsql';
import type { LeftNote, PublishedNote } from '../domain/run/journal.js';
import type { Entry } from '../domain/storage/store.js';

/** Raised when the tables change: an older journal is simply begun anew. */
const LAYOUT = 1;

const TABLES = `
  CREATE TABLE IF NOT EXISTS files (
    store TEXT NOT NULL, path TEXT NOT NULL, size INTEGER NOT NULL, modified INTEGER,
    PRIMARY KEY (store, path)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS published (
    store TEXT NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL, modified INTEGER,
    PRIMARY KEY (store, path)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS left_files (
    store TEXT NOT NULL, path TEXT NOT NULL, size INTEGER NOT NULL, modified INTEGER,
    why TEXT NOT NULL, settings TEXT NOT NULL, gauge TEXT, stamp INTEGER,
    PRIMARY KEY (store, path)
  ) WITHOUT ROWID;
`;

/** Notes by a key, which says whom they are about and what they mean. */
export interface NoteTables {
  readonly knownFiles: (key: string, entries: readonly Entry[]) => Entry[];
  readonly noteFiles: (key: string, entries: readonly Entry[]) => void;
  readonly forgetFiles: (key: string, paths: readonly string[]) => void;
  /** Of all files directly in a folder ('' is the root). */
  readonly forgetFolder: (key: string, folder: string) => void;
  readonly countFiles: (key: string) => number;
  /** Without a folder, all of the key. */
  readonly leftFiles: (key: string, folder?: string) => LeftNote[];
  readonly noteLeft: (key: string, notes: readonly LeftNote[]) => void;
  readonly forgetLeft: (key: string, paths: readonly string[]) => void;
  readonly published: (key: string, path: string) => PublishedNote | undefined;
  readonly notePublished: (key: string, notes: Readonly<Record<string, PublishedNote>>) => void;
  /** Gives notes another key; what is noted under that one already stays as it is. */
  readonly rename: (from: string, to: string) => void;
  readonly close: () => void;
}

/** Files of one question. */
const ASKED_TOGETHER = 4_096;

interface LeftRow extends FileRow {
  readonly path: string;
  readonly why: string;
  readonly settings: string;
  readonly gauge: string | null;
  readonly stamp: number | null;
}

interface FileRow {
  readonly size: number;
  readonly modified: number | null;
}

export function openDatabase(file: string): Database.Database {
  const database = new Database(file);
  // A rollback journal needs no shared memory, so that the folder may lie on a network share.
  database.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;');
  const layout = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (layout.user_version !== LAYOUT)
    database.exec(
      `DROP TABLE IF EXISTS files; DROP TABLE IF EXISTS published; DROP TABLE IF EXISTS left_files; PRAGMA user_version = ${LAYOUT};`,
    );
  database.exec(TABLES);
  return database;
}

/** The notes of a database. */
export function noteTables(database: Database.Database): NoteTables {
  // Of a whole list: a question for each file would take several times as long.
  const findFiles = database.prepare(`
    SELECT wanted.key AS place FROM json_each(?) AS wanted JOIN files
    ON store = ? AND files.path = wanted.value ->> 0 AND size = wanted.value ->> 1 AND modified IS wanted.value ->> 2
    ORDER BY place
  `);
  const putFile = database.prepare('INSERT OR REPLACE INTO files (store, path, size, modified) VALUES (?, ?, ?, ?)');
  const dropFile = database.prepare('DELETE FROM files WHERE store = ? AND path = ?');
  // All that begins with "folder/": "0" is the character after "/".
  const dropFolder = database.prepare("DELETE FROM files WHERE store = ? AND path > ? || '/' AND path < ? || '0'");
  const dropRoot = database.prepare("DELETE FROM files WHERE store = ? AND instr(path, '/') = 0");
  const countFiles = database.prepare('SELECT count(*) AS n FROM files WHERE store = ?');
  const findPublished = database.prepare('SELECT sha256, size, modified FROM published WHERE store = ? AND path = ?');
  const putPublished = database.prepare(
    'INSERT OR REPLACE INTO published (store, path, sha256, size, modified) VALUES (?, ?, ?, ?, ?)',
  );
  const findLeft = database.prepare('SELECT * FROM left_files WHERE store = ? ORDER BY path');
  const findLeftIn = database.prepare(
    "SELECT * FROM left_files WHERE store = ? AND path > ? || '/' AND path < ? || '0' ORDER BY path",
  );
  const findLeftInRoot = database.prepare(
    "SELECT * FROM left_files WHERE store = ? AND instr(path, '/') = 0 ORDER BY path",
  );
  const putLeft = database.prepare(
    'INSERT OR REPLACE INTO left_files (store, path, size, modified, why, settings, gauge, stamp) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const dropLeft = database.prepare('DELETE FROM left_files WHERE store = ? AND path = ?');
  const noteLeft = database.transaction((store: string, notes: readonly LeftNote[]) => {
    for (const { path: name, sizeBytes, modifiedS, why, settings, waitsFor } of notes)
      putLeft.run(
        store,
        name,
        sizeBytes,
        modifiedS ?? null,
        why,
        settings,
        waitsFor?.gauge ?? null,
        waitsFor?.stampS ?? null,
      );
  });
  const forgetLeft = database.transaction((store: string, paths: readonly string[]) => {
    for (const name of paths) dropLeft.run(store, name);
  });
  const noteFiles = database.transaction((store: string, entries: readonly Entry[]) => {
    for (const { path: name, sizeBytes, modifiedS } of entries) putFile.run(store, name, sizeBytes, modifiedS ?? null);
  });
  const forgetFiles = database.transaction((store: string, paths: readonly string[]) => {
    for (const name of paths) dropFile.run(store, name);
  });
  const notePublished = database.transaction((store: string, notes: Readonly<Record<string, PublishedNote>>) => {
    for (const [name, { sha256, sizeBytes, modifiedS }] of Object.entries(notes))
      putPublished.run(store, name, sha256, sizeBytes, modifiedS ?? null);
  });
  const kinds = ['files', 'published', 'left_files'].map((table) => ({
    find: database.prepare(`SELECT 1 FROM ${table} WHERE store = ? LIMIT 1`),
    move: database.prepare(`UPDATE OR IGNORE ${table} SET store = ? WHERE store = ?`),
    drop: database.prepare(`DELETE FROM ${table} WHERE store = ?`),
  }));
  const move = database.transaction((from: string, to: string) => {
    for (const kind of kinds) {
      kind.move.run(to, from);
      kind.drop.run(from);
    }
  });
  const rename = (from: string, to: string): void => {
    if (kinds.some(({ find }) => find.get(from) !== undefined)) move(from, to);
  };
  return {
    knownFiles: (store, entries) => {
      const known: Entry[] = [];
      for (let at = 0; at < entries.length; at += ASKED_TOGETHER) {
        const some = entries.slice(at, at + ASKED_TOGETHER);
        const wanted = some.map(({ path: name, sizeBytes, modifiedS }) => [name, sizeBytes, modifiedS ?? null]);
        const found = findFiles.all(JSON.stringify(wanted), store) as { place: number }[];
        for (const { place } of found) known.push(some[place]!);
      }
      return known;
    },
    noteFiles,
    forgetFiles,
    forgetFolder: (store, folder) => {
      if (folder === '') dropRoot.run(store);
      else dropFolder.run(store, folder, folder);
    },
    countFiles: (store) => (countFiles.get(store) as { n: number }).n,
    leftFiles: (store, folder) => {
      const rows =
        folder === undefined
          ? findLeft.all(store)
          : folder === ''
            ? findLeftInRoot.all(store)
            : findLeftIn.all(store, folder, folder);
      return (rows as LeftRow[]).map(leftNote);
    },
    noteLeft,
    forgetLeft,
    published: (store, name) => {
      const row = findPublished.get(store, name) as (FileRow & { sha256: string }) | undefined;
      return row && { sha256: row.sha256, sizeBytes: row.size, modifiedS: row.modified ?? undefined };
    },
    notePublished,
    rename,
    close: () => {
      database.close();
    },
  };
}

function leftNote({ path: name, size, modified, why, settings, gauge, stamp }: LeftRow): LeftNote {
  const waitsFor = gauge !== null && stamp !== null ? { gauge, stampS: stamp } : undefined;
  return { path: name, sizeBytes: size, modifiedS: modified ?? undefined, why, settings, waitsFor };
}
