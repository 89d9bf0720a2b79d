import test from 'ava';
import { propose } from '../../../../src/raw/propose/propose.js';
import { read } from '../../../support/readings/described.js';

const at = (i: number): Date => new Date(Date.UTC(2023, 0, 13) + 1_800_000 * i);
const two = (value: number): string => String(value).padStart(2, '0');
const clock12 = (i: number, end: string): string => {
  const date = at(i);
  const hour = date.getUTCHours();
  return `${hour % 12 || 12}:${two(date.getUTCMinutes())}${end.replace('?', hour < 12 ? 'A' : 'P')}`;
};
const american = (i: number): string =>
  `${at(i).getUTCMonth() + 1}/${at(i).getUTCDate()}/${at(i).getUTCFullYear() % 100}`;
const tips = (i: number): number => (i % 5 === 0 ? 2 : 0);
const ROWS = 100;
const lines = (row: (i: number) => string): string => Array.from({ length: ROWS }, (_, i) => `${row(i)}\n`).join('');

/** Files of kinds of loggers; what one of `tips` is, as counts of the unit. */
const KINDS: Readonly<Record<string, { readonly text: string; readonly counts: number; readonly saysZone?: true }>> = {
  'Davis text': {
    text: `\t\tTemp\tHi\t\t\nDate\tTime\tOut\tTemp\tRain\tRate\n-----\n${lines((i) => `${american(i)}\t${clock12(i, '?').toLowerCase()}\t40.1\t40.2\t${(tips(i) / 10).toFixed(2)}\t0.00`)}`,
    counts: 100,
  },
  WeatherLink: {
    text: `"Station"\n"0"\n"Date & Time","Barometer - in Hg","Rain - in","Rain Rate - in/h"\n${lines((i) => `"${american(i)} ${clock12(i, ' ?M')}","29.9","${(tips(i) / 100).toFixed(2)}","0.00"`)}`,
    counts: 254,
  },
  'a spreadsheet': {
    text: `Datum;Regen mm\n${lines((i) => `${44_939 + i / 48};${tips(i) / 10}`).replaceAll('.', ',')}`,
    counts: 100,
  },
  'parts, day of the year': {
    text: `Year,DOY,HHMM,Batt_V,Rain(mm)\n${lines((i) => `2023,${13 + Math.floor(i / 48)},${at(i).getUTCHours() * 100 + at(i).getUTCMinutes()},12.1,${tips(i) / 10}`)}`,
    counts: 100,
  },
  'hours to 24:00': {
    text: `Date,Heure,Pluie_mm\n${lines((i) => {
      const end = at(2 * i + 2);
      const [day, hour] = end.getUTCHours() === 0 ? [new Date(end.getTime() - 1000), 24] : [end, end.getUTCHours()];
      return `${two(day.getUTCDate())}/01/2023,${two(hour)}:00,${tips(i) / 10}`;
    })}`,
    counts: 100,
  },
  OTT: {
    text: `Station: 4711;Sensor: Precipitation;Unit: mm\nDate;Time;Intensity [mm/h];Accu RT [mm];Status\n${lines((i) => `${two(at(i).getUTCDate())}.01.2023;${two(at(i).getUTCHours())}:${two(at(i).getUTCMinutes())}:00;0,0;${String(tips(i) / 10).replace('.', ',')};0`)}`,
    counts: 100,
  },
  'DDMMYY and a clock, by blanks': {
    text: lines(
      (i) =>
        `${two(at(i).getUTCDate())}0123  ${two(at(i).getUTCHours())}:${two(at(i).getUTCMinutes())} ${tips(i)} 12.1`,
    ),
    counts: 1,
  },
  ZRX: {
    text: `#ZRXPVERSION2300|*|\n#RINVAL-777|*|\n#TZUTC+0|*|\n${lines((i) => `${at(i).toISOString().slice(0, 19).replace(/\D/g, '')} ${tips(i) / 10} 40`)}`,
    counts: 100,
    saysZone: true,
  },
  'a sum of the day': {
    text: `Time,Daily Rain(mm)\n${lines((i) => `${at(i).toISOString().slice(0, 16).replace('T', ' ')},${(Array.from({ length: i + 1 }, (_, k) => (Math.floor(k / 48) === Math.floor(i / 48) && k > 0 ? tips(k) : 0)).reduce((sum, count) => sum + count, 0) / 10).toFixed(1)}`)}`,
    counts: 100,
  },
  'a counter of 7 bits': {
    text: `when;count\n${lines((i) => `${at(i).toISOString().slice(0, 16).replace('T', ' ')};${(100 + 2 * Math.floor(i / 5)) % 128}`)}`,
    counts: 1,
  },
  'a thing with holes': {
    text: `ts,rain_mm\n${lines((i) => `${at(i).getTime()},${i % 7 === 1 ? -999 : tips(i) / 10}`)}`,
    counts: 100,
  },
};

