import { parseDuration } from '../domain/time/duration.js';
import { PluvioError } from '../domain/errors.js';
import { DEFAULT_MAX_MM_PER_MIN } from '../domain/network.js';
import { formatAddress } from './address.js';
import { Servers } from './servers.js';
import { truthOf, type Problem, type Setting, type StoreSetting } from './setting.js';
import type { Environment, VariableName } from './variables.js';

export type { Problem, Setting, StoreSetting } from './setting.js';

/** Options as the command line gives them. */
export interface Options {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Where raw files are copied from first; true: where the environment says. */
  readonly copy?: string | true | undefined;
  readonly out?: string | undefined;
  readonly calib?: string | undefined;
  readonly gauges?: string | undefined;
  readonly interventions?: string | undefined;
  readonly gauge?: readonly string[] | undefined;
  readonly ca?: string | undefined;
  readonly connections?: string | undefined;
  readonly maxMmPerMin?: string | undefined;
  readonly settle?: string | undefined;
}

/** Which stores a command works between; `look`: as source-to-target, whichever of them is named. */
export type Route = 'base-to-source' | 'source-to-target' | 'look' | 'none';

/** Settings of a run, checked; files named in it are not read yet. */
export interface Settings {
  /** What is copied to the source first, where that is asked for. */
  readonly base: Setting<StoreSetting> | undefined;
  readonly source: Setting<StoreSetting> | undefined;
  readonly target: Setting<StoreSetting> | undefined;
  readonly out: Setting<string>;
  readonly temp: Setting<string | undefined>;
  readonly calib: Setting<string | undefined>;
  readonly gaugesFile: Setting<string | undefined>;
  /** The table of interventions. */
  readonly interventions: Setting<string | undefined>;
  readonly gaugeNames: Setting<readonly string[] | undefined>;
  readonly ca: Setting<string | undefined>;
  /** Keys of SFTP servers that are trusted; undefined: where ssh keeps them. */
  readonly knownHosts: Setting<string | undefined>;
  /** Whether the key of an SFTP server must be known. */
  readonly checksHostKey: Setting<boolean>;
  readonly connections: Setting<number>;
  /** Whether FTP servers connect to us for small files and listings; 'auto': where they can, and that pays. */
  readonly active: Setting<'auto' | boolean>;
  /** A raw file younger than this, by its server's clock, is neither copied nor deleted, seconds. */
  readonly settleS: Setting<number>;
  /** The most rain that is believed, mm a minute of a reading's interval, where the gauges table says nothing else. */
  readonly maxMmPerMin: Setting<number>;
}

export const DEFAULT_OUT = './output';
export const DEFAULT_CONNECTIONS = 8;
export const DEFAULT_SETTLE_S = 60;
const MOST_CONNECTIONS = 32;

/**
 * Turns options and environment into settings; pure. Every mistake is gathered, none stops the search for others: see
 * `throwProblems`. `passwordOf` reads a password file; it throws what is wrong with it.
 */
export function readSettings(
  options: Options,
  env: Environment,
  route: Route,
  passwordOf: (file: string) => string,
): { settings: Settings; problems: Problem[] } {
  const problems: Problem[] = [];
  const servers = new Servers(env, passwordOf, problems);
  const fromVariable: VariableName = route === 'base-to-source' ? 'FTP_BASE_DIR' : 'FTP_SOURCE_DIR';
  const toVariable: VariableName = route === 'base-to-source' ? 'FTP_SOURCE_DIR' : 'FTP_TARGET_DIR';
  const source = route === 'none' ? undefined : servers.store('--from', options.from, fromVariable, 'FTP');
  const toServer = route === 'base-to-source' ? 'FTP' : 'FTP_TARGET';
  const target = route === 'none' ? undefined : servers.store('--to', options.to, toVariable, toServer);
  if (route !== 'none' && route !== 'look' && !source && !servers.failed.has('--from')) {
    problems.push(`no source: give --from, or set FTP_SERVER and ${fromVariable}`);
  }
  if (route === 'base-to-source' && !target && !servers.failed.has('--to'))
    problems.push('no target: give --to, or set FTP_SERVER and FTP_SOURCE_DIR');
  const base = options.copy === undefined ? undefined : servers.base(options.copy);
  for (const [from, names] of [
    ['--gauge', options.gauge],
    ['GAUGES', gaugesOf(env)],
  ] as const)
    if (names?.some((name) => name === ''))
      problems.push(`${from}: a name is empty; expected names separated by commas`);
  const settings: Settings = {
    base,
    source,
    target,
    out: choose(['--out', options.out], ['LOCAL_OUTPUT_DIR', env.LOCAL_OUTPUT_DIR], DEFAULT_OUT),
    temp: choose(['LOCAL_TEMP_DIR', env.LOCAL_TEMP_DIR], undefined, undefined),
    calib: choose(['--calib', options.calib], ['CALIB_FILE', env.CALIB_FILE], undefined),
    gaugesFile: choose(['--gauges', options.gauges], ['GAUGES_FILE', env.GAUGES_FILE], undefined),
    interventions: choose(
      ['--interventions', options.interventions],
      ['INTERVENTIONS_FILE', env.INTERVENTIONS_FILE],
      undefined,
    ),
    gaugeNames: choose(['--gauge', options.gauge], ['GAUGES', gaugesOf(env)], undefined),
    ca: choose(['--ca', options.ca], ['FTP_CA_FILE', env.FTP_CA_FILE], undefined),
    knownHosts: choose(['FTP_KNOWN_HOSTS_FILE', env.FTP_KNOWN_HOSTS_FILE], undefined, undefined),
    checksHostKey: checksHostKey(env, problems),
    connections: connections(options, env, problems),
    active: active(env, problems),
    settleS: settle(options, env, problems),
    maxMmPerMin: maxMmPerMin(options, problems),
  };
  return { settings, problems };
}

