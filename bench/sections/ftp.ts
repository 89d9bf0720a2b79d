import { REAL_SERVERS, type RealServerName } from '../../test/support/servers/real-servers.js';
import { messageOf } from '../../src/domain/errors.js';
import { smallFiles } from '../data/small-files.js';
import { CLIENTS_AFAR, CLIENTS_ON_LOOPBACK, type FetchClient } from '../ftp/clients.js';
import { fetchRace, type FetchCase, type FetchRaceResult } from '../ftp/fetch-race.js';
import { slowFetchRace } from '../ftp/slow-link.js';
import { median } from '../measure/median.js';
import { WALL, type Figure } from '../results.js';
import type { BenchContext, Section } from './section.js';

const ROUND_TRIP_MS = 20;
const FILES_PER_S: Figure = { name: 'filesPerS', title: 'files/s', decimals: 0 };
const RATIO_TO_LFTP: Figure = { name: 'ratioToLftp', title: '× lftp', decimals: 2 };
const RATIO_TO_LFTP_ACTIVE: Figure = { name: 'ratioToLftpActive', title: '× lftp, active', decimals: 2 };
const CPU_PER_FILE: Figure = { name: 'cpuMsPerFile', title: 'CPU ms a file', decimals: 2 };

/** How much is fetched. */
interface Size {
  readonly files: number;
  readonly connections: readonly number[];
}

const QUICK: Size = { files: 200, connections: [8] };
const USUAL: Size = { files: 1_000, connections: [8, 16] };
/** A run long enough that what compiling costs is not seen. */
const LONG: Size = { files: 20_000, connections: [8] };

/** Where files are fetched from, by whom. */
interface Venue {
  readonly servers: readonly RealServerName[];
  readonly sizes: readonly Size[];
  readonly clients: readonly FetchClient[];
  readonly ratios: readonly Figure[];
  /** What is to be known of it. */
  readonly method: string;
  readonly fetch: (fetchCase: FetchCase) => Promise<FetchRaceResult>;
}

/** FTP with no distance: who is bound by what. */
export const ftpLoopback: Section = {
  name: 'ftp-loopback',
  title: 'Small files from an FTP server on loopback',
  run: (context) =>
    runFetch(context, {
      servers: ['vsftpd'],
      sizes: context.quick ? [QUICK] : [USUAL, LONG],
      clients: CLIENTS_ON_LOOPBACK,
      ratios: [RATIO_TO_LFTP],
      method:
        'All clients are in passive mode. In a run of a second, much of the CPU of pluvio is what Node takes to compile its code.',
      fetch: (fetchCase) =>
        fetchRace({ ...fetchCase, host: '127.0.0.1', clients: CLIENTS_ON_LOOPBACK, progress: context.progress }),
    }),
};

/** FTP over a distance: round trips are what costs. */
export const ftpRoundTrip: Section = {
  name: 'ftp-rtt',
  title: `Small files from an FTP server, ${ROUND_TRIP_MS} ms round trip`,
  run: (context) =>
    runFetch(context, {
      servers: context.quick ? ['vsftpd'] : REAL_SERVERS,
      sizes: [context.quick ? QUICK : USUAL],
      clients: CLIENTS_AFAR,
      ratios: [RATIO_TO_LFTP, RATIO_TO_LFTP_ACTIVE],
      method:
        'Clients and servers are in two network namespaces with a delayed link between them, over which each can connect to the other. In passive mode the client connects to the server for every file, which takes at least three round trips on vsftpd, which waits until the last byte has arrived, and two on the others; in active mode the server connects to the client, a round trip less, save on ProFTPD. pluvio tries by itself whether the server can, and pluvio copy likewise; pluvio, passive may not. × lftp is against lftp in passive mode, its default; × lftp, active against lftp told to be in active mode.',
      fetch: (fetchCase) => slowFetchRace(ROUND_TRIP_MS, fetchCase),
    }),
};

async function runFetch(context: BenchContext, venue: Venue): ReturnType<Section['run']> {
  const figures = [WALL, FILES_PER_S, ...venue.ratios, CPU_PER_FILE];
  const described = { figures, plotted: FILES_PER_S.name };
  const method = `Five-line files in two folders. ${venue.method} CPU is the client's own, beyond what it takes for two files. ${venue.clients.map(versionOf).join('; ')}.`;
  try {
    const results: FetchRaceResult[] = [];
    for (const size of venue.sizes) results.push(await venue.fetch(fetchCaseOf(size, venue, context)));
    const took = `A connection took ${median(results.map(({ roundTripMs }) => roundTripMs)).toFixed(1)} ms.`;
    const rows = results.flatMap((result) => result.rows);
    return { ...described, method: `${method} ${took}`, rows, skipped: results.flatMap(({ skipped }) => skipped) };
  } catch (error) {
    return { ...described, method, rows: [], skipped: [messageOf(error)] };
  }
}

function fetchCaseOf({ files, connections }: Size, { servers }: Venue, { quick, rounds }: BenchContext): FetchCase {
  return {
    servers,
    folder: smallFiles(files).folder,
    files,
    baseline: smallFiles(2).folder,
    connections,
    rounds: rounds ?? (quick ? 1 : 3),
  };
}

function versionOf(client: FetchClient): string {
  try {
    return client.version();
  } catch {
    return `${client.name} is not here`;
  }
}
