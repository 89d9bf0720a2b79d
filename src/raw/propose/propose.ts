import { isUtf8 } from 'node:buffer';
import { fit } from '../described/described-form.js';
import { fieldsOfLine } from '../described/line-reader.js';
import { builtInDescription, ownDescription, RAW_FORMATS } from '../registry.js';
import { amountsOf } from './amounts.js';
import { isSteady } from './steps.js';
import { timesOf, type Times } from './times.js';

/** A description that a file may be read with. */
export interface Proposal {
  /** The name of a built-in format; undefined for one that was put together. */
  readonly builtIn: string | undefined;
  readonly toml: string;
  /** Why it is so. */
  readonly reasons: readonly string[];
  /** What is not sure, and is to be looked at before anything is read with it. */
  readonly doubts: readonly string[];
}

/** A share of lines that must fit. */
const LEAST_FIT = 0.9;
const MOST_LINES = 2000;
const DELIMITERS = [';', '\t', ',', '|', ' '];
const COMMENT = '#';
/** A zone with its hours, in a line above the readings. */
const ZONE_ABOVE = /(?:\b|TZ)(?:GMT|UTC)\s*[+-]\s*\d/;
const NO_ZONE =
  'the times show no zone: they are taken for UTC; put zone = "+01:00", or such as "Europe/Paris", if they are local';

const NO_DEPTH =
  'the depth of a tip is not said: it is that of the gauges table, 0.2 mm without one; tips of 0.01 inch are value = { tip_mm = 0.254 }';

/** The built-in format that a file has, or a description put together from how it begins; undefined where it is no table with times. */
export function propose(head: Uint8Array): Proposal | undefined {
  return builtInOf(head) ?? tableOf(head);
}

function builtInOf(head: Uint8Array): Proposal | undefined {
  for (const { name, summary } of RAW_FORMATS) {
    const description = builtInDescription(name);
    if (!description || fit(description, head) < LEAST_FIT) continue;
    const isLocal =
      !['hoboware', 'pluvio-csv', 'meteo-france-6min'].includes(name) && !/[\dT:]Z\b/.test(textOf(head).slice(0, 4096));
    const doubts = isLocal ? [NO_ZONE] : [];
    if (description.value.unit === 'tips' && name !== 'pluvio-csv') doubts.push(NO_DEPTH);
    else if (name !== 'pluvio-csv')
      doubts.push(`amounts are taken for ${description.value.unit}: a row of units may lie`);
    if (name === 'toa5-events') {
      doubts.push('no column of rain was found: every line is taken for one tip');
      if (isSteady(description, head))
        doubts.push(
          'the lines come at a steady step, so that they are hardly tips: with base = "toa5", value = { column = … } names the rain',
        );
    }
    if (name === 'toa5' && !isSteady(description, head)) return eventsOfToa5(doubts);
    return {
      builtIn: name,
      toml: `base = "${name}"\n`,
      reasons: [`it has the columns of ${name}: ${summary}`],
      doubts,
    };
  }
  return undefined;
}

/** A table of events whose lines have amounts. */
function eventsOfToa5(doubts: readonly string[]): Proposal {
  return {
    builtIn: undefined,
    toml: 'base = "toa5"\nidentity = { column = "RECORD" }\n',
    reasons: [
      'it has the columns of toa5, the built-in format of TOA5 files',
      'its lines come at no steady step: lines of one time and different RECORD are different tips',
    ],
    doubts: [...doubts, 'if the amounts are tips of one depth, give it: value = { tip_mm = 0.2 }'],
  };
}

function textOf(head: Uint8Array): string {
  return new TextDecoder(isUtf8(head.subarray(0, -4)) ? 'utf-8' : 'windows-1252').decode(head);
}

interface Table {
  readonly delimiter: string;
  /** Names of the columns, and the number of their line. */
  readonly names: readonly string[] | undefined;
  readonly namesLine: number;
  /** Lines above the first row. */
  readonly above: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Whether lines that are no rows stand among them. */
  readonly isBroken: boolean;
}

function tableOf(head: Uint8Array): Proposal | undefined {
  const lines = textOf(head)
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .slice(0, MOST_LINES);
  if (lines.length > 2) lines.pop();
  for (const delimiter of DELIMITERS) {
    const fields = lines.map((line) => fieldsOfLine(line, delimiter) ?? []);
    if (fields.every((row) => row.length < 2)) continue;
    const times = timesOf(fields, headerAbove(fields, fields.length - 1)?.names);
    if (!times) continue;
    const first = fields.findIndex(times.isTime);
    const header = headerAbove(fields, first);
    const proposal = described(
      {
        isBroken: fields.slice(first).some((row) => !times.isTime(row) && row.some((text) => text !== '')),
        ...{ delimiter, names: header?.names, namesLine: header?.line ?? 0, above: lines.slice(0, first) },
        rows: fields.filter(times.isTime),
      },
      times,
      head,
    );
    if (proposal) return proposal;
  }
  return undefined;
}

