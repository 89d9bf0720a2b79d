import fs from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { main } from '../../../src/cli/program.js';
import { temporaryFolder, testHost } from '../../src/formats/made-case.js';

const NOW_S = Date.UTC(2024, 1, 1) / 1000;
const TOA5 =
  '"TOA5","S","CR1000","1","x","y","z","T"\n"TIMESTAMP","RECORD","Rain_mm_Tot"\n"TS","RN","mm"\n"","","Tot"\n"2024-01-01 00:01:00",0,0.2\n"2024-01-01 00:02:00",1,0.4\n';

function folderOf(t: Parameters<typeof temporaryFolder>[0], files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder(t);
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
    // A file that was changed just now is not deleted yet.
    fs.utimesSync(path.join(folder, name), NOW_S - 3600, NOW_S - 3600);
  }
  return folder;
}

async function pluvio(folder: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  // `check` complains of a clock that is behind the build.
  const host = testHost(args[0] === 'check' ? Math.floor(Date.now() / 1000) : NOW_S);
  const code = await main(
    args.map((arg) => arg.replace('@', `${folder}/`)),
    host,
  );
  return { code, out: host.printed(), err: host.said() };
}

const read = (folder: string, name: string): string => fs.readFileSync(path.join(folder, name), 'utf8');

test('init deletes a file of another format only where its description says that the rest is worth nothing', async (t) => {
  const folder = folderOf(t, {
    'raw/G/a.dat': TOA5,
    'all.toml': 'base = "toa5"\nignore = "*"\n',
  });
  const init = ['init', '--from', '@raw', '--gauge', 'G', '--uncalibrated', '--delete-raw'];
  const first = await pluvio(folder, ...init, '--out', '@out', '--format', 'toa5');
  t.is(first.code, 0, first.err);
  t.true(fs.existsSync(path.join(folder, 'raw/G/a.dat')));
  t.regex(first.err, /holds more than its readings/);
  const second = await pluvio(folder, ...init, '--out', '@out', '--format', '@all.toml');
  t.is(second.code, 0, second.err);
  t.false(fs.existsSync(path.join(folder, 'raw/G/a.dat')));
  t.regex(read(folder, 'out/G/2024/G_concatenated_2024.csv'), /2024-01-01 00:02:00,1704067320,G,400,na,na/);
});

test('a file that its format does not understand is left, and stands in the quarantine', async (t) => {
  const folder = folderOf(t, { 'raw/G/a.dat': 'Zeit;Regen\n1;2\n', 'all.toml': 'base = "toa5"\nignore = "*"\n' });
  const { code, err } = await pluvio(
    folder,
    'init',
    '--from',
    '@raw',
    '--gauge',
    'G',
    '--uncalibrated',
    '--delete-raw',
    '--out',
    '@out',
    '--format',
    '@all.toml',
  );
  t.is(code, 0, err);
  t.true(fs.existsSync(path.join(folder, 'raw/G/a.dat')));
  t.regex(read(folder, 'out/quarantine/G.csv'), /no-header,Zeit;Regen/);
});

test('the gauges table says the format of each gauge; several are told by content', async (t) => {
  const folder = folderOf(t, {
    'gauges.csv': 'gauge,format\nG,tips.toml|network\nH,\n',
    'tips.toml': 'base = "toa5"\nvalue = { tip_mm = 0.2 }\n',
    'raw/G/a.dat': TOA5,
    'raw/G/b.txt': 'x, 1704067500, 3, 0, 12.1\n',
    'raw/G/c.txt': 'who knows\n',
    'raw/H/a.txt': 'H, 1704067260, 5, 0, 12.1\n',
  });
  const { code, err } = await pluvio(
    folder,
    'run',
    '--gauges',
    '@gauges.csv',
    '--uncalibrated',
    '--out',
    '@out',
    '@raw',
  );
  t.is(code, 0, err);
  const series = read(folder, 'out/G/2024/G_concatenated_2024.csv').trim().split('\n').slice(1);
  t.deepEqual(
    series.map((row) => row.split(',').slice(3)),
    [
      ['1', 'na', 'na'],
      ['2', 'na', 'na'],
      ['3', '0', '12.1'],
    ],
  );
  t.regex(read(folder, 'out/quarantine/G.csv'), /form-unknown,who knows/);
  t.regex(read(folder, 'out/H/2024/H_concatenated_2024.csv'), /,H,5,0,12.1/);
});

test('years of one unit are not built upon in another: they wait, and nothing is lost', async (t) => {
  const folder = folderOf(t, { 'raw/G/a.txt': 'G, 1704067260, 5, 0, 12.1\n', 'more/G/b.dat': TOA5 });
  const to = ['--gauge', 'G', '--uncalibrated', '--out', '@out'];
  t.is((await pluvio(folder, 'run', ...to, '@raw')).code, 0);
  const before = read(folder, 'out/G/2024/G_concatenated_2024.csv');
  const { code, err } = await pluvio(folder, 'update', '--from', '@more', '--delete-raw', ...to, '--format', 'toa5');
  t.is(code, 4);
  t.regex(err, /published in counts of tips/);
  t.is(read(folder, 'out/G/2024/G_concatenated_2024.csv'), before);
  t.true(fs.existsSync(path.join(folder, 'more/G/b.dat')));
});

