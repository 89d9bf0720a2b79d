import test from 'ava';
import { inReceivedOrder } from '../../../src/raw/received-order.js';

test('inReceivedOrder goes by the time in the name, then by name; nameless files come last', (t) => {
  const names = ['z.txt', 'H_010124_000000.txt', 'G_010124_000000.txt', 'H_311223_235500.txt', 'a.txt'];
  t.deepEqual(
    inReceivedOrder(names, (name) => name),
    ['H_311223_235500.txt', 'G_010124_000000.txt', 'H_010124_000000.txt', 'a.txt', 'z.txt'],
  );
});
