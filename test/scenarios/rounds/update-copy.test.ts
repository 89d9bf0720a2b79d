import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { nowS, startServer, type TestServer } from '../../support/servers/ftp-server.js';
import { childEnv, PLUVIO, pluvio, tempFolder, type Result } from '../../support/pluvio.js';
import { until } from '../../support/until.js';

const START_S = 1704067200;
const PUBLISHED = '/pub/Hydropolis/2024/Hydropolis_concatenated_2024.csv';

interface Scene {
  readonly cwd: string;
  readonly server: TestServer;
  readonly env: Record<string, string>;
  /** A logger's file with one reading. */
  readonly log: (minute: number, modifiedS?: number) => void;
  readonly run: (...args: string[]) => Promise<Result>;
  readonly published: () => number;
}

const COMMON = ['--uncalibrated', '--gauge', 'Hydropolis', '--out', 'out'];

async function scene(t: ExecutionContext, options: Parameters<typeof startServer>[1] = {}): Promise<Scene> {
  const cwd = tempFolder(t);
  const server = await startServer(t, options);
  const { port, user, password, files } = server;
  const env = {
    FTP_SERVER: '127.0.0.1',
    FTP_PORT: String(port),
    FTP_USERNAME: user,
    FTP_PASSWORD: password,
    FTP_BASE_DIR: '/base',
    FTP_SOURCE_DIR: '/working',
    FTP_TARGET_DIR: '/pub',
  };
  const log = (minute: number, modifiedS = nowS() - 3600): void => {
    files.put(
      `/base/Hydropolis/Hydropol_010124_00${String(minute).padStart(2, '0')}00.txt`,
      `Hydropolis, ${START_S + 60 * minute}, 1, 0, 12\n`,
      modifiedS,
    );
  };
  return {
    cwd,
    server,
    env,
    log,
    run: (...args) => pluvio(['--log-format', 'json', ...args, ...COMMON], { cwd, env }),
    published: () =>
      Buffer.from(files.get(PUBLISHED) ?? [])
        .toString()
        .split('\n')
        .filter((line) => line.includes(',Hydropolis,')).length,
  };
}

interface Told {
  readonly total: { readonly kept: number };
  readonly copy: {
    readonly outcomes: readonly {
      readonly gauge: string;
      readonly copied: number;
      readonly waiting: number;
      readonly young: number;
      readonly failed: readonly unknown[];
    }[];
    readonly error?: { readonly code: string; readonly message: string };
  };
}

const toldBy = ({ stdout }: Result): Told => JSON.parse(stdout.toString()) as Told;

test('update --copy copies, then updates, and tells both summaries', async (t) => {
  const { log, run, published, server, cwd, env } = await scene(t);
  log(0);
  log(1);
  log(2, nowS());
  const result = await run('update', '--copy', '--json');
  t.is(result.code, 0, result.stderr);
  const { total, copy } = toldBy(result);
  t.is(total.kept, 2);
  t.like(copy.outcomes, [{ gauge: 'Hydropolis', copied: 2, waiting: 1, young: 1, settleS: 60 }]);
  t.is(published(), 2);
  t.is(server.files.paths().filter((path) => path.startsWith('/base/')).length, 3);
  t.deepEqual(
    server.files.paths().filter((path) => path.startsWith('/working/')),
    [],
  );
  const waits = /1 file is new: it is copied by a run after it has kept still for 60 s \(--settle\)/;
  const copying = ['copy', '--log-format', 'pretty', '--gauge', 'Hydropolis', '--out', 'out'];
  t.regex((await pluvio(copying, { cwd, env })).stderr, waits);
  const young = await run('update', '--copy', '--settle', '0', '--json');
  t.is(toldBy(young).total.kept, 1);
  t.is(published(), 3);
});

test('update --copy <store> copies from there; both are told to people, one after the other', async (t) => {
  const cwd = tempFolder(t);
  mkdirSync(join(cwd, 'base/Hydropolis'), { recursive: true });
  writeFileSync(join(cwd, 'base/Hydropolis/a.txt'), `Hydropolis, ${START_S}, 1, 0, 12\n`);
  const args = ['update', '--copy', 'base', '--from', 'work', '--delete-raw', '--settle', '0', ...COMMON];
  const dry = await pluvio(['--log-format', 'pretty', ...args, '--dry-run'], { cwd });
  t.regex(dry.stderr, /gauge +listed +would copy[^]*would make year files/);
  t.false(existsSync(join(cwd, 'work/Hydropolis')));
  const { code, stderr } = await pluvio(['--log-format', 'pretty', ...args], { cwd });
  t.is(code, 0, stderr);
  t.regex(stderr, /gauge +listed +copied +copied before[^]*lines read 1 = kept 1/);
  t.true(existsSync(join(cwd, 'base/Hydropolis/a.txt')));
  t.deepEqual(readdirSync(join(cwd, 'work/Hydropolis')), []);
});

