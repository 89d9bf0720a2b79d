import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { childEnv, PLUVIO, shell, tempFolder } from '../../support/pluvio.js';
import { testUnless, whyNoSmallDisk } from '../../support/needs.js';
import { until } from '../../support/until.js';

const UPDATE = 'pluvio --log-format json update --from raw --uncalibrated --gauge Hydropolis --out out';
const MADE = 'out/Hydropolis/2024/Hydropolis_concatenated_2024.csv';

/** A folder with one raw file. */
function arrange(t: ExecutionContext): string {
  const cwd = tempFolder(t);
  mkdirSync(join(cwd, 'raw/Hydropolis'), { recursive: true });
  putRaw(cwd, 0);
  return cwd;
}

function putRaw(cwd: string, minute: number): void {
  const name = `Hydropol_010124_00${String(minute).padStart(2, '0')}00.txt`;
  writeFileSync(join(cwd, 'raw/Hydropolis', name), `Hydropolis, ${1704067200 + 60 * minute}, 1, 0, 12\n`);
}

const ifFull = testUnless(existsSync('/dev/full') ? undefined : 'there is no /dev/full here');

for (const format of ['json', 'pretty'])
  ifFull(`a full log disk does not end update, and the summary says so (${format})`, async (t) => {
    const cwd = arrange(t);
    const line = UPDATE.replace('json', format);
    const { code, stdout } = await shell(`${line} --json 2>/dev/full`, { cwd });
    t.is(code, 0);
    t.true(existsSync(join(cwd, MADE)));
    const { total, lostLog } = JSON.parse(stdout.toString()) as {
      total: { kept: number };
      lostLog: { lines: number; why: string };
    };
    t.is(total.kept, 1);
    t.true(lostLog.lines > 0);
    t.is(lostLog.why, 'the disk is full');
    t.is((await shell(`${line} >/dev/full 2>&1`, { cwd })).code, 0);
  });

ifFull('the exit code is that of the work where the log is lost', async (t) => {
  const cwd = arrange(t);
  t.is((await shell('pluvio update --from nowhere --uncalibrated 2>/dev/full', { cwd })).code, 2);
  writeFileSync(join(cwd, 'raw/Hydropolis/bad.txt'), 'no line\n');
  t.is((await shell(`${UPDATE} --strict 2>/dev/full`, { cwd })).code, 3);
});

ifFull('what cannot be written to stdout is told: as a failure where it is the work, else in the log', async (t) => {
  const cwd = arrange(t);
  const update = await shell(`${UPDATE} --json >/dev/full`, { cwd });
  t.is(update.code, 0);
  t.regex(update.stderr, /the summary could not be written to stdout: the disk is full/);
  for (const command of [
    'status --out out',
    'run --emit concatenated --gauge Hydropolis raw',
    'parse raw/Hydropolis',
    'inspect ' + MADE,
    'completion bash',
    'check --uncalibrated',
  ]) {
    const { code, stderr } = await shell(`pluvio ${command} >/dev/full`, { cwd });
    t.is(code, 4, command + stderr);
    t.regex(stderr, /Cannot write to stdout: the disk is full/, command);
  }
});

test('a reader of the log that has gone does not end update, which says so', async (t) => {
  const cwd = arrange(t);
  const child = spawn(process.execPath, [PLUVIO, ...UPDATE.split(' ').slice(1), '--json'], { cwd, env: childEnv() });
  child.stderr.destroy();
  let stdout = '';
  child.stdout.on('data', (piece: Buffer) => (stdout += piece.toString()));
  const [code] = (await once(child, 'close')) as [number];
  t.is(code, 0);
  t.true(existsSync(join(cwd, MADE)));
  const { lostLog } = JSON.parse(stdout) as { lostLog?: { why: string } };
  t.is(lostLog?.why, 'nobody reads it any more');
});

testUnless(whyNoSmallDisk())(
  'update --every goes on while the disk of its log is full, and says what the log lacks when there is room again',
  async (t) => {
    const cwd = arrange(t);
    const disk = join(cwd, 'log');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk], { stdio: 'ignore' });
    try {
      const log = join(disk, 'p.log');
      const fd = openSync(log, 'a');
      execFileSync('sh', ['-c', 'dd if=/dev/zero of=ballast bs=1k 2>/dev/null || true'], { cwd: disk });
      const args = [...UPDATE.split(' ').slice(1), '--every', '1s'];
      const child = spawn(process.execPath, [PLUVIO, ...args], { cwd, env: childEnv(), stdio: ['ignore', fd, fd] });
      t.teardown(() => child.kill('SIGKILL'));
      const rows = (): number =>
        existsSync(join(cwd, MADE)) ? readFileSync(join(cwd, MADE), 'utf8').split('\n').length : 0;
      t.true(await until(() => rows() === 3));
      putRaw(cwd, 1);
      t.true(await until(() => rows() === 4));
      t.is(child.exitCode, null);
      rmSync(join(disk, 'ballast'));
      t.true(await until(() => readFileSync(log, 'utf8').includes('the log lacks')));
      const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
      const told = lines.map((line) => line.trim()).find((line) => line.includes('the log lacks'));
      const { lostLog, msg } = JSON.parse(told!) as { lostLog: { lines: number }; msg: string };
      t.true(lostLog.lines >= 2);
      t.regex(msg, /^round done: .*; the log lacks \d+ lines that could not be written: the disk is full$/);
      await setTimeout(2500);
      const times = readFileSync(log, 'utf8').split('the log lacks').length - 1;
      t.is(times, 1, 'told once');
      child.kill('SIGTERM');
      await once(child, 'exit');
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  },
);
