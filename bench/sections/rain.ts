import { lottery } from '../../src/analyses/idf/bootstrap.js';
import { annualMaxima } from '../../src/analyses/idf/annual-maxima.js';
import { rainSeries, type RainSeries } from '../../src/analyses/series/series.js';
import { WINDOWS_S } from '../../src/analyses/series/windows.js';
import { MINUTE_S, yearStartS } from '../../src/domain/time/time.js';
import { measure, type Measured } from '../measure/measure.js';
import { median } from '../measure/median.js';
import { secondsOf } from '../measure/time-of.js';
import type { Figure, Row } from '../results.js';
import { publishGauge, type PublishedGauge } from '../update/published-gauge.js';
import type { Section } from './section.js';

const NEW_FILES = 10;
const LAST_YEAR = 2024;
const WALL: Figure = { name: 'wallS', title: 'wall s', decimals: 3 };
const TO_PLAIN: Figure = { name: 'ratioToNoTables', title: '÷ no tables', decimals: 2 };
const CPU_TO_PLAIN: Figure = { name: 'cpuRatioToNoTables', title: 'CPU ÷ no tables', decimals: 2 };
const PEAK: Figure = { name: 'peakMb', title: 'peak MB', decimals: 0 };
/** Part of the minutes that have rain. */
const WET = [0.008, 1];

/** What the tables of rain cost. */
export const rain: Section = {
  name: 'rain',
  title: 'Rain: annual maxima, and rounds with tables',
  async run({ quick, years, rounds, progress }) {
    const count = years?.at(-1) ?? (quick ? 2 : 20);
    const rows: Row[] = [];
    for (const wet of WET) {
      const series = minutesOf(count, wet);
      const period = { firstS: series.runs[0]!.startS + MINUTE_S, lastS: series.runs[0]!.endS };
      const wallS = await secondsOf(rounds ?? 3, () => void annualMaxima(series, period, WINDOWS_S, 0.9));
      rows.push({
        case: `${count} years of minutes, ${wet * 100} % wet`,
        who: 'all annual maxima',
        figures: { wallS },
      });
      progress(`annual maxima, ${wet * 100} % wet: ${wallS.toFixed(3)} s`);
    }
    rows.push(...(await updates(count, quick ? 60 : 1, rounds ?? (quick ? 1 : 9), progress)));
    return {
      method: `Maxima of ${WINDOWS_S.length} windows, in this process. The command of a round: ${NEW_FILES} new five-line files against ${count} published years on the project's own FTP server, without tables, with totals, and with every table, in turn; ratios are medians of those of each turn.`,
      figures: [WALL, TO_PLAIN, CPU_TO_PLAIN, PEAK],
      plotted: WALL.name,
      rows,
      skipped: [],
    };
  },
};

/** Years of minutes of which a part are wet, drawn from a seed. */
function minutesOf(years: number, wet: number): RainSeries {
  const [startS, endS] = [yearStartS(LAST_YEAR + 1 - years), yearStartS(LAST_YEAR + 1)];
  const draw = lottery(20);
  const count = (endS - startS) / MINUTE_S;
  const timeS = Float64Array.from({ length: count }, (_, i) => startS + MINUTE_S * (i + 1));
  const rainMm = Float64Array.from({ length: count }, () => (draw() < wet ? Math.ceil(5 * draw()) / 5 : 0));
  return rainSeries(timeS, rainMm, [{ startS, endS, intervalS: MINUTE_S }]);
}

/** Kinds of publications, and the products of each. */
const PUBLICATIONS = { 'no tables': '', totals: 'totals', 'every table': 'totals,events,maxima,idf' } as const;

async function updates(
  years: number,
  everyMin: number,
  rounds: number,
  progress: (line: string) => void,
): Promise<Row[]> {
  const kinds = Object.entries(PUBLICATIONS);
  const gauges: PublishedGauge[] = [];
  const costs = kinds.map((): Measured[] => []);
  try {
    for (const [k, [, products]] of kinds.entries()) {
      const options = products === '' ? [] : ['--products', products];
      gauges.push(await publishGauge(years, everyMin, { folder: `rain-${k}`, options }));
    }
    for (let round = 0; round < rounds; round++)
      for (let k = 0; k < kinds.length; k++) {
        const at = (k + round) % kinds.length;
        gauges[at]!.send(NEW_FILES);
        costs[at]!.push(await measure(gauges[at]!.update()));
      }
  } finally {
    for (const gauge of gauges) await gauge.stop();
  }
  return kinds.map(([who], k) => {
    const own = costs[k]!;
    const ratio = (of: (cost: Measured) => number): number =>
      median(own.map((cost, i) => of(cost) / of(costs[0]![i]!)));
    const figures = {
      [WALL.name]: median(own.map(({ wallS }) => wallS)),
      [TO_PLAIN.name]: ratio(({ wallS }) => wallS),
      [CPU_TO_PLAIN.name]: ratio(({ cpuS }) => cpuS),
      [PEAK.name]: Math.max(...own.map(({ peakMb }) => peakMb)),
    };
    progress(`${who}: ${figures[WALL.name]!.toFixed(3)} s, ÷ no tables ${figures[TO_PLAIN.name]!.toFixed(2)}`);
    return { case: `a round, ${years} years published`, who, figures };
  });
}
