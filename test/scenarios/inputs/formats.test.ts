import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { readTree } from '../../../fixtures/cases.js';
import { fixtureNetwork } from '../../../fixtures/networks/network.js';
import { createMemoryBackend } from '../../../fixtures/ftp-server/index.js';
import { FORMATS } from '../../../src/formats/registry.js';
import { runCli } from '../../support/cli.js';
import { startServer } from '../../support/servers/ftp-server.js';
import { rowsOfGauges } from '../../support/readings/gauges-rows.js';
import { tempFolder } from '../../support/temp.js';

const ALL = FORMATS.map(({ name }) => name).join(',');

test('--formats: update adds formats without new readings, publishes them, and makes a lost local copy again', async (t) => {
  const network = fixtureNetwork();
  const backend = createMemoryBackend({ nowS: () => Math.floor(Date.now() / 1000) });
  for (const { path: name, bytes, modifiedS } of network.history) backend.put(`/raw/${name}`, bytes, modifiedS);
  const server = await startServer(t, { backend, user: 'u', password: 'very-secret-word' });
  const folder = tempFolder(t);
  writeFileSync(path.join(folder, 'calib.csv'), network.calibCsv);
  writeFileSync(path.join(folder, 'gauges.csv'), rowsOfGauges(network.gaugesCsv));
  const out = path.join(folder, 'out');
  const env = {
    FTP_SERVER: server.host,
    FTP_PORT: String(server.port),
    FTP_USERNAME: 'u',
    FTP_PASSWORD: 'very-secret-word',
    FTP_SOURCE_DIR: '/raw',
    FTP_TARGET_DIR: '/published',
    FTP_SETTLE: '0',
    LOCAL_OUTPUT_DIR: out,
    CALIB_FILE: path.join(folder, 'calib.csv'),
    GAUGES_FILE: path.join(folder, 'gauges.csv'),
  };
  const run = async (...args: string[]): Promise<void> => {
    const { code, stderr } = await runCli(args, { env });
    t.is(code, 0, stderr);
  };
  /** The paths at which the output folder and the target differ. */
  const differences = async (): Promise<string[]> => {
    const local = new Map([...(await readTree(out))].filter(([name]) => !name.startsWith('.pluvio/')));
    const target = backend
      .paths()
      .filter((name) => name.startsWith('/published/'))
      .map((name) => name.slice(11));
    return [...new Set([...local.keys(), ...target])].filter(
      (name) =>
        !local.has(name) || Buffer.compare(local.get(name)!, backend.get(`/published/${name}`) ?? Buffer.of()) !== 0,
    );
  };
  const formatFiles = (): string[] =>
    backend.paths().filter((name) => /^\/published\/.*\.(npz|h5|nc|parquet)$/.test(name));

  await run('init');
  t.deepEqual(formatFiles(), []);
  await run('update', '--formats', ALL);
  const made = formatFiles();
  for (const extension of ['npz', 'h5', 'nc', 'parquet'])
    t.true(
      made.some((name) => name.endsWith(extension)),
      extension,
    );
  t.deepEqual(await differences(), []);
  rmSync(out, { recursive: true });
  await run('update');
  t.deepEqual(formatFiles(), made);
  t.deepEqual(await differences(), []);
});
