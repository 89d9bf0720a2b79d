import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixtureNetwork } from '../../../fixtures/networks/network.js';
import { runCli } from '../../support/cli.js';
import { rowsOfGauges } from '../../support/readings/gauges-rows.js';
import { testUnless } from '../../support/needs.js';
import { sshServer, whyNoSshd } from '../../support/servers/ssh-server.js';
import { tempFolder } from '../../support/temp.js';

const network = fixtureNetwork();

/** Every file below a folder, by its path there. */
function treeOf(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((found) => found.isFile());
  const places = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return new Map(places.map((place) => [place.slice(folder.length + 1), readFileSync(place, 'latin1')]));
}

testUnless(whyNoSshd())('copy, check, init, update and status work over SFTP, to the bytes of folders', async (t) => {
  t.timeout(120_000);
  const server = await sshServer(t);
  const folder = tempFolder(t);
  const [calib, gauges] = [join(folder, 'calib.csv'), join(folder, 'gauges.csv')];
  writeFileSync(calib, network.calibCsv);
  writeFileSync(gauges, rowsOfGauges(network.gaugesCsv));
  for (const { path, bytes } of network.history) {
    const place = join(server.base, 'base', path);
    mkdirSync(join(place, '..'), { recursive: true });
    writeFileSync(place, bytes);
  }
  cpSync(join(server.base, 'base'), join(folder, 'raw'), { recursive: true });
  const tables = { CALIB_FILE: calib, GAUGES_FILE: gauges, FTP_SETTLE: '0' };
  const here = { ...tables, LOCAL_OUTPUT_DIR: join(folder, 'here') };
  const plain = await runCli(['init', '--from', join(folder, 'raw')], { env: here });
  t.is(plain.code, 0, plain.stderr);

  const servers = {
    ...{ FTP_SERVER: server.host, FTP_PORT: String(server.port), FTP_SECURE: 'sftp', FTP_USERNAME: server.user },
    ...{ FTP_KEY_FILE: server.keyFile, FTP_KNOWN_HOSTS_FILE: server.knownHosts },
    ...{ FTP_BASE_DIR: 'base', FTP_SOURCE_DIR: join(server.base, 'work'), FTP_TARGET_DIR: 'out/published' },
  };
  const env = { ...tables, ...servers, LOCAL_OUTPUT_DIR: join(folder, 'out') };
  const copied = await runCli(['copy'], { env });
  t.is(copied.code, 0, copied.stderr);
  const checked = await runCli(['check', '--connect', '--write'], { env });
  t.is(checked.code, 0, checked.stdout + checked.stderr);
  t.regex(checked.stdout, /raw files: sftp:\/\/127\.0\.0\.1:\d+\/\S+\/work: listed, \d+ folders, [\d,]+ files/);
  t.regex(checked.stdout, /publish to: \S+\/published: a file was written, replaced, renamed and deleted/);
  t.regex(checked.stdout, /^known hosts +\S+\/known_hosts +FTP_KNOWN_HOSTS_FILE$/m);
  // A stop in the middle of what is published, then the whole.
  const init = await runCli(['init'], { env });
  t.is(init.code, 0, init.stderr);
  t.regex(init.stderr, /raw files deleted, published and verified/);

  const whole = new Map([...treeOf(join(folder, 'here'))].filter(([name]) => !name.startsWith('.pluvio/')));
  const withoutTimes = ([name, text]: [string, string]): [string, string] => [
    name,
    text.replaceAll(/"\w*[Ss]ource\w*":.*/g, ''),
  ];
  t.deepEqual([...treeOf(join(server.base, 'out/published'))].map(withoutTimes), [...whole].map(withoutTimes));
  const status = await runCli(['status', '--json'], { env });
  t.is(status.code, 0, status.stderr);
  const { publication } = JSON.parse(status.stdout) as { publication: { name: string; error: string | null } };
  t.deepEqual(publication, { name: `sftp://logger@127.0.0.1:${server.port}/out/published`, error: null });

  // A path in the user's own folder, and a password; a key file that others can read.
  const address = `sftp://logger@127.0.0.1:${server.port}/~/work`;
  const { FTP_KNOWN_HOSTS_FILE } = servers;
  const byPassword = {
    ...tables,
    FTP_KNOWN_HOSTS_FILE,
    FTP_PASSWORD: server.password,
    LOCAL_OUTPUT_DIR: join(folder, 'out'),
  };
  const update = await runCli(['update', '--from', address], { env: byPassword });
  t.is(update.code, 0, update.stderr);
  chmodSync(server.keyFile, 0o644);
  const open = await runCli(['update'], { env });
  t.is(open.code, 2);
  t.regex(open.stderr, /Cannot use the key file \S+: it can be read by others; chmod 600 it/);
  t.true(existsSync(join(folder, 'out')));
});
