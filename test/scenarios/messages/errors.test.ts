import { chmodSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import test from 'ava';
import { ERROR_CODES, type ErrorCode } from '../../../src/domain/errors.js';
import { DEFAULT_GLOBALS, processHost } from '../../../src/cli/host/host.js';
import { reportError } from '../../../src/cli/text/report-error.js';
import { ownVersion } from '../../../src/cli/version.js';
import { pluvio, tempFolder } from '../../support/pluvio.js';
import { LOCAL } from './provocations/local.js';
import { tidied } from './provocations/provocation.js';
import { REMOTE } from './provocations/remote.js';

const PROVOCATIONS = [...LOCAL, ...REMOTE];

for (const { code, when, args, files = {}, env = {}, arrange, exit, message } of PROVOCATIONS) {
  test(`${code} where ${when}: pluvio ${args[0]!} brings its code and the whole message`, async (t) => {
    const cwd = tempFolder(t);
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(cwd, name), text);
      chmodSync(join(cwd, name), 0o644);
    }
    const all = { ...env, ...(await arrange?.(t, cwd)) };
    const result = await pluvio([...args, '--log-format', 'json'], { cwd, env: all });
    const lines = result.stderr.split('\n').filter((line) => line !== '');
    const logged = lines.map((line) => JSON.parse(line) as { code?: ErrorCode; msg: string });
    const told = logged.filter((line) => line.code === code).map(({ msg }) => tidied(msg, cwd));
    t.deepEqual(told, [message], result.stderr);
    t.is(result.code, exit);
    t.is(result.stdout.toString(), '');
    const { FTP_PASSWORD: password = '' } = all as { FTP_PASSWORD?: string };
    if (password.length > 1) t.false(result.stderr.includes(password));
  });
}

test('every code of docs/errors.md is provoked', (t) => {
  const provoked = new Set(PROVOCATIONS.map(({ code }) => code));
  t.deepEqual([...provoked].sort(), (Object.keys(ERROR_CODES) as ErrorCode[]).sort());
  for (const { code, exit } of PROVOCATIONS) if (code !== 'STORE_TRUNCATED') t.is(exit, ERROR_CODES[code].exit, code);
});

test('an error is one sentence on stderr, whatever the log level', async (t) => {
  for (const more of [[], ['--quiet'], ['--log-level', 'silent'], ['--log-format', 'pretty']]) {
    const { stderr, code } = await pluvio(['parse', 'absent.txt', ...more]);
    t.is(stderr, 'pluvio: Cannot read absent.txt: it is not there\n');
    t.is(code, 2);
  }
});

test('off a terminal the error that ends a run which keeps a log is its last line, JSON as the others', async (t) => {
  const out = join(tempFolder(t), 'out');
  const env = { FTP_USERNAME: 'u', FTP_PASSWORD: 'p' };
  const update = ['update', '--uncalibrated', '--gauge', 'A', '--out', out];
  const copy = ['copy', '--gauge', 'A', '--out', out, '--to', out];
  for (const [args, code] of [
    [update, 'CONFIG'],
    [[...update, '--from', 'absent'], 'INPUT'],
    [[...copy, '--from', 'ftp://127.0.0.1:1/'], 'STORE_UNREACHABLE'],
  ] as const) {
    const { stderr } = await pluvio(args, { env });
    const lines = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    t.like(lines.at(-1), { level: 50, code }, stderr);
  }
  t.regex((await pluvio([...update, '--log-format', 'pretty'])).stderr, /^pluvio: /);
  t.regex((await pluvio(['update', '--evry', '5m'])).stderr, /^pluvio: unknown option/);
});

test('an error has a stack trace only with --debug', async (t) => {
  t.false((await pluvio(['parse', 'absent.txt'])).stderr.includes(' at '));
  t.regex((await pluvio(['parse', 'absent.txt', '--debug'])).stderr, /\n {4}at /);
  const { stderr } = await pluvio(['parse', 'absent.txt', '--debug', '--log-format', 'json']);
  t.regex((JSON.parse(stderr) as { stack: string }).stack, /\n {4}at /);
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
    globals: { ...DEFAULT_GLOBALS, logFormat: 'pretty' as const },
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
