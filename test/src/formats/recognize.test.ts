import fs from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { plainGauge } from '../../../src/domain/network.js';
import { yearStartS } from '../../../src/domain/time/time.js';
import { uncalibrated } from '../../../src/calibration/curve.js';
import { coverageOf } from '../../../src/analyses/coverage.js';
import { BEGINNING_BYTES, recognize } from '../../../src/formats/recognize.js';
import { FORMATS, OUTPUT_FORMATS } from '../../../src/formats/registry.js';
import { loadYear } from '../../../src/pipeline/convert/load-year.js';
import { withOutput } from '../../../src/pipeline/convert/open-output.js';
import { rainColumn } from '../../../src/pipeline/publish/year-files.js';
import { openOutputFolder } from '../../../src/stores/output-folder.js';
import { StoredFileOnDisk } from '../../../src/stores/stored-file.js';
import { Hdf5Writer } from '../../../src/formats/hdf5/writer.js';
import { temporaryFolder } from './made-case.js';

const YEAR = 2024;

for (const { name, matrix, series } of FORMATS)
  test(`${name}: what it writes is recognised, whatever it is called, and read back as it was`, async (t) => {
    const folder = temporaryFolder(t);
    const out = openOutputFolder(folder, { durable: false });
    const gauge = { ...plainGauge('A'), curve: uncalibrated(0.2) };
    const timeS = Uint32Array.from({ length: 40 }, (_, i) => yearStartS(YEAR) + 60 * (i + 1));
    const tips = Uint32Array.from(timeS, (_, i) => i % 3);
    const nothing = new Float64Array(timeS.length).fill(NaN);
    const rows = { count: timeS.length, timeS, tips, wind: nothing, battery: nothing };
    const year = await loadYear('A', YEAR, gauge.curve, [rows]);
    const { runs } = coverageOf(timeS, timeS.length);
    const column = rainColumn(year, gauge, runs);
    await matrix?.write({ year: YEAR, columns: [column] }, out, 'any');
    await series?.write({ gauge, bucket: year, runs }, out, 'any');
    out.commit('any');
    await withOutput(new StoredFileOnDisk(path.join(folder, 'any')), async (opened, format) => {
      t.is(format, name);
      if (opened.kind === 'series') {
        t.deepEqual([opened.gauge, opened.year, opened.curve], ['A', YEAR, gauge.curve]);
        const read = await loadYear('A', YEAR, opened.curve, opened.readings());
        t.deepEqual(read.timeS.data.slice(0, read.count), timeS);
        t.deepEqual(read.tips.data.slice(0, read.count), tips);
        return;
      }
      const [read] = opened.matrix.columns;
      t.deepEqual([opened.matrix.year, read!.gauge, read!.count], [YEAR, 'A', column.count]);
      t.deepEqual([...read!.rows], [...column.rows.slice(0, column.count)]);
      t.deepEqual([...read!.valuesMm], [...column.valuesMm.slice(0, column.count)]);
    });
  });

test('recognize: a beginning is of the formats that begin so, in the order of the registry; half of one is of none', (t) => {
  for (const { name, read } of OUTPUT_FORMATS) {
    const whole = Buffer.concat([read.beginning, Buffer.from('more')]);
    t.true(
      recognize(whole).some((format) => format.name === name),
      name,
    );
    t.deepEqual(recognize(whole.subarray(0, read.beginning.length - 1)), [], name);
    t.true(read.beginning.length <= BEGINNING_BYTES);
  }
});

test('an HDF5 file that is neither of ours is told to be none', async (t) => {
  const file = path.join(temporaryFolder(t), 'foreign.h5');
  const parts: Uint8Array[] = [];
  const writer = new Hdf5Writer((bytes) => parts.push(bytes.slice()));
  writer.numbers(writer.root, 'speed', Int32Array.of(1, 2, 3), [3]);
  const start = writer.finish();
  const bytes = Buffer.concat(parts);
  bytes.set(start);
  fs.writeFileSync(file, bytes);
  const opening = withOutput(new StoredFileOnDisk(file), () => Promise.resolve());
  const { message } = await t.throwsAsync(opening);
  t.is(message, `Cannot read ${file}: it is none of pluvio’s outputs (series, matrices, tables, manifests)`);
});
