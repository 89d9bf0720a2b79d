import test from 'ava';
import type { StoreAddress } from '../../../src/config/address.js';
import { problemText, readSettings } from '../../../src/config/settings.js';
import { pickEnvironment } from '../../../src/config/variables.js';

function sourceOf(env: Record<string, string>): { address: StoreAddress | undefined; problems: string[] } {
  const picked = pickEnvironment({ FTP_SOURCE_DIR: '/raw', ...env });
  const { settings, problems } = readSettings({}, picked, 'source-to-target', () => 'from a file');
  return { address: settings.source?.value.address, problems: problems.map(problemText) };
}

const SERVERS: readonly (readonly [Record<string, string>, string, number, false | 'explicit' | 'implicit'])[] = [
  [{ FTP_SERVER: 'host' }, 'host', 21, false],
  [{ FTP_SERVER: 'host:2121' }, 'host', 2121, false],
  [{ FTP_SERVER: 'host', FTP_PORT: '2121' }, 'host', 2121, false],
  [{ FTP_SERVER: 'host:2121', FTP_PORT: '2121' }, 'host', 2121, false],
  [{ FTP_SERVER: '::1', FTP_PORT: '2121' }, '::1', 2121, false],
  [{ FTP_SERVER: 'ftps://host' }, 'host', 21, 'explicit'],
  [{ FTP_SERVER: 'host', FTP_SECURE: 'true' }, 'host', 21, 'explicit'],
  [{ FTP_SERVER: 'host', FTP_SECURE: 'explicit' }, 'host', 21, 'explicit'],
  [{ FTP_SERVER: 'host', FTP_SECURE: 'implicit' }, 'host', 990, 'implicit'],
  [{ FTP_SERVER: 'host:2990', FTP_SECURE: 'Implicit' }, 'host', 2990, 'implicit'],
  [{ FTP_SERVER: 'host', FTP_SECURE: 'true', FTP_PORT: '990' }, 'host', 990, 'implicit'],
  [{ FTP_SERVER: 'ftps://host', FTP_SECURE: 'true' }, 'host', 21, 'explicit'],
];

for (const [env, host, port, secure] of SERVERS)
  test(`readSettings understands ${JSON.stringify(env)}`, (t) => {
    t.deepEqual(sourceOf(env), { address: { kind: 'ftp', host, port, secure, path: '/raw' }, problems: [] });
  });

for (const [env, host, port, user] of [
  [{ FTP_SERVER: 'host', FTP_SECURE: 'sftp' }, 'host', 22, undefined],
  [{ FTP_SERVER: 'host:2222', FTP_SECURE: 'SFTP' }, 'host', 2222, undefined],
  [{ FTP_SERVER: 'host', FTP_SECURE: 'sftp', FTP_PORT: '2222' }, 'host', 2222, undefined],
  [{ FTP_SERVER: 'sftp://host' }, 'host', 22, undefined],
  [{ FTP_SERVER: 'sftp://logger@[::1]:2222', FTP_SECURE: 'sftp' }, '::1', 2222, 'logger'],
] as const)
  test(`readSettings understands ${JSON.stringify(env)}`, (t) => {
    const address = { kind: 'sftp', host, port, user, path: '/raw' };
    t.deepEqual(sourceOf({ FTP_USERNAME: 'u', ...env }), { address, problems: [] });
  });

test('a key of its own goes to the target, with its passphrase; without one, that of all servers does', (t) => {
  const read = (env: Record<string, string>): unknown => {
    const all = { FTP_SERVER: 'h', FTP_SECURE: 'sftp', FTP_USERNAME: 'u', FTP_SOURCE_DIR: 's', FTP_TARGET_DIR: 't' };
    const { settings, problems } = readSettings(
      {},
      pickEnvironment({ ...all, ...env }),
      'source-to-target',
      () => 'words',
    );
    t.deepEqual(problems, []);
    return [settings.source?.value.login.key, settings.target?.value.login.key];
  };
  const [a, b] = [
    { file: 'a', passphrase: undefined },
    { file: 'b', passphrase: 'words' },
  ];
  t.deepEqual(read({ FTP_KEY_FILE: 'a' }), [a, a]);
  t.deepEqual(read({ FTP_KEY_FILE: 'a', FTP_TARGET_KEY_FILE: 'b', FTP_TARGET_KEY_PASSPHRASE_FILE: 'f' }), [a, b]);
  t.deepEqual(read({}), [undefined, undefined]);
});

for (const [env, problem] of [
  [
    { FTP_SERVER: 'ftp://host', FTP_SECURE: 'sftp', FTP_USERNAME: 'u' },
    /FTP_SERVER is ftp:\/\/, and FTP_SECURE says otherwise/,
  ],
  [{ FTP_SERVER: 'sftp://u@host', FTP_SECURE: 'true' }, /FTP_SERVER is sftp:\/\/, and FTP_SECURE says otherwise/],
  [{ FTP_SERVER: 'sftp://host' }, /SFTP wants a user: give sftp:\/\/user@host\/path, or set FTP_USERNAME/],
  [{ FTP_SERVER: 'host', FTP_CHECK_HOST_KEY: 'maybe' }, /FTP_CHECK_HOST_KEY: "maybe" is neither true nor false/],
  [{ FTP_SERVER: 'host:2121', FTP_PORT: '21' }, /FTP_SERVER has port 2121, and FTP_PORT says 21; give one of them/],
  [{ FTP_SERVER: 'ftp://host', FTP_SECURE: 'true' }, /FTP_SERVER is ftp:\/\/, and FTP_SECURE says otherwise/],
  [{ FTP_SERVER: 'host/raw' }, /FTP_SERVER: "host\/raw" holds a path/],
  [{ FTP_SERVER: 'host', FTP_PORT: '0' }, /FTP_PORT: "0" is not a port; expected 1 to 65535/],
  [{ FTP_SERVER: 'host', FTP_PORT: '21/tcp' }, /FTP_PORT: "21\/tcp" is not a port/],
  [{ FTP_SERVER: 'host', FTP_SECURE: 'tls' }, /FTP_SECURE: "tls" is neither true nor false nor implicit nor sftp/],
  [{ FTP_SERVER: 'host', FTP_PASSWORD: 'a\nb' }, /more than one line/],
] as const)
  test(`readSettings says what is wrong with ${JSON.stringify(env)}`, (t) => {
    const { problems } = sourceOf(env);
    t.is(problems.length, 1);
    t.regex(problems[0]!, problem);
  });

for (const password of [' a', 'a ', '  ', '\ta\t', '"a"', "'a'", 'a # b', 'a\\b', '$HOME', 'é', '💧', 'a\u00a0'])
  test(`a password in the environment is taken as it is: ${JSON.stringify(password)}, ${Buffer.from(password).toString('hex')}`, (t) => {
    const env = pickEnvironment({ FTP_SERVER: ' host ', FTP_SOURCE_DIR: '/raw', FTP_PASSWORD: password });
    const { settings } = readSettings({}, env, 'source-to-target', () => '');
    t.is(settings.source?.value.login.password, password);
    t.is(env.FTP_SERVER, 'host');
  });

test('the CR of a file with line ends of Windows is no part of a password', (t) => {
  t.is(pickEnvironment({ FTP_PASSWORD: 'secret\r' }).FTP_PASSWORD, 'secret');
});
