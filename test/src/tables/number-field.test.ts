import test from 'ava';
import fc from 'fast-check';
import { numberField } from '../../../src/tables/number-field.js';

test('numberField reads every finite number that JavaScript writes', (t) => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      t.is(numberField(String(number + 0)), number + 0);
    }),
  );
  for (const [text, number] of [
    ['1.', 1],
    ['.5', 0.5],
    ['+3.870', 3.87],
    ['0', 0],
    ['003.87', 3.87],
  ] as const)
    t.is(numberField(text), number);
});

test('numberField says what to write for a decimal comma, and takes no half of one', (t) => {
  const problemOf = (text: string): string => {
    const found = numberField(text);
    return typeof found === 'number' ? `${found}` : found.problem;
  };
  t.is(problemOf('0,0123'), '"0,0123" is not a number; write 0.0123, with a point');
  t.regex(problemOf('0123'), /^"0123" is not a number: .* decimal comma; write a point$/);
  t.is(problemOf('1e999'), '"1e999" is too large a number');
  for (const text of ['', 'NaN', 'Infinity', '0x10', '1 000', '1.2.3', '0.2 mm', '1,2,3', '--1'])
    t.is(problemOf(text), `"${text}" is not a number`);
});
