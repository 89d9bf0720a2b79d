import test from 'ava';
import { plainGauge } from '../../../src/domain/network.js';
import { processHistory } from '../../../src/pipeline/run/process-history.js';
import { openFtpStore } from '../../../src/stores/ftp/store.js';
import { startServer } from '../../support/servers/ftp-server.js';
import { testContext } from '../../support/run-case.js';
import { tempFolder } from '../../support/temp.js';

const curve = { a: 0.0008, b: 1.0761, c: 0, tipMm: 0.2 };
const nowS = 1_704_200_000;

test('processHistory keeps a raw file that was replaced by one of its size, also where listings tell no dates', async (t) => {
  const server = await startServer(t, { features: { mlsd: false } });
  const put = (name: string, tips: number, modifiedS: number): void =>
    server.files.put(`/Hydropolis/${name}`, Buffer.from(`Hydropolis, 170406720${tips}, ${tips}, 0, 12.2\n`), modifiedS);
  put('H_010124_000000.txt', 1, nowS - 900);
  put('H_010124_000500.txt', 2, nowS - 900);
  const source = openFtpStore({
    host: server.host,
    port: server.port,
    user: server.user,
    password: server.password,
    root: '/',
  });
  t.teardown(() => source.close());
  const checkpoint = (step: string): void => {
    if (step === 'local-manifest') put('H_010124_000500.txt', 3, nowS - 10);
  };
  const context = testContext({
    gauges: [{ ...plainGauge('Hydropolis'), curve }],
    out: tempFolder(t),
    nowS,
    checkpoint,
  });
  const first = await processHistory({ source, deleteRaw: true, onlyNew: true }, context);
  t.is(first.total.kept, 2);
  t.is(first.files.deleted, 1);
  t.deepEqual(
    server.files.paths().filter((path) => path.endsWith('.txt')),
    ['/Hydropolis/H_010124_000500.txt'],
  );
  const second = await processHistory(
    { source, deleteRaw: true, onlyNew: true },
    { ...context, checkpoint: () => undefined },
  );
  t.is(second.total.kept, 1, 'what replaced it is read by the next run');
  t.is(second.files.deleted, 1);
});
