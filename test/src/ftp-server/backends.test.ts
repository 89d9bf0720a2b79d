import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { createFolderBackend, createMemoryBackend, type FtpBackend } from '../../../src/ftp-server/index.js';
import { connect, startServer } from '../../support/ftp-server.js';
import { download, upload } from '../../support/bytes.js';

const nowS = (): number => 1_700_000_000;

async function tempFolder(t: ExecutionContext): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'pluvio-ftp-')));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function write(backend: FtpBackend, path: string, text: string, keepBytes = 0): Promise<void> {
  const sink = await backend.write(path, keepBytes);
  await sink.write(Buffer.from(text));
  await sink.close();
}

async function read(backend: FtpBackend, path: string, startBytes = 0): Promise<string> {
  let text = '';
  for await (const chunk of await backend.read(path, startBytes)) text += Buffer.from(chunk).toString();
  return text;
}

const makers: Record<string, (t: ExecutionContext) => Promise<FtpBackend>> = {
  createMemoryBackend: () => Promise.resolve(createMemoryBackend({ nowS })),
  createFolderBackend: async (t) => createFolderBackend(await tempFolder(t)),
};

for (const [name, make] of Object.entries(makers)) {
  test(`${name}: files are written, read from a position, continued, dated, renamed over, removed`, async (t) => {
    const backend = await make(t);
    await backend.makeFolder('/d');
    await write(backend, '/d/a', 'hello');
    t.is(await read(backend, '/d/a', 2), 'llo');
    await write(backend, '/d/a', 'p!', 3);
    t.is(await read(backend, '/d/a'), 'help!');
    await write(backend, '/d/a', 'new');
    await backend.setModified('/d/a', 1_600_000_000);
    t.deepEqual(await backend.stat('/d/a'), { kind: 'file', sizeBytes: 3, modifiedS: 1_600_000_000 });
    await write(backend, '/d/b', 'old');
    await backend.rename('/d/a', '/d/b');
    t.is(await read(backend, '/d/b'), 'new');
    t.is(await backend.stat('/d/a'), undefined);
    t.deepEqual(
      (await backend.list('/d')).map((entry) => entry.name),
      ['b'],
    );
    await t.throwsAsync(backend.removeFolder('/d'));
    await backend.removeFile('/d/b');
    await backend.removeFolder('/d');
    t.deepEqual(await backend.list('/'), []);
  });

  test(`${name}: an upload is visible while it grows`, async (t) => {
    const backend = await make(t);
    const sink = await backend.write('/a', 0);
    t.is((await backend.stat('/a'))?.sizeBytes, 0);
    await sink.write(Buffer.alloc(100_000));
    t.is((await backend.stat('/a'))?.sizeBytes, 100_000);
    await sink.close();
  });

  test(`${name}: what is missing, or of the wrong kind, is refused`, async (t) => {
    const backend = await make(t);
    await backend.makeFolder('/d');
    await write(backend, '/f', 'x');
    t.is(await backend.stat('/none/deep'), undefined);
    t.is(await backend.stat('/f/below'), undefined);
    const attempts = [
      () => backend.list('/none'),
      () => backend.list('/f'),
      () => read(backend, '/none'),
      () => read(backend, '/d'),
      () => backend.write('/d', 0),
      () => backend.write('/none/f', 0),
      () => backend.makeFolder('/d'),
      () => backend.removeFile('/none'),
      () => backend.removeFile('/d'),
      () => backend.removeFolder('/f'),
      () => backend.rename('/none', '/x'),
      () => backend.rename('/d', '/d/below'),
      () => backend.rename('/f', '/d'),
    ];
    for (const attempt of attempts) await t.throwsAsync(attempt, undefined, attempt.toString());
    t.is(await read(backend, '/f'), 'x');
  });

  test(`${name}: a client cannot leave the root`, async (t) => {
    const server = await startServer(t, { backend: await make(t) });
    const client = await connect(t, server);
    await client.cd('/../../..');
    t.is(await client.pwd(), '/');
    await upload(client, '../../up.txt', 'x');
    t.is(await download(client, '/up.txt'), 'x');
    t.deepEqual(
      (await client.list('/')).map((entry) => entry.name),
      ['up.txt'],
    );
  });
}

test('createFolderBackend neither lists nor follows links', async (t) => {
  const outside = await tempFolder(t);
  await writeFile(join(outside, 'secret'), 'x');
  const root = await tempFolder(t);
  await mkdir(join(root, 'in'));
  await symlink(outside, join(root, 'folder'));
  await symlink(join(outside, 'secret'), join(root, 'in', 'file'));
  const backend = await createFolderBackend(root);
  t.deepEqual(
    (await backend.list('/')).map((entry) => entry.name),
    ['in'],
  );
  t.deepEqual(await backend.list('/in'), []);
  t.is(await backend.stat('/in/file'), undefined);
  for (const path of ['/in/file', '/folder/secret']) {
    await t.throwsAsync(read(backend, path), undefined, path);
    await t.throwsAsync(backend.write(path, 0), undefined, path);
  }
  await t.throwsAsync(backend.removeFile('/folder/secret'));
  await t.throwsAsync(backend.list('/folder'));
  t.deepEqual(await readdir(outside), ['secret']);
});

test('createMemoryBackend: a reader keeps the content it began with when another file is renamed over it', async (t) => {
  const backend = createMemoryBackend({ nowS });
  backend.put('/a', 'a'.repeat(200_000));
  backend.put('/b', 'b');
  const chunks = (await backend.read('/a', 0))[Symbol.asyncIterator]();
  await chunks.next();
  await backend.rename('/b', '/a');
  const next: unknown = (await chunks.next()).value;
  t.true(next instanceof Uint8Array && next[0] === 97);
  t.is(await read(backend, '/a'), 'b');
});
