import test from 'ava';
import { batteryOf } from '../../../../src/pipeline/status/battery.js';

function rows(values: readonly (readonly [timeS: number, volts: number])[]) {
  return {
    count: values.length,
    timeS: Uint32Array.from(values, ([timeS]) => timeS),
    tips: new Uint32Array(values.length),
    wind: new Float64Array(values.length),
    battery: Float64Array.from(values, ([, volts]) => volts),
  };
}

const START_S = 1_700_000_000;

test('batteryOf gives the last voltage and the slope in volts a day', (t) => {
  const line = Array.from({ length: 10_080 }, (_, i) => [START_S + 60 * i, 12.6 - (0.05 * i) / 1440] as const);
  const battery = batteryOf([rows(line.slice(0, 4000)), rows(line.slice(4000))], START_S);
  t.is(battery?.lastS, START_S + 60 * 10_079);
  t.is(battery?.trendVPerDay, -0.05);
});

test('batteryOf leaves out missing values and rows before the time asked for', (t) => {
  const parts = [
    rows([
      [START_S - 60, 99],
      [START_S, 12],
      [START_S + 86_400, 13],
      [START_S + 86_460, NaN],
    ]),
  ];
  t.deepEqual(batteryOf(parts, START_S), { lastV: 13, lastS: START_S + 86_400, trendVPerDay: 1 });
  t.deepEqual(batteryOf([rows([[START_S, 12]])], START_S), { lastV: 12, lastS: START_S, trendVPerDay: null });
  t.is(batteryOf([rows([[START_S, NaN]])], START_S), undefined);
});