/** The names that stand above a row: those of the nearest line that has words for all of its fields. */
function headerAbove(
  fields: readonly (readonly string[])[],
  row: number,
): { readonly names: readonly string[]; readonly line: number } | undefined {
  const width = fields[row]?.length ?? 0;
  for (let i = row - 1; i >= 0; i--) {
    const names = fields[i]!;
    const words = names.filter((name) => /\p{L}/u.test(name)).length;
    if (names.length === width && words > width / 2 && !names.some((name) => /^[-+]?\d+(?:[.,]\d+)?$/.test(name)))
      return { names, line: i + 1 };
  }
  return undefined;
}

function described(table: Table, times: Times, head: Uint8Array): Proposal | undefined {
  const { delimiter, names, namesLine, above, rows, isBroken } = table;
  const isComma = delimiter !== ',' && rows.some((row) => row.some((field) => /^-?\d+,\d+$/.test(field)));
  const amounts = amountsOf({ rows, names, decimal: isComma ? ',' : '.', times: times.columns });
  if (!amounts) return undefined;
  const ref = (column: number): string =>
    names && names[column] !== '' && names.indexOf(names[column]!) === names.lastIndexOf(names[column]!)
      ? JSON.stringify(names[column])
      : String(column + 1);
  const isZoneAbove = above.some((line) => ZONE_ABOVE.test(line));
  const isZoneSaid = isZoneAbove || /GMT|UTC/.test(names?.[times.columns[0]!] ?? '');
  const zone = times.saysZone ? undefined : isZoneSaid ? 'header' : 'UTC';
  const doubts = [...times.doubts, ...amounts.doubts];
  if (times.otherOrders.length > 0)
    doubts.push(
      `day, month and year could stand in another order: the times would fit ${times.otherOrders.join(', ')} too`,
    );
  if (isBroken)
    doubts.push(
      'other lines stand among the readings: where they begin other tables, say with begin and rows which table is of rain',
    );
  if (zone === 'UTC') doubts.push(NO_ZONE);
  if (amounts.isTips) doubts.push(NO_DEPTH);
  const repeats = amounts.isCounter && hasTwoOfOneTime(rows, times.columns, amounts.column);
  const isDirect = names !== undefined && namesLine === above.length;
  const top = names === undefined ? above : above.slice(0, namesLine - 1);
  const hasComments = top.some((line) => line.startsWith(COMMENT));
  const isSkipped = !isDirect && above.length > 0 && !(names === undefined && top.every(isComment));
  const toml = [
    `delimiter = ${JSON.stringify(delimiter)}`,
    ...(isComma ? ['decimal = ","'] : []),
    `header = ${names === undefined ? '"none"' : isDirect ? '"name"' : namesLine}`,
    ...(isSkipped ? [`skip = ${above.length}`] : []),
    ...(hasComments ? [`comment = "${COMMENT}"`] : []),
    `time = { ${times.toml(ref)}${zone === undefined ? '' : `, zone = "${zone}"`} }`,
    `value = { column = ${ref(amounts.column)}, ${amounts.kind} }`,
    ...(amounts.nulls.length === 0 ? [] : [`null = [${amounts.nulls.join(', ')}]`]),
    ...(repeats ? ['identity = "stamp + order"'] : []),
    '',
  ].join('\n');
  try {
    if (fit(ownDescription(toml, 'proposal.toml'), head) < LEAST_FIT / 2) return undefined;
  } catch {
    return undefined;
  }
  const reasons = [
    `${JSON.stringify(delimiter)} separates, ${names ? 'a header names the columns' : 'no header was found'}`,
    `${times.columns.length === 1 ? 'column' : 'columns'} ${times.columns.map(ref).join(', ')} ${times.columns.length === 1 ? 'has' : 'have'} times as ${times.form}`,
    `column ${ref(amounts.column)} has the rain: ${amounts.kind}`,
    ...(zone === 'header' ? ['the lines above the readings say the zone'] : []),
    ...amounts.reasons,
    ...(repeats ? ['it goes on between lines of one time: they are different tips'] : []),
  ];
  return { builtIn: undefined, toml, reasons, doubts };
}

function isComment(line: string): boolean {
  return line.startsWith(COMMENT) || line.trim() === '';
}

/** Whether lines that follow each other have one time and other values. */
function hasTwoOfOneTime(rows: readonly (readonly string[])[], times: readonly number[], value: number): boolean {
  const filled = rows.filter((row) => (row[value] ?? '') !== '');
  return filled.some(
    (row, i) => i > 0 && times.every((t) => row[t] === filled[i - 1]![t]) && row[value] !== filled[i - 1]![value],
  );
}
