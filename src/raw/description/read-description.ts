import { parse, TomlError } from 'smol-toml';
import { PluvioError } from '../../domain/errors.js';
import type { ColumnRef, Description, GaugeSpec, HeaderSpec, IdentitySpec } from './description.js';
import { columnOf, columnsOf } from './read-column.js';
import { readTime } from './read-time.js';
import { readValue } from './read-value.js';
import { TableReader, type KeyProblem } from './table-reader.js';

const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-1', 'latin-1'] as const;
const NULLS = ['NAN', 'NaN', 'nan', 'NA', 'na', 'N/A', 'n/a', 'NULL', 'null'];
const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, min: 60, h: 3600, d: 86_400 };

/** Gives the text of a built-in description; undefined where there is none of this name. */
export type TextOfBuiltIn = (name: string) => string | undefined;

/**
 * Reads a description of a raw format: TOML, its keys those of `keys.ts`. Throws FORMAT with the file, the line and the key of the first
 * mistake, and all others.
 */
export function readDescription(text: string, file: string, builtIn: TextOfBuiltIn = () => undefined): Description {
  const table = tableOf(text, file);
  const problems: KeyProblem[] = [];
  const whole = withBase(table, file, builtIn, problems);
  const description = describe(new TableReader(whole, '', problems), nameOf(file));
  if (problems.length === 0 && description) return description;
  throw mistakes(text, file, problems);
}

function tableOf(text: string, file: string): Record<string, unknown> {
  try {
    return parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const what = error.message.split('\n')[0]!.replace(/^Invalid TOML document: /, '');
    throw new PluvioError(
      'FORMAT',
      `Cannot read the description of a format: ${file}, line ${error.line}, column ${error.column}: this is no TOML: ${what}`,
      { file, line: error.line, cause: error },
    );
  }
}

/** The table on top of the built-in one that it starts from; tables within it are joined key by key. */
function withBase(
  table: Record<string, unknown>,
  file: string,
  builtIn: TextOfBuiltIn,
  problems: KeyProblem[],
): Record<string, unknown> {
  const { base, ...own } = table;
  if (base === undefined) return own;
  const text = typeof base === 'string' ? builtIn(base) : undefined;
  if (text === undefined) {
    problems.push({ key: 'base', what: `${JSON.stringify(base)} is no built-in format that is described` });
    return own;
  }
  const whole = tableOf(text, file);
  for (const [key, value] of Object.entries(own)) {
    const before = whole[key];
    const isJoined = isTable(value) && isTable(before) && key !== 'gauge';
    whole[key] = isJoined ? joined(before, value) : value;
  }
  return whole;
}

const COLUMN_KEYS = ['column', 'columns', 'parts'];
const OF_KIND = ['unit', 'wrap', 'reset', 'glitch', 'first', 'factor', 'tip_mm'];

