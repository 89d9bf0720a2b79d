import test from 'ava';
import { timeInName } from '../../../../src/raw/network-line/file-name.js';

test('timeInName reads DDMMYY_HHMMSS as UTC', (t) => {
  t.is(timeInName('Hydropolis/Hydropol_010323_000400.txt'), 1_677_629_040);
  t.is(timeInName('Hydropol_010323_000400'), 1_677_629_040);
  t.is(timeInName('dump.txt'), undefined);
  t.is(timeInName('Hydropol_320323_000400.txt'), undefined);
});
