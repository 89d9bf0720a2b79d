import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { uncalibrated } from '../../../../../src/calibration/curve.js';
import { plainGauge } from '../../../../../src/domain/network.js';
import { FORMATS } from '../../../../../src/formats/registry.js';
import { parseDateTime } from '../../../../../src/domain/time/time.js';
import { openJournal } from '../../../../../src/journal/journal.js';
import type { RunContext } from '../../../../../src/pipeline/context.js';
import { processHistory } from '../../../../../src/pipeline/run/process-history.js';
import { openFolderStore } from '../../../../../src/stores/folder/store.js';
import { testContext } from '../../../../support/run-case.js';
import { putFile } from '../../../../support/stores/store-fixture.js';
import { tempFolder } from '../../../../support/temp.js';

const GAUGES = [
  { ...plainGauge('A'), lon: 3.8, lat: 43.6, curve: uncalibrated(0.2) },
  { ...plainGauge('B'), lon: 3.9, lat: 43.6, curve: uncalibrated(0.2) },
];
const START_S = parseDateTime('2023-12-31 20:00:00')!;
const PRODUCTS = ['totals', 'events', 'maxima'] as const;

/** A network on disk that reads what is put for it; its journal lies beside it, so that rounds know of each other. */
class Network {
  readonly folder: string;

  constructor(t: ExecutionContext) {
    this.folder = tempFolder(t);
  }

  /** Minutes `from` to `to` after the start; a tip in every tenth, or in every one. */
  put(gauge: string, from: number, to: number, every = 10): void {
    const minute = (i: number): string => `${gauge}, ${START_S + 60 * i}, ${i % every === 0 ? 1 : 0}, 0, 12\n`;
    const text = Array.from({ length: to - from }, (_, i) => minute(from + i + 1)).join('');
    putFile(path.join(this.folder, 'raw'), `${gauge}/${gauge}_${String(from).padStart(6, '0')}.txt`, text);
  }

  async run(more: Partial<RunContext> = {}, out = 'out'): Promise<void> {
    const root = path.join(this.folder, out);
    const journal = openJournal(path.join(this.folder, `${out}.db`));
    try {
      const context = { ...testContext({ gauges: GAUGES, out: root, nowS: START_S + 9e6, journal }), ...more };
      await processHistory(
        { source: openFolderStore(path.join(this.folder, 'raw')), deleteRaw: false, onlyNew: true },
        context,
      );
    } finally {
      journal.close();
    }
  }

  files(out = 'out'): Record<string, string> {
    const root = path.join(this.folder, out);
    const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
    const made = names.filter((name) => /_(totals|events|maxima|products)_\d{4}\./.test(name)).sort();
    return Object.fromEntries(made.map((name) => [name, readFileSync(path.join(root, name)).toString('latin1')]));
  }

  bytes(file: string, out = 'out'): Buffer {
    return readFileSync(path.join(this.folder, out, file));
  }

  rows(file: string): string[] {
    return this.files()[file]!.trim().split('\n');
  }
}

test('publishProducts: rounds give the bytes of a run from scratch; late readings mend the year before', async (t) => {
  const network = new Network(t);
  network.put('A', 0, 100);
  network.put('B', 0, 400);
  await network.run({ products: PRODUCTS });
  const first = network.files();
  t.deepEqual(
    Object.keys(first).filter((name) => name.startsWith('A')),
    [...PRODUCTS.map((name) => `A/2023/A_${name}_2023.csv`), 'A/2023/A_products_2023.json'].sort(),
  );
  network.put('A', 200, 300);
  network.put('A', 100, 200);
  await network.run();
  network.put('B', 400, 2000);
  await network.run();
  t.not(
    network.files()['A/2023/A_totals_2023.csv'],
    first['A/2023/A_totals_2023.csv'],
    'kept up without being asked for',
  );
  await network.run({ products: PRODUCTS }, 'scratch');
  t.deepEqual(network.files(), network.files('scratch'));
});

test('publishProducts: whatever is asked for in which round, the tables are those of a run from scratch, also as Parquet', async (t) => {
  const parquet = FORMATS.filter(({ name }) => name === 'mtx' || name === 'parquet');
  const eventOptions = { gapS: [2 * 3600] };
  const network = new Network(t);
  network.put('A', 0, 300);
  network.put('B', 100, 300);
  await network.run({ formats: parquet });
  network.put('A', 400, 500, 3);
  await network.run({ formats: parquet, products: ['maxima'] });
  t.true(existsSync(path.join(network.folder, 'out', 'A/2023/A_maxima_2023.parquet')));
  rmSync(path.join(network.folder, 'out', '.pluvio', 'wet'), { recursive: true });
  network.put('B', 0, 100, 7);
  await network.run({ products: ['events', 'idf'], eventOptions });
  network.put('A', 300, 400, 4);
  await network.run();
  await network.run({ products: ['totals'] });
  await network.run({ formats: parquet, products: [...PRODUCTS, 'idf'], eventOptions }, 'scratch');
  const made = network.files();
  t.is(
    Object.keys(made).filter((name) => name.endsWith('.parquet')).length,
    3 * 6,
    'each table of A, B and the network',
  );
  t.deepEqual(made, network.files('scratch'));
  for (const name of ['A/A_idf.csv', 'A/A_idf.parquet', 'A/A_products.json'])
    t.deepEqual(network.bytes(name), network.bytes(name, 'scratch'));
});

