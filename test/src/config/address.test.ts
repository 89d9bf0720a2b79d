import test from 'ava';
import fc from 'fast-check';
import { formatAddress, parseAddress, parseServerName, serverAt } from '../../../src/config/address.js';

const UNDERSTOOD: readonly (readonly [string, string, number, false | 'explicit' | 'implicit', string])[] = [
  ['ftp://host', 'host', 21, false, '/'],
  ['ftp://host/', 'host', 21, false, '/'],
  ['ftp://host:2121/raw/x', 'host', 2121, false, '/raw/x'],
  ['FTP://Host.Example.ORG:/raw', 'host.example.org', 21, false, '/raw'],
  ['ftps://host/raw', 'host', 21, 'explicit', '/raw'],
  ['ftpes://host/raw', 'host', 21, 'explicit', '/raw'],
  ['ftps://host:990/raw', 'host', 990, 'implicit', '/raw'],
  ['ftps://host:2121/raw', 'host', 2121, 'explicit', '/raw'],
  ['ftp://[::1]:2121/raw', '::1', 2121, false, '/raw'],
  ['ftp://[fe80::1%eth0]/raw', 'fe80::1%eth0', 21, false, '/raw'],
  ['ftp://127.0.0.1/raw', '127.0.0.1', 21, false, '/raw'],
  ['ftp://host/raw#1/a', 'host', 21, false, '/raw#1/a'],
  ['ftp://host/raw?x=1', 'host', 21, false, '/raw?x=1'],
  ['ftp://host/a%20b/100%25', 'host', 21, false, '/a b/100%'],
  ['ftp://host/H%C3%B4tel', 'host', 21, false, '/Hôtel'],
  ['ftp://host/Hôtel de ville', 'host', 21, false, '/Hôtel de ville'],
  ['ftp://host/a%2Fb', 'host', 21, false, '/a/b'],
  ['ftp://host/a@b:c', 'host', 21, false, '/a@b:c'],
  ['ftp://host/a/./b/../c', 'host', 21, false, '/a/c'],
  ['ftp://my_host/raw', 'my_host', 21, false, '/raw'],
  ['ftp://bücher.example/raw', 'xn--bcher-kva.example', 21, false, '/raw'],
];

for (const [text, host, port, secure, path] of UNDERSTOOD)
  test(`parseAddress understands ${text}`, (t) => {
    t.deepEqual(parseAddress(text), { kind: 'ftp', host, port, secure, path });
  });

for (const [text, host, port, user, path] of [
  ['sftp://host/raw', 'host', 22, undefined, '/raw'],
  ['sftp://logger@host/raw', 'host', 22, 'logger', '/raw'],
  ['SFTP://logger@Host.Example.ORG:2222/raw/x', 'host.example.org', 2222, 'logger', '/raw/x'],
  ['sftp://logger@[::1]:2222/', '::1', 2222, 'logger', '/'],
  ['sftp://a%40b.example@host', 'host', 22, 'a@b.example', '/'],
  ['sftp://a@b.example@host/x', 'host', 22, 'a@b.example', '/x'],
  ['sftp://logger@host/~/raw', 'host', 22, 'logger', '/~/raw'],
  ['sftp://logger@host/a@b:c', 'host', 22, 'logger', '/a@b:c'],
] as const)
  test(`parseAddress understands ${text}`, (t) => {
    t.deepEqual(parseAddress(text), { kind: 'sftp', host, port, user, path });
  });

