import { DAY_S, formatDateTime } from '../../domain/time/time.js';
import { linesSetAside } from '../../pipeline/status/quarantined.js';
import type { GaugeStatus, Status } from '../../pipeline/status/status.js';
import { fittedTable } from './fitted-table.js';
import { thousands } from './thousands.js';

const HEAD = [
  'gauge',
  'last reading (UTC)',
  'silent for',
  '24 h',
  '7 d',
  '30 d',
  'gaps 24 h/7 d/30 d',
  'battery V',
  'V/day',
  'quarantined',
  'raw waiting',
];

/** What a narrow terminal does without, the first first. */
const DISPENSABLE = ['V/day', 'gaps 24 h/7 d/30 d', '30 d', 'quarantined', '7 d', 'battery V'];

/** The state of the gauges for people: a table, then what asks for a sentence. */
export function statusText(
  { nowS, silentAfterS, publication, gauges, withoutFolder, failing }: Status,
  columns = Infinity,
): string {
  const lines = [`${formatDateTime(nowS)} UTC`, '', ...fittedTable(HEAD, gauges.map(row), DISPENSABLE, columns), ''];
  const silent = gauges.filter(({ isSilent }) => isSilent).map(({ gauge }) => gauge);
  if (silent.length > 0) lines.push(`SILENT for more than ${span(silentAfterS)}: ${silent.join(', ')}`);
  for (const gauge of gauges) lines.push(...remarks(gauge));
  lines.push(...remarksOnFiles('without a folder', withoutFolder), ...failingText('without a folder', failing));
  lines.push(
    publication.error === null
      ? `published in ${publication.name}`
      : `${publication.name} cannot be asked what is published: ${publication.error}`,
  );
  return `${lines.join('\n')}\n`;
}

function row({
  gauge,
  lastReading,
  silentS,
  isSilent,
  completeness,
  battery,
  quarantined,
  waits,
}: GaugeStatus): string[] {
  const windows = [completeness.last24h, completeness.last7d, completeness.last30d];
  const { rawFiles } = waits;
  return [
    gauge,
    lastReading ?? 'never',
    `${silentS === null ? '' : span(Math.max(0, silentS))}${isSilent ? ' SILENT' : ''}`.trim(),
    ...windows.map((window) => `${(window.completeness * 100).toFixed(1)} %`),
    windows.map(({ gaps }) => gaps).join('/'),
    battery?.lastV.toFixed(2) ?? '-',
    battery?.trendVPerDay?.toFixed(3) ?? '-',
    thousands(linesSetAside(quarantined)),
    rawFiles === null ? '-' : 'error' in rawFiles ? 'unknown' : thousands(rawFiles.files),
  ];
}

function remarks({ gauge, years, quarantined, foreignLabels, waits, failing }: GaugeStatus): string[] {
  const lines: string[] = [];
  const readings = years.reduce((sum, year) => sum + year.readings, 0);
  const behind = years.filter(({ isPublished }) => isPublished === false).map(({ year }) => year);
  if (years.length > 0) {
    const [first, last] = [years[0]!.year, years.at(-1)!.year];
    lines.push(`${gauge}: ${thousands(readings)} readings, ${first === last ? first : `${first} to ${last}`}`);
  }
  if (behind.length > 0) lines.push(`${gauge}: not published yet as they are here: ${behind.join(', ')}`);
  for (const { year, why } of waits.years) lines.push(`${gauge} ${year} waits: ${why}`);
  lines.push(...remarksOnFiles(gauge, waits.rawFiles), ...failingText(gauge, failing));
  for (const { label, readings: count, firstSource } of foreignLabels)
    lines.push(`${gauge}: ${thousands(count)} readings were labelled "${label}", first in ${firstSource}`);
  const reasons = Object.entries(quarantined).map(([reason, count]) => `${thousands(count)} × ${reason}`);
  if (reasons.length > 0) lines.push(`${gauge}: in quarantine ${reasons.join(', ')}`);
  return lines;
}

/** Left files named one by one. */
const MOST_LEFT = 20;

function remarksOnFiles(whose: string, files: Status['withoutFolder']): string[] {
  if (files === null) return [];
  if ('error' in files) return [`${whose}: raw files cannot be listed: ${files.error}`];
  const lines: string[] = [];
  if (files.first !== null) lines.push(`${whose}: ${thousands(files.files)} raw files wait, the first ${files.first}`);
  for (const { file, why } of files.left.slice(0, MOST_LEFT))
    lines.push(`${whose}: ${file} is left where it is: ${why}`);
  if (files.left.length > MOST_LEFT)
    lines.push(`${whose}: ${thousands(files.left.length - MOST_LEFT)} more files are left; --json has them all`);
  return lines;
}

/** Failures told one by one. */
const MOST_FAILING = 10;

function failingText(whose: string, failing: Status['failing']): string[] {
  const lines = failing
    .slice(0, MOST_FAILING)
    .map(({ what, why, process, forS }) => `${whose}: ${process} of ${what} has failed for ${span(forS)}: ${why}`);
  const more = failing.length - MOST_FAILING;
  if (more > 0) lines.push(`${whose}: ${thousands(more)} more files fail; --json has them all`);
  return lines;
}

/** Seconds in the largest units that matter. */
function span(seconds: number): string {
  if (seconds >= DAY_S) return `${Math.floor(seconds / DAY_S)} d ${Math.floor((seconds % DAY_S) / 3600)} h`;
  if (seconds >= 3600) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 60)} min`;
}
