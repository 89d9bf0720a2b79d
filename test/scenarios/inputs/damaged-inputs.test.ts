import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { pluvioAt, tempFolder } from '../../support/pluvio.js';

const START_S = 1704070860;

function lines(gauge: string, from: number, count: number): string {
  const line = (i: number): string => `${gauge}, ${START_S + 60 * (from + i)}, 1, 0, 12.2\n`;
  return Array.from({ length: count }, (_, i) => line(i)).join('');
}

/** Flips a bit near the end, where gzip keeps its check. */
function flipped(bytes: Buffer): Buffer {
  bytes[bytes.length - 6]! ^= 1;
  return bytes;
}

const DAMAGED: Readonly<Record<string, Buffer>> = {
  'cut.txt.gz': gzipSync(lines('H', 100, 50)).subarray(0, -20),
  'sum.txt.gz': flipped(gzipSync(lines('H', 200, 50))),
  'junk.txt.gz': Buffer.concat([gzipSync(lines('H', 300, 50)), Buffer.from('no gzip')]),
  'odd.txt': Buffer.concat([Buffer.from('\ufeff' + lines('H', 400, 3), 'utf16le'), Buffer.of(65)]),
};

test('run and explain use nothing of a damaged file, say which, and go on with the others; run ends with 2', async (t) => {
  const folder = tempFolder(t);
  const raw = join(folder, 'raw');
  for (const gauge of ['H', 'G']) mkdirSync(join(raw, gauge), { recursive: true });
  for (const [name, bytes] of Object.entries(DAMAGED)) writeFileSync(join(raw, 'H', name), bytes);
  writeFileSync(join(raw, 'H', 'z.txt'), lines('H', 0, 10));
  writeFileSync(join(raw, 'G', 'a.txt'), lines('G', 0, 7));
  const gauges = ['--gauge', 'H,G', '--uncalibrated'];
  const out = join(folder, 'out');
  const run = await pluvioAt(START_S + 86_400, ['run', raw, '--out', out, ...gauges]);
  t.is(run.code, 2, run.stderr);
  const told = /"type":"not-read","why":"damaged","count":4,.*/.exec(run.stderr)?.[0];
  for (const name of Object.keys(DAMAGED)) t.true(told?.includes(`H/${name}`), `${name}: ${run.stderr}`);
  t.regex(run.stderr, /"linesRead":17,"kept":17,/);
  const rows = (gauge: string): number =>
    readFileSync(join(out, `${gauge}/2024/${gauge}_concatenated_2024.csv`), 'utf8')
      .trimEnd()
      .split('\n').length - 1;
  t.deepEqual([rows('H'), rows('G')], [10, 7]);
  const explained = await pluvioAt(START_S + 86_400, ['explain', raw, '--gauge', 'H,G']);
  t.regex(explained.stderr, /"why":"damaged","count":4,/);
  t.regex(explained.stderr, /"linesRead":17,"kept":17,/);
});

test('a filter ends at a damaged file: what it has passed on cannot be taken back', async (t) => {
  const folder = tempFolder(t);
  writeFileSync(join(folder, 'cut.txt.gz'), DAMAGED['cut.txt.gz']!);
  const { code, stderr } = await pluvioAt(START_S + 86_400, ['parse', join(folder, 'cut.txt.gz')]);
  t.is(code, 2);
  t.regex(stderr, /Cannot read .*cut\.txt\.gz/);
  t.false(existsSync(join(folder, 'output')));
});

test('run ends at a damaged pipe: there is nothing else to go on with', async (t) => {
  const folder = tempFolder(t);
  const args = ['run', '--out', join(folder, 'out'), '--gauge', 'H', '--uncalibrated'];
  const { code, stderr } = await pluvioAt(START_S + 86_400, args, DAMAGED['cut.txt.gz']);
  t.is(code, 2);
  t.regex(stderr, /Cannot read stdin: unexpected end of file/);
});
