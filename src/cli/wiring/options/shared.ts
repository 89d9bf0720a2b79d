import os from 'node:os';
import type { Command } from 'commander';
import { readSettings, type Options, type Problem, type Route, type Settings } from '../../../config/settings.js';
import { pickEnvironment } from '../../../config/variables.js';
import { DAY_S } from '../../../domain/time/time.js';
import { indexGauges, type Gauge, type WantedGauge } from '../../../domain/network.js';
import { NO_CHECKPOINT, type Checkpoint } from '../../../domain/run/checkpoint.js';
import type { Journal } from '../../../domain/run/journal.js';
import type { Store } from '../../../domain/storage/store.js';
import { openLog, type Logger, type LogFormat } from '../../../log/log.js';
import type { Format } from '../../../formats/format.js';
import { Buffers } from '../../../formats/buffers.js';
import { FORMATS, formatsNamed } from '../../../formats/registry.js';
import type { Fill } from '../../../formats/csv/series-csv.js';
import type { RunContext } from '../../../pipeline/context.js';
import { openOutputFolder } from '../../../stores/output-folder.js';
import { openSpillFile } from '../../../stores/spill-file.js';
import { readPasswordFile, type Host } from '../../host/host.js';
import type { RawForms } from '../network/forms.js';
import { progressOf } from '../../host/progress-log.js';
import { reportEvents } from '../../text/report-events.js';
import {
  calibOption,
  fillOption,
  formatOption,
  formatsOption,
  gaugeOption,
  gaugesOption,
  interventionsOption,
  maxMmPerMinOption,
  notBefore,
  notBeforeOption,
  uncalibratedOption,
} from './options.js';
import { productOptions, readProductOptions, type ProductOptions } from './product-options.js';
import { openYearWorkers } from '../../../pipeline/years/threads/year-workers.js';
import { ownVersion } from '../../version.js';

/** Options of every command that makes outputs. */
export interface RunOptions extends Options, ProductOptions {
  readonly uncalibrated?: true | undefined;
  readonly json?: true | undefined;
  readonly strict?: true | undefined;
  readonly notBefore?: string | undefined;
  readonly formats?: readonly string[] | undefined;
  readonly fill?: string | undefined;
  readonly format?: readonly string[] | undefined;
  readonly decimals?: string | undefined;
}

/** Settings of a run, and in what form its outputs are made. */
export interface RunSettings extends Settings {
  readonly formats: readonly Format[] | undefined;
  readonly fill: Fill | undefined;
  /** Decimals of mm in the table of the last hours. */
  readonly decimals: number | undefined;
  readonly tables: ReturnType<typeof readProductOptions>;
}

/** Adds the options that say which gauges, with which tables, and which readings are believed. */
export function withReadingOptions(command: Command): Command {
  return command
    .addOption(gaugeOption())
    .addOption(calibOption())
    .addOption(gaugesOption())
    .addOption(interventionsOption())
    .addOption(formatOption())
    .addOption(notBeforeOption())
    .addOption(maxMmPerMinOption());
}

/** Adds the options that say which gauges, with which tables, to which folder. */
export function withRunOptions(command: Command): Command {
  const wanted = withReadingOptions(command)
    .option('--out <folder>', 'folder for the outputs (default: ./output) [env: LOCAL_OUTPUT_DIR]')
    .addOption(uncalibratedOption())
    .addOption(formatsOption())
    .addOption(fillOption())
    .option('--decimals <n>', 'decimals of mm in network/cumulative.csv, 0 to 6 (default: 1)')
    .option('--json', 'print the summary of the run as JSON on stdout')
    .option('--strict', 'exit 3 when lines had to be quarantined, nothing could be used, or not all was read');
  for (const option of productOptions()) wanted.addOption(option);
  return wanted;
}

function formatNames(): string {
  return FORMATS.map(({ name }) => name).join(',');
}

