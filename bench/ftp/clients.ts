import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { outputDifference } from '../compare-outputs.js';
import { pluvio, plainPluvio } from '../contestants.js';
import { WANTED } from '../job.js';
import type { Command } from '../measure/measure.js';

/** What is to be fetched. */
export interface FetchJob {
  /** `host:port`. */
  readonly address: string;
  readonly user: string;
  readonly password: string;
  /** Folder of gauge folders, absolute. */
  readonly folder: string;
  /** What the server calls it. */
  readonly served: string;
  readonly out: string;
  readonly connections: number;
}

/** Somebody who fetches many small files. */
export interface FetchClient {
  readonly name: string;
  /** Writes to the server: on vsftpd, which shows this machine's own paths. */
  readonly writes?: boolean;
  /** The figure in which all are compared with it. */
  readonly yardstick?: 'ratioToLftp' | 'ratioToLftpActive';
  readonly version: () => string;
  readonly command: (job: FetchJob) => Command;
  /** Why what it left in `job.out` is not right; undefined where it is. `expected` holds pluvio's outputs of the same files read locally. */
  readonly difference: (job: FetchJob, expected: string) => string | undefined;
}

/** lftp at its best: no round trip waited for (`sync-mode off`), none wasted on TLS or on dates and sizes. */
const LFTP_SETTINGS = [
  'ftp:sync-mode off',
  'ftp:ssl-allow no',
  'ftp:use-feat no',
  'ftp:use-mdtm no',
  'ftp:use-size no',
  'net:max-retries 2',
  'cmd:fail-exit yes',
];

const LFTP: FetchClient = {
  name: 'lftp',
  yardstick: 'ratioToLftp',
  version: () =>
    `lftp ${lftpVersion()} mirrors them, in passive mode, which is its own default, with ${LFTP_SETTINGS.join(', ')}`,
  command: (job) => lftpMirror(job, LFTP_SETTINGS),
  difference: ({ folder, out }) => filesDifference(out, folder),
};

const ACTIVE_SETTING = 'ftp:passive-mode off';

const LFTP_ACTIVE: FetchClient = {
  ...LFTP,
  name: 'lftp, active',
  yardstick: 'ratioToLftpActive',
  version: () => `lftp, active, with ${ACTIVE_SETTING} besides`,
  command: (job) => lftpMirror(job, [...LFTP_SETTINGS, ACTIVE_SETTING]),
};

/** Pluvio does its whole job: the files are fetched, parsed, bucketed and written as year files. */
const PLUVIO: FetchClient = {
  name: 'pluvio',
  version: () => 'pluvio init --keep-raw makes all its outputs of them',
  command(job) {
    const where = ['--from', `ftp://${job.address}${job.served}`, '--out', job.out];
    return pluvio(['init', ...where, '--keep-raw', '--connections', String(job.connections)], loginOf(job));
  },
  difference: ({ out }, expected) => outputDifference(out, expected),
};

const PLUVIO_PASSIVE: FetchClient = {
  ...PLUVIO,
  name: 'pluvio, passive',
  version: () => 'pluvio, passive, with FTP_ACTIVE=false besides',
  command(job) {
    const { env, ...command } = PLUVIO.command(job);
    return { ...command, env: { ...env, FTP_ACTIVE: 'false' } };
  },
};

/** The files themselves, to a folder: what lftp does. */
const PLUVIO_COPY: FetchClient = {
  name: 'pluvio copy',
  version: () => 'pluvio copy brings them to a folder',
  command: (job) => copyTo(join(job.out, 'files'), job),
  difference: ({ folder, out }) => filesDifference(join(out, 'files'), folder),
};

/** The files from one folder of the server to another one, through us. */
const PLUVIO_COPY_TO_FTP: FetchClient = {
  name: 'pluvio copy to FTP',
  writes: true,
  version: () => 'pluvio copy to FTP brings them to another folder of the server',
  command(job) {
    mkdirSync(join(job.out, 'files'), { recursive: true });
    return copyTo(`ftp://${job.address}${join(job.out, 'files')}`, job);
  },
  difference: ({ folder, out }) => filesDifference(join(out, 'files'), folder),
};

function lftpMirror(
  { address, user, password, served, out, connections }: FetchJob,
  settings: readonly string[],
): Command {
  const script = [
    ...settings.map((setting) => `set ${setting}`),
    `open -u ${user},${password} ftp://${address}`,
    `mirror --parallel=${connections} ${served} ${out}`,
  ];
  return { file: 'lftp', args: ['--norc', '-c', script.join('; ')] };
}

function copyTo(to: string, job: FetchJob): Command {
  const stores = ['--from', `ftp://${job.address}${job.served}`, '--to', to, '--settle', '0'];
  const args = ['copy', ...stores, '--gauge', WANTED.join(','), '--out', join(job.out, 'state')];
  return plainPluvio([...args, '--connections', String(job.connections)], loginOf(job));
}

function loginOf({ user, password }: FetchJob): Record<string, string> {
  return { FTP_USERNAME: user, FTP_PASSWORD: password };
}

/** With no distance a round trip less is nothing: all of them are in passive mode. */
export const CLIENTS_ON_LOOPBACK: readonly FetchClient[] = [PLUVIO, PLUVIO_COPY, LFTP, PLUVIO_COPY_TO_FTP];

export const CLIENTS_AFAR: readonly FetchClient[] = [
  PLUVIO,
  PLUVIO_PASSIVE,
  PLUVIO_COPY,
  LFTP,
  LFTP_ACTIVE,
  PLUVIO_COPY_TO_FTP,
];

/** Why the files of a folder are not those of another, by name and size; undefined where they are. */
function filesDifference(actualFolder: string, expectedFolder: string): string | undefined {
  const expected = sizesBelow(expectedFolder);
  const actual = sizesBelow(actualFolder);
  const wrong = [...expected].find(([name, sizeBytes]) => actual.get(name) !== sizeBytes);
  return wrong && `${wrong[0]} has ${actual.get(wrong[0]) ?? 'no'} bytes, not ${wrong[1]}`;
}

function lftpVersion(): string {
  return /Version (\S+)/.exec(execFileSync('lftp', ['--version'], { encoding: 'utf8' }))?.[1] ?? 'of unknown version';
}

function sizesBelow(folder: string): Map<string, number> {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return new Map(
    entries
      .map((name) => [name, statSync(join(folder, name))] as const)
      .filter(([, stat]) => stat.isFile())
      .map(([name, stat]) => [name, stat.size]),
  );
}