test('publishProducts: the area’s mean, the greatest, and who observed', async (t) => {
  const network = new Network(t);
  network.put('A', 0, 600, 10);
  network.put('B', 0, 200, 5);
  await network.run({ products: ['totals', 'events', 'maxima'] });
  const totals = network.rows('network/2023/network_totals_2023.csv');
  t.is(totals[0], 'Period,Start,End,Mean,Coverage,Max,Max_gauge,Gauges');
  // Six tips and twelve in the hour, half of the area each.
  t.is(totals[1], 'hour,2023-12-31 20:00:00,2023-12-31 21:00:00,1.8,1,2.4,B,2');
  t.is(totals[4], 'hour,2023-12-31 23:00:00,2024-01-01 00:00:00,1.2,0.5,1.2,A,1');
  const events = network.rows('network/2023/network_events_2023.csv');
  t.is(events.length, 2);
  t.regex(events[1]!, /^2023-12-31 20:04:00,2024-01-01 06:00:00,596,12,0\.5,12,A,1,/);
  // Of 525,600 minutes of the year 240 and 200 were observed.
  const maxima = network.rows('network/2023/network_maxima_2023.csv');
  t.is(maxima[0], 'Window,Rain,Intensity,End,Gauge,Gauges,Coverage');
  t.is(maxima[6], '1h,2.4,2.4,2023-12-31 21:00:00,B,2,0.0004');
});

test('publishProducts: no table is made unless it is asked for; one that is lost comes again; Parquet where series are', async (t) => {
  const network = new Network(t);
  network.put('A', 0, 300);
  await network.run();
  t.deepEqual(Object.keys(network.files()), []);
  t.false(existsSync(path.join(network.folder, 'out', '.pluvio')), 'and nothing is kept for them');
  await network.run({ products: ['maxima'] });
  t.true(existsSync(path.join(network.folder, 'out', 'A/2023/A_maxima_2023.csv')), 'without a new reading');
  t.false(existsSync(path.join(network.folder, 'out', 'A/2023/A_totals_2023.csv')));
  const before = network.files();
  rmSync(path.join(network.folder, 'out', 'A/2023/A_maxima_2023.csv'));
  rmSync(path.join(network.folder, 'out', '.pluvio', 'wet'), { recursive: true });
  await network.run({ products: ['maxima'] });
  t.deepEqual(network.files(), before, 'and from the series where nothing was kept of them');
});

test('publishProducts: the target has what is here; a run that was stopped anywhere is finished by the next', async (t) => {
  const network = new Network(t);
  network.put('A', 0, 500);
  network.put('B', 0, 500);
  const target = openFolderStore(path.join(network.folder, 'target'));
  await network.run({ products: PRODUCTS, target }, 'whole');
  const whole = network.files('whole');
  t.deepEqual(network.files('target'), whole);
  let steps = 0;
  await network.run(
    { products: PRODUCTS, checkpoint: (step) => (steps += step.endsWith('-product') ? 1 : 0) },
    'count',
  );
  t.true(steps > 10);
  for (let stop = 1; stop <= steps; stop += 3) {
    const out = `stopped-${stop}`;
    let left = stop;
    const checkpoint = (step: string): void => {
      if (step.endsWith('-product') && --left === 0) throw new Error('killed');
    };
    await t.throwsAsync(network.run({ products: PRODUCTS, checkpoint }, out), { message: 'killed' });
    await network.run({ products: PRODUCTS }, out);
    t.deepEqual(network.files(out), whole, `stopped after ${stop}`);
  }
});

test('publishCumulative: windows end at the moment that is asked for', async (t) => {
  const network = new Network(t);
  network.put('A', 0, 300, 1);
  await network.run({ atS: START_S + 3600 });
  const text = readFileSync(path.join(network.folder, 'out', 'network/cumulative.csv'), 'utf8');
  t.regex(text, /^A,3\.8,43\.6,na,na,na,na,na,na,na,na,12,6,3,2,1\.2,1$/m);
  await network.run({ atS: START_S + 7200 });
  t.regex(readFileSync(path.join(network.folder, 'out', 'network/cumulative.csv'), 'utf8'), /,24,12,6,3,2,1\.2,1$/m);
});
