import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import ssh2 from 'ssh2';
import { PluvioError, type ErrorCode } from '../../../../src/domain/errors.js';
import type { PrivateKey } from '../../../../src/stores/login.js';
import type { SftpStoreOptions } from '../../../../src/stores/sftp/options.js';
import { testUnless } from '../../../support/needs.js';
import {
  knownLine,
  makeKey,
  sftpStoreOn,
  sshServer,
  startSshServer,
  whyNoSshd,
  type SshServer,
} from '../../../support/servers/ssh-server.js';
import { blackHole } from '../../../support/servers/black-hole.js';
import { relayTo } from '../../../support/servers/relay.js';
import { tempFolder } from '../../../support/temp-folder.js';

const PASSPHRASE = 'rain falls';
let server: SshServer;
const sshTest = testUnless(whyNoSshd(), test.serial);

test.before(async () => {
  if (whyNoSshd() !== undefined) return;
  server = await startSshServer({ hostKeys: ['rsa', 'ecdsa', 'ed25519'], passphrase: PASSPHRASE });
});

test.after.always(async () => {
  if (whyNoSshd() === undefined) await server.stop();
});

const keyIn = (file: string, passphrase?: string): PrivateKey => ({
  file,
  passphrase,
  read: () => readFileSync(file, 'utf8'),
});

async function refusal(
  t: ExecutionContext,
  options: Partial<SftpStoreOptions>,
  code: ErrorCode = 'STORE_UNREACHABLE',
): Promise<string> {
  const { store, events } = sftpStoreOn(t, server, options);
  const error = await t.throwsAsync(store.hasFolder(''), { instanceOf: PluvioError });
  t.is(error.code, code, error.message);
  t.deepEqual(events, [], 'another attempt is of no use');
  t.false(error.message.includes(server.password));
  return error.message;
}

async function letsIn(t: ExecutionContext, options: Partial<SftpStoreOptions>): Promise<void> {
  const { store } = sftpStoreOn(t, server, options);
  t.true(await store.hasFolder(''));
  await store.close();
}

sshTest('a key opens the server, with its passphrase alone', async (t) => {
  await letsIn(t, { password: '', key: keyIn(server.keyFile, PASSPHRASE) });
  await letsIn(t, { password: 'wrong', key: keyIn(server.keyFile, PASSPHRASE) });
  const locked = await refusal(t, { password: '', key: keyIn(server.keyFile) }, 'CONFIG');
  t.regex(locked, /Cannot use the key file .*key: .*no passphrase/);
  const wrong = await refusal(t, { password: '', key: keyIn(server.keyFile, 'sun shines') }, 'CONFIG');
  t.regex(wrong, /Cannot use the key file .*key: .*(?:bad passphrase|integrity)/i);
  const open = await refusal(t, { key: keyIn(`${server.keyFile}.pub`) }, 'CONFIG');
  t.regex(open, /it holds no private key/);
  const nothing = join(tempFolder(t), 'key');
  writeFileSync(nothing, 'no key\n');
  t.regex(await refusal(t, { key: keyIn(nothing) }, 'CONFIG'), /Cannot use the key file .*Unsupported key format/);
});

sshTest('a key that the server does not know leaves the password to be tried', async (t) => {
  const other = join(tempFolder(t), 'other');
  makeKey(other, 'rsa');
  await letsIn(t, { key: keyIn(other) });
  const message = await refusal(t, { password: 'wrong', key: keyIn(other) });
  t.true(
    message.includes(`the server refuses "logger" by the key ${other} and the password; check user, password and key`),
  );
});

sshTest('a wrong password, and none, are told as such', async (t) => {
  t.regex(
    await refusal(t, { password: 'wrong' }),
    /^Cannot log in to sftp:\/\/logger@127\.0\.0\.1:\d+: the server refuses "logger" by the password; /,
  );
  t.regex(await refusal(t, { password: '' }), /and neither a password nor a key was given/);
});

