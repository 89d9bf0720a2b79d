import fs from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { readTree } from '../../../../fixtures/cases.js';
import { main } from '../../../../src/cli/program.js';
import { FORMATS } from '../../../../src/formats/registry.js';
import { truthOf } from '../../formats/csv-truth.js';
import { pluvioAt } from '../../../support/pluvio.js';
import { fixtureCases, makeCase, temporaryFolder, testHost } from '../../formats/made-case.js';

const ALL = FORMATS.map(({ name }) => name).join(',');
const cases = await fixtureCases();
const named = (name: string): (typeof cases)[number] => cases.find((fixture) => fixture.name === name)!;

async function converted(t: ExecutionContext, ...args: string[]): Promise<Map<string, Uint8Array>> {
  const out = temporaryFolder(t);
  const host = testHost(0);
  t.is(await main(['convert', ...args, '--out', out], host), 0, host.said());
  const tree = await readTree(out);
  const said = host.printed().trim().split('\n').sort();
  t.deepEqual([...tree.keys()].filter((file) => !file.endsWith('.json')).sort(), said);
  return tree;
}

/** Every file of `part` is the same in `whole`, but for manifests. */
function isPartOf(t: ExecutionContext, part: Map<string, Uint8Array>, whole: Map<string, Uint8Array>): void {
  for (const [file, bytes] of part)
    if (!file.endsWith('.json')) t.is(Buffer.compare(bytes, whole.get(file) ?? Buffer.of()), 0, file);
}

