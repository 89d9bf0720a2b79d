import { chmodSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import test from 'ava';
import type { ErrorCode } from '../../../src/domain/errors.js';
import { processHost } from '../../../src/cli/host.js';
import { reportError } from '../../../src/cli/report-error.js';
import { ownVersion } from '../../../src/cli/version.js';
import { pluvio, tempFolder } from './pluvio.js';

/** A command line that ends in an error, in a folder with a few files; the whole message on stderr. */
interface Provocation {
  readonly code: ErrorCode;
  readonly args: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly exit: number;
  readonly stderr: string;
}

const LINE = 'Hydropolis, 1704067200, 1, 0, 12\n';

const PROVOCATIONS: readonly Provocation[] = [
  {
    code: 'USAGE',
    args: ['run', '--emit', 'something'],
    exit: 2,
    stderr:
      "option '--emit <output>' argument 'something' is invalid. Allowed choices are concatenated, treated, triplets. (see pluvio --help)",
  },
  {
    code: 'CONFIG',
    args: ['run', '--not-before', 'yesterday', '--gauge', 'A,..', '--year', 'x'],
    exit: 2,
    stderr: `Cannot start, 4 settings are wrong:
  - --not-before: "yesterday" is not a date; expected YYYY-MM-DD
  - no calibration for A: give --calib FILE or set CALIB_FILE, or say --uncalibrated
  - the gauge ".." is no name for a folder
  - --year: "x" is not a year; expected 1970 to 2105`,
  },
  {
    code: 'CONFIG',
    args: ['check', '--env-file', 'bad.env'],
    files: { 'bad.env': 'FTP_SERVER=a\nthis is none\n' },
    exit: 2,
    stderr: 'Cannot read bad.env: line 2 is not NAME=value',
  },
  {
    code: 'CONFIG',
    args: ['check', '--env-file', 'open.env'],
    files: { 'open.env': 'FTP_PASSWORD=hush\n' },
    exit: 2,
    stderr: 'Cannot use open.env: it holds FTP_PASSWORD and others can read it; chmod 600 it',
  },
  {
    code: 'CALIBRATION',
    args: ['run', '--calib', 'calib.csv', 'raw.txt'],
    files: { 'calib.csv': 'pluvio,a,c\nHydropolis,0,0\n', 'raw.txt': LINE },
    exit: 2,
    stderr: 'Cannot start: Cannot read calibration: column "b" is missing in calib.csv; expected pluvio,a,b,c',
  },
  {
    code: 'GAUGES',
    args: ['parse', '--gauges', 'gauges.csv', 'raw.txt'],
    files: { 'gauges.csv': 'gauge,tip_mm\nHydropolis,much\n', 'raw.txt': LINE },
    exit: 2,
    stderr:
      'Cannot start: Cannot read the gauges table: gauges.csv, line 2: column "tip_mm": "much" is not a number; mend it and run again',
  },
  {
    code: 'INPUT',
    args: ['parse', 'absent.txt', 'gone.txt'],
    exit: 2,
    stderr: 'Cannot read: absent.txt is not there; gone.txt is not there',
  },
  {
    code: 'INPUT',
    args: ['calibrate', '--uncalibrated', 'raw.txt'],
    files: { 'raw.txt': LINE },
    exit: 2,
    stderr:
      'Cannot read raw.txt, line 1: "Hydropolis, 1704067200, 1, 0, 12" is not the header "gauge,time,tips,wind,battery"; raw logger files go through pluvio parse first',
  },
  {
    code: 'DISK',
    args: ['parse', '--rejects', 'absent/rejects.csv', 'raw.txt'],
    files: { 'raw.txt': LINE },
    exit: 4,
    stderr: "Cannot write absent/rejects.csv: ENOENT: no such file or directory, open 'absent/rejects.csv'",
  },
];

for (const { code, args, files = {}, env = {}, exit, stderr } of PROVOCATIONS) {
  test(`${code} by pluvio ${args.join(' ')}: the whole message`, async (t) => {
    const cwd = tempFolder(t);
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(cwd, name), text);
      chmodSync(join(cwd, name), 0o644);
    }
    const result = await pluvio(args, { cwd, env });
    t.is(result.stderr, `pluvio: ${stderr}\n`);
    t.is(result.code, exit);
    t.is(result.stdout.toString(), '');
  });
}

test('DAMAGED: a published file that does not match its manifest waits, the message says what to do', async (t) => {
  const cwd = tempFolder(t);
  writeFileSync(join(cwd, 'raw.txt'), LINE);
  const run = ['run', '--uncalibrated', '--out', 'out', 'raw.txt'];
  t.is((await pluvio(run, { cwd })).code, 0);
  writeFileSync(join(cwd, 'out', 'Hydropolis', '2024', 'Hydropolis_manifest_2024.json'), '{}');
  const { code, stderr } = await pluvio(run, { cwd });
  t.is(code, 4);
  t.regex(stderr, /Hydropolis 2024 waits: /);
});

test('an error has a stack trace only with --debug', async (t) => {
  t.false((await pluvio(['parse', 'absent.txt'])).stderr.includes(' at '));
  t.regex((await pluvio(['parse', 'absent.txt', '--debug'])).stderr, /\n {4}at /);
});

test('a bug asks for a report with version, Node, platform and run', (t) => {
  let stderr = '';
  const host = {
    ...processHost(),
    stderr: new Writable({
      write: (piece: Buffer, _encoding, done) => {
        stderr += piece.toString();
        done();
      },
    }),
    run: { id: '0123abcd' },
  };
  t.is(reportError(new TypeError('nothing is something'), host), 1);
  const system = `${process.platform} ${os.release()} ${process.arch}`;
  t.is(
    stderr,
    `pluvio: this is a bug of pluvio: nothing is something
  Please report it with the command line, what --debug adds, and this:
  pluvio ${ownVersion()}, Node ${process.version}, ${system}, run 0123abcd
`,
  );
});
