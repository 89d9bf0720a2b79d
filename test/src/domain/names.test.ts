import test from 'ava';
import fc from 'fast-check';
import { bareName, caselessName, NameIndex, plainName } from '../../../src/domain/names.js';

/** Letters that people write names with, composed ones and such as have odd capitals among them. */
const name = fc
  .array(fc.constantFrom(...Array.from('aAbBéÉèçÇœŒïÿŸßẞσςΣİı_ -1')), { minLength: 1, maxLength: 6 })
  .map((letters) => letters.join(''))
  .filter((text) => text.trim() === text);
const dressed = fc
  .tuple(
    fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => `"${text}"`,
      (text) => `'${text}'`,
      (text) => `« ${text} »`,
      (text) => `" “${text}” "`,
    ),
    fc.constantFrom('', ' ', '\t', '\u00a0', '\ufeff'),
    fc.constantFrom('NFC', 'NFD'),
  )
  .map(
    ([quoted, blank, form]) =>
      (text: string): string =>
        `${blank}${quoted(text)}${blank}`.normalize(form),
  );

test('bareName takes blanks and pairs of quotes away, and nothing else', (t) => {
  for (const [text, bare] of [
    [' Mse ', 'Mse'],
    ['"Rue de Brives"', 'Rue de Brives'],
    ['" \'Mse\' "', 'Mse'],
    ['"Mse', '"Mse'],
    ['"', '"'],
    ['""', ''],
    ["L'Hérault", "L'Hérault"],
  ] as const)
    t.is(bareName(text), bare);
});

test('plainName and caselessName do not depend on blanks, quotes, Unicode form or on being applied before', (t) => {
  fc.assert(
    fc.property(name, dressed, (text, dress) => {
      for (const compared of [plainName, caselessName]) {
        t.is(compared(dress(text)), compared(text));
        t.is(compared(compared(text)), compared(text));
      }
    }),
  );
});

test('caselessName does not depend on case', (t) => {
  fc.assert(
    fc.property(name, (text) => {
      t.is(caselessName(text.toUpperCase()), caselessName(text));
      t.is(caselessName(text.toLowerCase()), caselessName(text));
    }),
  );
});

test('plainName tells names that differ by case, caselessName such as differ by letters', (t) => {
  t.not(plainName('MSE'), plainName('Mse'));
  t.is(caselessName('MSE'), caselessName('Mse'));
  for (const other of ['Ms', 'Mse2', 'M se', 'Msé', 'Rue_Brives']) t.not(caselessName(other), caselessName('Mse'));
});

test('NameIndex finds whose a name is: the first owner of it to the letter, else the only one of it but for case', (t) => {
  const few = fc.constantFrom('Mse', 'MSE', 'mse', 'msE', 'Rue Brives', 'rue brives', 'É', 'é');
  const owned = fc.array(fc.tuple(few, fc.constantFrom(1, 2, 3, undefined)), { maxLength: 6 });
  fc.assert(
    fc.property(owned, few, dressed, (owners, asked, dress) => {
      const index = new NameIndex<number>();
      for (const [text, owner] of owners) index.add(text, owner);
      const exact = owners.filter(([text]) => text === asked).slice(0, 1);
      const first = owners.filter(([text], i) => owners.findIndex(([other]) => other === text) === i);
      const near = first.filter(([text]) => text.toLowerCase() === asked.toLowerCase());
      const found = exact.length > 0 ? exact : near;
      const whose = new Set(found.map(([, owner]) => owner));
      const expected = whose.size === 1 ? [...whose][0] : undefined;
      t.is(index.get(dress(asked)), expected);
      t.is(index.get(dress(asked)), expected, 'the same when it is asked for again');
    }),
  );
});

test('NameIndex answers right however many texts it was asked for, long ones too', (t) => {
  const index = new NameIndex<number>();
  index.add('Mse', 1);
  for (let i = 0; i < 5000; i++) t.is(index.get(`other ${i}`), undefined);
  t.is(index.get('MSE'), 1);
  t.is(index.get(`${' '.repeat(1000)}MSE`), 1);
  index.add('mse', 2);
  t.is(index.get('MSE'), undefined, 'a name that comes later counts');
});
