import type { Command } from 'commander';
import { readSettings, throwProblems } from '../../config/settings.js';
import { pickEnvironment } from '../../config/variables.js';
import { EXIT } from '../../domain/errors.js';
import { DEFAULT_GAUGES, indexGauges, type Gauge } from '../../domain/network.js';
import type { Source, SourceChunk } from '../../domain/readings/reading.js';
import { DAY_S } from '../../domain/time/time.js';
import { flow } from '../../../streams/highland.js';
import { stretch } from '../../../streams/index.js';
import { filterCommand, writeRows, type FilterOptions } from '../filters/adapter.js';
import { rowsOfParsed, type Rows } from '../filters/rows.js';
import { openForms } from '../wiring/network/forms.js';
import { newRunId, readPasswordFile, type Host } from '../host/host.js';
import { openInputs } from '../wiring/output/inputs.js';
import { formatOption, gaugesOption, notBefore, notBeforeOption } from '../wiring/options/options.js';
import { tellRejects, withRejectOptions, type RejectOptions } from '../wiring/options/reject-options.js';
import { RejectsFile } from '../wiring/output/rejects-file.js';
import { mendedText } from '../text/summary-text.js';
import { loadTables, withoutCalibration } from '../wiring/network/tables.js';
import { logOf } from '../wiring/options/shared.js';

interface ParseCommandOptions extends FilterOptions, RejectOptions {
  readonly gauge?: string | undefined;
  readonly gauges?: string | undefined;
  readonly format?: readonly string[] | undefined;
  readonly notBefore?: string | undefined;
}

/** `pluvio parse`: raw logger files to readings. */
export function parseCommand(host: Host, exit: (code: number) => void): Command {
  const command = filterCommand('parse')
    .option('--gauge <name>', 'gauge of all lines (default: its folder, or else the label inside)')
    .addOption(gaugesOption())
    .addOption(formatOption())
    .addOption(notBeforeOption());
  return withRejectOptions(command).action(async (files: string[], options: ParseCommandOptions) => {
    const { settings, problems } = readSettings(
      { gauges: options.gauges },
      pickEnvironment(host.env),
      'none',
      readPasswordFile,
    );
    const { gauges } = loadTables(withoutCalibration(settings), problems);
    const naming = namingOf(gauges);
    const forms = (await openForms(options, settings, problems)).chooserFor(gauges ?? []);
    const rules = { notBeforeS: notBefore(options, problems), notAfterS: host.nowS() + DAY_S, forms };
    throwProblems(problems);
    const rejects = new RejectsFile(options.rejects);
    let mended = 0;
    const { chunks, notRead } = openInputs(files, host, naming.isGaugeFolder);
    const readings = async function* (): AsyncGenerator<Rows[], void, undefined> {
      for await (const batch of flow(
        named(chunks, options.gauge && naming.ofLabel(options.gauge), naming),
        stretch('parse', 'filter')(rules),
      )) {
        for (const reject of batch.rejects) rejects.add(reject);
        mended += batch.mended?.length ?? 0;
        yield [rowsOfParsed(batch, naming.ofLabel)];
      }
    };
    try {
      await writeRows(readings(), options, () => false, host);
    } finally {
      rejects.close();
    }
    tellRejects(rejects, host);
    if (mended > 0) logOf(host, newRunId()).info({ mended }, mendedText(mended));
    exit(options.strict && rejects.total + notRead.mayBeData > 0 ? EXIT.strict : EXIT.done);
  });
}

/** The gauges that raw data can belong to, and how they are told. */
interface Naming {
  readonly isGaugeFolder: (folder: string) => boolean;
  /** What readings in a folder are called. */
  readonly ofFolder: (folder: string) => string;
  /** What readings with a label are called. */
  readonly ofLabel: (label: string) => string;
}

/** With a gauges table its names; a folder that is no gauge's keeps its own, with a slash, so that no alias takes it. */
function namingOf(gauges: readonly Gauge[] | undefined): Naming {
  const isDefault = (folder: string): boolean => (DEFAULT_GAUGES as readonly string[]).includes(folder);
  if (!gauges) return { isGaugeFolder: isDefault, ofFolder: (folder) => folder, ofLabel: (label) => label };
  const { byFolder, byLabel } = indexGauges(gauges);
  return {
    isGaugeFolder: (folder) => byFolder.has(folder),
    ofFolder: (folder) => byFolder.get(folder)?.name ?? `${folder}/`,
    ofLabel: (label) => byLabel.get(label)?.name ?? label,
  };
}

/** Gives every source the gauge's name for a folder: the given one, or that of the folder it lies in. */
async function* named(
  chunks: AsyncIterable<SourceChunk>,
  gauge: string | undefined,
  naming: Naming,
): AsyncGenerator<SourceChunk, void, undefined> {
  let from: Source | undefined;
  let source: Source = { name: '', folder: undefined };
  for await (const chunk of chunks) {
    if (chunk.source !== from) {
      const { name, folder } = chunk.source;
      source = { name, folder: gauge ?? (folder === undefined ? undefined : naming.ofFolder(folder)) };
    }
    from = chunk.source;
    yield { ...chunk, source };
  }
}
