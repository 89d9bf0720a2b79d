import fc from 'fast-check';
import { splitLines } from '../../../fixtures/reference/read/lines.js';
import type { ReadingBatch, Source } from '../../../src/domain/readings/reading.js';
import { isBlank, labelOf } from '../../../src/raw/network-line/line-fields.js';
import { decodeText, MAX_LINE_BYTES, OVERLONG_TEXT_BYTES } from '../../../src/kernels/decode-text.js';
import { parseLine } from '../../../src/raw/network-line/parse-line.js';
import { placesOf, plainReadings, rejectsOf, type PlainReading } from './readings.js';

/** Stamps that are no clock faults. */
export const STAMP_RULES = { notBeforeS: 1_104_537_600, notAfterS: 1_900_000_000 };

/** What came of a source: readings and rejects, and the places of the readings of two kinds. */
export interface Parsed {
  readonly readings: PlainReading[];
  readonly rejects: ReturnType<typeof rejectsOf>;
  readonly mended: number[];
  readonly provisional: number[];
}

export function parsedOf(batches: readonly ReadingBatch[]): Parsed {
  const [mended, provisional] = [placesOf(batches, 'mended'), placesOf(batches, 'provisional')];
  return { readings: plainReadings(batches), rejects: rejectsOf(batches), mended, provisional };
}

/** The plain twin: the whole file split into lines first, each line by the careful parser. */
export function plainParse(bytes: Uint8Array, from: Source): Parsed {
  const plain: Parsed = { readings: [], rejects: [], mended: [], provisional: [] };
  let mostFields = 0;
  splitLines(bytes).forEach(({ counted, bytes: line, isEnded }, i) => {
    if (counted.length > MAX_LINE_BYTES) {
      const text = decodeText(counted.subarray(0, OVERLONG_TEXT_BYTES));
      plain.rejects.push({ line: i + 1, reason: 'line-too-long', text, label: labelOf(text) });
      return;
    }
    const text = decodeText(line);
    if (isBlank(text)) return;
    const parsed = parseLine(text, { ...STAMP_RULES, gaugeKnown: from.folder !== undefined });
    const isShort = parsed.fields < mostFields || (mostFields > 0 && parsed.reason === 'tips-missing');
    const reason = !isEnded && isShort ? 'cut-off' : parsed.reason;
    if (parsed.reason !== undefined || reason !== undefined) {
      plain.rejects.push({ line: i + 1, reason: reason!, text, label: parsed.label });
      return;
    }
    const { stampS, tips, wind, battery, label, fields, isMended } = parsed;
    if (isMended) plain.mended.push(plain.readings.length);
    if (!isEnded) plain.provisional.push(plain.readings.length);
    plain.readings.push({ timeS: stampS, tips, wind, battery, label });
    mostFields = Math.max(mostFields, fields);
  });
  return plain;
}

const FIELDS = [
  'Hydropolis',
  'Mse',
  'é',
  '',
  'a b',
  '1677629040',
  '1677629101',
  '167762910',
  '99999999999',
  '1072915260',
  '1999999999',
  '0',
  '1',
  '12',
  '007',
  '3.0',
  '3.5',
  '4294967295',
  '4294967296',
  '-1',
  '-0',
  '12.226',
  '12.',
  '.5',
  '1e3',
  '1e999',
  'na',
  'NaN',
  'x',
  '12.2267891234567',
  '123456789012345678',
  '1677629040.0',
  '1.677629040E+09',
  '1.67762904E+09',
  '1677629040000',
  '0,5',
  '"7"',
  '"Mse"',
  '---',
  '12.2V',
  '\0',
  'TIPS',
];
const field = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...FIELDS) },
  { weight: 1, arbitrary: fc.string({ maxLength: 6 }) },
);
const goodLine = fc
  .tuple(
    fc.constantFrom('Hydropolis', 'MSE'),
    fc.integer({ min: 1_104_537_600, max: 1_900_000_000 }),
    fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 300 })),
    fc.integer({ min: 0, max: 99_999 }),
    fc.integer({ min: 0, max: 4 }),
  )
  .map(([label, stamp, tips, milli, places]) => `${label}, ${stamp}, ${tips}, 0, ${(milli / 1000).toFixed(places)}`);
/** A good line with one character replaced: what the quick path must not take for what it was. */
const nearlyGood = fc
  .tuple(goodLine, fc.nat(), fc.constantFrom(...Array.from(' ,.:;/0a-\r\t"\0?@P\u001a')))
  .map(([text, place, other]) => {
    const at = place % text.length;
    return text.slice(0, at) + other + text.slice(at + 1);
  });
const oddLine = fc
  .tuple(fc.array(field, { minLength: 0, maxLength: 6 }), fc.constantFrom(',', ', ', ' ,\t', ',  ', ';', '; ', '\t'))
  .map(([fields, comma]) => fields.join(comma));
const line = fc.oneof(
  { weight: 3, arbitrary: goodLine },
  { weight: 3, arbitrary: nearlyGood },
  { weight: 2, arbitrary: oddLine },
);
const BOM = '\ufeff';
/** Files of good, nearly good and odd lines, with line ends and byte order marks of every kind. */
export const hostileFile = fc
  .tuple(
    fc.array(
      fc.tuple(
        fc.constantFrom('', '', '', BOM, BOM + BOM, ` ${BOM}`),
        line,
        fc.constantFrom('\n', '\n', '\r\n', '\n\n', '\r', '\r', '\r\r', '\n\r'),
      ),
      { maxLength: 12 },
    ),
    fc.boolean(),
    fc.uint8Array({ maxLength: 8 }),
  )
  .map(([lines, cutEnd, stray]) => {
    const text = lines.map((parts) => parts.join('')).join('');
    return Buffer.concat([Buffer.from(cutEnd ? text.trimEnd() : text), stray]);
  });
