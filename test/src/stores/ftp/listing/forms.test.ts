import test from 'ava';
import fc from 'fast-check';
import { readListing, type FolderContent } from '../../../../../src/stores/ftp/listing/content.js';
import { WireNames } from '../../../../../src/stores/ftp/wire/wire-names.js';
import { FORMS, LANGUAGES, type Listed } from '../../../../support/stores/listing-lines.js';

/** Reads text as a server's bytes of UTF-8. */
function read(
  text: string,
  { machine = false, encoding = 'utf8' }: { machine?: boolean; encoding?: BufferEncoding } = {},
): FolderContent {
  const wire = new WireNames(() => undefined);
  return readListing(Buffer.from(text, encoding).toString('latin1'), machine, 'g', wire);
}

/** Files and folders by name: the size, −1 for a folder, undefined where it has to be asked. */
function namesOf({ files, folders, doubtful }: FolderContent): Record<string, number | undefined> {
  return Object.fromEntries([
    ...[...files].map(([name, { sizeBytes }]) => [name, sizeBytes]),
    ...[...folders].map((name) => [name, -1]),
    ...doubtful.map(({ names, sizeBytes }) => [names.at(-1), sizeBytes]),
  ]) as Record<string, number | undefined>;
}

const ENTRIES: readonly Listed[] = [
  { name: 'H_010324_000000.txt', sizeBytes: 2220, isFolder: false },
  { name: 'H 2_010324_010000.txt', sizeBytes: 7, isFolder: false },
  { name: 'sub folder', sizeBytes: 4096, isFolder: true },
];

for (const [name, form] of Object.entries(FORMS))
  test(`readListing understands ${name}`, (t) => {
    const shown = ENTRIES.map((entry) => ({ ...entry, name: form.nameOf?.(entry.name) ?? entry.name }));
    const content = read(
      `${form.heading ?? ''}${shown.map((entry) => `${form.line(entry)}\r\n`).join('')}${form.end ?? ''}`,
    );
    t.deepEqual(content.unread, []);
    t.deepEqual([...content.unsafeNames], []);
    t.deepEqual(
      namesOf(content),
      Object.fromEntries(
        shown.map(({ name, sizeBytes, isFolder }) => [name, isFolder ? -1 : form.isUnsized ? undefined : sizeBytes]),
      ),
    );
  });

for (const encoding of ['utf8', 'latin1'] as const)
  test(`readListing understands dates in every language (${encoding})`, (t) => {
    for (const date of LANGUAGES) {
      if (encoding === 'latin1' && /[^\u0000-\u00ff]/.test(date)) continue; // eslint-disable-line no-control-regex
      const content = read(`-rw-r--r--   1 ftp      ftp          2220 ${date} a b.txt\r\n`, { encoding });
      t.deepEqual(namesOf(content), { 'a b.txt': 2220 }, date);
    }
  });

test('readListing takes the headings of an empty folder for no lines', (t) => {
  for (const heading of [
    'total 0',
    'insgesamt 0',
    'итого 0',
    '合計 0',
    'total 8,2M',
    'total 4.0K',
    'Directory DISK$USER:[FTP]',
    '',
  ])
    for (const end of ['\r\n', '\n']) {
      const content = read(heading + end);
      t.deepEqual([content.unread, namesOf(content)], [[], {}], heading);
    }
});

const STRANGE: readonly string[] = [
  'ls: cannot open directory .: Permission denied',
  'Access denied.',
  'H_010324_000000.txt',
  '<html><body>Index of /raw</body></html>',
  '{"files": []}',
];

for (const line of STRANGE)
  test(`readListing does not take "${line}" for an entry`, (t) => {
    const content = read(`${line}\r\n`);
    t.deepEqual([content.unread, namesOf(content)], [[line], {}]);
  });

test('readListing tells single lines that it does not understand', (t) => {
  const good = '-rw-r--r--   1 ftp      ftp          2220 Mar 01 00:04 a.txt';
  const content = read(`${good}\r\nls: b.txt: No such file or directory\r\n`);
  t.deepEqual([namesOf(content), content.unread], [{ 'a.txt': 2220 }, ['ls: b.txt: No such file or directory']]);
});

test('readListing leaves . and .. out, and devices, pipes and sockets beside', (t) => {
  const content = read(
    [
      'drwxr-xr-x   2 ftp ftp 4096 Mar 01 00:04 .',
      'drwxr-xr-x   2 ftp ftp 4096 Mar 01 00:04 ..',
      'crw-rw-rw-   1 root root 5, 1 Mar 01 00:04 tty',
      'brw-rw----   1 root disk 8,0 Mar 01  2024 sda',
      'prw-r--r--   1 ftp ftp 0 Mar 01 00:04 pipe',
      'srw-r--r--   1 ftp ftp 0 Mar 01 00:04 socket',
      '',
    ].join('\n'),
  );
  t.deepEqual([namesOf(content), [...content.others].sort()], [{}, ['pipe', 'sda', 'socket', 'tty']]);
});

