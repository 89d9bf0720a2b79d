import { lookText } from '../../domain/look-of/look-of.js';
import type { Gauge, GaugeIndex } from '../../domain/network.js';
import { REJECT_REASONS } from '../../raw/reasons.js';
import { formatDateTime } from '../../domain/time/time.js';
import { count, COUNTER_TEXT } from '../text/report-events.js';
import type { Fate } from './fate.js';
import { MOST_OF_A_REASON, moreText, rejectLines, rejectsText, visible } from './reject-lines.js';
import type { SourceReport } from './source-report.js';
import type { SourceTotal } from './source-total.js';
import { spacingOf } from './spacing.js';
import { thousands } from '../text/thousands.js';

/** Gaps and labels shown one by one; of more, the number. */
const MOST_SHOWN = 10;

export interface ExplainOptions {
  /** Nothing else is read, so that it is known which of its readings are kept. */
  readonly isOnly: boolean;
  /** Every line that cannot be used, not only some of each reason. */
  readonly isAll: boolean;
}

/** What a raw file holds, and what the pipeline would do with it, for somebody who is puzzled by it. */
export function explainText(
  report: SourceReport,
  index: GaugeIndex,
  fate: Fate,
  { isOnly, isAll }: ExplainOptions,
): string {
  const { source, readings, rejects, look } = report;
  const lines = [source.name, ...gaugeLines(report, index)];
  const isOdd = readings === 0 && look !== undefined && look.kind !== 'readings';
  // Of a file in another form, what is wrong with each line as a reading of this form says no more than one of them does.
  const isForeign = isOdd && !rejects.some(({ label }) => index.byLabel.get(label) !== undefined);
  if (readings === 0) lines.push('  readings   none');
  else lines.push(...readingLines(report, index));
  if (isOdd) lines.push(`  form       ${lookText(look)}`);
  lines.push(...rejectsText(rejects, isAll ? Infinity : isForeign ? 1 : MOST_OF_A_REASON, rejectLines));
  lines.push(`  pluvio     ${actionText(report, fate, isOnly)}`);
  return `${lines.join('\n')}\n`;
}

/** What all sources hold together, by gauge: what only shows from one file to the next. */
export function totalText(total: SourceTotal, index: GaugeIndex, fate: Fate): string {
  const lines = [`all ${count(total.sources, 'source')}`];
  for (const report of total.reports()) {
    const names = gaugeOf(report, index).map(({ name }) => name);
    const whose = report.source.folder ?? [...report.labels.keys()].slice(0, MOST_SHOWN).join(', ');
    lines.push(`  gauge      ${names.length > 0 ? names.join(', ') : `none that is wanted (${whose})`}`);
    if (report.readings > 0) lines.push(...readingLines(report, index));
  }
  if (total.rejected.size === 0) lines.push('  lines      all can be used');
  for (const [reason, rows] of total.rejected)
    lines.push(`  lines      ${count(rows, 'line')} cannot be used: ${reason}: ${REJECT_REASONS[reason]}`);
  for (const [look, { sources, first }] of total.looks)
    lines.push(`  form       ${look}: ${sources === 1 ? first : `${count(sources, 'source')}, such as ${first}`}`);
  const parts = fate.parts(true);
  lines.push(`  pluvio     ${parts.length > 0 ? parts.join('; ') : 'would find nothing of a wanted gauge'}`);
  return `${lines.join('\n')}\n`;
}

/** The first lines of each reason that cannot be used, with where they stand. */
export function examplesText(total: SourceTotal): string {
  const blocks = [...total.examples.values()].flatMap((rejects) =>
    rejects.flatMap((reject) => ['', reject.source.name, ...rejectLines(reject)]),
  );
  const more = moreText(total.rejected, MOST_OF_A_REASON);
  return [
    ...blocks,
    ...(more.length > 0 ? ['', ...more] : []),
    '',
    '--all tells of every source, one after another',
    '',
  ].join('\n');
}

