import { Command } from 'commander';
import { throwProblems, type Problem } from '../../config/settings.js';
import { NameIndex } from '../../domain/names.js';
import type { CalibratedBatch } from '../../domain/readings/reading.js';
import { yearRange } from '../../domain/time/time.js';
import { flow } from '../../../streams/highland.js';
import { stretch } from '../../../streams/index.js';
import { MatrixOutput } from '../wiring/output/emit.js';
import { filterInput } from '../filters/adapter.js';
import { bucketed, StoredReadings } from '../filters/stages.js';
import type { Host } from '../host/host.js';
import { tempSpill } from '../wiring/output/inputs.js';
import { yearOf, yearOption } from '../wiring/options/options.js';

interface TripletsCommandOptions {
  readonly year?: string | undefined;
  readonly gauge?: string | undefined;
}

/** `pluvio triplets`: one gauge's year as a Matrix Market file. */
export function tripletsCommand(host: Host, exit: (code: number) => void): Command {
  return new Command('triplets')
    .argument('[file...]', 'files, or - for stdin (default: stdin)')
    .addOption(yearOption())
    .option('--gauge <name>', 'the gauge of the matrix, where there are several')
    .action(async (files: string[], options: TripletsCommandOptions) => {
      const problems: Problem[] = [];
      const year = yearOf(options.year, problems);
      throwProblems(problems);
      const output = new MatrixOutput({ year, gauge: options.gauge }, host);
      const readings = new StoredReadings(filterInput(files, host));
      const spill = tempSpill(host);
      try {
        const wanted = ofGauge(readings.calibrated(), options.gauge, year);
        for await (const matrix of flow(bucketed(wanted, spill), stretch('triplets')({}))) output.add(matrix);
      } finally {
        spill.close();
      }
      await output.end();
      exit(0);
    });
}

/** The batches that can matter: of the gauge, and touching the year. */
async function* ofGauge(
  batches: AsyncIterable<CalibratedBatch>,
  gauge: string | undefined,
  year: number | undefined,
): AsyncGenerator<CalibratedBatch, void, undefined> {
  const isIt = new NameIndex<true>();
  if (gauge !== undefined) isIt.add(gauge, true);
  const { startS, endS } = year === undefined ? { startS: 0, endS: Infinity } : yearRange(year);
  for await (const batch of batches) {
    if (gauge !== undefined && !isIt.get(batch.gauge)) continue;
    const times = batch.timeS.data.subarray(0, batch.count);
    if (times.some((timeS) => timeS >= startS && timeS < endS)) yield batch;
  }
}
