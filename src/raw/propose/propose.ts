import { fit } from '../described/described-form.js';
import { fieldsOfLine } from '../described/scan/line-reader.js';
import { ownDescription } from '../registry.js';
import { amountsOf } from './amounts.js';
import { builtInOf } from './built-in-of.js';
import { linesOfHead } from './head-text.js';
import { headerAbove, type HeaderRows } from './header-rows.js';
import { lineKindsOf } from './line-kinds.js';
import { LEAST_FIT, NO_DEPTH, NO_ZONE, type Proposal } from './proposal.js';
import { timesOf, type Times } from './times.js';
import { zoneSaid } from './zones.js';

export type { Proposal } from './proposal.js';

const DELIMITERS = [';', '\t', ',', '|', ' '];
const COMMENT = '#';

/** The built-in format that a file has, or a description put together from how it begins; undefined where it is no table with times. */
export function propose(head: Uint8Array): Proposal | undefined {
  return builtInOf(head) ?? tableOf(head);
}

interface Table {
  readonly delimiter: string;
  readonly header: HeaderRows | undefined;
  /** Lines above the first row. */
  readonly above: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Whether lines that are no rows stand among them. */
  readonly isBroken: boolean;
}

function tableOf(head: Uint8Array): Proposal | undefined {
  const lines = linesOfHead(head);
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
        ...{ delimiter, header, above: lines.slice(0, first) },
        rows: fields.filter(times.isTime),
      },
      times,
      head,
    );
    if (proposal) return proposal;
  }
  return undefined;
}

function described(table: Table, times: Times, head: Uint8Array): Proposal | undefined {
  const { delimiter, header, above, isBroken } = table;
  const names = header?.names;
  const namesLine = header?.line ?? 0;
  const ref = (column: number): string =>
    names && names[column] !== '' && names.indexOf(names[column]!) === names.lastIndexOf(names[column]!)
      ? JSON.stringify(names[column])
      : String(column + 1);
  const kinds = lineKindsOf(table.rows, times.columns);
  const rain = kinds?.rain;
  const rows = rain === undefined ? table.rows : table.rows.filter((row) => row[kinds!.column] === rain);
  const isComma = delimiter !== ',' && rows.some((row) => row.some((field) => /^-?\d+,\d+$/.test(field)));
  const about = rain === undefined ? '' : rows[0]!.filter((text) => /\p{L}/u.test(text)).join(' ');
  const amounts = amountsOf({
    ...{ rows, names, decimal: isComma ? ',' : '.', times: times.columns, about },
    units: header?.units,
  });
  if (!amounts) return undefined;
  const said = zoneSaid(above, times.columns.map((column) => names?.[column] ?? '').join(' '));
  const zone = times.saysZone ? undefined : (said?.zone ?? 'UTC');
  const doubts = [...times.doubts, ...amounts.doubts];
  if (zone !== undefined && said?.doubt !== undefined) doubts.push(said.doubt);
  if (kinds && rain === undefined)
    doubts.push(
      `lines of one time are of several things, which column ${ref(kinds.column)} tells: say with rows = { column = ${ref(kinds.column)}, is = "…" } which are of rain`,
    );
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
    ...(rain === undefined ? [] : [`rows = { column = ${ref(kinds!.column)}, is = ${JSON.stringify(rain)} }`]),
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
    ...(rain === undefined
      ? []
      : [
          `lines of one time are of several things: those of rain have ${JSON.stringify(rain)} in column ${ref(kinds!.column)}`,
        ]),
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
