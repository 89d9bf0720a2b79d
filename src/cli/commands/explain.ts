import { Command } from 'commander';
import { throwProblems, type Problem } from '../../config/settings.js';
import { PluvioError } from '../../domain/errors.js';
import { NO_JOURNAL } from '../../domain/run/journal.js';
import type { ReadingContext } from '../../pipeline/context.js';
import { tellFindings } from '../../pipeline/books/findings.js';
import { runPipeline } from '../../pipeline/run/run-pipeline.js';
import { tellEnd } from '../wiring/output/end-run.js';
import { Explainer } from '../explain/explainer.js';
import { openForms, type RawForms } from '../wiring/network/forms.js';
import { isNothingUsable } from '../text/nothing-usable.js';
import { Heads } from '../wiring/output/heads.js';
import type { Host } from '../host/host.js';
import { openInputs } from '../wiring/output/inputs.js';
import { writeOut } from '../host/output.js';
import { accountingText } from '../text/summary-text.js';
import { loadGauges, withoutCalibration } from '../wiring/network/tables.js';
import {
  contextOf,
  logOf,
  newRunId,
  settingsOf,
  withReadingOptions,
  type RunOptions,
  type RunSettings,
} from '../wiring/options/shared.js';

/** Lines of other tables may happen to read as the network's own. */
const MOST_OF_NETWORK = 0.1;

type ExplainOptions = RunOptions & { readonly all?: true | undefined; readonly write?: string | undefined };

/**
 * `pluvio explain`: what raw files hold, source by source, and what a run into an empty folder would do with them. It is
 * that run's own pipeline, up to the sorted years.
 */
export function explainCommand(host: Host, exit: (code: number) => void): Command {
  return withReadingOptions(
    new Command('explain')
      .argument('[file...]', 'raw files, folders, archives, or - for stdin (default: stdin)')
      .option('--all', 'every source, as it is read, and every line that cannot be used; else 20 lines a reason')
      .option('--write <file>', 'keep the description that is proposed for the first file in this new file'),
  ).action(async (files: string[], options: ExplainOptions) => {
    const context = await contextToExplain(options, host);
    const heads = new Heads();
    const explainer = new Explainer(context.index, (text) => writeOut(host, text), options.all ?? false);
    const isUseful = await explain(files, context, { explainer, heads }, host);
    if (!context.forms || !isUseful || options.write !== undefined) await advise(heads, options, host);
    exit(0);
  });
}

async function contextToExplain(options: RunOptions, host: Host): Promise<ReadingContext> {
  const { settings, problems, notBeforeS } = settingsOf(options, 'none', host);
  const forms = await openForms(options, settings, problems);
  const known = gaugesToExplain(settings, problems, forms);
  throwProblems(problems);
  const runId = newRunId();
  const parts = { settings, ...known, forms, notBeforeS, target: undefined, journal: NO_JOURNAL, durable: false };
  return contextOf({ ...parts, log: logOf(host, runId), runId }, host);
}

const NO_FORMAT =
  'none that is built in, and none is proposed: no columns of times and of amounts could be told; see pluvio help formats';

/** Says in which format the first file that is not the network's own is, or may be; keeps what is proposed where that is asked for. */
async function advise(heads: Heads, { write }: ExplainOptions, host: Host): Promise<void> {
  const [{ adviseFormat, writeDescription }, { shareOfNetworkLines }] = await Promise.all([
    import('../explain/format-text.js'),
    import('../../raw/network-line/share-of-lines.js'),
  ]);
  let nothing: string | undefined;
  for (const { name, bytes } of heads.beginnings) {
    if (bytes.length === 0 || shareOfNetworkLines(bytes) > MOST_OF_NETWORK) continue;
    const advice = adviseFormat(bytes, name);
    if (!advice) {
      nothing ??= name;
      continue;
    }
    await writeOut(host, `${name}\n${advice.text}`);
    if (write === undefined) return;
    writeDescription(write, advice.toml);
    host.stderr.write(`wrote ${write}: look at it, then read with --format ${write}\n`);
    return;
  }
  if (write !== undefined)
    throw new PluvioError(
      'INPUT',
      'there is no description to keep: no file is a table with times that another format would fit; see pluvio help formats',
    );
  if (nothing !== undefined) await writeOut(host, `${nothing}\n  format     ${NO_FORMAT}\n`);
}

/** Gives whether a line was read. */
async function explain(
  files: readonly string[],
  context: ReadingContext,
  { explainer, heads }: { readonly explainer: Explainer; readonly heads: Heads },
  host: Host,
): Promise<boolean> {
  const { gauges, others, index, notBeforeS, notAfterS, maxMmPerMin, forms, openSpill } = context;
  const { onParsed, onReject, onYear, between } = explainer;
  const { chunks } = openInputs(files, host, index.isGaugeFolder, { passesDamaged: true });
  const spill = openSpill();
  try {
    const rules = { gauges, others, notBeforeS, notAfterS, maxMmPerMin, forms };
    const hands = { onParsed, onReject, onYear, between, spill };
    const books = await runPipeline(explainer.chunks(heads.of(chunks)), { ...rules, ...hands });
    await explainer.end();
    tellFindings(books, context);
    const { total, rejected } = books;
    const msg = accountingText(total, rejected);
    if (total.linesRead > 0) tellEnd(host, `${msg}\n`, { type: 'summary', total, rejected, msg });
    return !isNothingUsable(total) || total.filteredOut > 0;
  } finally {
    spill.close();
  }
}

/** The gauges a line may belong to: those that a run would want. */
function gaugesToExplain(settings: RunSettings, problems: Problem[], forms: RawForms): ReturnType<typeof loadGauges> {
  const tables = settings.calib.value === undefined ? withoutCalibration(settings) : settings;
  return loadGauges(tables, true, problems, { forms });
}
