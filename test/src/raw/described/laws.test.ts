import { gzipSync } from 'node:zlib';
import test from 'ava';
import fc from 'fast-check';
import { runPipeline } from '../../../../src/pipeline/run/run-pipeline.js';
import { plainGauge } from '../../../../src/domain/network.js';
import { describedForm } from '../../../../src/raw/described/described-form.js';
import { openContent } from '../../../../src/raw/content/content.js';
import { describe, read } from '../../../support/readings/described.js';
import { piecesOf } from '../../../support/readings/readings.js';

/** A description, what its files begin with, and a usual line. */
interface Kind {
  readonly toml: string;
  readonly head: readonly string[];
  readonly line: (i: number) => string;
}

const two = (value: number): string => String(value).padStart(2, '0');
const clock = (i: number): string => `${two(Math.floor(i / 6) % 24)}:${two((i % 6) * 10)}`;

const KINDS: readonly Kind[] = [
  {
    toml: 'time = { column = "when", format = "%d-%b-%Y %H:%M", zone = "Europe/Paris" }\nvalue = { column = "n", kind = "counter", wrap = 128, glitch = 3 }\nidentity = "stamp + order"\ncomment = "#"',
    head: ['# 12-Jan-2024', 'when,n,v'],
    line: (i) =>
      `${27 + Math.floor(i / 72)}-${i % 2 ? 'Oct' : 'okt.'}-2024 ${clock(i)},${(115 + i * (i % 7)) % 128},12`,
  },
  {
    toml: 'delimiter = " "\nheader = "none"\ntime = { parts = { year = 1, month = 2, day = 3, hhmm = 4 }, zone = "+01:00" }\nvalue = { column = 6, kind = "mm", tip_mm = 0.2 }\nbattery = 7\nnull = -9.9',
    head: [],
    line: (i) => `2024 12 31  ${(i * 10) % 2410}   -3.${i % 10}  ${i % 5 ? '0.2' : '   '} 12.1`,
  },
  {
    toml: 'delimiter = ";"\ndecimal = ","\ntime = { column = "t", format = "excel" }\nvalue = { column = "n", kind = "event" }\nbegin = "#new"\nheader = 2',
    head: ['#new', 't;n'],
    line: (i) => `${String(45_292 + i / 3000).replace('.', ',')};${i % 3}`,
  },
  {
    toml: 'base = "toa5-events"\nignore = "*"',
    head: ['"TOA5","é","x"', '"TIMESTAMP","RECORD","°"', '"TS","RN",""', '"","",""'],
    line: (i) => `"2024-02-29 ${clock(Math.floor(i / 3))}:0${i % 3}.5",${i},"a,""b"`,
  },
  {
    toml: 'header = "none"\ntime = { columns = [2, 1], format = ["%d.%m.%y %H:%M%z", "%d.%m.%y %H:%M"], zone = "America/New_York" }\nvalue = { column = 3, kind = "inch", tip_mm = 0.254, empty = "pass" }\nstamp = "start"\ninterval = "10m"\nrows = { column = 4, is = ["R", "é"] }',
    head: [],
    line: (i) => `${clock(i)}${i % 4 ? '' : '+01'},03.11.24,${i % 6 ? '0.01' : ''},${i % 5 ? 'R' : 'T'}`,
  },
  {
    toml: 'delimiter = "\\t"\ngauge = { column = "who" }\ntime = { column = "ms", format = "unix ms" }\nvalue = { column = "sum", kind = "counter", unit = "mm", reset = "zero", first = "skip", glitch = 1 }',
    head: ['who\tms\tsum'],
    line: (i) => `${i % 9 ? 'G' : 'Hé'}\t${1_704_067_200_000 + i * 600_250}\t${((i * 3) % 40) / 10}`,
  },
];

const ODD = [
  '',
  ' ',
  '"',
  '\0',
  '\ufeff',
  'é',
  '-1',
  '0,2',
  '0.2',
  '1e3',
  'NAN',
  '#',
  '#new',
  '99999',
  ';',
  '\t',
  ',',
  'x',
];

