import test from 'ava';
import fc from 'fast-check';
import { formatDateTime } from '../../../../../src/domain/time/time.js';
import { layoutOf, ROLE, type Layout } from '../../../../../src/raw/described/scan/layout.js';
import { RowReader } from '../../../../../src/raw/described/scan/row-reader.js';
import { scannerCode } from '../../../../../src/raw/described/scan/scanner-code.js';
import { describe, read, type Described } from '../../../../support/readings/described.js';
import { NUMBERS, ODD_TIMES } from '../../../../support/readings/odd-fields.js';

const START_S = Date.UTC(2024, 0, 1) / 1000;
const LINES = 600;
/** A field that only the careful way reads, and one like it that needs no care. */
const CAREFUL = '"a""b"';
const USUAL = 'ab';

const day = (s: number, order: string): string => {
  const [y, m, d] = formatDateTime(s).slice(0, 10).split('-') as [string, string, string];
  const of: Readonly<Record<string, string>> = {
    Y: y,
    y: y.slice(2),
    m,
    d,
    M: String(Number(m)),
    D: String(Number(d)),
  };
  return order.replace(/[a-z]/gi, (sign) => of[sign]!);
};
const clock = (s: number): string => formatDateTime(s).slice(11);
const clock12 = (s: number, ends: readonly [string, string]): string => {
  const [h, m, rest] = clock(s).split(':') as [string, string, string];
  return `${Number(h) % 12 || 12}:${m}:${rest}${ends[Number(h) < 12 ? 0 : 1]}`;
};

const MONTHS = ['', 'Jan', 'fév.', 'MÄR', 'April'];
const partsOf = (s: number): Readonly<Record<string, string>> => ({
  ...{ Y: day(s, 'Y'), m: day(s, 'm'), d: day(s, 'D'), H: clock(s).slice(0, 2) },
});

interface Lines {
  readonly toml: string;
  readonly header: string;
  readonly delimiter: string;
  /** What stands in the columns of the time. */
  readonly time: (s: number) => Readonly<Record<string, string>>;
}

