import { Command } from 'commander';
import { QUALITY_TESTS } from '../../analyses/quality/index.js';
import type { ExcludedLevel } from '../../analyses/quality/judging/exclusion.js';
import { joinedSet, settingsByTest, type QualitySet } from '../../analyses/quality/judging/quality-set.js';
import { gaugeQuality, type QualityQuestion } from '../../analyses/quality/judging/report.js';
import { StepRains } from '../../analyses/quality/steps/step-rain.js';
import type { Problem } from '../../config/settings.js';
import { PluvioError } from '../../domain/errors.js';
import type { OutputFolder } from '../../domain/storage/output-folder.js';
import { formatDateTime, yearOf, yearRange, type TimeRange } from '../../domain/time/time.js';
import { gaugesIn } from '../../pipeline/network/gauge-series.js';
import { sitesOf } from '../../pipeline/publish/tables/known-sites.js';
import { exclusionReport, publishedQuality } from '../../pipeline/quality/exclusion-report.js';
import { readRecord, readSiteRain, type QualitySite, type SiteRain } from '../../pipeline/quality/read-records.js';
import { LIVE_PATHS } from '../../products/cumulative.js';
import { openOutputFolder } from '../../stores/output-folder.js';
import { throwUsage } from '../filters/rain-options.js';
import type { Host } from '../host/host.js';
import { writeOut } from '../host/output.js';
import { exclusionCsv, exclusionJson, exclusionText } from '../text/quality/exclusion-text.js';
import { qualityCsv, qualityJson, qualityText } from '../text/quality/quality-text.js';
import { readGaugesFile } from '../wiring/network/tables.js';
import { askedPeriod, withPeriodOptions, type PeriodOptions } from '../wiring/options/asked-period.js';
import { names } from '../wiring/options/options.js';
import { readLevel, readQualitySet, testNamed } from '../wiring/options/quality-options.js';

interface QcOptions extends PeriodOptions {
  readonly from: string;
  readonly gauge?: readonly string[] | undefined;
  readonly gauges?: string | undefined;
  readonly test?: readonly string[] | undefined;
  readonly set: readonly string[];
  readonly exclude?: string | undefined;
  readonly csv?: true;
  readonly json?: true;
}

const listed = (text: string, before: readonly string[]): readonly string[] => [...before, ...names(text)];

/** `pluvio qc`: quality tests over what is published. Changes nothing. */
export function qcCommand(host: Host, exit: (code: number) => void): Command {
  const known = QUALITY_TESTS.map(({ name }) => name).join(', ');
  const command = new Command('qc')
    .option('--from <folder>', 'the output folder with the published years', './output')
    .option('--gauge <names>', 'gauges judged, separated by commas (default: all)', names)
    .option('--gauges <file>', 'the gauges table with the coordinates (default: those of network/cumulative.json)')
    .option('--test <names>', `tests, separated by commas (default: all): ${known}`, names)
    .option('--set <test.setting=number>', 'another limit, as faulty-zero.neighbours=5; may be repeated', listed, []);
  return withPeriodOptions(command)
    .option('--exclude <level>', 'what update --exclude would leave out, 1 to 3: mm, minutes, events by gauge and year')
    .option('--csv', 'write every flag as CSV')
    .option('--json', 'write every flag, the settings of each test, and what leaving flagged time out would take')
    .action(async (options: QcOptions) => {
      const problems: Problem[] = [];
      if (options.csv && options.json) problems.push('--csv and --json: give one');
      const asked = askedPeriod(options, host.nowS(), problems);
      const wanted = options.test ?? [];
      for (const name of wanted)
        if (!testNamed(name)) problems.push(`--test: "${name}" is none; the tests are ${known}`);
      const set = readQualitySet('--set', options.set, problems);
      const level = readLevel(options.exclude, problems);
      if (level !== undefined && wanted.length > 0) problems.push('--exclude goes by all tests: leave --test away');
      throwUsage(problems);
      const out = openOutputFolder(options.from, { durable: false });
      const sites = sitesIn(out, options);
      const asks = { out, sites, set: joinedSet(await publishedQuality(out, sites), set) };
      await writeOut(
        host,
        await (level === undefined ? flagsOf(asks, asked, options) : takenBy(level, asks, asked, options)),
      );
      exit(0);
    });
}

/** What is asked of which gauges, with the settings of tests that are not the default. */
interface Asks {
  readonly out: OutputFolder;
  readonly sites: readonly QualitySite[];
  readonly set: QualitySet;
}

/** What the tests say of a period. */
function flagsOf({ out, sites, set }: Asks, asked: TimeRange, { test, gauge, csv, json }: QcOptions): string {
  const rains = sites.map((site) => readSiteRain(out, site));
  const period = periodOf(asked, rains);
  const question: QualityQuestion = { period, names: test ?? [], settings: settingsByTest(set) };
  const all = rains.map((rain) => readRecord(out, rain, period));
  const steps = new StepRains(period);
  const judged = all.filter((record) => gauge?.includes(record.gauge) ?? true);
  const qualities = judged.map((record) => gaugeQuality(record, all, steps, question));
  if (csv) return qualityCsv(qualities);
  return json ? qualityJson(qualities, question) : qualityText(qualities, question);
}

/** What leaving flagged rain out would take from the years that the period touches. */
async function takenBy(
  level: ExcludedLevel,
  { out, sites, set }: Asks,
  asked: TimeRange,
  { gauge, csv, json }: QcOptions,
): Promise<string> {
  const isWanted = (year: number): boolean =>
    yearRange(year).startS < asked.endS && yearRange(year).endS > asked.startS;
  const gauges = sites.map(({ site }) => site).filter((site) => gauge?.includes(site) ?? true);
  const years = await exclusionReport(out, { sites, gauges, isWanted, set, level });
  if (csv) return exclusionCsv(years);
  return json ? exclusionJson(years, { level, set }) : exclusionText(years, { level, set });
}

/** Every published gauge, with its place where that is known. */
function sitesIn(out: OutputFolder, { from, gauge, gauges }: QcOptions): QualitySite[] {
  const there = gaugesIn(out);
  const missing = gauge?.filter((name) => !there.includes(name)) ?? [];
  if (missing.length > 0 || there.length === 0)
    throw new PluvioError(
      'INPUT',
      `There is no ${missing.join(', ') || 'published gauge'} in ${from}; it holds ${there.join(', ') || 'no published gauge'}`,
      { file: from },
    );
  const places =
    gauges === undefined
      ? sitesOf(out.read(LIVE_PATHS.json))
      : readGaugesFile(gauges).map(({ name, lon, lat }) => ({ site: name, lon, lat }));
  return there.map((site) => places.find((one) => one.site === site) ?? { site, lon: undefined, lat: undefined });
}

/** Open ends are those of the year of the network's last reading; no period begins before the record. */
function periodOf(asked: TimeRange, rains: readonly SiteRain[]): TimeRange {
  const lastS = Math.max(...rains.map((rain) => rain.lastS ?? -Infinity));
  const firstS = Math.min(...rains.map((rain) => rain.firstS ?? Infinity));
  const endS = Math.min(asked.endS, lastS);
  const startS = Number.isFinite(asked.startS) ? asked.startS : yearRange(yearOf(endS - 1)).startS;
  const period = { startS: Math.max(startS, yearRange(yearOf(firstS)).startS), endS };
  if (period.startS < endS) return period;
  throw new PluvioError(
    'INPUT',
    Number.isFinite(lastS)
      ? `There is no reading in that time; the record goes from ${formatDateTime(firstS)} to ${formatDateTime(lastS)} UTC`
      : 'No published year has a reading',
  );
}
