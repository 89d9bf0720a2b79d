import test from 'ava';
import fc from 'fast-check';
import { withoutAtEnd } from '../../../../../src/domain/text/text-end.js';
import { PassiveRefusal, saying } from '../../../../../src/stores/ftp/failure.js';
import { mvsForm } from '../../../../../src/stores/ftp/listing/forms/mvs.js';
import { passivePort } from '../../../../../src/stores/ftp/wire/passive.js';
import { saying as sayingSftp } from '../../../../../src/stores/sftp/failure.js';

/** So long that what takes a time by its square would not end. */
const LONG = 2_000_000;

test('withoutAtEnd is the expression for what stands at the end', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(' ', '.', '/', 'a') }), (text) => {
      t.is(withoutAtEnd(text, ' .'), text.replace(/[ .]+$/, ''));
      t.is(withoutAtEnd(text, '/'), text.replace(/\/+$/, ''));
    }),
  );
});

test('what a server says may be as long as it likes', (t) => {
  for (const say of [saying, sayingSftp]) {
    const text = say(new Error(`no ${'.'.repeat(LONG)} more. . `));
    t.is(text.length, LONG + 8);
    t.true(text.endsWith(' more'));
  }
  for (const filler of ['1', '|', '1,1,x'])
    t.throws(
      () => passivePort({ code: 227, text: `227 ${filler.repeat(LONG)}` }),
      { instanceOf: PassiveRefusal },
      filler,
    );
  t.is(passivePort({ code: 229, text: `229 ${'|'.repeat(LONG)} (|||40000|)` }), 40_000);
  t.is(mvsForm.parse(`Migrated ${'a'.repeat(LONG)} `), undefined);
});