/** Layouts that are compiled, and the times of usual lines. */
const LAYOUTS: readonly Lines[] = [
  {
    toml: 'time = { column = "time", format = ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"] }\nvalue = { column = "rain", kind = "mm" }\nbattery = "volt"\nnull = [-9, 99.5]\ncomment = ["#", "//"]',
    header: 'time,x,rain,volt,y',
    time: (s) => ({ time: formatDateTime(s) }),
    delimiter: ',',
  },
  {
    toml: 'delimiter = ";"\ndecimal = ".,"\ngauge = { column = "who" }\ntime = { column = "time", format = "%d.%m.%Y %H:%M:%S" }\nvalue = { column = "rain", kind = "inch", tip_mm = 0.254, empty = "pass" }\nwind = "volt"',
    header: 'who;time;rain;volt',
    time: (s) => ({ time: `${day(s, 'd.m.Y')} ${clock(s)}` }),
    delimiter: ';',
  },
  {
    toml: 'delimiter = "\\t"\ntime = { column = "time", format = "unix s" }\nvalue = { column = "rain", kind = "tips" }\nwind = "volt"\nbattery = "volt"',
    header: 'volt\ttime\train',
    time: (s) => ({ time: String(s) }),
    delimiter: '\t',
  },
  {
    toml: 'time = { column = "time", format = ["%m/%d/%y %I:%M:%S %p", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%y %H:%M"], zone = "-07:00" }\nvalue = { column = "rain", kind = "counter", reset = "zero", empty = "pass", unit = "mm" }\nnull = ["Logged"]\nidentity = "stamp + order"\nbattery = "volt"',
    header: 'x,time,rain,volt,y',
    time: (s) => ({ time: `${day(s, s % 7200 ? 'M/D/Y' : 'm/d/Y')} ${clock12(s, [' AM', ' p.m.'])}` }),
    delimiter: ',',
  },
  {
    toml: 'delimiter = ";"\ndecimal = ","\ntime = { columns = ["date", "clock"], format = ["%d/%m/%y %I:%M:%S %p", "%d/%m/%y %H:%M:%S"] }\nvalue = { column = "rain", kind = "event" }\nidentity = { column = "x" }',
    header: 'clock;x;date;rain',
    time: (s) => ({ date: day(s, 'd/m/y'), clock: clock12(s, [' a', ' P']) }),
    delimiter: ';',
  },
  {
    toml: 'time = { columns = ["date", "clock"], format = "%y%j %H:%M:%S%z" }\nvalue = { column = "rain", kind = "mm", empty = "pass" }\nrows = { column = "who", is = ["G", "7"] }',
    header: 'who,date,clock,rain,volt',
    time: (s) => ({
      date: `24${String(1 + Math.floor((s - START_S) / 86_400)).padStart(3, '0')}`,
      clock: `${clock(s)}+01:30`,
    }),
    delimiter: ',',
  },
  {
    toml: 'time = { column = "time", format = "%Y-%m-%d %H:%M:%S.%f" }\nvalue = { kind = "event" }\nidentity = { column = "x" }\nbattery = "volt"',
    header: 'time,x,volt',
    time: (s) => ({ time: `${formatDateTime(s)}.${s % 120 ? '25' : '125'}` }),
    delimiter: ',',
  },
  {
    toml: 'time = { column = "time", format = "unix ms" }\nvalue = { column = "rain", kind = "event", empty = "missing" }',
    header: 'rain,time',
    time: (s) => ({ time: `${s}${s % 180 ? '000' : '250'}` }),
    delimiter: ',',
  },
  {
    toml: 'delimiter = "|"\ndecimal = ","\ntime = { column = "time", format = "excel" }\nvalue = { column = "rain", kind = "counter", wrap = 128 }\nwind = "volt"',
    header: 'time|rain|volt',
    time: (s) => ({ time: String(25_569 + s / 86_400).replace('.', ',') }),
    delimiter: '|',
  },
  {
    toml: 'time = { column = "time", format = ["%d-%b-%Y %H:%M%z", "%a %d %B %y %k:%M"] }\nvalue = { column = "rain", kind = "mm" }\nbattery = "volt"',
    header: 'time,rain,volt',
    time: (s) => ({
      time:
        s % 7200
          ? `${day(s, 'd')}-${MONTHS[Number(day(s, 'm'))]!}-${day(s, 'Y')} ${clock(s).slice(0, 5)}${s % 10_800 ? '+01' : '-0330'}`
          : `Mo ${day(s, 'D')} ${MONTHS[Number(day(s, 'm'))]!} ${day(s, 'y')} ${clock(s).slice(0, 5)}`,
    }),
    delimiter: ',',
  },
  {
    toml: 'delimiter = ";"\ndecimal = ","\ntime = { parts = { year = "Y", month = "m", day = "d", hour = "H", minute = "clock", second = "date" } }\nvalue = { column = "rain", kind = "counter", wrap = 128 }\nwind = "volt"',
    header: 'd;m;Y;H;clock;date;rain;volt',
    time: (s) => ({ ...partsOf(s), clock: clock(s).slice(3, 5), date: clock(s).slice(6) }),
    delimiter: ';',
  },
  {
    toml: 'time = { parts = { year = "Y", day_of_year = "date", hhmm = "clock" }, zone = "-03:30" }\nvalue = { column = "rain", kind = "mm", empty = "pass" }',
    header: 'rain,date,clock,Y,volt',
    time: (s) => ({
      ...{ Y: day(s, 'Y'), clock: String(Number(clock(s).slice(0, 2)) * 100) },
      date: String(1 + Math.floor((s - START_S) / 86_400)),
    }),
    delimiter: ',',
  },
];