test('run says why nothing could be used: what is wrong by the format, and nothing where a year waits', async (t) => {
  const folder = folderOf(t, {
    'raw/G/a.txt': 'G, 1704067260, 5, 0, 12.1\n',
    'more/G/b.dat': TOA5,
    'zoneless/G/c.csv': 'time,tips\n2024-01-01 00:01,1\n2024-01-01 00:02,x\n2024-01-01 00:03,2\n',
    'zone.toml': 'base = "iso-csv"\ntime = { zone = "header" }\n',
  });
  const run = ['run', '--gauge', 'G', '--uncalibrated', '--out', '@out'];
  t.is((await pluvio(folder, ...run, '@raw')).code, 0);
  const waits = await pluvio(folder, ...run, '--format', 'toa5', '@more');
  t.deepEqual([waits.code, /no line can be used/.test(waits.err)], [4, false], waits.err);
  t.regex(waits.err, /published in counts of tips, and its raw files now give .*tip_mm/);
  const zoneless = await pluvio(folder, ...run, '--format', '@zone.toml', '@zoneless');
  t.deepEqual([zoneless.code, /no line can be used: 3 lines no-zone: /.test(zoneless.err)], [0, true], zoneless.err);
});

test('files of numbers that happen to be label, stamp and tips are not taken for the network’s own', async (t) => {
  const days = Array.from({ length: 9 }, (_, i) => `${45_294 + i / 288},${i % 3},3\n`).join('');
  const folder = folderOf(t, {
    'raw/G/a.csv': `Zeit,Kipp,T\n${days}`,
    'days.toml': 'time = { column = "Zeit", format = "excel" }\nvalue = { column = "Kipp", kind = "tips" }\n',
  });
  const formats = ['--format', 'network,@days.toml'.replace('@', `${folder}/`)];
  const { code, out, err } = await pluvio(folder, 'parse', '--gauge', 'G', ...formats, '@raw');
  t.deepEqual([code, out.trim().split('\n').length], [0, 10], err);
  const explained = await pluvio(folder, 'explain', '@raw/G/a.csv');
  t.regex(explained.out, /format = "excel"/);
  t.true(explained.out.split('\n').length < 40);
});

test('formats of a gauge that count different units are an error, as is a format that is not there', async (t) => {
  const folder = folderOf(t, { 'raw/G/a.txt': '' });
  const mixed = await pluvio(
    folder,
    'run',
    '--gauge',
    'G',
    '--uncalibrated',
    '--out',
    '@out',
    '--format',
    'toa5,network',
    '@raw',
  );
  t.deepEqual([mixed.code, /its formats count/.test(mixed.err)], [2, true]);
  const missing = await pluvio(folder, 'parse', '--format', 'toa6', '@raw');
  t.deepEqual([missing.code, /the formats are network, toa5/.test(missing.err)], [2, true]);
});

test('check --connect tries the formats on the newest file of each gauge', async (t) => {
  const folder = folderOf(t, { 'raw/G/a.dat': TOA5 });
  const check = ['check', '--from', '@raw', '--gauge', 'G', '--uncalibrated', '--connect', '--format'];
  const good = await pluvio(folder, ...check, 'toa5');
  t.deepEqual([good.code, /G: G\/a\.dat: 2 readings/.test(good.out)], [0, true], good.out);
  const bad = await pluvio(folder, ...check, 'iso-csv');
  t.deepEqual([bad.code, /no line of G\/a\.dat is a reading/.test(bad.out)], [2, true], bad.out);
});

test('explain recognises a format and writes a description that reads the file', async (t) => {
  const folder = folderOf(t, { 'a.dat': TOA5 });
  const { code, out } = await pluvio(folder, 'explain', '@a.dat', '--write', '@my.toml');
  t.is(code, 0);
  t.regex(out, /toa5, built in/);
  const again = await pluvio(folder, 'explain', '@a.dat', '--write', '@my.toml');
  t.is(again.code, 2, 'nothing is written over');
  const parsed = await pluvio(folder, 'parse', '@a.dat', '--gauge', 'G', '--format', '@my.toml');
  t.is(parsed.out, 'gauge,time,tips,wind,battery\nG,1704067260,200,na,na\nG,1704067320,400,na,na\n');
});