for (const name of ['foreign-label', 'hourly-stretch', 'several-readings-in-a-minute', 'missing-wind-and-battery']) {
  test(`convert: ${name}: the series, as CSV or Parquet, gives every format as a run made it`, async (t) => {
    const out = temporaryFolder(t);
    const whole = await makeCase(named(name), out, ['--formats', ALL]);
    const fromCsv = await converted(t, out, '--formats', `csv,${ALL}`);
    isPartOf(t, fromCsv, whole);
    const files = [...whole.keys()].filter((file) => file.endsWith('.parquet')).map((file) => path.join(out, file));
    const fromParquet = await converted(t, ...files, '--formats', `csv,${ALL}`);
    isPartOf(t, fromParquet, whole);
    t.deepEqual([...fromCsv.keys()], [...fromParquet.keys()]);
    const ofGauges = (tree: Map<string, Uint8Array>): string[] =>
      [...tree.keys()].filter((file) => !/^(network|quarantine)\//.test(file));
    t.deepEqual(ofGauges(fromCsv), ofGauges(whole));
  });

  test(`convert: ${name}: each matrix format gives the others as a run made them`, async (t) => {
    const out = temporaryFolder(t);
    const whole = await makeCase(named(name), out, ['--formats', ALL]);
    for (const extension of ['mtx', 'npz', 'h5']) {
      const tree = await converted(
        t,
        path.join(out, `network/2024/network_sparse_2024.${extension}`),
        '--formats',
        'mtx,npz,h5',
      );
      isPartOf(t, tree, whole);
    }
    const fromNc = await converted(t, path.join(out, 'network/2024/network_rainfall_2024.nc'), '--formats', 'mtx,nc');
    isPartOf(t, fromNc, whole);
  });
}

/** Stamps of a gauge's readings in `(startS, endS]`, over the years of a tree. */
function stampsIn(tree: Map<string, Uint8Array>, startS: number, endS: number): number[] {
  const years = [...tree.keys()]
    .filter((file) => /^Hydropolis.*_concatenated_/.test(file))
    .map((file) => Number(file.slice(-8, -4)));
  const all = years.sort().flatMap((year) => truthOf(tree, 'Hydropolis', year).readings.map(({ timeS }) => timeS));
  return all.filter((timeS) => timeS > startS && timeS <= endS);
}

test('convert: a period holds the readings stamped after its start, up to and at its end', async (t) => {
  const out = temporaryFolder(t);
  const whole = await makeCase(named('gaps'), out, []);
  const second = (text: string): number => Date.parse(`${text}Z`) / 1000;
  for (const [period, startS, endS] of [
    [['--day', '2024-01-10'], second('2024-01-10T00:00:00'), second('2024-01-11T00:00:00')],
    [['--since', '2024-01-10', '--until', '2024-01-11'], second('2024-01-10T00:00:00'), second('2024-01-11T00:00:00')],
    [
      ['--since', '2024-01-10 00:00:30', '--until', '2024-01-10 02:17'],
      second('2024-01-10T00:00:30'),
      second('2024-01-10T02:17:00'),
    ],
    [['--month', '2024-01'], second('2024-01-01T00:00:00'), second('2024-02-01T00:00:00')],
  ] as const) {
    const tree = await converted(t, out, '--formats', 'csv,npz', ...period);
    const expected = stampsIn(whole, startS, endS);
    t.true(expected.length > 0);
    t.deepEqual(stampsIn(tree, -Infinity, Infinity), expected, period.join(' '));
  }
  const host = testHost(0);
  const nothing = ['convert', out, '--formats', 'npz', '--gauge', 'Elsewhere', '--out', path.join(out, 'x')];
  t.is(await main(nothing, host), 2);
  t.regex(host.said(), /Nothing to convert/);
});

test('convert: the last day of a year has its last reading in the next year’s files', async (t) => {
  const out = temporaryFolder(t);
  await makeCase(named('year-boundary'), out, []);
  const tree = await converted(t, out, '--formats', 'csv', '--since', '2022-12-31 23:59', '--until', '2023-01-01');
  t.deepEqual(stampsIn(tree, -Infinity, Infinity), [Date.UTC(2023, 0, 1) / 1000]);
  t.deepEqual([...new Set([...tree.keys()].map((file) => path.dirname(file)))], ['Hydropolis/2023']);
});

test('convert: --fill fills the minutes of the period, and no others', async (t) => {
  const out = temporaryFolder(t);
  await makeCase(named('gaps'), out, []);
  for (const [period, first, last, rows] of [
    [['--day', '2024-01-10'], '2024-01-10 00:01:00', '2024-01-11 00:00:00', 1440],
    [
      ['--since', '2024-01-10 12:00:30', '--until', '2024-01-10 12:03:59'],
      '2024-01-10 12:01:00',
      '2024-01-10 12:03:00',
      3,
    ],
  ] as const) {
    const tree = await converted(t, out, '--formats', 'csv', '--fill', 'na', ...period);
    const lines = Buffer.from(tree.get('Hydropolis/2024/Hydropolis_treated_2024.csv')!)
      .toString()
      .trimEnd()
      .split('\n')
      .slice(1);
    const minutes = lines.map((line) => line.slice(0, 19)).filter((stamp) => stamp.endsWith(':00'));
    t.deepEqual([minutes[0], minutes.at(-1), minutes.length], [first, last, rows]);
  }
});

test('convert: dates by name and times ago are counted from now', async (t) => {
  const out = temporaryFolder(t);
  const whole = await makeCase(named('gaps'), out, []);
  const nowS = Date.UTC(2024, 0, 11, 9, 30) / 1000;
  for (const [period, startS, endS] of [
    [['--day', 'yesterday'], Date.UTC(2024, 0, 10) / 1000, Date.UTC(2024, 0, 11) / 1000],
    [['--since', 'yesterday', '--until', 'today'], Date.UTC(2024, 0, 10) / 1000, Date.UTC(2024, 0, 11) / 1000],
    [['--since', '36h', '--until', '25min'], nowS - 36 * 3600, nowS - 1500],
    [['--since', '1d', '--until', 'now'], nowS - 86_400, nowS],
  ] as const) {
    const folder = temporaryFolder(t);
    const host = testHost(nowS);
    t.is(await main(['convert', out, '--formats', 'csv', ...period, '--out', folder], host), 0, host.said());
    t.deepEqual(stampsIn(await readTree(folder), -Infinity, Infinity), stampsIn(whole, startS, endS), period.join(' '));
  }
  for (const [period, says] of [
    [['--day', '2024-1-10'], /--day: "2024-1-10" is no day; expected YYYY-MM-DD, yesterday or today/],
    [['--day', '2024-02-30'], /--day: "2024-02-30" is no day/],
    [['--month', '2024-13'], /--month: "2024-13" is no month/],
    [['--day', 'today', '--since', '72h'], /--since and --day say different periods; give one/],
    [['--since', 'soon'], /--since: "soon" is no moment/],
    [['--since', '1h', '--until', '2h'], /--until: "2h" is not after --since "1h"/],
  ] as const) {
    const host = testHost(nowS);
    t.is(await main(['convert', out, '--formats', 'csv', ...period, '--out', `${out}/x`], host), 2);
    t.regex(host.said(), says);
  }
});

test('convert: again into its own folder, and out of a folder into one inside it', async (t) => {
  const out = temporaryFolder(t);
  await makeCase(named('gaps'), out, []);
  const inside = path.join(out, 'parts');
  const run = async (...args: string[]): Promise<Map<string, Uint8Array>> => {
    const host = testHost(0);
    t.is(await main(['convert', out, '--out', inside, ...args], host), 0, host.said());
    return readTree(inside);
  };
  const first = await run('--formats', 'csv,npz', '--day', '2024-01-10');
  t.deepEqual(await run('--formats', 'csv,npz', '--day', '2024-01-10'), first);
  const other = await run('--formats', 'csv', '--day', '2024-01-11');
  t.false(
    [...other.keys()].some((file) => file.endsWith('.npz')),
    'what is left of another period goes',
  );
});

test('convert --out -: the treated series under one header, or the only file of a format', async (t) => {
  const out = temporaryFolder(t);
  const whole = await makeCase(named('year-boundary'), out, ['--formats', 'npz']);
  const print = async (...args: string[]): Promise<Buffer> => {
    const { code, stdout, stderr } = await pluvioAt(0, ['convert', out, '--out', '-', ...args]);
    t.is(code, 0, stderr);
    return stdout;
  };
  const series = [...whole.keys()].filter((file) => file.includes('_treated_')).sort();
  t.true(series.length > 1);
  const [header, ...rows] = Buffer.concat(series.map((file) => whole.get(file)!))
    .toString()
    .trimEnd()
    .split('\n');
  const expected = [header!, ...rows.filter((row) => row !== header)].join('\n');
  t.is((await print('--formats', 'csv')).toString(), `${expected}\n`);
  const npz = 'Hydropolis/2023/Hydropolis_sparse_2023.npz';
  t.true(
    (await print('--formats', 'npz', '--gauge', 'Hydropolis', '--since', '2023-01-01')).subarray(0, 2).toString() ===
      'PK',
  );
  t.true(whole.has(npz));
  for (const [args, says] of [
    [['--formats', 'csv,npz'], /one format goes to stdout, and --formats names 2/],
    [['--formats', 'npz'], /this makes 2 files, and stdout takes one/],
  ] as const) {
    const { code, stderr } = await pluvioAt(0, ['convert', out, '--out', '-', ...args]);
    t.is(code, 2);
    t.regex(stderr, says);
  }
});

for (const { title, content, says } of [
  { title: 'a foreign file', content: 'hello', says: /is none of pluvio’s outputs/ },
  { title: 'an empty file', content: '', says: /is none of pluvio’s outputs/ },
  {
    title: 'a foreign matrix',
    content: '%%MatrixMarket matrix coordinate real general\n2 2 0\n',
    says: /first minute/,
  },
  { title: 'a cut zip', content: 'PK\x03\x04 and no more', says: /no whole NumPy archive/ },
  { title: 'a cut HDF5 file', content: '\x89HDF\r\n\x1a\n and no more', says: /no whole HDF5 file/ },
  { title: 'a cut Parquet file', content: 'PAR1 and no more', says: /no whole series made by pluvio/ },
]) {
  test(`inspect, convert: ${title} gets a clear error that names it`, async (t) => {
    const file = path.join(temporaryFolder(t), 'given');
    fs.writeFileSync(file, Buffer.from(content, 'latin1'));
    for (const args of [
      ['inspect', file],
      ['convert', file, '--formats', 'npz', '--out', `${file}-out`],
    ]) {
      const host = testHost(0);
      t.is(await main(args, host), 2);
      const said = host.said();
      t.regex(said, says);
      t.true(said.includes(file));
    }
  });
}

test('convert: what cannot be held is refused: readings of minutes, published outputs, unknown formats', async (t) => {
  const out = temporaryFolder(t);
  await makeCase(named('gaps'), out, ['--formats', 'npz']);
  const matrix = path.join(out, 'Hydropolis/2024/Hydropolis_sparse_2024.npz');
  for (const [args, says] of [
    [[matrix, '--formats', 'parquet', '--out', `${out}/x`], /holds readings, and .* only minutes/],
    [[matrix, '--formats', 'mtx', '--out', out], /published outputs/],
    [[matrix, '--formats', 'xls', '--out', `${out}/x`], /there is no format "xls"/],
    [[matrix, matrix, '--formats', 'mtx', '--out', `${out}/x`], /in several of the files/],
  ] as const) {
    const host = testHost(0);
    t.is(await main(['convert', ...args], host), 2);
    t.regex(host.said(), says);
  }
});

test('inspect: every format says the same of a gauge, in a screen', async (t) => {
  const out = temporaryFolder(t);
  const tree = await makeCase(named('foreign-label'), out, ['--formats', ALL]);
  const { rain } = truthOf(tree, 'Hydropolis', 2024);
  const rainMm = Math.round([...rain.values()].reduce((a, b) => a + b, 0) * 1e6) / 1e6;
  const files = [...tree.keys()].filter((file) => /\.(mtx|npz|h5|nc|parquet)$|(concatenated|treated).*csv$/.test(file));
  for (const file of files.filter((each) => !each.includes('Polytech'))) {
    const host = testHost(0);
    t.is(await main(['inspect', path.join(out, file), '--json'], host), 0);
    const { year, minutes, gauges } = JSON.parse(host.printed()) as { year: number; minutes: number; gauges: object[] };
    t.deepEqual([year, minutes], [2024, 527_040]);
    t.like(gauges[0], { gauge: 'Hydropolis', wetMinutes: rain.size, rainMm });
    t.is(await main(['inspect', path.join(out, file)], host), 0);
    const lines = host.printed().split('\n');
    t.true(
      lines.length < 24 && lines.some((line) => line.startsWith('Hydropolis ') && line.includes(String(rainMm))),
      file,
    );
  }
});

test('inspect: every file of an output folder is known by name', async (t) => {
  const out = temporaryFolder(t);
  const files = new Set<string>();
  for (const name of ['foreign-label', 'malformed-lines']) {
    const fixture = cases.find((one) => one.name === name);
    for (const file of fixture ? (await makeCase(fixture, path.join(out, name), ['--formats', ALL])).keys() : [])
      files.add(path.join(name, file));
  }
  const kinds = new Set<string>();
  for (const file of files) {
    const { code, stdout, stderr } = await pluvioAt(0, ['inspect', path.join(out, file)]);
    t.is(code, 0, stderr);
    t.true(stdout.toString().split('\n').length < 24, file);
    const json = JSON.parse((await pluvioAt(0, ['inspect', path.join(out, file), '--json'])).stdout.toString()) as {
      kind?: string;
      format: string;
    };
    kinds.add(json.kind ?? json.format);
  }
  for (const kind of ['coverage', 'manifest', 'network manifest', 'cumulative', 'csv', 'mtx', 'quarantine'])
    t.true(kinds.has(kind), kind);
});

test('inspect: tables of the filters, quarantines and what is cut say what they are', async (t) => {
  const folder = temporaryFolder(t);
  const put = (name: string, text: string): string => {
    fs.writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const rows = 'Source,Line,Reason,Text\na.txt,1,cut-off,"H, 1"\na.txt,2,cut-off,"H, ""x"\nb.txt,1,no-label,", 1"\n';
  const said = (await pluvioAt(0, ['inspect', put('q.csv', rows)])).stdout.toString();
  t.regex(said, /quarantine, csv: lines that could not be used/);
  t.regex(said, /^rows +3$/m);
  t.regex(said, /^Reason +cut-off × 2, no-label × 1$/m);
  for (const [text, kind] of [
    ['Period,Start,End,Rain,Coverage,Max5min,Max6min,Max10min,Max15min,Max30min,Max60min\n', 'totals'],
    ['Timestamp,P5min\n1704067200,0\n', 'accumulate'],
    ['gauge,time,tips,wind,battery\nH,1704067200,1,0,12\n', 'readings'],
  ] as const)
    t.regex((await pluvioAt(0, ['inspect', put('t.csv', text)])).stdout.toString(), new RegExp(`^t.csv: ${kind}, csv`));
  for (const [text, says] of [
    ['{"gauge":"H",', /no whole JSON file/],
    ['{"gauge":"H"}', /fields are missing/],
    ['{"a":1}', /is none of pluvio’s outputs/],
    ['Source,Line,Reason,Text\na.txt,1,cut-off,"H, 1\n', /Cannot read .*q2.csv: Quote Not Closed/],
  ] as const) {
    const { code, stderr } = await pluvioAt(0, ['inspect', put('q2.csv', text)]);
    t.is(code, 2);
    t.regex(stderr, says);
  }
});
