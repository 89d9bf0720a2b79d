import test from 'ava';
import fc from 'fast-check';
import { readingParser } from '../../../../src/raw/network-line/network-parser.js';
import { MAX_LINE_BYTES, OVERLONG_TEXT_BYTES } from '../../../../src/kernels/decode-text.js';
import { LabelTable } from '../../../../src/raw/network-line/label-table.js';
import { lineScanner, PlainScanner } from '../../../../src/raw/network-line/line-scanner.js';
import { hostileFile, parsedOf, plainParse, STAMP_RULES as rules } from '../../../support/readings/plain-parse.js';
import { piecesOf, plainReadings, rejectsOf } from '../../../support/readings/readings.js';

const source = { name: 'Hydropolis/H_010323_000400.txt', folder: 'Hydropolis' };
const piped = { name: 'stdin', folder: undefined };

/** What scans usual lines: the one in WebAssembly where there is one, as here, and its twin. */
const SCANNERS = { quickest: lineScanner, plain: (...given) => new PlainScanner(...given) } satisfies Record<
  string,
  typeof lineScanner
>;

test('the quickest scanner is not the plain one', (t) => {
  t.false(lineScanner(new LabelTable(), rules) instanceof PlainScanner);
});

function parseAll(
  bytes: Uint8Array,
  cuts: readonly number[] = [],
  from: typeof source | typeof piped = source,
  scanner: keyof typeof SCANNERS = 'quickest',
) {
  const parser = readingParser(rules, SCANNERS[scanner]);
  const batches = piecesOf(from, bytes, cuts).flatMap((piece) => parser(piece));
  return parsedOf(batches);
}