/** Lines of a file of a kind, some of which are broken in some way. */
const linesOf = ({ head, line }: Kind): fc.Arbitrary<string[]> =>
  fc
    .array(
      fc.record({
        how: fc.oneof(
          { weight: 6, arbitrary: fc.constant('usual') },
          fc.constantFrom('odd', 'cut', 'again', 'head', 'join'),
        ),
        odd: fc.constantFrom(...ODD),
        at: fc.nat(40),
      }),
      { maxLength: 40 },
    )
    .map((changes) => [
      ...head,
      ...changes.map(({ how, odd, at }, i) => {
        const usual = line(i);
        if (how === 'odd') return usual.slice(0, at) + odd + usual.slice(at + 1);
        if (how === 'cut') return usual.slice(0, at);
        if (how === 'again') return line(Math.max(0, i - (at % 5)));
        if (how === 'head') return head[at % head.length] ?? odd;
        return how === 'join' ? usual + odd + usual : usual;
      }),
    ]);

const files = fc.constantFrom(...KINDS).chain((kind) =>
  fc.record({
    toml: fc.constant(kind.toml),
    lines: linesOf(kind),
    isEnded: fc.boolean(),
    encoding: fc.constantFrom('utf8', 'latin1'),
  }),
);
const bytesOf = (lines: readonly string[], lineEnd: string, isEnded: boolean, encoding: string): Buffer =>
  Buffer.from(lines.join(lineEnd) + (isEnded ? lineEnd : ''), encoding as 'utf8');

fc.configureGlobal({ numRuns: 60 });

test('described form: a file gives the same wherever it is cut, and with every kind of line end', (t) => {
  fc.assert(
    fc.property(files, fc.array(fc.nat(2500), { maxLength: 8 }), ({ toml, lines, isEnded, encoding }, cuts) => {
      const description = describe(toml);
      const bytes = bytesOf(lines, '\n', isEnded, encoding);
      const whole = read(description, bytes);
      t.deepEqual(read(description, bytes, { cuts }), whole, 'cut anywhere');
      t.deepEqual(read(description, bytes, { cuts: [...bytes.keys()] }), whole, 'byte by byte');
      for (const lineEnd of ['\r\n', '\r'])
        t.deepEqual(
          read(description, bytesOf(lines, lineEnd, isEnded, encoding), { cuts }),
          whole,
          JSON.stringify(lineEnd),
        );
    }),
  );
});

const SOURCE = { name: 'G/file', folder: 'G' };
const GAUGE = { ...plainGauge('G'), curve: { a: 0, b: 1, c: 0, tipMm: 0.2 } };

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}

async function unpacked(bytes: Buffer): Promise<Buffer> {
  const { bytes: content } = await openContent(each([bytes]));
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(piece);
  return Buffer.concat(pieces);
}

test('described form: every line is booked once, whatever it is: kept, duplicate, conflict, quarantined or filtered out', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      files,
      fc.array(fc.nat(2500), { maxLength: 4 }),
      async ({ toml, lines, isEnded, encoding }, cuts) => {
        const description = describe(toml);
        const bytes = bytesOf(lines, '\n', isEnded, encoding);
        const { readings, rejects } = read(description, bytes);
        const chunks = piecesOf(SOURCE, await unpacked(gzipSync(bytes)), cuts);
        const form = describedForm(description);
        const rejected: number[] = [];
        const { total } = await runPipeline(each(chunks), {
          ...{ gauges: [GAUGE], forms: () => form, notBeforeS: 0, maxMmPerMin: 1e9 },
          onReject: (_, { line }) => void rejected.push(line),
          onYear: () => undefined,
        });
        const { linesRead, kept, duplicates, conflicts, quarantined, filteredOut } = total;
        t.is(linesRead, readings.length + rejects.length, 'every reading and every reject is a line read');
        t.is(linesRead, kept + duplicates + conflicts + quarantined + filteredOut);
        t.is(rejected.length, conflicts + quarantined, 'each is kept whole');
        t.is(new Set(rejected).size, rejected.length, 'and once');
        t.is(kept, new Set(readings.map(([s]) => s)).size);
      },
    ),
  );
});
