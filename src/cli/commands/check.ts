import { Command } from 'commander';
import type { Options } from '../../config/settings.js';
import { EXIT } from '../../domain/errors.js';
import { tryStore } from '../check/connect.js';
import { gatherSettings, type CheckResult } from '../check/gather.js';
import type { FormOptions } from '../forms.js';
import { newRunId, type Host } from '../host.js';
import {
  calibOption,
  formatOption,
  gaugeOption,
  gaugesOption,
  maxMmPerMinOption,
  uncalibratedOption,
} from '../options.js';
import { writeOut } from '../output.js';
import { table } from '../summary-text.js';
import { logOf } from './shared.js';

type CheckOptions = Options &
  FormOptions & {
    readonly connect?: true;
    readonly json?: true;
    readonly uncalibrated?: true;
  };

/** `pluvio check`: what would be used, and everything that is wrong with it. */
export function checkCommand(host: Host, exit: (code: number) => void): Command {
  return new Command('check')
    .addOption(gaugeOption())
    .addOption(calibOption())
    .addOption(gaugesOption())
    .addOption(formatOption())
    .option(
      '--from <store>',
      'raw files: a folder, ftp://host/path or ftps://host/path [env: FTP_SERVER, FTP_SOURCE_DIR]',
    )
    .option('--to <store>', 'where to publish [env: FTP_TARGET_DIR]')
    .option('--out <folder>', 'folder for the outputs (default: ./output) [env: LOCAL_OUTPUT_DIR]')
    .option('--connections <n>', 'FTP connections at the same time, 1 to 32 (default: 8) [env: FTP_CONNECTIONS]')
    .option('--ca <file>', 'certificate authority of the servers, PEM [env: FTP_CA_FILE]')
    .addOption(uncalibratedOption())
    .addOption(maxMmPerMinOption())
    .option('--connect', 'log in and list as well, and try the formats given on each gauge’s newest raw file')
    .option('--json', 'print the same as JSON')
    .action(async (options: CheckOptions) => {
      const result = await gatherSettings(options, host);
      const log = logOf(host, newRunId());
      const tried: string[] = [];
      for (const store of options.connect ? result.stores : []) tried.push(...(await tryStore(store, result, log)));
      await writeOut(host, options.json ? checkJson(result, tried) : checkText(result, tried));
      exit(result.problems.length > 0 ? EXIT.usage : EXIT.done);
    });
}

function checkJson({ rows, wanted, problems, warnings }: CheckResult, tried: readonly string[]): string {
  const gauges = wanted.gauges.map((gauge) => ({ ...gauge, isCalibrated: !wanted.uncalibrated.has(gauge.name) }));
  return `${JSON.stringify({ settings: rows, gauges, stores: tried, problems, warnings }, null, 2)}\n`;
}

function checkText({ rows, wanted, problems, warnings }: CheckResult, tried: readonly string[]): string {
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
  if (tried.length > 0) lines.push('', ...tried);
  if (warnings.length > 0) lines.push('', `${warnings.length} to look at:`);
  for (const warning of warnings) lines.push(`  - ${warning}`);
  lines.push('', problems.length === 0 ? 'nothing is wrong' : `${problems.length} wrong:`);
  for (const problem of problems) lines.push(`  - ${problem}`);
  return `${lines.join('\n')}\n`;
}
