import { Command } from 'commander';
import { throwProblems } from '../../config/settings.js';
import { NO_JOURNAL } from '../../domain/journal.js';
import { publishNetwork } from '../../pipeline/network.js';
import { publishedUntil } from '../../pipeline/published-until.js';
import { summarize } from '../../pipeline/summary.js';
import { processUnit } from '../../pipeline/unit.js';
import { findInputs, readInputs, readPipe } from '../../stores/local-inputs.js';
import type { Host } from '../host.js';
import { loadGauges } from '../tables.js';
import { concludeRun, contextOf, logOf, newRunId, settingsOf, withRunOptions, type RunOptions } from './shared.js';

/** `pluvio run`: one-off, from files or a pipe, to a folder. */
export function runCommand(host: Host, exit: (code: number) => void): Command {
  return withRunOptions(
    new Command('run')
      .description('one-off: raw files, folders or a pipe to year files')
      .argument('[file...]', 'files, folders of gauge folders, or - for stdin'),
  ).action(async (files: string[], options: RunOptions) => {
    const { settings, problems, notBeforeS } = settingsOf(options, 'none', host);
    const gauges = loadGauges(settings, options.uncalibrated ?? false, problems);
    throwProblems(problems);
    const runId = newRunId();
    const log = logOf(host, runId);
    const context = contextOf(
      { settings, gauges, notBeforeS, target: undefined, journal: NO_JOURNAL, durable: false, log, runId },
      host,
    );
    const piped = files.length === 0 || (files.length === 1 && files[0] === '-');
    const inputs = piped ? [] : findInputs(files, (name) => context.index.byFolder.has(name));
    const chunks = piped ? readPipe(host.stdin, () => undefined) : readInputs(inputs, () => undefined);
    const unit = await processUnit(chunks, context, { publishedUntilS: await publishedUntil(context) });
    await publishNetwork(unit.years, context);
    const outcome = { unit, filesRead: piped ? 0 : inputs.length, filesLeft: 0 };
    exit(concludeRun(summarize([outcome], { removed: 0, refused: 0 }), options, host));
  });
}