function readingLines(report: SourceReport, index: GaugeIndex): string[] {
  const { readings, stampsS, isCounter } = report;
  const sorted = stampsS.slice().sort();
  const [from, until] = [formatDateTime(sorted[0]!), formatDateTime(sorted.at(-1)!)];
  return [
    `  readings   ${thousands(readings)}, ${from} to ${until} UTC`,
    ...spacingLines(stampsS, gaugeOf(report, index)[0]?.intervalS),
    `  rain       ${amountText(report, index)} in ${count(report.wetReadings, 'reading')}`,
    `  battery    ${batteryText(report)}`,
    ...(isCounter ? [`  counter    ${COUNTER_TEXT}`] : []),
  ];
}

function amountText(report: SourceReport, index: GaugeIndex): string {
  const isMm = gaugeOf(report, index)[0]?.unit === '0.001 mm';
  return isMm ? `${report.tips / 1000} mm` : count(report.tips, 'tip');
}

function gaugeOf({ source, labels }: SourceReport, { byFolder, byLabel }: GaugeIndex): Gauge[] {
  const gauges =
    source.folder === undefined ? [...labels.keys()].map((label) => byLabel.get(label)) : [byFolder.get(source.folder)];
  return [...new Set(gauges.filter((gauge) => gauge !== undefined))];
}

function gaugeLines(report: SourceReport, index: GaugeIndex): string[] {
  const { source, labels } = report;
  const names = gaugeOf(report, index).map(({ name }) => name);
  const by = source.folder === undefined ? 'by the label inside' : `by its folder ${source.folder}`;
  const known = names.length > 0 ? names.join(', ') : 'none that is wanted';
  const shown = [...labels].slice(0, MOST_SHOWN).map(([label, rows]) => {
    const foreign =
      source.folder !== undefined && !gaugeOf(report, index).some((gauge) => index.byLabel.get(label) === gauge);
    return `${visible(JSON.stringify(label))} × ${thousands(rows)}${foreign ? ', none of its names' : ''}`;
  });
  const rest = labels.size > MOST_SHOWN ? ` and ${labels.size - MOST_SHOWN} more` : '';
  return [`  gauge      ${known}, ${by}`, ...(shown.length > 0 ? [`  labels     ${shown.join('; ')}${rest}`] : [])];
}

function spacingLines(stampsS: Uint32Array, intervalS: number | undefined): string[] {
  const { intervals, jitterS, gaps, repeated, outOfOrder } = spacingOf(stampsS, intervalS);
  const steady = intervals.map(({ intervalS, readings }) => `${intervalS} s (${count(readings, 'reading')})`);
  const lines = [`  interval   ${steady.join(', ') || 'none to be seen'}; jitter up to ${jitterS} s`];
  lines.push(`  gaps       ${gaps.length === 0 ? 'none' : String(gaps.length)}`);
  for (const { afterS, untilS } of gaps.slice(0, MOST_SHOWN))
    lines.push(
      `               ${formatDateTime(afterS)} to ${formatDateTime(untilS)}, ${durationText(untilS - afterS)}`,
    );
  if (gaps.length > MOST_SHOWN) lines.push(`               and ${gaps.length - MOST_SHOWN} more`);
  if (repeated > 0)
    lines.push(`  repeated   ${count(repeated, 'stamp')} sent again: duplicates, or conflicts where the values differ`);
  if (outOfOrder > 0) lines.push(`  order      ${count(outOfOrder, 'reading')} before an earlier one; they are sorted`);
  return lines;
}

/** A duration in the unit that suits it. */
export function durationText(seconds: number): string {
  for (const [unit, size] of [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
  ] as const)
    if (seconds >= size) return `${Number((seconds / size).toFixed(1))} ${unit}`;
  return `${seconds} s`;
}

function batteryText({ batteryV }: SourceReport): string {
  return batteryV ? `${batteryV.least} to ${batteryV.most} V` : 'not sent';
}

function actionText({ readings, lines }: SourceReport, fate: Fate, isOnly: boolean): string {
  if (lines === 0) return 'would find nothing in it';
  const parts = fate.parts(isOnly);
  const passedOver = lines - fate.lines - fate.duplicates;
  if (parts.length === 0 && readings > 0)
    return 'would pass it over: no wanted gauge; name one with --gauge, or in the gauges table';
  if (passedOver > 0) parts.push(`would pass over ${count(passedOver, 'line')} of no wanted gauge`);
  return parts.join('; ');
}
