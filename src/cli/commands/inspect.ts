import { Command } from 'commander';
import { inspect, inspectionText } from '../../pipeline/inspect.js';
import type { Host } from '../host.js';
import { writeOut } from '../output.js';

/** `pluvio inspect`: what is in a file, in a screen. */
export function inspectCommand(host: Host): Command {
  return new Command('inspect')
    .description('what is in a file made by pluvio, in a screen')
    .argument('<file>', 'a series (CSV, Parquet) or a matrix (mtx, npz, h5, nc)')
    .option('--json', 'as JSON')
    .action(async (file: string, options: { json?: true }) => {
      const inspection = await inspect(file);
      await writeOut(host, options.json ? `${JSON.stringify(inspection, null, 2)}\n` : inspectionText(inspection));
    });
}
