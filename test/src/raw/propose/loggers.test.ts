import test from 'ava';
import fc from 'fast-check';
import { propose } from '../../../../src/raw/propose/propose.js';
import { read } from '../../../support/readings/described.js';

const ROWS = 60;
const at = (i: number): string => new Date(Date.UTC(2024, 2, 1) + 300_000 * i).toISOString();
const day = (i: number, order: string): string => {
  const [y, m, d] = at(i).slice(0, 10).split('-') as [string, string, string];
  return order.replace('Y', y).replace('y', y.slice(2)).replace('m', m).replace('d', d);
};
const clock = (i: number): string => at(i).slice(11, 19);
const tips = (i: number): number => (i % 5 === 0 ? 2 : i % 7 === 0 ? 1 : 0);
const mm = (i: number): string => (tips(i) / 10).toFixed(1);
const sum = (i: number): number => (i === 0 ? 50 : sum(i - 1) + tips(i));
const lines = (row: (i: number) => string): string => Array.from({ length: ROWS }, (_, i) => `${row(i)}\n`).join('');

interface Logger {
  readonly text: string;
  /** What the description has to say. */
  readonly says: RegExp;
  /** Hours that its clock is behind UTC. */
  readonly behindH?: number;
  /** What one of `tips` counts. */
  readonly counts?: number;
  readonly doubt?: RegExp;
}

const LOGGERS: Readonly<Record<string, Logger>> = {
  'a line a sensor, with names': {
    text: `Station Name,Bra\nDate,Time,Sensor,Value,Units\n${lines((i) => `${day(i, 'm/d/Y')},${clock(i)},Precip,${(sum(i) / 10).toFixed(2)},mm\n${day(i, 'm/d/Y')},${clock(i)},Batt,12.6,V`)}`.replaceAll(
      '03/',
      '3/',
    ),
    says: /rows = \{ column = "Sensor", is = "Precip" \}/,
  },
  'a line a sensor, without names': {
    text: lines((i) => `${day(i, 'Y-m-d')} ${clock(i)};BATT;12.6;V\n${day(i, 'Y-m-d')} ${clock(i)};RAIN;${mm(i)};mm`),
    says: /rows = \{ column = 2, is = "RAIN" \}\nvalue = \{ column = 3, kind = "mm" \}/,
  },
  'units below names': {
    text: `Date;Time;WSpeed;Ta;Rc;Ri\n;;m/s;C;mm;mm/h\n${lines((i) => `${day(i, 'Y-m-d')};${clock(i)};1.2;3.4;${(sum(i) / 10).toFixed(2)};0.0`)}`,
    says: /header = 1\nskip = 2\n[^]*column = "Rc", kind = "counter", unit = "mm"/,
  },
  'HOBOconnect, its zone in letters': {
    text: `"#","Date-Time (PST/PDT)","Event , units"\n${lines((i) => `${i},${day(i, 'm/d/Y')} ${clock(i)},${sum(i)}`)}`,
    says: /base = "hoboware"\ntime = \{ zone = "America\/Los_Angeles" \}/,
    ...{ behindH: 8, counts: 1, doubt: /letters, PST, .*zone = "-05:00"/ },
  },
  'HOBOware, cumulated mm': {
    text: `"Plot Title: x"\n"#","Date Time, GMT-07:00","Rain, mm (LGR S/N: 1)"\n${lines((i) => `${i},${day(i, 'm/d/y')} ${clock(i)},${(sum(i) / 10).toFixed(1)}`)}`,
    says: /kind = "counter", unit = "mm"/,
    ...{ behindH: 7, doubt: /another order/ },
  },
  'ISO times, their zone in a comment': {
    text: `# timezone: UTC+1\ntime,tips\n${lines((i) => `${at(i).slice(0, 19)},${tips(i)}`)}`,
    says: /base = "iso-csv"\ntime = \{ zone = "header" \}/,
    ...{ behindH: -1, counts: 1 },
  },
  'ISO times, their zone in letters': {
    text: `# time zone: CET\ntime,tips\n${lines((i) => `${at(i).slice(0, 19)},${tips(i)}`)}`,
    says: /time = \{ zone = "Europe\/Paris" \}/,
    ...{ behindH: -1, counts: 1, doubt: /letters, CET/ },
  },
  'times of UTC, as a comment says': {
    text: `# Station WEST, time zone: UTC\ntime,tips\n${lines((i) => `${at(i).slice(0, 19)},${tips(i)}`)}`,
    says: /time = \{ zone = "header" \}/,
    counts: 1,
  },
  'TOA5, inches': {
    text: `"TOA5","S","x"\n"TIMESTAMP","RECORD","BattV","Rain_in_Tot"\n"TS","RN","V","inch"\n"","","Min","Tot"\n${lines((i) => `"${day(i, 'Y-m-d')} ${clock(i)}",${i},12.5,${tips(i) / 100}`)}`,
    says: /base = "toa5"\nvalue = \{ column = "Rain_in_Tot", kind = "inch" \}/,
    counts: 254,
  },
  'TOA5, a cumulated sum': {
    text: `"TOA5","S","x"\n"TIMESTAMP","RECORD","Rain_cum"\n"TS","RN","mm"\n"","","Smp"\n${lines((i) => `"${day(i, 'Y-m-d')} ${clock(i)}",${i},${sum(i) / 10}`)}`,
    says: /value = \{ column = "Rain_cum", kind = "counter", unit = "mm" \}/,
  },
  'an offset apart from the time': {
    text: `Line#,Date,"Rain (RGD-M006), mm"\n${lines((i) => `${i},${day(i, 'Y-m-d')} ${clock(i)} +0100,${mm(i)}`)}`,
    says: /%S %z/,
    behindH: -1,
  },
  'months by name': {
    text: `time\train mm\n${lines((i) => `${day(i, 'd')}-Mar-2024 ${clock(i).slice(0, 5)}\t${mm(i)}`)}`,
    says: /%d-%b-%Y %H:%M/,
  },
};

