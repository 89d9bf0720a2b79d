import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { uncalibrated } from '../../src/calibration/curve.js';
import { plainGauge, type WantedGauge } from '../../src/domain/network.js';
import type { YearMatrix } from '../../src/domain/readings/reading.js';
import { coverageOf } from '../../src/analyses/coverage.js';
import type { RainMatrix } from '../../src/formats/format.js';
import type { SeriesRows } from '../../src/formats/series-rows.js';
import { Buffers } from '../../src/formats/buffers.js';
import { FORMATS } from '../../src/formats/registry.js';
import { writeSeries } from '../../src/formats/csv/series-csv.js';
import { loadYear } from '../../src/pipeline/convert/load-year.js';
import { rainColumn } from '../../src/pipeline/publish/year-files.js';
import { openOutputFolder } from '../../src/stores/output-folder.js';
import { benchFolder } from '../data/cache.js';
import { yearReadings } from '../data/year-readings.js';
import { LAST_YEAR } from '../job.js';
import { median } from '../measure/median.js';
import { WALL, type Figure, type Row } from '../results.js';
import type { Section } from './section.js';

const GAUGES = 10;
const CSV = 'csv';
const RATIO_TO_CSV: Figure = { name: 'ratioToCsv', title: '× time of CSV', decimals: 2 };

/** Something that writes the year of all gauges once. */
interface Task {
  readonly case: string;
  readonly who: string;
  readonly write: () => void | Promise<void>;
}

/** Each output format against the CSV files: the same readings, in the same rounds. */
export const formatsSection: Section = {
  name: 'formats',
  title: 'Writing a year of ten gauges in each format',
  async run({ quick, rounds = quick ? 3 : 7, progress }) {
    mkdirSync(benchFolder(), { recursive: true });
    const folder = mkdtempSync(join(benchFolder(), 'formats-'));
    try {
      const tasks = await tasksIn(folder);
      const wallS = new Map<Task, number[]>(tasks.map((task) => [task, []]));
      // The first round warms the compiler up.
      for (let round = 0; round <= rounds; round++) {
        for (const task of tasks) {
          const startMs = performance.now();
          await task.write();
          if (round > 0) wallS.get(task)!.push((performance.now() - startMs) / 1000);
        }
        if (round > 0) progress(`formats, round ${round}`);
      }
      return {
        method:
          'In one process, medians of interleaved rounds after one that is not counted; ratios are medians of each round’s own. CSV is the two series of each gauge. “gauges” are the files of each gauge, “network” is the one file of all ten.',
        figures: [WALL, RATIO_TO_CSV],
        plotted: RATIO_TO_CSV.name,
        rows: rowsOf(wallS),
        skipped: [],
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function rowsOf(wallS: ReadonlyMap<Task, readonly number[]>): Row[] {
  const [csv] = wallS.values();
  return [...wallS].map(([task, measured]) => ({
    case: task.case,
    who: task.who,
    figures: {
      wallS: median(measured),
      ratioToCsv: median(measured.map((seconds, round) => seconds / csv![round]!)),
    },
  }));
}

/** CSV first. */
async function tasksIn(folder: string): Promise<Task[]> {
  const out = openOutputFolder(folder, { durable: false });
  const gauges = Array.from({ length: GAUGES }, (_, i) => ({ ...plainGauge(`Gauge${i}`), curve: uncalibrated(0.2) }));
  const year = await loadYear('Gauge', LAST_YEAR, uncalibrated(0.2), [received()]);
  const { runs } = coverageOf(year.timeS.data, year.count);
  const matrixOf = (some: readonly WantedGauge[]): RainMatrix => ({
    year: LAST_YEAR,
    columns: some.map((gauge) => rainColumn(year, gauge, runs)),
  });
  const buffers = new Buffers();
  const tasks: Task[] = [{ case: 'gauges', who: CSV, write: () => gauges.forEach(({ name }) => writeCsv(year, name)) }];
  const writeCsv = (matrix: YearMatrix, gauge: string): void => {
    const files = [out.stage(`${gauge}.csv`), out.stage(`${gauge}_treated.csv`)] as const;
    writeSeries({ ...matrix, gauge }, files[0].write, files[1].write);
    for (const file of files) file.finish();
  };
  for (const { name, matrix, series } of FORMATS) {
    const ofGauge = async (gauge: WantedGauge): Promise<void> => {
      if (series) await series.write({ gauge, bucket: year, runs, buffers }, out, `${gauge.name}.${name}`);
      if (matrix?.yearPath) await matrix.write(matrixOf([gauge]), out, `${gauge.name}.${name}`);
    };
    const ofGauges = async (): Promise<void> => {
      for (const gauge of gauges) await ofGauge(gauge);
    };
    const ofNetwork = async (): Promise<void> => {
      await matrix?.write(matrixOf(gauges), out, `network.${name}`);
    };
    if (series ?? matrix?.yearPath) tasks.push({ case: 'gauges', who: name, write: ofGauges });
    if (matrix) tasks.push({ case: 'network', who: name, write: ofNetwork });
  }
  return tasks;
}

/** A gauge's readings as they count: those sent again are left out. */
function received(): SeriesRows {
  const sent = yearReadings(LAST_YEAR, 1);
  const first: number[] = [];
  for (let i = 0, lastS = 0; i < sent.count; i++) {
    if (sent.timeS[i]! <= lastS) continue;
    lastS = sent.timeS[i]!;
    first.push(i);
  }
  return {
    count: first.length,
    timeS: Uint32Array.from(first, (i) => sent.timeS[i]!),
    tips: Uint32Array.from(first, (i) => sent.tips[i]!),
    wind: new Float64Array(first.length),
    battery: Float64Array.from(first, (i) => sent.batteryMv[i]! / 1000),
  };
}
