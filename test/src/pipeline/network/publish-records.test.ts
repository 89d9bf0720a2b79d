import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import test, { type ExecutionContext } from 'ava';
import { uncalibrated } from '../../../../src/calibration/curve.js';
import { plainGauge } from '../../../../src/domain/network.js';
import { parseDateTime } from '../../../../src/domain/time/time.js';
import { openJournal } from '../../../../src/journal/journal.js';
import { FORMATS } from '../../../../src/formats/registry.js';
import type { RunContext } from '../../../../src/pipeline/context.js';
import { processHistory } from '../../../../src/pipeline/run/process-history.js';
import { openFolderStore } from '../../../../src/stores/folder/store.js';
import { testContext } from '../../../support/run-case.js';
import { putFile } from '../../../support/stores/store-fixture.js';
import { tempFolder } from '../../../support/temp.js';

const GAUGES = [{ ...plainGauge('A'), curve: uncalibrated(0.2) }];
const TABLE = 'A/A_idf.csv';

/** Hourly readings from the first of a year on, of so many days; a storm a fortnight, another size each time. */
function hours(year: number, days = 366): string {
  const startS = parseDateTime(`${year}-01-01 00:00:00`)!;
  const endS = Math.min(startS + days * 86400, parseDateTime(`${year + 1}-01-01 00:00:00`)!);
  let text = '';
  for (let timeS = startS + 3600; timeS <= endS; timeS += 3600) {
    const fortnight = Math.floor(timeS / (14 * 86400));
    const isStorm = timeS % (14 * 86400) < 3600;
    text += `A, ${timeS}, ${isStorm ? 5 + ((fortnight * 7919) % 83) : 0}, 0, 12\n`;
  }
  return text;
}

