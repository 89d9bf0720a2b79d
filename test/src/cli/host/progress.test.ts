import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import test, { type ExecutionContext } from 'ava';
import { NO_PROGRESS, processHost } from '../../../../src/cli/host/host.js';
import { barText, openProgress } from '../../../../src/cli/host/progress.js';
import { progressOf } from '../../../../src/cli/host/progress-log.js';
import { leftS, Works } from '../../../../src/cli/host/works.js';
import { openLog } from '../../../../src/log/log.js';
import { childEnv, PLUVIO, pluvio, tempFolder } from '../../../support/pluvio.js';

/** A terminal of so many columns that keeps what it is given. */
function terminal(columns: number): { stderr: Writable & { isTTY: boolean; columns: number }; written: string[] } {
  const written: string[] = [];
  const stream = new Writable({
    write: (piece: Buffer, _encoding, done) => {
      written.push(piece.toString());
      done();
    },
  });
  return { stderr: Object.assign(stream, { isTTY: true, columns }), written };
}

const WORK = {
  ...{ label: 'Hydropolis', files: 200, sizeBytes: 8e6 },
  ...{ readFiles: 50, readBytes: 2e6, readings: 5000, spentS: 2 },
};

test('barText says files, size, rate and time left, as much of it as there is room for', (t) => {
  t.is(
    barText(WORK),
    'Hydropolis   #####...............  25%  50/200 files, 2.0 MB, 5,000 readings, 2,500/s, 6 s left',
  );
  t.is(barText(WORK, 90), 'Hydropolis   ###.......  25%  50/200 files, 2.0 MB, 5,000 readings, 2,500/s, 6 s left');
  t.is(barText(WORK, 79), 'Hydropolis    25%  50/200 files, 2.0 MB, 5,000 readings, 2,500/s, 6 s left');
  t.is(barText(WORK, 70), 'Hydropolis    25%  50/200 files, 5,000 readings, 2,500/s, 6 s left');
  t.is(barText(WORK, 60), 'Hydropolis    25%  50/200 files, 6 s left');
  t.is(barText(WORK, 30), 'Hydropolis    25%  50/200 file');
});

test('barText tells the bytes a second of files that are copied, and no time left before a few percent are done', (t) => {
  const copied = { ...WORK, readings: 0 };
  t.is(barText(copied, 79), 'Hydropolis   ###.......  25%  50/200 files, 2.0 MB, 1.0 MB/s, 6 s left');
  t.is(
    barText({ ...copied, readFiles: 5, readBytes: 2e5 }),
    'Hydropolis   #...................   2%  5/200 files, 200.0 kB, 100.0 kB/s',
  );
});

test('the pace of a gauge counts from its own beginning, not from that of the gauges before it', (t) => {
  let nowMs = 0;
  const works = new Works(() => nowMs);
  for (const gauge of ['A', 'B']) {
    works.take({ type: 'gauge-started', gauge, files: 10, sizeBytes: 1000 });
    nowMs += 10_000;
    works.take({ type: 'read', gauge, files: 5, sizeBytes: 500, readings: 0 });
    nowMs += 50_000;
  }
  t.deepEqual(works.all.map(leftS), [10, 10]);
});

test('files count when their bytes have come, each once, though one comes again and all are used later', (t) => {
  const works = new Works(() => 1000);
  works.take({ type: 'gauge-started', gauge: 'A', files: 3, sizeBytes: 300 });
  for (const [came, files] of [1, 2, 3, 3].entries()) {
    works.take({ type: 'arrived', gauge: 'A', sizeBytes: 100 });
    t.like(works.all[0], { readFiles: files, readBytes: 100 * files }, `${came + 1} came`);
  }
  works.take({ type: 'read', gauge: 'A', files: 1, sizeBytes: 100, readings: 5 });
  t.like(works.all[0], { readFiles: 3, readBytes: 300, readings: 5 });
  t.is(works.take({ type: 'arrived', gauge: 'B', sizeBytes: 100 }), undefined, 'read ahead of its turn');
});

