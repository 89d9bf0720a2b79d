import { parse, TomlError } from 'smol-toml';
import { z } from 'zod';
import { parseDuration } from '../domain/time/duration.js';
import { messageOf, PluvioError } from '../domain/errors.js';
import type { AlertSettings, Rule } from './rules.js';

const HALF_HOUR_S = 1800;

const duration = z.string().transform((text, context) => {
  const ms = parseDuration(text);
  if (ms === undefined) context.addIssue(`"${text}" is not a duration; expected one like "90s", "30m", "2h" or "1d"`);
  return (ms ?? 0) / 1000;
});
const timeOfDay = (text: string): number | undefined => {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim()) ?? [];
  return hour === undefined ? undefined : Number(hour) * 60 + Number(minute);
};
const digest = z.string().transform((text, context) => {
  const minute = timeOfDay(text);
  if (minute === undefined) context.addIssue(`"${text}" is no time of day; expected one like "08:00"`);
  return minute ?? 0;
});
const quiet = z.string().transform((text, context) => {
  const [from, to] = text.split('-').map(timeOfDay);
  if (from === undefined || to === undefined || from === to || text.split('-').length !== 2)
    context.addIssue(`"${text}" is not "22:00-07:00" or the like`);
  return { from: from ?? 0, to: to ?? 0 };
});
const size = z.string().transform((text, context) => {
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?([kMGT])B$/.exec(text) ?? [];
  if (number === undefined) context.addIssue(`"${text}" is not a size; expected one like "2GB" or "500MB"`);
  return Number(number ?? 0) * { k: 1e3, M: 1e6, G: 1e9, T: 1e12 }[unit ?? 'k']!;
});
const above0 = z.number().positive();
const url = z.string().regex(/^https?:\/\/[^\s]+$/, 'it is no http:// or https:// address');
const zone = z.string().refine(isTimeZone, 'it is no time zone; expected one like "Europe/Paris"');
const words = z.array(z.string().min(1)).min(1);

const common = {
  hold: duration.optional(),
  close_after: duration.optional(),
  urgent: z.boolean().optional(),
};
const ofGauges = { ...common, gauges: words.optional() };
const rule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('silent'), for: duration, ...ofGauges }),
  z.strictObject({ kind: z.literal('battery'), under: above0, until: above0.optional(), ...ofGauges }),
  z.strictObject({ kind: z.literal('rain'), over: above0, until: above0.optional(), in: duration, ...ofGauges }),
  z.strictObject({ kind: z.literal('gap'), longer: duration, in: duration.optional(), ...ofGauges }),
  z.strictObject({ kind: z.literal('stuck'), others_over: above0, in: duration.optional(), ...ofGauges }),
  z.strictObject({ kind: z.literal('run_failed'), ...common }),
  z.strictObject({ kind: z.literal('run_late'), for: duration, ...common }),
  z.strictObject({ kind: z.literal('disk'), under: size, until: size.optional(), ...common }),
  z.strictObject({ kind: z.literal('left_files'), over: z.int().min(0), ...common }),
]);
const file = z.strictObject({
  name: z.string().min(1).max(80).optional(),
  time_zone: zone.optional(),
  quiet: quiet.optional(),
  digest: digest.optional(),
  tell_end: z.boolean().optional(),
  state: z.string().min(1).optional(),
  ping: url.optional(),
  mail: z
    .strictObject({
      server: z.string().regex(/^smtps?:\/\/[^\s/@]+$/, 'expected smtp://host:587 or smtps://host:465'),
      user: z.string().optional(),
      password_file: z.string().optional(),
      from: z.string().includes('@'),
      to: z.array(z.string().includes('@')).min(1),
    })
    .optional(),
  webhook: z.strictObject({ url }).optional(),
  command: z.strictObject({ run: words }).optional(),
  rule: z.array(rule).min(1),
});

/**
 * Reads a file of rules (TOML). Throws CONFIG, naming everything that is wrong in it, or the line that is no TOML; also the lines
 * of gauges that are none of those known, where it is known which there are.
 */
export function readRules(text: string, name: string, known?: readonly string[]): AlertSettings {
  const read = file.safeParse(tomlOf(text, name));
  const problems = read.success
    ? problemsOf(read.data)
    : read.error.issues.map(({ path, message }) => `${placeOf(path)}: ${message}`);
  if (!read.success || problems.length > 0)
    throw new PluvioError('CONFIG', problems.map((problem) => `Cannot use ${name}: ${problem}`).join('\n'), {
      file: name,
    });
  const { mail, webhook, command, ...others } = read.data;
  if (known) checkGauges(others.rule, { text, name, known });
  return {
    name: others.name ?? 'pluvio',
    timeZone: others.time_zone ?? 'UTC',
    quiet: others.quiet,
    digest: others.digest,
    tellsEnd: others.tell_end ?? false,
    state: others.state,
    pingUrl: others.ping,
    mail: mail && { ...mail, user: mail.user, passwordFile: mail.password_file },
    webhook: webhook?.url,
    command: command?.run,
    rules: others.rule.map(ruleOf),
  };
}

interface KnownGauges {
  readonly text: string;
  readonly name: string;
  readonly known: readonly string[];
}

