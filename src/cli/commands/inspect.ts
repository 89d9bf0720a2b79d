import { Command } from 'commander';
import { OUTPUT_FORMATS } from '../../formats/registry.js';
import { inspect, inspectionText } from '../../pipeline/convert/inspect.js';
import { inspectTable, tableText } from '../../pipeline/convert/inspect-table.js';
import { StoredFileOnDisk } from '../../stores/stored-file.js';
import type { Host } from '../host/host.js';
import { writeOut } from '../host/output.js';

/** `pluvio inspect`: what is in a file, in a screen. */
export function inspectCommand(host: Host): Command {
  return new Command('inspect')
    .description('what is in a file made by pluvio, in a screen')
    .argument(
      '<file>',
      `a series or matrix (${OUTPUT_FORMATS.map(({ name }) => name).join(', ')}), a table or a manifest`,
    )
    .option('--json', 'as JSON')
    .action(async (name: string, options: { json?: true }) => {
      const file = new StoredFileOnDisk(name);
      const table = await inspectTable(file);
      const inspection = table ?? (await inspect(file));
      if (options.json) await writeOut(host, `${JSON.stringify(inspection, null, 2)}\n`);
      else await writeOut(host, 'facts' in inspection ? tableText(file, inspection) : inspectionText(inspection));
    });
}
