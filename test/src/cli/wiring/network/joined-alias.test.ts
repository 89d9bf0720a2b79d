import test from 'ava';
import { joinedAliases } from '../../../../../src/cli/wiring/network/joined-alias.js';
import { plainGauge } from '../../../../../src/domain/network.js';

const joined = (name: string, ...aliases: string[]): string[] => joinedAliases({ ...plainGauge(name), aliases });

test('joinedAliases finds aliases that were several when blanks separated them, and no names with blanks', (t) => {
  t.deepEqual(joined('Mse', 'MSE Mse2'), ['MSE Mse2']);
  t.deepEqual(joined('RueBrives', 'Brives Rue_Brives', 'Other'), ['Brives Rue_Brives']);
  t.deepEqual(joined('Mse', 'M.S.E. Faculty'), ['M.S.E. Faculty']);
  t.deepEqual(joined('RueBrives', 'Rue de Brives', 'Rue Brives', 'R. Brives', 'RUE_BRIVES'), []);
});
