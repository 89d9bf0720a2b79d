import { Command } from 'commander';
import { readSettings, throwProblems, type Options } from '../../config/settings.js';
import { pickEnvironment } from '../../config/variables.js';
import { indexGauges, type GaugeIndex } from '../../domain/network.js';
import type { ReadingBatch } from '../../domain/reading.js';
import { DAY_S } from '../../domain/time.js';
import { flow } from '../../../streams/highland.js';
import { parse } from '../../../streams/parse.js';
import { explainText, totalText } from '../explain/explain-text.js';
import { SourceReporter } from '../explain/source-report.js';
import { SourceTotal } from '../explain/source-total.js';
import { readPasswordFile, type Host } from '../host.js';
import { openInputs } from '../inputs.js';
import { gaugeOption, gaugesOption, notBefore, notBeforeOption } from '../options.js';
import { writeOut } from '../output.js';
import { loadGauges, withoutCalibration } from '../tables.js';

type ExplainOptions = Options & { readonly notBefore?: string | undefined };

/** `pluvio explain`: what raw files hold, source by source. */
export function explainCommand(host: Host, exit: (code: number) => void): Command {
  return new Command('explain')
    .argument('[file...]', 'raw files, folders, archives, or - for stdin (default: stdin)')
    .addOption(gaugeOption())
    .addOption(gaugesOption())
    .addOption(notBeforeOption())
    .action(async (files: string[], options: ExplainOptions) => {
      const { index, rules } = settle(options, host);
      const { chunks } = openInputs(files, host, (folder) => index.byFolder.has(folder));
      let reporter: SourceReporter | undefined;
      const total = new SourceTotal();
      let source: ReadingBatch['source'] | undefined;
      const show = async (): Promise<void> => {
        if (!reporter) return;
        const report = reporter.report();
        total.add(report);
        await writeOut(host, explainText(report, index));
      };
      for await (const batch of flow(chunks, parse(rules))) {
        if (batch.source !== source) {
          await show();
          reporter = new SourceReporter(batch.source);
          source = batch.source;
        }
        reporter!.add(batch);
      }
      if (!reporter) await writeOut(host, 'no lines at all\n');
      await show();
      if (total.sources > 1) await writeOut(host, totalText(total, index));
      exit(0);
    });
}

/** The gauges a line may belong to: the wanted ones. */
function settle(
  options: ExplainOptions,
  host: Host,
): { index: GaugeIndex; rules: { notBeforeS: number; notAfterS: number } } {
  const { settings, problems } = readSettings(options, pickEnvironment(host.env), 'none', readPasswordFile);
  const plain = withoutCalibration(settings);
  const gauges = loadGauges(plain, true, problems);
  const rules = { notBeforeS: notBefore(options, problems), notAfterS: host.nowS() + DAY_S };
  throwProblems(problems);
  return { index: indexGauges(gauges), rules };
}