test('off a terminal a long run tells how far it is in a log line twice a minute', (t) => {
  let text = '';
  const stream = new Writable({
    write: (piece: Buffer, _encoding, done) => {
      text += piece.toString();
      done();
    },
  });
  let nowMs = 0;
  const log = openLog({ level: 'info', format: 'json', stream, runId: '0' });
  const take = progressOf({ ...processHost(), tickMs: () => nowMs }, log);
  take({ type: 'listing', gauge: 'Polytech' });
  take({ type: 'gauge-started', gauge: 'Polytech', files: 200, sizeBytes: 200_000 });
  for (nowMs = 1000; nowMs <= 100_000; nowMs += 1000)
    take({ type: 'read', gauge: 'Polytech', files: 1, sizeBytes: 1000, readings: 0 });
  const lines = text.trimEnd().split('\n');
  t.is(lines.length, 3);
  t.like(JSON.parse(lines[0]!), {
    ...{ type: 'progress', gauge: 'Polytech', files: 200, readFiles: 30, readBytes: 30_000, leftS: 170 },
    msg: 'Polytech: 30/200 files, 30.0 kB, 1.0 kB/s, 2 min 50 s left',
  });
});

test('openProgress draws a line a gauge and a total, at most ten times a second, within the columns', (t) => {
  const { stderr, written } = terminal(40);
  let nowMs = 0;
  const { progress } = openProgress({ ...processHost(), stderr, tickMs: () => nowMs });
  for (const gauge of ['Hydropolis', 'Polytech'])
    progress.take({ type: 'gauge-started', gauge, files: 10, sizeBytes: 1000 });
  for (nowMs = 0; nowMs < 1000; nowMs += 10)
    progress.take({ type: 'read', gauge: 'Polytech', files: 0, sizeBytes: 5, readings: 1 });
  const drawn = written.filter((text) => text.includes('%'));
  t.true(drawn.length <= 11, `${drawn.length} times`);
  const lines = drawn.at(-1)!.trimEnd().split('\n');
  t.deepEqual(
    lines.map((line) => line.split(' ')[0]),
    ['Hydropolis', 'Polytech', 'all'],
  );
  t.true(lines.every((line) => line.length < 40));
  progress.clear();
  t.is(written.at(-1), '\r\u001b[3A\u001b[J');
});

test('openProgress wipes all rows of lines that a narrower terminal has broken', (t) => {
  const { stderr, written } = terminal(100);
  let nowMs = 0;
  const { progress } = openProgress({ ...processHost(), stderr, tickMs: () => nowMs });
  progress.take({ type: 'gauge-started', gauge: 'Hydropolis', files: 10, sizeBytes: 1000 });
  const { length } = written.at(-1)!.trimEnd();
  stderr.columns = 30;
  nowMs = 1000;
  progress.take({ type: 'read', gauge: 'Hydropolis', files: 1, sizeBytes: 5, readings: 1 });
  t.is(written.at(-2), `\r\u001b[${Math.ceil(length / 30)}A\u001b[J`);
  t.true(written.at(-1)!.trimEnd().length < 30);
});

test('openProgress shows nothing where stderr is no terminal', (t) => {
  const { progress, stderr } = openProgress({ ...processHost(), stderr: new Writable() });
  t.is(progress, NO_PROGRESS);
  t.true(stderr instanceof Writable);
});

const PTY = `
import os, pty, sys
def read(fd):
    return os.read(fd, 1024)
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:], read)))
`;
import { testUnless, whyNoCommand } from '../../../support/needs.js';

const ifPython = testUnless(whyNoCommand('python3'));

