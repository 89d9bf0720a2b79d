import { messageOf, PluvioError } from '../domain/errors.js';
import { DEFAULT_MAX_MM_PER_MIN } from '../domain/network.js';
import { formatAddress, FTP_PORT, parseAddress, type StoreAddress } from './address.js';
import type { Environment, VariableName } from './variables.js';

/** Options as the command line gives them. */
export interface Options {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Where raw files are copied from first; true: where the environment says. */
  readonly copy?: string | true | undefined;
  readonly out?: string | undefined;
  readonly calib?: string | undefined;
  readonly gauges?: string | undefined;
  readonly gauge?: readonly string[] | undefined;
  readonly ca?: string | undefined;
  readonly connections?: string | undefined;
  readonly maxMmPerMin?: string | undefined;
}

/** A value and where it came from: an option, one or several variables (`A, B`), or the default. */
export interface Setting<T> {
  readonly value: T;
  readonly from: string;
}

export interface Login {
  readonly user: string;
  readonly password: string;
}

/** A store to open; the login is there for FTP. */
export interface StoreSetting {
  readonly address: StoreAddress;
  readonly login: Login;
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
  readonly gaugeNames: Setting<readonly string[] | undefined>;
  readonly ca: Setting<string | undefined>;
  readonly connections: Setting<number>;
  /** Whether FTP servers connect to us for small files and listings; 'auto': where they can, and that pays. */
  readonly active: Setting<'auto' | boolean>;
  /** The most rain that is believed, mm a minute of a reading's interval, where the gauges table says nothing else. */
  readonly maxMmPerMin: Setting<number>;
}

export const DEFAULT_OUT = './output';
export const DEFAULT_CONNECTIONS = 8;
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
    gaugeNames: choose(['--gauge', options.gauge], ['GAUGES', gaugesOf(env)], undefined),
    ca: choose(['--ca', options.ca], ['FTP_CA_FILE', env.FTP_CA_FILE], undefined),
    connections: connections(options, env, problems),
    active: active(env, problems),
    maxMmPerMin: maxMmPerMin(options, problems),
  };
  return { settings, problems };
}

/** Something that is wrong with the settings, or with a table named in them. */
export type Problem = string | PluvioError;

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

function active(env: Environment, problems: Problem[]): Setting<'auto' | boolean> {
  const { value, from } = choose(['FTP_ACTIVE', env.FTP_ACTIVE], undefined, 'auto');
  const text = value.toLowerCase();
  const known = text === 'auto' ? text : truthOf(text);
  if (known === undefined) problems.push(`FTP_ACTIVE: "${text}" is neither auto nor true nor false`);
  return { value: known ?? 'auto', from };
}