test('files of a gauge that nobody wants are read in its own format, wherever they lie: they are left, and none of it is another gauge’s', async (t) => {
  const station = (name: string): string => TOA5.replace('"S"', `"${name}"`);
  const files = {
    'raw/G/a.dat': station('G'),
    'raw/H/G_Table1.dat': station('G'),
    'raw/H/table.dat': station('G'),
    'raw/G_loose.dat': station('G'),
    'raw/H/G/a.dat': station('x'),
    'raw/H/a.dat': station('x').replace(',0.4', ',0.6'),
  };
  const folder = folderOf(t, {
    ...files,
    'gauges.csv': 'gauge,folder,format\nH,,all.toml\nG,,all.toml\nbroken,,none.toml\n',
    'all.toml': 'base = "toa5"\nignore = "*"\n',
  });
  const tables = ['--gauges', '@gauges.csv', '--gauge', 'H', '--uncalibrated'];
  const { code, err } = await pluvio(folder, 'init', '--from', '@raw', ...tables, '--delete-raw', '--out', '@out');
  t.is(code, 0, err);
  const rows = read(folder, 'out/H/2024/H_concatenated_2024.csv').trim().split('\n').slice(1);
  t.deepEqual(
    rows.map((row) => row.split(',').slice(1, 4)),
    [
      ['1704067260', 'H', '200'],
      ['1704067320', 'H', '600'],
    ],
  );
  for (const name of Object.keys(files)) t.is(fs.existsSync(path.join(folder, name)), name !== 'raw/H/a.dat', name);
  t.false(fs.existsSync(path.join(folder, 'out/quarantine')));
  t.deepEqual(fs.readdirSync(path.join(folder, 'out')).sort(), ['.pluvio', 'H', 'network']);
  t.regex(err, /"quarantined":0,"filteredOut":6/);
});

test('a gauge of network lines is not asked for the format of one that nobody wants', async (t) => {
  const folder = folderOf(t, {
    'raw/G/a.dat': TOA5,
    'raw/G_loose.dat': TOA5.replace('"S"', '"G"'),
    'raw/H/a.txt': 'H, 1704067260, 5, 0, 12.1\n',
    'raw/loose.txt': 'H, 1704067320, 6, 0, 12.1\nnonsense\n',
    'gauges.csv': 'gauge,format\nH,\nG,toa5\n',
  });
  const { code, err } = await pluvio(
    folder,
    ...['run', '--gauges', '@gauges.csv', '--gauge', 'H', '--uncalibrated', '--out', '@out', '@raw'],
  );
  t.is(code, 0, err);
  t.is(read(folder, 'out/H/2024/H_concatenated_2024.csv').trim().split('\n').length, 3);
  const quarantine = fs
    .readdirSync(path.join(folder, 'out/quarantine'))
    .map((name) => read(folder, `out/quarantine/${name}`));
  t.deepEqual(
    quarantine.map((text) =>
      text
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.replace(/^.*,2,/, '')),
    ),
    [['too-few-fields,nonsense']],
  );
});

test('a file of several stations in a gauge’s folder: names tell whose lines are whose, and nothing else does', async (t) => {
  const rows = (post: string, mm: string): string =>
    Array.from({ length: 300 }, (_, i) => {
      const stamp = new Date(Date.UTC(2024, 0, 1) + 360_000 * i).toISOString().replace(/\D/g, '').slice(0, 12);
      return `${post};${stamp};${mm}\n`;
    }).join('');
  const folder = folderOf(t, {
    'raw/H/a.csv': `NUM_POSTE;AAAAMMJJHHMN;RR\n${rows('34172001', '0.2')}${rows('34154001', '0.4')}`,
    'named.csv': 'gauge,aliases,format\nH,34172001,all.toml\nG,34154001,all.toml\n',
    'unnamed.csv': 'gauge,format\nH,all.toml\n',
    'all.toml': 'base = "meteo-france-6min"\nignore = "*"\n',
  });
  const init = async (table: string, gauges: string, out: string): Promise<string[]> => {
    const args = [
      '--gauges',
      `@${table}.csv`,
      '--gauge',
      gauges,
      '--uncalibrated',
      '--from',
      '@raw',
      '--out',
      `@${out}`,
    ];
    const { code, err } = await pluvio(folder, 'init', '--delete-raw', ...args);
    t.is(code, 0, err);
    const sums = gauges.split(',').map((gauge) => {
      const series = read(folder, `${out}/${gauge}/2024/${gauge}_concatenated_2024.csv`).trim().split('\n').slice(1);
      return `${gauge} ${series.reduce((sum, row) => sum + Number(row.split(',')[3]), 0)}`;
    });
    return [...sums, ...(fs.existsSync(path.join(folder, 'raw/H/a.csv')) ? [] : ['deleted'])];
  };
  t.deepEqual(await init('named', 'H', 'one'), ['H 60000']);
  t.deepEqual(await init('unnamed', 'H', 'none'), ['H 60000']);
  t.regex(read(folder, 'none/quarantine/H.csv'), /other-gauge,34154001/);
  t.deepEqual(await init('named', 'H,G', 'both'), ['H 60000', 'G 120000', 'deleted']);
});
