import { Command } from 'commander';
import { throwProblems, type Problem } from '../../config/settings.js';
import { PluvioError } from '../../domain/errors.js';
import type { Store } from '../../domain/storage/store.js';
import type { TimeRange } from '../../domain/time/time.js';
import { lastRain, lastSites, type LastRain } from '../../pipeline/network/last-rain.js';
import { LIVE_PATHS } from '../../products/cumulative.js';
import { openOutputFolder } from '../../stores/output-folder.js';
import { askedPeriod, withPeriodOptions, type PeriodOptions } from '../wiring/options/asked-period.js';
import { durationS, MIN_COVERAGE_FLAGS, minCoverageOf, throwUsage } from '../filters/rain-options.js';
import type { Host } from '../host/host.js';
import { LAST_FORMS, type LastForm } from '../text/last-text.js';
import { openStore } from '../wiring/session/open-store.js';
import { names } from '../wiring/options/options.js';
import { writeOut } from '../host/output.js';
import { logOf, newRunId, settingsOf, type RunOptions } from '../wiring/options/shared.js';

/** `--gauge` as given: unlike in runs, every published gauge is wanted without it. */
interface LastCommandOptions extends PeriodOptions, Omit<RunOptions, 'gauge'> {
  readonly gauge?: readonly string[] | undefined;
  readonly step?: string | undefined;
  readonly minCoverage?: string | undefined;
  readonly csv?: true;
  readonly ndjson?: true;
}

const USUAL = '72h';

/** `pluvio last`: the last rain of every gauge, from the ends of what is published. Takes no lock, changes nothing. */
export function lastCommand(host: Host, exit: (code: number) => void): Command {
  const command = new Command('last')
    .argument('[duration]', `how long, until the network’s last reading or --until (default: ${USUAL})`)
    .option('--gauge <names>', 'gauges wanted, separated by commas (default: all)', names)
    .option('--step <duration>', 'a row every so often, on the clock, such as 5m or 1h (default: one in all)')
    .option(MIN_COVERAGE_FLAGS, 'least observed part of the time, 0 to 1 (default: 1 up to 6 h, 0.95 above)');
  return withPeriodOptions(command)
    .option('--out <folder>', 'the output folder (default: ./output) [env: LOCAL_OUTPUT_DIR]')
    .option('--to <store>', 'where years are published, read where the folder has none [env: FTP_TARGET_DIR]')
    .option('--json', 'write JSON')
    .option('--csv', 'write CSV')
    .option('--ndjson', 'write JSON, an object a row')
    .action(async (duration: string | undefined, options: LastCommandOptions) => {
      const problems: Problem[] = [];
      const given = (['json', 'csv', 'ndjson'] as const).filter((form) => options[form]);
      if (given.length > 1) problems.push(`${given.map((form) => `--${form}`).join(' and ')}: give one`);
      const stepS = options.step === undefined ? undefined : durationS('--step', options.step, problems);
      const minCoverage = minCoverageOf(options.minCoverage, problems);
      const lengthS = durationS('the duration', duration ?? USUAL, problems);
      if (duration !== undefined && (options.since ?? options.day ?? options.month) !== undefined)
        problems.push(`${duration} and --since, --day or --month say different periods; give one`);
      const asked = askedPeriod(options, host.nowS(), problems);
      throwUsage(problems);
      const form: LastForm = given[0] ?? 'table';
      const { period, rains } = await read(options, { asked, lengthS, how: { stepS, minCoverage } }, host);
      await writeOut(host, await LAST_FORMS[form](rains, period));
      exit(0);
    });
}

/** The period that was asked for; where its beginning is open, it is `lengthS` before its end. */
interface Question {
  readonly asked: TimeRange;
  readonly lengthS: number;
  readonly how: Parameters<typeof lastRain>[2];
}

async function read(
  options: LastCommandOptions,
  { asked, lengthS, how }: Question,
  host: Host,
): Promise<{ period: TimeRange; rains: LastRain[] }> {
  const { gauge: wanted, ...others } = options;
  const { settings, problems } = settingsOf(others, 'look', host);
  throwProblems(problems);
  const out = openOutputFolder(settings.out.value, { durable: false });
  const isHere = out.sizeBytes(LIVE_PATHS.json) !== undefined;
  let target: Store | undefined;
  if (!isHere && settings.target) {
    const log = logOf(host, newRunId());
    target = await openStore(settings.target.value, settings, log);
  }
  try {
    const places = { out, target };
    const { sites, endS: lastS } = await lastSites(places);
    const endS = Number.isFinite(asked.endS) ? asked.endS : lastS;
    const startS = Number.isFinite(asked.startS) ? asked.startS : endS - lengthS;
    if (startS >= endS) throw new PluvioError('USAGE', `--since: there is no reading after "${options.since!}"`);
    const known = sites.map(({ gauge }) => gauge);
    for (const name of wanted ?? [])
      if (!known.includes(name))
        throw new PluvioError('USAGE', `--gauge: there is no ${name}; there are ${known.join(', ')}`, { gauge: name });
    const rains: LastRain[] = [];
    for (const site of sites)
      if (wanted?.includes(site.gauge) ?? true) rains.push(await lastRain(site, { startS, endS }, how, places));
    return { period: { startS, endS }, rains };
  } finally {
    await target?.close();
  }
}
