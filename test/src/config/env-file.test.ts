import test from 'ava';
import fc from 'fast-check';
import { parseEnvFile } from '../../../src/config/env-file.js';
import { decodeText } from '../../../src/config/text-file.js';
import { PluvioError } from '../../../src/domain/errors.js';

const parse = (text: string): Record<string, string> => Object.fromEntries(parseEnvFile(text, 'x.env'));

test('parseEnvFile reads names and values, quotes, comments, export, and expands nothing', (t) => {
  const text = `# a comment
; another one
A=1
export B = two words   # no comment

C="#kept 'so'"\r
D='$A'
E=
F=a#b
  # indented
  G =  a;b \t
`;
  t.deepEqual(parse(text), {
    A: '1',
    B: 'two words   # no comment',
    C: "#kept 'so'",
    D: '$A',
    E: '',
    F: 'a#b',
    G: 'a;b',
  });
});

/** As systemd.exec(5) has it. */
const VALUES: readonly (readonly [string, string])[] = [
  ['a b', 'a b'],
  ['  a  ', 'a'],
  ["it's", "it's"],
  ['a"b"c', 'a"b"c'],
  ['a\\b', 'ab'],
  ['a\\\\b', 'a\\b'],
  ['a\\ ', 'a '],
  ['\\"a', '"a'],
  ['a\\\nb', 'ab'],
  ['"a b"', 'a b'],
  ['" a "', ' a '],
  ['" a "  ', ' a '],
  ['"a\\"b"', 'a"b'],
  ['"a\\\\b"', 'a\\b'],
  ['"a\\$b\\`c"', 'a$b`c'],
  ['"a\\nb"', 'a\\nb'],
  ['"a\\\nb"', 'ab'],
  ['"a\nb"', 'a\nb'],
  ['""', ''],
  ["'a b'", 'a b'],
  ["' a '", ' a '],
  ["'a\\b'", 'a\\b'],
  ["'a\"b'", 'a"b'],
  ["'a\nb'", 'a\nb'],
  [`'it'"'"'s'`, "it's"],
  ['"a" b', 'ab'],
  ['"a" # b', 'a# b'],
];

for (const [written, value] of VALUES)
  test(`parseEnvFile reads ${JSON.stringify(written)} as ${JSON.stringify(value)}`, (t) => {
    for (const end of ['\n', '\r\n', ''])
      t.deepEqual(
        parse(`A=${written}${end}${end === '' ? '' : 'B=1'}`),
        end === '' ? { A: value } : { A: value, B: '1' },
      );
  });

test('any value comes back from quotes as it went in', (t) => {
  const anyValue = fc.string({ unit: 'grapheme' }).map((value) => value.replace(/\r/g, '').normalize());
  fc.assert(
    fc.property(anyValue, (value) => {
      const doubled = value.replace(/["\\`$]/g, '\\$&');
      t.is(parse(`A="${doubled}"\n`).A, value);
      const single = value.replaceAll("'", `'"'"'`);
      t.is(parse(`A='${single}'\n`).A, value);
    }),
  );
});

test('parseEnvFile names the lines it cannot read, and shows nothing of them', (t) => {
  const error = t.throws(() => parseEnvFile('A=1\nhush\n1B=2\n', 'x.env'), { instanceOf: PluvioError });
  t.is(error.code, 'CONFIG');
  t.is(error.message, 'Cannot read x.env: lines 2, 3 are not NAME=value');
  t.is(error.line, 2);
});

for (const quote of ['"', "'"])
  test(`parseEnvFile tells a quote (${quote}) that is not closed`, (t) => {
    const error = t.throws(() => parseEnvFile(`A=1\n\nB=${quote}hush\nC=2\n`, 'x.env'), { instanceOf: PluvioError });
    t.is(error.message, 'Cannot read x.env: the quote that opens in line 3 is not closed');
  });

test('a byte order mark is no part of the first name', (t) => {
  const text = 'FTP_PASSWORD=é\n';
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
  for (const bytes of [Buffer.from(text), Buffer.from(`\ufeff${text}`), utf16, Buffer.from(utf16).swap16()])
    t.deepEqual(parse(decodeText(bytes)), { FTP_PASSWORD: 'é' });
  t.deepEqual(parse('\ufeffA=1'), { A: '1' });
});

test('text that is neither UTF-8 nor UTF-16 is refused', (t) => {
  t.throws(() => decodeText(Buffer.from('FTP_PASSWORD=\xe9', 'latin1')), { message: /not UTF-8; save it as UTF-8/ });
});
