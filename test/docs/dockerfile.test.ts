import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import { dirname, join } from 'node:path';
import test from 'ava';
import { nowS, startServer } from '../support/servers/ftp-server.js';
import { childEnv, projectPath, tempFolder } from '../support/pluvio.js';

interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** The instructions of each stage of the Dockerfile. */
function stages(): Instruction[][] {
  const lines = readFileSync(projectPath('examples/Dockerfile'), 'utf8').split('\n');
  const all: Instruction[][] = [];
  for (const line of lines.filter((text) => text !== '' && !text.startsWith('#'))) {
    const [name, rest] = [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)];
    if (name === 'FROM') all.push([]);
    all.at(-1)!.push({ name, rest });
  }
  return all;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test('examples/Dockerfile builds in one stage what the other one takes, and ends as a normal user', (t) => {
  const [build, image, ...more] = stages();
  t.deepEqual(more, []);
  t.deepEqual(
    build!.map(({ name }) => name),
    ['FROM', 'WORKDIR', 'COPY', 'RUN'],
  );
  t.true(build!.at(-1)!.rest.startsWith('npm ci && '));
  t.is(image!.findLast(({ name }) => name === 'USER')!.rest, 'node');
});

test('.dockerignore keeps what the build makes itself out, and nothing that it needs', (t) => {
  const ignored = readFileSync(projectPath('.dockerignore'), 'utf8').split('\n');
  for (const name of ['.git', 'node_modules', 'dist']) t.true(ignored.includes(name), name);
  for (const name of ['package.json', 'package-lock.json', 'tsconfig.json', 'scripts', 'src', 'streams', 'fixtures'])
    t.false(ignored.includes(name), name);
});

test('the image of examples/Dockerfile, made in a folder: its steps work, its command runs and ends on SIGTERM', async (t) => {
  const root = tempFolder(t);
  const inRoot = (text: string): string => text.replaceAll(/(?<=^|[\s=])\/(?=\w)/g, `${root}/`);
  const env: Record<string, string> = {};
  let [command, health]: [string[], string[]] = [[], []];
  // Of the image's own; here another program may have it.
  const port9464 = await freePort();
  const listAfter = (mark: string, text: string): string[] =>
    JSON.parse(text.slice(text.indexOf(mark) + mark.length).replaceAll('9464', String(port9464))) as string[];
  mkdirSync(join(root, 'usr/local/bin'), { recursive: true });
  for (const { name, rest } of stages()[1]!) {
    if (name === 'ENV')
      for (const pair of inRoot(rest).split(' '))
        env[pair.slice(0, pair.indexOf('='))] = pair.slice(pair.indexOf('=') + 1);
    else if (name === 'COPY') {
      const [, from, to] = /^--from=build \/pluvio\/(\S+) (\S+)$/.exec(rest)!;
      const [source, target] = [projectPath(from!), inRoot(to!)];
      mkdirSync(dirname(target), { recursive: true });
      // Packages are many: they are shown, not copied.
      if (from === 'node_modules') symlinkSync(source, target);
      else cpSync(source, target, { recursive: true, verbatimSymlinks: true });
    } else if (name === 'RUN') {
      const { username, gid } = os.userInfo();
      const line = inRoot(rest).replace('-o node -g node', `-o ${username} -g ${gid}`);
      const { status, stderr } = spawnSync('sh', ['-ec', line], { timeout: 20_000 });
      t.is(status, 0, stderr.toString());
    } else if (name === 'HEALTHCHECK') health = listAfter('CMD ', rest);
    else if (name === 'ENTRYPOINT') command = JSON.parse(rest) as string[];
    else if (name === 'CMD') command.push(...listAfter('', rest));
  }
  const { port, user, password, files } = await startServer(t);
  files.put('/loggers/Hydropolis/Hydropol_010124_000000.txt', 'Hydropolis, 1704067200, 1, 0, 12\n', nowS() - 3600);
  const base = childEnv({ FTP_SERVER: '127.0.0.1', FTP_PORT: `${port}`, FTP_USERNAME: user, FTP_PASSWORD: password });
  const child = spawn(command[0]!, [...command.slice(1), '--uncalibrated'], {
    env: {
      ...base,
      ...env,
      FTP_BASE_DIR: '/loggers',
      FTP_SOURCE_DIR: '/raw',
      PATH: `${root}/usr/local/bin:${base.PATH!}`,
    },
    timeout: 30_000,
  });
  let stderr = '';
  child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
  while (!stderr.includes('round done') && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 50));
  t.true(existsSync(join(root, 'data/Hydropolis/2024/Hydropolis_treated_2024.csv')), stderr);
  const healthy = (): Promise<number> =>
    once(spawn(health[0]!, health.slice(1)), 'close').then(([code]) => code as number);
  t.is(await healthy(), 0, stderr);
  const askedMs = performance.now();
  child.kill('SIGTERM');
  const [code] = (await once(child, 'close')) as [number];
  t.is(code, 0, stderr);
  t.true(performance.now() - askedMs < 10_000, 'docker stop kills after 10 s');
  t.is(await healthy(), 1);
});
