import { Option, type Command } from 'commander';
import type { YearBucket } from '../../domain/readings/reading.js';
import { SERIES_NAMES, type SeriesName } from '../../products/series.js';
import { SeriesOutput } from '../wiring/output/emit.js';
import { filterCommand, filterInput, writeRows, type FilterOptions } from '../filters/adapter.js';
import { rowsOfBucket } from '../filters/rows.js';
import { bucketed, StoredReadings } from '../filters/stages.js';
import { newRunId, type Host } from '../host/host.js';
import { tempSpill } from '../wiring/output/inputs.js';
import { count } from '../text/report-events.js';
import { logOf } from '../wiring/options/shared.js';

interface BucketCommandOptions extends FilterOptions {
  readonly emit?: SeriesName | undefined;
}

/** `pluvio bucket`: readings by gauge and year, sorted, one per stamp. */
export function bucketCommand(host: Host, exit: (code: number) => void): Command {
  return filterCommand('bucket')
    .addOption(new Option('--emit <series>', 'write the published form instead').choices(SERIES_NAMES))
    .action(async (files: string[], options: BucketCommandOptions) => {
      const { emit } = options;
      const readings = new StoredReadings(filterInput(files, host));
      const spill = tempSpill(host);
      const dropped = { duplicates: 0, conflicts: 0 };
      const years = async function* (): AsyncGenerator<YearBucket, void, undefined> {
        const batches = emit === 'treated' ? readings.calibrated() : readings.anyRain();
        for await (const year of bucketed(batches, spill)) {
          dropped.duplicates += year.tally.duplicates;
          dropped.conflicts += year.tally.conflicts;
          yield year;
        }
      };
      try {
        if (emit) await writeSeriesOf(years(), emit, host);
        else await writeRows(rowsOfYears(years(), readings), options, () => readings.withRain, host);
      } finally {
        spill.close();
      }
      const { duplicates, conflicts } = dropped;
      if (duplicates + conflicts > 0) {
        const message = `dropped ${count(duplicates, 'duplicate')} and ${count(conflicts, 'conflicting reading')}`;
        logOf(host, newRunId()).info(dropped, message);
      }
      exit(0);
    });
}

async function* rowsOfYears(years: AsyncIterable<YearBucket>, readings: StoredReadings) {
  for await (const year of years) yield [rowsOfBucket(year, readings.withRain)];
}

async function writeSeriesOf(years: AsyncIterable<YearBucket>, kind: SeriesName, host: Host): Promise<void> {
  const output = new SeriesOutput(kind, host);
  for await (const year of years) await output.write(year);
  await output.end();
}
