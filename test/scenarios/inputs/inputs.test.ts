import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import anyTest, { type TestFn } from 'ava';
import type { RunSummary } from '../../../src/pipeline/run/summary.js';
import { PLUVIO, pluvioAt, tempFolder, type Result } from '../../support/pluvio.js';
import { testUnless } from '../../support/needs.js';

/** The command line is run in this process, which is quicker, and has but one current folder. */
const test: TestFn['serial'] = anyTest.serial;

const NOW_S = Date.UTC(2024, 5, 1) / 1000;

const lines = (label: string, firstS: number, tips: readonly number[]): string =>
  tips.map((n, i) => `${label}, ${firstS + 60 * i}, ${n}, 0, 12.2\n`).join('');

function put(root: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
}

async function pluvio(args: readonly string[], { cwd, input }: { cwd: string; input?: string }): Promise<Result> {
  const before = process.cwd();
  process.chdir(cwd);
  try {
    return await pluvioAt(NOW_S, args, Buffer.from(input ?? ''));
  } finally {
    process.chdir(before);
  }
}

function run(cwd: string, ...args: readonly string[]): Promise<Result> {
  return pluvio(['--log-format', 'pretty', 'run', '--uncalibrated', ...args], { cwd });
}

/** Every file of an output folder but its lock, by path. */
function outputs(root: string): Map<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.parentPath.includes('.pluvio'),
  );
  return new Map(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [file.slice(root.length), readFileSync(file, 'latin1')]),
  );
}

const DUMP = {
  'dumps/H/H_010124_000000.txt': lines('H', 1704067200, [3]) + 'H, x\n',
  'dumps/H/2023/H_010123_000100.txt': lines('H', 1672531260, [1, 2]),
  'dumps/H/2024/01/H_010124_000100.txt': lines('H', 1704067260, [3, 4]),
};

test('run gives the same bytes of a dump, of a gauge’s folder in it, and of a tar of either', async (t) => {
  const cwd = tempFolder(t);
  put(cwd, DUMP);
  execFileSync('tar', ['cf', 't.tar', 'dumps'], { cwd });
  execFileSync('tar', ['czf', 'h.tgz', 'H'], { cwd: join(cwd, 'dumps') });
  execFileSync('mv', ['dumps/h.tgz', '.'], { cwd });
  const inputs = ['dumps/', 'dumps/H/', 'dumps/H', 't.tar', 'h.tgz'];
  for (const [i, input] of inputs.entries()) {
    const { code, stderr } = await run(cwd, '--gauge', 'H', '--out', `o${i}`, input);
    t.is(code, 0, stderr);
    t.regex(stderr, /lines read 6 = kept 5 \+ duplicates 0 \+ conflicts 0 \+ quarantined 1 \+ filtered out 0/);
    t.deepEqual(outputs(join(cwd, `o${i}`)), outputs(join(cwd, 'o0')), input);
  }
  t.is(
    readFileSync(join(cwd, 'o0/quarantine/H.csv'), 'utf8').split('\n')[1],
    'H/H_010124_000000.txt,2,too-few-fields,"H, x"',
  );
  put(cwd, { 'g.csv': 'gauge\nH\n' });
  const { stdout } = await pluvio(['parse', '--gauges', 'g.csv', 'dumps'], { cwd });
  t.is(stdout.toString().trimEnd().split('\n').length, 6);
});

test('run reads a dump again that its outputs lie in, and nothing of these', async (t) => {
  const cwd = tempFolder(t);
  put(cwd, DUMP);
  for (const out of ['dumps', 'dumps/results', 'dumps/H']) {
    const work = join(cwd, `in-${out.replace('/', '-')}`);
    cpSync(join(cwd, 'dumps'), join(work, 'dumps'), { recursive: true });
    const first = await run(work, '--gauge', 'H', '--out', out, 'dumps');
    const again = await run(work, '--gauge', 'H', '--out', out, 'dumps');
    t.regex(first.stderr, /kept 5 /);
    t.regex(again.stderr, /lines read 6 = kept 0 \+ duplicates 5 \+ conflicts 0 \+ quarantined 1 \+ filtered out 0/);
    t.regex(again.stderr, /^not read: .* and \d+ others: made by pluvio$/m);
    t.regex(again.stderr, /^not read: .*\.pluvio: a hidden folder$/m);
    t.is((await run(work, '--strict', '--gauge', 'H', '--out', 'other', 'dumps')).code, 3, 'for the bad line');
  }
});

