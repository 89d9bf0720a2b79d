import test from 'ava';
import fc from 'fast-check';
import { readLine } from '../../../../fixtures/reference/read/fields.js';
import { isBlank } from '../../../../src/raw/network-line/line-fields.js';
import { MAX_LINE_BYTES } from '../../../../src/kernels/decode-text.js';
import { parseLine } from '../../../../src/raw/network-line/parse-line.js';

const rules = { notBeforeS: 1_104_537_600, notAfterS: 1_900_000_000 };
const STAMP_S = 1_704_070_860;

/** A line as its reason, or as its stamp, tips, wind and battery. */
function read(text: string): unknown {
  const parsed = parseLine(text, { ...rules, gaugeKnown: false });
  if (parsed.reason !== undefined) return parsed.reason;
  return [parsed.stampS, parsed.tips, parsed.wind, parsed.battery];
}

test('parseLine reads what people write in the place of commas and points', (t) => {
  for (const text of [
    'H, 1704070860, 1, 0.5, 12.2',
    'H; 1704070860; 1; 0,5; 12,2',
    'H;1704070860;1;0.5;12.2;',
    'H\t1704070860\t1\t0,5\t12.2',
    'H,\t1704070860,\t1,\t0.5,\t12.2,,',
    'H, 1704070860.0, 1.00, 0.5, 12.2, , ,',
    '"H","1704070860","1","0.5","12.2"',
    'H, 1.704070860E+09, 1, 5e-1, 12.2',
    'H, 1.7040708600E+9, 1, .5, 12.20',
    '  \ufeffH  , 01704070860 , 001 , 0.5 , 12.2  ',
  ])
    t.deepEqual(read(text), [STAMP_S, 1, 0.5, 12.2], text);
});

test('parseLine keeps the rain beside a wind or battery that is no number, and says so', (t) => {
  for (const [side, wind, battery] of [
    ['---, 12.2', NaN, 12.2],
    ['0, 12.2V', 0, NaN],
    ['N, 12.2', NaN, 12.2],
    ['0;5, 12.2', NaN, 12.2],
    ['1e400, 0x0c', NaN, NaN],
    ['"NAN", ERR', NaN, NaN],
  ] as const) {
    const parsed = parseLine(`H, ${STAMP_S}, 3, ${side}`, { ...rules, gaugeKnown: false });
    t.like(parsed, { stampS: STAMP_S, tips: 3, wind, battery, isMended: true }, side);
  }
  for (const side of ['', ', na', ', NaN, "NAN"', ', , 12.2', ', -9999, -1'])
    t.like(parseLine(`H, ${STAMP_S}, 3${side}`, { ...rules, gaugeKnown: false }), { tips: 3, isMended: false }, side);
});

test('parseLine names what is wrong', (t) => {
  for (const [reason, text] of [
    ['stamp-in-milliseconds', 'H, 1704070860000, 1, 0, 12.2'],
    ['stamp-in-microseconds', 'H, 1704070860000000, 1, 0, 12.2'],
    ['stamp-in-nanoseconds', 'H, 1704070860000000000, 1, 0, 12.2'],
    ['stamp-with-exponent', 'H, 1.70407086E+09, 1, 0, 12.2'],
    ['stamp-with-exponent', 'H; 1.7041E+09; 1; 0; 12,2'],
    ['stamp-with-exponent', 'H, 17040708600E-1, 1, 0, 12.2'],
    ['stamp-not-a-number', 'H, 1704070860.5, 1, 0, 12.2'],
    ['stamp-not-a-number', 'H, 2024-01-01 01:01:00, 1, 0, 12.2'],
    ['clock-ahead', 'H, 17040708600, 1, 0, 12.2'],
    ['decimal-comma', 'H, 1704070860, 1, 0, 12,2'],
    ['decimal-comma', 'H,1704070860,1,0,5,12,2'],
    ['too-many-fields', 'H, 1704070860, 1, 0, 12.2, 7'],
    ['too-many-fields', 'H, 1704070860, 1, 0, 12.2H, 1704070920, 2, 0, 12.2'],
    ['header', 'LABEL,TIME,TIPS,WIND,BATT'],
    ['header', '"TIMESTAMP","RECORD","Rain_mm_Tot","BattV","PTemp_C","Extra"'],
    ['header', 'label;timestamp;tips'],
    ['header', 'station\ttime\ttips\t\t'],
    ['stamp-not-a-number', 'H, NAN, NAN, NAN, NAN'],
    ['nul-bytes', '\0\0H, 1704070860, 1, 0, 12.2'],
    ['quote-not-closed', '"H, north", 1704070860, 1, 0, 12.2'],
    ['quote-not-closed', '"a, 1704070860, 1, b", 1'],
    ['delimiters-mixed', 'H; 1704070860, 1, 0, 12.2'],
    ['delimiters-mixed', 'H; 1704070860; 1, 1704070920, 2'],
    ['tips-not-a-count', 'H, 1704070860, -1, 0, 12.2'],
    ['tips-not-a-count', 'H, 1704070860, -9999, 0, 12.2'],
    ['tips-not-a-count', 'H, 1704070860, NAN, 0, 12.2'],
    ['tips-not-a-count', 'H, 1704070860, "1, 0", 12.2'],
    ['tips-missing', 'H, 1704070860, , 0, 12.2'],
    ['too-few-fields', 'H 1704070860 1 0 12.2'],
  ] as const)
    t.is(read(text), reason, text);
});

