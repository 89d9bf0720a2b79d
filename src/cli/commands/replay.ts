import { Command } from 'commander';
import { throwProblems, type Problem } from '../../config/settings.js';
import { EXIT } from '../../domain/errors.js';
import type { RunContext } from '../../pipeline/context.js';
import { previewYear } from '../../pipeline/replay/preview.js';
import { replayQuarantines, understoodLines } from '../../pipeline/replay/replay-quarantine.js';
import { replayYears, yearsToReplay } from '../../pipeline/replay/replay-years.js';
import type { Host } from '../host/host.js';
import { writeOut } from '../host/output.js';
import { onSignals } from '../host/signals.js';
import { replayText, type ReplayReport } from '../text/replay-text.js';
import { openForms } from '../wiring/network/forms.js';
import { loadGauges } from '../wiring/network/tables.js';
import {
  contextOf,
  logOf,
  newRunId,
  settingsOf,
  withReadingOptions,
  type RunOptions,
} from '../wiring/options/shared.js';
import { uncalibratedOption } from '../wiring/options/options.js';
import { withPublished } from '../wiring/session/published.js';

interface ReplayOptions extends RunOptions {
  readonly year?: readonly string[] | undefined;
  readonly quarantine?: true | undefined;
  readonly dryRun?: true | undefined;
}

/** `pluvio replay`: published years, or quarantined lines, through the tables and settings of today. */
export function replayCommand(host: Host, exit: (code: number) => void): Command {
  return withReadingOptions(new Command('replay'))
    .addOption(uncalibratedOption())
    .option(
      '--year <years>',
      'years, separated by commas (default: those that the tables of today make otherwise)',
      list,
    )
    .option('--quarantine', 'read quarantined lines again, instead: those understood are merged, and marked there')
    .option('--dry-run', 'say what would change, and change nothing')
    .option('--out <folder>', 'the output folder (default: ./output) [env: LOCAL_OUTPUT_DIR]')
    .option('--to <store>', 'where years are published [env: FTP_TARGET_DIR]')
    .option('--connections <n>', 'connections at the same time, 1 to 32 (default: 8) [env: FTP_CONNECTIONS]')
    .option('--ca <file>', 'certificate authority of the servers, PEM [env: FTP_CA_FILE]')
    .option('--json', 'print the report as JSON on stdout')
    .action(async (options: ReplayOptions) => {
      const { settings, problems, notBeforeS } = settingsOf(options, 'look', host);
      const years = yearsOf(options, problems);
      const forms = await openForms(options, settings, problems);
      const warnings: string[] = [];
      const { gauges, others } = loadGauges(settings, options.uncalibrated ?? false, problems, { warnings, forms });
      throwProblems(problems);
      const runId = newRunId();
      const log = logOf(host, runId);
      for (const warning of warnings) log.warn(warning);
      const isDry = options.dryRun ?? false;
      const chosen = { gauges: options.gauge === undefined ? undefined : gauges.map(({ name }) => name), years };
      const work = (signal: AbortSignal): Promise<ReplayReport> =>
        withPublished({ settings, runId, log, host, changes: !isDry }, (published) => {
          const parts = { settings, gauges, others, forms, notBeforeS, durable: true, log, runId, signal };
          const context = contextOf({ ...parts, ...published }, host);
          return options.quarantine ? ofQuarantines(context, isDry) : ofYears(chosen, context, isDry);
        });
      let report: ReplayReport | undefined;
      const code = await onSignals(log, host, async (signal) => {
        report = await work(signal);
        return report.years.some(({ why }) => why !== undefined) ? EXIT.remote : EXIT.done;
      });
      if (report) await writeOut(host, options.json ? `${JSON.stringify(report, null, 2)}\n` : replayText(report));
      exit(code);
    });
}

function list(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}

function yearsOf({ year, quarantine }: ReplayOptions, problems: Problem[]): number[] | undefined {
  if (year && quarantine)
    problems.push('--year and --quarantine: lines of a quarantine are of any year; give one of the two');
  const wrong = year?.find((text) => !/^\d{4}$/.test(text));
  if (wrong !== undefined) problems.push(`--year: "${wrong}" is no year; expected such as 2023 or 2022,2023`);
  return year?.map(Number);
}

async function ofYears(
  chosen: Parameters<typeof yearsToReplay>[0],
  context: RunContext,
  isDry: boolean,
): Promise<ReplayReport> {
  const years = await yearsToReplay(chosen, context);
  if (!isDry) return { dryRun: false, years: await replayYears(years, context), quarantines: [] };
  const previews = [];
  for (const year of years) {
    const preview = await previewYear(year, context);
    if (preview) previews.push(preview);
  }
  return { dryRun: true, years: previews, quarantines: [] };
}

async function ofQuarantines(context: RunContext, isDry: boolean): Promise<ReplayReport> {
  if (!isDry) {
    // First what is published is whole here: a lost output folder, say, would else have these lines alone.
    const years = await replayYears(await yearsToReplay({ gauges: undefined, years: undefined }, context), context);
    const { quarantines, years: fed } = await replayQuarantines(context);
    return { dryRun: false, years: [...years, ...fed], quarantines };
  }
  const quarantines = [];
  for (const gauge of [undefined, ...context.gauges]) {
    const { found } = await understoodLines(gauge, context);
    if (found.lines > 0) quarantines.push(found);
  }
  return { dryRun: true, years: [], quarantines };
}
