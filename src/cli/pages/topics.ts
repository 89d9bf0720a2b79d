import { ANALYSES } from '../../analyses/index.js';
import { VARIABLES, type Variable } from '../../config/variables.js';
import { PRODUCTS, type Product } from '../../products/index.js';
import { COLUMN_TEXT, KEYS } from '../../raw/description/keys.js';
import { RAW_FORMATS } from '../../raw/formats-list.js';
import { REJECT_REASONS } from '../../raw/reasons.js';

/** A page of help that belongs to no command. */
export interface Topic {
  readonly name: string;
  readonly summary: string;
  readonly text: () => string;
}

/** Every topic of `pluvio help`, in order. */
export const TOPICS: readonly Topic[] = [
  { name: 'formats', summary: 'what pluvio reads and writes', text: formatsText },
  { name: 'rain', summary: 'what is computed from a gauge’s rain', text: rainText },
  { name: 'environment', summary: 'the variables that settings are taken from', text: environmentText },
];

function rainText(): string {
  const width = Math.max(...ANALYSES.map(({ name }) => name.length));
  return `What is computed from a gauge’s rain, over any number of joined years:

${ANALYSES.map(({ name, gives, command }) => `  ${name.padEnd(width)}  ${gives}${command === undefined ? '' : ` (pluvio ${command})`}`).join('\n')}

A reading stamped t counts the rain of (t - i, t], i being its interval; a window of length d that ends at t holds the readings stamped in (t - d, t]. Every value comes with its coverage, the part of its time that was observed, 0 to 1, and is na where that is too little: missing is never 0. Readings whose interval is longer than a window observed nothing of it. docs/rain.md has every column.
`;
}

function environmentText(): string {
  const width = Math.max(...VARIABLES.map(({ name }) => name.length));
  const lines = VARIABLES.map(({ name, means, ...rest }: Variable) => {
    const notes = [rest.default === undefined ? '' : `default: ${rest.default}`, rest.secret ? 'never shown' : ''];
    const shown = notes.filter((note) => note !== '').join(', ');
    return `  ${name.padEnd(width)}  ${means}${shown === '' ? '' : ` (${shown})`}`;
  });
  return `Environment variables. An option of the command line comes before its variable, the environment before what --settings names; an empty value counts as unset.

${lines.join('\n')}
  ${'NO_COLOR'.padEnd(width)}  set to anything: no colour on a terminal
`;
}

function formatsText(): string {
  const reasons = Object.entries(REJECT_REASONS);
  const width = Math.max(...reasons.map(([reason]) => reason.length));
  const formats = RAW_FORMATS.map(({ name, summary }) => `  ${name.padEnd(18)}  ${summary}`).join('\n');
  const keys = KEYS.map(({ key, takes, means }) => `${key}: ${takes}\n  ${means}`).join('\n\n');
  return `Raw files: one reading a line, label, Unix seconds (UTC), tips, wind, battery volts:

  ARCHIEST, 1677629040, 0, 0, 12.226

Wind and battery may be missing, and what stands there and is no number is missing too (mended): the rain is kept. Lines end with LF, CR LF or CR. Blanks around fields, quotes, byte order marks where a line begins, nothing behind a last comma, and semicolons or tabs in the place of commas (then a comma may be the point of wind and battery) are fine. A last line without its line end is cut-off where it has fewer fields than others of its file. gzip and tar are unpacked, by content, not by name.

A reading of more than 40 mm a minute of its interval is implausible. The interval is the step from the reading of the gauge before it in its file; where that is no step forward, the last one that was; for the first reading the step to the next; else the gauge's interval_s; else an hour for a reading alone in its file, a minute for others. No interval is longer than an hour. pluvio calibrate, which does not see where files end, takes what it reads for one file.

Other loggers' files are read with --format, or by the column format of the gauges table (several separated by |): a built-in format, or the file of a description. Several are told by content, in this order. pluvio explain FILE recognises a format, or proposes a description, and --write keeps it. Built in:

${formats}

A description is TOML of at most 15 lines; docs/raw-formats.md has an example for every kind of logger. ${COLUMN_TEXT} Its keys:

${keys}

Between filters: CSV with the header gauge,time,tips,wind,battery (and rain_mm after calibrate), time in Unix seconds, a missing value na; or with --ndjson one object per line, a missing value null. Filters read both.

Outputs:

${productLines('run')}

With --products, in CSV, and in Parquet where --formats has it:

${productLines('--products')}

With --formats, or later with pluvio convert:

${productLines('--formats')}

Reasons of the quarantine:

${reasons.map(([reason, means]) => `  ${reason.padEnd(width)}  ${means}`).join('\n')}
`;
}

/** Where its files lie, and what they hold: a line each. */
function productLines(madeBy: Product['madeBy']): string {
  const of = PRODUCTS.filter((product) => product.madeBy === madeBy);
  const width = Math.max(...of.map(({ path }) => path.length));
  return of.map(({ path, holds }) => `  ${path.padEnd(width)}  ${holds}`).join('\n');
}
