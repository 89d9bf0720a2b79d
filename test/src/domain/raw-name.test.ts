import test from 'ava';
import { inReceivedOrder, timeInName } from '../../../src/domain/raw-name.js';

test('timeInName reads DDMMYY_HHMMSS as UTC', (t) => {
  t.is(timeInName('Hydropolis/Hydropol_010323_000400.txt'), 1_677_629_040);
  t.is(timeInName('Hydropol_010323_000400'), 1_677_629_040);
  t.is(timeInName('dump.txt'), undefined);
  t.is(timeInName('Hydropol_320323_000400.txt'), undefined);
});

test('inReceivedOrder goes by the time in the name, then by name; nameless files come last', (t) => {
  const names = ['z.txt', 'H_010124_000000.txt', 'G_010124_000000.txt', 'H_311223_235500.txt', 'a.txt'];
  t.deepEqual(
    inReceivedOrder(names, (name) => name),
    ['H_311223_235500.txt', 'G_010124_000000.txt', 'H_010124_000000.txt', 'a.txt', 'z.txt'],
  );
});