/** Settings of a command from its options and the environment, and what is wrong with them so far. */
export function settingsOf(
  options: RunOptions,
  route: Route,
  host: Host,
): { settings: RunSettings; problems: Problem[]; notBeforeS: number } {
  const { settings, problems } = readSettings(options, pickEnvironment(host.env), route, readPasswordFile);
  const form = {
    formats: readFormats(options, problems),
    fill: readFill(options, problems),
    decimals: readDecimals(options, problems),
    tables: readProductOptions(options, problems),
  };
  return { settings: { ...settings, ...form }, problems, notBeforeS: notBefore(options, problems) };
}

function readFormats({ formats }: RunOptions, problems: Problem[]): Format[] | undefined {
  const unknown = formats?.filter((name) => !FORMATS.some((format) => format.name === name)) ?? [];
  for (const name of unknown)
    problems.push(`--formats: there is no format "${name}"; the formats are ${formatNames()}`);
  return unknown.length > 0 ? undefined : formats && formatsNamed(formats);
}

function readDecimals({ decimals }: RunOptions, problems: Problem[]): number | undefined {
  if (decimals === undefined || /^[0-6]$/.test(decimals)) return decimals === undefined ? undefined : Number(decimals);
  problems.push(`--decimals: "${decimals}" is not a whole number from 0 to 6`);
  return undefined;
}

/** What `--fill` says; what is wrong with it joins `problems`. */
export function readFill({ fill }: Pick<RunOptions, 'fill'>, problems: Problem[]): Fill | undefined {
  if (fill === 'na' || fill === 'none' || fill === undefined) return fill;
  problems.push(`--fill: "${fill}" is neither na nor none`);
  return undefined;
}

export interface ContextParts {
  readonly settings: RunSettings;
  readonly gauges: readonly WantedGauge[];
  readonly forms: RawForms;
  readonly others: readonly Gauge[];
  readonly notBeforeS: number;
  readonly target: Store | undefined;
  readonly journal: Journal;
  readonly durable: boolean;
  readonly log: Logger;
  readonly runId: string;
  readonly signal?: AbortSignal;
  /** Of a run that changes what others see; default: there is nothing to guard. */
  readonly checkpoint?: Checkpoint;
}

/** What the pipeline needs, with the real hands. */
export function contextOf(
  {
    settings,
    gauges,
    others,
    forms,
    notBeforeS,
    target,
    journal,
    durable,
    log,
    runId,
    signal,
    checkpoint,
  }: ContextParts,
  host: Host,
): RunContext {
  let spills = 0;
  const out = openOutputFolder(settings.out.value, { durable });
  const [show, tell] = [progressOf(host, log), reportEvents(log)];
  return {
    gauges,
    others,
    index: indexGauges(gauges, others),
    notBeforeS,
    notAfterS: host.nowS() + DAY_S,
    maxMmPerMin: settings.maxMmPerMin.value,
    forms: forms.chooserFor(gauges, others),
    between: host.between,
    formats: settings.formats,
    fill: settings.fill,
    decimals: settings.decimals,
    ...settings.tables,
    version: ownVersion(),
    out,
    target,
    journal,
    openSpill: () => openSpillFile(settings.temp.value ?? os.tmpdir(), `${runId}-${++spills}`),
    buffers: new Buffers(),
    openMaker: (spill, rows) => openYearWorkers(spill, rows, out, durable),
    report: (event) => {
      show(event);
      tell(event);
    },
    signal,
    checkpoint: checkpoint ?? NO_CHECKPOINT,
  };
}

export { newRunId } from '../../host/host.js';

/** How a run is told on stderr: for people on a terminal, in JSON lines elsewhere, unless an option says otherwise. */
export function logFormatOf({ stderr, globals }: Host): LogFormat {
  return globals.logFormat ?? (stderr.isTTY === true ? 'pretty' : 'json');
}

/** The log of a run, on stderr. */
export function logOf(host: Host, runId: string): Logger {
  const { stderr, env, globals, run } = host;
  run.id = runId;
  return openLog({
    level: globals.quiet && globals.logLevel === 'info' ? 'warn' : globals.logLevel,
    format: logFormatOf(host),
    stream: stderr,
    runId,
    color: stderr.isTTY === true && (env.NO_COLOR ?? '') === '',
  });
}