for (const scanner of ['quickest', 'plain'] as const) {
  test(`parse gives what the plain line-by-line parser gives, on hostile bytes, whatever the chunking: ${scanner}`, (t) => {
    fc.assert(
      fc.property(
        hostileFile,
        fc.array(fc.nat(400), { maxLength: 8 }),
        fc.constantFrom(source, piped),
        (bytes, cuts, from) => {
          const plain = plainParse(bytes, from);
          t.deepEqual(parseAll(bytes, cuts, from, scanner), plain);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test(`parse takes a usual line for what it is, whatever byte stands anywhere in it: ${scanner}`, (t) => {
    for (const usual of [
      'MSE, 1677629040, 0, 0, 12.226',
      'Hydropolis, 1677629040, 9, 0, 98.76',
      'é, 1677629040, 1, 0, 10.3',
    ]) {
      const lines: Buffer[] = [];
      const bytes = Buffer.from(`${usual}\n`);
      for (let place = 0; place < bytes.length; place++) {
        for (let byte = 0; byte < 256; byte++) {
          const changed = Buffer.from(bytes);
          changed[place] = byte;
          // So that each change meets a line whose label is known.
          lines.push(bytes, changed);
        }
      }
      const all = Buffer.concat(lines);
      t.deepEqual(parseAll(all, [], piped, scanner), plainParse(all, piped));
    }
  });

  test(`parse takes stamps of any length: ${scanner}`, (t) => {
    const stamps = [7, 60, 473_385_600, 999_999_960, 1_000_000_020, 4_294_967_280];
    const text = stamps.map((stamp) => `MSE, ${stamp}, 2, 0, 12.226\n`).join('');
    const parser = readingParser({ notBeforeS: 0, notAfterS: 5e9 }, SCANNERS[scanner]);
    const read = plainReadings(
      parser({ source: piped, bytes: Buffer.from(`${text}MSE, 4294967296, 0, 0, 1\n`), end: true }),
    );
    t.deepEqual(
      read.map(({ timeS }) => timeS),
      stamps,
    );
  });

  test(`parse takes pieces and labels of any length: ${scanner}`, (t) => {
    const labels = [15, 16, 17, 31, 32, 33, 40, 3].map((length) => 'label '.repeat(10).slice(0, length - 1) + 'x');
    const lines = Array.from(
      { length: 20_000 },
      (_, i) => `${labels[i % 8]!}, ${1_700_000_000 + i}, ${i % 11}, 0, 12.2\n`,
    );
    const bytes = Buffer.from(lines.join(''));
    const plain = plainParse(bytes, piped);
    t.is(plain.readings.length, lines.length);
    for (const cuts of [[], [300_000, 562_144], [262_144, 524_287]])
      t.deepEqual(parseAll(bytes, cuts, piped, scanner), plain, cuts.join());
  });
}

for (const end of ['\n', '\r\n', '\r']) {
  test(`parse does not mind where a piece ends: every cut of a file gives the same: ${JSON.stringify(end)}`, (t) => {
    const lines = [
      '\ufeffHydropolis, 1677629040, 0, 0, 12.226',
      '',
      'MSE,1677629100,3,1.5,12.29',
      'bad line',
      '\ufeffHydropolis, 1677629160, 0',
      'Hydropolis, 1677629220, 1, 0, 12.3',
    ];
    const bytes = Buffer.from(lines.join(end));
    const whole = parseAll(bytes);
    t.is(whole.readings.length, 4);
    t.deepEqual(whole.rejects, [{ line: 4, reason: 'too-few-fields', text: 'bad line', label: '' }]);
    t.deepEqual(whole.provisional, [3]);
    for (let cut = 0; cut <= bytes.length; cut++) t.deepEqual(parseAll(bytes, [cut]), whole, `cut at ${cut}`);
    t.deepEqual(parseAll(bytes, Array.from(bytes.keys())), whole, 'byte by byte');
  });
}

test('parse rejects a line over 64 KiB by its beginning, and never holds more of it than that', (t) => {
  const long = Buffer.alloc(50_000_000, 'x');
  long.write('Hydropolis, ', 0);
  const parser = readingParser(rules);
  const before = process.memoryUsage().arrayBuffers;
  const batches = [];
  for (let at = 0; at < long.length; at += 65_536)
    batches.push(...parser({ source, bytes: long.subarray(at, at + 65_536), end: false }));
  t.true(process.memoryUsage().arrayBuffers - before < 5_000_000);
  batches.push(...parser({ source, bytes: Buffer.from('\nHydropolis, 1677629040, 2, 0, 12.2\n'), end: true }));
  t.is(plainReadings(batches).length, 1);
  const [reject] = rejectsOf(batches);
  t.is(reject?.reason, 'line-too-long');
  t.is(reject?.text.length, OVERLONG_TEXT_BYTES);
  t.is(reject?.label, 'Hydropolis');
});

test('parse streams a file whose lines end with CR alone, and one that changes its mind', (t) => {
  const lines = Array.from({ length: 9000 }, (_, i) => `MSE, ${1_600_000_000 + i}, ${i % 10}, 0, 12.2`);
  for (const [name, text] of [
    ['CR', lines.join('\r') + '\r'],
    ['CR, and one LF at the end', lines.join('\r') + '\n'],
    ['LF, then CR', `${lines.slice(0, 4000).join('\n')}\n${lines.slice(4000).join('\r')}\r`],
  ] as const) {
    const bytes = Buffer.from(text);
    const parser = readingParser(rules);
    const before = process.memoryUsage().arrayBuffers;
    const startMs = performance.now();
    let readings = 0;
    for (let file = 0; file < 100; file++) {
      for (let at = 0; at < bytes.length; at += 65_536)
        for (const batch of parser({ source, bytes: bytes.subarray(at, at + 65_536), end: false })) {
          readings += batch.count;
          batch.release?.();
        }
    }
    t.is(readings, 900_000, name);
    t.true(process.memoryUsage().arrayBuffers - before < 8_000_000, name);
    // Looking for a line feed from each line on would take minutes.
    t.true(performance.now() - startMs < 20_000, name);
  }
});

test('parse rejects a last line that is cut off, and marks one that may be', (t) => {
  const cut = (text: string) => {
    const { readings, rejects, provisional } = parseAll(Buffer.from(text), [7, 40]);
    return { tips: readings.map(({ tips }) => tips), reasons: rejects.map(({ reason }) => reason), provisional };
  };
  const five = 'H, 1677629040, 4, 0, 12.2\n';
  for (const rest of [
    'H',
    'H,',
    'H, 16776',
    'H, 1677629100',
    'H, 1677629100, ',
    'H, 1677629100, 1',
    'H, 1677629100, 12, 0',
  ])
    t.deepEqual(cut(five + rest), { tips: [4], reasons: ['cut-off'], provisional: [] }, rest);
  for (const rest of ['H, 1677629100, 12, 0,', 'H, 1677629100, 12, 0, 1', 'H, 1677629100, 12, 0, 12.2'])
    t.deepEqual(cut(five + rest), { tips: [4, 12], reasons: [], provisional: [1] }, rest);
  t.deepEqual(cut(`${five}H, 1677629100, x, 0, 12`), { tips: [4], reasons: ['tips-not-a-count'], provisional: [] });
  t.deepEqual(cut(`${five}   `), { tips: [4], reasons: [], provisional: [] });
  t.deepEqual(cut(`${five}H, 1677629100, 1\r`), { tips: [4, 1], reasons: [], provisional: [] });
  t.deepEqual(cut('H, 1677629040, 4\nH, 1677629100, 1'), { tips: [4, 1], reasons: [], provisional: [1] });
  t.deepEqual(cut('H, 1677629040, 4\nH, 1677629100, '), { tips: [4], reasons: ['cut-off'], provisional: [] });
  t.deepEqual(cut('H, 1677629040, 4'), { tips: [4], reasons: [], provisional: [0] });
  t.deepEqual(cut('H, 16776'), { tips: [], reasons: ['too-few-fields'], provisional: [] });
});

test('parse takes a line of exactly 64 KiB, with CR and byte order mark on top, and rejects one byte more', (t) => {
  const padded = (length: number): Buffer =>
    Buffer.from(`\ufeffH, 1677629040, 1, 0, ${'12.2'.padStart(length - 21, ' ')}\r\n`);
  for (const cuts of [[], [1000], [65_536], [65_540]]) {
    t.is(parseAll(padded(MAX_LINE_BYTES), cuts).readings.length, 1, `cut at ${cuts.join()}`);
    t.is(parseAll(padded(MAX_LINE_BYTES + 1), cuts).rejects[0]?.reason, 'line-too-long', `cut at ${cuts.join()}`);
  }
});

test('parse drops the half line of a source that was broken off', (t) => {
  const parser = readingParser(rules);
  const broken = parser({ source, bytes: Buffer.from('H, 1677629040, 1, 0, 12.2\nH, 1677629100, 1'), end: false });
  const next = parser({
    source: { ...source, name: 'next' },
    bytes: Buffer.from('H, 1677629160, 1, 0, 12.2\n'),
    end: true,
  });
  t.deepEqual(
    plainReadings([...broken, ...next]).map(({ timeS }) => timeS),
    [1_677_629_040, 1_677_629_160],
  );
  t.deepEqual(rejectsOf([...broken, ...next]), []);
});

test('parse keeps the dictionary of labels to one batch, however many there are', (t) => {
  const lines = Array.from({ length: 70_000 }, (_, i) => `gauge${i}, ${1_700_000_000 + i}, 0, 0, 12.2\n`);
  const batches = readingParser(rules)({ source: piped, bytes: Buffer.from(lines.join('')), end: true });
  t.true(batches.length > 8);
  t.true(batches.every(({ labels, count }) => labels.length === count));
  t.deepEqual(
    plainReadings(batches).map(({ label }) => label),
    lines.map((_, i) => `gauge${i}`),
  );
});

for (const scanner of ['quickest', 'plain'] as const) {
  test(`lines of thousands of labels, once met, are scanned as those of one are: ${scanner}`, (t) => {
    const stops = (labels: number): number => {
      let scans = 0;
      const parser = readingParser(rules, (table, options) => {
        const inner = SCANNERS[scanner](table, options);
        const scan = (at: number, base: number): number => {
          scans++;
          return inner.scan(at, base);
        };
        return { gathered: inner.gathered, begin: inner.begin.bind(inner), scan };
      });
      const lines = Array.from({ length: 7000 }, (_, i) => `S${(i * 3) % labels}, ${1_700_000_000 + i}, 0, 0, 12.2\n`);
      const bytes = Buffer.from(lines.join(''));
      const read = (): number => plainReadings(parser({ source: piped, bytes, end: false })).length;
      t.is(read(), lines.length);
      scans = 0;
      t.is(read() + read(), 2 * lines.length);
      return scans;
    };
    t.is(stops(7000), stops(1));
  });

  test(`parsers take pieces in turn, each with its own labels: ${scanner}`, (t) => {
    const line = fc.tuple(fc.nat(40), fc.constantFrom('', 'x'.repeat(40), ' y'), fc.constantFrom('0', '1', 'no'));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), fc.array(line, { maxLength: 60 })), { maxLength: 12 }), (turns) => {
        const texts = turns.map(([, lines]) =>
          lines.map(([n, tail, tips], i) => `L${n}${tail}, ${1_700_000_000 + i}, ${tips}, 0, 12.2\n`).join(''),
        );
        const parsers = [0, 1, 2].map(() => readingParser(rules, SCANNERS[scanner]));
        const batches = turns.map(([of], i) =>
          parsers[of]!({ source: piped, bytes: Buffer.from(texts[i]!), end: false }),
        );
        for (const [which] of parsers.entries()) {
          const ofIt = turns.flatMap(([of], i) => (of === which ? [i] : []));
          const plain = plainParse(Buffer.from(ofIt.map((i) => texts[i]).join('')), piped);
          t.deepEqual(parsedOf(ofIt.flatMap((i) => batches[i]!)), plain);
        }
      }),
      { numRuns: 300 },
    );
  });
}
