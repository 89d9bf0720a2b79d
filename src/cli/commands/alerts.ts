import { Command } from 'commander';
import type { AlertState } from '../../alerts/state.js';
import { DEFAULT_OUT } from '../../config/settings.js';
import { pickEnvironment } from '../../config/variables.js';
import { EXIT, PluvioError } from '../../domain/errors.js';
import { formatDateTime } from '../../domain/time/time.js';
import type { Host } from '../host/host.js';
import { writeOut } from '../host/output.js';
import { logOf, newRunId } from '../wiring/options/shared.js';

interface AlertsOptions {
  readonly rules: string;
  readonly out?: string | undefined;
  readonly ack?: string | undefined;
  readonly test?: true | undefined;
  readonly json?: true | undefined;
}

/** `pluvio alerts`: what is open, and what waits to be sent; acknowledges, and tries the ways to whoever is told. */
export function alertsCommand(host: Host, exit: (code: number) => void): Command {
  return new Command('alerts')
    .requiredOption('--rules <file>', 'the file of rules, TOML')
    .option('--out <folder>', 'the output folder (default: ./output) [env: LOCAL_OUTPUT_DIR]')
    .option('--ack <n>', 'somebody has seen this incident: daily messages list it apart')
    .option('--test', 'send a message by every way that the rules name, now')
    .option('--json', 'print JSON on stdout')
    .action(async (options: AlertsOptions) => {
      // Mail and TOML are brought in only where they are used.
      const { openAlerts } = await import('../alerts/open-alerts.js');
      const { acknowledge, withMessage } = await import('../../alerts/step.js');
      const { openIncidents } = await import('../../alerts/state.js');
      const log = logOf(host, newRunId());
      const out = options.out ?? pickEnvironment(host.env).LOCAL_OUTPUT_DIR ?? DEFAULT_OUT;
      const alerts = openAlerts({ file: options.rules, out, log, host });
      const { settings } = alerts;
      if (options.ack !== undefined) {
        const id = Number(options.ack.replace(/^#/, ''));
        await alerts.change(async ({ state, save }) => {
          const next = acknowledge(state, id, host.nowS());
          if (!next) throw new PluvioError('USAGE', `--ack: no incident ${options.ack!} is open`);
          save(next);
          return Promise.resolve();
        });
      }
      if (options.test) {
        const message = {
          kind: 'test',
          subject: `${settings.name}: a test`,
          text: 'This is a test of pluvio alerts.',
        } as const;
        const left = await alerts.change(async ({ state, save, send }) => {
          const now = { nowS: host.nowS(), isUrgent: true };
          const asked = withMessage(state, { ...message, incidents: [] }, settings, now);
          save(asked);
          return (await send(asked)).outbox.at(-1);
        });
        if (left?.kind === 'test') {
          exit(EXIT.remote);
          return;
        }
      }
      const state = alerts.read();
      const open = openIncidents(state);
      const text = (): string => alertsText(state, open);
      await writeOut(host, options.json ? `${JSON.stringify({ open, outbox: state.outbox }, null, 2)}\n` : text());
      exit(EXIT.done);
    });
}

function alertsText(
  { outbox }: AlertState,
  open: readonly { id: number; text: string; openedS: number; acknowledgedS: number | null }[],
): string {
  const lines = open.map(({ id, text, openedS, acknowledgedS }) => {
    const seen = acknowledgedS === null ? '' : ', acknowledged';
    return `#${id} ${text} (since ${formatDateTime(openedS)}${seen})`;
  });
  if (open.length === 0) lines.push('no incident is open');
  for (const { id, subject, to } of outbox)
    for (const [way, { isDone, why }] of Object.entries(to))
      if (!isDone) lines.push(`message ${id} waits for ${way}: ${subject}${why === null ? '' : ` (${why})`}`);
  return `${lines.join('\n')}\n`;
}
