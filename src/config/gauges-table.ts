import { caselessName, plainName } from '../domain/names.js';
import { DEFAULT_TIP_MM, namesOf, type Gauge } from '../domain/network.js';
import { unsafeName } from '../domain/paths.js';
import { numberField } from '../tables/number-field.js';
import { readTable, type TableRow } from '../tables/read-table.js';
import { shown, type TableForm } from '../tables/table-problems.js';

const FORM: TableForm = {
  code: 'GAUGES',
  what: 'the gauges table',
  expected: 'gauge,folder,aliases,lon,lat,tip_mm',
  required: [['gauge']],
  known: ['gauge', 'folder', 'aliases', 'lon', 'lat', 'tip_mm', 'interval_s', 'max_mm_min', 'format'],
};

/** No bucket holds more before it tips, mm. */
const MOST_TIP_MM = 10;
const DAY_S = 86_400;

/**
 * Reads a gauges table: CSV with a header, `gauge[,folder][,aliases][,lon][,lat][,tip_mm][,interval_s][,max_mm_min][,format]`, other
 * columns ignored; aliases and formats are separated by `|`. An empty folder is the gauge's name, an empty tip depth 0.2 mm. Throws
 * GAUGES with file, the first line concerned, and every mistake: of form (see `readTable`), a value that is no number or
 * out of range, a name that two gauges have.
 */
export function readGauges(text: string, file: string): Gauge[] {
  const { rows, problems } = readTable(text, file, FORM);
  const gauges: Gauge[] = [];
  const owners = new Map<string, string>();
  for (const row of rows) {
    const gauge = gaugeOf(row, (what, column) => problems.add(row.line, what, column));
    for (const name of new Set(namesOf(gauge).map(plainName))) {
      const owner = owners.get(name);
      if (owner !== undefined) problems.add(row.line, `${shown(name)} already belongs to ${owner}`);
      else owners.set(name, gauge.name);
    }
    gauges.push(gauge);
  }
  problems.throwAny();
  return withRivals(gauges);
}

type Note = (what: string, column?: string) => void;

function gaugeOf({ field }: TableRow, note: Note): Gauge {
  const name = field('gauge');
  const folder = field('folder') || name;
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
  const lon = degrees('lon', 180);
  const lat = degrees('lat', 90);
  const isDepth = (value: number): boolean => value > 0 && value <= MOST_TIP_MM;
  const tipMm = number('tip_mm', isDepth, `a depth, more than 0 and at most ${MOST_TIP_MM} mm`) ?? DEFAULT_TIP_MM;
  const isInterval = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= DAY_S;
  const intervalS = number('interval_s', isInterval, `an interval, a whole number of seconds from 1 to ${DAY_S}`);
  const maxMmPerMin = number('max_mm_min', (value) => value > 0, 'a limit, more than 0 mm a minute');
  const format = field('format');
  const aliases = aliasesOf(field('aliases'), note);
  return {
    ...{ name, folder, aliases, lon, lat, tipMm },
    ...(intervalS === undefined ? {} : { intervalS }),
    ...(maxMmPerMin === undefined ? {} : { maxMmPerMin }),
    ...(format === '' ? {} : { format }),
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