const WRONG: readonly (readonly [string, RegExp])[] = [
  ['', /empty/],
  ['ftp://', /host is missing/],
  ['ftp:///raw', /host is missing/],
  ['ftp:/host/raw', /is no address; expected .*ftp:\/\/host/],
  ['ftp:host', /is no address/],
  ['http://host/raw', /"http:\/\/" is not understood; use a folder, ftp:\/\/, ftps:\/\/ or sftp:\/\//],
  ['sftp:host', /is no address; expected .*sftp:\/\/user@host/],
  ['sftp://@host/raw', /the user before the "@" is missing/],
  ['sftp://a%2Fb@host/raw', /is no user/],
  ['sftp://a%zz@host/raw', /"%zz" is no character/],
  ['sftp://logger@/raw', /host is missing/],
  ['sftp://logger@host:0/raw', /"0" is not a port/],
  ['ftp://host:99999/raw', /"99999" is not a port; expected 1 to 65535/],
  ['ftp://host:0/raw', /"0" is not a port/],
  ['ftp://host:port/raw', /"port" is not a port/],
  ['ftp://host:21x/raw', /"21x" is not a port/],
  ['ftp://::1/raw', /IPv6 address in brackets/],
  ['ftp://2001:db8::1:2121/raw', /IPv6 address in brackets/],
  ['ftp://[::1/raw', /no host/],
  ['ftp://[1.2.3.4]/raw', /no host/],
  ['ftp://ho st/raw', /no host/],
  ['ftp://host?raw', /"\?" cannot be in one/],
  ['ftp://host#raw', /"#" cannot be in one/],
  ['ftp://host\\raw', /"\\" cannot be in one/],
  ['ftp://host/100%', /write "%25" for a per cent sign/],
  ['ftp://host/a%zzb', /"%zz" is no character; write "%25"/],
  ['ftp://host/H%F4tel', /no UTF-8/],
  ['ftp://host/a%0ab', /control character/],
  ['ftp://host/a%00b', /control character/],
];

for (const [text, problem] of WRONG)
  test(`parseAddress says what is wrong with "${text}"`, (t) => {
    const result = parseAddress(text);
    t.regex('problem' in result ? result.problem : 'no problem', problem);
  });

for (const text of [
  'ftp://logger:sEcret@host/raw',
  'ftp://logger@host/raw',
  'ftp://logger:sE/cret@host/raw',
  'ftp://logger:sE#cret@host/raw',
  'ftp://logger:sE?cret@host:99999/raw',
  'ftp:/logger:sEcret@host/raw',
  'sftp://logger:sEcret@host/raw',
  'sftp://logger:sE/cret@host/raw',
  'sftp://logger:sE@cret@host/raw',
  'sftp:/logger:sEcret@host/raw',
])
  test(`a login in an address is refused, and not shown: ${text}`, (t) => {
    const result = parseAddress(text);
    t.true('problem' in result);
    t.notRegex(JSON.stringify(result), /sE|cret/);
  });

test('what formatAddress shows is what parseAddress reads', (t) => {
  fc.assert(
    fc.property(
      fc.constantFrom('host', 'a.example.org', '127.0.0.1', '::1', 'fe80::1'),
      fc.integer({ min: 1, max: 65_535 }),
      fc.boolean(),
      fc.array(fc.stringMatching(/^[a-zA-Z0-9 #?@:ôü_-]+$/), { minLength: 1 }),
      (host, port, isSecure, names) => {
        const address = { kind: 'ftp' as const, ...serverAt({ host, port, isSecure }), path: `/${names.join('/')}` };
        t.deepEqual(parseAddress(formatAddress(address)), address);
      },
    ),
  );
});

test('parseAddress neither fails nor gives a path with what is not to be in one', (t) => {
  fc.assert(
    fc.property(fc.string(), (rest) => {
      const result = parseAddress(`ftp://host/${rest}`);
      // eslint-disable-next-line no-control-regex -- they are what is looked for
      t.false('path' in result && result.kind !== 'folder' && /[\u0000-\u001f\u007f]/.test(result.path));
    }),
  );
});

const NAMES: readonly (readonly [string, string, number | undefined, boolean | undefined])[] = [
  ['host', 'host', undefined, undefined],
  ['host:2121', 'host', 2121, undefined],
  ['127.0.0.1:2121', '127.0.0.1', 2121, undefined],
  ['::1', '::1', undefined, undefined],
  ['[::1]', '::1', undefined, undefined],
  ['[::1]:2121', '::1', 2121, undefined],
  ['ftp://host', 'host', undefined, false],
  ['ftp://host/', 'host', undefined, false],
  ['ftps://host:990', 'host', 990, true],
];

for (const [text, host, port, isSecure] of NAMES)
  test(`parseServerName understands ${text}`, (t) => {
    t.deepEqual(parseServerName(text), { host, port, isSecure });
  });

for (const [text, problem] of [
  ['host/raw', /holds a path.*FTP_SOURCE_DIR/],
  ['ftp://host/raw', /holds a path/],
  ['host:70000', /"70000" is not a port/],
  ['http://host', /"http:\/\/" is not understood; write the host alone/],
  ['logger:sEcret@host', /holds a user or password/],
  ['a b', /no host/],
] as const)
  test(`parseServerName says what is wrong with "${text.replace('sEcret', '…')}"`, (t) => {
    const result = parseServerName(text);
    t.regex('problem' in result ? result.problem : 'no problem', problem);
    t.false(JSON.stringify(result).includes('sEcret'));
  });
