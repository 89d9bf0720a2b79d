import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { pluvioAt, tempFolder } from '../../../support/pluvio.js';

const START_S = Date.UTC(2024, 0, 1) / 1000;

test('a folder that is said to have changed hands after its readings were published: they stay, and that is told', async (t) => {
  const folder = tempFolder(t);
  mkdirSync(join(folder, 'raw', 'Alpha'), { recursive: true });
  const lines = Array.from({ length: 60 }, (_, i) => `Alpha, ${START_S + 60 * (i + 1)}, 1, 0, 12\n`);
  writeFileSync(join(folder, 'raw', 'Alpha', 'a.txt'), lines.join(''));
  const run = (rows: string) => {
    writeFileSync(join(folder, 'g.csv'), `gauge,from,folder\n${rows}`);
    const places = ['--from', join(folder, 'raw'), '--out', join(folder, 'out'), '--gauges', join(folder, 'g.csv')];
    return pluvioAt(START_S + 86_400, ['init', '--uncalibrated', ...places]);
  };
  t.notRegex((await run('Alpha,,\n')).stderr, /published readings/);
  const path = join(folder, 'out', 'Alpha', '2024', 'Alpha_concatenated_2024.csv');
  const before = readFileSync(path, 'utf8');
  const { code, stderr } = await run('Alpha,,\nBeta,2024-01-01 00:30,Alpha\n');
  t.is(code, 0, stderr);
  t.regex(
    stderr,
    /Alpha 2024 has published readings from 2024-01-01 00:30:00 \(UTC\), when the gauges table gives it no folder/,
  );
  t.is(readFileSync(path, 'utf8'), before);
});