test('run says of a file in the folder of another wanted gauge that it is there, and takes it for the gauge that it is named after', async (t) => {
  const cwd = tempFolder(t);
  put(cwd, {
    'src/H/G_010124_010100.txt': lines('G', 1704070860, [3, 4]),
    'src/G/G_020124_010100.txt': lines('G', 1704157260, [0]),
  });
  const says =
    'warning: G: 2 readings labelled "G", first in H/G_010124_010100.txt: the file lies in another gauge’s folder; taken as G, after which it is named: move it';
  for (const more of [
    ['--out', 'o'],
    ['--emit', 'treated'],
  ]) {
    const { code, stderr } = await run(cwd, '--gauge', 'H,G', ...more, 'src');
    t.is(code, 0);
    t.true(stderr.split('\n').includes(says), stderr);
    t.is((await run(cwd, '--strict', '--gauge', 'H,G', ...more, 'src')).code, 3);
  }
  const explained = await pluvio(['--log-format', 'pretty', 'explain', '--all', '--gauge', 'H,G', 'src'], { cwd });
  t.true(explained.stderr.split('\n').includes(says), explained.stderr);
  t.regex(explained.stdout.toString(), /labels {5}"G" × 2, none of its names/);
  const init = ['--log-format', 'pretty', 'init', '--uncalibrated', '--gauge', 'H,G', '--from', 'src', '--out', 'i'];
  t.true((await pluvio(init, { cwd })).stderr.split('\n').includes(says));
  t.is((await pluvio([...init.slice(0, -1), 'j', '--strict'], { cwd })).code, 3);
  // Where the other one is not wanted, nobody can tell whose they are, and nothing is amiss with the books.
  t.is((await run(cwd, '--strict', '--gauge', 'H', '--out', 'p', 'src/H')).code, 0);
});

test('run says what files look like of which nothing can be used, and with --strict exits with 3', async (t) => {
  const cwd = tempFolder(t);
  put(cwd, {
    'a.csv': 'time,rain_mm\n2024-01-01 00:00:00,0.2\n2024-01-01 00:01:00,0.0\n',
    'b.pdf': '%PDF-1.7\nx',
    'c.txt': '',
    'd.txt': 'H; 1704070860; 1.5; 0; 12,2\nH; 1704070920; 1.5; 0; 12,2\n',
    'e.txt': 'H, 1704070860, x, 0, 12.2\n',
  });
  const says = async (...files: string[]): Promise<string> => {
    const made = await run(cwd, '--gauge', 'H', '--out', 'o', ...files);
    t.is(made.code, 0);
    for (const more of [
      ['--out', 'p'],
      ['--emit', 'concatenated'],
    ])
      t.is((await run(cwd, '--strict', '--gauge', 'H', ...more, ...files)).code, 3);
    t.notRegex(made.stderr, /choose with --gauge/);
    return made.stderr
      .split('\n')
      .filter((line) => line.startsWith('warning: '))
      .join('\n');
  };
  const see = ': see pluvio explain, and pluvio help formats';
  t.is(
    await says('a.csv'),
    `warning: no line can be used: a.csv looks like CSV with a header, ISO times, millimetres${see}`,
  );
  t.is(
    await says('b.pdf'),
    `warning: not read: b.pdf (a PDF): no text\nwarning: no line can be used: nothing that was named can be read: see pluvio help formats`,
  );
  t.is(await says('c.txt'), `warning: no line can be used: c.txt is empty${see}`);
  t.regex(await says('d.txt'), /d\.txt looks like a table with semicolons/);
  t.is(
    await says('e.txt'),
    `warning: no line can be used: e.txt has lines as loggers send them, but each has a fault${see}`,
  );
  const all = ['a.csv', 'c.txt', 'd.txt', 'e.txt'];
  t.regex(await says(...all), /a\.csv looks like .*; c\.txt is empty; d\.txt looks like .*; and 1 other: see/);
  const piped = await pluvio(['run', '--uncalibrated', '--strict', '--out', 'q'], { cwd, input: '{"a": 1}\n' });
  t.is(piped.code, 3);
  t.regex(piped.stderr, /no line can be used: stdin is JSON/);
});

