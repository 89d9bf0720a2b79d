import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { startServer } from '../../../support/servers/ftp-server.js';
import { tempFolder } from '../../../support/temp-folder.js';
import { published } from '../../serve/support/published.js';
import { childEnv, PLUVIO, pluvio } from '../../../support/pluvio.js';

/** What `serve` runs as: its address, and what ends it and gives its exit code. */
interface Running {
  readonly address: string;
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
}

async function start(
  t: ExecutionContext,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Running> {
  const child = spawn(process.execPath, [PLUVIO, 'serve', '--port', '0', ...args], { env: childEnv(env) });
  t.teardown(() => child.kill('SIGKILL'));
  let errors = '';
  child.stderr.on('data', (part: Buffer) => (errors += part.toString()));
  const [first] = (await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`serve ended with ${String(code)}: ${errors}`);
    }),
  ])) as [Buffer];
  return {
    address: first.toString().trim(),
    end: async (signal) => {
      const ended = once(child, 'exit');
      child.kill(signal);
      return ((await ended) as [number | null])[0];
    },
  };
}

/** Every file of a folder with its size and the time of its last change. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const { size, mtimeMs } = statSync(path.join(folder, name));
      return `${name} ${size} ${mtimeMs}`;
    });
}

test('serve: says its address, answers, changes nothing, and ends with 0 at a signal, listeners or not', async (t) => {
  const { out, gauges } = await published(t, 1);
  const before = filesOf(out);
  const { address, end } = await start(t, ['--out', out, '--gauges', gauges, '--base-path', 'rain']);
  t.regex(address, /^http:\/\/127\.0\.0\.1:\d+\/rain\/$/);
  t.is((await fetch(address)).status, 200);
  const live = await fetch(`${address}api/v1/live`);
  for (const name of ['gauges', 'cumulative', 'status', 'series?gauge=Lez', 'idf?gauge=Lez'])
    t.is((await fetch(`${address}api/v1/${name}`)).status, 200, name);
  t.deepEqual(filesOf(out), before);
  t.is(await end('SIGTERM'), 0);
  await live.body?.cancel().catch(() => undefined);
});

test('serve --from ftp://: shows what is published there, and sends no command that writes', async (t) => {
  const network = await published(t, 1);
  const server = await startServer(t);
  for (const name of readdirSync(network.out, { recursive: true, encoding: 'utf8' }))
    if (!name.startsWith('.pluvio') && statSync(path.join(network.out, name)).isFile())
      server.files.put(`/published/${name}`, await bytesOf(path.join(network.out, name)), 1_772_366_500);
  const from = `ftp://127.0.0.1:${server.port}/published`;
  const env = { FTP_USERNAME: server.user, FTP_PASSWORD: server.password };
  const { address, end } = await start(t, ['--from', from, '--poll', '1s'], env);
  const { gauges } = (await (await fetch(`${address}api/v1/gauges`)).json()) as { gauges: unknown[] };
  t.is(gauges.length, 7);
  t.is((await fetch(`${address}api/v1/series?gauge=Lez&last=6h`)).status, 200);
  t.is((await fetch(`${address}api/v1/status`)).status, 200);
  t.is(await end('SIGINT'), 0);
  const sent = Object.keys(server.stats.commands);
  t.true(sent.includes('RETR'));
  t.deepEqual(
    sent.filter((name) => /^(STOR|APPE|DELE|RNFR|RNTO|MKD|RMD|MFMT|SITE)$/.test(name)),
    [],
  );
});

async function bytesOf(file: string): Promise<Uint8Array> {
  return (await import('node:fs/promises')).readFile(file);
}

test('serve: everything that is wrong with the options is told at once, and so is a folder that is not there', async (t) => {
  const cwd = tempFolder(t);
  const wrong = [
    '--port',
    '70000',
    '--poll',
    'often',
    '--tiles',
    'javascript:x',
    '--time-zone',
    'Mars',
    '--base-path',
    '../x',
  ];
  const refused = await pluvio(['serve', ...wrong], { cwd });
  t.is(refused.code, 2);
  for (const option of ['--port', '--poll', '--tiles', '--time-zone', '--base-path'])
    t.true(refused.stderr.includes(option));
  const missing = await pluvio(['serve', '--out', 'nowhere'], { cwd });
  t.is(missing.code, 2);
  t.regex(missing.stderr, /Cannot serve .*nowhere: there is no such folder; name the output folder with --out/);
});

test('serve: a port that another program has is told', async (t) => {
  const { out } = await published(t, 1);
  const { address, end } = await start(t, ['--out', out]);
  const second = await pluvio(['serve', '--out', out, '--port', new URL(address).port]);
  t.is(second.code, 2);
  t.regex(second.stderr, /another program has it; choose one with --port/);
  t.is(await end('SIGTERM'), 0);
});
