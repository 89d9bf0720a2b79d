import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import test from 'ava';
import { expand, runCommandLine, type CalibratedBatch } from '../../../src/index.js';
import { tempFolder } from '../../support/temp.js';

const LINES = 'Lez, 1704067260, 3, 0, 12.28\nLez, 1704067320, 0, 0, 12.27\nLez, 1704067320, 0, 0, 12.27\n';
const MM = 0.645948;

for (const [what, args] of [
  ['init', 'init --from raw --out out --calib calib.csv --gauge Lez'],
  ['update', 'update --from raw --out out --calib calib.csv --gauge Lez'],
  ['run', 'run raw --out out --calib calib.csv --gauge Lez'],
  ['run --emit', 'run raw --emit treated --calib calib.csv --gauge Lez'],
] as const) {
  test(`runCommandLine: a stage of one's own sees every reading of ${what}, and changes no byte`, async (t) => {
    const folder = tempFolder(t);
    mkdirSync(join(folder, 'raw/Lez'), { recursive: true });
    writeFileSync(join(folder, 'raw/Lez/Lez_010124_000100.txt'), LINES);
    writeFileSync(join(folder, 'calib.csv'), 'pluvio,a,b,c\nLez,0.0008,1.0761,0\n');
    const seen: number[] = [];
    const between = expand<CalibratedBatch, CalibratedBatch>((batch) => {
      t.is(batch.gauge, 'Lez');
      seen.push(...batch.rainMm.data.subarray(0, batch.count));
      return [batch];
    });
    const streams = { stdin: Readable.from([]), stdout: new PassThrough(), stderr: new PassThrough() };
    const paths = args.split(' ').map((arg) => (/^(?:raw|out|calib\.csv)$/.test(arg) ? join(folder, arg) : arg));
    const code = await runCommandLine(paths, { ...streams, env: {}, between });
    t.is(code, 0, String(streams.stderr.read()));
    t.deepEqual(seen, [MM, 0, 0]);
    const treated =
      what === 'run --emit'
        ? String(streams.stdout.read())
        : readFileSync(join(folder, 'out/Lez/2024/Lez_treated_2024.csv'), 'utf8');
    t.is(
      treated,
      `Datetime_TU,Timestamp,Station,Rain,Wind,Battery\n2024-01-01 00:01:00,1704067260,Lez,${MM},0,12.28\n2024-01-01 00:02:00,1704067320,Lez,0,0,12.27\n`,
    );
  });
}

test('runCommandLine gives the exit code of what is wrong, and says so on the stderr given', async (t) => {
  const stderr = new PassThrough();
  t.is(await runCommandLine(['run', '--nonsense'], { env: {}, stdout: new PassThrough(), stderr }), 2);
  t.regex(String(stderr.read()), /--nonsense/);
});
