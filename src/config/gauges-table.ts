import { parse } from 'csv-parse/sync';
import { messageOf, PluvioError } from '../domain/errors.js';
import { DEFAULT_TIP_MM, namesOf, type Gauge } from '../domain/network.js';
import { unsafeName } from '../domain/paths.js';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;

/**
 * Reads a gauges table: CSV with a header, `gauge[,folder][,aliases][,lon][,lat][,tip_mm]`, other columns ignored;
 * aliases are separated by `|`, `;` or blanks. An empty folder is the gauge's name, an empty tip depth 0.2 mm. Throws
 * GAUGES with file, the first line concerned, and every mistake.
 */
export function readGauges(text: string, file: string): Gauge[] {
  let records: { record: Record<string, string | undefined>; info: { lines: number } }[];
  try {
    records = parse(text, {
      bom: true,
      trim: true,
      columns: (names: string[]) => names.map((name) => name.toLowerCase()),
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
    }) as unknown as typeof records;
  } catch (cause) {
    throw new PluvioError('GAUGES', `Cannot read the gauges table: ${file} is not CSV (${messageOf(cause)})`, {
      file,
      cause,
    });
  }
  if (records.length === 0) throw empty(text, file);
  if (records[0]!.record.gauge === undefined) {
    throw new PluvioError(
      'GAUGES',
      `Cannot read the gauges table: column "gauge" is missing in ${file}; expected gauge,folder,aliases,lon,lat,tip_mm`,
      { file, line: 1 },
    );
  }
  const gauges: Gauge[] = [];
  const problems: { line: number; text: string }[] = [];
  const owners = new Map<string, string>();
  for (const { record, info } of records) {
    const line = info.lines;
    const gauge = gaugeOf(record, (what) => problems.push({ line, text: `line ${line}: ${what}` }));
    for (const name of namesOf(gauge)) {
      const owner = owners.get(name);
      if (owner !== undefined) problems.push({ line, text: `line ${line}: "${name}" already belongs to ${owner}` });
      else owners.set(name, gauge.name);
    }
    gauges.push(gauge);
  }
  if (problems.length > 0) {
    const what = problems.map((problem) => problem.text).join('; ');
    throw new PluvioError('GAUGES', `Cannot read the gauges table: ${file}, ${what}; mend it and run again`, {
      file,
      line: problems[0]!.line,
    });
  }
  return gauges;
}

function empty(text: string, file: string): PluvioError {
  const what = text.trim() === '' ? 'is empty' : 'has a header and no gauge';
  return new PluvioError(
    'GAUGES',
    `Cannot read the gauges table: ${file} ${what}; expected gauge,folder,aliases,lon,lat,tip_mm`,
    { file },
  );
}

function gaugeOf(record: Record<string, string | undefined>, problem: (what: string) => void): Gauge {
  const name = record.gauge ?? '';
  const folder = record.folder || name;
  const unsafe = unsafeName(name);
  if (unsafe !== undefined) problem(`the gauge "${name}" ${unsafe}`);
  else if (/(^|\/)\.\.(\/|$)|^\//.test(folder)) problem(`the folder "${folder}" leads out of the source`);
  const number = (column: string): number | undefined => {
    const text = record[column] ?? '';
    if (text === '') return undefined;
    if (!NUMBER.test(text)) problem(`column "${column}": "${text}" is not a number`);
    return Number(text);
  };
  const within = (column: string, value: number | undefined, limit: number): void => {
    if (value !== undefined && Math.abs(value) > limit)
      problem(`column "${column}": ${value} is not between -${limit} and ${limit} degrees`);
  };
  const lon = number('lon');
  const lat = number('lat');
  within('lon', lon, 180);
  within('lat', lat, 90);
  const tipMm = number('tip_mm') ?? DEFAULT_TIP_MM;
  if (tipMm <= 0) problem(`column "tip_mm": ${tipMm} is not a depth`);
  const aliases = (record.aliases ?? '').split(/[|;\s]+/).filter((alias) => alias !== '');
  return { name, folder, aliases, lon, lat, tipMm };
}
