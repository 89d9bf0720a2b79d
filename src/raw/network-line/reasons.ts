/** Why a line is none of the network's own. */
export const NETWORK_REASONS = {
  'line-too-long': 'the line is longer than 64 KiB',
  'nul-bytes': 'NUL bytes stand in the line: a card that was not written to the end, or text of two bytes a sign',
  'cut-off': 'the file ends inside this line: its other lines are longer, and this one has no line end',
  'too-few-fields': 'fewer than label, stamp and tips',
  'delimiters-mixed':
    'commas, semicolons or tabs stand among label, stamp and tips: which of them separates is not clear',
  header: 'words stand where stamp and tips belong: the names of columns',
  'quote-not-closed': 'a quote opens before the label and does not close after it',
  'decimal-comma': 'numbers with a decimal comma in a line that commas separate',
  'too-many-fields': 'more than label, stamp, tips, wind, battery',
  'no-label': 'the label is empty',
  'stamp-not-a-number': 'the stamp is not a whole number of seconds',
  'stamp-with-exponent': 'the stamp is written with an exponent, which hides its last digits',
  'stamp-in-milliseconds': 'the stamp has 13 digits: milliseconds instead of seconds',
  'stamp-in-microseconds': 'the stamp has 16 digits: microseconds instead of seconds',
  'stamp-in-nanoseconds': 'the stamp has 19 digits: nanoseconds instead of seconds',
  'tips-missing': 'the tip count is empty',
  'tips-not-a-count': 'the tip count is not a whole number from 0 to 4294967295',
} as const;

declare module '../../domain/readings/reasons.js' {
  interface ReasonsBy {
    readonly networkLine: typeof NETWORK_REASONS;
  }
}
