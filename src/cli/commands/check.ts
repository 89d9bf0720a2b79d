import { Command, Option } from 'commander';
import type { Options } from '../../config/settings.js';
import { EXIT } from '../../domain/errors.js';
import { lookAtClock, newest, type ClockLook, newestPublishedS } from '../check/clock.js';
import { HISTORY_HEAD, historyCells } from '../check/history-table.js';
import { tryStore } from '../check/connect.js';
import { gatherSettings, type CheckResult } from '../check/gather.js';
import type { FormOptions } from '../wiring/network/forms.js';
import { openFolderStore } from '../../stores/folder/store.js';
import { newRunId, type Host } from '../host/host.js';
import {
  calibOption,
  formatOption,
  gaugeOption,
  gaugesOption,
  interventionsOption,
  maxMmPerMinOption,
  uncalibratedOption,
} from '../wiring/options/options.js';
import { writeOut } from '../host/output.js';
import { table } from '../text/summary-text.js';
import { builtS } from '../version.js';
import { logOf } from '../wiring/options/shared.js';

type CheckOptions = Options &
  FormOptions & {
    readonly connect?: true;
    readonly write?: true;
    readonly json?: true;
    readonly uncalibrated?: true;
  };

/** `pluvio check`: what would be used, and everything that is wrong with it. */
export function checkCommand(host: Host, exit: (code: number) => void): Command {
  return new Command('check')
    .addOption(gaugeOption())
    .addOption(calibOption())
    .addOption(gaugesOption())
    .addOption(interventionsOption())
    .addOption(formatOption())
    .option(
      '--from <store>',
      'raw files: a folder, ftp://host/path, ftps://host/path or sftp://user@host/path [env: FTP_SERVER, FTP_SOURCE_DIR]',
    )
    .option('--to <store>', 'where to publish [env: FTP_TARGET_DIR]')
    .option('--out <folder>', 'folder for the outputs (default: ./output) [env: LOCAL_OUTPUT_DIR]')
    .option('--connections <n>', 'connections at the same time, 1 to 32 (default: 8) [env: FTP_CONNECTIONS]')
    .option('--ca <file>', 'certificate authority of the servers, PEM [env: FTP_CA_FILE]')
    .addOption(uncalibratedOption())
    .addOption(maxMmPerMinOption())
    .option(
      '--connect',
      "log in, enter and list every wanted gauge's folder as well, and try the formats given on its newest raw file",
    )
    .addOption(
      new Option(
        '--write',
        'with --connect, and beyond looking: write, replace, rename and delete a file of its own where to publish',
      ).implies({ connect: true }),
    )
    .option('--json', 'print the same as JSON')
    .action(async (options: CheckOptions) => {
      const result = await gatherSettings(options, host);
      const runId = newRunId();
      const log = logOf(host, runId);
      const { settings, wanted, problems } = result;
      const tried: string[] = [];
      const dates: number[] = [];
      const token = options.write && runId;
      if (token !== undefined && !result.stores.some(({ holdsRaw }) => !holdsRaw))
        problems.push('--write: nothing to publish to; give --to, or set FTP_TARGET_DIR');
      for (const store of options.connect ? result.stores : [])
        tried.push(...(await tryStore(store, result, { log, token, dates })));
      const clock = lookAtClock({
        hostNowS: host.nowS(),
        listedS: newest(dates),
        publishedS: await newestPublishedS(openFolderStore(settings.out.value), wanted.gauges),
        builtS: builtS(),
      });
      if (clock.problem !== undefined) problems.push(clock.problem);
      const shown = { tried, clock };
      await writeOut(host, options.json ? checkJson(result, shown) : checkText(result, shown));
      exit(result.problems.length > 0 ? EXIT.usage : EXIT.done);
    });
}

/** What was found beside the settings. */
interface Shown {
  readonly tried: readonly string[];
  readonly clock: ClockLook;
}

function checkJson({ rows, wanted, history, problems, warnings }: CheckResult, { tried, clock }: Shown): string {
  const gauges = wanted.gauges.map((gauge) => ({ ...gauge, isCalibrated: !wanted.uncalibrated.has(gauge.name) }));
  const { signs, verdict } = clock;
  const shown = { settings: rows, gauges, history, stores: tried, clock: { ...signs, ...verdict }, problems, warnings };
  return `${JSON.stringify(shown, null, 2)}\n`;
}

function checkText({ rows, wanted, history, problems, warnings }: CheckResult, { tried, clock }: Shown): string {
  const { gauges, uncalibrated } = wanted;
  const lines = table(
    ['setting', 'value', 'from'],
    rows.map(({ setting, value, from }) => [setting, value, from]),
  );
  if (gauges.length > 0) {
    const called = gauges.some(({ aliases }) => aliases.length > 0) ? ['also called'] : [];
    const cells = gauges.map(({ name, folder, aliases, curve: { a, b, c, tipMm } }) => [
      name,
      folder,
      `${tipMm}`,
      ...(uncalibrated.has(name) ? ['none', '', ''] : [`${a}`, `${b}`, `${c}`]),
      ...called.map(() => aliases.join(' | ')),
    ]);
    lines.push('', ...table(['gauge', 'folder', 'tip mm', 'a', 'b', 'c', ...called], cells));
  }
  if (history.length > 0) lines.push('', ...table(HISTORY_HEAD, history.map(historyCells)));
  lines.push('', ...clock.lines);
  if (tried.length > 0) lines.push('', ...tried);
  if (warnings.length > 0) lines.push('', `${warnings.length} to look at:`);
  for (const warning of warnings) lines.push(`  - ${warning}`);
  lines.push('', problems.length === 0 ? 'nothing is wrong' : `${problems.length} wrong:`);
  for (const problem of problems) lines.push(`  - ${problem}`);
  return `${lines.join('\n')}\n`;
}
