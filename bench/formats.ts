import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type YearMatrix } from '../src/domain/reading.js';
import { minutesInYear, yearStartS } from '../src/domain/time.js';
import { uncalibrated } from '../src/calibration/curve.js';
import { plainGauge } from '../src/domain/network.js';
import { coverageRuns } from '../src/formats/coverage.js';
import { FORMATS } from '../src/formats/registry.js';
import { writeSeries } from '../src/formats/series-csv.js';
import { loadYear } from '../src/pipeline/load-year.js';
import { rainColumn } from '../src/pipeline/year-files.js';
import { openOutputFolder } from '../src/stores/output-folder.js';

/** Seconds to write a year of ten gauges, in CSV and in each format, with the peak memory so far: the best of three. */
const GAUGES = Array.from({ length: 10 }, (_, i) => ({ ...plainGauge(`Gauge${i}`), curve: uncalibrated(0.2) }));
const YEAR = 2024;
const ROUNDS = 3;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pluvio-bench-'));
try {
  const out = openOutputFolder(folder, { durable: false });
  const year = await wholeYear();
  const runs = [...coverageRuns(year.timeS.data, year.count)];
  const columns = GAUGES.map((gauge) => rainColumn({ ...year, gauge: gauge.name }, gauge, runs));
  await measure('csv', () => {
    for (const { name } of GAUGES) {
      const files = [out.stage(`${name}.csv`), out.stage(`${name}_treated.csv`)] as const;
      writeSeries({ ...year, gauge: name }, files[0].write, files[1].write);
      for (const file of files) file.finish();
    }
  });
  for (const { name, matrix, series } of FORMATS) {
    await measure(name, async () => {
      for (const [i, gauge] of GAUGES.entries()) {
        if (series) await series.write({ gauge, bucket: year, runs }, out, `${gauge.name}.${name}`);
        if (matrix?.yearPath) await matrix.write({ year: YEAR, columns: [columns[i]!] }, out, `${gauge.name}.${name}`);
      }
      if (matrix) await matrix.write({ year: YEAR, columns }, out, `network.${name}`);
    });
  }
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

async function measure(name: string, write: () => void | Promise<void>): Promise<void> {
  const seconds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startMs = performance.now();
    await write();
    seconds.push((performance.now() - startMs) / 1000);
  }
  const peakMb = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(`${name.padEnd(8)} ${Math.min(...seconds).toFixed(2)} s  peak ${peakMb.toFixed(0)} MB\n`);
}

/** A year of minutes with showers and a battery that swings by day. */
function wholeYear(): Promise<YearMatrix> {
  const count = minutesInYear(YEAR);
  const minutes = Array.from({ length: count }, (_, i) => i);
  const readings = {
    count,
    timeS: Uint32Array.from(minutes, (i) => yearStartS(YEAR) + 60 * i),
    tips: Uint32Array.from(minutes, (i) => ((i * 2_654_435_761) % 1009 < 8 ? 1 + (i % 4) : 0)),
    wind: new Float64Array(count),
    battery: Float64Array.from(minutes, (i) => Math.round(12_300 + 200 * Math.sin(i / 230) + ((i * 7) % 13)) / 1000),
  };
  return loadYear('Gauge', YEAR, uncalibrated(0.2), [readings]);
}
