import { EXIT } from '../../domain/errors.js';
import { inReceivedOrder } from '../../domain/raw-name.js';
import { doneKey } from '../../pipeline/merged-files.js';
import { listRaw } from '../../pipeline/list-raw.js';
import { rawFolders } from '../../pipeline/raw-source.js';
import type { Host } from '../host.js';
import { count, reportEvents } from '../report-events.js';
import type { Session } from '../session.js';
import { mustHaveRoot, type HistoryCommandOptions } from './history.js';

/** Says what a run would do, from the listings alone. */
export async function dryRun(
  { base, source, target, gauges, journal, settings, log }: Session,
  options: HistoryCommandOptions,
  onlyNew: boolean,
  host: Host,
): Promise<number> {
  // Where it would be copied to first, it is made by that.
  await mustHaveRoot({ source, log }, base !== undefined);
  const deletes = source.kind === 'ftp' ? !options.keepRaw : (options.deleteRaw ?? false);
  const lines: string[] = [];
  const folders = new Set(gauges.map(({ folder }) => folder));
  for (const folder of rawFolders(gauges)) {
    const { gauge } = folder;
    const looking = { report: reportEvents(log), isGaugeFolder: (path: string) => folders.has(path) };
    const { entries, complete } = await listRaw(source, folder, looking);
    const known = onlyNew ? journal.knownFiles(doneKey(source), entries).length : 0;
    const sizeBytes = entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
    if (gauge === '' && entries.length === 0) continue;
    const [first] = inReceivedOrder(entries, (entry) => entry.path);
    const detail = first ? `, ${(sizeBytes / 1e6).toFixed(1)} MB, first ${first.path}` : '';
    const seen = known > 0 ? `, ${count(known, 'file')} of them done already` : '';
    lines.push(
      `${gauge || 'files without a folder'}: ${count(entries.length, 'raw file')}${complete ? '' : ' (listing cut by the server)'}${detail}${seen}`,
    );
  }
  lines.push(`would make year files in ${settings.out.value}, publish them to ${target?.name ?? 'nowhere else'}`);
  lines.push(
    deletes
      ? `would delete those raw files from ${source.name} once published and verified`
      : 'would keep the raw files',
  );
  host.stderr.write(`${lines.join('\n')}\n`);
  return EXIT.done;
}
