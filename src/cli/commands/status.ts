import path from 'node:path';
import { Command } from 'commander';
import { throwProblems } from '../../config/settings.js';
import { EXIT, PluvioError } from '../../domain/errors.js';
import { STATE_FOLDER } from '../../domain/paths.js';
import type { Store } from '../../domain/store.js';
import { readFailing } from '../../pipeline/failing.js';
import { readLastRun } from '../../pipeline/last-run.js';
import { readStatus, type Status } from '../../pipeline/status.js';
import { openFolderStore } from '../../stores/folder.js';
import { openOutputFolder } from '../../stores/output-folder.js';
import type { Host } from '../host.js';
import { openStore } from '../open-store.js';
import { gaugeOption, gaugesOption } from '../options.js';
import { writeOut } from '../output.js';
import { parseDuration } from '../../domain/duration.js';
import { otherThan } from '../session.js';
import { statusText } from '../status-text.js';
import { loadGauges, withoutCalibration } from '../tables.js';
import { logOf, newRunId, settingsOf, type RunOptions } from './shared.js';

interface StatusCommandOptions extends RunOptions {
  readonly silentAfter: string;
}

/** `pluvio status`: how every gauge is doing. Looks only: takes no lock, changes nothing, also while a run is at work. */
export function statusCommand(host: Host, exit: (code: number) => void): Command {
  return new Command('status')
    .addOption(gaugeOption())
    .addOption(gaugesOption())
    .option('--out <folder>', 'the output folder (default: ./output) [env: LOCAL_OUTPUT_DIR]')
    .option('--from <store>', 'raw files, to tell what waits [env: FTP_SERVER, FTP_SOURCE_DIR]')
    .option('--to <store>', 'where years are published [env: FTP_TARGET_DIR]')
    .option('--silent-after <duration>', 'a gauge without a reading for longer is silent', '30m')
    .option('--connections <n>', 'FTP connections at the same time, 1 to 32 (default: 8) [env: FTP_CONNECTIONS]')
    .option('--ca <file>', 'certificate authority of the servers, PEM [env: FTP_CA_FILE]')
    .option('--json', 'print JSON on stdout, as is done where that is no terminal')
    .option('--strict', 'exit 3 when a gauge is silent')
    .action(async (options: StatusCommandOptions) => {
      const status = await look(options, host);
      const isTable = !options.json && (host.stdout.isTTY ?? false);
      await writeOut(host, isTable ? statusText(status) : `${JSON.stringify(status, null, 2)}\n`);
      const isSilent = status.gauges.some((gauge) => gauge.isSilent);
      exit(options.strict && isSilent ? EXIT.strict : EXIT.done);
    });
}

async function look(options: StatusCommandOptions, host: Host): Promise<Status> {
  const silentAfterMs = parseDuration(options.silentAfter);
  if (silentAfterMs === undefined)
    throw new PluvioError(
      'USAGE',
      `--silent-after: "${options.silentAfter}" is not a duration; expected one like 30m or 2h`,
    );
  const { settings, problems } = settingsOf(options, 'look', host);
  const { gauges } = loadGauges(withoutCalibration(settings), true, problems);
  throwProblems(problems);
  const out = settings.out.value;
  const log = logOf(host, newRunId());
  // SQLite is loaded only by commands that look into a journal.
  const { readJournal } = await import('../../journal/read-journal.js');
  const journal = readJournal(path.join(out, STATE_FOLDER, 'journal.db'));
  const stores: Store[] = [];
  const open = async (setting: Parameters<typeof openStore>[0] | undefined): Promise<Store | undefined> => {
    const store = setting && (await openStore(setting, settings, log, { looksOnly: true }));
    if (store) stores.push(store);
    return store;
  };
  try {
    return await readStatus({
      gauges,
      local: openFolderStore(out),
      target: await open(otherThan(out, settings.target?.value)),
      source: await open(settings.source?.value),
      journal,
      lastRun: readLastRun(openOutputFolder(out)),
      failing: readFailing(openOutputFolder(out)),
      nowS: host.nowS(),
      silentAfterS: silentAfterMs / 1000,
    });
  } finally {
    journal.close();
    for (const store of stores) await store.close();
  }
}
