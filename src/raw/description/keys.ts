/** A key of a description, for help, documentation and messages. */
export interface DescriptionKey {
  readonly key: string;
  /** What may stand there. */
  readonly takes: string;
  readonly means: string;
}

/** Every key of a description, in the order in which help shows them. */
export const KEYS: readonly DescriptionKey[] = [
  { key: 'base', takes: 'a built-in format', means: 'starts from that one: only what differs need be said' },
  {
    key: 'encoding',
    takes: '"utf-8", "utf-16le", "utf-16be", "windows-1252", "latin-1"',
    means: 'default: told by content, with or without a byte order mark',
  },
  { key: 'delimiter', takes: 'one sign, such as "," ";" "\\t"', means: 'between columns (default ",")' },
  { key: 'decimal', takes: '".", "," or ".,"', means: 'of numbers (default "."); ".,": either' },
  {
    key: 'header',
    takes: '"name", the number of a line, or "none"',
    means:
      'where the columns are named: in the first line that has all columns of this description (default), in that line, or nowhere, columns being numbers',
  },
  {
    key: 'begin',
    takes: 'text',
    means: 'a line that begins so begins a file, also within another one; lines are counted from it',
  },
  { key: 'skip', takes: 'a number', means: 'lines at the top that are no readings, header among them (default 0)' },
  {
    key: 'units',
    takes: 'a number',
    means:
      'lines behind the header that are no readings (default 0); one that is a reading all the same, here or by skip, ends them',
  },
  { key: 'comment', takes: 'text, or a list', means: 'lines that begin so are passed over, wherever they stand' },
  {
    key: 'rows',
    takes: '{ column, is } or { head }',
    means:
      'only lines with this text (or one of a list) in the column; or only those under a head (see begin) in which a line fits this regular expression: other tables within the file',
  },
  {
    key: 'gauge',
    takes: '"folder", { column }, { header }, { file }, { name }',
    means:
      'whose readings they are, where the file lies in no gauge’s folder: header and file are regular expressions for the lines above the readings and for the file’s name, their first group is the gauge',
  },
  {
    key: 'time',
    takes: '{ column or columns or parts, format, zone }',
    means:
      'format: strptime’s directives %Y %y %m %d %e %j %b %B %a %A %H %I %p %M %S %f %z %s %%, a list of such forms, "unix s", "unix ms", or "excel" (days since 1899-12-30); 24:00 is the end of a day. columns: several, joined by a blank. parts: { year, month, day, day_of_year, hour, minute, second, hhmm }, each a column. zone: "UTC" (default), "+01:00", "Europe/Paris", "header" (GMT±hh:mm or UTC±hh:mm in the lines above the readings, comments too)',
  },
  {
    key: 'value',
    takes: '{ column, kind, … }',
    means:
      'kind: "tips", "mm", "inch" in the interval, "event" (every line is a tip, or with a column every line that has something there), "counter", which goes on: with unit ("tips", "mm", "inch"), wrap (0 again after this number), reset ("zero": after a fall it counts from 0; "keep": what fell then is not known), glitch (so many lines may stand lower before it comes back), first ("zero": the first value of a file is a reading without rain; "skip": none; "rain"). not: a regular expression "/…/" for names that are not the column, where one finds it. factor: what 1 in the column is, in the unit. tip_mm: mm or inch are counts of tips of this depth. empty: "pass" (a line without value is not of rain) or "missing" (it is quarantined)',
  },
  {
    key: 'null',
    takes: 'text or number, or a list',
    means: 'what stands for a missing value (always: nothing, NAN, NA, N/A, null)',
  },
  { key: 'battery', takes: 'a column', means: 'volts' },
  { key: 'wind', takes: 'a column', means: 'wind, as it is' },
  {
    key: 'identity',
    takes: '"stamp", "stamp + order" or { column }',
    means:
      'lines of one stamp are the same reading sent again (default); or each is another tip, and the second is put a second later, and so on; or those that differ in a column (such as a record number) are',
  },
  {
    key: 'stamp',
    takes: '"end" or "start"',
    means: 'of the interval that the amount fell in (default "end"); start asks for interval',
  },
  { key: 'interval', takes: 'seconds, or "6m", "1h"', means: 'between readings' },
  {
    key: 'ignore',
    takes: 'columns, or "*"',
    means: 'hold nothing worth keeping: raw files with other columns that are not read are never deleted',
  },
];

/** What a column is given as. */
export const COLUMN_TEXT =
  'A column is its name in the header, its number from 1, "/…/" (a regular expression for its name), or a list of such names of which one is there.';
