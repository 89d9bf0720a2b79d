import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { startServer } from '../../support/servers/ftp-server.js';
import { childEnv, PLUVIO, pluvio, tempFolder } from '../../support/pluvio.js';
import { testUnless, whyNoCommand } from '../../support/needs.js';

/** What is promised, and what a busy machine adds to it. */
const OUT_WITHIN_MS = 5_000 + 2_000;
const FOR_EVER = { kind: 'delay', delayMs: 600_000 } as const;
const RAW = 'Hydropolis, 1704067200, 1, 0, 12\n';

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly tookMs: number;
  readonly stderr: string;
}

/** Runs a command, sends it a signal (or two) once a server was met that says nothing, and waits for its end. */
async function endWhenMet(
  cwd: string,
  args: readonly string[],
  {
    met,
    env = {},
    signals = ['SIGTERM'],
  }: { met: Promise<unknown>; env?: Record<string, string>; signals?: readonly NodeJS.Signals[] },
): Promise<Ending> {
  const rest = ['--gauge', 'Hydropolis', '--out', 'out', '--log-format', 'json'];
  const child = spawn(process.execPath, [PLUVIO, ...args, ...rest], { cwd, env: childEnv(env), timeout: 60_000 });
  let stderr = '';
  child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  await Promise.race([met, ended]);
  await setTimeout(200);
  const begunMs = performance.now();
  for (const name of signals) {
    child.kill(name);
    await setTimeout(50);
  }
  const [code, signal] = await ended;
  return { code, signal, tookMs: performance.now() - begunMs, stderr };
}

/** The command went at once, with nothing left in the way of the next run. */
function isOut(t: ExecutionContext, cwd: string, { code, tookMs, stderr }: Ending): void {
  t.is(code, 130, stderr);
  t.true(tookMs < OUT_WITHIN_MS, `${Math.round(tookMs)} ms`);
  t.false(existsSync(join(cwd, 'out/.pluvio/lock')), 'the lock is let go');
}

const STEPS = {
  PASS: 'a login',
  MLSD: 'a listing',
  RETR: 'a download',
  STOR: 'an upload',
  RNTO: 'a rename',
  DELE: 'a deletion',
} as const;

for (const [verb, what] of Object.entries(STEPS))
  for (const command of verb === 'RETR' ? ['update', 'init', 'update --every 1h'] : ['update'])
    test.serial(`${command} is out on SIGTERM while the server is mute in ${what}`, async (t) => {
      const cwd = tempFolder(t);
      let tellMet = (): void => undefined;
      const met = new Promise<void>((resolve) => (tellMet = resolve));
      let isMute = true;
      const { port, user, password, files } = await startServer(t, {
        faults: (call) => {
          if (call.verb !== verb || !isMute) return undefined;
          tellMet();
          return FOR_EVER;
        },
      });
      files.put('/raw/Hydropolis/Hydropol_010124_000000.txt', RAW);
      const env = { FTP_USERNAME: user, FTP_PASSWORD: password, FTP_SETTLE: '0' };
      const stores = ['--from', `ftp://127.0.0.1:${port}/raw`, '--to', `ftp://127.0.0.1:${port}/pub`];
      const args = [...command.split(' '), ...stores, '--uncalibrated'];
      isOut(t, cwd, await endWhenMet(cwd, args, { met, env }));
      isMute = false;
      const again = await pluvio(['update', ...stores, '--uncalibrated', '--gauge', 'Hydropolis', '--out', 'out'], {
        cwd,
        env,
      });
      t.is(again.code, 0, again.stderr);
      t.deepEqual(
        files.paths().filter((path) => path.startsWith('/raw')),
        [],
      );
    });

test.serial('copy is out on SIGINT while a server accepts and never greets', async (t) => {
  const cwd = tempFolder(t);
  const { port, met } = await mute(t, () => undefined);
  isOut(
    t,
    cwd,
    await endWhenMet(cwd, ['copy', '--from', `ftp://127.0.0.1:${port}/a`, '--to', 'to'], { met, signals: ['SIGINT'] }),
  );
});

test.serial('update is out on SIGTERM while a TLS handshake hangs', async (t) => {
  const cwd = tempFolder(t);
  const { port, met } = await mute(t, (socket, tellMet) => {
    socket.write('220 here\r\n');
    socket.once('data', () => {
      socket.write('234 go on\r\n');
      tellMet();
    });
  });
  isOut(t, cwd, await endWhenMet(cwd, ['update', '--uncalibrated', '--from', `ftps://127.0.0.1:${port}/a`], { met }));
});

test.serial('a second signal ends at once', async (t) => {
  const cwd = tempFolder(t);
  const { port, met } = await mute(t, () => undefined);
  const args = ['update', '--uncalibrated', '--from', `ftp://127.0.0.1:${port}/a`];
  const ending = await endWhenMet(cwd, args, { met, signals: ['SIGTERM', 'SIGTERM'] });
  isOut(t, cwd, ending);
  t.true(ending.tookMs < 2_000, `${Math.round(ending.tookMs)} ms`);
});

const whyNoCompiler = process.platform === 'linux' ? whyNoCommand('cc') : 'only on Linux';

testUnless(whyNoCompiler, test.serial)('update is out on SIGTERM while a name server is mute', async (t) => {
  const cwd = tempFolder(t);
  const source = join(cwd, 'mute.c');
  writeFileSync(
    source,
    '#include <unistd.h>\nint getaddrinfo(void *a, void *b, void *c, void *d) { write(2, "asked\\n", 6); sleep(40); return -3; }\n',
  );
  spawnSync('cc', ['-w', '-shared', '-fPIC', '-o', join(cwd, 'mute.so'), source]);
  const args = ['update', '--uncalibrated', '--from', 'ftp://gauges.example.org/a'];
  const ending = await endWhenMet(cwd, args, { met: setTimeout(3000), env: { LD_PRELOAD: join(cwd, 'mute.so') } });
  t.regex(ending.stderr, /asked/);
  // A thread of the system cannot be stopped: the process ends by SIGINT, for which shells say 130.
  t.is(ending.signal, 'SIGINT', ending.stderr);
  t.true(ending.tookMs < OUT_WITHIN_MS, `${Math.round(ending.tookMs)} ms`);
  t.false(existsSync(join(cwd, 'out/.pluvio/lock')));
});

test.serial('update --every between two rounds ends well on SIGTERM', async (t) => {
  const cwd = tempFolder(t);
  mkdirSync(join(cwd, 'raw/Hydropolis'), { recursive: true });
  writeFileSync(join(cwd, 'raw/Hydropolis/Hydropol_010124_000000.txt'), RAW);
  const waits = (async () => {
    while (!existsSync(join(cwd, 'out/.pluvio/last-run.json'))) await setTimeout(50);
    await setTimeout(500);
  })();
  const args = ['update', '--every', '30d', '--uncalibrated', '--from', 'raw'];
  const { code, stderr, tookMs } = await endWhenMet(cwd, args, { met: waits });
  t.is(code, 0, stderr);
  t.true(tookMs < OUT_WITHIN_MS);
  t.false(readdirSync(join(cwd, 'out/.pluvio')).includes('lock'));
});

/** A server that does what it is told with each connection, and no more. */
async function mute(
  t: ExecutionContext,
  greet: (socket: net.Socket, tellMet: () => void) => void,
): Promise<{ port: number; met: Promise<void> }> {
  let tellMet = (): void => undefined;
  const met = new Promise<void>((resolve) => (tellMet = resolve));
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    if (greet.length === 0) tellMet();
    greet(socket, tellMet);
  });
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, met };
}
