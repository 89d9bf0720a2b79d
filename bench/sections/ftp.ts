import { REAL_SERVERS, type RealServerName } from '../../test/support/real-servers.js';
import { messageOf } from '../../src/domain/errors.js';
import { smallFiles } from '../data/small-files.js';
import { CLIENTS_AFAR, CLIENTS_ON_LOOPBACK, type FetchClient } from '../ftp/clients.js';
import { fetchRace, type FetchCase, type FetchRaceResult } from '../ftp/fetch-race.js';
import { slowFetchRace } from '../ftp/slow-link.js';
import { WALL, type Figure } from '../results.js';
import type { BenchContext, Section } from './section.js';

const ROUND_TRIP_MS = 20;
const FILES_PER_S: Figure = { name: 'filesPerS', title: 'files/s', decimals: 0 };
const RATIO_TO_LFTP: Figure = { name: 'ratioToLftp', title: '× lftp', decimals: 2 };
const RATIO_TO_LFTP_ACTIVE: Figure = { name: 'ratioToLftpActive', title: '× lftp, active', decimals: 2 };
const CPU_PER_FILE: Figure = { name: 'cpuMsPerFile', title: 'CPU ms a file', decimals: 2 };

/** Where files are fetched from, by whom. */
interface Venue {
  readonly servers: readonly RealServerName[];
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
      clients: CLIENTS_ON_LOOPBACK,
      ratios: [RATIO_TO_LFTP],
      method: 'All clients are in passive mode.',
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
      clients: CLIENTS_AFAR,
      ratios: [RATIO_TO_LFTP, RATIO_TO_LFTP_ACTIVE],
      method:
        'Clients and servers are in two network namespaces with a delayed link between them, over which each can connect to the other. In passive mode the client connects to the server for every file, which takes at least three round trips on vsftpd, which waits until the last byte has arrived, and two on the others; in active mode the server connects to the client, a round trip less, save on ProFTPD. pluvio tries by itself whether the server can, and pluvio copy likewise; pluvio, passive may not. × lftp is against lftp in passive mode, its default; × lftp, active against lftp told to be in active mode.',
      fetch: (fetchCase) => slowFetchRace(ROUND_TRIP_MS, fetchCase),
    }),
};

async function runFetch(context: BenchContext, venue: Venue): ReturnType<Section['run']> {
  const files = context.quick ? 200 : 1_000;
  const { folder } = smallFiles(files);
  const fetchCase = {
    servers: venue.servers,
    folder,
    files,
    baseline: smallFiles(2).folder,
    connections: context.quick ? [8] : [8, 16],
    rounds: context.rounds ?? (context.quick ? 1 : 3),
  };
  const figures = [WALL, FILES_PER_S, ...venue.ratios, CPU_PER_FILE];
  const described = { figures, plotted: FILES_PER_S.name };
  const method = `Five-line files in two folders. ${venue.method} CPU is the client's own, beyond what it takes for two files. ${venue.clients.map(versionOf).join('; ')}.`;
  try {
    const { rows, skipped, roundTripMs } = await venue.fetch(fetchCase);
    return { ...described, method: `${method} A connection took ${roundTripMs.toFixed(1)} ms.`, rows, skipped };
  } catch (error) {
    return { ...described, method, rows: [], skipped: [messageOf(error)] };
  }
}

function versionOf(client: FetchClient): string {
  try {
    return client.version();
  } catch {
    return `${client.name} is not here`;
  }
}
