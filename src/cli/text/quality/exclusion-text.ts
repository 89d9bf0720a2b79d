import { QUALITY_TESTS } from '../../../analyses/quality/index.js';
import { settingsByTest } from '../../../analyses/quality/judging/quality-set.js';
import { roundRain } from '../../../analyses/series/series.js';
import type { ExclusionQuestion, YearExclusion } from '../../../pipeline/quality/exclusion-report.js';
import { csvRows } from '../../../products/table.js';
import { table } from '../summary-text.js';
import { thousands } from '../thousands.js';

type Asked = Pick<ExclusionQuestion, 'level' | 'set'>;

/** What an exclusion would take, as a table by gauge and year with their sum. */
export function exclusionText(years: readonly YearExclusion[], { level }: Asked): string {
  const row = (gauge: string, year: string, { totalMm, rainMm, minutes, events }: Sums): string[] => [
    ...[gauge, year, totalMm.toFixed(1), rainMm.toFixed(1), totalMm > 0 ? ((100 * rainMm) / totalMm).toFixed(2) : ''],
    ...[thousands(minutes), thousands(events)],
  ];
  const rows = years.map((one) => row(one.gauge, String(one.year), one));
  if (rows.length > 1) rows.push(row('all', '', sumOf(years)));
  const head = ['gauge', 'year', 'rain mm', 'left out mm', '%', 'minutes', 'events'];
  const lines = [`--exclude ${level} would leave out of the published series`, '', ...table(head, rows), ''];
  lines.push('Nothing was changed. Minutes are observed ones; events are those of which something goes.');
  return `${lines.join('\n')}\n`;
}

/** The same as CSV: rain = excluded + left. */
export function exclusionCsv(years: readonly YearExclusion[]): string {
  const header = ['Gauge', 'Year', 'Rain', 'Excluded', 'Left', 'Minutes', 'Events'];
  const rows = years.map(({ gauge, year, totalMm, rainMm, leftMm, minutes, events }) => [
    ...[gauge, year, totalMm, rainMm, leftMm, minutes, events],
  ]);
  return csvRows([header, ...rows]);
}

/** The same as JSON, with the settings that the tests went by. */
export function exclusionJson(years: readonly YearExclusion[], { level, set }: Asked): string {
  const byTest = settingsByTest(set);
  const json = {
    level,
    tests: QUALITY_TESTS.map(({ name, version, settings }) => ({
      test: name,
      version,
      settings: { ...settings, ...byTest.get(name) },
    })),
    years: years.map(({ gauge, year, totalMm, rainMm, leftMm, minutes, events }) => ({
      ...{ gauge, year, rain_mm: totalMm, excluded_mm: rainMm, left_mm: leftMm, minutes, events },
    })),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

type Sums = Pick<YearExclusion, 'totalMm' | 'rainMm' | 'minutes' | 'events'>;

function sumOf(years: readonly YearExclusion[]): Sums {
  const sum = (of: (one: YearExclusion) => number): number =>
    roundRain(years.reduce((total, one) => total + of(one), 0));
  return {
    totalMm: sum(({ totalMm }) => totalMm),
    rainMm: sum(({ rainMm }) => rainMm),
    minutes: sum(({ minutes }) => minutes),
    events: sum(({ events }) => events),
  };
}