test('run reads what it can beside a workbook and a link that leads out, names both, and with --strict exits with 3', async (t) => {
  const cwd = tempFolder(t);
  put(cwd, {
    ...DUMP,
    'dumps/H/book.xlsx': Buffer.from('PK\x03\x04\x14\0\x06\0xl/workbook.xml', 'latin1'),
    'o.txt': 'x\n',
  });
  symlinkSync('../../o.txt', join(cwd, 'dumps/H/link.txt'));
  const { code, stderr } = await run(cwd, '--gauge', 'H', '--out', 'o', 'dumps');
  t.is(code, 0);
  t.true(stderr.includes('warning: not read: dumps/H/link.txt: a link that leads out of what was named\n'), stderr);
  t.true(stderr.includes('warning: not read: H/book.xlsx (a workbook (xlsx)): no text\n'), stderr);
  t.regex(stderr, /kept 5 /);
  put(cwd, { 'fine/H/a.txt': lines('H', 1704067200, [1]) });
  t.is((await run(cwd, '--strict', '--gauge', 'H', '--out', 'p', 'fine')).code, 0);
  symlinkSync('../../o.txt', join(cwd, 'fine/H/link.txt'));
  t.is((await run(cwd, '--strict', '--gauge', 'H', '--out', 'q', 'fine')).code, 3);
  t.is((await pluvio(['parse', '--strict', '--gauge', 'H', 'fine'], { cwd })).code, 3, 'parse, too');
});

test('run says that tips look like a counter, from one file or from many, and not of rain', async (t) => {
  const cwd = tempFolder(t);
  const rising = Array.from({ length: 40 }, (_, i) => 100 + Math.floor(i / 2));
  const chunks = Array.from({ length: 8 }, (_, i): [string, string] => [
    `many/H/H_010124_00${String(5 * i).padStart(2, '0')}00.txt`,
    lines('H', 1704067200 + 300 * i, rising.slice(5 * i, 5 * i + 5)),
  ]);
  put(cwd, { 'one.txt': lines('H', 1704067200, rising), ...Object.fromEntries(chunks) });
  put(cwd, {
    'rain.txt': lines(
      'H',
      1704067200,
      Array.from({ length: 400 }, (_, i) => (i * 7) % 12),
    ),
  });
  const says = /warning: H: the tips rise many times and never fall: this looks like a counter.*\(seen in (.*)\)/;
  t.is(says.exec((await run(cwd, '--gauge', 'H', '--out', 'a', 'one.txt')).stderr)?.[1], 'one.txt');
  t.is(says.exec((await run(cwd, '--gauge', 'H', '--out', 'b', 'many')).stderr)?.[1], 'H/H_010124_002000.txt');
  t.notRegex((await run(cwd, '--strict', '--gauge', 'H', '--out', 'c', 'rain.txt')).stderr, says);
  t.is((await run(cwd, '--strict', '--gauge', 'H', '--emit', 'treated', 'one.txt')).code, 3);
});

const ifNobody = testUnless(
  mayBeNobody() ? undefined : 'no test may run as another user here, and root may list every folder',
);

ifNobody('run names a folder that it may not list, and makes nothing', async (t) => {
  const cwd = tempFolder(t);
  put(cwd, { ...DUMP, 'dumps/H/private/x.txt': 'x\n' });
  chmodSync(join(cwd, 'dumps/H/private'), 0);
  chmodSync(cwd, 0o777);
  const args = [PLUVIO, 'run', '--uncalibrated', '--gauge', 'H', '--out', 'o', 'dumps'];
  const { status, stderr } = await asNobody(args, cwd);
  t.is(status, 2);
  t.regex(stderr, /Cannot read dumps\/H\/private: this user may not/);
  t.false(existsSync(join(cwd, 'o')));
  chmodSync(join(cwd, 'dumps/H/private'), 0o700);
});

/** Whoever is not root is held by the rights themselves; root can become somebody who is. */
function mayBeNobody(): boolean {
  if (process.getuid?.() !== 0) return true;
  try {
    execFileSync(process.execPath, ['-e', ''], { uid: 65_534 });
    return true;
  } catch {
    return false;
  }
}

async function asNobody(args: readonly string[], cwd: string): Promise<{ status: number | null; stderr: string }> {
  const { spawnSync } = await import('node:child_process');
  const uid = process.getuid?.() === 0 ? { uid: 65_534 } : {};
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8', ...uid });
  return { status, stderr };
}

test('the summary of a run names those whose lines were filtered out', async (t) => {
  const cwd = tempFolder(t);
  put(cwd, { 'mix.txt': `${lines('H', 1704067200, [1])}LABEL, 1704067260, 1\n${lines('H', 1704067260, [2])}` });
  const { stderr } = await run(cwd, '--gauge', 'H', '--out', 'o', 'mix.txt');
  t.regex(stderr, /filtered out 1\n {2}filtered out: lines of "LABEL"\n/);
  const json = await pluvio(['run', '--json', '--uncalibrated', '--gauge', 'H', '--out', 'p', 'mix.txt'], { cwd });
  const { others, findings } = JSON.parse(json.stdout.toString()) as RunSummary;
  t.deepEqual({ others, findings }, { others: { LABEL: 1 }, findings: { misplaced: 0, counters: 0 } });
});
