/** Why a line is none by a description. */
export const DESCRIBED_REASONS = {
  'no-header':
    'the columns that the description of the format names were not found above this line, or are said there to be something else (of inches, a rate, a sum): a description says what they are',
  'no-zone':
    'the lines above the readings say no zone in hours (GMT-07:00, UTC+1), which the description of the format looks for: say it there, as in time = { zone = "America/New_York" }',
  'columns-missing':
    'the line ends before the columns that the description of the format names, or blanks stand where one of them is in other lines',
  'time-not-understood': 'the time has none of the forms that the description of the format gives',
  'time-skipped': 'a local time that its zone leaves out: clocks went forward',
  'time-repeated': 'a local time that its zone has twice, and the order of lines does not tell which it is',
  'amount-missing': 'the amount is missing',
  'amount-not-a-number': 'the amount is no number from 0 on that fits',
  'amount-between-tips': 'the amount is no whole count of tips',
  'counter-start': 'the first value of a counter in its file: nothing tells what fell before',
  'counter-fell': 'the counter fell, and the description of the format says no wrap and no reset',
  'counter-glitch': 'the counter fell and came back: a value between that it never had',
  'other-gauge': 'its file has lines of another gauge before: whose this one is, in a gauge’s folder, no name tells',
  'form-unknown': 'the file has none of the formats that are given for its gauge',
} as const;

declare module '../../domain/readings/reasons.js' {
  interface ReasonsBy {
    readonly described: typeof DESCRIBED_REASONS;
  }
}