const separator = fc.constantFrom(', ', ',', '; ', ';', '\t');
const part = fc.oneof(
  fc.constantFrom('H', 'Rue "X"', '"H"', '"H', '', 'na', 'NAN', '---', 'TIPS', '"TIPS"', '12.2V', 'é', '\ufeff', '\0'),
  fc.constantFrom('1704070860', '1704070860.0', '1704070860000', '1.704070860E+09', '1.7E9', '17e+9', '"1704070860"'),
  fc.constantFrom(
    '0',
    '1',
    '007',
    '3.0',
    '0,5',
    '1,0',
    '-1',
    '+1.5',
    '.5',
    '5.',
    '1e400',
    '4294967296',
    '12.226',
    '""',
  ),
  fc.string({ maxLength: 5 }),
  fc.string({ maxLength: 4, unit: fc.constantFrom(...Array.from('0123456789eE+-., ;\t"')) }),
);
const anyLine = fc
  .array(fc.tuple(part, separator, fc.boolean()), { maxLength: 9 })
  .chain((parts) => separator.map((one) => parts.map(([text, own, odd]) => text + (odd ? own : one)).join('')));

test('parseLine gives what the plain reference gives, on hostile text', (t) => {
  fc.assert(
    fc.property(anyLine, fc.boolean(), (text, gaugeKnown) => {
      const { label, fields, result } = readLine(text, gaugeKnown, rules);
      const parsed = parseLine(text, { ...rules, gaugeKnown });
      t.is(parsed.label, label ?? '', text);
      t.is(parsed.fields, fields, text);
      if (typeof result === 'string') t.is(parsed.reason, result, text);
      else {
        const { timeS: stampS, tips, wind = NaN, battery = NaN, isMended } = result;
        t.like(parsed, { stampS, tips, wind: wind + 0, battery: battery + 0, isMended }, text);
      }
    }),
    { numRuns: 20_000 },
  );
});

/** A good line in any of its forms, and where its stamp begins and its tips end. */
const goodLine = fc
  .tuple(
    fc.constantFrom('H', 'Hydropolis', 'MSE 2', '"H"', '12'),
    fc.constantFrom(', ', ',', '; ', ';', '\t'),
    fc.integer({ min: rules.notBeforeS, max: rules.notAfterS }),
    fc.oneof(fc.nat({ max: 9 }), fc.nat({ max: 300 })),
    fc.constantFrom([], ['0'], ['0', '12.226'], ['na', '12'], ['1.5', '12.2', '']),
  )
  .map(([label, comma, stampS, tips, rest]) => {
    const from = label.length + comma.length;
    const to = from + `${stampS}${comma}${tips}`.length;
    return { text: [label, String(stampS), String(tips), ...rest].join(comma), stampS, tips, from, to };
  });
const mangling = fc.record({
  place: fc.nat(),
  removed: fc.nat({ max: 2 }),
  added: fc.oneof(
    fc.constant(''),
    fc.constantFrom(...Array.from(' ,;\t."\'0123456789-+eExX\0\ufeff'), ', ', '; ', ',,', '00', '\0\0'),
    fc.string({ maxLength: 3 }),
  ),
});

