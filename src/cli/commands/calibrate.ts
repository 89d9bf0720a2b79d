import type { Command } from 'commander';
import { pickEnvironment } from '../../config/variables.js';
import { readSettings, throwProblems, type Options } from '../../config/settings.js';
import { calibrate } from '../../../streams/calibrate.js';
import { flow } from '../../../streams/highland.js';
import { openCurves } from '../curves.js';
import { filterCommand, filterInput, writeRows, type FilterOptions } from '../filters/adapter.js';
import { rowsOfGauge } from '../filters/rows.js';
import { StoredReadings } from '../filters/stages.js';
import { newRunId, readPasswordFile, type Host } from '../host.js';
import { calibOption, gaugesOption, maxMmPerMinOption, uncalibratedOption } from '../options.js';
import { logOf } from './shared.js';

type CalibrateCommandOptions = FilterOptions & Options & { readonly uncalibrated?: true | undefined };

/** `pluvio calibrate`: adds the column rain_mm. */
export function calibrateCommand(host: Host, exit: (code: number) => void): Command {
  return filterCommand('calibrate')
    .addOption(calibOption())
    .addOption(gaugesOption())
    .addOption(uncalibratedOption())
    .addOption(maxMmPerMinOption())
    .action(async (files: string[], options: CalibrateCommandOptions) => {
      const { settings, problems } = readSettings(options, pickEnvironment(host.env), 'none', readPasswordFile);
      throwProblems(problems);
      const { nameOf, curves } = openCurves(settings, options.uncalibrated ?? false, (what) =>
        logOf(host, newRunId()).warn(what),
      );
      const readings = new StoredReadings(filterInput(files, host), nameOf);
      const rows = async function* () {
        for await (const batch of flow(readings.batches(), calibrate({ curves }))) yield [rowsOfGauge(batch)];
      };
      await writeRows(rows(), options, () => true, host);
      exit(0);
    });
}
