import test from 'ava';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareResults } from '../../bench/compare-results.js';
import { loadResults } from '../../bench/load-results.js';
import { plotOf } from '../../bench/plot-svg.js';
import { reportOf } from '../../bench/report-text.js';
import { PEAK, RATE, WALL, type BenchResults } from '../../bench/results.js';

function resultsOf(wallS: number): BenchResults {
  return {
    format: 1,
    startedAt: '2024-05-01T10:00:00.000Z',
    command: 'npm run bench -- --quick',
    machine: { processor: 'two cores' },
    versions: { pluvio: '1.0.0' },
    skipped: ['pandas cannot run here'],
    sections: [
      {
        name: 'end-to-end',
        title: 'Dumps & files',
        method: 'Warm.',
        figures: [WALL, RATE, PEAK],
        plotted: RATE.name,
        rows: [
          { case: '1 year', who: 'pluvio', figures: { wallS, mReadingsPerS: 1234.5 / wallS } },
          { case: '1 year', who: 'duckdb', figures: { wallS: 4, mReadingsPerS: 0.5, peakMb: 200 } },
        ],
        skipped: [],
      },
    ],
  };
}

test('reportOf: date, command, machine, versions, tables, who is missing', (t) => {
  const report = reportOf(resultsOf(1));
  for (const part of [
    '`npm run bench -- --quick`',
    '2024-05-01',
    'two cores',
    'Not measured: pandas cannot run here.',
    '## Dumps & files',
    '| 1 year | pluvio |   1.00 |     1,234.50 |       – |',
  ])
    t.true(report.includes(part), `${part} in\n${report}`);
});

test('compareResults: figures that both have, after ÷ before', (t) => {
  t.deepEqual(compareResults(resultsOf(2), resultsOf(1)).slice(1, 3), [
    ['end-to-end', '1 year', 'pluvio', 'wall s', '2.00', '1.00', '0.50'],
    ['end-to-end', '1 year', 'pluvio', 'M readings/s', '617.25', '1,234.50', '2.00'],
  ]);
  t.is(compareResults(resultsOf(2), { ...resultsOf(1), sections: [] }).length, 1);
});

test('plotOf: an SVG with a bar for each row, its text escaped, colours for light and dark', (t) => {
  const svg = plotOf(resultsOf(1).sections[0]!);
  t.is(svg.match(/<rect /g)?.length, 2);
  t.true(svg.includes('Dumps &amp; files') && svg.includes('prefers-color-scheme: dark'));
  t.is(svg.match(/<text/g)?.length, svg.match(/<\/text>/g)?.length);
  t.throws(() => plotOf({ ...resultsOf(1).sections[0]!, plotted: 'none' }), { message: /no figure none/ });
});

test('loadResults: a run made in parts is one', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pluvio-bench-test-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const paths = [1, 2].map((wallS) => {
    const path = join(folder, `${wallS}.json`);
    writeFileSync(path, JSON.stringify(resultsOf(wallS)));
    return path;
  });
  const joined = loadResults(...paths);
  t.deepEqual(
    joined.sections.map(({ rows }) => rows[0]!.figures['wallS']),
    [1, 2],
  );
  t.deepEqual(joined.skipped, ['pandas cannot run here']);
  writeFileSync(paths[0]!, '{"format":2}');
  t.throws(() => loadResults(paths[0]!), { message: /is not the JSON of a benchmark run/ });
});