/** What a person reads: label, stamp and tips between separators of one kind, whole numbers, nothing else in them. */
const AS_READ = [',', ';', '\\t'].map((separator) => {
  const blanks = separator === '\\t' ? ' *' : '[ \\t]*';
  const whole = `${blanks}"?${blanks}0*(\\d+)(?:\\.0*)?${blanks}"?${blanks}`;
  return new RegExp(`^${blanks}[^,;\\t]*${blanks}${separator}${whole}${separator}${whole}(?:${separator}|$)`);
});
const AS_READ_WITH_EXPONENT = /[,;\t][ \t]*"?\d+\.\d+[eE]/;

test('law: a line that is mangled in any one place is never read as another stamp or other tips than stand there', (t) => {
  let readings = 0;
  fc.assert(
    fc.property(goodLine, mangling, fc.boolean(), (line, { place, removed, added }, gaugeKnown) => {
      const at = place % (line.text.length + 1);
      const text = line.text.slice(0, at) + added + line.text.slice(at + removed);
      const parsed = parseLine(text, { ...rules, gaugeKnown });
      if (parsed.reason !== undefined) return;
      readings++;
      const [stands, ...others] = AS_READ.map((form) => form.exec(text)).filter((found) => found !== null);
      t.is(others.length, 0, text);
      t.true(stands !== undefined || AS_READ_WITH_EXPONENT.test(text), text);
      if (stands) t.deepEqual([parsed.stampS, parsed.tips], [Number(stands[1]), Number(stands[2])], text);
      // What happens outside of stamp and tips and the separators beside them changes neither.
      if (at + removed < line.from || at > line.to)
        t.deepEqual([parsed.stampS, parsed.tips], [line.stampS, line.tips], text);
    }),
    { numRuns: 30_000 },
  );
  t.true(readings > 3000);
});

test('law: of a line that is cut anywhere, what is read is what stands in the beginning', (t) => {
  fc.assert(
    fc.property(goodLine, fc.nat(), ({ text, stampS, tips, to }, place) => {
      const at = place % (text.length + 1);
      const parsed = parseLine(text.slice(0, at), { ...rules, gaugeKnown: true });
      if (parsed.reason !== undefined) return;
      t.is(parsed.stampS, stampS);
      t.is(parsed.tips, at >= to ? tips : Number(String(tips).slice(0, at - to)));
    }),
    { numRuns: 5000 },
  );
});

const LONGEST = MAX_LINE_BYTES;
/** Lines of 64 KiB that an expression which tries again and again would never finish with. */
const LONG_LINES: Readonly<Record<string, string>> = {
  blanks: ' '.repeat(LONGEST),
  'tabs and blanks': ' \t'.repeat(LONGEST / 2),
  'blanks before something': `${' '.repeat(LONGEST - 1)}x`,
  'blanks in a label': `H${' '.repeat(LONGEST - 30)}x, 1704070860, 1, 0, 12`,
  'blanks around a stamp': `H,${' '.repeat(LONGEST / 2)}1704070860${' '.repeat(LONGEST / 2 - 20)}, 1`,
  'blanks before a sign in the battery': `H, 1704070860, 1, 0, 12${' '.repeat(LONGEST - 40)}V`,
  'digits before a letter': `H, ${'1'.repeat(LONGEST - 10)}x, 1`,
  'digits in a battery': `H, 1704070860, 1, 0, ${'1'.repeat(LONGEST - 40)}x`,
  'noughts behind a point': `H, 1704070860.${'0'.repeat(LONGEST - 40)}1, 1`,
  'digits with an exponent': `H, 1.${'7'.repeat(LONGEST - 40)}E, 1`,
  commas: ','.repeat(LONGEST),
  'commas behind a reading': `H, 1704070860, 1, 0, 12${','.repeat(LONGEST - 40)}x`,
  semicolons: ';'.repeat(LONGEST),
  quotes: '"'.repeat(LONGEST),
  'a quote of quotes': `"${'""'.repeat(LONGEST / 2 - 20)}, 1704070860, 1`,
  'byte order marks': '\ufeff'.repeat(LONGEST / 3),
  'NUL bytes': '\0'.repeat(LONGEST),
  letters: `${'é'.repeat(LONGEST / 4)}, ${'é'.repeat(LONGEST / 8)}, x`,
};

for (const [name, text] of Object.entries(LONG_LINES)) {
  test(`parseLine takes no longer than a line is long: ${name}`, (t) => {
    // Quadratic time would be minutes for a single one of these.
    const lines = 50;
    const startMs = performance.now();
    for (let i = 0; i < lines; i++) if (!isBlank(text)) parseLine(text, { ...rules, gaugeKnown: false });
    t.true(performance.now() - startMs < 5000);
  });
}
