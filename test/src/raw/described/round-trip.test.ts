import test from 'ava';
import fc from 'fast-check';
import { formatDateTime } from '../../../../src/domain/time/time.js';
import { BUILT_IN } from '../../../../src/raw/built-in/descriptions.js';
import { read } from '../../../support/readings/described.js';

const START_S = Date.UTC(2019, 0, 1) / 1000;

interface Row {
  readonly timeS: number;
  readonly tips: number;
  readonly battery: number;
}

const rows = fc
  .array(
    fc.record({
      step: fc.integer({ min: 1, max: 90_000 }),
      tips: fc.integer({ min: 0, max: 40 }),
      battery: fc.integer({ min: 0, max: 1500 }),
    }),
    {
      minLength: 1,
      maxLength: 60,
    },
  )
  .map((steps): Row[] => {
    let timeS = START_S;
    return steps.map(({ step, tips, battery }) => ({ timeS: (timeS += step), tips, battery: battery / 100 }));
  });

const two = (value: number): string => String(value).padStart(2, '0');

/** Forms of time: as a description says them, and as a logger writes them. */
const TIMES: readonly (readonly [toml: string, write: (s: number) => string])[] = [
  ['format = "%Y-%m-%d %H:%M:%S"', formatDateTime],
  ['format = ["%d.%m.%Y %H:%M", "%Y-%m-%dT%H:%M:%S%z"]', (s) => `${formatDateTime(s).replace(' ', 'T')}Z`],
  [
    'format = "%d/%m/%y %H:%M:%S", zone = "+02:00"',
    (s) => {
      const [date, clock] = formatDateTime(s + 7200).split(' ');
      const [y, m, d] = date!.split('-');
      return `${d}/${m}/${y!.slice(2)} ${clock}`;
    },
  ],
  [
    'format = "%m/%d/%Y %I:%M:%S %p"',
    (s) => {
      const date = new Date(s * 1000);
      const h = date.getUTCHours();
      const clock = `${h % 12 === 0 ? 12 : h % 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
      return `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()} ${clock} ${h < 12 ? 'AM' : 'PM'}`;
    },
  ],
  ['format = "%Y%m%d%H%M%S"', (s) => formatDateTime(s).replace(/\D/g, '')],
  ['format = "unix s"', String],
  ['format = "unix ms"', (s) => `${s}000`],
  ['format = "excel"', (s) => String(s / 86_400 + 25_569)],
  ['format = "%d %b %Y %H:%M:%S"', (s) => new Date(s * 1000).toUTCString().slice(5, 25)],
];

const DELIMITERS = [',', ';', '\t', '|'];

fc.configureGlobal({ numRuns: 150 });

test('described form: what is written in any description is read back, whatever the chunking', (t) => {
  const layout = fc.record({
    time: fc.constantFrom(...TIMES),
    delimiter: fc.constantFrom(...DELIMITERS),
    decimal: fc.constantFrom('.', ','),
    quoted: fc.boolean(),
    byName: fc.boolean(),
    timeFirst: fc.boolean(),
    lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
    kind: fc.constantFrom('tips', 'mm', 'counter', 'inch of 0.01'),
    bom: fc.boolean(),
  });
  fc.assert(
    fc.property(rows, layout, fc.array(fc.nat(3000), { maxLength: 5 }), (series, how, cuts) => {
      const decimal = how.delimiter === ',' ? '.' : how.decimal;
      const number = (value: number): string => String(value).replace('.', decimal);
      const quote = (text: string): string =>
        how.quoted || text.includes(how.delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
      let state = 7;
      const amount = (tips: number): string => {
        if (how.kind === 'tips') return String(tips);
        if (how.kind === 'mm') return number(Number((tips * 0.2).toFixed(1)));
        if (how.kind === 'counter') return String((state += tips));
        return number(Number((tips * 0.01).toFixed(2)));
      };
      const timeText = (s: number): string =>
        how.time[0].includes('excel') ? how.time[1](s).replace('.', decimal) : how.time[1](s);
      const inOrder = (time: string, rain: string, battery: string): string =>
        (how.timeFirst ? [time, 'x', rain, battery] : [battery, rain, 'x', time]).map(quote).join(how.delimiter);
      const header = how.byName ? [inOrder('Time', 'Rain "mm"', 'Batt')] : [];
      const lines = [
        ...header,
        ...series.map(({ timeS, tips, battery }) => inOrder(timeText(timeS), amount(tips), number(battery))),
      ];
      const column = (name: string, place: number): string =>
        how.byName ? JSON.stringify(name) : String(how.timeFirst ? place : 5 - place);
      const value = {
        tips: 'kind = "tips"',
        mm: 'kind = "mm", tip_mm = 0.2',
        counter: 'kind = "counter"',
        'inch of 0.01': 'kind = "inch", tip_mm = 0.254',
      };
      const toml = [
        `delimiter = ${JSON.stringify(how.delimiter)}`,
        `decimal = "${decimal}"`,
        `header = "${how.byName ? 'name' : 'none'}"`,
        `time = { column = ${column('Time', 1)}, ${how.time[0]} }`,
        `value = { column = ${column('Rain "mm"', 3)}, ${value[how.kind]} }`,
        `battery = ${column('Batt', 4)}`,
      ].join('\n');
      const text = `${how.bom ? '\ufeff' : ''}${lines.join(how.lineEnd)}${how.lineEnd}`;
      const { readings, rejects } = read(toml, text, { cuts });
      t.deepEqual(rejects, []);
      const expected = series.map(({ timeS, tips, battery }, i) => {
        const first = how.kind === 'counter' && i === 0 ? 0 : tips;
        return [timeS, first, NaN, battery, 'G', i + 1 + header.length];
      });
      t.deepEqual(readings, expected as never);
    }),
  );
});

const TOKENS = [
  '"TOA5",',
  '"',
  '""',
  ',',
  ';',
  '\n',
  '\r',
  '\r\n',
  '2024-01-01 00:01:00',
  '01/13/17 01:00:00 AM',
  '1704067260',
  'time,tips',
  'Event',
  '#',
  '0.2',
  '1',
  '-5',
  'NAN',
  '\0',
  '\ufeff',
  'é',
  'AAAAMMJJHHMN;RR6',
  '202401010006',
  'Date Time, GMT+01:00',
  '99999999999999999999',
];

test('described form: any bytes, in any built-in format: every line is a reading, rejected, or none; chunking never matters', (t) => {
  const bytes = fc.oneof(
    fc.array(fc.constantFrom(...TOKENS), { maxLength: 120 }).map((tokens) => Buffer.from(tokens.join(''))),
    fc.uint8Array({ maxLength: 400 }),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...BUILT_IN),
      bytes,
      fc.array(fc.nat(600), { maxLength: 6 }),
      ({ name }, file, cuts) => {
        const whole = read(name, file);
        t.deepEqual(read(name, file, { cuts }), whole);
        const lines = Buffer.from(file)
          .toString('latin1')
          .split(/\r\n|\n|\r/).length;
        const numbers = [...whole.readings.map((row) => row[5]), ...whole.rejects.map((reject) => reject[0])];
        t.is(new Set(numbers).size, numbers.length, 'no line counts twice');
        t.true(numbers.every((line) => line >= 1 && line <= lines));
      },
    ),
    { numRuns: 600 },
  );
});

test('described form: a file of one format, read in another, gives nothing that is not in it', (t) => {
  const files = {
    toa5: '"TOA5","S","CR1000","1","x","y","z","T"\n"TIMESTAMP","RECORD","Rain_mm_Tot"\n"TS","RN","mm"\n"","","Tot"\n"2024-01-01 00:01:00",0,0.2\n',
    hoboware:
      '"Plot Title: x"\n"#","Date Time, GMT+00:00","Event"\n1,01/13/17 01:00:00 AM,0\n2,01/13/17 01:02:00 AM,1\n',
    'iso-csv': 'time,tips\n2024-01-01T00:01:00Z,3\n',
    semicolon: 'Date;Pluie\n01/02/2024 00:01;0,4\n',
    'meteo-france-6min': 'NUM_POSTE;AAAAMMJJHHMN;RR6\n34172001;202401010006;0,2\n',
    'pluvio-csv': 'gauge,time,tips,wind,battery\nG,1704067260,3,0,12\n',
    network: 'G, 1704067260, 3, 0, 12.1\n',
  };
  for (const [written, text] of Object.entries(files))
    for (const { name } of BUILT_IN) {
      const { readings, rejects } = read(name, text);
      const isOwn = name === written || (name === 'toa5-events' && written === 'toa5');
      if (isOwn) t.true(readings.length > 0 && rejects.length === 0, `${written} as ${name}`);
      else t.deepEqual([readings.length, rejects.length > 0], [0, true], `${written} as ${name}`);
    }
});
