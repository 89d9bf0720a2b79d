import test from 'ava';
import fc from 'fast-check';
import { fourDigits, isFourDigits } from '../../../src/kernels/digits.js';
import { asciiWord, MAX_NUMBER_BYTES, writeCount, writeNumber } from '../../../src/kernels/number-text.js';
import { scanDecimal, scanned } from '../../../src/kernels/scan-decimal.js';

const view = new DataView(new ArrayBuffer(2 * MAX_NUMBER_BYTES));

function written(value: number): string {
  const end = writeNumber(view, 0, value);
  return Buffer.from(view.buffer, 0, end).toString('latin1');
}

/** The plain twin: what a row says of a number. */
const plain = (value: number): string => (Number.isNaN(value) ? 'na' : String(value));

test('writeNumber writes what String does, na for NaN and 0 for -0', (t) => {
  const thousandths = fc.integer({ min: -70_000, max: 70_000 }).map((n) => n / 1000);
  const millionths = fc.double({ min: 0, max: 5e9, noNaN: true }).map((n) => Math.round(n) / 1e6);
  const small = fc.nat(3_000_000).map((n) => n / 1e6);
  fc.assert(
    fc.property(
      fc.oneof(
        thousandths,
        millionths,
        small,
        fc.double({ noNaN: false }),
        fc.nat(),
        fc.constantFrom(0, -0, NaN, 65.535, 65.536, 66, 4294.967295, 4294.967296, 1e21, 1e-6, 1e-7, 5e-324),
      ),
      (value) => {
        t.is(written(value), plain(value));
      },
    ),
    { numRuns: 3000 },
  );
});

test('writeNumber writes every thousandth from 0 to 65.535', (t) => {
  const thousandths = Array.from({ length: 65_536 }, (_, n) => n / 1000);
  t.deepEqual(
    thousandths.filter((value) => written(value) !== String(value)),
    [],
  );
});

test('writeCount writes what String does', (t) => {
  const counts = fc.oneof(
    fc.nat(200),
    fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    fc.constantFrom(9, 10, 99, 100, 2 ** 32 - 1),
  );
  fc.assert(
    fc.property(counts, (count) => {
      const end = writeCount(view, 3, count);
      t.is(Buffer.from(view.buffer, 3, end - 3).toString('latin1'), String(count));
    }),
    { numRuns: 2000 },
  );
});

test('scanDecimal reads exactly what Number does, or leaves it alone', (t) => {
  const text = fc.oneof(
    fc
      .tuple(fc.nat(), fc.stringMatching(/^\d{0,9}$/))
      .map(([whole, digits]) => (digits === '' ? String(whole) : `${whole}.${digits}`)),
    fc.string({ maxLength: 12 }),
    fc.stringMatching(/^[\d.]{0,22}$/),
  );
  fc.assert(
    fc.property(text, (digits) => {
      const bytes = Buffer.from(`${digits},`);
      const end = scanDecimal(bytes, 0);
      const plainForm = /^\d+(?:\.\d+)?/.exec(bytes.toString('latin1'))?.[0];
      if (end < 0)
        t.true(
          plainForm === undefined || plainForm.replace('.', '').length > 15 || bytes[plainForm.length] === 46,
          digits,
        );
      else {
        t.is(end, plainForm!.length);
        t.is(scanned[0], Number(plainForm));
      }
    }),
    { numRuns: 3000 },
  );
});

test('fourDigits reads every four digits, and isFourDigits nothing else', (t) => {
  for (let n = 0; n < 10_000; n++) {
    const word = asciiWord(String(n).padStart(4, '0'));
    if (!isFourDigits(word) || fourDigits(word) !== n) t.fail(String(n));
  }
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4, maxLength: 4 }), (bytes) => {
      const word = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
      t.is(
        isFourDigits(word),
        bytes.every((byte) => byte >= 48 && byte <= 57),
      );
    }),
    { numRuns: 5000 },
  );
});
