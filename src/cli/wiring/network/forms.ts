import fs from 'node:fs';
import type { Problem, Settings } from '../../../config/settings.js';
import type { RawForms } from './forms/raw-forms.js';

export type { RawForms } from './forms/raw-forms.js';

/** All raw files have the network's own line. */
export const NETWORK_LINES: RawForms = { withUnit: undefined, chooserFor: () => undefined, words: () => '' };

export interface FormOptions {
  /** Names of formats and files of descriptions. */
  readonly format?: readonly string[] | undefined;
}

/**
 * Opens the formats that `--format` and the gauges table name; what is wrong with them joins `problems`. Nothing is loaded where
 * none is named.
 */
export async function openForms(
  { format }: FormOptions,
  settings: Pick<Settings, 'gaugesFile'>,
  problems: Problem[],
): Promise<RawForms> {
  const table = settings.gaugesFile.value;
  if (format === undefined && (table === undefined || !namesFormats(table))) return NETWORK_LINES;
  const { FormBook } = await import('./forms/form-book.js');
  return new FormBook(format, table, problems);
}

/** Whether a gauges table has a column of formats; a table that cannot be read is complained of elsewhere. */
function namesFormats(file: string): boolean {
  try {
    const text = fs.readFileSync(file, 'utf8');
    return /(?:^|[,;"\s])format(?:$|[,;"\s])/i.test(text.slice(0, text.search(/[\r\n]|$/)));
  } catch {
    return false;
  }
}
