import test from 'ava';
import { formatDateTime } from '../../../../src/domain/time/time.js';
import { read } from '../../../support/readings/described.js';

function times(lines: readonly string[], time: string, more = ''): string[] {
  const toml = `header = "none"\ndelimiter = ";"\ntime = { ${time} }\nvalue = { column = 9, kind = "tips" }\n${more}`;
  const text = lines.map((line) => `${line}${';'.repeat(8 - line.split(';').length)};1\n`).join('');
  const { readings, rejects } = read(toml, text);
  const by = new Map([
    ...readings.map((row) => [row[5], formatDateTime(row[0])] as const),
    ...rejects.map(([line, reason]) => [line, reason] as const),
  ]);
  return lines.map((_, i) => by.get(i + 1) ?? 'passed');
}

const LOCAL = 'column = 1, format = "%Y-%m-%d %H:%M", zone = "Europe/Paris"';

test('time: 24:00 ends its day, and no other hour is over 23', (t) => {
  t.deepEqual(
    times(['2024-02-29 24:00', '2024-02-28 24:01', '2023-02-29 00:00'], 'column = 1, format = "%Y-%m-%d %H:%M"'),
    ['2024-03-01 00:00:00', 'time-not-understood', 'time-not-understood'],
  );
});

test('time: parts in columns, also day of the year and hhmm', (t) => {
  const parts = 'parts = { year = 1, day_of_year = 2, hhmm = 3 }';
  t.deepEqual(times(['2024;60;5', '2024;60;2400', '2024;367;0'], parts), [
    '2024-02-29 00:05:00',
    '2024-03-01 00:00:00',
    'time-not-understood',
  ]);
  t.deepEqual(times(['2024;3;1;7;8'], 'parts = { year = 1, month = 2, day = 3, hour = 4, minute = 5 }'), [
    '2024-03-01 07:08:00',
  ]);
  t.deepEqual(times(['01/03/2024;07:08:09'], 'columns = [1, 2], format = "%d/%m/%Y %H:%M:%S"'), [
    '2024-03-01 07:08:09',
  ]);
});

test('time: a zone goes back: the second pass is told by the place where clocks do', (t) => {
  const lines = [
    '2024-10-27 01:30',
    '2024-10-27 02:00',
    '2024-10-27 02:30',
    '2024-10-27 02:00',
    '2024-10-27 02:30',
    '2024-10-27 03:00',
  ];
  t.deepEqual(times(lines, LOCAL), [
    '2024-10-26 23:30:00',
    '2024-10-27 00:00:00',
    '2024-10-27 00:30:00',
    '2024-10-27 01:00:00',
    '2024-10-27 01:30:00',
    '2024-10-27 02:00:00',
  ]);
});

test('time: of one pass, lines that follow on are the first, lines that lead on the second, and others are not guessed', (t) => {
  t.deepEqual(
    times(['2024-10-27 01:40', '2024-10-27 01:50', '2024-10-27 02:00', '2024-10-27 05:00'], LOCAL)[2],
    '2024-10-27 00:00:00',
  );
  t.deepEqual(
    times(['2024-10-26 23:40', '2024-10-26 23:50', '2024-10-27 02:50', '2024-10-27 03:00'], LOCAL)[2],
    '2024-10-27 01:50:00',
  );
  t.deepEqual(
    times(['2024-10-27 01:00', '2024-10-27 02:30', '2024-10-27 05:00'], LOCAL, 'interval = "5m"')[1],
    'time-repeated',
  );
  t.deepEqual(times(['2024-10-27 02:30'], LOCAL), ['time-repeated']);
});

test('time: an hour that a zone leaves out is none', (t) => {
  t.deepEqual(times(['2024-03-31 01:59', '2024-03-31 02:30', '2024-03-31 03:00'], LOCAL), [
    '2024-03-31 00:59:00',
    'time-skipped',
    '2024-03-31 01:00:00',
  ]);
});

test('time: the start of an interval is its end less the interval', (t) => {
  t.deepEqual(
    times(['2024-01-01 00:00'], 'column = 1, format = "%Y-%m-%d %H:%M"', 'stamp = "start"\ninterval = "6m"'),
    ['2024-01-01 00:06:00'],
  );
});

test('time: an offset in the text comes before the zone', (t) => {
  t.deepEqual(
    times(
      ['2024-01-01T00:00:00+0100', '2024-01-01T00:00:00-05:30'],
      'column = 1, format = "%Y-%m-%dT%H:%M:%S%z", zone = "Europe/Paris"',
    ),
    ['2023-12-31 23:00:00', '2024-01-01 05:30:00'],
  );
});

test('identity: lines of one stamp are one reading, or tips put a second later each, the same however often a file is sent', (t) => {
  const lines = ['2024-01-01 00:01', '2024-01-01 00:01', '2024-01-01 00:01', '2024-01-01 00:02'];
  const format = 'column = 1, format = "%Y-%m-%d %H:%M"';
  t.deepEqual(times(lines, format)[1], '2024-01-01 00:01:00');
  const ordered = times([...lines, ...lines.slice(1)], format, 'identity = "stamp + order"');
  t.deepEqual(ordered.slice(0, 4), [
    '2024-01-01 00:01:00',
    '2024-01-01 00:01:01',
    '2024-01-01 00:01:02',
    '2024-01-01 00:02:00',
  ]);
  t.deepEqual(ordered.slice(4), ['2024-01-01 00:01:00', '2024-01-01 00:01:01', '2024-01-01 00:02:00']);
});