export function problemText(problem: Problem): string {
  return typeof problem === 'string' ? problem : problem.message;
}

/** Throws the one problem, or a CONFIG error that names all of them; does nothing where there is none. */
export function throwProblems(problems: readonly Problem[]): void {
  const [only, ...others] = problems;
  if (only === undefined) return;
  if (others.length === 0) throw typeof only === 'string' ? new PluvioError('CONFIG', `Cannot start: ${only}`) : only;
  const what = problems.map((problem) => `\n  - ${problemText(problem)}`).join('');
  throw new PluvioError('CONFIG', `Cannot start, ${problems.length} settings are wrong:${what}`);
}

type Choice<T> = readonly [name: string, value: T | undefined];

function choose<T>(first: Choice<T>, second: Choice<T> | undefined, otherwise: T): Setting<T> {
  if (first[1] !== undefined) return { value: first[1], from: first[0] };
  if (second?.[1] !== undefined) return { value: second[1], from: second[0] };
  return { value: otherwise, from: 'default' };
}

function gaugesOf({ GAUGES: text }: Environment): string[] | undefined {
  return text?.split(',').map((name) => name.trim());
}

function connections(options: Options, env: Environment, problems: Problem[]): Setting<number> {
  const { value, from } = choose(
    ['--connections', options.connections],
    ['FTP_CONNECTIONS', env.FTP_CONNECTIONS],
    String(DEFAULT_CONNECTIONS),
  );
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= 1 && number <= MOST_CONNECTIONS) return { value: number, from };
  problems.push(`${from}: "${value}" is not a number of connections; expected 1 to ${MOST_CONNECTIONS}`);
  return { value: DEFAULT_CONNECTIONS, from };
}

function settle(options: Options, env: Environment, problems: Problem[]): Setting<number> {
  const { value, from } = choose(['--settle', options.settle], ['FTP_SETTLE', env.FTP_SETTLE], undefined);
  if (value === undefined) return { value: DEFAULT_SETTLE_S, from };
  const ms = value === '0' ? 0 : parseDuration(value);
  if (ms === undefined) problems.push(`${from}: "${value}" is not a duration; expected one like 60s or 5m, or 0`);
  return { value: (ms ?? 0) / 1000, from };
}

function active(env: Environment, problems: Problem[]): Setting<'auto' | boolean> {
  const { value, from } = choose(['FTP_ACTIVE', env.FTP_ACTIVE], undefined, 'auto');
  const text = value.toLowerCase();
  const known = text === 'auto' ? text : truthOf(text);
  if (known === undefined) problems.push(`FTP_ACTIVE: "${text}" is neither auto nor true nor false`);
  return { value: known ?? 'auto', from };
}

function checksHostKey(env: Environment, problems: Problem[]): Setting<boolean> {
  const { value, from } = choose(['FTP_CHECK_HOST_KEY', env.FTP_CHECK_HOST_KEY], undefined, 'true');
  const truth = truthOf(value.toLowerCase());
  if (truth === undefined) problems.push(`FTP_CHECK_HOST_KEY: "${value}" is neither true nor false`);
  return { value: truth ?? true, from };
}

function maxMmPerMin({ maxMmPerMin: text }: Options, problems: Problem[]): Setting<number> {
  const otherwise = { value: DEFAULT_MAX_MM_PER_MIN, from: 'default' };
  if (text === undefined) return otherwise;
  const value = /^(?:\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : 0;
  if (value > 0 && Number.isFinite(value)) return { value, from: '--max-mm-per-min' };
  problems.push(`--max-mm-per-min: "${text}" is no limit; expected mm a minute, more than 0, such as 40 or 2.5`);
  return otherwise;
}

/** What a log line says of the stores. */
export function describeStore(setting: Setting<StoreSetting> | undefined): string | undefined {
  return setting && formatAddress(setting.value.address);
}
