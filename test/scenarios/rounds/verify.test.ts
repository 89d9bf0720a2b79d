import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { readTree } from '../../../fixtures/cases.js';
import type { VerifyReport } from '../../../src/cli/text/verify-text.js';
import { startServer } from '../../support/servers/ftp-server.js';
import { quickFolder } from '../../support/temp.js';
import { pluvio, pluvioAt } from '../../support/pluvio.js';

/** 2024-12-31 12:00:00 UTC: readings reach into two years. */
const START_S = 1_735_646_400;
const NOW_S = START_S + 86_400;
const TABLES = ['--uncalibrated', '--gauge', 'Hydropolis,Polytech'];

function writeRaw(folder: string): void {
  for (const gauge of ['Hydropolis', 'Polytech']) {
    mkdirSync(path.join(folder, gauge), { recursive: true });
    const lines = Array.from({ length: 1_200 }, (_, i) => `${gauge}, ${START_S + 60 * i}, ${i % 50 ? 0 : 2}, 0, 12.5`);
    writeFileSync(path.join(folder, gauge, `${gauge}_311224_120000.txt`), `${lines.join('\n')}\n${gauge}, x, 0\n`);
  }
}

/** Two gauges, two years, in an output folder and in a target. */
async function published(t: ExecutionContext, ...more: string[]) {
  const folder = quickFolder(t);
  writeRaw(path.join(folder, 'raw'));
  const places = ['--out', path.join(folder, 'out'), '--to', path.join(folder, 'pub')];
  const made = await pluvioAt(NOW_S, ['update', '--from', path.join(folder, 'raw'), ...places, ...TABLES, ...more]);
  t.is(made.code, 0, made.stderr);
  const verify = (...args: string[]): ReturnType<typeof pluvioAt> =>
    pluvioAt(NOW_S, ['verify', ...places, ...TABLES, ...args]);
  return { folder, verify };
}

/** What lies under a folder, but for pluvio's own notes, and what was set aside. */
async function outputs(folder: string): Promise<Map<string, string>> {
  const tree = [...(await readTree(folder))].filter(([name]) => !/^\.pluvio\/|\.damaged-/.test(name));
  return new Map(tree.map(([name, bytes]) => [name, Buffer.from(bytes).toString('latin1')] as const).sort());
}

function differing(actual: Map<string, string>, expected: Map<string, string>, place: string): string[] {
  const names = new Set([...actual.keys(), ...expected.keys()]);
  return [...names].filter((name) => actual.get(name) !== expected.get(name)).map((name) => `${place}/${name} differs`);
}

/** Whether a manifest of its tables is left that names a file: without one nobody knows that a table is missing. */
function isBooked(key: string, hit: ReadonlyMap<string, string>): boolean {
  const folder = path.dirname(key.slice(key.indexOf('/') + 1));
  if (!/_(totals|events|maxima|idf)/.test(key)) return true;
  const books = [...hit.keys()].filter((one) => one.endsWith('.json') && one.includes(`${folder}/`));
  return books.filter((one) => one.includes('_products')).length < 2;
}

const HARMS = {
  gone: (file: string) => rmSync(file),
  cut: (file: string) => writeFileSync(file, readFileSync(file).subarray(0, -3)),
  longer: (file: string) => appendFileSync(file, 'x\n'),
  empty: (file: string) => writeFileSync(file, ''),
  flipped: (file: string) => {
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(file, bytes);
  },
};
type Harm = keyof typeof HARMS;

