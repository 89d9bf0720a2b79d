import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import tar from 'tar-stream';
import { PluvioError } from '../../../../src/domain/errors.js';
import type { SourceChunk } from '../../../../src/domain/readings/reading.js';
import { findInputs } from '../../../../src/stores/local-inputs/find.js';
import { readInputs, readPipe } from '../../../../src/stores/local-inputs/read.js';
import { openSpillFile } from '../../../../src/stores/spill-file.js';
import { tempFolder } from '../../../support/pluvio.js';

const isGaugeFolder = (name: string): boolean => name === 'Hydropolis' || name === 'Polytech';
const options = { isGaugeFolder, openSpill: () => openSpillFile('/nonexistent', 'test') };

async function tarOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const pack = tar.pack();
  for (const [name, text] of Object.entries(files)) pack.entry({ name }, text);
  pack.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of pack) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** What was read: `folder|name: text`, in order. */
async function read(chunks: AsyncIterable<SourceChunk>): Promise<string[]> {
  const sources: string[] = [];
  let text = '';
  for await (const { source, bytes, end } of chunks) {
    text += Buffer.from(bytes).toString();
    if (!end) continue;
    sources.push(`${source.folder ?? ''}|${source.name}: ${text}`);
    text = '';
  }
  return sources;
}

test('findInputs and readInputs give files in received order, folders naming gauges', async (t) => {
  const root = tempFolder(t);
  mkdirSync(join(root, 'Hydropolis'));
  writeFileSync(join(root, 'Hydropolis', 'b_020124_000000.txt'), 'second');
  writeFileSync(join(root, 'Hydropolis', 'a_030124_000000.txt'), 'third');
  writeFileSync(join(root, 'z_010124_000000.txt'), 'first');
  const found = await read(readInputs(findInputs([root], isGaugeFolder), options));
  t.deepEqual(found, [
    '|z_010124_000000.txt: first',
    'Hydropolis|Hydropolis/b_020124_000000.txt: second',
    'Hydropolis|Hydropolis/a_030124_000000.txt: third',
  ]);
});

test('readInputs unpacks by content, not by name', async (t) => {
  const root = tempFolder(t);
  writeFileSync(join(root, 'a_010124_000000.txt'), gzipSync('packed'));
  writeFileSync(join(root, 'b.gz'), 'plain');
  writeFileSync(join(root, 'c.txt'), gzipSync(gzipSync('twice')));
  const found = await read(readInputs(findInputs([root], isGaugeFolder), options));
  t.deepEqual(found, ['|a_010124_000000.txt: packed', '|b.gz: plain', '|c.txt: twice']);
});

test('readInputs puts the files of an archive in their place among the others', async (t) => {
  const root = tempFolder(t);
  const archive = await tarOf({
    'dump/Polytech/c_030124_000000.txt': 'third',
    'dump/Polytech/a_010124_000000.txt': 'first',
    'dump/loose.txt': 'last',
  });
  writeFileSync(join(root, 'all'), gzipSync(archive));
  writeFileSync(join(root, 'b_020124_000000.txt'), 'second');
  const found = await read(readInputs(findInputs([root], isGaugeFolder), options));
  t.deepEqual(found, [
    'Polytech|Polytech/a_010124_000000.txt: first',
    '|b_020124_000000.txt: second',
    'Polytech|Polytech/c_030124_000000.txt: third',
    '|loose.txt: last',
  ]);
});

test('readInputs opens an archive that is named like a raw file', async (t) => {
  const root = tempFolder(t);
  writeFileSync(join(root, 'x_010124_000000.txt'), await tarOf({ 'Hydropolis/y.txt': 'inside' }));
  const found = await read(readInputs(findInputs([root], isGaugeFolder), options));
  t.deepEqual(found, ['Hydropolis|Hydropolis/y.txt: inside']);
});

test('readInputs lets no name of an archive lead out of it', async (t) => {
  const root = tempFolder(t);
  writeFileSync(join(root, 'x.tar'), await tarOf({ '../../etc/x.txt': 'a', '/abs/y.txt': 'b' }));
  const found = await read(readInputs(findInputs([root], isGaugeFolder), options));
  t.deepEqual(found, ['abs|abs/y.txt: b', 'etc|etc/x.txt: a']);
});

