import test from 'ava';
import fc from 'fast-check';
import { thousands } from '../../../../src/cli/text/thousands.js';

test('thousands: says what toLocaleString says in English', (t) => {
  fc.assert(fc.property(fc.nat(2 ** 31 - 1), (value) => thousands(value) === value.toLocaleString('en')));
  t.is(thousands(1_234_567), '1,234,567');
  t.is(thousands(0), '0');
});