test('verify --deep --repair: whatever is gone or damaged is whole again where series and manifest are in one place', async (t) => {
  const { folder, verify } = await published(
    t,
    '--formats',
    'npz,nc,parquet',
    '--products',
    'totals,events,maxima,idf',
  );
  const whole = await outputs(path.join(folder, 'out'));
  t.deepEqual(await outputs(path.join(folder, 'pub')), whole);
  t.true(whole.has('network/2024/network_totals_2024.parquet'));
  // No manifest names a quarantine.
  const names = [...whole.keys()].filter((name) => !/^quarantine\//.test(name));
  const isGround = (name: string): boolean => /_concatenated_|[a-z]_manifest_/.test(name);
  const harmed = fc.record({
    name: fc.constantFrom(...names),
    place: fc.constantFrom('out', 'pub'),
    harm: fc.constantFrom(...(Object.keys(HARMS) as Harm[])),
  });
  const sound = path.join(folder, 'sound');
  for (const place of ['out', 'pub']) cpSync(path.join(folder, place), path.join(sound, place), { recursive: true });
  await fc.assert(
    fc.asyncProperty(fc.array(harmed, { minLength: 1, maxLength: 8 }), async (harms) => {
      const hit = new Map<string, string>();
      for (const place of ['out', 'pub']) {
        rmSync(path.join(folder, place), { recursive: true });
        cpSync(path.join(sound, place), path.join(folder, place), { recursive: true, preserveTimestamps: true });
      }
      for (const { name, place, harm } of harms) {
        const key = `${place}/${name}`;
        // One copy of what all else is made from stays.
        const other = `${place === 'out' ? 'pub' : 'out'}/${name}`;
        if (hit.has(key) || (isGround(name) && hit.has(other))) continue;
        hit.set(key, harm);
        HARMS[harm](path.join(folder, key));
      }
      const report = JSON.parse((await verify('--deep', '--repair', '--json')).stdout.toString()) as VerifyReport;
      const found = new Set(report.flaws.map((flaw) => path.relative(folder, path.join(flaw.in, flaw.file))));
      const wrong = [...hit.keys()]
        .filter((key) => !found.has(key) && isBooked(key, hit))
        .map((key) => `${key} missed`);
      for (const { file, mended, why } of report.flaws) if (mended === null) wrong.push(`${file}: ${why}`);
      for (const place of ['out', 'pub'])
        wrong.push(...differing(await outputs(path.join(folder, place)), whole, place));
      // Thrown, so that what harms is told, and as little of it as possible.
      if (wrong.length > 0) throw new Error(wrong.join('; '));
    }),
    { numRuns: 12 },
  );
});

test('verify looks only: it names what is wrong, ends with 4, and changes nothing', async (t) => {
  const { folder, verify } = await published(t);
  const good = await verify();
  t.is(good.code, 0, good.stderr);
  t.regex(good.stdout.toString(), /^\d+ files, [\d.]+ MB, by size in .*: all whole\n$/);
  HARMS.gone(path.join(folder, 'pub/Hydropolis/2024/Hydropolis_sparse_2024.mtx'));
  HARMS.cut(path.join(folder, 'out/network/2025/network_sparse_2025.mtx'));
  HARMS.gone(path.join(folder, 'pub/quarantine/Polytech.csv'));
  const before = await readTree(folder);
  const { code, stdout } = await verify();
  t.is(code, 4);
  const lines = stdout.toString().split('\n');
  t.deepEqual(
    lines.slice(0, 3).map((line) => line.replaceAll(`${folder}/`, '')),
    [
      'missing: pub/Hydropolis/2024/Hydropolis_sparse_2024.mtx: it is not there',
      lines[1]!.replaceAll(`${folder}/`, ''),
      'missing: pub/quarantine/Polytech.csv: it is not there',
    ],
  );
  t.regex(lines[1]!, /^damaged: .*out\/network\/2025\/network_sparse_2025.mtx: it has \d+ bytes instead of \d+$/);
  t.regex(lines[3]!, /: 3 not whole$/);
  t.deepEqual(await readTree(folder), before);
});

test('verify --repair without a target makes files again from the series; a damaged series stays, and is told', async (t) => {
  const folder = quickFolder(t);
  writeRaw(path.join(folder, 'raw'));
  const out = path.join(folder, 'out');
  const run = (...args: string[]): ReturnType<typeof pluvioAt> => pluvioAt(NOW_S, [...args, '--out', out, ...TABLES]);
  t.is((await run('update', '--from', path.join(folder, 'raw'))).code, 0);
  const whole = await outputs(out);
  HARMS.flipped(path.join(out, 'Hydropolis/2024/Hydropolis_treated_2024.csv'));
  HARMS.gone(path.join(out, 'Hydropolis/2025/Hydropolis_coverage_2025.csv'));
  HARMS.flipped(path.join(out, 'network/2024/network_sparse_2024.mtx'));
  t.is((await run('verify', '--deep', '--repair')).code, 0);
  t.deepEqual(await outputs(out), whole);
  const series = path.join(out, 'Polytech/2024/Polytech_concatenated_2024.csv');
  HARMS.flipped(series);
  const damaged = readFileSync(series);
  const { code, stdout } = await run('verify', '--deep', '--repair');
  t.is(code, 4);
  t.regex(stdout.toString(), /^damaged: .*Polytech_concatenated_2024.csv: no copy of its raw series .* backup\n/);
  t.deepEqual(readFileSync(series), damaged);
});

test('verify --repair: a year that nothing gives back ends the repair of no other, and stays due', async (t) => {
  const { folder, verify } = await published(t, '--formats', 'npz,nc', '--products', 'totals');
  const whole = await outputs(path.join(folder, 'out'));
  const lost = 'Polytech/2024/Polytech_concatenated_2024.csv';
  for (const place of ['out', 'pub']) {
    for (const suffix of ['concatenated_2024.csv', 'sparse_2024.mtx', 'sparse_2024.npz', 'treated_2024.csv'])
      HARMS.flipped(path.join(folder, place, `Polytech/2024/Polytech_${suffix}`));
    HARMS.gone(path.join(folder, place, 'Hydropolis/2024/Hydropolis_treated_2024.csv'));
    HARMS.cut(path.join(folder, place, 'network/2024/network_sparse_2024.npz'));
  }
  const { code, stdout, stderr } = await verify('--deep', '--repair', '--json');
  t.is(code, 4, stderr);
  const { flaws } = JSON.parse(stdout.toString()) as VerifyReport;
  const left = new Set(flaws.filter(({ mended }) => mended === null).map(({ file }) => file));
  t.true(left.has(lost));
  t.true(
    [...left].every((file) => /^(Polytech|network)\/2024\//.test(file)),
    [...left].join(' '),
  );
  for (const place of ['out', 'pub'])
    t.deepEqual(
      [...(await outputs(path.join(folder, place)))].filter(([name]) => /^Hydropolis|\/2025\//.test(name)),
      [...whole].filter(([name]) => /^Hydropolis|\/2025\//.test(name)),
    );
  // What was lost is put back by hand: the rest follows from it.
  for (const place of ['out', 'pub']) writeFileSync(path.join(folder, place, lost), whole.get(lost)!, 'latin1');
  t.is((await verify('--deep', '--repair')).code, 0);
  for (const place of ['out', 'pub']) t.deepEqual(differing(await outputs(path.join(folder, place)), whole, place), []);
});

test('verify: what is published of gauges that are not wanted is looked at, and copied from the other side', async (t) => {
  const { folder } = await published(t);
  const places = ['--out', path.join(folder, 'out'), '--to', path.join(folder, 'pub')];
  const file = path.join(folder, 'pub/Polytech/2024/Polytech_sparse_2024.mtx');
  const bytes = readFileSync(file);
  HARMS.cut(file);
  const args = ['verify', ...places, '--gauge', 'Hydropolis', '--uncalibrated'];
  t.is((await pluvioAt(NOW_S, args)).code, 4);
  t.is((await pluvioAt(NOW_S, [...args, '--repair'])).code, 0);
  t.deepEqual(readFileSync(file), bytes);
});

test('verify --repair over FTP: a target that lost files has them again, read back', async (t) => {
  const folder = quickFolder(t);
  writeRaw(path.join(folder, 'raw'));
  const { port, user, password, files } = await startServer(t);
  const env = {
    ...{ FTP_SERVER: '127.0.0.1', FTP_PORT: String(port), FTP_USERNAME: user, FTP_PASSWORD: password },
    ...{ FTP_TARGET_DIR: '/pub', LOCAL_OUTPUT_DIR: path.join(folder, 'out') },
  };
  const update = await pluvio(['update', '--from', path.join(folder, 'raw'), ...TABLES], { env });
  t.is(update.code, 0, update.stderr);
  const series = '/pub/Hydropolis/2024/Hydropolis_concatenated_2024.csv';
  const matrix = '/pub/network/2024/network_sparse_2024.mtx';
  const bytes = [files.get(series)!, files.get(matrix)!];
  files.put(series, bytes[0]!.subarray(0, 100));
  files.put(matrix, Buffer.from(bytes[1]!).fill(32, 60, 64));
  const looked = await pluvio(['verify', '--deep', '--json', ...TABLES], { env });
  t.is(looked.code, 4, looked.stderr);
  const found = (JSON.parse(looked.stdout.toString()) as VerifyReport).flaws.map(({ file }) => `/pub/${file}`);
  t.deepEqual(found, [series, matrix]);
  const mended = await pluvio(['verify', '--deep', '--repair', ...TABLES], { env });
  t.is(mended.code, 0, mended.stdout.toString());
  t.deepEqual([files.get(series), files.get(matrix)], bytes);
  t.is(files.paths().filter((name) => name.includes('.damaged-')).length, 2);
  t.true(existsSync(path.join(folder, 'out/.pluvio/verified.json')));
});
