import { Command } from 'commander';
import { throwProblems, type Problem } from '../../config/settings.js';
import { NO_JOURNAL } from '../../domain/journal.js';
import type { WantedGauge } from '../../domain/network.js';
import type { RunContext } from '../../pipeline/context.js';
import { tellFindings } from '../../pipeline/findings.js';
import { runPipeline } from '../../pipeline/run-pipeline.js';
import { tellEnd } from '../conclude.js';
import { Explainer } from '../explain/explainer.js';
import type { Host } from '../host.js';
import { openInputs } from '../inputs.js';
import { writeOut } from '../output.js';
import { accountingText } from '../summary-text.js';
import { loadGauges, withoutCalibration } from '../tables.js';
import {
  contextOf,
  logOf,
  newRunId,
  settingsOf,
  withReadingOptions,
  type RunOptions,
  type RunSettings,
} from './shared.js';

/**
 * `pluvio explain`: what raw files hold, source by source, and what a run into an empty folder would do with them. It is
 * that run's own pipeline, up to the sorted years.
 */
export function explainCommand(host: Host, exit: (code: number) => void): Command {
  return withReadingOptions(
    new Command('explain')
      .argument('[file...]', 'raw files, folders, archives, or - for stdin (default: stdin)')
      .option('--all', 'every source, as it is read, and every line that cannot be used; else 20 lines a reason'),
  ).action(async (files: string[], options: RunOptions & { readonly all?: true }) => {
    await explain(files, contextToExplain(options, host), options.all ?? false, host);
    exit(0);
  });
}

function contextToExplain(options: RunOptions, host: Host): RunContext {
  const { settings, problems, notBeforeS } = settingsOf(options, 'none', host);
  const gauges = gaugesToExplain(settings, problems);
  throwProblems(problems);
  const runId = newRunId();
  const parts = { settings, gauges, notBeforeS, target: undefined, journal: NO_JOURNAL, durable: false };
  return contextOf({ ...parts, log: logOf(host, runId), runId }, host);
}

async function explain(files: readonly string[], context: RunContext, isAll: boolean, host: Host): Promise<void> {
  const { gauges, index, notBeforeS, notAfterS, openSpill } = context;
  const explainer = new Explainer(index, (text) => writeOut(host, text), isAll);
  const { onParsed, onReject, onYear, between } = explainer;
  const { chunks } = openInputs(files, host, (folder) => index.byFolder.has(folder));
  const spill = openSpill();
  try {
    const hands = { onParsed, onReject, onYear, between, spill };
    const books = await runPipeline(explainer.chunks(chunks), { gauges, notBeforeS, notAfterS, ...hands });
    await explainer.end();
    tellFindings(books, context);
    const { total, rejected } = books;
    const msg = accountingText(total, rejected);
    if (total.linesRead > 0) tellEnd(host, `${msg}\n`, { type: 'summary', total, rejected, msg });
  } finally {
    spill.close();
  }
}

/** The gauges a line may belong to: those that a run would want. */
function gaugesToExplain(settings: RunSettings, problems: Problem[]): WantedGauge[] {
  return loadGauges(settings.calib.value === undefined ? withoutCalibration(settings) : settings, true, problems);
}
