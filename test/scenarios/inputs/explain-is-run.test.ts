import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import fc from 'fast-check';
import type { RunSummary } from '../../../src/pipeline/run/summary.js';
import { pluvioAt, tempFolder } from '../../support/pluvio.js';

const NOW_S = Date.UTC(2024, 5, 1) / 1000;
/** Around a new year, so that a file feeds two. */
const AROUND_S = Date.UTC(2024, 0, 1) / 1000;

/** Lines of every fate: good ones of few stamps and values, so that they meet again, and bad ones. */
const label = fc.constantFrom('H', 'H', 'H', 'Ache', 'G', 'Other', '');
const stampS = fc.integer({ min: -4, max: 4 }).map((minute) => AROUND_S + 60 * minute);
const good = fc
  .tuple(label, stampS, fc.constantFrom(0, 1, 2, 3), fc.constantFrom('', ', 0', ', 0, 12.2', ', 1.5, 12'))
  .map(([name, timeS, tips, rest]) => `${name}, ${timeS}, ${tips}${rest}`);
const bad = fc.oneof(
  label.map((name) => `${name}, x, 1, 0, 12`),
  label.map((name) => `${name}, 1704067200, 1.5, 0, 12`),
  label.map((name) => `${name}, 1072915260, 0, 0, 12`),
  label.map((name) => `${name}, ${NOW_S + 9 * 86_400}, 0, 0, 12`),
  label.map((name) => `${name}, 17040`),
  label.map((name) => `${name}, ${AROUND_S}, 3000000000, 0, 12`),
  label.map((name) => `${name}, ${AROUND_S}, 1, 0, 12, 13, 14`),
  fc.constantFrom('', '   ', 'no reading at all', ',,,,', '\ufeff', 'time,rain', '"H", 1704067200, 1', 'é\u0007, 1, 2'),
);
const line = fc.oneof({ weight: 4, arbitrary: good }, { weight: 1, arbitrary: bad });
const text = fc
  .tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([lines, end, isWhole]) => lines.join(end) + (isWhole ? end : ''));
const name = fc.constantFrom('a.txt', 'b.txt', 'H_010124_000000.txt', 'Hydro_311223_235500.txt', 'G_010124_000100.txt');
const folder = fc.constantFrom('', 'H/', 'H/2023/', 'H/2024/01/', 'G/', 'Other/', '2024/');
const files = fc.uniqueArray(fc.tuple(folder, name, text, fc.boolean()), {
  minLength: 1,
  maxLength: 6,
  selector: ([place, file]) => place + file,
});

/** What a run says, and what explain says, in the same words. */
interface Said {
  readonly total: RunSummary['total'];
  readonly rejected: RunSummary['rejected'];
  /** Kept readings by gauge and year. */
  readonly kept: Record<string, number>;
  readonly duplicates: number;
  /** Lines by quarantine file. */
  readonly quarantined: Record<string, number>;
}

async function saidByRun(cwd: string, options: readonly string[]): Promise<Said> {
  const args = ['run', ...options, '--uncalibrated', '--json', '--out', join(cwd, 'out'), join(cwd, 'dump')];
  const { code, stdout, stderr } = await pluvioAt(NOW_S, args);
  if (code !== 0) throw new Error(stderr);
  const { total, rejected, gauges } = JSON.parse(stdout.toString()) as RunSummary;
  const kept: Record<string, number> = {};
  const quarantined: Record<string, number> = {};
  let ofGauges = 0;
  for (const { gauge, years, tally } of gauges) {
    for (const { year, kept: rows } of years) if (rows > 0) kept[`${gauge}/${year}`] = rows;
    const lines = tally.quarantined + tally.conflicts;
    if (lines > 0) quarantined[`quarantine/${gauge}.csv`] = lines;
    ofGauges += lines;
  }
  const rest = total.quarantined + total.conflicts - ofGauges;
  if (rest > 0) quarantined['quarantine/_no-gauge.csv'] = rest;
  return { total, rejected, kept, duplicates: total.duplicates, quarantined };
}

async function saidByExplain(cwd: string, options: readonly string[]): Promise<Said & { sources: string }> {
  const { code, stdout, stderr } = await pluvioAt(NOW_S, ['explain', '--all', ...options, join(cwd, 'dump')]);
  if (code !== 0) throw new Error(stderr);
  const logged = stderr
    .trimEnd()
    .split('\n')
    .map((one) => JSON.parse(one || '{}') as { type?: string } & Partial<Said>)
    .find(({ type }) => type === 'summary');
  const zero = { linesRead: 0, kept: 0, duplicates: 0, conflicts: 0, quarantined: 0, filteredOut: 0, mended: 0 };
  const { total = zero, rejected = {} } = logged ?? {};
  const sources = stdout.toString();
  // What may be said of other formats stands after it.
  const action = sources.split('\n').findLast((line) => line.startsWith('  pluvio ')) ?? '';
  const number = (digits: string): number => Number(digits.replaceAll(',', ''));
  const found = (pattern: RegExp): [string, number][] =>
    Array.from(action.matchAll(pattern), (m) => [m[2]!, number(m[1]!)]);
  return {
    total,
    rejected,
    kept: Object.fromEntries(found(/([\d,]+)(?: readings?)? into ([^;, ]+\/\d{4})/g)),
    duplicates: number(/drop ([\d,]+) duplicate/.exec(action)?.[1] ?? '0'),
    quarantined: Object.fromEntries(found(/([\d,]+) lines? into (quarantine\/[^;, ]+)/g)),
    sources,
  };
}

test('explain says what run does, to the number, whatever is in however many files and folders', async (t) => {
  const base = tempFolder(t);
  let round = 0;
  await fc.assert(
    fc.asyncProperty(files, fc.constantFrom('H', 'H,G', 'G,H'), async (list, wanted) => {
      const cwd = join(base, String(round++));
      for (const [place, file, content, isPacked] of list) {
        mkdirSync(dirname(join(cwd, 'dump', place + file)), { recursive: true });
        writeFileSync(join(cwd, 'dump', place + file), isPacked ? gzipSync(content) : content);
      }
      writeFileSync(join(cwd, 'gauges.csv'), 'gauge,folder,aliases\nH,H,Ache\nG,G,\n');
      const options = ['--gauge', wanted, '--gauges', join(cwd, 'gauges.csv')];
      const run = await saidByRun(cwd, options);
      const { sources, ...explained } = await saidByExplain(cwd, options);
      t.deepEqual(explained, run);
      // What explain says of each source adds up to what was received.
      const taken = Array.from(sources.matchAll(/would take .*/g), ([sentence]) =>
        Array.from(sentence.matchAll(/(\d+)(?: readings?)? into [^;, ]+\/\d{4}/g), (m) => Number(m[1])),
      ).flat();
      const received = run.total.kept + run.total.duplicates + run.total.conflicts;
      if (sources.includes('\nall '))
        t.is(
          taken.reduce((sum, rows) => sum + rows, 0),
          received,
        );
      rmSync(cwd, { recursive: true });
    }),
    { numRuns: 60 },
  );
});