function maxMmPerMin({ maxMmPerMin: text }: Options, problems: Problem[]): Setting<number> {
  const otherwise = { value: DEFAULT_MAX_MM_PER_MIN, from: 'default' };
  if (text === undefined) return otherwise;
  const value = /^(?:\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : 0;
  if (value > 0 && Number.isFinite(value)) return { value, from: '--max-mm-per-min' };
  problems.push(`--max-mm-per-min: "${text}" is no limit; expected mm a minute, more than 0, such as 40 or 2.5`);
  return otherwise;
}

/** What a variable that is true or false says; a problem where it says neither. */
function isTrue(name: VariableName, value: string, problems: Problem[]): boolean {
  const text = value.toLowerCase();
  const truth = truthOf(text);
  if (truth === undefined) problems.push(`${name}: "${text}" is neither true nor false`);
  return truth ?? true;
}

function truthOf(text: string): boolean | undefined {
  if (['true', '1', 'yes'].includes(text)) return true;
  return ['false', '0', 'no'].includes(text) ? false : undefined;
}

/** Finds stores in options and environment. */
class Servers {
  /** Options whose value is wrong. */
  readonly failed = new Set<string>();

  constructor(
    private readonly env: Environment,
    private readonly passwordOf: (file: string) => string,
    private readonly problems: Problem[],
  ) {}

  /** What `--copy` reads: the store given, or that of the environment. */
  base(given: string | true): Setting<StoreSetting> | undefined {
    const base = this.store('--copy', given === true ? undefined : given, 'FTP_BASE_DIR', 'FTP');
    if (!base && !this.failed.has('--copy'))
      this.problems.push('no base to copy from: give --copy <store>, or set FTP_SERVER and FTP_BASE_DIR');
    return base;
  }

  store(
    option: string,
    given: string | undefined,
    folder: VariableName,
    server: 'FTP' | 'FTP_TARGET',
  ): Setting<StoreSetting> | undefined {
    if (given !== undefined) {
      const address = parseAddress(given);
      if ('problem' in address) {
        this.failed.add(option);
        this.problems.push(`${option}: ${address.problem}`);
        return undefined;
      }
      return { value: { address, login: this.login(server, address) }, from: option };
    }
    const path = this.env[folder];
    if (path === undefined) return undefined;
    const address = this.address(server, path, option, folder);
    return (
      address && { value: { address, login: this.login(server, address) }, from: this.variablesOf(server, folder) }
    );
  }

  /** The variables that an address is made of. */
  private variablesOf(server: 'FTP' | 'FTP_TARGET', folder: VariableName): string {
    const own = server === 'FTP_TARGET' && this.env.FTP_TARGET_SERVER !== undefined;
    const names: VariableName[] = own
      ? ['FTP_TARGET_SERVER', 'FTP_TARGET_PORT', this.secureVariable(own)]
      : ['FTP_SERVER', 'FTP_PORT', this.secureVariable(own)];
    return [...names.filter((name) => this.env[name] !== undefined), folder].join(', ');
  }

  private secureVariable(ownServer: boolean): 'FTP_SECURE' | 'FTP_TARGET_SECURE' {
    return ownServer && this.env.FTP_TARGET_SECURE !== undefined ? 'FTP_TARGET_SECURE' : 'FTP_SECURE';
  }

  private address(
    server: 'FTP' | 'FTP_TARGET',
    path: string,
    option: string,
    folder: string,
  ): StoreAddress | undefined {
    const { env } = this;
    const ownHost = server === 'FTP_TARGET' ? env.FTP_TARGET_SERVER : undefined;
    const host = ownHost ?? env.FTP_SERVER;
    if (host === undefined) {
      this.failed.add(option);
      this.problems.push(`${folder} is set, but FTP_SERVER is not`);
      return undefined;
    }
    const port = ownHost !== undefined ? this.port('FTP_TARGET_PORT') : this.port('FTP_PORT');
    const secure = this.flag(this.secureVariable(ownHost !== undefined));
    return { kind: 'ftp', host, port, secure, path };
  }

  private port(name: 'FTP_PORT' | 'FTP_TARGET_PORT'): number {
    const text = this.env[name];
    if (text === undefined) return FTP_PORT;
    if (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535) return Number(text);
    this.problems.push(`${name}: "${text}" is not a port; expected 1 to 65535`);
    return FTP_PORT;
  }

  private flag(name: 'FTP_SECURE' | 'FTP_TARGET_SECURE'): boolean {
    const text = this.env[name];
    return text !== undefined && isTrue(name, text, this.problems);
  }

  private login(server: 'FTP' | 'FTP_TARGET', address: StoreAddress): Login {
    const { env } = this;
    if (address.kind === 'folder') return { user: '', password: '' };
    const own =
      server === 'FTP_TARGET' &&
      (env.FTP_TARGET_USERNAME ?? env.FTP_TARGET_PASSWORD ?? env.FTP_TARGET_PASSWORD_FILE) !== undefined;
    const user = (own ? env.FTP_TARGET_USERNAME : undefined) ?? env.FTP_USERNAME ?? 'anonymous';
    const password = own ? this.password(env.FTP_TARGET_PASSWORD, 'FTP_TARGET_PASSWORD_FILE') : undefined;
    return { user, password: password ?? this.password(env.FTP_PASSWORD, 'FTP_PASSWORD_FILE') ?? '' };
  }

  private password(
    value: string | undefined,
    fileVariable: 'FTP_PASSWORD_FILE' | 'FTP_TARGET_PASSWORD_FILE',
  ): string | undefined {
    const file = this.env[fileVariable];
    if (value !== undefined || file === undefined) return value;
    try {
      return this.passwordOf(file);
    } catch (error) {
      const problem = `${fileVariable}: ${messageOf(error)}`;
      if (!this.problems.includes(problem)) this.problems.push(problem);
      return undefined;
    }
  }
}

/** What a log line says of the stores. */
export function describeStore(setting: Setting<StoreSetting> | undefined): string | undefined {
  return setting && formatAddress(setting.value.address);
}
