import { REAL_SERVERS, type RealServerName } from '../../test/support/real-servers.js';
import { messageOf } from '../../src/domain/errors.js';
import { smallFiles } from '../data/small-files.js';
import { FETCH_CLIENTS, type FetchClient } from '../ftp/clients.js';
import { fetchRace, type FetchCase, type FetchRaceResult } from '../ftp/fetch-race.js';
import { slowFetchRace } from '../ftp/slow-link.js';
import { WALL, type Figure } from '../results.js';
import type { BenchContext, Section } from './section.js';

const ROUND_TRIP_MS = 20;
const FILES_PER_S: Figure = { name: 'filesPerS', title: 'files/s', decimals: 0 };
const RATIO_TO_LFTP: Figure = { name: 'ratioToLftp', title: '× lftp', decimals: 2 };

const CPU_PER_FILE: Figure = { name: 'cpuMsPerFile', title: 'CPU ms a file', decimals: 2 };

/** FTP with no distance: who is bound by what. */
export const ftpLoopback: Section = {
  name: 'ftp-loopback',
  title: 'Small files from an FTP server on loopback',
  run: (context) =>
    runFetch(context, ['vsftpd'], (fetchCase) =>
      fetchRace({ ...fetchCase, host: '127.0.0.1', progress: context.progress }),
    ),
};

/** FTP over a distance: round trips are what costs. */
export const ftpRoundTrip: Section = {
  name: 'ftp-rtt',
  title: `Small files from an FTP server, ${ROUND_TRIP_MS} ms round trip`,
  run: (context) =>
    runFetch(context, context.quick ? ['vsftpd'] : REAL_SERVERS, (fetchCase) =>
      slowFetchRace(ROUND_TRIP_MS, fetchCase),
    ),
};

async function runFetch(
  context: BenchContext,
  servers: readonly RealServerName[],
  fetch: (fetchCase: FetchCase) => Promise<FetchRaceResult>,
): ReturnType<Section['run']> {
  const files = context.quick ? 200 : 1_000;
  const { folder } = smallFiles(files);
  const fetchCase = {
    servers,
    folder,
    files,
    baseline: smallFiles(2).folder,
    connections: context.quick ? [8] : [8, 16],
    rounds: context.rounds ?? (context.quick ? 1 : 3),
  };
  const described = { figures: [WALL, FILES_PER_S, RATIO_TO_LFTP, CPU_PER_FILE], plotted: FILES_PER_S.name };
  const method = `Five-line files in two folders. In passive mode a file takes three round trips on these servers: vsftpd and ProFTPD wait until the last byte has arrived, Pure-FTPd refuses commands that come while it sends. CPU is the client's own, beyond what it takes for two files. ${FETCH_CLIENTS.map(versionOf).join('; ')}.`;
  try {
    const { rows, skipped, roundTripMs } = await fetch(fetchCase);
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