const cells = fc.record({
  odd: fc.option(fc.constantFrom(...ODD_TIMES), { freq: 6, nil: undefined }),
  rain: fc.oneof({ weight: 5, arbitrary: fc.constantFrom('0', '0.2', '1', '0.01', '') }, fc.constantFrom(...NUMBERS)),
  volt: fc.oneof({ weight: 5, arbitrary: fc.constantFrom('12.1', '3') }, fc.constantFrom(...NUMBERS)),
  who: fc.constantFrom('G', 'G', ' G', 'G ', 'H', '7', '', '"'),
  quote: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.nat(31)),
  cut: fc.oneof({ weight: 8, arbitrary: fc.constant(9) }, fc.nat(4)),
  more: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.nat(3)),
});

/** What was read, without what stands in the field that says how. */
function plain({ readings, rejects, hasUnread }: Described): Described {
  const after = (text: string): string => text.replace(/^\ufeff?(?:"a""b"|ab)/, '');
  return { readings, rejects: rejects.map(([line, reason, text]) => [line, reason, after(text)]), hasUnread };
}

test('compiled scanner: lines are read as the careful way reads them', (t) => {
  const rows = fc.array(cells, { minLength: 20, maxLength: 60 });
  const lineEnds = fc.constantFrom('\n', '\r\n', '\r');
  const cuttings = fc.array(fc.nat(20_000), { maxLength: 4 });
  fc.assert(
    fc.property(fc.constantFrom(...LAYOUTS), rows, lineEnds, cuttings, (layout, some, lineEnd, cuts) => {
      const { header, delimiter, time, toml } = layout;
      const names = header.split(delimiter);
      const text = (first: string): string =>
        [
          `how${delimiter}${header}`,
          ...Array.from({ length: LINES }, (_, i) => {
            // What is odd comes when a scanner is compiled, and once before.
            const cell = some[i % (LINES / 2)];
            const usual = { ...time(START_S + 3600 * i), x: String(i), rain: '1', who: 'G', y: 'q' };
            const odd = cell?.odd === undefined ? {} : { [i % 2 ? 'time' : 'date']: cell.odd, clock: cell.odd };
            const of: Record<string, string> = cell
              ? { ...usual, ...odd, rain: cell.rain, volt: cell.volt, who: cell.who }
              : usual;
            const fields = names.map((name, k) => {
              const field = of[name] ?? '12';
              return ((cell?.quote ?? 0) >> k) & 1 ? `"${field}"` : field;
            });
            const more = Array.from({ length: cell?.more ?? 0 }, (_, k) => (k > 0 ? 'more' : ''));
            return [first, ...fields.slice(0, cell?.cut ?? 9), ...more].join(delimiter);
          }),
        ].join(lineEnd) + lineEnd;
      const described = `${toml}\nignore = ["how", "x", "y", "who", "volt"]`;
      const many = plain(read(described, text(USUAL), { cuts }));
      const careful = plain(read(described, text(CAREFUL)));
      t.deepEqual(many.readings, careful.readings);
      t.deepEqual(many.rejects, careful.rejects);
      t.is(many.hasUnread, careful.hasUnread);
    }),
    { numRuns: 40 },
  );
});

test('compiled scanner: usual lines of each layout are readings, and compiled', (t) => {
  for (const { toml, header, delimiter, time } of LAYOUTS) {
    const names = header.split(delimiter);
    const lines = Array.from({ length: LINES }, (_, i) => {
      const of: Record<string, string> = {
        ...time(START_S + 3600 * i),
        x: String(i),
        rain: String(1 + (i % 99)),
        who: 'G',
      };
      return `${names.map((name) => of[name] ?? '12').join(delimiter)}\n`;
    });
    const { readings, rejects } = read(toml, `${header}\n${lines.join('')}`);
    t.deepEqual(rejects, [], toml);
    t.true(readings.length > LINES - 10, toml);
    const description = describe(toml);
    const layout = layoutOf(description, names);
    const reader = new RowReader(description);
    for (const [place, name] of description.time.columns.flat().entries()) {
      const field = Buffer.from(time(START_S + 3600)[String(name)]!);
      t.true(reader.field(field, 0, field.length, ROLE.time, place), toml);
    }
    t.true(reader.finishTime() && !('problem' in layout), toml);
    t.not(scannerCode({ description, layout: layout as Layout, ...reader.compilable! }), undefined, toml);
  }
});
