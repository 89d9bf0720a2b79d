import { caselessName, plainName } from '../domain/names.js';
import { DEFAULT_TIP_MM, namesOf, type Gauge, type GaugeRow } from '../domain/network.js';
import { unsafeName } from '../domain/paths.js';
import { dateField } from '../tables/date-field.js';
import { numberField } from '../tables/number-field.js';
import { readTable, type TableRow } from '../tables/read-table.js';
import { shown, type TableForm, type TableProblems } from '../tables/table-problems.js';
import { withFolders, type ReadGauge } from './shared-folders.js';

const FORM: TableForm = {
  code: 'GAUGES',
  what: 'the gauges table',
  expected: 'gauge,folder,aliases,lon,lat,tip_mm',
  required: [['gauge']],
  known: [
    ...['gauge', 'from', 'folder', 'aliases', 'lon', 'lat', 'tip_mm', 'interval_s', 'max_mm_min', 'format'],
    ...['model', 'serial'],
  ],
};

/** No bucket holds more before it tips, mm. */
const MOST_TIP_MM = 10;
const DAY_S = 86_400;

/**
 * Reads a gauges table: CSV with a header, `gauge[,from][,folder][,aliases][,lon][,lat][,tip_mm][,interval_s][,max_mm_min][,format]
 * [,model][,serial]`, other columns ignored; aliases and formats are separated by `|`. An empty folder is the gauge's name, an empty tip depth 0.2 mm.
 *
 * A gauge may have several rows, each of which holds from its date (`dateField`) until the next one; one without a date holds from the beginning.
 * What a later row leaves empty is as it was before it, but for model and serial. A folder may be one gauge's until the date of a row that gives
 * it to another one.
 *
 * Throws GAUGES with file, the first line concerned, and every mistake: of form (see `readTable`), a value that is no number or
 * out of range, two rows of a gauge from one date, a name that two gauges have.
 */
export function readGauges(text: string, file: string): Gauge[] {
  const { rows, problems } = readTable(text, file, FORM);
  const names = new Map<string, TableRow[]>();
  for (const row of rows) {
    const key = plainName(row.field('gauge'));
    const before = names.get(key);
    if (before) before.push(row);
    else names.set(key, [row]);
  }
  const gauges = withFolders(
    [...names.values()].map((own) => gaugeOf(own, problems)),
    problems,
  );
  noteSharedNames(gauges, problems);
  problems.throwAny();
  return withRivals(gauges.map(({ gauge }) => gauge));
}

function noteSharedNames(gauges: readonly ReadGauge[], problems: TableProblems): void {
  const owners = new Map<string, string>();
  for (const { gauge, line } of gauges)
    for (const name of new Set(namesOf(gauge).map(plainName))) {
      const owner = owners.get(name);
      if (owner !== undefined) problems.add(line, `${shown(name)} already belongs to ${owner}`);
      else owners.set(name, gauge.name);
    }
}

type Note = (what: string, column?: string) => void;

/** A gauge of its rows, in the order of their dates. */
function gaugeOf(rows: readonly TableRow[], problems: TableProblems): ReadGauge {
  const dated = rows.map((row) => ({ row, fromS: fromOf(row, problems) })).sort((a, b) => a.fromS - b.fromS);
  const read: GaugeRow[] = [];
  const aliases = new Set<string>();
  for (const { row, fromS } of dated) {
    const note: Note = (what, column) => problems.add(row.line, what, column);
    const before = read.at(-1);
    if (before?.fromS === fromS) note(twice(row, before.line), 'from');
    for (const alias of aliasesOf(row.field('aliases'), note)) aliases.add(alias);
    read.push(gaugeRow(row, fromS, before, note));
  }
  const name = dated[0]!.row.field('gauge');
  const { fromS, line, ...last } = read.at(-1)!;
  const isDated = read.length > 1 || fromS > -Infinity;
  const gauge = { name, aliases: [...aliases], ...last, ...(isDated ? { rows: read } : {}) };
  return { gauge, line: isDated ? read[0]!.line : line };
}

