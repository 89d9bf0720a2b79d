import path from 'node:path';
import { mkdirSync } from 'node:fs';
import test from 'ava';
import type { ProcessNotes } from '../../../src/pipeline/run/process-notes.js';
import { startServer } from '../../support/servers/ftp-server.js';
import { pluvio, tempFolder } from '../../support/pluvio.js';

test('update --every --fail-after ends with 4 after so many failed rounds, and status tells how it ended', async (t) => {
  const folder = tempFolder(t);
  mkdirSync(path.join(folder, 'raw/Hydropolis'), { recursive: true });
  const server = await startServer(t);
  const { port, user } = server;
  const env = {
    ...{ FTP_SERVER: '127.0.0.1', FTP_PORT: String(port), FTP_USERNAME: user, FTP_PASSWORD: 'wrong' },
    ...{ FTP_TARGET_DIR: '/pub', LOCAL_OUTPUT_DIR: path.join(folder, 'out') },
  };
  const args = ['update', '--from', path.join(folder, 'raw'), '--uncalibrated', '--gauge', 'Hydropolis'];
  const { code, stderr } = await pluvio([...args, '--every', '1s', '--fail-after', '2'], { env });
  t.is(code, 4, stderr);
  t.is(stderr.split('round failed').length - 1, 1, stderr);
  await server.close();
  const status = await pluvio(['status', '--json', '--gauge', 'Hydropolis', '--from', path.join(folder, 'raw')], {
    env: { LOCAL_OUTPUT_DIR: path.join(folder, 'out') },
  });
  const { update } = (JSON.parse(status.stdout.toString()) as { processes: ProcessNotes }).processes;
  t.is(update!.exit, 4);
  t.regex(update!.why!, /^Cannot log in to/);
  t.is((await pluvio([...args, '--every', '1s', '--fail-after', '0'], { env })).code, 2);
});