for (const [kind, { text, counts, saysZone }] of Object.entries(KINDS))
  test(`propose: ${kind} is read whole by what is proposed for it`, (t) => {
    const proposal = propose(Buffer.from(text))!;
    const { readings, rejects } = read(proposal.toml, text);
    const missing = Array.from({ length: ROWS }, (_, i) => i).filter((i) => kind.includes('holes') && i % 7 === 1);
    t.deepEqual([...new Set(rejects.map(([, reason]) => reason))], missing.length > 0 ? ['amount-missing'] : []);
    t.is(readings.length, ROWS - missing.length, proposal.toml);
    // The first value of a counter is no rain.
    const isCounter = proposal.toml.includes('counter');
    const expected = Array.from({ length: ROWS }, (_, i) =>
      missing.includes(i) || (isCounter && i === 0) ? 0 : tips(i) * counts,
    );
    t.is(
      readings.reduce((sum, row) => sum + row[1], 0),
      expected.reduce((sum, count) => sum + count, 0),
    );
    const startS = (kind.includes('24:00') ? at(2) : at(0)).getTime() / 1000;
    t.is(readings[0]![0], startS);
    t.true(
      proposal.doubts.some((doubt) => doubt.includes('zone')) !== (saysZone ?? kind.includes('holes')),
      'local times are said to be not sure',
    );
  });

test('propose: tips of one time in a file of its own stay apart, rows without rain are passed over', (t) => {
  const text =
    '#,Date-Time (EDT),"Rain , mm","Temperature , °C",Host\n1,06/14/2021 11:50:00 AM,0.0,20.1,\n2,06/14/2021 12:13:07 PM,0.2,,\n3,06/14/2021 12:13:07 PM,0.4,,\n4,06/14/2021 12:20:00 PM,,20.2,Logged\n5,06/15/2021 12:20:00 AM,0.6,,\n';
  const { readings, rejects } = read(propose(Buffer.from(text))!.toml, text);
  t.deepEqual(rejects, []);
  t.deepEqual(
    readings.map(([, count]) => count),
    [0, 200, 200, 200],
  );
  t.is(new Set(readings.map(([s]) => s)).size, 4);
});

test('propose: a table of events is told from one of intervals, though rows are missing or sent again', (t) => {
  const head =
    '"TOA5","S","CR1000","1","x","y","z","T"\n"TIMESTAMP","RECORD","Rain_mm_Tot"\n"TS","RN","mm"\n"","","Tot"\n';
  const interval = lines(
    (i) => `"2023-01-13 ${two(Math.floor(i / 60))}:${two(i % 60)}:00",${i},${i % 4 ? 0 : '"NAN"'}`,
  );
  t.is(propose(Buffer.from(head + interval + interval))?.builtIn, 'toa5');
  const events = lines(
    (i) => `"2023-01-13 ${two(Math.floor(i / 7))}:${two((i * i) % 60)}:${two((i * 7) % 60)}",${i},0.2`,
  );
  const proposal = propose(Buffer.from(head + events + events))!;
  t.regex(proposal.toml, /identity = \{ column = "RECORD" \}/);
});

test('propose: a table without rain gets nothing', (t) => {
  const text = `"Date Time, GMT-07:00","Temp, °F","RH, %"\n${lines((i) => `${american(i)} ${clock12(i, ' ?M')},37.20,102.90`)}`;
  t.is(propose(Buffer.from(text)), undefined);
});

test('propose: other tables among the readings are told', (t) => {
  const block = (sensor: number): string =>
    `<SENSOR>${sensor}</SENSOR>;a;b\n20230101;00:05:00;0.1\n20230101;00:10:00;0.0\n20230101;00:15:00;0.3\n`;
  const { doubts } = propose(Buffer.from(block(1) + block(2) + block(3)))!;
  t.true(
    doubts.some((doubt) => doubt.includes('other tables')),
    doubts.join('\n'),
  );
});