function fromOf({ field, line }: TableRow, problems: TableProblems): number {
  const text = field('from');
  const fromS = text === '' ? -Infinity : dateField(text);
  if (typeof fromS === 'number') return fromS;
  problems.add(line, fromS.problem, 'from');
  return -Infinity;
}

function twice({ field }: TableRow, line: number): string {
  const when = field('from');
  const why = when === '' ? 'without a date in "from"' : `from ${when}`;
  return `${shown(field('gauge'))} has a row ${why} already, at line ${line}: give each of its rows a date of its own`;
}

function gaugeRow({ field, line }: TableRow, fromS: number, before: GaugeRow | undefined, note: Note): GaugeRow {
  const name = field('gauge');
  const folder = field('folder') || (before?.folder ?? name);
  const unsafe = unsafeName(name);
  if (unsafe !== undefined) note(`the gauge ${shown(name)} ${unsafe}`, 'gauge');
  else if (/(^|\/)\.\.(\/|$)|^\//.test(folder)) note(`the folder ${shown(folder)} leads out of the source`, 'folder');
  const number = (column: string, isRight: (value: number) => boolean, expected: string): number | undefined => {
    const text = field(column);
    if (text === '') return undefined;
    const value = numberField(text);
    if (typeof value !== 'number') note(value.problem, column);
    else if (isRight(value)) return value;
    else note(`${value} is not ${expected}`, column);
    return undefined;
  };
  const degrees = (column: string, limit: number): number | undefined =>
    number(column, (value) => Math.abs(value) <= limit, `between -${limit} and ${limit} degrees`);
  const lon = degrees('lon', 180) ?? before?.lon;
  const lat = degrees('lat', 90) ?? before?.lat;
  const isDepth = (value: number): boolean => value > 0 && value <= MOST_TIP_MM;
  const depth = number('tip_mm', isDepth, `a depth, more than 0 and at most ${MOST_TIP_MM} mm`);
  const tipMm = depth ?? before?.tipMm ?? DEFAULT_TIP_MM;
  const isInterval = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= DAY_S;
  const interval = number('interval_s', isInterval, `an interval, a whole number of seconds from 1 to ${DAY_S}`);
  const intervalS = interval ?? before?.intervalS;
  const most = number('max_mm_min', (value) => value > 0, 'a limit, more than 0 mm a minute') ?? before?.maxMmPerMin;
  const format = field('format') || (before?.format ?? '');
  const [model, serial] = [field('model'), field('serial')];
  return {
    ...{ fromS, line, folder, lon, lat, tipMm },
    ...(intervalS === undefined ? {} : { intervalS }),
    ...(most === undefined ? {} : { maxMmPerMin: most }),
    ...(format === '' ? {} : { format }),
    ...(model === '' ? {} : { model }),
    ...(serial === '' ? {} : { serial }),
  };
}

function aliasesOf(text: string, note: Note): string[] {
  if (text.includes(';')) {
    const bars = text.split(/[;|]/).map((alias) => alias.trim());
    note(`${shown(text)} has a semicolon; aliases are separated by |: ${bars.filter(Boolean).join('|')}`, 'aliases');
  }
  return text
    .split('|')
    .map((alias) => alias.trim())
    .filter((alias) => alias !== '');
}

/** Tells each gauge the names of others that differ from one of its own by case alone. */
function withRivals(gauges: readonly Gauge[]): Gauge[] {
  const alike = new Map<string, { gauge: Gauge; name: string }[]>();
  for (const gauge of gauges)
    for (const name of namesOf(gauge)) {
      const key = caselessName(name);
      const others = alike.get(key);
      if (others) others.push({ gauge, name });
      else alike.set(key, [{ gauge, name }]);
    }
  return gauges.map((gauge) => {
    const near = namesOf(gauge).flatMap((name) => alike.get(caselessName(name))!);
    const rivals = [...new Set(near.filter((other) => other.gauge !== gauge).map(({ name }) => name))];
    return rivals.length > 0 ? { ...gauge, rivals } : gauge;
  });
}
