import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { pluvioAt, tempFolder } from '../../support/pluvio.js';

const HOUR_S = 3600;
const START_S = Date.UTC(2023, 11, 30) / 1000;
const DAYS = 5;
const NOW_S = START_S + 60 * 86_400;

/** Hours after the start, as a table writes moments; some with another zone's clock. */
function moment(hours: number): string {
  const local = new Date((START_S + hours * HOUR_S + HOUR_S) * 1000).toISOString().slice(0, 16);
  const utc = new Date((START_S + hours * HOUR_S) * 1000).toISOString().slice(0, 16).replace('T', ' ');
  return hours % 3 === 0 ? `${local}+01:00` : utc;
}

interface Tables {
  /** The first from the beginning, the others from hours after the start. */
  readonly curves: readonly { readonly hours: number; readonly b: number }[];
  readonly depths: readonly { readonly hours: number; readonly tipMm: number }[];
  readonly periods: readonly { readonly hours: number; readonly lasts: number; readonly kind: string }[];
}

const hour = fc.integer({ min: -30, max: 24 * DAYS + 30 });
const tables: fc.Arbitrary<Tables> = fc.record({
  curves: fc.uniqueArray(fc.record({ hours: hour, b: fc.constantFrom(0.5, 1, 1.07, 2) }), {
    selector: ({ hours }) => hours,
    maxLength: 3,
  }),
  depths: fc.uniqueArray(fc.record({ hours: hour, tipMm: fc.constantFrom(0.1, 0.2, 0.254) }), {
    selector: ({ hours }) => hours,
    maxLength: 2,
  }),
  periods: fc.uniqueArray(
    fc.record({
      hours: hour,
      lasts: fc.constantFrom(0, 1, 7, 30),
      kind: fc.constantFrom('missing', 'test-tips', 'clogged', 'note', 'replaced'),
    }),
    { selector: ({ kind }) => kind, maxLength: 3 },
  ),
});

function writeTables(folder: string, { curves, depths, periods }: Tables): void {
  const lines = (head: string, rows: readonly string[]): string => `${[head, ...rows].join('\n')}\n`;
  writeFileSync(
    join(folder, 'calib.csv'),
    lines('pluvio,a,b,c,from', [
      'A,0,1.1,0,',
      ...curves.map(({ hours, b }) => `A,0.001,${b},0,${moment(hours)}`),
      'B,0,1,0,',
    ]),
  );
  writeFileSync(
    join(folder, 'gauges.csv'),
    lines('gauge,from,tip_mm', [
      'A,,0.2',
      ...depths.map(({ hours, tipMm }) => `A,${moment(hours)},${tipMm}`),
      'B,,0.2',
    ]),
  );
  writeFileSync(
    join(folder, 'interventions.csv'),
    lines(
      'gauge,from,to,kind,who,note',
      periods.map(
        ({ hours, lasts, kind }) => `A,${moment(hours)},${lasts === 0 ? '' : moment(hours + lasts)},${kind},me,`,
      ),
    ),
  );
}

/** Readings over New Year, with gaps and jitter, some of rain. */
function writeRaw(folder: string, seed: number): void {
  let state = seed;
  const random = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
  for (const gauge of ['A', 'B']) {
    mkdirSync(join(folder, 'raw', gauge), { recursive: true });
    const lines: string[] = [];
    for (let s = 600; s < DAYS * 86_400; s += 600) {
      if (random(20) === 0) s += 600 * random(60);
      lines.push(
        `${gauge}, ${START_S + s + (random(9) === 0 ? 1 : 0)}, ${random(4) === 0 ? random(9) : 0}, 0, 12.${random(9)}\n`,
      );
    }
    writeFileSync(join(folder, 'raw', gauge, 'all.txt'), lines.join(''));
  }
}

/** What is published, by path; what pluvio keeps for itself is not. */
function outputs(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).filter((path) => !path.includes('.pluvio'));
  return new Map(paths.sort().map((path) => [path.slice(folder.length), readFileSync(path).toString('latin1')]));
}

test('tables that were edited again and again give the bytes of one run with the last of them', async (t) => {
  const folder = tempFolder(t);
  const run = async (command: string, out: string): Promise<void> => {
    const result = await pluvioAt(NOW_S, [
      ...[command, '--out', join(folder, out), '--to', join(folder, `${out}-there`), '--quiet'],
      ...['--calib', join(folder, 'calib.csv'), '--gauges', join(folder, 'gauges.csv')],
      ...['--interventions', join(folder, 'interventions.csv')],
      ...(command === 'replay' ? [] : ['--from', join(folder, 'raw'), '--formats', 'mtx,parquet,nc']),
    ]);
    t.is(result.code, 0, result.stderr);
  };
  await fc.assert(
    fc.asyncProperty(
      fc.array(tables, { minLength: 2, maxLength: 3 }),
      fc.integer({ min: 1, max: 1e6 }),
      async (edits, seed) => {
        for (const out of ['edited', 'edited-there', 'fresh', 'fresh-there', 'raw'])
          rmSync(join(folder, out), { recursive: true, force: true });
        writeRaw(folder, seed);
        for (const [i, edit] of edits.entries()) {
          writeTables(folder, edit);
          await run(['init', 'update', 'replay'][i]!, 'edited');
        }
        await run('init', 'fresh');
        t.deepEqual(outputs(join(folder, 'edited')), outputs(join(folder, 'fresh')));
        t.deepEqual(outputs(join(folder, 'edited-there')), outputs(join(folder, 'fresh-there')));
      },
    ),
    { numRuns: 4 },
  );
});
