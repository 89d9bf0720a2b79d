import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { EXIT } from '../../../../src/domain/errors.js';
import { main } from '../../../../src/cli/program.js';
import { putFile } from '../../../support/stores/store-fixture.js';
import { tempFolder } from '../../../support/temp.js';
import { testHost } from '../../formats/made-case.js';

const START_S = 1_704_067_200;
/** The lock is looked at again after a second. */
const WAIT_MS = 1_100;

for (const command of ['run', 'verify'] as const)
  test(`${command}: a run whose lock was taken over changes nothing more`, async (t) => {
    const folder = tempFolder(t);
    const [raw, out] = [path.join(folder, 'raw'), path.join(folder, 'out')];
    for (const gauge of ['A', 'B'])
      putFile(
        raw,
        `${gauge}/${gauge}_1.txt`,
        `${gauge}, ${START_S + 60}, 1, 0, 12\n${gauge}, ${START_S + 120}, 2, 0, 12\n`,
      );
    const files = ['--out', out, '--gauge', 'A,B', '--uncalibrated'];
    const series = (gauge: string): string => path.join(out, `${gauge}/2024/${gauge}_treated_2024.csv`);
    if (command === 'verify') {
      t.is(await main(['run', ...files, raw], testHost(START_S + 3600)), 0);
      for (const gauge of ['A', 'B']) writeFileSync(series(gauge), 'damaged');
    }
    const lock = path.join(out, '.pluvio/lock');
    const other = JSON.stringify({ pid: 1, host: 'elsewhere', runId: 'other' });
    const steps: string[] = [];
    const host = testHost(START_S + 3600);
    const checkpoint = (step: string): void => {
      steps.push(step);
      if (steps.length > 1) return;
      writeFileSync(lock, other);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
    };
    const args = command === 'run' ? ['run', ...files, raw] : ['verify', '--repair', '--deep', ...files];
    t.is(await main(args, { ...host, checkpoint }), EXIT.locked);
    t.is(steps.length, 1, 'no step is ended after that');
    t.is(readFileSync(lock, 'utf8'), other, 'the lock of the other is left alone');
    if (command === 'run') t.false(existsSync(series('B')));
    else t.is(readFileSync(series('B'), 'utf8'), 'damaged');
  });
