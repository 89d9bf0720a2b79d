import test from 'ava';
import fc from 'fast-check';
import { formatDateTime } from '../../../../src/domain/time.js';
import { read, type Described } from '../../../support/described.js';

const START_S = Date.UTC(2024, 0, 1) / 1000;
/** Fewer lines than those after which a scanner is compiled. */
const FEW = 100;

/** Layouts that are compiled, and how a usual line of them begins. */
const LAYOUTS = [
  {
    toml: 'time = { column = "time", format = ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"] }\nvalue = { column = "rain", kind = "mm" }\nbattery = "volt"\nnull = [-9, 99.5]\ncomment = ["#", "//"]',
    header: 'time,x,rain,volt,y',
    time: (s: number): string => formatDateTime(s),
    delimiter: ',',
  },
  {
    toml: 'delimiter = ";"\ndecimal = ".,"\ngauge = { column = "who" }\ntime = { column = "time", format = "%d.%m.%Y %H:%M:%S" }\nvalue = { column = "rain", kind = "inch", tip_mm = 0.254, empty = "pass" }\nwind = "volt"',
    header: 'who;time;rain;volt',
    time: (s: number): string => formatDateTime(s).replace(/(\d+)-(\d+)-(\d+)/, '$3.$2.$1'),
    delimiter: ';',
  },
  {
    toml: 'delimiter = "\\t"\ntime = { column = "time", format = "unix s" }\nvalue = { column = "rain", kind = "tips" }\nwind = "volt"\nbattery = "volt"',
    header: 'volt\ttime\train',
    time: String,
    delimiter: '\t',
  },
] as const;

const ODD_TIMES = [
  '',
  '2024-01-33 00:00:00',
  '2024-02-01 24:00:00',
  '2024-02-30 00:00:00',
  '2024-01-01 00:60:00',
  '2024-01-01 25:00:00',
]
  .concat(['2024-01-01 7:05', '2024-01-01T00:00:05Z', '2024-01-01T00:00:05+01:00', '2024-01-01 00:00:05.5', 'x', '-1'])
  .concat(['2024-01-01 00:00', '1e9', ' 2024-01-01 00:00:07', '33.01.2024 00:00:00', '01.01.2024 24:00:00']);
const NUMBERS = [
  '0',
  '0.2',
  '0,01',
  '0.01',
  '1',
  '12',
  '',
  ' ',
  ' 0.03',
  '0.04 ',
  '-0.2',
  '+1',
  '-9',
  '99.5',
  '.5',
  '5.',
].concat(['1.2.3', '1e1', 'NAN', 'x', '0000000000000000000.1', '12345678901234567890', '"', '0"2', '#', '//', '-0']);

const cells = fc.record({
  odd: fc.option(fc.constantFrom(...ODD_TIMES), { freq: 6, nil: undefined }),
  rain: fc.oneof({ weight: 5, arbitrary: fc.constantFrom('0', '0.2', '1', '0.01') }, fc.constantFrom(...NUMBERS)),
  volt: fc.oneof({ weight: 5, arbitrary: fc.constantFrom('12.1', '3') }, fc.constantFrom(...NUMBERS)),
  who: fc.constantFrom('G', 'H', ' G', '', 'é'),
  quote: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(31)),
  cut: fc.oneof({ weight: 8, arbitrary: fc.constant(9) }, fc.nat(4)),
});

/** What several files hold, one after the other, as lines of one. */
function joined(files: readonly Described[]): Described {
  const move = (i: number): number => i * FEW;
  return {
    readings: files.flatMap(({ readings }, i) =>
      readings.map(
        ([s, amount, wind, battery, label, line]) => [s, amount, wind, battery, label, line + move(i)] as const,
      ),
    ),
    rejects: files.flatMap(({ rejects }, i) =>
      rejects.map(([line, reason, text]) => [line + move(i), reason, text] as const),
    ),
    hasUnread: files.some(({ hasUnread }) => hasUnread),
  };
}

test('compiled scanner: many lines are read as few are, which are interpreted', (t) => {
  const rows = fc.array(cells, { minLength: 20, maxLength: 60 });
  const lineEnds = fc.constantFrom('\n', '\r\n', '\r');
  const cuttings = fc.array(fc.nat(20_000), { maxLength: 4 });
  fc.assert(
    fc.property(fc.constantFrom(...LAYOUTS), rows, lineEnds, cuttings, (layout, some, lineEnd, cuts) => {
      const { header, delimiter, time, toml } = layout;
      const names = header.split(delimiter);
      const lines = Array.from({ length: 6 * FEW }, (_, i) => {
        // What is odd comes when a scanner is compiled, and once before.
        const cell = some[i % (3 * FEW)];
        const at = time(START_S + 60 * i);
        if (!cell)
          return `${names.map((name) => ({ time: at, rain: '0', who: 'G' })[name] ?? '12').join(delimiter)}${lineEnd}`;
        const of: Record<string, string> = { time: cell.odd ?? at, rain: cell.rain, volt: cell.volt, who: cell.who };
        const fields = names.map((name, k) => ((cell.quote >> k) & 1 ? `"${of[name] ?? 'q'}"` : (of[name] ?? 'q')));
        return fields.slice(0, cell.cut).join(delimiter) + lineEnd;
      });
      const few = Array.from({ length: 6 }, (_, i) => lines.slice(i * FEW, (i + 1) * FEW));
      const files = few.map((part) => read(toml, `${header}${lineEnd}${part.join('')}`));
      const many = read(toml, `${header}${lineEnd}${lines.join('')}`, { cuts });
      const { readings, rejects } = joined(files);
      t.deepEqual(many.readings, readings);
      t.deepEqual(many.rejects, rejects);
    }),
    { numRuns: 60 },
  );
});

test('compiled scanner: a day that is none is none after any other day', (t) => {
  const toml =
    'time = { column = 1, format = "%Y-%m-%d %H:%M" }\nheader = "none"\nvalue = { column = 2, kind = "tips" }';
  for (const before of ['2024-02-01 00:00,1\n', '2024-02-01 00:00,1\n'.repeat(300)]) {
    const { rejects } = read(toml, `${before}2024-01-33 00:00,1\n`);
    t.deepEqual(
      rejects.map(([, reason]) => reason),
      ['time-not-understood'],
    );
  }
});
