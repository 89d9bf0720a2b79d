import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixtureNetwork, type NetworkFile } from '../../../fixtures/networks/network.js';
import { runCli, type CliResult } from '../../support/cli.js';
import { rowsOfGauges } from '../../support/readings/gauges-rows.js';
import { testUnless } from '../../support/needs.js';
import { relayTo } from '../../support/servers/relay.js';
import { knownLine, sshServer, whyNoSshd } from '../../support/servers/ssh-server.js';
import { tempFolder } from '../../support/temp.js';

const network = fixtureNetwork();
const GAUGE = 'Hydropolis';
const BACKUP = '.pluvio-bak';
const LOOKS = [
  ['status'],
  ['last', '72h', '--json'],
  ['check', '--connect'],
  ['update', '--dry-run'],
  ['verify', '--deep'],
] as const;

/** Every file below a folder, by its path there. */
function treeOf(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((found) => found.isFile());
  const places = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return new Map(places.map((place) => [place.slice(folder.length + 1), readFileSync(place, 'latin1')]));
}

/** Files that are aside, with nothing in their place. */
function asideIn(tree: ReadonlyMap<string, string>): string[] {
  return [...tree.keys()].filter((path) => path.endsWith(BACKUP) && !tree.has(path.slice(0, -BACKUP.length)));
}

testUnless(whyNoSshd())(
  'a replacement over SFTP that was killed in the middle is ended by the next update, and by no look',
  async (t) => {
    t.timeout(120_000);
    const server = await sshServer(t, { without: ['posix-rename'] });
    const [work, published] = [join(server.base, 'work'), join(server.base, 'out')];
    const put = (files: readonly NetworkFile[]): void => {
      for (const { path, bytes } of files.filter((file) => file.path.startsWith(`${GAUGE}/`))) {
        mkdirSync(join(work, path, '..'), { recursive: true });
        writeFileSync(join(work, path), bytes);
      }
    };
    // Whoever is to be killed is so before it hears that the old file is aside.
    let onAside: (() => void) | undefined;
    const port = await relayTo(t, server.port, (client, upstream) => {
      client.pipe(upstream);
      upstream.on('data', (bytes: Buffer) => {
        if (onAside && asideIn(treeOf(published)).length > 0) onAside();
        else client.write(bytes);
      });
    });
    appendFileSync(server.knownHosts, knownLine(join(server.work, 'host_ed25519'), port));
    const folder = tempFolder(t);
    writeFileSync(join(folder, 'calib.csv'), network.calibCsv);
    writeFileSync(join(folder, 'gauges.csv'), rowsOfGauges(network.gaugesCsv, [GAUGE]));
    const env = {
      ...{ CALIB_FILE: join(folder, 'calib.csv'), GAUGES_FILE: join(folder, 'gauges.csv'), FTP_SETTLE: '0' },
      ...{ FTP_SERVER: server.host, FTP_PORT: String(port), FTP_SECURE: 'sftp', FTP_USERNAME: server.user },
      ...{ FTP_PASSWORD: server.password, FTP_KNOWN_HOSTS_FILE: server.knownHosts },
      ...{ FTP_SOURCE_DIR: work, FTP_TARGET_DIR: published, LOCAL_OUTPUT_DIR: join(folder, 'out') },
    };
    const run = (args: readonly string[]): Promise<CliResult> => runCli(args, { env });
    put(network.history);
    const init = await run(['init']);
    t.is(init.code, 0, init.stderr);

    put(network.later);
    const killed = spawn(process.execPath, [`${process.cwd()}/dist/bundle/cli/main.js`, 'update'], {
      env: { PATH: process.env.PATH, ...env },
      stdio: 'ignore',
    });
    onAside = () => killed.kill('SIGKILL');
    t.deepEqual(await once(killed, 'close'), [null, 'SIGKILL']);
    onAside = undefined;
    const left = treeOf(server.base);
    const aside = asideIn(left);
    t.true(aside.length > 0);

    for (const args of LOOKS) {
      const { stderr } = await run(args);
      t.deepEqual([...treeOf(server.base)], [...left], `${args.join(' ')}: ${stderr}`);
    }

    const update = await run(['update']);
    t.is(update.code, 0, update.stderr);
    const [now, here] = [treeOf(published), treeOf(join(folder, 'out'))];
    const own = [...here].filter(([name]) => !name.startsWith('.pluvio/'));
    t.deepEqual([...now], own, 'what is published is what is here, and nothing is left over');
    for (const path of aside) t.true(now.has(path.slice('out/'.length, -BACKUP.length)), path);
  },
);