/** What a terminal is shown by a command line. */
function onTerminal(t: ExecutionContext, cwd: string, args: readonly string[]): string {
  const { status, stdout } = spawnSync('python3', ['-c', PTY, process.execPath, PLUVIO, ...args], {
    cwd,
    env: { ...childEnv({ NO_COLOR: '1' }), TERM: 'xterm' },
    timeout: 30_000,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.is(status, 0, stdout.toString());
  return stdout.toString();
}

ifPython('on a terminal run shows bars, wipes them, and ends with its summary; NO_COLOR holds', (t) => {
  const cwd = tempFolder(t);
  writeFileSync(join(cwd, 'raw.txt'), 'Hydropolis, 1704067200, 1, 0, 12\nHydropolis, x, 1, 0, 12\n');
  const text = onTerminal(t, cwd, ['run', '--uncalibrated', 'raw.txt']);
  t.regex(text, /reading +\.{20} +0% +0\/1 files/);
  t.true(text.includes('\r\u001b[1A\u001b[J'));
  t.regex(text, /Hydropolis +2024 +1 +1 +1 +0\.200 +made/);
  t.regex(text, /lines read 2 = kept 1 \+ .* quarantined 1 /);
  t.false(text.includes('{"level"'));
  t.false(text.includes('\u001b[3'));
});

ifPython('on a terminal init counts files and readings as they are read', (t) => {
  const cwd = tempFolder(t);
  mkdirSync(join(cwd, 'raw', 'Hydropolis'), { recursive: true });
  for (let minute = 10; minute < 60; minute++) {
    const line = `Hydropolis, ${1704067200 + 60 * minute}, 0, 0, 12\n`;
    writeFileSync(join(cwd, 'raw', 'Hydropolis', `Hydropol_010124_00${minute}00.txt`), line);
  }
  const text = onTerminal(t, cwd, ['init', '--uncalibrated', '--gauge', 'Hydropolis', '--from', 'raw']);
  t.regex(text, /Hydropolis +being listed/);
  t.regex(text, /Hydropolis +[#.]{10,20} +\d+% +\d+\/50 files, \d+\.\d kB, \d+ readings/);
  t.regex(text, /raw files: 50 read/);
});

testUnless(whyNoCommand('script'))('a command that would read a terminal says so instead', (t) => {
  const line = `"${process.execPath}" "${PLUVIO}" parse`;
  const { stdout } = spawnSync('script', ['-qec', line, '/dev/null'], { env: childEnv(), timeout: 30_000 });
  t.regex(stdout.toString(), /no files are given, and stdin is a terminal; name files, or - to type lines/);
});

test('--quiet is quiet, --log-level and --log-format are kept', async (t) => {
  const cwd = tempFolder(t);
  const input = 'Hydropolis, 1704067200, 1, 0, 12\n';
  const run = ['run', '--uncalibrated'];
  t.is((await pluvio([...run, '--quiet'], { cwd, input })).stderr, '');
  const pretty = await pluvio([...run, '--log-format', 'pretty'], {
    cwd,
    input: `${input}Hydropolis, 1704067260, 0, 0, 12\n`,
  });
  t.regex(pretty.stderr, /^Hydropolis 2024: 2 readings, 1 new\n/);
  const silent = await pluvio([...run, '--log-level', 'silent'], { cwd, input });
  t.false(silent.stderr.includes('{'));
});

test('the end of a run is a table for people, and one log line elsewhere', async (t) => {
  const cwd = tempFolder(t);
  const input = 'Hydropolis, 1704067200, 1, 0, 12\n';
  const pretty = await pluvio(['run', '--uncalibrated', '--log-format', 'pretty'], { cwd, input });
  t.regex(
    pretty.stderr,
    /\ngauge +year +readings +new +wet minutes +rain mm\nHydropolis +2024 +1 +1 +1 +0\.200 +made\n/,
  );
  const { stderr } = await pluvio(['run', '--uncalibrated'], { cwd, input });
  const lines = stderr.trimEnd().split('\n');
  const { type, total, msg } = JSON.parse(lines.at(-1)!) as { type: string; total: object; msg: string };
  t.is(type, 'summary');
  t.deepEqual(total, { linesRead: 1, kept: 0, duplicates: 1, conflicts: 0, quarantined: 0, filteredOut: 0, mended: 0 });
  t.regex(msg, /^lines read 1 = kept 0 \+ duplicates 1 /);
});

test('log lines of one run carry one run id', async (t) => {
  const cwd = tempFolder(t);
  const { stderr } = await pluvio(['run', '--uncalibrated'], { cwd, input: 'Hydropolis, 1704067200, 1, 0, 12\n' });
  const lines = stderr.split('\n').filter((line) => line.startsWith('{'));
  const runs = new Set(lines.map((line) => (JSON.parse(line) as { run: string }).run));
  t.true(lines.length > 1);
  t.is(runs.size, 1);
});
