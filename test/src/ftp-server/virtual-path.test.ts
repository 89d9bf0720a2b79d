import test from 'ava';
import fc from 'fast-check';
import { resolvePath, splitPath } from '../../../src/ftp-server/virtual-path.js';

test('resolvePath normalises and stops at the root', (t) => {
  t.is(resolvePath('/a', 'b'), '/a/b');
  t.is(resolvePath('/a', '/b//c/./d/'), '/b/c/d');
  t.is(resolvePath('/a', '../../../etc'), '/etc');
  t.is(resolvePath('/', '..'), '/');
  t.is(resolvePath('/a', ' b '), '/a/ b ');
  t.deepEqual(splitPath('/a/b'), { folder: '/a', name: 'b' });
  t.deepEqual(splitPath('/a'), { folder: '/', name: 'a' });
});

test('resolvePath never gives a path with a part that climbs', (t) => {
  const part = fc.oneof(fc.constantFrom('..', '.', '', '...', '..a'), fc.string());
  const path = fc.array(part).map((parts) => parts.join('/'));
  fc.assert(
    fc.property(path, (argument) => {
      // eslint-disable-next-line no-control-regex -- refused, and so not of interest here
      if (/[\u0000-\u001f\u007f]/.test(argument)) return true;
      const resolved = resolvePath('/x', argument);
      return resolved.startsWith('/') && resolved.split('/').every((name) => name !== '..' && name !== '.');
    }),
  );
  t.pass();
});

test('resolvePath refuses control characters', (t) => {
  for (const name of ['a\rb', 'a\nb', 'a\0b', '\u007f']) t.throws(() => resolvePath('/', name), { name: 'Refusal' });
});
