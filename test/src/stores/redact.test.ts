import fc from 'fast-check';
import test from 'ava';
import { redactor } from '../../../src/stores/redact.js';

test('redactor takes a long password out wherever it is, as itself, as a URL has it, and as latin1 shows it', (t) => {
  t.is(redactor('sEcretPhrase')('no sEcretPhrase2 here'), 'no ***2 here');
  t.is(redactor('a/b c?d&e')('530 a%2Fb%20c%3Fd%26e'), '530 ***');
  t.is(redactor('pluviomètre')('530 pluviomÃ¨tre, pluviomètre'), '530 ***, ***');
});

test('redactor takes a password of a few letters out where it is a word', (t) => {
  t.is(redactor('hush')('Wrong: hush. Not hushed.'), 'Wrong: ***. Not hushed.');
});

test('redactor leaves text alone that holds a short password by chance', (t) => {
  for (const password of ['a', 'ftp', 'e', '.', '*'])
    t.is(
      redactor(password)('Cannot read a file: 550 ftp://host/a is not there.*'),
      'Cannot read a file: 550 ftp://host/a is not there.*',
    );
  t.is(redactor('')('password: '), 'password: ');
});

test('redactor takes any password out where passwords stand', (t) => {
  const lines = ['530 PASS % refused', 'Password: % is wrong', 'your password is "%"', 'ftp://u:%@host/a'];
  fc.assert(
    fc.property(fc.stringMatching(/^[!-~]{1,12}$/), fc.constantFrom(...lines), (password, line) => {
      fc.pre(!'***passwordyouriswrongrefused530ftpuhost'.includes(password.toLowerCase()));
      const said = redactor(password)(line.replace('%', () => password));
      return !said.includes(password) || line.replace('%', '').includes(password);
    }),
  );
  t.is(redactor('a')('530 PASS a refused'), '530 PASS *** refused');
  t.is(redactor('a')('ftp://u:a@host/a'), 'ftp://u:***@host/a');
});
