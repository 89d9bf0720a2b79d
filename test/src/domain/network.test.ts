import test from 'ava';
import { indexGauges, plainGauge } from '../../../src/domain/network.js';

test('indexGauges finds labels as names are compared, folders to the letter', (t) => {
  const mse = { ...plainGauge('Mse'), folder: 'MSE_1', aliases: ['Rue de Brives'] };
  const { byFolder, byLabel } = indexGauges([mse]);
  for (const label of ['Mse', 'MSE', 'mse_1', '"rue de brives"', ' Mse ']) t.is(byLabel.get(label), mse, label);
  for (const label of ['', '""', 'Rue', 'Mse 1']) t.is(byLabel.get(label), undefined, label);
  t.is(byFolder.get('MSE_1'), mse);
  t.is(byFolder.get('mse_1'), undefined);
});

test('indexGauges gives no label to a gauge that is another’s of the table', (t) => {
  const [mse, other] = [plainGauge('Mse'), plainGauge('MSE')];
  const both = indexGauges([mse, other]).byLabel;
  t.deepEqual([both.get('Mse'), both.get('MSE'), both.get('mse')], [mse, other, undefined]);
  const wanted = { ...mse, rivals: ['MSE'] };
  const alone = indexGauges([wanted]).byLabel;
  t.deepEqual([alone.get('Mse'), alone.get('MSE'), alone.get('mse')], [wanted, undefined, undefined]);
});
