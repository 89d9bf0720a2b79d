import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import test from 'ava';
import { utc } from '../../../fixtures/utc.js';
import { main } from '../../../src/cli/program.js';
import { DEFAULT_GLOBALS, NO_PROGRESS, type Host } from '../../../src/cli/host/host.js';
import { createFtpServer, createMemoryBackend, type MemoryBackend } from '../../../fixtures/ftp-server/index.js';
import { quickFolder } from '../../support/temp.js';
import { extent, tellFigure } from '../support/extent.js';
import { SoakNetwork } from '../support/soak-network.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Growth that is noise: compiled code, caches that fill up, a series that is longer. */
const SLACK_BYTES = 32 * 1024 * 1024;
/** Connections of the two stores at both of their ends: as many are open as were of use. */
const SLACK_HANDLES = 32;
/** The world's time between two rounds: more than files have to settle for. */
const ROUND_S = 300;
/** Rounds without trouble in the end: what a round left has to come. */
const CALM_ROUNDS = 4;
/** Of the log, for who wants to know why: some ten rounds. */
const KEPT_CHARS = 1_000_000;
/** So many times faster does the machine's steady clock run: rounds of a second come as soon as they can. */
const HASTE = 20;

test.serial(
  'a network on a server of every bad habit: what a logger was told 226 for is published within two rounds',
  async (t) => {
    t.timeout(7_200_000);
    const gauges = Array.from({ length: extent(8, 50) }, (_, i) => `G${String(i).padStart(2, '0')}`);
    const total = extent(12, Number(process.env.PLUVIO_SOAK_ROUNDS ?? 1000));
    const clock = { nowS: utc('2024-03-01'), serverOffsetS: 0 };
    const backend: MemoryBackend = createMemoryBackend({ nowS: () => clock.nowS + clock.serverOffsetS });
    const network = new SoakNetwork({ seed: 20_240_301, gauges, backend, clock });
    const password = randomBytes(9).toString('base64url');
    const server = await createFtpServer({
      backend,
      user: 'u',
      password,
      // Rests are short here: the server bears none that is longer than a client waits for an answer.
      idleTimeoutMs: 2500,
      nowS: () => clock.nowS + clock.serverOffsetS,
      faults: (call) => network.fault(call),
    });
    t.teardown(() => server.close());
    const folder = quickFolder(t);
    mkdirSync(join(folder, 'temp'));
    writeFileSync(join(folder, 'gauges.csv'), `gauge\n${gauges.join('\n')}\n`);
    await backend.makeFolder('/base');
    for (const gauge of gauges) await backend.makeFolder(`/base/${gauge}`);

    const publishedOf = (gauge: string): Map<number, string> => {
      const bytes = backend.get(`/published/${gauge}/2024/${gauge}_concatenated_2024.csv`) ?? new Uint8Array(0);
      const rows = Buffer.from(bytes).toString().split('\n').slice(1, -1);
      return new Map(rows.map((row) => row.split(',')).map((cells) => [Number(cells[1]), cells[3]!]));
    };
    const late: string[] = [];
    const looks: { heapBytes: number; handles: number }[] = [];
    const signals = new EventEmitter();
    let rounds = 0;
    network.beginRound();
    clock.nowS += ROUND_S;
    const endOfRound = (): void => {
      rounds++;
      late.push(...network.endRound(publishedOf));
      if (rounds === Math.floor(total / 4) || rounds === total) {
        collectGarbage();
        looks.push({ heapBytes: process.memoryUsage().heapUsed, handles: process.getActiveResourcesInfo().length });
      }
      if (rounds === total || late.length > 0) signals.emit('SIGTERM', 'SIGTERM');
      network.beginRound(rounds >= total - CALM_ROUNDS);
      clock.nowS += ROUND_S;
    };
    const stderr = new PassThrough();
    let told = '';
    stderr.on('data', (piece: Buffer) => (told = `${told}${piece.toString()}`.slice(-KEPT_CHARS)));
    const host: Host = {
      env: {
        FTP_SERVER: server.host,
        FTP_PORT: String(server.port),
        FTP_USERNAME: 'u',
        FTP_PASSWORD: password,
        FTP_BASE_DIR: '/base',
        FTP_SOURCE_DIR: '/working',
        FTP_TARGET_DIR: '/published',
        LOCAL_OUTPUT_DIR: join(folder, 'out'),
        LOCAL_TEMP_DIR: join(folder, 'temp'),
        GAUGES_FILE: join(folder, 'gauges.csv'),
      },
      stdin: Readable.from([]),
      stdout: lineSink(endOfRound),
      stderr,
      nowS: () => clock.nowS,
      tickMs: () => performance.now(),
      uptimeMs: () => performance.now() * HASTE,
      globals: DEFAULT_GLOBALS,
      progress: NO_PROGRESS,
      run: { id: undefined },
      signals,
      patience: { timeoutMs: 1000, sleep: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs / 25)) },
    };
    const args = ['update', '--every', '1s', '--copy', '--json', '--uncalibrated', '--gauge', gauges.join(',')];
    const code = await main(args, host);
    t.true(code === 0 || code === 130, `exit ${code}: ${told.slice(-2000)}`);
    t.deepEqual(late, [], whatWasTold(told, late));
    t.is(rounds, total);
    t.deepEqual([...network.pending], []);
    for (const gauge of gauges) {
      const sent = network.sent.filter((reading) => reading.gauge === gauge);
      t.deepEqual(
        [...publishedOf(gauge)],
        sent.map(({ timeS, tips }) => [timeS, String(tips)]),
        gauge,
      );
    }
    t.deepEqual(
      backend.paths().filter((path) => path.startsWith('/working/')),
      [],
    );
    const [early, end] = looks;
    t.true(end!.heapBytes - early!.heapBytes < SLACK_BYTES, JSON.stringify(looks));
    t.true(end!.handles <= early!.handles + SLACK_HANDLES, JSON.stringify(looks));
    t.log(JSON.stringify({ looks, sent: network.sent.length, struck: network.struck }));
    const strikes = Object.values(network.struck).reduce((sum, n) => sum + n, 0);
    tellFigure(
      `rounds of a network of ${gauges.length} gauges on a server of bad habits`,
      total,
      `${strikes} troubles, every reading published within two rounds`,
    );
  },
);

/** What the log tells of the gauges that are late, and what it warns of. */
function whatWasTold(log: string, late: readonly string[]): string {
  const gauges = late.map((one) => /\/base\/([^/]+)/.exec(one)?.[1] ?? one);
  const lines = log
    .split('\n')
    .filter((line) => !line.includes('"level":30') || gauges.some((gauge) => line.includes(gauge)));
  return lines.slice(-200).join('\n');
}

/** Calls back at the end of each line. */
function lineSink(onLine: () => void): Writable {
  return new Writable({
    write: (piece: Buffer, _encoding, done) => {
      for (const byte of piece) if (byte === 0x0a) onLine();
      done();
    },
  });
}
