import path from 'node:path';
import test from 'ava';
import h5wasm, { type Dataset } from 'h5wasm/node';
import { gaugeYears, minutesOf, networkGauges, startOf, truthOf } from '../csv-truth.js';
import { fixtureCases, makeCase, temporaryFolder } from '../made-case.js';

await h5wasm.ready;
const FILL = -9999;

for (const fixture of await fixtureCases()) {
  test(`nc: ${fixture.name}: minutes are those of the CSV files, what was not observed is _FillValue`, async (t) => {
    const folder = temporaryFolder(t);
    const tree = await makeCase(fixture, folder, ['--formats', 'nc']);
    const years: number[] = [];
    for (const year of new Set(gaugeYears(tree).map((each) => each.year))) {
      const gauges = networkGauges(tree, year);
      const file = new h5wasm.File(path.join(folder, `network/${year}/network_rainfall_${year}.nc`), 'r');
      const set = (name: string): Dataset => file.get(name) as Dataset;
      t.deepEqual(set('id').value, gauges);
      const time = set('time').value as Float64Array;
      t.deepEqual([time.length, time[0], time.at(-1)], [minutesOf(year), startOf(year), startOf(year + 1) - 60]);
      t.is(set('time').attrs.units!.value, 'seconds since 1970-01-01 00:00:00 UTC');
      for (const name of ['rainfall_amount', 'tips']) {
        t.deepEqual(set(name).shape, [gauges.length, minutesOf(year)]);
        t.deepEqual(set(name).attrs._FillValue!.value, Float64Array.of(FILL));
        t.deepEqual([set(name).get_attached_scales(0), set(name).get_attached_scales(1)], [['/id'], ['/time']]);
      }
      t.is(set('rainfall_amount').attrs.units!.value, 'mm');
      gauges.forEach((gauge, j) => {
        const { readings, rain, observed } = truthOf(tree, gauge, year);
        const expectedRain = Float64Array.from(observed, (flag) => (flag ? 0 : FILL));
        const expectedTips = new Float64Array(observed.length).fill(FILL);
        for (const { timeS, tips } of readings) {
          const minute = Math.floor((timeS - startOf(year)) / 60);
          expectedTips[minute] = Math.max(expectedTips[minute]!, 0) + tips;
          expectedRain[minute] = rain.get(minute) ?? 0;
        }
        const row = (name: string): Buffer => bytesOf(set(name).slice([[j, j + 1], []]) as Float64Array);
        t.true(row('rainfall_amount').equals(bytesOf(expectedRain)), `${gauge} ${year} rain`);
        t.true(row('tips').equals(bytesOf(expectedTips)), `${gauge} ${year} tips`);
      });
      file.close();
      years.push(year);
    }
    const made = [...tree.keys()].filter((name) => /^network\/.*_rainfall_\d{4}\.nc$/.test(name));
    t.deepEqual(
      made.map((name) => Number(name.split('/')[1])),
      years.sort(),
    );
  });
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
