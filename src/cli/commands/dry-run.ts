import { EXIT } from '../../domain/errors.js';
import { inReceivedOrder } from '../../raw/received-order.js';
import { LeftFiles } from '../../pipeline/ingest/left-files.js';
import { listRaw } from '../../pipeline/ingest/list-raw.js';
import { withDates } from '../../pipeline/ingest/with-dates.js';
import { asSpelt } from '../../pipeline/ingest/spelt-folders.js';
import { foldersOf } from '../../domain/network.js';
import { rawFolders } from '../../pipeline/ingest/raw-source.js';
import type { Host } from '../host/host.js';
import { count, reportEvents } from '../text/report-events.js';
import type { Session } from '../wiring/session/session.js';
import { contextOf } from '../wiring/options/shared.js';
import { mustHaveRoot, type HistoryCommandOptions } from './init-and-update.js';

/** Says what a run would do, from the listings alone. */
export async function dryRun(
  session: Session,
  options: HistoryCommandOptions,
  onlyNew: boolean,
  host: Host,
): Promise<number> {
  const { base, source, target, journal, settings, log } = session;
  // Where it would be copied to first, it is made by that.
  await mustHaveRoot({ source, log }, base !== undefined);
  const deletes = source.features.deletesByDefault ? !options.keepRaw : (options.deleteRaw ?? false);
  const lines: string[] = [];
  const gauges = await asSpelt(source, session.gauges);
  const left = new LeftFiles(source, contextOf({ ...session, gauges, durable: false }, host));
  const folders = new Set(gauges.flatMap(foldersOf));
  for (const folder of rawFolders(gauges)) {
    const { gauge } = folder;
    const looking = { report: reportEvents(log), isGaugeFolder: (path: string) => folders.has(path) };
    const { entries: listed, complete } = await listRaw(source, folder, looking);
    const entries = onlyNew ? await withDates(source, listed) : listed;
    const known = onlyNew ? journal.done(source).known(entries).length : 0;
    // What is listed no longer is forgotten by the run alone.
    const passed = onlyNew ? left.among(folder.path, entries, false).size : 0;
    const sizeBytes = entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
    if (gauge === '' && entries.length === 0) continue;
    const [first] = inReceivedOrder(entries, (entry) => entry.path);
    const detail = first ? `, ${(sizeBytes / 1e6).toFixed(1)} MB, first ${first.path}` : '';
    const seen = [
      ...(known > 0 ? [`, ${count(known, 'file')} of them done already`] : []),
      ...(passed > 0 ? [`, ${count(passed, 'file')} left as before`] : []),
    ].join('');
    lines.push(
      `${gauge || 'files without a folder'}: ${count(entries.length, 'raw file')}${complete ? '' : ' (listing cut by the server)'}${detail}${seen}`,
    );
  }
  lines.push(`would make year files in ${settings.out.value}, publish them to ${target?.name ?? 'nowhere else'}`);
  lines.push(
    deletes
      ? `would delete those raw files that are done from ${source.name}, once published and verified`
      : 'would keep the raw files',
  );
  host.stderr.write(`${lines.join('\n')}\n`);
  return EXIT.done;
}
