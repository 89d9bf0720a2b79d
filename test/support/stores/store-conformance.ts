import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { PluvioError, type ErrorCode } from '../../../src/domain/errors.js';
import type { Store } from '../../../src/domain/storage/store.js';
import { bodyOf, collect, entriesOf, namesIn, putFile, textOf } from './store-fixture.js';

/** A store and the folder on disk that it shows. */
export interface StoreUnderTest {
  readonly store: Store;
  readonly root: string;
}

type Check = (t: ExecutionContext, under: StoreUnderTest) => Promise<void>;

const LINES = 'ARCHIEST, 1677629040, 0, 0, 12.226\n'.repeat(5);

async function rejectsWith(t: ExecutionContext, code: ErrorCode, doing: Promise<unknown>): Promise<void> {
  const error = await t.throwsAsync(doing, { instanceOf: PluvioError });
  t.is(error.code, code, error.message);
}

type Conformance = readonly [title: string, check: Check];

/** What every store must do, whatever is behind it. Each check gets a fresh, empty root. */
export const CONFORMANCE: readonly Conformance[] = [
  [
    'list gives files with size and date, no folders',
    async (t, { store, root }) => {
      const one = putFile(root, 'Polytech/P_010323_000400.txt', LINES, 1_677_629_041);
      const two = putFile(root, 'Polytech/with space é.txt', '', 1_500_000_000);
      putFile(root, 'Polytech/inner/x.txt', 'x');
      const listed = await entriesOf(store, 'Polytech');
      const dated = listed.every(({ modifiedS }) => modifiedS !== undefined);
      // Without MLSD a listing has no dates that can be used: they are asked for.
      t.deepEqual(dated ? listed : await store.statMany(listed.map(({ path }) => path)), [one, two]);
      t.deepEqual(
        listed.map(({ path, sizeBytes }) => [path, sizeBytes]),
        [one, two].map(({ path, sizeBytes }) => [path, sizeBytes]),
      );
      const listing = await store.list('Polytech');
      t.true(listing.complete);
      t.deepEqual(listing.unsafeNames, []);
    },
  ],
  [
    'list and listFolders tell an empty folder and a missing one from nothing else',
    async (t, { store, root }) => {
      mkdirSync(join(root, 'empty'));
      const empty = { entries: [], complete: true, unsafeNames: [], folders: [] };
      t.deepEqual(await store.list('empty'), empty);
      t.deepEqual(await store.list('missing/deeper'), { ...empty, isMissing: true });
      t.deepEqual(await store.listFolders('missing'), []);
      t.deepEqual(await store.listFolders(''), ['empty']);
    },
  ],
  [
    'listFolders sorts by code unit',
    async (t, { store, root }) => {
      for (const name of ['b', 'a', 'Z', 'é', '10', '9']) mkdirSync(join(root, name));
      putFile(root, 'file.txt', 'x');
      t.deepEqual(await store.listFolders(''), ['10', '9', 'Z', 'a', 'b', 'é']);
    },
  ],
  [
    'stat and statMany give entries in the order asked, undefined for what is not there or is a folder',
    async (t, { store, root }) => {
      const a = putFile(root, 'a.txt', 'one', 1_600_000_000);
      const b = putFile(root, 'deep/b.txt', LINES, 1_600_000_001);
      t.deepEqual(await store.stat('a.txt'), a);
      t.is(await store.stat('deep/none.txt'), undefined);
      t.is(await store.stat('nowhere/none.txt'), undefined);
      t.is(await store.stat('deep'), undefined);
      t.deepEqual(await store.statMany(['deep/b.txt', 'none', 'a.txt']), [b, undefined, a]);
      t.deepEqual(await store.statMany([]), []);
    },
  ],
  [
    'readMany yields copies in the order given; one failure is not another file’s',
    async (t, { store, root }) => {
      const entries = Array.from({ length: 60 }, (_, i) => putFile(root, `g/f${i}.txt`, `${i}:${LINES.slice(i)}`));
      rmSync(join(root, 'g/f7.txt'));
      putFile(root, 'g/f9.txt', 'shorter');
      putFile(root, 'g/f11.txt', LINES + LINES);
      const results = await collect(store.readMany(entries, { windowBytes: 1000 }));
      t.deepEqual(
        results.map(({ entry }) => entry),
        entries,
      );
      for (const [i, { bytes, error }] of results.entries()) {
        if (i === 7) t.is((error as PluvioError).code, 'STORE_MISSING');
        else if (i === 9 || i === 11) t.is((error as PluvioError).code, 'STORE_TRUNCATED');
        else t.is(Buffer.from(bytes ?? []).toString(), `${i}:${LINES.slice(i)}`);
      }
    },
  ],
  [
    'readMany reads empty files and files larger than its window, and may be left early',
    async (t, { store, root }) => {
      const big = randomBytes(700_000);
      const entries = [putFile(root, 'empty', ''), putFile(root, 'big', big), putFile(root, 'small', 's')];
      const results = await collect(store.readMany(entries, { windowBytes: 10 }));
      t.deepEqual(
        results.map(({ bytes }) => bytes?.length),
        [0, 700_000, 1],
      );
      t.is(Buffer.compare(Buffer.from(results[1]!.bytes!), big), 0);
      for await (const { entry } of store.readMany(entries)) {
        t.is(entry.path, 'empty');
        break;
      }
      t.deepEqual(
        (await collect(store.readMany(entries))).map(({ bytes }) => bytes?.length),
        [0, 700_000, 1],
      );
    },
  ],
  [
    'readMany stops when told to',
    async (t, { store, root }) => {
      const entries = Array.from({ length: 20 }, (_, i) => putFile(root, `f${i}`, 'x'));
      const abort = new AbortController();
      let seen = 0;
      await t.throwsAsync(
        async () => {
          for await (const { error } of store.readMany(entries, { signal: abort.signal })) {
            t.is(error, undefined);
            if (++seen === 3) abort.abort();
          }
        },
        { any: true },
      );
      t.is(seen, 3);
      t.not(await store.stat('f0'), undefined);
    },
  ],
  [
    'read gives a large file piece by piece and fails where its length is another',
    async (t, { store, root }) => {
      const text = '0123456789abcdef'.repeat(100_000);
      const entry = putFile(root, 'large.txt', text);
      t.is(await textOf(store.read(entry)), text);
      const grown = { ...entry, sizeBytes: entry.sizeBytes - 1 };
      const cut = { ...entry, sizeBytes: entry.sizeBytes + 1 };
      await rejectsWith(t, 'STORE_TRUNCATED', textOf(store.read(grown)));
      await rejectsWith(t, 'STORE_TRUNCATED', textOf(store.read(cut)));
      await rejectsWith(t, 'STORE_MISSING', textOf(store.read({ ...entry, path: 'gone.txt' })));
      for await (const piece of store.read(entry)) {
        t.true(text.startsWith(Buffer.from(piece).toString()));
        break;
      }
      t.is(await textOf(store.read(entry)), text);
    },
  ],
  [
    'readEnd gives the last bytes and the size, of a file that is not there nothing',
    async (t, { store, root }) => {
      const content = randomBytes(200_000);
      putFile(root, 'G/big.csv', content);
      putFile(root, 'empty.csv', '');
      const end = await store.readEnd('G/big.csv', 70_000);
      t.is(end?.sizeBytes, 200_000);
      t.is(Buffer.compare(Buffer.from(end!.bytes), content.subarray(130_000)), 0);
      const whole = await store.readEnd('G/big.csv', 1e9);
      t.is(Buffer.compare(Buffer.from(whole!.bytes), content), 0);
      t.is((await store.readEnd('empty.csv', 10))?.bytes.length, 0);
      t.is(await store.readEnd('none.csv', 10), undefined);
      t.is(await store.readEnd('nowhere/none.csv', 10), undefined);
    },
  ],
  [
    'write makes folders, replaces, and leaves no temporary file',
    async (t, { store, root }) => {
      await store.write('G/2023/G_treated_2023.csv', bodyOf('first'));
      t.is(readFileSync(join(root, 'G/2023/G_treated_2023.csv'), 'utf8'), 'first');
      const body = randomBytes(300_000);
      await store.write('G/2023/G_treated_2023.csv', bodyOf(body));
      t.is(Buffer.compare(readFileSync(join(root, 'G/2023/G_treated_2023.csv')), body), 0);
      await store.write('top.txt', bodyOf(''));
      t.deepEqual(namesIn(root, 'G/2023'), ['G_treated_2023.csv']);
      t.deepEqual(namesIn(root), ['G', 'top.txt']);
    },
  ],
  [
    'writeMany makes folders, replaces, and leaves no temporary file',
    async (t, { store, root }) => {
      putFile(root, 'G/f1.txt', 'old');
      const files = Array.from({ length: 20 }, (_, i) => ({
        path: i < 10 ? `G/f${i}.txt` : `H/é ${i}.txt`,
        bytes: Buffer.from(i === 3 ? '' : LINES + String(i).padStart(i)),
      }));
      await store.writeMany(files);
      for (const { path, bytes } of files) t.is(readFileSync(join(root, path), 'utf8'), bytes.toString(), path);
      t.is(namesIn(root, 'G').length, 10);
      t.is(namesIn(root, 'H').length, 10);
    },
  ],
  [
    'write leaves the old file where the body is not what it says',
    async (t, { store, root }) => {
      putFile(root, 'a.csv', 'old');
      const body = bodyOf('new body');
      await rejectsWith(t, 'PUBLISH', store.write('a.csv', { ...body, sha256: bodyOf('other').sha256! }));
      await rejectsWith(t, 'PUBLISH', store.write('a.csv', { ...body, sizeBytes: 5 }));
      t.is(readFileSync(join(root, 'a.csv'), 'utf8'), 'old');
      t.deepEqual(namesIn(root), ['a.csv']);
    },
  ],
  [
    'write takes pieces that are good for a moment only, and leaves the old file where they break off',
    async (t, { store, root }) => {
      const content = randomBytes(3_000_000);
      const pieces = function* (): Generator<Uint8Array> {
        const buffer = Buffer.alloc(250_000);
        for (let at = 0; at < content.length; at += buffer.length) {
          content.copy(buffer, 0, at);
          yield buffer;
        }
      };
      await store.write('a.csv', { ...bodyOf(content), pieces });
      t.is(Buffer.compare(readFileSync(join(root, 'a.csv')), content), 0);
      const broken = function* (): Generator<Uint8Array> {
        yield content.subarray(0, 1_000_000);
        throw new PluvioError('DISK', 'the source broke');
      };
      await rejectsWith(t, 'DISK', store.write('a.csv', { ...bodyOf(content), pieces: broken }));
      t.is(Buffer.compare(readFileSync(join(root, 'a.csv')), content), 0);
    },
  ],
  [
    'append sends the new end of a file, and nothing where the file is not what it says',
    async (t, { store, root }) => {
      const content = randomBytes(300_000);
      putFile(root, 'G/2023/a.csv', content.subarray(0, 250_000));
      const growth = { ...bodyOf(content), sha256: bodyOf(content).sha256!, fromBytes: 250_000 };
      const end = { ...growth, pieces: bodyOf(content.subarray(250_000)).pieces };
      t.true(await store.append!('G/2023/a.csv', end));
      t.is(Buffer.compare(readFileSync(join(root, 'G/2023/a.csv')), content), 0);
      t.deepEqual(namesIn(root, 'G/2023'), ['a.csv']);
      t.false(await store.append!('G/2023/a.csv', end), 'it is longer than that by now');
      t.false(await store.append!('none.csv', end));
      t.is(Buffer.compare(readFileSync(join(root, 'G/2023/a.csv')), content), 0);
    },
  ],
  [
    'append never shows, under the file’s name, what does not read back as it should',
    async (t, { store, root }) => {
      putFile(root, 'a.csv', 'other');
      const end = { ...bodyOf('aaaaabbbbb'), sha256: bodyOf('aaaaabbbbb').sha256!, fromBytes: 5 };
      t.false(await store.append!('a.csv', { ...end, pieces: bodyOf('bbbbb').pieces }));
      t.deepEqual(namesIn(root), ['a.csv.pluvio-growing']);
      t.is(readFileSync(join(root, 'a.csv.pluvio-growing'), 'utf8'), 'otherbbbbb');
      await rejectsWith(t, 'STORE_NAME', store.append!('../a.csv', end));
    },
  ],
  [
    'append goes on with a file that an attempt left away with nothing added, and with no other',
    async (t, { store, root }) => {
      const end = { ...bodyOf('aaaaabbbbb'), sha256: bodyOf('aaaaabbbbb').sha256!, fromBytes: 5 };
      const growth = { ...end, pieces: bodyOf('bbbbb').pieces };
      putFile(root, 'a.csv.pluvio-growing', 'aaaaab');
      t.false(await store.append!('a.csv', growth));
      t.is(readFileSync(join(root, 'a.csv.pluvio-growing'), 'utf8'), 'aaaaab');
      putFile(root, 'a.csv.pluvio-growing', 'aaaaa');
      t.true(await store.append!('a.csv', growth));
      t.deepEqual(namesIn(root), ['a.csv']);
      t.is(readFileSync(join(root, 'a.csv'), 'utf8'), 'aaaaabbbbb');
    },
  ],
  [
    'rename replaces what is there and makes folders',
    async (t, { store, root }) => {
      putFile(root, 'a.txt', 'a');
      putFile(root, 'b.txt', 'b');
      await store.rename('a.txt', 'b.txt');
      t.is(readFileSync(join(root, 'b.txt'), 'utf8'), 'a');
      await store.rename('b.txt', 'deep/er/c.txt');
      t.is(readFileSync(join(root, 'deep/er/c.txt'), 'utf8'), 'a');
      t.deepEqual(namesIn(root), ['deep']);
      await rejectsWith(t, 'STORE_MISSING', store.rename('none.txt', 'x.txt'));
    },
  ],
  ...[false, true].flatMap(removals),
  [
    'every method refuses paths that leave the root or carry control characters',
    async (t, { store, root }) => {
      putFile(root, '../outside.txt', 'secret');
      t.teardown(() => rmSync(join(root, '../outside.txt'), { force: true }));
      for (const path of ['../outside.txt', '/etc/passwd', 'a/../../x', 'a\\b', 'a\r\nDELE b', 'a//b', '.', 'a\0b']) {
        const entry = { path, sizeBytes: 6, modifiedS: undefined };
        await rejectsWith(t, 'STORE_NAME', store.stat(path));
        await rejectsWith(t, 'STORE_NAME', store.list(path));
        await rejectsWith(t, 'STORE_NAME', store.listFolders(path));
        await rejectsWith(t, 'STORE_NAME', textOf(store.read(entry)));
        await rejectsWith(t, 'STORE_NAME', store.readEnd(path, 10));
        await rejectsWith(t, 'STORE_NAME', store.write(path, bodyOf('x')));
        await rejectsWith(t, 'STORE_NAME', store.rename(path, 'x'));
        const [read] = await collect(store.readMany([entry]));
        t.is((read!.error as PluvioError).code, 'STORE_NAME');
        const [removed] = await collect(store.removeMany([entry]));
        t.is(removed!.outcome, 'refused');
      }
      t.true(existsSync(join(root, '../outside.txt')));
      t.deepEqual(namesIn(root), []);
    },
  ],
];

