import type { Command } from 'commander';
import { pickEnvironment } from '../../config/variables.js';
import { readSettings, throwProblems, type Options } from '../../config/settings.js';
import { EXIT } from '../../domain/errors.js';
import type { Reject } from '../../domain/readings/reading.js';
import { flow } from '../../../streams/highland.js';
import { stretch } from '../../../streams/index.js';
import { openCurves } from '../wiring/network/curves.js';
import { filterCommand, filterInput, writeRows, type FilterOptions } from '../filters/adapter.js';
import { rowsOfGauge } from '../filters/rows.js';
import { StoredReadings } from '../filters/stages.js';
import { openForms } from '../wiring/network/forms.js';
import { newRunId, readPasswordFile, type Host } from '../host/host.js';
import {
  calibOption,
  formatOption,
  gaugesOption,
  maxMmPerMinOption,
  uncalibratedOption,
} from '../wiring/options/options.js';
import { tellRejects, withRejectOptions, type RejectOptions } from '../wiring/options/reject-options.js';
import { RejectsFile } from '../wiring/output/rejects-file.js';
import { logOf } from '../wiring/options/shared.js';

type CalibrateCommandOptions = FilterOptions &
  Options &
  RejectOptions & { readonly uncalibrated?: true | undefined; readonly format?: readonly string[] | undefined };

/** `pluvio calibrate`: adds the column rain_mm; rows of more rain than is believed do not flow on. */
export function calibrateCommand(host: Host, exit: (code: number) => void): Command {
  const command = filterCommand('calibrate')
    .addOption(calibOption())
    .addOption(gaugesOption())
    .addOption(formatOption())
    .addOption(uncalibratedOption())
    .addOption(maxMmPerMinOption());
  return withRejectOptions(command).action(async (files: string[], options: CalibrateCommandOptions) => {
    const { settings, problems } = readSettings(options, pickEnvironment(host.env), 'none', readPasswordFile);
    throwProblems(problems);
    const forms = await openForms(options, settings, problems);
    const warn = (what: string): void => logOf(host, newRunId()).warn(what);
    if (settings.interventions.value !== undefined)
      warn(
        `${settings.interventions.value} is not looked at: readings that pass one by one are calibrated whatever was done to the gauge; pluvio run knows interventions`,
      );
    const { nameOf, curves, limits } = openCurves(settings, options.uncalibrated ?? false, warn, { forms, problems });
    const readings = new StoredReadings(filterInput(files, host), nameOf);
    const rejects = new RejectsFile(options.rejects);
    const audit = { rejected: (_: unknown, reject: Reject) => rejects.add(reject), mended: () => undefined };
    const rows = async function* () {
      for await (const batch of flow(
        readings.batches(),
        stretch('calibrate', 'partition')({ curves, limits, audit, between: host.between }),
      ))
        yield [rowsOfGauge(batch)];
    };
    try {
      await writeRows(rows(), options, () => true, host);
    } finally {
      rejects.close();
    }
    tellRejects(rejects, host);
    exit(options.strict && rejects.total > 0 ? EXIT.strict : EXIT.done);
  });
}
