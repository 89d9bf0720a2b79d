import { Command } from 'commander';
import { inspect, inspectionText } from '../../pipeline/convert/inspect.js';
import { inspectTable, tableText } from '../../pipeline/convert/inspect-table.js';
import type { Host } from '../host/host.js';
import { writeOut } from '../host/output.js';

/** `pluvio inspect`: what is in a file, in a screen. */
export function inspectCommand(host: Host): Command {
  return new Command('inspect')
    .description('what is in a file made by pluvio, in a screen')
    .argument('<file>', 'a series (CSV, Parquet), a matrix (mtx, npz, h5, nc), a table or a manifest')
    .option('--json', 'as JSON')
    .action(async (file: string, options: { json?: true }) => {
      const table = await inspectTable(file);
      const inspection = table ?? (await inspect(file));
      if (options.json) await writeOut(host, `${JSON.stringify(inspection, null, 2)}\n`);
      else await writeOut(host, 'facts' in inspection ? tableText(file, inspection) : inspectionText(inspection));
    });
}
