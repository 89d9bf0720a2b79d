import { Command, Option } from 'commander';
import { throwProblems } from '../../config/settings.js';
import { NO_JOURNAL } from '../../domain/journal.js';
import { indexGauges } from '../../domain/network.js';
import type { RunContext } from '../../pipeline/context.js';
import type { Ledger } from '../../pipeline/ledger.js';
import { publishNetwork } from '../../pipeline/network.js';
import { publishedUntil } from '../../pipeline/published-until.js';
import { summarize, type RunSummary } from '../../pipeline/summary.js';
import { processUnit } from '../../pipeline/unit.js';
import { concludeRun } from '../conclude.js';
import { EMIT_KINDS, type EmitKind } from '../emit.js';
import type { Host } from '../host.js';
import { openInputs, untilAborted, watched, type Inputs } from '../inputs.js';
import { yearOf, yearOption } from '../options.js';
import { emitRun } from '../run-emit.js';
import { lockOutput } from '../session.js';
import { onSignals } from '../signals.js';
import type { Lock } from '../../stores/lock.js';
import { noWantedText } from '../summary-text.js';
import { loadGauges } from '../tables.js';
import { contextOf, logOf, newRunId, settingsOf, withRunOptions, type RunOptions } from './shared.js';

interface RunCommandOptions extends RunOptions {
  readonly emit?: EmitKind | undefined;
  readonly year?: string | undefined;
}

/** `pluvio run`: one-off, from files or a pipe, to a folder or to stdout. */
export function runCommand(host: Host, exit: (code: number) => void): Command {
  return withRunOptions(
    new Command('run')
      .argument('[file...]', 'files, folders of gauge folders, archives, or - for stdin (default: stdin)')
      .addOption(new Option('--emit <output>', 'write this to stdout, and no files').choices(EMIT_KINDS))
      .addOption(yearOption()),
  ).action(async (files: string[], options: RunCommandOptions) => {
    const { settings, problems, notBeforeS } = settingsOf(options, 'none', host);
    const gauges = loadGauges(settings, options.uncalibrated ?? options.emit === 'concatenated', problems);
    const year = yearOf(options.year, problems);
    if (year !== undefined && !options.emit) problems.push('--year is for --emit; a run makes every year it meets');
    throwProblems(problems);
    const runId = newRunId();
    const log = logOf(host, runId);
    const parts = { settings, gauges, notBeforeS, target: undefined, journal: NO_JOURNAL, durable: false, log, runId };
    if (options.emit) {
      const context = contextOf(parts, host);
      const inputs = openInputs(files, host, (name) => context.index.byFolder.has(name), true);
      const choice = { kind: options.emit, year, strict: options.strict ?? false };
      exit(await emitRun(watched(inputs, host.progress), choice, context, host, log));
      return;
    }
    const index = indexGauges(gauges);
    const inputs = openInputs(files, host, (name) => index.byFolder.has(name), true);
    let lock: Lock | undefined;
    const work = async (signal: AbortSignal): Promise<number> => {
      lock = await lockOutput(settings.out.value, runId, log);
      try {
        const { ledger, summary } = await makeYears(inputs, contextOf({ ...parts, signal }, host), host);
        const hint = noWantedText(summary.total, ledger.others);
        if (hint !== undefined) log.warn({ others: ledger.others }, hint);
        return concludeRun(summary, options, host);
      } finally {
        lock.release();
      }
    };
    exit(await onSignals(log, host, work, { breakOff: () => false, giveUp: () => lock?.release() }));
  });
}

/** Makes every year that comes in, under the output folder. */
async function makeYears(
  inputs: Inputs,
  context: RunContext,
  host: Host,
): Promise<{ ledger: Ledger; summary: RunSummary }> {
  const chunks = untilAborted({ chunks: watched(inputs, host.progress) }, context.signal!, host);
  const unit = await processUnit(chunks, context, { publishedUntilS: await publishedUntil(context) });
  await publishNetwork(unit.years, context);
  const outcome = { unit, filesRead: inputs.files, filesLeft: 0 };
  const summary = summarize([outcome], { removed: 0, refused: 0 });
  const places = new Map(context.gauges.map(({ name }, place) => [name, place]));
  const gauges = [...summary.gauges].sort((a, b) => places.get(a.gauge)! - places.get(b.gauge)!);
  return { ledger: unit.ledger, summary: { ...summary, gauges } };
}
