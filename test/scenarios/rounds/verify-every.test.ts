import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import test from 'ava';
import { DEFAULT_GLOBALS, NO_PROGRESS } from '../../../src/cli/host/host.js';
import { main } from '../../../src/cli/program.js';
import { Collector } from '../../support/bytes.js';
import { quickFolder } from '../../support/temp.js';
import { until } from '../../support/until.js';

const START_S = 1_709_251_200;

test('update --every makes a published file whole within a day, with no new reading, and says so', async (t) => {
  const folder = quickFolder(t);
  const raw = path.join(folder, 'raw/Hydropolis');
  mkdirSync(raw, { recursive: true });
  writeFileSync(path.join(raw, 'H_010324_000100.txt'), `Hydropolis, ${START_S + 60}, 3, 0, 12\n`);
  const signals = new EventEmitter();
  const stderr = new Collector();
  let nowS = START_S + 3600;
  const [out, pub] = [path.join(folder, 'out'), path.join(folder, 'pub')];
  const args = ['update', '--from', path.join(folder, 'raw'), '--to', pub, '--out', out, '--gauge', 'Hydropolis'];
  const ended = main([...args, '--uncalibrated', '--every', '1s'], {
    ...{ env: {}, stdin: Readable.from([]), stdout: new Collector(), stderr, signals },
    ...{ nowS: () => nowS, tickMs: () => performance.now() },
    ...{ globals: DEFAULT_GLOBALS, progress: NO_PROGRESS, run: { id: undefined } },
  });
  const matrix = path.join(pub, 'Hydropolis/2024/Hydropolis_sparse_2024.mtx');
  t.true(await until(() => existsSync(path.join(out, '.pluvio/verified.json'))), stderr.text);
  const bytes = readFileSync(matrix);
  rmSync(matrix);
  const roundsBefore = stderr.text.split('round done').length;
  t.true(await until(() => stderr.text.split('round done').length > roundsBefore + 1), stderr.text);
  nowS += 86_400;
  t.true(await until(() => existsSync(matrix)), stderr.text);
  t.deepEqual(readFileSync(matrix), bytes);
  signals.emit('SIGTERM', 'SIGTERM');
  t.is(await ended, 0);
  t.regex(stderr.text, /"mended":"copied from [^"]*","msg":"mended: [^"]*Hydropolis_sparse_2024.mtx: missing; /);
});
