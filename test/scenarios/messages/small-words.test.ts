import { existsSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import { pluvioAt, tempFolder } from '../../support/pluvio.js';

const START_S = 1704070860;
const NOW_S = START_S + 86_400;
const NFC = 'H\u00e9rault';
const NFD = 'He\u0301rault';

/** A source with one folder, a table that knows its gauge by the composed name, and how to run over it. */
function scene(t: ExecutionContext, folderName: string) {
  const folder = tempFolder(t);
  const raw = join(folder, 'raw', folderName);
  mkdirSync(raw, { recursive: true });
  writeFileSync(join(folder, 'calib.csv'), `pluvio,a,b,c\n${NFC},0,1,0\n`);
  writeFileSync(join(folder, 'gauges.csv'), `gauge,folder\n${NFC},\n`);
  const tables = ['--calib', join(folder, 'calib.csv'), '--gauges', join(folder, 'gauges.csv')];
  const places = ['--from', join(folder, 'raw'), '--out', join(folder, 'out'), '--delete-raw', '--settle', '0'];
  const run = async (command: string, ...more: string[]): Promise<string> => {
    const { code, stderr } = await pluvioAt(NOW_S, [command, ...tables, ...places, ...more]);
    t.is(code, 0, stderr);
    return stderr;
  };
  const write = (name: string, content: string | Uint8Array): void => {
    writeFileSync(join(raw, name), content);
    utimesSync(join(raw, name), START_S, START_S);
  };
  const series = join(folder, `out/${NFC}/2024/${NFC}_concatenated_2024.csv`);
  const rows = (): number => (existsSync(series) ? readFileSync(series, 'utf8').trimEnd().split('\n').length - 1 : 0);
  return { folder, raw, tables, run, write, rows };
}

const line = (minute: number): string => `${NFC}, ${START_S + 60 * minute}, 1, 0, 12.2\n`;

test('a folder whose name is in another Unicode form than in the table is its gauge’s, in sources as in run', async (t) => {
  const { folder, tables, run, write, rows } = scene(t, NFD);
  write('a.txt', line(0) + line(1));
  t.regex(await run('update', '--dry-run'), /1 raw file,/);
  await run('update');
  t.is(rows(), 2);
  t.false(existsSync(join(folder, 'raw', NFD, 'a.txt')));
  write('b.txt', line(2).replace(NFC, 'x'));
  await pluvioAt(NOW_S, ['run', ...tables, '--out', join(folder, 'once'), join(folder, 'raw')]);
  t.true(existsSync(join(folder, `once/${NFC}/2024/${NFC}_concatenated_2024.csv`)));
});

test('a link in a gauge’s folder is followed to a folder inside the source, else called a link; an empty gzip is empty', async (t) => {
  const { folder, raw, run, write, rows } = scene(t, NFC);
  mkdirSync(join(folder, 'raw/elsewhere'));
  mkdirSync(join(folder, 'outside'));
  writeFileSync(join(folder, 'raw/elsewhere/a.txt'), line(0));
  writeFileSync(join(folder, 'outside/b.txt'), line(1));
  symlinkSync('../elsewhere', join(raw, 'inside'));
  symlinkSync('../../outside', join(raw, 'out'));
  write('c.txt.gz', gzipSync(''));
  const told = await run('update');
  t.regex(told, /out is a link that leads to no folder inside the source/);
  t.notRegex(told, /not safe/);
  t.regex(told, /c\.txt\.gz is left where it is: it is empty/);
  t.is(rows(), 1);
  // What was left is said to be left, in --dry-run as in the run.
  write('d.txt', line(3));
  t.regex(await run('update', '--dry-run'), /2 raw files,.*, 1 file left as before/);
  t.true(existsSync(join(raw, 'c.txt.gz')));
  t.true(existsSync(join(raw, 'd.txt')));
});

test('a folder in a gauge’s folder that is another gauge’s by name, or by a link, is passed over, told, and not deleted', async (t) => {
  const folder = tempFolder(t);
  const at = (name: string): string => join(folder, name);
  for (const inner of ['raw/H/G', 'raw/H/2024', 'raw/G']) mkdirSync(at(inner), { recursive: true });
  writeFileSync(at('calib.csv'), 'pluvio,a,b,c\nH,0,1,0\nG,0,1,0\n');
  const reading = (gauge: string, minute: number): string => `${gauge}, ${START_S + 60 * minute}, 7, 0, 12.2\n`;
  writeFileSync(at('raw/H/G/a.txt'), reading('G', 1));
  writeFileSync(at('raw/H/2024/b.txt'), reading('H', 2));
  writeFileSync(at('raw/G/c.txt'), reading('G', 3));
  symlinkSync('../G', at('raw/H/other'));
  const places = ['--from', at('raw'), '--out', at('out'), '--delete-raw', '--settle', '0'];
  const { code, stderr } = await pluvioAt(NOW_S, ['init', '--gauge', 'H,G', '--calib', at('calib.csv'), ...places]);
  t.is(code, 0, stderr);
  for (const name of ['H/G', 'H/other'])
    t.true(stderr.includes(`${name} is called like the folder G of another wanted gauge, or leads there`), stderr);
  const stamps = (gauge: string): string[] =>
    readFileSync(at(`out/${gauge}/2024/${gauge}_concatenated_2024.csv`), 'utf8').match(/\b17\d{8}\b/g) ?? [];
  t.deepEqual(stamps('H'), [String(START_S + 120)]);
  t.deepEqual(stamps('G'), [String(START_S + 180)]);
  t.true(existsSync(at('raw/H/G/a.txt')));
});
