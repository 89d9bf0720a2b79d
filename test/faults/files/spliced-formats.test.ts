import test from 'ava';
import fc from 'fast-check';
import { ownDescription } from '../../../src/raw/registry.js';
import { read } from '../../support/readings/described.js';
import { WRITTEN, type Sent } from '../../support/readings/written-formats.js';
import { extent, tellFigure } from '../support/extent.js';

const START_S = Date.UTC(2024, 0, 3, 10) / 1000;
const NOT_BEFORE_S = Date.UTC(2005, 0, 1) / 1000;
/** Clocks that the formats show, seconds east of UTC, and the interval that one of them begins. */
const CLOCKS_S = [0, -7 * 3600, 3600, -5 * 3600 - 300];
/** Tips of one stamp are a second later each. */
const MOST_LATER_S = 60;

const sentFrom = (startS: number): Sent[] =>
  Array.from({ length: 400 }, (_, i) => ({ timeS: startS + 60 * i, tips: (i * 7) % 5 === 0 ? 1 + (i % 4) : 0 }));

const LINE_END = /\r\n|\n|\r/;
const linesOf = (text: string): string[] => text.split(LINE_END).map((line) => line.replace(/^\ufeff+/, ''));

/** What each format makes of readings, and which of its lines has which. */
const FILES = Object.entries(WRITTEN).map(([name, { toml, write }], place) => {
  const sent = sentFrom(START_S + 86_400 * place);
  const text = write(sent);
  const truth = new Map<string, Sent>();
  const head = new Set(linesOf(write([])));
  const lines = linesOf(text).filter((line) => line !== '' && !head.has(line));
  // Lines that are of no reading stand among those of some formats.
  for (const line of lines)
    if (truth.size < sent.length && isOf(line, sent[truth.size]!.timeS)) truth.set(line, sent[truth.size]!);
  if (truth.size !== sent.length) throw new Error(`${name}: ${truth.size} lines of readings`);
  return { name, toml, bytes: Buffer.from(text), truth, head };
});

/** Whether a line may show a time: its day, by one of the clocks, in any of the ways of writing it. */
function showsDay(line: string, timeS: number): boolean {
  const runs = line.match(/\d+/g) ?? [];
  const numbers = new Set(runs.map(Number));
  return CLOCKS_S.some((clockS) => {
    const date = new Date((timeS + clockS) * 1000);
    const [y, m, d] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
    const compact = date.toISOString().slice(0, 10).replaceAll('-', '');
    return (
      ((numbers.has(y) || numbers.has(y % 100)) && numbers.has(m) && numbers.has(d)) ||
      numbers.has(Math.floor(timeS / 86_400) + 25_569) ||
      runs.some((run) => run.includes(compact) || run.includes(String(timeS)) || isNear(Number(run), timeS))
    );
  });
}

function isNear(number: number, timeS: number): boolean {
  return [number, number / 1000].some((s) => timeS - s >= 0 && timeS - s <= MOST_LATER_S);
}

/** Whether a line of a format shows just this time. */
function isOf(line: string, timeS: number): boolean {
  const digits = line.replace(/\D/g, '');
  return CLOCKS_S.some((clockS) => {
    const text = new Date((timeS + clockS) * 1000).toISOString();
    const [y, m, d, clock] = [
      text.slice(0, 4),
      text.slice(5, 7),
      text.slice(8, 10),
      text.slice(11, 19).replaceAll(':', ''),
    ];
    const clock12 = `${String(Number(clock.slice(0, 2)) % 12 || 12).padStart(2, '0')}${clock.slice(2)}`;
    return [
      ...[`${y}${m}${d}${clock}`, `${d}${m}${y}${clock}`, String(timeS)],
      ...[(25_569 + timeS / 86_400).toFixed(7).replace('.', '')],
      ...(line.includes(Number(clock.slice(0, 2)) < 12 ? 'AM' : 'PM') ? [`${m}${d}${y.slice(2)}${clock12}`] : []),
    ].some((shown) => digits.includes(shown));
  });
}

const splices = fc.record({
  into: fc.constantFrom(...FILES),
  of: fc.constantFrom(...FILES),
  at: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(400)), { minLength: 1, maxLength: 4 }),
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof(fc.nat(40), fc.nat(4000)),
  ignoresAll: fc.boolean(),
  cuts: fc.array(fc.nat(20_000), { maxLength: 4 }),
});

test('bytes of one format put into a file of another: no reading that is not there, and every line is accounted for', (t) => {
  const runs = extent(100, 3000);
  let readLines = 0;
  fc.assert(
    fc.property(splices, ({ into, of, at, from, length, ignoresAll, cuts }) => {
      const start = Math.floor(from * of.bytes.length);
      const piece = of.bytes.subarray(start, start + length);
      let bytes = into.bytes;
      for (const [where, gone] of at) {
        const place = Math.floor(where * bytes.length);
        bytes = Buffer.concat([bytes.subarray(0, place), piece, bytes.subarray(place + gone)]);
      }
      const toml = `${into.toml}${ignoresAll ? '\nignore = "*"' : ''}`;
      const { readings, rejects, hasUnread } = read(ownDescription(toml, 'my.toml'), bytes);
      const lines = linesOf(bytes.toString());
      readLines += lines.length;
      const told = new Set<number>();
      for (const number of [...readings.map((row) => row[5]), ...rejects.map(([number]) => number)]) {
        t.false(told.has(number), `line ${number} counts twice`);
        t.true(number >= 1 && number <= lines.length);
        told.add(number);
      }
      for (const [timeS, amount, , , , number] of readings) {
        // Such a clock was never set: a run puts these lines into the quarantine.
        if (timeS < NOT_BEFORE_S) continue;
        const line = lines[number - 1]!;
        const own = into.truth.get(line);
        const said = `${timeS} of ${line}`;
        if (own) {
          t.true(timeS >= own.timeS && timeS <= own.timeS + MOST_LATER_S, said);
          if (!toml.includes('counter') && !toml.includes('hobo')) t.is(amount, own.tips, said);
        } else t.true(showsDay(line, timeS), said);
      }
      // What is neither read nor rejected says nothing, or is of a head, or keeps its file from being deleted.
      const silent = lines.filter(
        (line, i) => !told.has(i + 1) && /[^\s";,|\ufeff]/.test(line) && (into.truth.has(line) || !ignoresAll),
      );
      const isHead = (line: string): boolean => into.head.has(line) || of.head.has(line);
      if (silent.some((line) => !isHead(line))) t.true(hasUnread, JSON.stringify(silent.slice(0, 3)));
      if (!bytes.some((byte) => byte >= 0x80)) {
        const inPieces = read(ownDescription(toml, 'my.toml'), bytes, { cuts });
        t.deepEqual(inPieces, { readings, rejects, hasUnread });
      }
    }),
    { numRuns: runs },
  );
  tellFigure(
    'bytes of one raw format in a file of another',
    runs,
    `${readLines.toLocaleString('en')} lines accounted for`,
  );
});