for (const [name, { text, says, behindH = 0, counts = 100, doubt }] of Object.entries(LOGGERS))
  test(`propose: ${name}: read whole by what is proposed, and what is not sure is said`, (t) => {
    const { toml, doubts } = propose(Buffer.from(text))!;
    t.regex(toml, says);
    if (doubt)
      t.true(
        doubts.some((one) => doubt.test(one)),
        doubts.join('\n'),
      );
    const isAmerican = toml.includes('%d/%m');
    const { readings } = read(isAmerican ? toml.replace('%d/%m', '%m/%d') : toml, text);
    t.is(readings.length, ROWS);
    const isCounter = toml.includes('counter') || toml.includes('hoboware');
    const startS = Date.parse(at(0)) / 1000;
    readings.forEach(([timeS, amount], i) => {
      t.is(timeS, startS + 3600 * behindH + 300 * i);
      t.is(amount, isCounter && i === 0 ? 0 : tips(i) * counts);
    });
  });

test('propose: lines of several things, none of which is called rain, are told', (t) => {
  const text = lines((i) => `${day(i, 'Y-m-d')} ${clock(i)};A1;12.6\n${day(i, 'Y-m-d')} ${clock(i)};A2;${mm(i)}`);
  const { doubts } = propose(Buffer.from(text))!;
  t.true(
    doubts.some((doubt) => doubt.includes('say with rows = { column = 2')),
    doubts.join('\n'),
  );
});

test('propose: days and months of a built-in format that could be changed over are told', (t) => {
  const hobo = (date: string): string =>
    `"#","Date Time, GMT+01:00","Event"\n1,${date} 01:00:00 AM,0\n2,${date} 01:02:00 AM,1\n`;
  const isTold = (text: string): boolean =>
    propose(Buffer.from(text))!.doubts.some((doubt) => doubt.includes('changed over'));
  t.true(isTold(hobo('01/12/17')));
  t.false(isTold(hobo('01/13/17')));
});

const PIECES = [
  ...['"TOA5","x"', '"TIMESTAMP","RECORD","Rain_in_Tot"', 'Date;Pluie (mm)', 't,rain "mm"', '2024-01-01 00:0', '5'],
  ...['12-Jan-2024 00:05', '1704067200', ';', ',', '\t', ' ', '\n', '\n', '\n', '\r\n', '0.2', '0,2', 'Precip', 'EST'],
  ...['UTC+1', '#', '"', 'é', '\0', 'NAN', 'mm', 'm/s', 'year,month,day', '2024,1,1', '01/02/24', ':30 PM', '\\', "'"],
];

test('propose: of any text, what is proposed is a description that can be read with', (t) => {
  const line = fc.array(fc.constantFrom(...PIECES), { maxLength: 7 }).map((pieces) => pieces.join(''));
  const repeated = fc.tuple(line, line, fc.integer({ min: 1, max: 9 }));
  const text = repeated.map(([head, row, count]) => `${head}\n${`${row}\n`.repeat(count)}`);
  fc.assert(
    fc.property(text, (file) => {
      const proposal = propose(Buffer.from(file));
      if (proposal) t.notThrows(() => read(proposal.toml, file), proposal.toml);
    }),
    // One that is proposed for in any case: of the random ones, few are.
    { numRuns: 80, examples: [['time,mm\n2024-01-01 00:00:00,0.2\n2024-01-01 00:01:00,0.4\n']] },
  );
});
