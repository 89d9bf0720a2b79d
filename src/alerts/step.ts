import { formatDateTime } from '../domain/time/time.js';
import type { Finding } from './judge.js';
import { afterQuiet, localTime } from './local-time.js';
import { digestText, listed, plural } from './messages.js';
import type { AlertSettings } from './rules.js';
import { openIncidents, type AlertState, type Delivery, type Incident, type Message } from './state.js';

/** Closed incidents are kept for the digest, this long where there is none. */
const KEPT_S = 2 * 86_400;

/**
 * The next state from what was found: incidents open after their rule's `hold`, and close when all has been well for its
 * `closeAfter`. What opens in one look is told by one message, each incident once. Pure: nothing is sent here.
 */
export function step(
  before: AlertState,
  findings: readonly Finding[],
  settings: AlertSettings,
  nowS: number,
): AlertState {
  const found = new Map(findings.map((finding) => [finding.key, finding]));
  const rules = new Set(settings.rules.map(({ id }) => id));
  let { nextId } = before;
  const opened: { incident: Incident; isUrgent: boolean }[] = [];
  const closed: Incident[] = [];
  const incidents: Incident[] = [];
  for (const old of before.incidents) {
    if (old.closedS !== null) {
      if (nowS - old.closedS < KEPT_S) incidents.push(old);
      continue;
    }
    // Of a rule that is no more there is nothing to tell.
    if (!rules.has(old.rule)) continue;
    const finding = found.get(old.key);
    found.delete(old.key);
    const now = finding ? followed(old, finding, nowS) : old;
    if (!now) continue;
    incidents.push(now);
    if (now.closedS !== null) closed.push(now);
  }
  for (const finding of found.values()) if (finding.level === 'bad') incidents.push(begun(finding, nowS));
  for (const [i, one] of incidents.entries()) {
    const rule = settings.rules.find(({ id }) => id === one.rule);
    if (!rule || one.openedS !== null || nowS - one.badSinceS < rule.holdS) continue;
    incidents[i] = { ...one, id: nextId++, openedS: nowS };
    opened.push({ incident: incidents[i], isUrgent: rule.isUrgent });
  }
  let state: AlertState = { ...before, nextId, incidents };
  for (const isUrgent of [true, false]) {
    const those = opened.filter((one) => one.isUrgent === isUrgent).map(({ incident }) => incident);
    if (those.length > 0) state = withMessage(state, alertOf(those, settings), settings, { nowS, isUrgent });
  }
  if (settings.tellsEnd && closed.length > 0)
    state = withMessage(state, endOf(closed, settings), settings, { nowS, isUrgent: false });
  return withDigest(state, settings, nowS);
}

/** undefined: it passed before it had opened. */
function followed(old: Incident, { level, text, rule }: Finding, nowS: number): Incident | undefined {
  if (level !== 'well') {
    if (old.openedS === null && level === 'between') return undefined;
    return { ...old, wellSinceS: null, text: text === '' ? old.text : text };
  }
  if (old.openedS === null) return undefined;
  const wellSinceS = Math.min(old.wellSinceS ?? nowS, nowS);
  return { ...old, wellSinceS, closedS: nowS - wellSinceS >= rule.closeAfterS ? nowS : null };
}

function begun({ key, rule, gauge, text }: Finding, nowS: number): Incident {
  const times = { badSinceS: nowS, openedS: null, wellSinceS: null, closedS: null, acknowledgedS: null };
  return { key, rule: rule.id, gauge: gauge ?? null, id: null, ...times, text };
}

type Told = Pick<Message, 'kind' | 'subject' | 'text' | 'incidents'>;

function alertOf(incidents: readonly Incident[], { name }: AlertSettings): Told {
  const [first] = incidents;
  const subject = incidents.length === 1 ? first!.text : plural(incidents.length, 'new incident');
  return told('alert', `${name}: ${subject}`, listed(incidents), incidents);
}

function endOf(incidents: readonly Incident[], { name }: AlertSettings): Told {
  const subject = incidents.length === 1 ? incidents[0]!.text : plural(incidents.length, 'incident');
  const lines = incidents.map(({ id, text, openedS, closedS }) => {
    return `#${id!} ${text}\n   from ${formatDateTime(openedS!)} to ${formatDateTime(closedS!)} UTC`;
  });
  return told('end', `${name}: over: ${subject}`, lines.join('\n'), incidents);
}

function told(kind: Told['kind'], subject: string, text: string, incidents: readonly Incident[]): Told {
  return { kind, subject, text, incidents: incidents.map(({ id }) => id!) };
}

/** Puts a message out to be sent by every way that the settings have. */
export function withMessage(
  state: AlertState,
  message: Told,
  settings: AlertSettings,
  { nowS, isUrgent }: { readonly nowS: number; readonly isUrgent: boolean },
): AlertState {
  const notBeforeS = isUrgent ? nowS : afterQuiet(nowS, settings);
  const delivery: Delivery = { attempts: 0, notBeforeS, isUnsure: false, isDone: false, why: null };
  const to = Object.fromEntries(waysOf(settings).map((way) => [way, delivery]));
  const id = `${state.nextMessage}.${nowS}`;
  const whole: Message = { id, ...message, createdS: nowS, to };
  return { ...state, nextMessage: state.nextMessage + 1, outbox: [...state.outbox, whole] };
}

/** The ways to whoever is told that the settings have. */
export function waysOf({ mail, webhook, command }: AlertSettings): string[] {
  return Object.entries({ mail, webhook, command }).flatMap(([way, setting]) => (setting ? [way] : []));
}

/** The daily message, also where there is nothing to tell: it proves that messages arrive. */
function withDigest(state: AlertState, settings: AlertSettings, nowS: number): AlertState {
  if (settings.digest === undefined) return state;
  const { day, minute } = localTime(nowS, settings.timeZone);
  if (state.digestDay === day) return state;
  // The first one is that of tomorrow where its time has passed today.
  if (minute < settings.digest) return state.digestDay === null ? { ...state, digestDay: '' } : state;
  if (state.digestDay === null) return { ...state, digestDay: day };
  const closed = state.incidents.filter(({ closedS }) => closedS !== null);
  const open = openIncidents(state);
  const subject = `${settings.name}: ${open.length === 0 ? 'all is well' : `${plural(open.length, 'incident')} open`}`;
  const digest = told('digest', subject, digestText(open, closed), []);
  const kept = { ...state, digestDay: day, incidents: state.incidents.filter(({ closedS }) => closedS === null) };
  return withMessage(kept, digest, settings, { nowS, isUrgent: true });
}

/** Takes note that somebody has seen an incident; undefined where none that is open has that number. */
export function acknowledge(state: AlertState, id: number, nowS: number): AlertState | undefined {
  if (!openIncidents(state).some((one) => one.id === id)) return undefined;
  const incidents = state.incidents.map((one) => (one.id === id ? { ...one, acknowledgedS: nowS } : one));
  return { ...state, incidents };
}