sshTest('a server that wants both key and password gets both', async (t) => {
  const both = await sshServer(t, { extra: ['AuthenticationMethods publickey,password'] });
  const { store } = sftpStoreOn(t, both, { key: keyIn(both.keyFile) });
  t.true(await store.hasFolder(''));
  const half = sftpStoreOn(t, both, { key: keyIn(both.keyFile), password: 'wrong' });
  await t.throwsAsync(half.store.hasFolder(''), { message: /refuses "logger" by the key .* and the password/ });
});

sshTest('a server that asks for the password in its own words is answered; one without SFTP is told', async (t) => {
  const methods: string[] = [];
  const own = new ssh2.Server({ hostKeys: [readFileSync(join(server.work, 'host_ed25519'))] }, (client) => {
    client.on('error', () => undefined);
    client.on('authentication', (login) => {
      methods.push(login.method);
      if (login.method !== 'keyboard-interactive') {
        login.reject(['keyboard-interactive']);
        return;
      }
      login.prompt([{ prompt: 'Your code, please: ', echo: false }], ([answer]) =>
        answer === server.password ? login.accept() : login.reject(['keyboard-interactive']),
      );
    });
  });
  await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', resolve));
  t.teardown(() => own.close());
  const { port } = own.address() as AddressInfo;
  t.regex(
    await refusal(t, { port, knownHosts: false }),
    /the server gives this login no SFTP \(.+\); ask its operator/,
  );
  t.deepEqual(methods, ['none', 'keyboard-interactive']);
  await refusal(t, { port, knownHosts: false, password: 'another word' });
});

sshTest('each kind of host key is enough, whichever the server has too', async (t) => {
  for (const type of ['rsa', 'ecdsa', 'ed25519']) {
    const file = join(tempFolder(t), 'known_hosts');
    writeFileSync(file, knownLine(join(server.work, `host_${type}`), server.port));
    await letsIn(t, { knownHosts: [join(server.work, 'none'), file] });
  }
});

sshTest('a server whose key is not known is refused, and it is told how to add it', async (t) => {
  const file = join(tempFolder(t), 'known_hosts');
  const message = await refusal(t, { knownHosts: [file] });
  t.regex(message, /its host key ssh-ed25519 SHA256:\S+ is not known; see that it is the right one, then add it: /);
  t.true(message.endsWith(`ssh-keyscan -p ${server.port} 127.0.0.1 >> ${file}`));
  await letsIn(t, { knownHosts: false });
});

sshTest('a server whose key has changed is refused, and so is one whose key was revoked', async (t) => {
  const [file, other] = [join(tempFolder(t), 'known_hosts'), join(tempFolder(t), 'other')];
  makeKey(other, 'ed25519');
  writeFileSync(file, `# ours\n${knownLine(other, server.port)}`);
  const changed = await refusal(t, { knownHosts: [file] });
  t.true(changed.includes(`and ${file}:2 has another one: somebody may be in between`), changed);
  t.true(changed.includes(`ssh-keygen -R "[127.0.0.1]:${server.port}" -f ${file}`), changed);
  const own = knownLine(join(server.work, 'host_ed25519'), server.port);
  writeFileSync(file, `${own}@revoked ${own}`);
  t.regex(await refusal(t, { knownHosts: [file] }), /is revoked by .*:2/);
});

sshTest('what is no SSH server, silent, or not there is told, after other attempts', async (t) => {
  const silent = await blackHole(t);
  const deaf = await relayTo(t, server.port, () => undefined);
  const other = await relayTo(t, server.port, (client) => client.write('220 an FTP server\r\n'));
  const cases: readonly (readonly [number, RegExp])[] = [
    [1, /Cannot connect to sftp:\/\/logger@127\.0\.0\.1:1: connect ECONNREFUSED .*; check host, port and network/],
    [silent, /no answer in time; check host, port and network/],
    [deaf, /Cannot connect to .*Timed out while waiting for handshake/],
    [other, /Cannot connect to /],
  ];
  for (const [port, message] of cases) {
    const { store, events } = sftpStoreOn(t, server, { port, timeoutMs: 150 });
    const error = await t.throwsAsync(store.hasFolder(''), { instanceOf: PluvioError, message });
    t.is(error.code, 'STORE_UNREACHABLE');
    t.is(events.length, 3, error.message);
    await store.close();
  }
});
