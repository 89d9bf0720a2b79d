import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pluvio, plainPluvio } from '../contestants.js';
import { benchFolder } from '../data/cache.js';
import { historyDumps } from '../data/dumps.js';
import { startWatchedServer } from '../ftp/watched-server.js';
import { measure, type Command, type Measured } from '../measure/measure.js';
import { PEAK, WALL, type Figure, type Row } from '../results.js';
import { slowDownloads, stallingUploads } from '../slow/slow-backend.js';
import { stallOnce, STALL_MS, type Stall } from '../slow/stall.js';
import type { Section } from './section.js';

const IN_FLIGHT: Figure = { name: 'inFlightMb', title: 'MB taken in meanwhile', decimals: 2 };
/** A logger network's line: a tenth of what the pipeline could take. */
const SLOW_BYTES_PER_S = 20e6;

/** What a run holds while the one behind it, or the one before it, is slow. */
export const slowConsumer: Section = {
  name: 'slow-consumer',
  title: 'Slow consumers and slow servers',
  async run({ quick, years, progress }) {
    const rows: Row[] = [];
    const add = (title: string, who: string, { wallS, peakMb }: Measured, stall?: Stall): void => {
      const inFlightMb = stall && stall.inFlightBytes / 1e6;
      const figures = { [WALL.name]: wallS, [PEAK.name]: peakMb, ...(inFlightMb !== undefined && { inFlightMb }) };
      rows.push({ case: title, who, figures });
      progress(
        `${title}: ${who} ${peakMb.toFixed(0)} MB${inFlightMb === undefined ? '' : `, ${inFlightMb.toFixed(2)} MB in flight`}`,
      );
    };
    const { folder } = historyDumps(years?.[0] ?? (quick ? 1 : 4));
    for (const [title, command] of [
      ['parse to a pipe', plainPluvio(['parse', folder])],
      ['run --emit treated to a pipe', pluvio(['run', '--emit', 'treated', folder])],
    ] as const) {
      add(title, 'steady reader', await measure(command, { read: (stdout) => void stdout.resume() }));
      const stall = stallOnce();
      add(title, `reader stops`, await measure(command, stoppingReader(stall)), stall);
    }
    await withWork(async (work) => {
      for (const stall of [undefined, stallOnce()]) {
        const measured = await publishTo(work, folder, stall);
        add('init, publishing by FTP', stall ? 'server stops taking' : 'steady server', measured, stall);
      }
      add('init, fetching by FTP', 'steady server', await fetchFrom(work, folder, Infinity));
      add('init, fetching by FTP', 'server at 20 MB/s', await fetchFrom(work, folder, SLOW_BYTES_PER_S));
    });
    return {
      method: `A consumer takes 4 MiB, then nothing for ${STALL_MS / 1000} s, then goes on: "taken in meanwhile" is what the process went on to read (rchar in /proc) with nobody taking. Peaks as in the memory section.`,
      figures: [IN_FLIGHT, PEAK, WALL],
      plotted: PEAK.name,
      rows,
      skipped: [],
    };
  },
};

function stoppingReader(stall: Stall): Parameters<typeof measure>[1] {
  return {
    started: (pid) => (stall.pid = pid),
    read: (stdout: Readable) => {
      void (async () => {
        for await (const bytes of stdout) await stall.taken((bytes as Buffer).length);
      })();
    },
  };
}

async function withWork(use: (work: string) => Promise<void>): Promise<void> {
  const work = join(benchFolder(), 'slow');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    await use(work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function publishTo(work: string, dumps: string, stall: Stall | undefined): Promise<Measured> {
  const root = join(work, 'target');
  mkdirSync(root);
  const server = await startWatchedServer(root, stall && { wrap: stallingUploads(stall) });
  const stores = ['--from', dumps, '--to', `ftp://${server.address}/`];
  return ending(server, [root, join(work, 'output')], () =>
    measure(pluvio(['init', ...stores, '--out', join(work, 'output')], server.login), {
      started: (pid) => stall && (stall.pid = pid),
    }),
  );
}

async function fetchFrom(work: string, dumps: string, bytesPerS: number): Promise<Measured> {
  const server = await startWatchedServer(dumps, bytesPerS === Infinity ? {} : { wrap: slowDownloads(bytesPerS) });
  const out = join(work, 'output');
  const command: Command = pluvio(
    ['init', '--from', `ftp://${server.address}/`, '--keep-raw', '--out', out],
    server.login,
  );
  return ending(server, [out], () => measure(command));
}

async function ending<T>(
  server: { stop: () => Promise<void> },
  folders: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } finally {
    await server.stop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}
