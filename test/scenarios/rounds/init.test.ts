import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { readTree } from '../../../fixtures/cases.js';
import { fixtureNetwork } from '../../../fixtures/networks/network.js';
import { createMemoryBackend } from '../../../fixtures/ftp-server/index.js';
import type { RunSummary } from '../../../src/pipeline/run/summary.js';
import { runCli } from '../../support/cli.js';
import { startServer } from '../../support/servers/ftp-server.js';
import { rowsOfGauges } from '../../support/readings/gauges-rows.js';
import { tempFolder } from '../../support/temp.js';
import { mkdirSync } from 'node:fs';

const network = fixtureNetwork();
const nowS = (): number => Math.floor(Date.now() / 1000);

/** A server that holds the fixture network under /raw, and the environment that leads a command to it. */
async function networkServer(t: Parameters<typeof startServer>[0], files = network.history) {
  const backend = createMemoryBackend({ nowS });
  for (const { path: name, bytes, modifiedS } of files) backend.put(`/raw/${name}`, bytes, modifiedS);
  const server = await startServer(t, { backend, user: 'u', password: 'very-secret-word' });
  const folder = tempFolder(t);
  writeFileSync(path.join(folder, 'calib.csv'), network.calibCsv);
  writeFileSync(path.join(folder, 'gauges.csv'), rowsOfGauges(network.gaugesCsv));
  const env = {
    FTP_SERVER: server.host,
    FTP_PORT: String(server.port),
    FTP_USERNAME: 'u',
    FTP_PASSWORD: 'very-secret-word',
    FTP_SOURCE_DIR: '/raw',
    FTP_TARGET_DIR: '/published',
    FTP_SETTLE: '0',
    LOCAL_OUTPUT_DIR: path.join(folder, 'out'),
    CALIB_FILE: path.join(folder, 'calib.csv'),
    GAUGES_FILE: path.join(folder, 'gauges.csv'),
  };
  const published = (): Map<string, string> =>
    new Map(
      backend
        .paths()
        .filter((name) => name.startsWith('/published/'))
        .map((name) => [name.slice(11), Buffer.from(backend.get(name)!).toString('latin1')]),
    );
  const raw = (): string[] => backend.paths().filter((name) => /^\/raw\/(Hydropolis|Polytech)\//.test(name));
  return { backend, folder, env, published, raw };
}

async function texts(folder: string): Promise<Map<string, string>> {
  const tree = await readTree(folder);
  return new Map(
    [...tree]
      .filter(([name]) => !name.startsWith('.pluvio/'))
      .map(([name, bytes]) => [name, Buffer.from(bytes).toString('latin1')]),
  );
}

const LEFT = ['/raw/Hydropolis/Hydropol_311223_054000.txt', '/raw/Hydropolis/Hydropolis_010124_180230.txt'];

const sorted = (files: ReadonlyMap<string, string>): [string, string][] =>
  [...files].sort(([a], [b]) => (a < b ? -1 : 1));

test('init publishes the whole history, deletes the raw files, and comes from a folder to the same bytes', async (t) => {
  const { env, published, raw, folder } = await networkServer(t);
  const { code, stdout, stderr } = await runCli(['init', '--json'], { env });
  t.is(code, 0, stderr);
  const summary = JSON.parse(stdout) as RunSummary;
  t.is(summary.total.linesRead, 6875);
  t.is(summary.total.kept, 6854);
  t.is(summary.files.deleted, 1374);
  t.deepEqual(raw(), LEFT, 'an empty file, and one whose last line was cut off');
  t.is(summary.files.left, LEFT.length);
  t.deepEqual(sorted(await texts(env.LOCAL_OUTPUT_DIR)), sorted(published()));
  t.false(stderr.includes('very-secret-word'));

  const rawFolder = path.join(folder, 'raw');
  for (const { path: name, bytes } of network.history) {
    mkdirSync(path.dirname(path.join(rawFolder, name)), { recursive: true });
    writeFileSync(path.join(rawFolder, name), bytes);
  }
  const out = path.join(folder, 'from-folder');
  const tables = ['--calib', env.CALIB_FILE, '--gauges', env.GAUGES_FILE];
  const again = await runCli(['init', '--from', rawFolder, '--out', out, ...tables]);
  t.is(again.code, 0, again.stderr);
  t.deepEqual(sorted(await texts(out)), sorted(published()));
  const once = await runCli(['run', rawFolder, '--out', path.join(folder, 'run'), ...tables]);
  t.is(once.code, 0, once.stderr);
  t.deepEqual(sorted(await texts(path.join(folder, 'run'))), sorted(published()));
});

test('init, then update with what came later, ends with the bytes of one init over all', async (t) => {
  const steps = await networkServer(t);
  t.is((await runCli(['init'], { env: steps.env })).code, 0);
  const before = steps.published();
  for (const { path: name, bytes } of network.later) steps.backend.put(`/raw/${name}`, bytes);
  const update = await runCli(['update', '--json'], { env: steps.env });
  t.is(update.code, 0, update.stderr);
  t.is((JSON.parse(update.stdout) as RunSummary).total.kept, 45);
  t.deepEqual(steps.raw(), LEFT);
  const whole = await networkServer(t, [...network.history, ...network.later]);
  t.is((await runCli(['init'], { env: whole.env })).code, 0);
  t.deepEqual(sorted(steps.published()), sorted(whole.published()));
  t.notDeepEqual(sorted(before), sorted(whole.published()));
});

test('init --keep-raw and --dry-run delete nothing, and --dry-run makes nothing', async (t) => {
  const { env, raw, published } = await networkServer(t);
  const files = raw();
  const dry = await runCli(['init', '--dry-run'], { env });
  t.is(dry.code, 0);
  t.regex(dry.stderr, /Hydropolis: 715 raw files.*\n.*Polytech: 661 raw files[^]*would delete/);
  t.is(published().size, 0);
  t.deepEqual(raw(), files);
  t.is((await runCli(['init', '--keep-raw'], { env })).code, 0);
  t.true(published().size > 20);
  t.deepEqual(raw(), files);
  const update = await runCli(['update', '--keep-raw', '--json'], { env });
  t.is((JSON.parse(update.stdout) as RunSummary).files.read, 0, 'what was done with is not read again');
});

test('update on another machine, with nothing local, goes on from what is published', async (t) => {
  const { env, backend, published, folder } = await networkServer(t);
  t.is((await runCli(['init'], { env })).code, 0);
  for (const { path: name, bytes } of network.later) backend.put(`/raw/${name}`, bytes);
  const elsewhere = path.join(folder, 'elsewhere');
  const update = await runCli(['update'], { env: { ...env, LOCAL_OUTPUT_DIR: elsewhere } });
  t.is(update.code, 0, update.stderr);
  t.deepEqual(sorted(await texts(elsewhere)), sorted(published()));
});

test('update makes all years anew when the calibration changes', async (t) => {
  const { env, published } = await networkServer(t);
  t.is((await runCli(['init'], { env })).code, 0);
  const before = published();
  writeFileSync(env.CALIB_FILE, network.calibCsv.replaceAll('1.0761', '2.0761'));
  const update = await runCli(['update'], { env });
  t.is(update.code, 0, update.stderr);
  const after = published();
  for (const [name, text] of before) {
    const isRaw = /_concatenated_|_coverage|^quarantine/.test(name);
    t.is(after.get(name) === text, isRaw, name);
  }
});

test('init names every mistake of a configuration at once, and ends with 2', async (t) => {
  const folder = tempFolder(t);
  writeFileSync(path.join(folder, 'calib.csv'), 'pluvio,a,b\nHydropolis,1,x\n');
  const { code, stderr } = await runCli(
    [
      '--log-format',
      'pretty',
      'init',
      '--from',
      'http://x/',
      '--calib',
      'calib.csv',
      '--connections',
      '99',
      '--gauges',
      'none.csv',
    ],
    { cwd: folder },
  );
  t.is(code, 2);
  for (const part of [
    '4 settings are wrong',
    '--from: "http://"',
    'column "c" is missing in calib.csv',
    '--connections: "99"',
    'none.csv',
  ])
    t.true(stderr.includes(part), `${part} in ${stderr}`);
});