/** A rule about a gauge that is not there would never open. Throws CONFIG with each such name and its line. */
function checkGauges(rules: z.infer<typeof file>['rule'], { text, name, known }: KnownGauges): void {
  const strange = rules.flatMap((one, i) =>
    ('gauges' in one ? (one.gauges ?? []) : [])
      .filter((gauge) => !known.includes(gauge))
      .map((gauge) => ({ gauge, rule: i + 1, line: lineOfGauge(text, i, gauge) })),
  );
  const [first] = strange;
  if (!first) return;
  const there = `there are ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}`;
  const told = strange.map(({ gauge, rule, line }) => {
    const where = line === undefined ? '' : `, line ${line}`;
    return `Cannot use ${name}${where}: rule ${rule}, gauges: "${gauge}" is no gauge of the table; ${there}`;
  });
  throw new PluvioError('CONFIG', told.join('\n'), {
    file: name,
    ...(first.line !== undefined && { line: first.line }),
  });
}

/** The line of a gauge's name in the rule of that number; undefined where the rules are written in another way than one table each. */
function lineOfGauge(text: string, rule: number, gauge: string): number | undefined {
  let at = -1;
  let isGauges = false;
  for (const [i, line] of text.split(/\r\n|\n/).entries()) {
    if (/^\s*\[/.test(line) && !isGauges) at += /^\s*\[\[\s*rule\s*\]\]/.test(line) ? 1 : 0;
    if (at !== rule) continue;
    if (/^\s*gauges\s*=/.test(line)) isGauges = true;
    if (isGauges && [`"${gauge}"`, `'${gauge}'`].some((quoted) => line.includes(quoted))) return i + 1;
    if (isGauges && line.includes(']')) isGauges = false;
  }
  return undefined;
}

function tomlOf(text: string, name: string): unknown {
  try {
    return parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    const line = cause instanceof TomlError ? cause.line : undefined;
    const why = messageOf(cause).split('\n')[0]!;
    const where = line === undefined ? '' : `, line ${line}`;
    throw new PluvioError('CONFIG', `Cannot read ${name}${where}: ${why}`, {
      file: name,
      cause,
      ...(line !== undefined && { line }),
    });
  }
}

function problemsOf({ mail, webhook, command, rule: rules }: z.infer<typeof file>): string[] {
  const problems: string[] = [];
  if (!mail && !webhook && !command) problems.push('nobody is told: give [mail], [webhook] or [command]');
  if ((mail?.user === undefined) !== (mail?.password_file === undefined))
    problems.push('mail: "user" and "password_file" go together');
  for (const [i, one] of rules.entries()) {
    if (one.kind === 'battery' && one.until !== undefined && one.until < one.under)
      problems.push(`rule ${i + 1}: "until" is ${one.until} V, which is under ${one.under} V`);
    if (one.kind === 'rain' && one.until !== undefined && one.until > one.over)
      problems.push(`rule ${i + 1}: "until" is ${one.until} mm, which is over ${one.over} mm`);
    if (one.kind === 'disk' && one.until !== undefined && one.until < one.under)
      problems.push(`rule ${i + 1}: "until" is less than "under"`);
  }
  const ids = rules.map((one) => ruleOf(one).id);
  const twice = ids.findIndex((id, i) => ids.indexOf(id) !== i);
  if (twice >= 0) problems.push(`rule ${twice + 1}: the same as rule ${ids.indexOf(ids[twice]!) + 1}`);
  return problems;
}

function ruleOf(read: z.infer<typeof rule>): Rule {
  const { hold, close_after, urgent, ...condition } = read;
  const base = {
    id: JSON.stringify(condition),
    gauges: 'gauges' in condition ? condition.gauges : undefined,
    holdS: hold ?? 0,
    closeAfterS: close_after ?? HALF_HOUR_S,
    isUrgent: urgent ?? false,
  };
  switch (condition.kind) {
    case 'silent':
      return { ...base, kind: 'silent', forS: condition.for };
    case 'battery':
      return { ...base, kind: 'battery', underV: condition.under, untilV: condition.until ?? condition.under + 0.2 };
    case 'rain': {
      const { over, until, in: inS } = condition;
      return { ...base, kind: 'rain', overMm: over, untilMm: until ?? over / 2, inS };
    }
    case 'gap':
      return { ...base, kind: 'gap', longerS: condition.longer, inS: condition.in ?? 86_400 };
    case 'stuck':
      return { ...base, kind: 'stuck', othersMm: condition.others_over, inS: condition.in ?? 86_400 };
    case 'run_failed':
      return { ...base, kind: 'run_failed' };
    case 'run_late':
      return { ...base, kind: 'run_late', forS: condition.for };
    case 'disk': {
      const { under, until } = condition;
      return { ...base, kind: 'disk', underBytes: under, untilBytes: until ?? under * 1.1 };
    }
    case 'left_files':
      return { ...base, kind: 'left_files', over: condition.over };
  }
}

/** `rule 2, over` of a path in the file. */
function placeOf(path: readonly PropertyKey[]): string {
  const [first, second, ...rest] = path;
  if (first === 'rule' && typeof second === 'number') return [`rule ${second + 1}`, ...rest].map(String).join(', ');
  return path.length === 0 ? 'the file' : path.map(String).join('.');
}

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
