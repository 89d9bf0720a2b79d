import test from 'ava';
import { formatDateTime } from '../../../src/domain/time/time.js';
import { loadCases, type FixtureCase } from '../../../fixtures/cases.js';
import { pluvioAt, projectPath, type Result } from '../../support/pluvio.js';

const YEAR_FILE = /^([^/]+)\/(\d{4})\/.*_(sparse|treated|concatenated)_\d{4}\.(?:mtx|csv)$/;
const CASES = projectPath('fixtures/cases');

type Command = readonly string[];

/** Runs one command after another, each on what the one before gave. What several chains begin with is run once. */
function chains(nowS: number): (...commands: Command[]) => Promise<Buffer> {
  const made = new Map<string, Promise<Buffer>>();
  const outcome = (commands: readonly Command[]): Promise<Buffer> => {
    const last = commands.at(-1);
    if (!last) return Promise.resolve(Buffer.alloc(0));
    const key = JSON.stringify(commands);
    const known = made.get(key);
    if (known) return known;
    const now = outcome(commands.slice(0, -1)).then(async (before) => {
      const { code, stdout, stderr }: Result = await pluvioAt(nowS, last, before);
      if (code !== 0) throw new Error(`${last.join(' ')}: ${stderr}`);
      return stdout;
    });
    made.set(key, now);
    return now;
  };
  return (...commands) => outcome(commands);
}

function optionsOf({ gauges, gaugesPath, notBeforeS, calibPath }: FixtureCase) {
  const table = gaugesPath === undefined ? [] : ['--gauges', gaugesPath];
  const notBefore = notBeforeS === undefined ? [] : ['--not-before', formatDateTime(notBeforeS)];
  return { table, notBefore, wanted: ['--gauge', gauges.join(','), ...table], calib: ['--calib', calibPath, ...table] };
}

for (const fixture of await loadCases(CASES)) {
  const { name, nowS } = fixture;
  const { rawFolder, expected } = fixture.runs[0]!;
  const { table, notBefore, wanted, calib } = optionsOf(fixture);
  const chain = chains(nowS);
  for (const [path, bytes] of expected) {
    const match = YEAR_FILE.exec(path);
    if (!match || match[1] === 'network') continue;
    const [, gauge, year, kind] = match as unknown as [string, string, string, string];
    test(`the filters composed give the bytes of ${name}: ${path}`, async (t) => {
      const stages: Command[] = [
        ['parse', rawFolder, ...table, ...notBefore],
        ['filter', ...wanted],
        ['calibrate', ...calib, '--ndjson'],
        ['filter', '--gauge', gauge],
      ];
      if (kind === 'sparse') {
        const matrix = await chain(...stages, ['triplets', '--year', year, '--gauge', gauge]);
        t.is(matrix.toString(), Buffer.from(bytes).toString());
      } else {
        const series = await chain(...stages, ['bucket', '--emit', kind]);
        t.true(isYearOf(series.toString(), Buffer.from(bytes).toString(), year));
      }
    });
  }
  const emitted = [...expected].filter(([path]) => YEAR_FILE.test(path) && !path.startsWith('network/'));
  if (emitted.length === 0) continue;
  test(`run --emit gives the bytes of ${name}`, async (t) => {
    for (const [path, bytes] of emitted) {
      const [, gauge, year, kind] = YEAR_FILE.exec(path) as unknown as [string, string, string, string];
      const emit = ['--emit', kind === 'sparse' ? 'triplets' : kind, '--year', year];
      const all = [...calib, ...notBefore];
      // All gauges are wanted in the run, so that each line goes where it went there.
      const several = fixture.gauges.length > 1 && kind !== 'sparse';
      const chosen = several ? fixture.gauges.join(',') : gauge;
      const { stdout } = await pluvioAt(nowS, ['run', rawFolder, ...emit, ...all, '--gauge', chosen]);
      const text = Buffer.from(bytes).toString();
      if (several) t.true(stdout.toString().includes(text.slice(text.indexOf('\n') + 1)), path);
      else t.is(stdout.toString(), text, path);
    }
  });
}

/** Whether the rows of one year in a series are those of that year's file. */
function isYearOf(series: string, file: string, year: string): boolean {
  const [header, ...rows] = series.split('\n');
  return [header, ...rows.filter((row) => row.startsWith(year)), ''].join('\n') === file;
}
