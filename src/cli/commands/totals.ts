import type { Command } from 'commander';
import { PERIOD_KINDS, PERIOD_MEANS, type PeriodKind } from '../../analyses/series/periods.js';
import { TOTALS_HEADER, totalRow } from '../../analyses/tables.js';
import { TotalsBySteps } from '../../analyses/totals.js';
import type { Problem } from '../../config/settings.js';
import {
  durationS,
  MIN_COVERAGE_FLAGS,
  minCoverageOf,
  rainCommand,
  throwUsage,
  type RainOptions,
} from '../filters/rain-options.js';
import { analysed } from '../filters/rain-steps.js';
import { writeTable } from '../filters/table-writer.js';
import { askedPeriod } from '../wiring/options/asked-period.js';
import type { Host } from '../host/host.js';
import { names } from '../wiring/options/options.js';

interface TotalsOptions extends RainOptions {
  readonly period: string;
  readonly minCoverage?: string | undefined;
}

/** `pluvio totals`: rain of hours, days, months and years. */
export function totalsCommand(host: Host, exit: (code: number) => void): Command {
  const kinds = PERIOD_KINDS.map((kind) => `${kind} (${PERIOD_MEANS[kind]})`);
  return rainCommand('totals')
    .option('--period <kinds>', `periods, separated by commas: ${kinds.join(', ')}`, 'day')
    .option(MIN_COVERAGE_FLAGS, 'least observed part of an hour or day, 0 to 1 (default: 1 for hours, 0.95 for days)')
    .action(async (files: string[], options: TotalsOptions) => {
      const problems: Problem[] = [];
      const wanted = names(options.period);
      for (const name of wanted)
        if (!isKind(name)) problems.push(`--period: there is no "${name}"; periods are ${PERIOD_KINDS.join(', ')}`);
      const minCoverage = minCoverageOf(options.minCoverage, problems);
      const period = askedPeriod(options, host.nowS(), problems);
      const intervalS = options.interval ? durationS('--interval', options.interval, problems) : undefined;
      throwUsage(problems);
      const analysis = new TotalsBySteps(
        PERIOD_KINDS.filter((kind) => wanted.includes(kind)),
        minCoverage,
      );
      const rows = async function* () {
        const request = { files, options, period, intervalS };
        for await (const total of analysed(analysis, request, { gauge: options.gauge }, host)) yield totalRow(total);
      };
      await writeTable(TOTALS_HEADER, rows(), options.ndjson ?? false, host);
      exit(0);
    });
}

function isKind(name: string): name is PeriodKind {
  return PERIOD_KINDS.some((kind) => kind === name);
}
