import fs from 'node:fs';
import { PluvioError, systemReason } from '../../domain/errors.js';
import { formatDateTime } from '../../domain/time/time.js';
import { describedForm } from '../../raw/described/described-form.js';
import { propose, type Proposal } from '../../raw/propose/propose.js';
import { builtInDescription, ownDescription } from '../../raw/registry.js';
import { count as countText } from '../text/report-events.js';

const MOST_SHOWN = 5;

/** A description for a file that nothing is said of, with what it would read and why. */
export interface FormatAdvice {
  readonly text: string;
  readonly toml: string;
}

/** What a file that is not the network's own may be read with; undefined where nothing fits. */
export function adviseFormat(head: Uint8Array, name: string): FormatAdvice | undefined {
  const proposal = propose(head);
  if (!proposal) return undefined;
  const { builtIn, toml, reasons, doubts } = proposal;
  const lines = [
    `  format     ${builtIn === undefined ? 'none that is built in; a description that reads it:' : `${builtIn}, built in: read it with --format ${builtIn}`}`,
    ...(builtIn === undefined
      ? toml
          .trimEnd()
          .split('\n')
          .map((line) => `               ${line}`)
      : []),
    ...reasons.map((reason) => `  because    ${reason}`),
    ...doubts.map((doubt) => `  not sure   ${doubt}`),
    ...previewOf(proposal, head, name),
  ];
  const notes = [...reasons.map((reason) => `# ${reason}`), ...doubts.map((doubt) => `# not sure: ${doubt}`)];
  return { text: `${lines.join('\n')}\n`, toml: `${notes.join('\n')}\n${toml}` };
}

function previewOf({ builtIn, toml }: Proposal, head: Uint8Array, name: string): string[] {
  const description = builtIn === undefined ? ownDescription(toml, 'proposal.toml') : builtInDescription(builtIn)!;
  const form = describedForm(description);
  const parse = form.open({ notBeforeS: 0, notAfterS: 0xffffffff });
  const lines: string[] = [];
  for (const batch of parse({ source: { name, folder: '' }, bytes: head, end: true }))
    for (let row = 0; row < batch.count && lines.length < MOST_SHOWN; row++) {
      const count = batch.tips.get(row);
      const amount = form.unit === 'tip' ? countText(count, 'tip') : `${count / 1000} mm`;
      lines.push(`  would read ${formatDateTime(batch.timeS.get(row))} UTC  ${amount}`);
    }
  return lines;
}

/** Keeps a description in a new file. */
export function writeDescription(file: string, toml: string): void {
  try {
    fs.writeFileSync(file, toml, { flag: 'wx' });
  } catch (error) {
    throw new PluvioError('INPUT', `Cannot write ${file}: ${systemReason(error)}; name a file that is not there yet`, {
      file,
      cause: error,
    });
  }
}
