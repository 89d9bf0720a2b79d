import test from 'ava';
import { idf } from '../../../../src/analyses/idf.js';
import { lottery } from '../../../../src/analyses/idf/bootstrap.js';
import { rainSeries, type ObservedRun, type RainSeries } from '../../../../src/analyses/series/series.js';
import { WINDOWS_S } from '../../../../src/analyses/series/windows.js';
import { yearStartS, type TimeRange } from '../../../../src/domain/time/time.js';
import { pluvio } from '../../../support/pluvio.js';

const OPTIONS = { windowsS: WINDOWS_S, leastCoverage: 0.9, samples: 20, seed: 1 };

/** Years with an event every five days; of `short` years only the first months are observed. */
function record(first: number, years: number, short: readonly number[] = []) {
  const random = lottery(first);
  const times: number[] = [];
  const rain: number[] = [];
  const runs: ObservedRun[] = [];
  for (let year = first; year < first + years; year++) {
    const startS = yearStartS(year);
    const endS = short.includes(year) ? startS + 90 * 86_400 : yearStartS(year + 1);
    runs.push({ startS, endS, intervalS: 60 });
    for (let s = startS + 3600; s < endS - 86_400; s += 5 * 86_400) {
      const strength = -Math.log(1 - random());
      for (let minute = 1; minute <= 120; minute++) {
        times.push(s + 60 * minute);
        rain.push(Math.round(strength * Math.exp(-minute / 30) * 1e6) / 1e6);
      }
    }
  }
  return { series: rainSeries(times, rain, runs), firstS: yearStartS(first) + 60, lastS: runs.at(-1)!.endS };
}

test('idf: years observed too little are told and left out; every method gives rising depths within its interval', (t) => {
  const { series, ...period } = record(2000, 14, [2003, 2007]);
  const { maxima, usableYears, fits, montana } = idf(series, period, OPTIONS);
  t.is(usableYears, 12);
  t.is(maxima.length, 14);
  for (const { years } of maxima) {
    t.is(years.length, 14);
    t.deepEqual(
      years.filter(({ isUsed }) => !isUsed).map(({ year }) => year),
      [2003, 2007],
    );
  }
  t.deepEqual([...new Set(fits.map(({ method }) => method))].sort(), ['d-gev', 'gev-lmoments', 'gev-ml', 'gpd']);
  for (const { levels, method } of fits)
    levels.forEach(({ depthMm, lowMm, highMm }, i) => {
      t.true(i === 0 || depthMm > levels[i - 1]!.depthMm, method);
      if (!Number.isNaN(lowMm)) t.true(lowMm <= highMm && lowMm > 0, method);
    });
  t.is(montana.length, 14);
  t.true(montana.every(({ a, b }) => a > 0 && b > 0 && b < 1));
});

test('idf: a year of which nothing was observed is told and left out, but the first minute of one is no year', (t) => {
  const { series, ...period } = record(2000, 14);
  const hole = { startS: yearStartS(2004), endS: yearStartS(2006) };
  const runs = series.runs.filter(({ startS }) => startS < hole.startS || startS >= hole.endS);
  const minute = { startS: period.lastS, endS: period.lastS + 60, intervalS: 60 };
  const { maxima } = idf(seriesOutside(series, [...runs, minute], hole), { ...period, lastS: minute.endS }, OPTIONS);
  for (const { years } of maxima) {
    t.deepEqual([years[0]!.year, years.at(-1)!.year, years.length], [2000, 2013, 14]);
    const left = years.filter(({ isUsed }) => !isUsed);
    t.deepEqual(
      left.map(({ year, coverage, rainMm }) => [year, coverage, rainMm]),
      [
        [2004, 0, NaN],
        [2005, 0, NaN],
      ],
    );
  }
});

function seriesOutside(series: RainSeries, runs: readonly ObservedRun[], { startS, endS }: TimeRange): RainSeries {
  const isKept = (_: number, i: number): boolean => series.timeS[i]! <= startS || series.timeS[i]! > endS;
  return rainSeries(series.timeS.filter(isKept), series.rainMm.filter(isKept), runs);
}

test('idf: under 10 usable years SMEV alone speaks', (t) => {
  const { series, ...period } = record(2000, 9);
  const { fits, usableYears } = idf(series, period, OPTIONS);
  t.is(usableYears, 9);
  t.true(fits.length === 14 && fits.every(({ method }) => method === 'smev'));
});

test('pluvio idf: says why it refuses, and how rare the last event was where it does not', async (t) => {
  const csv = (years: number): string => {
    const { series } = record(2010, years);
    const rows = ['gauge,time,tips,wind,battery,rain_mm'];
    let k = 0;
    for (let s = yearStartS(2010) + 3600; s <= yearStartS(2010 + years); s += 300) {
      let mm = 0;
      for (; k < series.count && series.timeS[k]! <= s; k++) mm += series.rainMm[k]!;
      rows.push(`H,${s},0,0,12,${Math.round(mm * 1e6) / 1e6}`);
    }
    return `${rows.join('\n')}\n`;
  };
  const args = ['idf', '--windows', '5m,30m,1h,24h', '--samples', '20'];
  const few = await pluvio(args, { input: csv(2) });
  t.is(few.code, 0);
  t.regex(few.stderr, /no GEV and no GPD: 2 usable years of 5min maxima, and at least 10 are needed; SMEV answers/);
  t.regex(few.stdout.toString(), /^quantile,smev,30min,,100,/m);
  t.notRegex(few.stdout.toString(), /gev/);
  const many = await pluvio(args, { input: csv(10) });
  t.is(many.stderr, '');
  const text = many.stdout.toString();
  t.regex(text, /^event,gev-lmoments,30min,.*: return period (between [\d.]+ and .* years|.* year) at 30 min$/m);
  t.regex(text, /^montana,d-gev,/m);
  t.is(text, (await pluvio(args, { input: csv(10) })).stdout.toString(), 'seeded');
});
