import path from 'node:path';
import { deliver, type Send } from '../../alerts/deliver.js';
import { judge } from '../../alerts/judge.js';
import type { Observation } from '../../alerts/observation.js';
import { readRules } from '../../alerts/read-rules.js';
import type { AlertSettings } from '../../alerts/rules.js';
import { commandSender } from '../../alerts/send/command.js';
import { mailSender } from '../../alerts/send/mail.js';
import { ping, webhookSender } from '../../alerts/send/webhook.js';
import { newState, parseState, type AlertState } from '../../alerts/state.js';
import { step } from '../../alerts/step.js';
import { messageOf, PluvioError } from '../../domain/errors.js';
import { STATE_FOLDER } from '../../domain/paths.js';
import type { Logger } from '../../log/log.js';
import { takeLock } from '../../stores/lock/lock.js';
import { openOutputFolder } from '../../stores/output-folder.js';
import { readPasswordFile, readText, type Host } from '../host/host.js';

const STATE = 'state.json';

/** What is known of the network, given up to where each gauge's rain was looked at. */
export type Observe = (seenS: Readonly<Record<string, number>>) => Promise<Observation>;

/** An alerter's rules, and its hands. */
export interface Alerts {
  readonly settings: AlertSettings;
  readonly read: () => AlertState;
  /** Works on the state alone, and puts what is given on disk. Throws LOCKED while another does. */
  readonly change: <Result>(work: (hands: Hands) => Promise<Result>) => Promise<Result>;
}

export interface Hands {
  readonly state: AlertState;
  readonly save: (state: AlertState) => void;
  /** Sends what is due; gives the state after that. */
  readonly send: (state: AlertState) => Promise<AlertState>;
}

export interface AlertParts {
  /** The file of rules. */
  readonly file: string;
  /** The output folder; undefined where there is none here, and the rules have to name a folder for the state. */
  readonly out: string | undefined;
  readonly log: Logger;
  readonly host: Host;
  /** Names of the gauges table, that rules may speak of; any where they are not known. */
  readonly known?: () => readonly string[] | undefined;
}

/** Reads the rules, and opens what they name. Throws CONFIG. */
export function openAlerts({ file, out, log, host, known }: AlertParts): Alerts {
  const settings = readRules(textOf(file), file, known?.());
  const beside = (name: string): string => path.resolve(path.dirname(file), name);
  const folderName =
    settings.state === undefined ? out && path.join(out, STATE_FOLDER, 'alerts') : beside(settings.state);
  if (folderName === undefined)
    throw new PluvioError(
      'CONFIG',
      `Cannot use ${file}: what is published lies elsewhere, so say with "state" which folder here keeps what was told`,
      { file },
    );
  const ways = waysTo(settings, beside, host);
  const folder = openOutputFolder(folderName);
  const read = (): AlertState => {
    const bytes = folder.read(STATE);
    const state = bytes && parseState(bytes);
    if (bytes && !state) log.error(`${folderName}/${STATE} cannot be read: alerts begin anew`);
    return state ?? newState(settings.name);
  };
  const save = (state: AlertState): void => {
    const staged = folder.stage(STATE);
    staged.write(Buffer.from(`${JSON.stringify(state)}\n`));
    staged.finish();
    folder.commit(STATE);
  };
  const send = (state: AlertState): Promise<AlertState> =>
    deliver(state, {
      ways,
      save,
      nowS: host.nowS,
      onFailure: (message, way, why) =>
        log.error(
          { type: 'alerts', id: message.id },
          `message ${message.id} is not sent by ${way}: ${why}; it is tried again`,
        ),
    });
  return {
    settings,
    read,
    change: async (work) => {
      const lock = await takeLock(path.join(folderName, 'lock'), 'alerts');
      try {
        return await work({ state: read(), save, send });
      } finally {
        lock.release();
      }
    },
  };
}

/** One look: judges, notes, sends, and pings where nothing is left unsent. */
export async function lookOnce(alerts: Alerts, observe: Observe, log: Logger, nowS: () => number): Promise<void> {
  const { settings, change } = alerts;
  await change(async ({ state, save, send }) => {
    const seen = await observe(state.seenS);
    const seenS = { ...state.seenS };
    for (const { name, lastS } of seen.gauges)
      if (typeof lastS === 'number') seenS[name] = Math.max(seenS[name] ?? 0, lastS);
    const stepped = { ...step(state, judge(settings.rules, seen), settings, nowS()), seenS };
    save(stepped);
    const { outbox } = await send(stepped);
    const isStuck = outbox.some(({ to }) => Object.values(to).some(({ isDone, why }) => !isDone && why !== null));
    if (settings.pingUrl === undefined || isStuck) return;
    await ping(settings.pingUrl).catch((error: unknown) => {
      log.warn({ type: 'alerts' }, `${settings.pingUrl!} could not be asked for: ${messageOf(error)}`);
    });
  });
}

function waysTo(
  { name, mail, webhook, command }: AlertSettings,
  beside: (name: string) => string,
  host: Host,
): Record<string, Send> {
  const password = mail?.passwordFile === undefined ? undefined : passwordOf(beside(mail.passwordFile));
  return {
    ...(mail && { mail: mailSender(mail, password) }),
    ...(webhook !== undefined && { webhook: webhookSender(webhook, name) }),
    ...(command && { command: commandSender(command, host.env) }),
  };
}

function textOf(file: string): string {
  try {
    return readText(file);
  } catch (cause) {
    throw new PluvioError('CONFIG', `Cannot read the rules of alerts: ${messageOf(cause)}`, { file, cause });
  }
}

function passwordOf(file: string): string {
  try {
    return readPasswordFile(file);
  } catch (cause) {
    throw new PluvioError('CONFIG', `Cannot read the password for mail: ${messageOf(cause)}`, { file, cause });
  }
}
