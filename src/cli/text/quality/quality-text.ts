import type { GaugeQuality, QualityQuestion } from '../../../analyses/quality/judging/report.js';
import { QUALITY_TESTS } from '../../../analyses/quality/index.js';
import type { Flag } from '../../../analyses/quality/judging/quality-test.js';
import type { Cell } from '../../../analyses/tables.js';
import { formatDateTime } from '../../../domain/time/time.js';
import { csvRows } from '../../../products/table.js';
import { table } from '../summary-text.js';
import { thousands } from '../thousands.js';

export const FLAG_HEADER = ['Gauge', 'Start', 'End', 'Test', 'Level', 'Value', 'Limit'] as const;

/** Every flag as a row of CSV. */
export function qualityCsv(qualities: readonly GaugeQuality[]): string {
  const rows = qualities.flatMap(({ gauge, tests }) =>
    tests.flatMap(({ test, flags }) => flags.map((flag): Cell[] => [gauge, ...flagCells(test.name, flag)])),
  );
  return csvRows([FLAG_HEADER, ...rows]);
}

function flagCells(test: string, { startS, endS, level, value, limit }: Flag): Cell[] {
  return [formatDateTime(startS), formatDateTime(endS), test, level, short(value), short(limit)];
}

function short(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

/** The same, and what was asked, as JSON. */
export function qualityJson(qualities: readonly GaugeQuality[], { period, names, settings }: QualityQuestion): string {
  const tests = QUALITY_TESTS.filter(({ name }) => names.length === 0 || names.includes(name));
  const json = {
    from: formatDateTime(period.startS),
    to: formatDateTime(period.endS),
    tests: tests.map((test) => ({
      test: test.name,
      version: test.version,
      unit: test.unit,
      settings: { ...test.settings, ...settings.get(test.name) },
    })),
    gauges: qualities.map(({ gauge, tests: said, exclusions }) => ({
      gauge,
      flags: said.flatMap(({ test, flags }) =>
        flags.map(({ startS, endS, level, value, limit }) => ({
          test: test.name,
          start: startS,
          end: endS,
          level,
          value: Number.isFinite(value) ? short(value) : null,
          limit: Number.isFinite(limit) ? short(limit) : null,
        })),
      ),
      exclusions: exclusions.map(({ level, rainMm, minutes, events }) => ({ level, rain_mm: rainMm, minutes, events })),
    })),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

const WORDS = { 1: 'doubtful', 2: 'suspect', 3: 'wrong' } as const;

/** A table by gauge, test and level, and what leaving the flagged time out would take. */
export function qualityText(qualities: readonly GaugeQuality[], { period }: QualityQuestion): string {
  const lines = [`${formatDateTime(period.startS)} to ${formatDateTime(period.endS)} UTC`, ''];
  const rows = qualities.flatMap(({ gauge, tests }) =>
    tests.flatMap(({ test, flags }) => testRows(flags).map((row) => [gauge, test.name, ...row, test.unit])),
  );
  if (rows.length > 0)
    lines.push(...table(['gauge', 'test', 'level', 'flags', 'hours', 'first', 'worst', 'limit', 'unit'], rows), '');
  for (const quality of qualities) lines.push(`${quality.gauge}: ${exclusionText(quality)}`, ...notJudged(quality));
  return `${lines.join('\n')}\n`;
}

function testRows(flags: readonly Flag[]): string[][] {
  return ([3, 2, 1] as const).flatMap((level) => {
    const those = flags.filter((flag) => flag.level === level);
    if (those.length === 0) return [];
    const worst = those.reduce((a, b) => (Math.abs(b.value - b.limit) > Math.abs(a.value - a.limit) ? b : a));
    const [value, limit] = [numberText(worst.value), numberText(worst.limit)];
    return [[WORDS[level], thousands(those.length), hoursOf(those), formatDateTime(those[0]!.startS), value, limit]];
  });
}

function exclusionText({ tests, exclusions }: GaugeQuality): string {
  if (!tests.some(({ flags }) => flags.some(({ level }) => level > 0))) return 'nothing was found';
  const parts = exclusions.map(({ level, rainMm, minutes, events }) => {
    if (minutes === 0) return `from level ${level} on nothing`;
    return `from level ${level} on ${rainMm.toFixed(1)} mm in ${thousands(minutes)} min, of ${thousands(events)} ${events === 1 ? 'event' : 'events'}`;
  });
  return `leaving flagged time out would take ${parts.join('; ')}`;
}

function notJudged({ tests, neighbours }: GaugeQuality): string[] {
  const unsure = tests.flatMap(({ test, flags }) => {
    const those = flags.filter(({ level }) => level < 0);
    return those.length > 0 ? [`${test.name} in ${hoursOf(those)} h`] : [];
  });
  const needy = QUALITY_TESTS.filter(({ settings }) => (settings.neighbours ?? 0) > neighbours);
  const few = `with ${neighbours} ${neighbours === 1 ? 'other gauge' : 'other gauges'} whose place is known`;
  return [
    ...(unsure.length > 0 ? [`  not judged: ${unsure.join(', ')}`] : []),
    ...(needy.length > 0 ? [`  not judged, ${few}: ${needy.map(({ name }) => name).join(', ')}`] : []),
  ];
}

function hoursOf(flags: readonly Flag[]): string {
  return (flags.reduce((sum, { startS, endS }) => sum + endS - startS, 0) / 3600).toFixed(1);
}

function numberText(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 100) / 100) : '';
}
