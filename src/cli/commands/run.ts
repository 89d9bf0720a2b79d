import { Command, Option } from 'commander';
import { throwProblems } from '../../config/settings.js';
import { EXIT } from '../../domain/errors.js';
import { NO_JOURNAL } from '../../domain/run/journal.js';
import { indexGauges } from '../../domain/network.js';
import type { RunContext } from '../../pipeline/context.js';
import { tellFindings } from '../../pipeline/books/findings.js';
import { publishNetwork } from '../../pipeline/network/network.js';
import { publishedUntil } from '../../pipeline/publish/published-until.js';
import { summarize, type RunSummary } from '../../pipeline/run/summary.js';
import { processSources } from '../../pipeline/years/process-sources.js';
import { endRun } from '../wiring/output/end-run.js';
import { EMIT_KINDS, type EmitKind } from '../wiring/output/emit.js';
import { openForms } from '../wiring/network/forms.js';
import type { Host } from '../host/host.js';
import { Heads } from '../wiring/output/heads.js';
import { openInputs, untilAborted, watched, type Inputs } from '../wiring/output/inputs.js';
import { tellNothingUsable } from '../text/nothing-usable.js';
import { yearOf, yearOption } from '../wiring/options/options.js';
import { emitRun } from '../wiring/output/run-emit.js';
import { guarding, lockOutput } from '../wiring/session/session.js';
import { onSignals } from '../host/signals.js';
import type { Lock } from '../../stores/lock/lock.js';
import { loadGauges } from '../wiring/network/tables.js';
import { contextOf, logOf, newRunId, settingsOf, withRunOptions, type RunOptions } from '../wiring/options/shared.js';

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
    const warnings: string[] = [];
    const forms = await openForms(options, settings, problems);
    const isRaw = options.uncalibrated ?? options.emit === 'concatenated';
    const { gauges, others } = loadGauges(settings, isRaw, problems, { warnings, forms });
    const year = yearOf(options.year, problems);
    if (year !== undefined && !options.emit) problems.push('--year is for --emit; a run makes every year it meets');
    throwProblems(problems);
    const runId = newRunId();
    const log = logOf(host, runId);
    for (const warning of warnings) log.warn(warning);
    const known = { gauges, others };
    const parts = {
      settings,
      ...known,
      forms,
      notBeforeS,
      target: undefined,
      journal: NO_JOURNAL,
      durable: false,
      log,
      runId,
    };
    if (options.emit) {
      const context = contextOf(parts, host);
      const inputs = openInputs(files, host, context.index.isGaugeFolder, { together: true });
      const choice = { kind: options.emit, year, strict: options.strict ?? false };
      exit(await emitRun(inputs, choice, context, { host, log }));
      return;
    }
    const inputs = openInputs(files, host, indexGauges(gauges, others).isGaugeFolder, {
      together: true,
      passesDamaged: true,
    });
    let lock: Lock | undefined;
    const work = async (signal: AbortSignal): Promise<number> => {
      lock = await lockOutput(settings.out.value, runId, log);
      try {
        const heads = new Heads();
        const context = contextOf({ ...parts, signal, checkpoint: guarding(lock, host) }, host);
        const summary = await makeYears(inputs, heads, context, host);
        const isNothing = tellNothingUsable(summary, heads, log, context.forms !== undefined);
        const isDoubtful = isNothing || inputs.notRead.mayBeData > 0;
        const code = endRun(summary, options, host, { isDoubtful });
        return code === EXIT.done && inputs.notRead.countOf('damaged') > 0 ? EXIT.usage : code;
      } finally {
        lock.release();
      }
    };
    exit(await onSignals(log, host, work, { breakOff: () => false, giveUp: () => lock?.release() }));
  });
}

/** Makes every year that comes in, under the output folder. */
async function makeYears(inputs: Inputs, heads: Heads, context: RunContext, host: Host): Promise<RunSummary> {
  const seen = heads.of(watched(inputs, host.progress));
  const chunks = untilAborted({ chunks: seen }, context.signal!, host);
  const unit = await processSources(chunks, context, { publishedUntilS: await publishedUntil(context) });
  const findings = tellFindings(unit.ledger, context);
  await publishNetwork(unit.years, context);
  const outcome = { unit, findings, filesRead: inputs.files, filesWaiting: 0, failed: [] };
  const summary = summarize([outcome], { removed: 0, refused: 0, young: 0, left: 0, failed: [], clock: undefined });
  const places = new Map(context.gauges.map(({ name }, place) => [name, place]));
  const gauges = [...summary.gauges].sort((a, b) => places.get(a.gauge)! - places.get(b.gauge)!);
  return { ...summary, gauges };
}
