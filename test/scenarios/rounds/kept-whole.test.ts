import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import test, { type ExecutionContext } from 'ava';
import tar from 'tar-stream';
import { runCli } from '../../support/cli.js';
import { tempFolder } from '../../support/temp.js';
import { pluvio } from '../../support/pluvio.js';

const START_S = 1704070860;

function lines(label: string, firstS: number, tips: readonly number[]): string {
  return tips.map((n, i) => `${label}, ${firstS + 60 * i}, ${n}, 0, 12.2\n`).join('');
}

interface Scene {
  readonly folder: string;
  readonly args: readonly string[];
}

/** A source, and the options of a run that deletes from it. */
function scene(t: ExecutionContext, files: Readonly<Record<string, string | Uint8Array>>, gaugesCsv?: string): Scene {
  const folder = tempFolder(t);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, 'raw', name)), { recursive: true });
    writeFileSync(path.join(folder, 'raw', name), content);
  }
  writeFileSync(path.join(folder, 'calib.csv'), 'pluvio,a,b,c\nH,0,1,0\nG,0,1,0\n');
  if (gaugesCsv !== undefined) writeFileSync(path.join(folder, 'gauges.csv'), gaugesCsv);
  const tables = gaugesCsv === undefined ? [] : ['--gauges', path.join(folder, 'gauges.csv')];
  const places = [
    '--from',
    path.join(folder, 'raw'),
    '--out',
    path.join(folder, 'out'),
    '--delete-raw',
    '--settle',
    '0',
  ];
  return { folder, args: ['--gauge', 'H', '--calib', path.join(folder, 'calib.csv'), ...tables, ...places] };
}

const there = ({ folder }: Scene, name: string): boolean => existsSync(path.join(folder, 'raw', name));

function series({ folder }: Scene): string[] {
  const text = readFileSync(path.join(folder, 'out/H/2024/H_concatenated_2024.csv'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((row) => row.split(',').slice(1, 4).join(','));
}

test('a gzip file with anything but padding behind its members is left, for zlib drops it', async (t) => {
  const [a, b] = [gzipSync(lines('H', START_S, [1])), gzipSync(lines('H', START_S + 60, [2]))];
  const good = gzipSync(lines('H', START_S + 7200, [9]));
  const files = {
    'H/padded.gz': Buffer.concat([good, Buffer.alloc(1024)]),
    'H/nul-between.gz': Buffer.concat([a, Buffer.alloc(512), b]),
    'H/plain-behind.gz': Buffer.concat([a, Buffer.alloc(2), Buffer.from(lines('H', START_S + 60, [2]))]),
    'H/far-behind.gz': Buffer.concat([a, Buffer.alloc(3_000_000), b]),
  };
  const made = scene(t, files);
  const { code, stderr } = await runCli(['init', ...made.args]);
  t.is(code, 0, stderr);
  t.false(there(made, 'H/padded.gz'));
  for (const name of Object.keys(files).slice(1)) t.true(there(made, name), name);
  t.deepEqual(series(made), [`${START_S + 7200},H,9`]);
});

interface TarEntry {
  readonly name: string;
  readonly type?: 'file' | 'directory';
  readonly text?: string;
}

async function tarOf(entries: readonly TarEntry[]): Promise<Buffer> {
  const pack = tar.pack();
  const pieces: Buffer[] = [];
  const done = (async () => {
    for await (const piece of pack) pieces.push(piece as Buffer);
  })();
  for (const { text = '', ...header } of entries) pack.entry(header, text);
  pack.finalize();
  await done;
  return Buffer.concat(pieces);
}

/** Gives a header of an archive another number of bytes, and its right checksum. */
function withSize(archive: Buffer, at: number, bytes: number): Buffer {
  archive.write(`${bytes.toString(8).padStart(11, '0')}\0`, at + 124, 'latin1');
  archive.fill(0x20, at + 148, at + 156);
  const sum = archive.subarray(at, at + 512).reduce((total, byte) => total + byte, 0);
  archive.write(`${sum.toString(8).padStart(6, '0')}\0 `, at + 148, 'latin1');
  return archive;
}

test('a folder with a size in a tar archive stops nothing; a file without a name in it is not lost', async (t) => {
  const sized = await tarOf([
    { name: 'H', type: 'directory' },
    { name: 'H/a.txt', text: lines('H', START_S, [3]) },
  ]);
  const nameless = await tarOf([{ name: '..', type: 'file', text: lines('H', START_S + 600, [7]) }]);
  const made = scene(t, { 'H/sized.tar': withSize(sized, 0, 4096), 'H/nameless.tar': nameless });
  const { code, stderr } = await pluvio(['init', ...made.args]);
  t.is(code, 0, stderr);
  t.deepEqual(series(made), [`${START_S},H,3`]);
  t.false(there(made, 'H/sized.tar'));
  t.true(there(made, 'H/nameless.tar'));
});

test('what stands in the place of the name, or of the battery, and holds another line, does not go with its file', async (t) => {
  const made = scene(t, {
    'H/label.txt': `H ${START_S} 3 0 12.2 H, ${START_S + 60}, 4, 0, 12.1\n`,
    'H/battery.txt': `H, ${START_S + 600}, 3, 0, 12.2 H; ${START_S + 660}; 4; 0; 12.1\n`,
  });
  const { code, stderr } = await runCli(['init', ...made.args]);
  t.is(code, 0, stderr);
  t.true(there(made, 'H/label.txt'));
  t.true(readFileSync(path.join(made.folder, 'out/quarantine/H.csv'), 'utf8').includes(String(START_S + 660)));
});

test('lines and files of a gauge that the table knows and nobody wants are no other gauge’s, wherever they lie', async (t) => {
  const [own, other] = [lines('H', START_S, [1, 0]), lines('G', START_S, [3, 3])];
  const archive = await tarOf([
    { name: 'G/x.txt', text: other },
    { name: 'H/x.txt', text: own },
  ]);
  const files = {
    'H/G/unnamed.txt': other,
    'H/G_010124_010100.txt': other,
    'H/G.txt': other,
    'H/dump.tar': archive,
    'H/H_010124_010100.txt': own,
  };
  const made = scene(t, files, 'gauge,folder\nH,\nG,\n');
  const { code, stderr } = await runCli(['init', ...made.args]);
  t.is(code, 0, stderr);
  t.deepEqual(series(made), [`${START_S},H,1`, `${START_S + 60},H,0`]);
  for (const name of Object.keys(files).slice(0, 4)) t.true(there(made, name), name);
  t.false(there(made, 'H/H_010124_010100.txt'));
});

test('a half line gives way to the whole one however its numbers are written', async (t) => {
  for (const [half, whole, tips] of [
    [`H, ${START_S}, 0`, `H, ${START_S}, 012, 00.5, 12.2\n`, 12],
    [`H, ${START_S}, 3, -0`, `H, ${START_S}, 3, -0.5, 12.2\n`, 3],
    [`H, ${START_S}, 3, 0, 12`, `H, ${START_S}, 3, 0, 12.5V\n`, 3],
  ] as const) {
    const made = scene(t, { 'H/H_010124_010100.txt': half });
    t.is((await runCli(['update', ...made.args])).code, 0);
    writeFileSync(path.join(made.folder, 'raw/H/H_010124_010100.txt'), whole);
    const { code, stderr } = await runCli(['update', ...made.args]);
    t.is(code, 0, stderr);
    t.deepEqual(series(made), [`${START_S},H,${tips}`]);
    t.false(existsSync(path.join(made.folder, 'out/quarantine/H.csv')), whole);
    t.false(there(made, 'H/H_010124_010100.txt'));
  }
});
