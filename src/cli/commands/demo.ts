import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import type { NetworkFile } from '../../../fixtures/network.js';
import { EXIT, PluvioError } from '../../domain/errors.js';
import type { MemoryBackend } from '../../ftp-server/index.js';
import type { Host } from '../host.js';
import { count } from '../report-events.js';
import { thousands } from '../thousands.js';

/** Says that a folder is the demo's own, and may be made anew. */
const MARK = 'MADE-BY-PLUVIO-DEMO.txt';

/** Of the five gauges of its table. */
const WANTED = ['--gauge', 'Hydropolis,Polytech'] as const;

/** Runs another command line, as a user would, in another environment; gives its exit code. */
export type RunMain = (args: readonly string[], host: Host) => Promise<number>;

/** `pluvio demo`: the whole job against an FTP server of its own, with a generated network. */
export function demoCommand(host: Host, exit: (code: number) => void, runMain: RunMain): Command {
  return new Command('demo')
    .description('the whole job on a generated network, against an FTP server of its own')
    .option('--out <folder>', 'folder to write', './pluvio-demo')
    .option('--no-serve', 'end there, also on a terminal, and do not serve the page')
    .action(async ({ out, serve }: { out: string; serve: boolean }) => {
      const folder = path.resolve(out);
      const code = await demo(folder, host, runMain);
      exit(code === EXIT.done && serve && host.stdout.isTTY === true ? await show(folder, host, runMain) : code);
    });
}

async function demo(folder: string, host: Host, runMain: RunMain): Promise<number> {
  const say = (text: string): void => void host.stdout.write(`${text}\n`);
  const { fixtureNetwork } = await import('../../../fixtures/network.js');
  const { createFtpServer, createMemoryBackend } = await import('../../ftp-server/index.js');
  const { history, later, gaugesCsv, calibCsv } = fixtureNetwork();
  prepareFolder(folder, { 'gauges.csv': gaugesCsv, 'calib.csv': calibCsv });
  const backend = createMemoryBackend({ nowS: host.nowS });
  const password = randomBytes(12).toString('hex');
  const server = await createFtpServer({ backend, user: 'demo', password, nowS: host.nowS });
  const env = environment(folder, server.port, password);
  const run = async (...args: string[]): Promise<void> => {
    say(`\n$ pluvio ${args.join(' ')}`);
    const code = await runMain(['--log-level', 'warn', '--log-format', 'pretty', ...args], { ...host, env });
    if (code !== EXIT.done)
      throw new PluvioError('INPUT', `The demo's "pluvio ${args[0]!}" ended with exit code ${code}`);
  };
  try {
    putFiles(backend, history);
    const gauges = new Set(history.map((file) => file.path.split('/')[0]));
    say(
      `An FTP server on 127.0.0.1:${server.port} with ${count(history.length, 'raw file')} of ${gauges.size} gauges under /base; two gauges are wanted.`,
    );
    await run('copy', ...WANTED);
    // What has just been copied is younger than files have to be.
    await run('init', ...WANTED, '--settle', '0');
    putFiles(backend, later);
    say(`\n${count(later.length, 'new file')} came in.`);
    await run('copy', ...WANTED);
    await run('update', ...WANTED, '--settle', '0');
    say(`\nPublished on the server, and in ${path.join(folder, 'output')}:`);
    for (const [name, bytes] of published(backend)) say(`  ${name.padEnd(56)} ${thousands(bytes).padStart(9)} bytes`);
    const left = backend.paths().filter((name) => name.startsWith('/working/')).length;
    say(
      `\nRaw files left in /working: ${left}; in /base, the loggers’ own: ${backend.paths().filter((name) => name.startsWith('/base/')).length}.`,
    );
    say(`Look at ${path.join(folder, 'output', 'Hydropolis', '2024')}, or run it for real: see README.md.`);
    return EXIT.done;
  } finally {
    await server.close();
  }
}

/** Serves what was made, on a free port, until Ctrl-C. */
function show(folder: string, host: Host, runMain: RunMain): Promise<number> {
  host.stdout.write('\nSee it in a browser; Ctrl-C ends it:\n');
  const options = ['--out', path.join(folder, 'output'), '--gauges', path.join(folder, 'gauges.csv'), '--port', '0'];
  return runMain(['--log-level', 'error', 'serve', ...options, '--title', 'pluvio demo'], host);
}

function environment(folder: string, port: number, password: string): Record<string, string> {
  return {
    FTP_SERVER: '127.0.0.1',
    FTP_PORT: String(port),
    FTP_USERNAME: 'demo',
    FTP_PASSWORD: password,
    FTP_BASE_DIR: '/base',
    FTP_SOURCE_DIR: '/working',
    FTP_TARGET_DIR: '/published',
    LOCAL_OUTPUT_DIR: path.join(folder, 'output'),
    CALIB_FILE: path.join(folder, 'calib.csv'),
    GAUGES_FILE: path.join(folder, 'gauges.csv'),
  };
}

function prepareFolder(folder: string, files: Readonly<Record<string, string>>): void {
  const exists = fs.existsSync(folder) && fs.readdirSync(folder).length > 0;
  if (exists && !fs.existsSync(path.join(folder, MARK))) {
    throw new PluvioError(
      'USAGE',
      `The folder ${folder} is there and was not made by the demo; give another one with --out`,
      { file: folder },
    );
  }
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, MARK), 'This folder is made anew by every run of "pluvio demo".\n');
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
}

function putFiles(backend: MemoryBackend, files: readonly NetworkFile[]): void {
  for (const file of files) backend.put(`/base/${file.path}`, file.bytes, file.modifiedS);
}

function published(backend: MemoryBackend): [string, number][] {
  return backend
    .paths()
    .filter((name) => name.startsWith('/published/'))
    .sort()
    .map((name) => [name.slice('/published/'.length), backend.get(name)?.length ?? 0]);
}
