import test from 'ava';
import { parseEnvFile } from '../../../src/config/env-file.js';
import { PluvioError } from '../../../src/domain/errors.js';

test('parseEnvFile reads names and values, quotes, comments, export, and expands nothing', (t) => {
  const text = `# a comment
A=1
export B = two words   # said why

C="#kept 'so'"\r
D='$A'
E=
F=a#b
`;
  t.deepEqual(
    [...parseEnvFile(text, 'x.env')],
    [
      ['A', '1'],
      ['B', 'two words'],
      ['C', "#kept 'so'"],
      ['D', '$A'],
      ['E', ''],
      ['F', 'a#b'],
    ],
  );
});

test('parseEnvFile names the lines it cannot read, and shows nothing of them', (t) => {
  const error = t.throws(() => parseEnvFile('A=1\nhush\n1B=2\n', 'x.env'), { instanceOf: PluvioError });
  t.is(error.code, 'CONFIG');
  t.is(error.message, 'Cannot read x.env: lines 2, 3 are not NAME=value');
  t.is(error.line, 2);
});