async function run(
  t: ExecutionContext,
  folder: string,
  { gauges = GAUGES, ...more }: Partial<Omit<RunContext, 'gauges'>> & { gauges?: typeof GAUGES } = {},
  out = 'out',
): Promise<string> {
  const journal = openJournal(path.join(folder, `${out}.db`));
  t.teardown(() => journal.close());
  const root = path.join(folder, out);
  const nowS = parseDateTime('2024-06-01 00:00:00')!;
  const context = { ...testContext({ gauges, out: root, nowS, journal }), ...more };
  await processHistory({ source: openFolderStore(path.join(folder, 'raw')), deleteRaw: false, onlyNew: true }, context);
  const file = path.join(root, TABLE);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

test('publishRecords: return periods of the years that are over, kept up by later runs, as from scratch', async (t) => {
  const folder = tempFolder(t);
  const put = (name: string, text: string): void => {
    putFile(path.join(folder, 'raw'), `A/A_${name}.txt`, text);
  };
  for (let year = 2012; year < 2024; year++) put(String(year), hours(year));
  put('2024a', hours(2024, 10));
  t.is(await run(t, folder), '', 'nobody asked');
  const first = await run(t, folder, { products: ['idf'] });
  const lines = first
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const maxima = lines.filter(([part, , window]) => part === 'maximum' && window === '1h');
  t.deepEqual(
    maxima.map(([, , , year]) => Number(year)),
    Array.from({ length: 12 }, (_, i) => 2012 + i),
    'the year that goes on is not among them',
  );
  t.true(lines.some(([part, method, window]) => part === 'quantile' && method === 'gev-ml' && window === '1h'));
  t.true(lines.some(([part, method]) => part === 'montana' && method === 'd-gev'));
  t.regex(first, /^note,.*no GEV and no GPD of 5min, 6min, 10min, 15min, 30min: 0 usable years/m, 'of hourly readings');

  let products = 0;
  const checkpoint = (step: string): void => void (products += step === 'local-product' ? 1 : 0);
  put('2024b', hours(2024, 20).slice(hours(2024, 10).length));
  t.is(await run(t, folder, { checkpoint }), first, 'this year changes nothing');
  t.is(products, 0);
  put('2020late', `A, ${parseDateTime('2020-03-03 03:30:00')!}, 100, 0, 12\n`);
  const mended = await run(t, folder, { checkpoint });
  t.not(mended, first, 'a late reading of an earlier year does');
  t.is(await run(t, folder, { products: ['idf'] }, 'scratch'), mended);
  const { input } = JSON.parse(readFileSync(path.join(folder, 'out/A/A_products.json'), 'utf8')) as { input: string };
  t.regex(input, /^[0-9a-f]{64}$/);
});

test('publishRecords: as Parquet the table has its texts', async (t) => {
  const folder = tempFolder(t);
  putFile(path.join(folder, 'raw'), 'A/A_1.txt', hours(2022) + hours(2023));
  const parquet = FORMATS.filter(({ name }) => name === 'parquet');
  const table = await run(t, folder, { products: ['idf'], formats: parquet });
  const bytes = Uint8Array.from(readFileSync(path.join(folder, 'out', TABLE.replace('.csv', '.parquet'))));
  const rows = await parquetReadObjects({ file: bytes.buffer });
  const lines = table.trimEnd().split('\n').slice(1);
  t.deepEqual(
    rows.map(({ Part, Method, Window }) => [Part, Method, Window].join()),
    lines.map((line) => line.split(',').slice(0, 3).join()),
  );
  t.regex(String(rows[0]!['Note']), /^no GEV and no GPD/);
});

test('publishRecords: a short record is answered by SMEV alone, and says so', async (t) => {
  const folder = tempFolder(t);
  putFile(path.join(folder, 'raw'), 'A/A_1.txt', hours(2021) + hours(2022) + hours(2023));
  const table = await run(t, folder, { products: ['idf'] });
  t.regex(table, /^note,.*no GEV and no GPD: 0 usable years of 5min maxima, and at least 10 are needed/m);
  t.regex(table, /^quantile,smev,24h,/m);
  t.notRegex(table, /^fit,gev/m);
});

test('publishRecords: a gauge none of whose years is over has a table that says so, and costs later runs nothing', async (t) => {
  const folder = tempFolder(t);
  const target = openFolderStore(path.join(folder, 'target'));
  const gauges = [...GAUGES, { ...plainGauge('B'), curve: uncalibrated(0.2) }];
  putFile(path.join(folder, 'raw'), 'A/A_2024.txt', hours(2024, 10));
  putFile(path.join(folder, 'raw'), 'B/B_2024.txt', hours(2024, 10).replaceAll('A,', 'B,'));
  const first = await run(t, folder, { gauges, products: ['idf'], target });
  t.regex(first, /^note,.*no year of the record is over yet/m);
  t.is(readFileSync(path.join(folder, 'target/B/B_idf.csv'), 'utf8'), first);
  putFile(path.join(folder, 'raw'), 'A/A_b.txt', hours(2024, 20).slice(hours(2024, 10).length));
  const asked: string[] = [];
  const watched = { ...target, listFolders: (name: string) => (asked.push(name), target.listFolders(name)) };
  await run(t, folder, { gauges, products: ['idf'], target: watched });
  const times = (gauge: string): number => asked.filter((folder) => folder === gauge).length;
  t.is(times('B'), times('A') - 1, 'the years of the gauge that has nothing new are not asked for');
});

test('publishRecords: on the target too; an output folder begun anew takes the years from there', async (t) => {
  const folder = tempFolder(t);
  const target = openFolderStore(path.join(folder, 'target'));
  for (const year of [2021, 2022, 2023]) putFile(path.join(folder, 'raw'), `A/A_${year}.txt`, hours(year));
  const first = await run(t, folder, { products: ['idf'], target });
  t.is(readFileSync(path.join(folder, 'target', TABLE), 'utf8'), first);
  putFile(path.join(folder, 'raw'), 'A/A_late.txt', `A, ${parseDateTime('2022-03-03 03:30:00')!}, 100, 0, 12\n`);
  const anew = await run(t, folder, { target }, 'anew');
  t.is(anew.split('\n').filter((line) => line.startsWith('maximum,,1h')).length, 3);
  t.not(anew, first);
  t.is(readFileSync(path.join(folder, 'target', TABLE), 'utf8'), anew);
});
