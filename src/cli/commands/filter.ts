import type { Command } from 'commander';
import { pickEnvironment } from '../../config/variables.js';
import { readSettings, throwProblems, type Options } from '../../config/settings.js';
import { indexGauges } from '../../domain/network.js';
import { flow } from '../../../streams/highland.js';
import { stretch } from '../../../streams/index.js';
import { filterCommand, filterInput, writeRows, type FilterOptions } from '../filters/adapter.js';
import { rowsOfGauge } from '../filters/rows.js';
import { StoredReadings } from '../filters/stages.js';
import { newRunId, readPasswordFile, type Host } from '../host/host.js';
import { gaugeOption, gaugesOption } from '../wiring/options/options.js';
import { count } from '../text/report-events.js';
import { loadGauges, withoutCalibration } from '../wiring/network/tables.js';
import { logOf } from '../wiring/options/shared.js';

/** `pluvio filter`: readings of the wanted gauges. */
export function filterStageCommand(host: Host, exit: (code: number) => void): Command {
  return filterCommand('filter')
    .addOption(gaugeOption())
    .addOption(gaugesOption())
    .action(async (files: string[], options: FilterOptions & Options) => {
      const { settings, problems } = readSettings(options, pickEnvironment(host.env), 'none', readPasswordFile);
      const { gauges, others } = loadGauges(withoutCalibration(settings), true, problems);
      throwProblems(problems);
      const dropped = new Map<string, number>();
      const stage = stretch(
        'filter',
        'calibrate',
      )({
        index: indexGauges(gauges, others),
        audit: {
          read: () => undefined,
          filteredOut: (label, rows) => dropped.set(label, (dropped.get(label) ?? 0) + rows),
          rejected: () => undefined,
          foreignLabel: () => undefined,
          mended: () => undefined,
          landed: () => undefined,
          provisional: () => undefined,
        },
      });
      const readings = new StoredReadings(filterInput(files, host));
      const rows = async function* () {
        // The stage hands every column on, so that calibrated rain stays where it was.
        for await (const batch of flow(readings.batches(), stage)) yield [rowsOfGauge(batch)];
      };
      await writeRows(rows(), options, () => readings.withRain, host);
      const log = logOf(host, newRunId());
      for (const [label, lines] of dropped)
        log.info({ label, lines }, `${count(lines, 'reading')} of ${label} filtered out`);
      exit(0);
    });
}
