import { setTimeout } from 'node:timers/promises';
import { Command } from 'commander';
import { throwProblems } from '../../config/settings.js';
import { EXIT } from '../../domain/errors.js';
import type { Gauge, WantedGauge } from '../../domain/network.js';
import type { Logger } from '../../log/log.js';
import { checkParts, publishedParts } from '../../pipeline/verify/verify.js';
import type { Checked, Look, Places } from '../../pipeline/verify/flaw.js';
import { noteVerified } from '../../pipeline/verify/record.js';
import { repairParts, type Mended } from '../../pipeline/verify/repair.js';
import { openFolderStore } from '../../stores/folder/store.js';
import { openForms, type RawForms } from '../wiring/network/forms.js';
import type { Host } from '../host/host.js';
import {
  calibOption,
  formatOption,
  gaugeOption,
  gaugesOption,
  interventionsOption,
  uncalibratedOption,
} from '../wiring/options/options.js';
import { writeOut } from '../host/output.js';
import { withPublished, type Published } from '../wiring/session/published.js';
import { onSignals } from '../host/signals.js';
import { loadGauges, withoutCalibration } from '../wiring/network/tables.js';
import { verifyReport, verifyText } from '../text/verify-text.js';
import { contextOf, logOf, newRunId, settingsOf, type RunOptions, type RunSettings } from '../wiring/options/shared.js';

interface VerifyOptions extends RunOptions {
  readonly repair?: true | undefined;
  readonly deep?: true | undefined;
}

/** What was found is looked at again after so long: a run may have been at work in the middle of it. */
const AGAIN_MS = 2_000;

/** `pluvio verify`: every published file against its manifest, here and on the target; with `--repair` made whole again. */
export function verifyCommand(host: Host, exit: (code: number) => void): Command {
  return new Command('verify')
    .addOption(gaugeOption())
    .addOption(gaugesOption())
    .addOption(interventionsOption())
    .addOption(calibOption())
    .addOption(uncalibratedOption())
    .addOption(formatOption())
    .option('--out <folder>', 'the output folder (default: ./output) [env: LOCAL_OUTPUT_DIR]')
    .option('--to <store>', 'where years are published [env: FTP_TARGET_DIR]')
    .option('--deep', 'read every file and compare its hash; without it sizes are compared')
    .option('--repair', 'make missing and damaged files again from what is whole')
    .option('--connections <n>', 'connections at the same time, 1 to 32 (default: 8) [env: FTP_CONNECTIONS]')
    .option('--ca <file>', 'certificate authority of the servers, PEM [env: FTP_CA_FILE]')
    .option('--json', 'print the report as JSON on stdout')
    .action(async (options: VerifyOptions) => {
      const { settings, problems, notBeforeS } = settingsOf(options, 'look', host);
      const tables = options.repair ? settings : withoutCalibration(settings);
      const isRaw = !options.repair || (options.uncalibrated ?? false);
      const forms = await openForms(options, settings, problems);
      const { gauges, others } = loadGauges(tables, isRaw, problems, { forms });
      throwProblems(problems);
      const runId = newRunId();
      const log = logOf(host, runId);
      const work = (signal: AbortSignal): Promise<number> =>
        verify({ options, settings, gauges, others, forms, notBeforeS, runId, log, signal, host });
      exit(await onSignals(log, host, work));
    });
}

interface VerifyParts {
  readonly options: VerifyOptions;
  readonly settings: RunSettings;
  readonly gauges: readonly WantedGauge[];
  readonly others: readonly Gauge[];
  readonly forms: RawForms;
  readonly notBeforeS: number;
  readonly runId: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly host: Host;
}

/** Looks, and repairs where that is asked for; gives the exit code: 4 where something is not whole in the end. */
function verify(parts: VerifyParts): Promise<number> {
  return withPublished({ ...parts, changes: parts.options.repair ?? false }, (published) =>
    report({ ...parts, ...published }),
  );
}

async function report(given: VerifyParts & Published): Promise<number> {
  const { options, settings, gauges, others, forms, notBeforeS, runId, log, signal, host } = given;
  const { journal, target, checkpoint } = given;
  const deep = options.deep ?? false;
  const context = contextOf(
    { settings, gauges, others, forms, notBeforeS, target, journal, durable: true, log, runId, signal, checkpoint },
    host,
  );
  const here = { store: openFolderStore(settings.out.value), notedAs: context.out };
  const places: Places = target ? [here, { store: target, notedAs: target }] : [here];
  const look: Look = { journal, deep, signal };
  const wanted = gauges.map(({ name }) => name);
  const all = await checkParts(await publishedParts(wanted, places), places, look);
  const checked = options.repair ? all : await lookAgain(all, places, look);
  const mended: readonly Mended[] = options.repair
    ? await repairParts(checked, places, look, context)
    : checked.flatMap(({ part, flaws }) => flaws.map((flaw) => ({ part, flaw, how: undefined, why: undefined })));
  const found = verifyReport(
    checked,
    mended,
    deep,
    places.map(({ store }) => store.name),
  );
  const parts = checked.map(({ part }) => part);
  if (options.repair) noteVerified(context.out, parts, mended, host.nowS());
  await writeOut(host, options.json ? `${JSON.stringify(found, null, 2)}\n` : verifyText(found));
  return found.flaws.some(({ mended: how }) => how === null) ? EXIT.remote : EXIT.done;
}

/** What was not whole is looked at once more: what a run was replacing at that moment is whole by now. */
async function lookAgain(checked: readonly Checked[], places: Places, look: Look): Promise<Checked[]> {
  const doubtful = checked.filter(({ flaws }) => flaws.length > 0).map(({ part }) => part);
  if (doubtful.length === 0) return [...checked];
  await setTimeout(AGAIN_MS, undefined, look.signal ? { signal: look.signal } : {});
  const again = await checkParts(doubtful, places, look);
  return [...checked.filter(({ flaws }) => flaws.length === 0), ...again];
}
