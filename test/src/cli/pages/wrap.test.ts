import fc from 'fast-check';
import test from 'ava';
import { wrapped } from '../../../../src/cli/pages/wrap.js';

test('wrapped breaks prose between words, and sets the text of a table under itself', (t) => {
  t.is(wrapped('one two three', 8), 'one two\nthree');
  t.is(
    wrapped('  NAME  what it means, at length, in words', 30),
    '  NAME  what it means, at\n        length, in words',
  );
  t.is(wrapped('short\n\n  lines', 80), 'short\n\n  lines');
});

test('wrapped loses no word, and is no wider than asked where words allow', (t) => {
  const word = fc.stringMatching(/^[a-z]{1,8}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 12, max: 100 }), (words, columns) => {
      const rows = wrapped(words.join(' '), columns).split('\n');
      t.deepEqual(
        rows.flatMap((row) => row.split(' ').filter((part) => part !== '')),
        words,
      );
      t.true(rows.every((row) => row.length <= columns));
    }),
  );
});
