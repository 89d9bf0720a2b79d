import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import type { NetworkFile } from '../../../fixtures/networks/network.js';
import { EXIT, PluvioError } from '../../domain/errors.js';
import type { MemoryBackend } from '../../../fixtures/ftp-server/index.js';
import type { Host } from '../host/host.js';
import { count } from '../text/report-events.js';
import { wrapped } from '../pages/wrap.js';
import { thousands } from '../text/thousands.js';

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
  const because = (text: string): void => say(`\n${wrapped(`->  ${text}`, host.stdout.columns || 80)}`);
  // One stream, so that what the commands tell stands below them.
  const told = { ...host, stderr: host.stdout };
  const { fixtureNetwork } = await import('../../../fixtures/networks/network.js');
  const { createFtpServer, createMemoryBackend } = await import('../../../fixtures/ftp-server/index.js');
  const { history, later, gaugesCsv, calibCsv } = fixtureNetwork();
  prepareFolder(folder, { 'gauges.csv': gaugesCsv, 'calib.csv': calibCsv });
  const backend = createMemoryBackend({ nowS: host.nowS });
  const password = randomBytes(12).toString('hex');
  const server = await createFtpServer({ backend, user: 'demo', password, nowS: host.nowS });
  const env = environment(folder, server.port, password);
  const run = async (...args: string[]): Promise<void> => {
    say(`\n$ pluvio ${args.join(' ')}`);
    const code = await runMain(['--log-level', 'warn', '--log-format', 'pretty', ...args], { ...told, env });
    if (code !== EXIT.done)
      throw new PluvioError('INPUT', `The demo's "pluvio ${args[0]!}" ended with exit code ${code}`);
  };
  try {
    putFiles(backend, history);
    const gauges = new Set(history.map((file) => file.path.split('/')[0]));
    say(
      `An FTP server of its own, on 127.0.0.1:${server.port}: the loggers of ${gauges.size} gauges have left ${count(history.length, 'raw file')} under /base. Two gauges are wanted.`,
    );
    await run('copy', ...WANTED);
    because(
      'The files of the two gauges lie in a working folder, /working, too. Those of the loggers were only read, and stay where they are.',
    );
    // What has just been copied is younger than files have to be.
    await run('init', ...WANTED, '--settle', '0');
    because(
      `Every year was published under /published and read back; only then were its files in /working deleted. ${leftText(backend)} Every line is in the account above.`,
    );
    putFiles(backend, later);
    say(`\n${count(later.length, 'file')} more came in from the loggers.`);
    await run('copy', ...WANTED);
    because('Only what is new was copied.');
    await run('update', ...WANTED, '--settle', '0');
    because(
      'Only the years with new readings were made again. Each replaces the one before as a whole: whoever reads them meets the old year or the new one. Had the power failed, the next run would go on from there.',
    );
    const output = path.join(folder, 'output');
    const { replacedGauge } = await import('../../../fixtures/networks/replaced.js');
    const replaced = replacedGauge({ gaugesCsv, calibCsv });
    const { gauge, year, testTips } = replaced;
    putFiles(backend, replaced.files);
    writeFiles(folder, {
      'gauges.csv': replaced.gaugesCsv,
      'calib.csv': replaced.calibCsv,
      'interventions.csv': replaced.interventionsCsv,
    });
    say(
      `\nA technician brings what ${gauge} measured in June ${year}, and tables with dates: that it was replaced on the 15th, and what was done to it.`,
    );
    env.INTERVENTIONS_FILE = path.join(folder, 'interventions.csv');
    await run('copy', ...WANTED);
    await run('update', ...WANTED, '--settle', '0');
    const unknown = unknownIn(path.join(output, gauge, String(year), `${gauge}_treated_${year}.csv`));
    because(
      `Tips until the 15th, 08:00, count 0.1 mm by the old device's curve, later ones 0.2 mm by the new one's. The ${testTips} test tips of a field calibration, and a week with a clogged funnel, are kept as received; in mm they are "na" (${thousands(unknown)} readings), in no matrix, and not covered: unknown, not dry. "pluvio check" shows the history of each gauge.`,
    );
    say(`\nPublished on the server, and in ${output}:`);
    for (const [name, { files, sizeBytes }] of published(backend))
      say(`  ${name.padEnd(24)} ${count(files, 'file').padStart(9)} ${thousands(sizeBytes).padStart(11)} bytes`);
    say(`\nWhere to look: ${path.join(output, 'Hydropolis', '2024', 'Hydropolis_treated_2024.csv')}`);
    say(`Rain by day:   pluvio totals --from ${path.relative('', output) || '.'} --gauge Hydropolis`);
    say(`The page:      pluvio serve --out ${path.relative('', output) || '.'}`);
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
  writeFiles(folder, files);
}

function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
}

/** Readings of a treated series of which it is not known what fell. */
function unknownIn(file: string): number {
  const rows = fs.readFileSync(file, 'utf8').split('\n');
  return rows.filter((row) => row.split(',')[3] === 'na').length;
}

function putFiles(backend: MemoryBackend, files: readonly NetworkFile[]): void {
  for (const file of files) backend.put(`/base/${file.path}`, file.bytes, file.modifiedS);
}

/** Raw files that stay in the working folder. */
function leftText(backend: MemoryBackend): string {
  const left = backend.paths().filter((name) => name.startsWith('/working/')).length;
  return left === 0
    ? 'None is left there.'
    : `${count(left, 'file')} ${left === 1 ? 'stays' : 'stay'} there, named above: not all that was sent in them could be published.`;
}

/** Files and bytes of each published folder, by its path. */
function published(backend: MemoryBackend): Map<string, { files: number; sizeBytes: number }> {
  const folders = new Map<string, { files: number; sizeBytes: number }>();
  for (const name of backend.paths().sort()) {
    if (!name.startsWith('/published/')) continue;
    const folder = path.posix.dirname(name.slice('/published/'.length));
    const sum = folders.get(folder) ?? { files: 0, sizeBytes: 0 };
    folders.set(folder, { files: sum.files + 1, sizeBytes: sum.sizeBytes + backend.get(name)!.length });
  }
  return folders;
}