/** A column said in one way takes the place of one said in another. */
function joined(before: Record<string, unknown>, own: Record<string, unknown>): Record<string, unknown> {
  const isOtherKind = own['kind'] !== undefined && own['kind'] !== before['kind'];
  const gone = new Set([
    ...(COLUMN_KEYS.some((key) => own[key] !== undefined) ? [...COLUMN_KEYS, 'not'] : []),
    ...(own['parts'] === undefined ? [] : ['format']),
    ...(isOtherKind ? OF_KIND : []),
  ]);
  return { ...Object.fromEntries(Object.entries(before).filter(([key]) => !gone.has(key))), ...own };
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf(file: string): string {
  return file.replace(/^.*[\\/]/, '').replace(/\.toml$/i, '');
}

function describe(root: TableReader, fallbackName: string): Description | undefined {
  const name = root.text('name') ?? fallbackName;
  const encoding = root.choice('encoding', ENCODINGS);
  const delimiter = delimiterOf(root);
  const decimal = root.choice('decimal', ['.', ',', '.,']) ?? '.';
  if (decimal.includes(delimiter)) root.fail('decimal', 'is the delimiter too: which comma is which cannot be told');
  const header = headerOf(root);
  const begin = root.text('begin');
  const skip = root.whole('skip', 0) ?? 0;
  const units = root.whole('units', 0) ?? 0;
  const comment = root.texts('comment') ?? [];
  const rows = rowsOf(root);
  const gauge = gaugeOf(root);
  const time = readTime(root);
  const value = readValue(root);
  const nulls = [...NULLS, ...(root.texts('null') ?? [])];
  const battery = columnOf(root, 'battery');
  const wind = columnOf(root, 'wind');
  const identity = identityOf(root);
  const stamp = root.choice('stamp', ['end', 'start']) ?? 'end';
  const intervalS = intervalOf(root);
  if (stamp === 'start' && !root.has('interval'))
    root.fail('stamp', '"start" asks for interval, the length of what is counted');
  const ignore = root.get('ignore') === '*' ? 'all' : (columnsOf(root, 'ignore') ?? []);
  root.noOthers();
  if (!time || !value || !header || !gauge) return undefined;
  if (header.by === 'none')
    mustBeNumbers(root, {
      ...{ time: time.columns, value: [value.column], battery: [battery], wind: [wind] },
      identity: [typeof identity === 'object' ? identity.column : undefined],
    });
  return {
    ...{ name, delimiter, decimal, header, skip, units, comment, gauge, time, value, nulls, identity, stamp, ignore },
    ...(encoding === undefined ? {} : { encoding: encoding === 'latin-1' ? 'iso-8859-1' : encoding }),
    ...(begin === undefined ? {} : { begin }),
    ...rows,
    ...(battery === undefined ? {} : { battery }),
    ...(wind === undefined ? {} : { wind }),
    ...(intervalS === undefined ? {} : { intervalS }),
  };
}

function delimiterOf(root: TableReader): string {
  const text = root.get('delimiter') ?? ',';
  const isOne = typeof text === 'string' && /^[\t -~]$/.test(text) && !/["\w.+-]/.test(text);
  if (isOne) return text;
  root.fail('delimiter', `${JSON.stringify(text)} is no delimiter: one sign such as "," ";" "\\t" "|" or a blank`);
  return ',';
}

function headerOf(root: TableReader): HeaderSpec | undefined {
  const value = root.get('header') ?? 'name';
  if (value === 'name' || value === 'none') return { by: value };
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return { by: 'row', row: value };
  return root.fail('header', `${JSON.stringify(value)} is neither "name", "none" nor the number of a line`);
}

function rowsOf(root: TableReader): Pick<Description, 'rows' | 'headOfRows'> {
  const table = root.inner('rows');
  if (!table) return {};
  const headOfRows = table.pattern('head');
  const column = columnOf(table, 'column');
  const is = table.texts('is');
  table.noOthers();
  if (column !== undefined && is) return { rows: { column, is }, ...(headOfRows && { headOfRows }) };
  if (!headOfRows || column !== undefined || is) table.fail('', 'needs column and is, or head');
  return headOfRows ? { headOfRows } : {};
}

function gaugeOf(root: TableReader): GaugeSpec | undefined {
  const value = root.get('gauge') ?? 'folder';
  if (value === 'folder') return { by: 'folder' };
  const table = root.inner('gauge', value);
  if (!table) return undefined;
  const column = columnOf(table, 'column');
  const header = table.pattern('header');
  const file = table.pattern('file');
  const name = table.text('name');
  table.noOthers();
  const given: GaugeSpec[] = [];
  if (column !== undefined) given.push({ by: 'column', column });
  if (header) given.push({ by: 'header', pattern: header });
  if (file) given.push({ by: 'file', pattern: file });
  if (name !== undefined) given.push({ by: 'name', name });
  return given.length === 1 ? given[0] : root.fail('gauge', 'needs one of column, header, file, name');
}

function identityOf(root: TableReader): IdentitySpec {
  const value = root.get('identity');
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return root.choice('identity', ['stamp', 'stamp + order']) ?? 'stamp';
  const table = root.inner('identity', value);
  const column = table && columnOf(table, 'column');
  table?.noOthers();
  if (column === undefined) root.fail('identity', 'needs a column');
  return column === undefined ? 'stamp' : { column };
}

function intervalOf(root: TableReader): number | undefined {
  const value = root.get('interval');
  if (value === undefined) return undefined;
  const match = /^(\d+)\s*(s|m|min|h|d|)$/.exec(JSON.stringify(value).replaceAll('"', ''));
  const seconds = match ? Number(match[1]) * UNITS[match[2]!]! : 0;
  if (seconds >= 1 && seconds <= 31 * 86_400) return seconds;
  return root.fail('interval', `${JSON.stringify(value)} is no interval: seconds, or such as "6m", "1h"`);
}

function mustBeNumbers(root: TableReader, columns: Readonly<Record<string, readonly (ColumnRef | undefined)[]>>): void {
  for (const [key, refs] of Object.entries(columns))
    if (refs.some((ref) => typeof ref === 'object')) root.fail(key, 'without a header, columns are numbers from 1');
}

function mistakes(text: string, file: string, problems: readonly KeyProblem[]): PluvioError {
  const lines = text.split(/\r\n|\n|\r/);
  const shown = problems.map(({ key, what }) => ({ line: lineOf(lines, key), text: `${key}: ${what}` }));
  const first = shown.find(({ line }) => line !== undefined)?.line;
  const texts = shown.map(({ line, text: what }) => (line === undefined ? what : `line ${line}: ${what}`));
  return new PluvioError(
    'FORMAT',
    `Cannot read the description of a format: ${file}: ${texts.join('; ')}; see pluvio help formats`,
    { file, ...(first === undefined ? {} : { line: first }) },
  );
}

/** The line on which a key stands: that of its table where it has none of its own. */
function lineOf(lines: readonly string[], key: string): number | undefined {
  for (const name of key.split('.').reverse()) {
    const pattern = new RegExp(`(?:^|[{,\\[.])\\s*["']?${name.replace(/[^\w-]/g, '.')}["']?\\s*[=\\].]`);
    const at = lines.findIndex((line) => pattern.test(line));
    if (at >= 0) return at + 1;
  }
  return undefined;
}