test('readListing takes links for something to be asked about, and the arrow that the size tells', (t) => {
  const content = read(
    'lrwxrwxrwx 1 ftp ftp 6 Mar 01 00:04 a -> b.txt -> ../c/d\r\nlrwxrwxrwx 1 ftp ftp 5 Mar 01 00:04 x -> y.txt\r\n',
  );
  t.deepEqual(
    content.doubtful.map(({ names, kind }) => [names[0], kind]),
    [
      ['a -> b.txt', 'link'],
      ['x', 'link'],
    ],
  );
  t.deepEqual(namesOf(read('-rw-r--r-- 1 ftp ftp 5 Mar 01 00:04 a -> b.txt\r\n')), { 'a -> b.txt': 5 });
});

test('readListing finds the size among numbers that could be dates', (t) => {
  t.deepEqual(namesOf(read('-rw-r--r-- 1 1 ftp 2024 Mar 01 00:04 a\r\n-rw-r--r-- 1 12 31 2024 1 Mar 00:04 b\r\n')), {
    a: 2024,
    b: 2024,
  });
  t.deepEqual(namesOf(read('-rw-r--r-- 1 ftp 2220 Mar 01 00:04 5 Mar 01 00:04 x\r\n')), { '5 Mar 01 00:04 x': 2220 });
});

test('readListing asks about names with a blank in front, and keeps those at the end', (t) => {
  const { doubtful, files } = read(
    '-rw-r--r-- 1 ftp ftp 5 Mar 01 00:04  a.txt\r\n-rw-r--r-- 1 ftp ftp 5 Mar 01 00:04 b.txt \r\n',
  );
  t.deepEqual(
    doubtful.map(({ names }) => names),
    [[' a.txt', 'a.txt']],
  );
  t.deepEqual([...files.keys()], ['b.txt ']);
});

test('readListing believes no last line without an end', (t) => {
  const whole = '-rw-r--r-- 1 ftp ftp 5 Mar 01 00:04 a.txt\r\n';
  const cutInName = read(`${whole}-rw-r--r-- 1 ftp ftp 5 Mar 01 00:04 b.t`);
  t.deepEqual(
    cutInName.doubtful.map(({ names, isLast }) => [names, isLast]),
    [[['b.t'], true]],
  );
  t.true(read(`${whole}-rw-r--r-- 1 f`).isBroken);
  t.false(read(whole).isBroken);
});

test('readListing of MLSD asks for sizes and types that are not there', (t) => {
  const content = read(
    'size=5;modify=20240301000405; a\r\ntype=file;modify=20240301000405; b\r\ntype=dir; c\r\n d\r\ntype=file;size=7 e\r\n',
    { machine: true },
  );
  t.deepEqual(
    content.doubtful.map(({ names, kind, sizeBytes }) => [names[0], kind, sizeBytes]),
    [
      ['a', 'unknown', 5],
      ['b', 'file', undefined],
      ['d', 'unknown', undefined],
    ],
  );
  t.deepEqual([[...content.folders], [...content.files.keys()]], [['c'], ['e']]);
});

/** Any name that a line can carry, and none that its form takes for something else. */
const anyName = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .filter(
    (name) => !/[\p{Cc}/\\\ufffd\uef00-\uefff]|^[ \t]|^\.{1,2}$|^\d|^[+-]\d{4} | -> /u.test(name) && name.trim() !== '',
  );

for (const name of ['unix', 'numeric owners', 'SELinux', 'full ISO', 'IIS', 'EPLF'])
  test(`any name comes out of ${name} as it went in`, (t) => {
    const form = FORMS[name]!;
    fc.assert(
      fc.property(
        fc.uniqueArray(anyName, { minLength: 1, maxLength: 6 }),
        fc.nat(2_000_000_000),
        (names, sizeBytes) => {
          const lines = names.map((name) => `${form.line({ name, sizeBytes, isFolder: false })}\r\n`);
          const { files } = read(lines.join(''));
          t.deepEqual(
            [...files].map(([name, file]) => [name, file.sizeBytes]),
            names.map((name) => [name, sizeBytes]),
          );
        },
      ),
    );
  });

test('no text makes readListing fail, or give a name that leads elsewhere', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.boolean(), (text, machine) => {
      const content = readListing(Buffer.from(text).toString('latin1'), machine, '', new WireNames(() => undefined));
      const names = [...content.files.keys(), ...content.folders];
      t.deepEqual(
        names.filter((name) => /[/\\]|^\.{1,2}$/.test(name)),
        [],
      );
    }),
  );
});
