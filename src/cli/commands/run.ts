import { Command, Option } from 'commander';
import { throwProblems } from '../../config/settings.js';
import { NO_JOURNAL } from '../../domain/journal.js';
import { publishNetwork } from '../../pipeline/network.js';
import { publishedUntil } from '../../pipeline/published-until.js';
import { summarize } from '../../pipeline/summary.js';
import { processUnit } from '../../pipeline/unit.js';
import { EMIT_KINDS, type EmitKind } from '../emit.js';
import type { Host } from '../host.js';
import { openInputs, watched } from '../inputs.js';
import { yearOf, yearOption } from '../options.js';
import { emitRun } from '../run-emit.js';
import { loadGauges } from '../tables.js';
import { concludeRun, contextOf, logOf, newRunId, settingsOf, withRunOptions, type RunOptions } from './shared.js';

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
    const context = contextOf(
      { settings, gauges, notBeforeS, target: undefined, journal: NO_JOURNAL, durable: false, log, runId },
      host,
    );
    const inputs = openInputs(files, host, (name) => context.index.byFolder.has(name));
    const { files: filesRead } = inputs;
    const chunks = watched(inputs, host.progress);
    if (options.emit) {
      exit(await emitRun(chunks, { kind: options.emit, year, strict: options.strict ?? false }, context, host, log));
      return;
    }
    const unit = await processUnit(chunks, context, { publishedUntilS: await publishedUntil(context) });
    await publishNetwork(unit.years, context);
    const outcome = { unit, filesRead, filesLeft: 0 };
    exit(concludeRun(summarize([outcome], { removed: 0, refused: 0 }), options, host));
  });
}
