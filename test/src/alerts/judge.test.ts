import test from 'ava';
import fc from 'fast-check';
import { judge, wettest, type Finding } from '../../../src/alerts/judge.js';
import type { Observation, SeenGauge } from '../../../src/alerts/observation.js';
import { wetSeries, type ObservedRun } from '../../../src/analyses/series/series.js';
import { settingsOf } from './support/rules.js';

const NOW_S = 1_772_366_400;
const ALL: readonly ObservedRun[] = [{ startS: NOW_S - 200_000, endS: NOW_S, intervalS: 60 }];

function gauge(
  name: string,
  rain: readonly (readonly [agoS: number, mm: number])[] = [],
  more: Partial<SeenGauge> = {},
): SeenGauge {
  const sorted = [...rain].sort(([a], [b]) => b - a);
  const series = wetSeries(
    Float64Array.from(sorted, ([ago]) => NOW_S - ago),
    Float64Array.from(sorted, ([, mm]) => mm),
    ALL,
  );
  return { name, lastS: NOW_S, batteryV: 12.5, series, sinceS: NOW_S - 86_400, ...more };
}

function levels(rule: string, gauges: readonly SeenGauge[], more: Partial<Observation> = {}): Finding['level'][] {
  const seen: Observation = {
    nowS: NOW_S,
    gauges,
    run: undefined,
    freeBytes: undefined,
    leftFiles: undefined,
    ...more,
  };
  return judge(settingsOf(`[[rule]]\n${rule}\n`).rules, seen).map(({ level }) => level);
}

test('wettest: the most rain of any window that ends with a new reading', (t) => {
  const readings = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 50 })), {
    selector: ([s]) => s,
  });
  fc.assert(
    fc.property(
      readings,
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 0, max: 500 }),
      (some, lengthS, sinceS) => {
        const sorted = some.sort(([a], [b]) => a - b);
        const series = wetSeries(
          Float64Array.from(sorted, ([s]) => s),
          Float64Array.from(sorted, ([, mm]) => mm / 10),
          [],
        );
        const sums = sorted
          .filter(([s]) => s > sinceS)
          .map(([end]) => sorted.reduce((sum, [s, mm]) => (s <= end && s > end - lengthS ? sum + mm / 10 : sum), 0));
        t.true(Math.abs(wettest(series, lengthS, sinceS, 1000).rainMm - Math.max(0, ...sums)) < 1e-6);
      },
    ),
  );
});

test('judge: rain is bad over X in a window that passed between two looks, well under the lower limit, else between', (t) => {
  const rule = 'kind = "rain"\nover = 20\nin = "1h"';
  t.deepEqual(
    levels(rule, [
      gauge('A', [
        [7200, 12],
        [7000, 12],
      ]),
    ]),
    ['bad'],
  );
  t.deepEqual(
    levels(rule, [
      gauge(
        'A',
        [
          [7200, 12],
          [7000, 12],
        ],
        { sinceS: NOW_S - 60 },
      ),
    ]),
    ['well'],
  );
  t.deepEqual(levels(rule, [gauge('A', [[600, 15]])]), ['between']);
  t.deepEqual(levels(rule, [gauge('A', [], { series: undefined })]), []);
});

test('judge: silence, battery and gap, of the gauges that are named', (t) => {
  const silent = 'kind = "silent"\nfor = "1h"\ngauges = ["A", "B"]';
  const gauges = [
    gauge('A', [], { lastS: NOW_S - 3601 }),
    gauge('B', [], { lastS: NOW_S - 3600 }),
    gauge('C', [], { lastS: null }),
  ];
  t.deepEqual(levels(silent, gauges), ['bad', 'well']);
  t.deepEqual(
    levels('kind = "silent"\nfor = "1h"', [gauge('C', [], { lastS: null }), gauge('D', [], { lastS: undefined })]),
    ['bad'],
  );
  const battery = (batteryV: number | undefined): SeenGauge => gauge('A', [], { batteryV });
  t.deepEqual(levels('kind = "battery"\nunder = 11.8', [11.7, 11.9, 12.1, undefined].map(battery)), [
    'bad',
    'between',
    'well',
  ]);
  const runs = [
    { startS: NOW_S - 90_000, endS: NOW_S - 9000, intervalS: 60 },
    { startS: NOW_S - 3000, endS: NOW_S, intervalS: 60 },
  ];
  const holed = gauge('A', [], { series: wetSeries(new Float64Array(0), new Float64Array(0), runs) });
  t.deepEqual(levels('kind = "gap"\nlonger = "90m"', [holed, gauge('B')]), ['bad', 'well']);
  t.deepEqual(levels('kind = "gap"\nlonger = "2h"', [holed]), ['well']);
});

test('judge: a gauge is stuck that measures nothing where half of the others have much', (t) => {
  const rule = 'kind = "stuck"\nothers_over = 5\nin = "1d"';
  const wet = (name: string): SeenGauge => gauge(name, [[3600, 8]]);
  t.deepEqual(levels(rule, [gauge('A'), wet('B'), wet('C')]), ['bad', 'well', 'well']);
  t.deepEqual(levels(rule, [gauge('A'), wet('B')]), []);
  t.deepEqual(levels(rule, [gauge('A'), gauge('B'), gauge('C', [[60, 1]])]), ['between', 'between', 'well']);
});

test('judge: runs, disk and left files of the network; what is not known is not judged', (t) => {
  const run = { startedS: NOW_S - 100, endedS: NOW_S - 90, why: null };
  t.deepEqual(levels('kind = "run_failed"', [], { run }), ['well']);
  t.deepEqual(levels('kind = "run_failed"', [], { run: { ...run, why: 'no route' } }), ['bad']);
  t.deepEqual(levels('kind = "run_failed"', [], { run: { ...run, endedS: null } }), []);
  t.deepEqual(levels('kind = "run_late"\nfor = "1m"', [], { run }), ['bad']);
  t.deepEqual(levels('kind = "run_late"\nfor = "2m"', [], { run }), ['well']);
  const disk = 'kind = "disk"\nunder = "2GB"';
  t.deepEqual(
    [1.9e9, 2.1e9, 2.3e9].flatMap((freeBytes) => levels(disk, [], { freeBytes })),
    ['bad', 'between', 'well'],
  );
  t.deepEqual(levels('kind = "left_files"\nover = 1', [], { leftFiles: ['a', 'b'] }), ['bad']);
  t.deepEqual([...levels(disk, []), ...levels('kind = "left_files"\nover = 1', [])], []);
});
