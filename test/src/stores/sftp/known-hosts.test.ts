import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import {
  fingerprintOf,
  judgeKey,
  linesOf,
  readKnownHosts,
  typeOfKey,
} from '../../../../src/stores/sftp/known-hosts.js';
import { testUnless } from '../../../support/needs.js';
import { whyNoSshd } from '../../../support/servers/ssh-server.js';
import { tempFolder } from '../../../support/temp-folder.js';

/** A key as it goes over the wire: its type, then anything. */
function keyOf(type: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  return Buffer.concat([length, Buffer.from(type), randomBytes(40)]);
}

const [key, other, rsa] = [keyOf('ssh-ed25519'), keyOf('ssh-ed25519'), keyOf('ssh-rsa')];
const text = (names: string, bytes: Buffer, marker = ''): string =>
  `${marker}${names} ${typeOfKey(bytes)} ${bytes.toString('base64')} somebody@somewhere\n`;

/** What a file says of the key of a server. */
function judged(file: string, host = 'ftp.example.org', port = 22): string {
  return judgeKey(linesOf(readKnownHosts(file, 'known_hosts'), host, port), key).is;
}

const CASES: readonly (readonly [what: string, file: string, is: string, host?: string, port?: number])[] = [
  ['its name', text('ftp.example.org', key), 'known'],
  ['its name in capitals', text('FTP.Example.ORG', key), 'known'],
  ['one of several names', text('a,ftp.example.org,192.0.2.1', key), 'known'],
  ['a pattern', text('*.example.org', key), 'known'],
  ['a pattern of another domain', text('*.example.com', key), 'unknown'],
  ['a pattern with a sign that means more elsewhere', text('ftp.e.ample.org', key), 'unknown'],
  ['one sign of a pattern', text('ft?.example.org', key), 'known'],
  ['a pattern that leaves it out', text('*.example.org,!ftp.example.org', key), 'unknown'],
  ['another host', text('www.example.org', key), 'unknown'],
  ['nothing', '', 'unknown'],
  ['a comment', `# ${text('ftp.example.org', key)}`, 'unknown'],
  ['half a line', 'ftp.example.org ssh-ed25519\n', 'unknown'],
  ['an authority of hosts, which is not asked', text('ftp.example.org', key, '@cert-authority '), 'unknown'],
  ['line ends of Windows', text('ftp.example.org', key).replace('\n', '\r\n'), 'known'],
  ['another key of the same kind', text('ftp.example.org', other), 'changed'],
  ['another kind of key alone', text('ftp.example.org', rsa), 'changed'],
  ['several kinds', text('ftp.example.org', rsa) + text('ftp.example.org', key), 'known'],
  ['an old key and the new one', text('ftp.example.org', other) + text('ftp.example.org', key), 'known'],
  ['a key that was revoked', text('ftp.example.org', key) + text('*', key, '@revoked '), 'revoked'],
  ['another key that was revoked', text('*', other, '@revoked ') + text('ftp.example.org', key), 'known'],
  ['its port', text('[ftp.example.org]:2222', key), 'known', 'ftp.example.org', 2222],
  ['another port', text('[ftp.example.org]:2222', key), 'unknown', 'ftp.example.org', 2223],
  ['another port than the usual one', text('[ftp.example.org]:2222', key), 'unknown'],
  ['the host without the port', text('ftp.example.org', key), 'known', 'ftp.example.org', 2222],
  [
    'the host without the port, and another key with it',
    text('ftp.example.org', key) + text('[ftp.example.org]:2222', other),
    'changed',
    'ftp.example.org',
    2222,
  ],
  ['an address', text('[::1]:2222', key), 'known', '::1', 2222],
];

for (const [what, file, is, host, port] of CASES)
  test(`judgeKey, known hosts with ${what}: ${is}`, (t) => {
    t.is(judged(file, host, port), is);
  });

test('judgeKey names the line with the other key', (t) => {
  const lines = linesOf(readKnownHosts(`\n# a\n${text('h', rsa)}${text('h', other)}`, 'kh'), 'h', 22);
  const judgement = judgeKey(lines, key);
  t.true(judgement.is === 'changed' && judgement.by.line === 4 && judgement.by.file === 'kh');
});

testUnless(whyNoSshd())('names that ssh-keygen has hashed are found, and the fingerprint is the one it shows', (t) => {
  const file = join(tempFolder(t), 'known_hosts');
  const pair = join(tempFolder(t), 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', pair]);
  const [type, base64] = readFileSync(`${pair}.pub`, 'utf8').split(' ') as [string, string];
  writeFileSync(file, `ftp.example.org,[a.example.org]:2222 ${type} ${base64}\n`);
  execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' });
  const hashed = readFileSync(file, 'utf8');
  t.notRegex(hashed, /example/);
  const made = Buffer.from(base64, 'base64');
  const known = readKnownHosts(hashed, file);
  t.is(judgeKey(linesOf(known, 'ftp.example.org', 22), made).is, 'known');
  t.is(judgeKey(linesOf(known, 'a.example.org', 2222), made).is, 'known');
  t.is(judgeKey(linesOf(known, 'a.example.org', 2223), made).is, 'unknown');
  t.true(execFileSync('ssh-keygen', ['-l', '-f', `${pair}.pub`]).includes(fingerprintOf(made)));
});
