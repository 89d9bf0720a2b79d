import test, { type ExecutionContext } from 'ava';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smallFiles } from '../../../bench/data/small-files.js';
import { CLIENTS_ON_LOOPBACK } from '../../../bench/ftp/clients.js';
import { fetchRace } from '../../../bench/ftp/fetch-race.js';
import { slowFetchRace } from '../../../bench/ftp/slow-link.js';
import type { Row } from '../../../bench/results.js';
import { messageOf } from '../../../src/domain/errors.js';
import { REAL_SERVERS } from '../../support/servers/real-servers.js';

const root = mkdtempSync(join(tmpdir(), 'pluvio-bench-test-'));
// Pure-FTPd works as a user of its own.
chmodSync(root, 0o755);
process.env['PLUVIO_BENCH_DIR'] = root;
test.after.always(() => rmSync(root, { recursive: true, force: true }));

const FILES = 20;
const options = { servers: REAL_SERVERS, files: FILES, baseline: smallFiles(2).folder, connections: [4], rounds: 1 };

/** The servers, lftp and network namespaces are optional tools. */
async function orSkipped<T>(t: ExecutionContext, what: Promise<T>): Promise<T | undefined> {
  try {
    return await what;
  } catch (error) {
    t.log(`SKIPPED: ${messageOf(error)}`);
    return undefined;
  }
}

test.serial('fetchRace: files come whole from every server on loopback', async (t) => {
  const race = fetchRace({
    ...options,
    folder: smallFiles(FILES).folder,
    host: '127.0.0.1',
    clients: CLIENTS_ON_LOOPBACK,
    progress: (line) => t.log(line),
  });
  const result = await orSkipped(t, race);
  for (const line of result?.skipped ?? []) t.log(`SKIPPED: ${line}`);
  for (const { case: name, figures } of result?.rows ?? []) {
    t.regex(name, /^(vsftpd|proftpd|pure-ftpd), 20 files, 4 connections$/);
    t.true(figures['filesPerS']! > 0);
  }
  t.deepEqual(result?.skipped.filter((line) => line.includes('pluvio is out')) ?? [], []);
});

test.serial(
  'slowFetchRace: the link has the round trip it was asked for, and all are compared with both forms of lftp',
  async (t) => {
    const slow = { ...options, servers: ['vsftpd'], folder: smallFiles(FILES).folder } as const;
    const result = await orSkipped(t, slowFetchRace(30, slow));
    for (const line of result?.skipped ?? []) t.log(`SKIPPED: ${line}`);
    const figuresOf = (name: string): Row['figures'] => result?.rows.find(({ who }) => who === name)?.figures ?? {};
    if ('ratioToLftp' in figuresOf('lftp')) {
      t.is(figuresOf('lftp')['ratioToLftp'], 1);
      t.is(figuresOf('lftp, active')['ratioToLftpActive'], 1);
      t.true('ratioToLftp' in figuresOf('pluvio') && 'ratioToLftpActive' in figuresOf('pluvio'));
    }
    t.true(result === undefined || (result.roundTripMs >= 30 && result.roundTripMs < 60), `${result?.roundTripMs} ms`);
  },
);