test('identity: stamps that differ by less than a second are different readings', (t) => {
  t.deepEqual(
    times(
      ['2024-01-01 00:01:05.25', '2024-01-01 00:01:05.75', '2024-01-01 00:01:05.75'],
      'column = 1, format = "%Y-%m-%d %H:%M:%S"',
    ),
    ['2024-01-01 00:01:05', '2024-01-01 00:01:06', '2024-01-01 00:01:06'],
  );
});

test('time: comments above the readings say the zone, also where no line is a header', (t) => {
  const toml =
    'header = "none"\ncomment = "#"\ntime = { column = 1, format = "%Y-%m-%d %H:%M", zone = "header" }\nvalue = { column = 2, kind = "tips" }';
  for (const [zone, hour] of [
    ['#TZUTC+1|*|', 23],
    ['# Zeitzone;UTC-03:30', 3.5],
    ['# times are GMT', 0],
  ] as const) {
    const { readings } = read(toml, `${zone}\n${'# more\n'.repeat(200)}2024-01-01 00:00,1\n# GMT+09:00\n`);
    t.deepEqual(
      readings.map(([s]) => (s / 3600) % 24),
      [hour],
    );
  }
  t.deepEqual(read(toml, '2024-01-01 00:00,1\n# UTC\n').rejects[0]?.[1], 'no-zone');
});

test('time: names of months in several languages and cases, and of days of the week; of a name that is none, no time', (t) => {
  const format = 'column = 1, format = ["%d-%b-%Y %H:%M", "%a %d. %B %Y %k:%M"]';
  t.deepEqual(
    times(
      [
        '12-Jan-2024 00:05',
        '29-FEB-2024 24:00',
        '29-Feb-2023 00:00',
        '1-déc.-2024 01:00',
        '1-OKT-2024 01:00',
        '1-ago-2024 01:00',
      ].concat(['Mi 06. März 2024  7:05', 'jeu. 1. août 2024 07:05', '1-Jux-2024 00:00', '1--2024 00:00']),
      format,
    ),
    [
      '2024-01-12 00:05:00',
      '2024-03-01 00:00:00',
      'time-not-understood',
      '2024-12-01 01:00:00',
      '2024-10-01 01:00:00',
    ].concat([
      '2024-08-01 01:00:00',
      '2024-03-06 07:05:00',
      '2024-08-01 07:05:00',
      'time-not-understood',
      'time-not-understood',
    ]),
  );
});

test('time: zones behind times: Z, UTC, GMT, with and without hours', (t) => {
  const ends = [
    'Z',
    'UTC',
    'gmt',
    '+01',
    '+1',
    'UTC+1',
    'GMT-03:30',
    '-0930',
    '+1:30',
    'CET',
    '+',
    'UTC+',
    '+15',
    '+01:6',
  ];
  const utc = ['00:00', '00:00', '00:00', '23:00', '23:00', '23:00', '03:30', '09:30', '22:30'];
  const texts = times(
    ends.map((end) => `2024-01-01 00:00${end}`),
    'column = 1, format = "%Y-%m-%d %H:%M%z"',
  );
  t.deepEqual(
    texts.map((text) => (text.startsWith('20') ? text.slice(11, 16) : text)),
    [...utc, ...ends.slice(utc.length).map(() => 'time-not-understood')],
  );
});

test('time: parts have years of two digits, and fractions of seconds tell tips apart, as serial days do', (t) => {
  const parts = 'parts = { year = 1, month = 2, day = 3, hour = 4, minute = 5, second = 6 }';
  t.deepEqual(
    times(['24;2;29;24;0;0', '99;12;31;23;59;59', '2024;1;1;1;1;3.25', '2024;1;1;1;1;3.75', '2024;1;1;1;1;60'], parts),
    ['2024-03-01 00:00:00', '1999-12-31 23:59:59', '2024-01-01 01:01:03', '2024-01-01 01:01:04', 'time-not-understood'],
  );
  t.deepEqual(times(['45292.0034722', '45292.003476', '45292.003476', '45292.25'], 'column = 1, format = "excel"'), [
    '2024-01-01 00:05:00',
    '2024-01-01 00:05:01',
    '2024-01-01 00:05:01',
    '2024-01-01 06:00:00',
  ]);
});

test('time: at the end of a line without its end it may be half of one: what no other line tells is cut off', (t) => {
  const toml =
    'header = "none"\ntime = { column = 2, format = ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"] }\nvalue = { column = 1, kind = "tips" }';
  const reasons = (text: string): string[] => read(toml, text).rejects.map(([line, reason]) => `${line} ${reason}`);
  t.deepEqual(reasons('1,2024-01-01 00:0'), ['1 cut-off'], 'of one line nothing tells');
  t.deepEqual(reasons('1,2024-01-01 00:05'), ['1 cut-off'], 'there may be seconds');
  t.deepEqual(reasons('1,2024-01-01 00:05\n'), []);
  t.deepEqual(reasons('1,2024-01-01 9:55\n2,2024-01-01 10:0'), ['2 cut-off'], 'widths may grow');
  t.deepEqual(reasons('1,2024-01-01 9:55\n2,2024-01-01 10:05'), []);
});
