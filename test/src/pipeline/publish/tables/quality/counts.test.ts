import test from 'ava';
import { rainSeries } from '../../../../../../src/analyses/series/series.js';
import { seriesColumns } from '../../../../../../src/formats/series-rows.js';
import { CountsReader, countsWithin } from '../../../../../../src/pipeline/publish/tables/quality/counts.js';

test('countsWithin: tips of the period that rain was made of; those of time in which nothing was measured are no tips, nor steps', (t) => {
  const timeS = Array.from({ length: 60 }, (_, i) => 60 * (i + 1) + (i >= 30 && i < 40 ? 20 : 0));
  const isMeasured = (i: number): boolean => i < 25 || i >= 45;
  const rainMm = timeS.map((_, i) => (isMeasured(i) ? 0.2 * (i % 2) : NaN));
  const series = rainSeries(timeS, rainMm, [{ startS: 0, endS: 3600, intervalS: 60 }]);
  const rows = { ...seriesColumns(60), count: 60 };
  rows.timeS.set(timeS);
  rows.tips.set(timeS.map((_, i) => i % 2));
  rows.battery.fill(12);
  const reader = new CountsReader(series.runs);
  reader.take(rows);
  const { counts, oddSteps } = countsWithin([reader.found()], series, { startS: 600, endS: 3000 });
  const wanted = timeS.filter((s, i) => s > 600 && s <= 3000 && i % 2 === 1 && isMeasured(i));
  t.deepEqual([...counts!.timeS], wanted);
  t.deepEqual(
    [...counts!.battery],
    wanted.map(() => 12),
  );
  t.deepEqual(oddSteps, []);
});
