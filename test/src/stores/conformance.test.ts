import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { openFolderStore } from '../../../src/stores/folder/store.js';
import {
  REAL_SERVERS,
  startRealServer,
  whyNot,
  type RealServer,
  type RealServerName,
} from '../../support/servers/real-servers.js';
import { CONFORMANCE, type StoreUnderTest } from '../../support/stores/store-conformance.js';
import {
  sftpStoreOn,
  startPlainSftp,
  startSshServer,
  whyNoSshd,
  type SshServer,
} from '../../support/servers/ssh-server.js';
import { startEmbedded, storeOn } from '../../support/stores/store-servers.js';
import { tempFolder } from '../../support/temp-folder.js';
import { testUnless } from '../../support/needs.js';

const running = new Map<RealServerName, RealServer>();
let sshd: SshServer | undefined;
let plain: RealServer | undefined;
const keys = mkdtempSync(join(tmpdir(), 'pluvio-keys-'));
const whyNoPlain = whyNoSshd() ?? whyNot('proftpd');

test.before(async () => {
  for (const name of REAL_SERVERS) if (!whyNot(name)) running.set(name, await startRealServer(name));
  if (!whyNoSshd()) sshd = await startSshServer();
  if (!whyNoPlain) plain = await startPlainSftp(join(keys, 'host'));
});

test.after.always(async () => {
  for (const server of running.values()) await server.stop();
  await sshd?.stop();
  await plain?.stop();
  rmSync(keys, { recursive: true });
});

const STORES: readonly (readonly [
  string,
  (t: ExecutionContext) => Promise<StoreUnderTest> | StoreUnderTest | undefined,
  why?: string | undefined,
])[] = [
  ['folder store', folderStore],
  ['FTP store, embedded server', (t) => startEmbedded(t)],
  ['SFTP store, OpenSSH', (t) => sshd && sftpStoreOn(t, sshd), whyNoSshd()],
  ['SFTP store, ProFTPD without extensions', (t) => plain && sftpStoreOn(t, plain), whyNoPlain],
  ...REAL_SERVERS.map(
    (name) => [`FTP store, ${name}`, (t: ExecutionContext) => realStore(t, name), whyNot(name)] as const,
  ),
];

for (const [label, open, why] of STORES)
  for (const [title, check] of CONFORMANCE)
    testUnless(why, test.serial)(`${label}: ${title}`, async (t) => {
      await check(t, (await open(t))!);
    });

function folderStore(t: ExecutionContext): StoreUnderTest {
  const root = join(tempFolder(t), 'root');
  mkdirSync(root);
  return { store: openFolderStore(root), root };
}

function realStore(t: ExecutionContext, name: RealServerName): StoreUnderTest | undefined {
  const server = running.get(name);
  if (server) return storeOn(t, server);
  t.log(`SKIPPED: ${whyNot(name) ?? name}`);
  return undefined;
}
