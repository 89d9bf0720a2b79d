import type { Socket } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import type { CopyOutcome } from '../../../src/pipeline/copy/copy.js';
import type { RunSummary } from '../../../src/pipeline/run/summary.js';
import type { FaultAction, FaultFunction } from '../../../fixtures/ftp-server/index.js';
import type { NetworkFile } from '../../../fixtures/networks/network.js';
import { relayTo } from '../../support/servers/relay.js';
import { undone } from '../support/checks.js';
import { tellFigure } from '../support/extent.js';
import { network, openScene, type Scene } from '../support/scene.js';
import { refuse } from '../support/strikes.js';

const SILENCE: FaultAction = { kind: 'stall', afterBytes: 0 };
/** Bigger than what is copied together with others. */
const BIG_BYTES = 200_000;

interface Fault {
  readonly what: string;
  /** What is done with each RETR of the file; `closeAll` breaks every connection there is. */
  readonly strike: (closeAll: () => void) => FaultAction;
}

const FAULTS: readonly Fault[] = [
  {
    what: 'hangs, and closes all connections',
    strike: (closeAll) => {
      setTimeout(closeAll, 150);
      return SILENCE;
    },
  },
  {
    what: 'closes all connections at once',
    strike: (closeAll) => {
      setImmediate(closeAll);
      return SILENCE;
    },
  },
  { what: 'closes the connection of the transfer', strike: () => ({ kind: 'disconnect' }) },
  { what: 'says 421, and closes it', strike: () => refuse(421, 'Timeout.') },
];

/** A relay to the scene's server all of whose connections can be closed. */
async function closable(t: ExecutionContext, scene: Scene): Promise<{ port: string; closeAll: () => void }> {
  const sockets = new Set<Socket>();
  const port = await relayTo(t, scene.port, (client, upstream) => {
    sockets.add(client.once('close', () => sockets.delete(client)));
    client.pipe(upstream).pipe(client);
  });
  return { port: String(port), closeAll: () => sockets.forEach((socket) => socket.destroy()) };
}

function bigFile(folder: string): NetworkFile {
  const { bytes, modifiedS } = network.history.find(({ path }) => path.startsWith(folder))!;
  const lines = Buffer.from(bytes).toString();
  const times = Math.ceil(BIG_BYTES / bytes.length);
  return { path: `${folder}/Big_010170_000000.txt`, bytes: Buffer.from(lines.repeat(times)), modifiedS };
}

async function strikeAt(t: ExecutionContext, file: string, { strike }: Fault, base: string) {
  const scene = await openScene(t);
  const { port, closeAll } = await closable(t, scene);
  const faults: FaultFunction = ({ verb, path }) =>
    verb === 'RETR' && path === `${base}/${file}` ? strike(closeAll) : undefined;
  scene.faults = faults;
  return { scene, env: { FTP_PORT: port } };
}

for (const fault of FAULTS) {
  for (const size of ['small', 'big'] as const)
    test.serial(`copy: a server that ${fault.what} at a ${size} file leaves that file alone`, async (t) => {
      t.timeout(120_000);
      const files = [...network.history, bigFile('Hydropolis'), bigFile('Polytech')];
      const file =
        size === 'big' ? 'Hydropolis/Big_010170_000000.txt' : files.find(({ path }) => /^Hydro/.test(path))!.path;
      const { scene, env } = await strikeAt(t, file, fault, '/base');
      scene.put('/base', files);
      const { code, stdout, stderr } = await scene.run(['copy', '--json'], env);
      t.is(code, 4, stderr.slice(-2000));
      const failed = (JSON.parse(stdout) as CopyOutcome[]).flatMap((outcome) => outcome.failed);
      t.deepEqual(
        failed.map(({ what }) => what),
        [file],
        stderr.slice(-3000),
      );
      t.is([...scene.under('/raw').keys()].filter((path) => path.endsWith('.txt')).length, files.length - 1);
      scene.faults = undefined;
      t.is((await scene.run(['copy'], env)).code, 0);
      t.is(scene.under('/raw').size, files.length);
    });

  test.serial(`update: a server that ${fault.what} at a file leaves that file alone`, async (t) => {
    t.timeout(120_000);
    const file = network.history.find(({ path }) => path.startsWith('Hydropolis'))!.path;
    const { scene, env } = await strikeAt(t, file, fault, '/raw');
    scene.put('/raw', network.history);
    const { code, stdout, stderr } = await scene.run(['update', '--json'], env);
    t.is(code, 4, stderr.slice(-2000));
    t.deepEqual(
      (JSON.parse(stdout) as RunSummary).failed.map(({ what }) => what),
      [file],
      stderr.slice(-3000),
    );
    t.deepEqual(undone(scene), [file]);
    scene.faults = undefined;
    t.is((await scene.run(['update'], env)).code, 0);
    t.deepEqual(undone(scene), []);
  });
}

test.after(() => tellFigure('files at which a server closes connections', 3 * FAULTS.length, 'all else went on'));
