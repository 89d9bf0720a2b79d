import test from 'ava';
import { readTree } from '../../../../fixtures/cases.js';
import { uncalibrated } from '../../../../src/calibration/curve.js';
import { plainGauge } from '../../../../src/domain/network.js';
import type { Store } from '../../../../src/domain/storage/store.js';
import type { FaultAction, FaultCall } from '../../../../fixtures/ftp-server/index.js';
import { processHistory } from '../../../../src/pipeline/run/process-history.js';
import { openFolderStore } from '../../../../src/stores/folder/store.js';
import { testContext } from '../../../support/run-case.js';
import { putFile } from '../../../support/stores/store-fixture.js';
import { startEmbedded } from '../../../support/stores/store-servers.js';
import { tempFolder } from '../../../support/temp.js';

const START_S = 1_709_251_200;
const FILES = 30;
const LAST = `Garrigue_${String(FILES - 1).padStart(3, '0')}.txt`;
const GAUGES = ['Garrigue', 'Hydropolis', 'Lavoir'];

function putHistory(root: string, files = FILES): void {
  for (const gauge of GAUGES)
    for (let i = 0; i < files; i++) {
      const lines = Array.from({ length: 5 }, (_, k) => `${gauge}, ${START_S + 60 * (5 * i + k)}, ${k % 2}, 0, 12.5\n`);
      putFile(root, `${gauge}/${gauge}_${String(i).padStart(3, '0')}.txt`, lines.join(''));
    }
}

async function init(source: Store, out: string, checkpoint: (step: string) => void = () => undefined): Promise<void> {
  const gauges = GAUGES.map((name) => ({ ...plainGauge(name), curve: uncalibrated(0.2) }));
  const context = testContext({ gauges, out, nowS: START_S + 864_000, checkpoint });
  await processHistory({ source, deleteRaw: false, onlyNew: false }, context);
}

for (const connections of [1, 4])
  test(`the next gauge is asked for while this one is still to come, over ${connections} connection(s)`, async (t) => {
    const order: string[] = [];
    const faults = ({ verb, path }: FaultCall): FaultAction | undefined => {
      if (verb === 'RETR') order.push(path);
      return verb === 'RETR' && path.endsWith(LAST) ? { kind: 'delay', delayMs: 300 } : undefined;
    };
    const under = await startEmbedded(t, { maxConnections: connections, faults }, { connections });
    putHistory(under.root);
    const out = tempFolder(t);
    await init(under.store, out, (step) => {
      if (step === 'local-manifest') order.push(step);
    });
    const gauges = order.map((path) => path.split('/')[2] ?? path);
    t.is(order.filter((path) => path !== 'local-manifest').length, GAUGES.length * FILES, 'every file is read once');
    t.true(gauges.indexOf('Hydropolis') > gauges.lastIndexOf('Garrigue'), 'after the last of this one');
    if (connections > 1) t.true(gauges.indexOf('Hydropolis') < gauges.indexOf('local-manifest'));
    const locally = tempFolder(t);
    await init(openFolderStore(under.root), locally);
    t.deepEqual(await readTree(out), await readTree(locally));
  });

for (const files of [1, 2])
  test(`gauges of ${files} file(s) are read ahead like others`, async (t) => {
    const under = await startEmbedded(t, {}, { connections: 4 });
    putHistory(under.root, files);
    const [out, locally] = [tempFolder(t), tempFolder(t)];
    await init(under.store, out);
    await init(openFolderStore(under.root), locally);
    t.deepEqual(await readTree(out), await readTree(locally));
  });
