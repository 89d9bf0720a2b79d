import path from 'node:path';
import { Command } from 'commander';
import { DEFAULT_OUT, throwProblems } from '../../config/settings.js';
import { pickEnvironment } from '../../config/variables.js';
import { EXIT, PluvioError } from '../../domain/errors.js';
import { STATE_FOLDER } from '../../domain/paths.js';
import type { Store } from '../../domain/storage/store.js';
import { readFailing } from '../../pipeline/run/failing.js';
import { readLastRun } from '../../pipeline/run/last-run.js';
import { readProcesses } from '../../pipeline/run/process-notes.js';
import { readVerified } from '../../pipeline/verify/record.js';
import { readStatus, type Status } from '../../pipeline/status/status.js';
import { openFolderStore } from '../../stores/folder/store.js';
import { openOutputFolder } from '../../stores/output-folder.js';
import type { Host } from '../host/host.js';
import { openStore } from '../wiring/session/open-store.js';
import { gaugeOption, gaugesOption } from '../wiring/options/options.js';
import { writeOut } from '../host/output.js';
import { parseDuration } from '../../domain/time/duration.js';
import { otherThan } from '../wiring/session/session-stores.js';
import { wrapped } from '../pages/wrap.js';
import { processText } from '../text/process-text.js';
import { statusText } from '../text/status-text.js';
import { loadGauges, withoutCalibration } from '../wiring/network/tables.js';
import { logOf, newRunId, settingsOf, type RunOptions } from '../wiring/options/shared.js';

interface StatusCommandOptions extends RunOptions {
  readonly silentAfter: string;
  readonly text?: true | undefined;
  readonly wide?: true | undefined;
}

/** Of a terminal that does not tell, and of text that goes elsewhere. */
const COLUMNS = 80;

/** `pluvio status`: how every gauge is doing. Looks only: takes no lock, changes nothing, also while a run is at work. */
export function statusCommand(host: Host, exit: (code: number) => void): Command {
  return new Command('status')
    .addOption(gaugeOption())
    .addOption(gaugesOption())
    .option('--out <folder>', 'the output folder (default: ./output) [env: LOCAL_OUTPUT_DIR]')
    .option('--from <store>', 'raw files, to tell what waits [env: FTP_SERVER, FTP_SOURCE_DIR]')
    .option('--to <store>', 'where years are published [env: FTP_TARGET_DIR]')
    .option('--silent-after <duration>', 'a gauge without a reading for longer is silent', '30m')
    .option('--connections <n>', 'connections at the same time, 1 to 32 (default: 8) [env: FTP_CONNECTIONS]')
    .option('--ca <file>', 'certificate authority of the servers, PEM [env: FTP_CA_FILE]')
    .option('--json', 'print JSON on stdout, as is done where that is no terminal')
    .option('--text', 'print text, also where stdout is no terminal')
    .option('--wide', 'every column of the table, however wide; a terminal gets as many as it has room for')
    .option('--strict', 'exit 3 when a gauge is silent, or a published file is not whole')
    .action(async (options: StatusCommandOptions) => {
      const status = await look(options, host);
      const isTerminal = host.stdout.isTTY ?? false;
      const out = openOutputFolder(options.out ?? pickEnvironment(host.env).LOCAL_OUTPUT_DIR ?? DEFAULT_OUT);
      const [processes, verified] = [readProcesses(out), readVerified(out) ?? null];
      const columns = options.wide ? Infinity : isTerminal ? (host.stdout.columns ?? 0) || COLUMNS : COLUMNS;
      const text = (): string =>
        wrapped(`${statusText(status, columns)}${processText(processes, verified).join('\n')}\n`, columns);
      const json = (): string => `${JSON.stringify({ ...status, processes, verified }, null, 2)}\n`;
      await writeOut(host, !options.json && (options.text ?? isTerminal) ? text() : json());
      const isSilent = status.gauges.some((gauge) => gauge.isSilent);
      exit(options.strict && (isSilent || (verified?.open.length ?? 0) > 0) ? EXIT.strict : EXIT.done);
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
    const store = setting && (await openStore(setting, settings, log));
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