test('a base that fails does not keep what lies in the working folder; the exit code is the worse of both', async (t) => {
  const { log, run, published, server } = await scene(t, {
    faults: ({ path, verb }) =>
      path.startsWith('/base') && verb !== 'CWD' ? { kind: 'refuse', code: 550, text: 'no such thing' } : undefined,
  });
  log(0);
  server.files.put('/working/Hydropolis/Hydropol_010124_000500.txt', `Hydropolis, ${START_S + 300}, 1, 0, 12\n`);
  const result = await run('update', '--copy', '--settle', '0', '--json');
  t.is(result.code, 4, result.stderr);
  const { total, copy } = toldBy(result);
  t.is(total.kept, 1);
  t.true(copy.outcomes.length > 0);
  t.true(copy.outcomes.every(({ copied, failed }) => copied === 0 && failed.length === 1));
  t.regex(result.stderr, /left for the next run: /);
  t.is(published(), 1);
});

test('where both fail, both are told', async (t) => {
  const { run } = await scene(t, {
    faults: ({ verb }) => (verb === 'PASS' ? { kind: 'refuse', code: 530 } : undefined),
  });
  const result = await run('update', '--copy', '--json');
  t.is(result.code, 4, result.stderr);
  t.truthy(toldBy(result).copy.error);
  t.regex(result.stderr, /copying failed: /);
});

test('--copy without a base, and a wrong --settle, are told before anything is done', async (t) => {
  const { cwd, env } = await scene(t);
  const none = await pluvio(['update', '--copy', ...COMMON], { cwd, env: { ...env, FTP_BASE_DIR: '' } });
  t.is(none.code, 2);
  t.regex(none.stderr, /no base to copy from: give --copy <store>, or set FTP_SERVER and FTP_BASE_DIR/);
  t.is((await pluvio(['update', '--settle', 'soon', ...COMMON], { cwd, env })).code, 2);
});

for (const schedule of [
  ['--every', '1s'],
  ['--cron', '* * * * * *'],
])
  test(`copy and update --copy keep running: ${schedule.join(' ')}`, async (t) => {
    const { cwd, env, log, published, server } = await scene(t);
    log(0);
    const start = (...args: string[]): { stop: () => Promise<number>; lines: () => string[] } => {
      const all = ['--log-format', 'json', ...args, ...schedule, '--settle', '0', '--json', ...COMMON];
      const rest = args[0] === 'copy' ? all.filter((arg) => arg !== '--uncalibrated') : all;
      const child = spawn(process.execPath, [PLUVIO, ...rest], { cwd, env: childEnv(env), timeout: 100_000 });
      t.teardown(() => child.kill('SIGKILL'));
      let stdout = '';
      child.stdout.on('data', (piece: Buffer) => (stdout += piece.toString()));
      const ended = once(child, 'exit') as Promise<[number]>;
      return {
        stop: async () => {
          child.kill('SIGTERM');
          return (await ended)[0];
        },
        lines: () => stdout.split('\n').slice(0, -1),
      };
    };
    const copying = start('copy');
    t.true(await until(() => copying.lines().length >= 2));
    log(1);
    t.true(await until(() => server.files.paths().includes('/working/Hydropolis/Hydropol_010124_000100.txt')));
    t.true([0, 130].includes(await copying.stop()));
    t.like(JSON.parse(copying.lines()[0]!), [{ gauge: 'Hydropolis', copied: 1 }]);
    const both = start('update', '--copy');
    t.true(await until(() => published() === 2));
    log(2);
    t.true(await until(() => published() === 3 && both.lines().length >= 3));
    t.true([0, 130].includes(await both.stop()));
    const told = both.lines().map((line) => JSON.parse(line) as Told);
    t.is(
      told.reduce((sum, { total }) => sum + total.kept, 0),
      3,
    );
    t.is(
      told.reduce((sum, { copy }) => sum + copy.outcomes[0]!.copied, 0),
      1,
    );
    t.false(readFileSync(join(cwd, 'out/.pluvio/last-run.json'), 'utf8') === '');
  });