/** What `removeMany` does, whether or not files get another name before they are deleted. */
function removals(leaveFirst: boolean): readonly Conformance[] {
  const how = leaveFirst ? 'removeMany with leaveFirst' : 'removeMany';
  return [
    [
      `${how} deletes what is unchanged only, and says what became of each`,
      async (t, { store, root }) => {
        const same = putFile(root, 'g/same.txt', 'x');
        const undated = { path: 'g/undated.txt', sizeBytes: 2, modifiedS: undefined };
        putFile(root, 'g/undated.txt', 'xx');
        const grown = putFile(root, 'g/grown.txt', 'x');
        const touched = putFile(root, 'g/touched.txt', 'x');
        const gone = { path: 'g/gone.txt', sizeBytes: 1, modifiedS: 1 };
        const nowhere = { path: 'nowhere/gone.txt', sizeBytes: 1, modifiedS: 1 };
        putFile(root, 'g/grown.txt', 'xy');
        utimesSync(join(root, 'g/touched.txt'), 1_700_000_060, 1_700_000_060);
        const left = putFile(root, 'g/left.txt.pluvio-leaving-0a1b2c3d', 'x');
        const asked = [same, grown, undated, gone, touched, nowhere, left];
        const results = await collect(store.removeMany(asked, { leaveFirst }));
        t.deepEqual(
          results.map(({ entry, outcome }) => [entry.path, outcome]),
          [
            ['g/same.txt', 'removed'],
            ['g/grown.txt', 'changed'],
            ['g/undated.txt', 'removed'],
            ['g/gone.txt', 'gone'],
            ['g/touched.txt', 'changed'],
            ['nowhere/gone.txt', 'gone'],
            [left.path, 'removed'],
          ],
        );
        t.deepEqual(namesIn(root, 'g'), ['grown.txt', 'touched.txt']);
      },
    ],
    [
      `${how} goes through hundreds`,
      async (t, { store, root }) => {
        const entries = Array.from({ length: 300 }, (_, i) => putFile(root, `g/${i}.txt`, 'x'.repeat(i % 7)));
        const results = await collect(store.removeMany(entries, { leaveFirst }));
        t.true(results.every(({ outcome }) => outcome === 'removed'));
        t.deepEqual(namesIn(root, 'g'), []);
      },
    ],
  ];
}
