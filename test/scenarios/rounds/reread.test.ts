import { EventEmitter } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import test, { type ExecutionContext } from 'ava';
import { DEFAULT_GLOBALS, NO_PROGRESS } from '../../../src/cli/host/host.js';
import { main } from '../../../src/cli/program.js';
import { Collector } from '../../support/bytes.js';
import { startServer } from '../../support/servers/ftp-server.js';
import { quickFolder } from '../../support/temp.js';
import { until } from '../../support/until.js';

const START_S = 1_709_251_200;

/** A running `update --every 1s` with a file of settings; what it says, and its end. */
function keepsUpdating(settings: string, args: readonly string[] = []) {
  const [stderr, signals] = [new Collector(), new EventEmitter()];
  const ended = main(['--settings', settings, 'update', '--every', '1s', ...args], {
    ...{ env: {}, stdin: Readable.from([]), stdout: new Collector(), stderr, signals },
    ...{ nowS: () => START_S + 3600, tickMs: () => performance.now() },
    ...{ globals: DEFAULT_GLOBALS, progress: NO_PROGRESS, run: { id: undefined } },
    patience: { sleep: () => Promise.resolve() },
  });
  const stop = (): Promise<number> => {
    signals.emit('SIGTERM', 'SIGTERM');
    return ended;
  };
  const says = (text: string | RegExp): Promise<boolean> => until(() => stderr.text.search(text) >= 0);
  const times = (text: string): number => stderr.text.split(text).length - 1;
  return { stderr, stop, says, times };
}

function scene(t: ExecutionContext) {
  const folder = quickFolder(t);
  const at = (name: string): string => path.join(folder, name);
  const put = (name: string, text: string): void => {
    mkdirSync(path.dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text);
    chmodSync(at(name), 0o600);
  };
  return { at, put };
}

test('update --every takes over tables that changed, and goes on with the last good ones while they are broken', async (t) => {
  const { at, put } = scene(t);
  const treated = at('out/Hydropolis/2024/Hydropolis_treated_2024.csv');
  const rain = (): string[] => {
    const rows = readFileSync(treated, 'utf8').trim().split('\n').slice(1);
    return rows.map((row) => row.split(',')[3]!);
  };
  const log = (gauge: string, minute: number): void =>
    put(`raw/${gauge}/${gauge}_010324_000${minute}00.txt`, `${gauge}, ${START_S + 60 * minute}, 5, 0, 12\n`);
  put('calib.csv', 'pluvio,a,b,c\nHydropolis,0,1,0\n');
  put('gauges.csv', 'gauge,tip_mm\nHydropolis,0.2\n');
  put('net.env', `CALIB_FILE=${at('calib.csv')}\nGAUGES_FILE=${at('gauges.csv')}\nLOCAL_OUTPUT_DIR=${at('out')}\n`);
  log('Hydropolis', 1);
  const run = keepsUpdating(at('net.env'), ['--from', at('raw')]);
  t.true(await run.says('round done: 1 new reading'), run.stderr.text);
  put('calib.csv', 'pluvio,a,b,c\nHydropolis,0,1;0\n');
  t.true(await run.says(/settings are not taken over: [^"]*calib\.csv/), run.stderr.text);
  log('Hydropolis', 2);
  t.true(await until(() => run.times('round done: 1 new reading') === 2), run.stderr.text);
  t.deepEqual(rain(), ['1', '1']);
  t.is(run.times('not taken over'), 1, 'the same mistake is told once');
  put('calib.csv', 'pluvio,a,b,c\nHydropolis,0,2,0\nPolytech,0,1,0\n');
  put('gauges.csv', 'gauge,tip_mm\nHydropolis,0.2\nPolytech,0.2\n');
  log('Polytech', 1);
  t.true(await run.says('settings read again: Hydropolis: calibration; Polytech is new'), run.stderr.text);
  t.true(await until(() => run.times('round done: 1 new reading') === 3), run.stderr.text);
  t.deepEqual(rain(), ['2', '2']);
  put(
    'net.env',
    `LOCAL_OUTPUT_DIR=${at('elsewhere')}\nCALIB_FILE=${at('calib.csv')}\nGAUGES_FILE=${at('gauges.csv')}\n`,
  );
  t.true(await run.says(/not taken over: the output folder is [^"]* start it again/), run.stderr.text);
  // In the middle of a round, or between two.
  t.true([0, 130].includes(await run.stop()));
});

test('update --every takes a new password over when it works, without telling it', async (t) => {
  const { at, put } = scene(t);
  const server = await startServer(t);
  const { port, user } = server;
  const settings = (): string =>
    `FTP_SERVER=127.0.0.1\nFTP_PORT=${port}\nFTP_USERNAME=${user}\nFTP_PASSWORD_FILE=${at('password')}\n` +
    `FTP_SOURCE_DIR=/raw\nFTP_TARGET_DIR=/pub\nLOCAL_OUTPUT_DIR=${at('out')}\n`;
  put('password', `${server.password}\n`);
  put('net.env', settings());
  const log = (files: typeof server.files, minute: number): void =>
    files.put(`/raw/Hydropolis/H_010324_000${minute}00.txt`, `Hydropolis, ${START_S + 60 * minute}, 5, 0, 12\n`);
  log(server.files, 1);
  const run = keepsUpdating(at('net.env'), ['--gauge', 'Hydropolis', '--uncalibrated']);
  t.true(await run.says('round done: 1 new reading'), run.stderr.text);
  put('password', 'mistyped\n');
  t.true(await run.says(/not taken over: Cannot log in to ftp:[^"]* as [^:]*: 530/), run.stderr.text);
  log(server.files, 2);
  t.true(await until(() => run.times('round done: 1 new reading') === 2), run.stderr.text);
  // The server changes it: the login that worked no longer does, and that is what is told.
  await server.close();
  const { files } = await startServer(t, { port, user, password: 'another one' });
  log(files, 3);
  t.true(await run.says(/round failed: [^"]*as [^:]*: 530[^"]*this login worked before/), run.stderr.text);
  t.notRegex(run.stderr.text, /no more connections/);
  put('password', 'another one\n');
  t.true(await run.says('settings read again: the password of ftp://'), run.stderr.text);
  t.true(await until(() => run.times('round done: 1 new reading') === 3), run.stderr.text);
  // In the middle of a round, or between two.
  t.true([0, 130].includes(await run.stop()));
  t.notRegex(run.stderr.text, /mistyped|another one/);
});