for (const size of [1, 2, 3, 256, 257, 262, 263, 1000]) {
  test(`readPipe tells the content of a pipe in pieces of ${size} bytes`, async (t) => {
    const pieces = (bytes: Uint8Array): Readable =>
      Readable.from(
        (function* () {
          for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
        })(),
      );
    const archive = await tarOf({ 'Hydropolis/y.txt': 'inside' });
    const line = 'Hydropolis, 1704067200, 0, 0, 12.2\n';
    t.deepEqual(await read(readPipe(pieces(Buffer.from(line)), options)), [`|stdin: ${line}`]);
    t.deepEqual(await read(readPipe(pieces(gzipSync(line)), options)), [`|stdin: ${line}`]);
    t.deepEqual(await read(readPipe(pieces(archive), options)), ['Hydropolis|Hydropolis/y.txt: inside']);
    t.deepEqual(await read(readPipe(pieces(gzipSync(archive)), options)), ['Hydropolis|Hydropolis/y.txt: inside']);
  });
}

test('readInputs reads pipes among its arguments once, to their end, whatever is in them', async (t) => {
  const root = tempFolder(t);
  const long = 'a line of a long pipe\n'.repeat(30_000);
  const contents = {
    '1-short': 'line\n',
    '2-empty': '',
    '3-long': long,
    '4-packed': gzipSync('packed\n'),
    '5-archive': gzipSync(await tarOf({ 'Hydropolis/y.txt': 'inside' })),
  };
  const pipes = Object.entries(contents).map(([name, content]) => {
    writeFileSync(join(root, `${name}.content`), content);
    return join(root, name);
  });
  execFileSync('mkfifo', pipes);
  const writer = spawn('sh', ['-c', 'for pipe; do cat "$pipe.content" > "$pipe"; done', 'writer', ...pipes]);
  t.teardown(() => writer.kill());
  const last = join(root, '6.txt');
  writeFileSync(last, 'a file');
  t.deepEqual(await read(readInputs(findInputs([...pipes, last], isGaugeFolder), options)), [
    '|1-short: line\n',
    '|2-empty: ',
    `|3-long: ${long}`,
    '|4-packed: packed\n',
    'Hydropolis|Hydropolis/y.txt: inside',
    '|6.txt: a file',
  ]);
});

test('readPipe gives an empty source for an empty pipe', async (t) => {
  t.deepEqual(await read(readPipe(Readable.from([]), options)), ['|stdin: ']);
});

test('readInputs ends at a named pipe that is damaged, as at one that is the standard input', async (t) => {
  const root = tempFolder(t);
  const pipe = join(root, 'pipe');
  writeFileSync(join(root, 'content'), gzipSync('a line\n'.repeat(1000)).subarray(0, 40));
  execFileSync('mkfifo', [pipe]);
  const writer = spawn('sh', ['-c', 'cat content > pipe'], { cwd: root });
  t.teardown(() => writer.kill());
  const told: string[] = [];
  const onDamaged = (name: string): void => void told.push(name);
  const reading = read(readInputs(findInputs([pipe], isGaugeFolder), { ...options, onDamaged }));
  t.is((await t.throwsAsync(reading, { instanceOf: PluvioError })).code, 'INPUT');
  t.deepEqual(told, []);
});

test('readInputs names the file that is cut off', async (t) => {
  const root = tempFolder(t);
  const file = join(root, 'cut.gz');
  writeFileSync(file, gzipSync('a line\n'.repeat(1000)).subarray(0, 40));
  const reading = read(readInputs(findInputs([file], isGaugeFolder), options));
  const error = await t.throwsAsync(reading, { instanceOf: PluvioError });
  t.is(error.code, 'INPUT');
  t.regex(error.message, /^Cannot read .*cut\.gz: unexpected end of file$/);
});

test('findInputs names every argument that is not there', (t) => {
  const error = t.throws(() => findInputs(['no/a', 'no/b'], isGaugeFolder), { instanceOf: PluvioError });
  t.is(error.message, 'Cannot read no/a: it is not there; no/b: it is not there');
});
