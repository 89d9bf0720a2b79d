import { messageOf, PluvioError } from '../domain/errors.js';
import {
  formatAddress,
  parseAddress,
  parseServerName,
  portOf,
  serverAt,
  type ServerAddress,
  type StoreAddress,
} from './address.js';
import type { Environment, VariableName } from './variables.js';

/** Options as the command line gives them. */
export interface Options {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly out?: string | undefined;
  readonly calib?: string | undefined;
  readonly gauges?: string | undefined;
  readonly gauge?: readonly string[] | undefined;
  readonly ca?: string | undefined;
  readonly connections?: string | undefined;
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
  if (options.gauge?.some((name) => name === ''))
    problems.push('--gauge: a name is empty; expected names separated by commas');
  const settings: Settings = {
    source,
    target,
    out: choose(['--out', options.out], ['LOCAL_OUTPUT_DIR', env.LOCAL_OUTPUT_DIR], DEFAULT_OUT),
    temp: choose(['LOCAL_TEMP_DIR', env.LOCAL_TEMP_DIR], undefined, undefined),
    calib: choose(['--calib', options.calib], ['CALIB_FILE', env.CALIB_FILE], undefined),
    gaugesFile: choose(['--gauges', options.gauges], ['GAUGES_FILE', env.GAUGES_FILE], undefined),
    gaugeNames: choose(['--gauge', options.gauge], undefined, undefined),
    ca: choose(['--ca', options.ca], ['FTP_CA_FILE', env.FTP_CA_FILE], undefined),
    connections: connections(options, env, problems),
    active: active(env, problems),
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
        this.problem(`${option}: ${address.problem}`);
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
    const own = server === 'FTP_TARGET' && this.env.FTP_TARGET_SERVER !== undefined;
    if (!own && this.env.FTP_SERVER === undefined) {
      this.failed.add(option);
      this.problem(`${folder} is set, but FTP_SERVER is not`);
      return undefined;
    }
    const address = this.server(own);
    if (!address) this.failed.add(option);
    return address && { kind: 'ftp', ...address, path };
  }

  /** The server that FTP_SERVER, FTP_PORT and FTP_SECURE name, or those of a target of its own. */
  private server(own: boolean): ServerAddress | undefined {
    const name = own ? 'FTP_TARGET_SERVER' : 'FTP_SERVER';
    const portName = own ? 'FTP_TARGET_PORT' : 'FTP_PORT';
    const named = parseServerName(this.env[name] ?? '');
    const port = this.port(portName);
    const security = this.security(this.secureVariable(own));
    if ('problem' in named) {
      this.problem(`${name}: ${named.problem}`);
      return undefined;
    }
    if (named.port !== undefined && port !== undefined && named.port !== port)
      this.problem(`${name} has port ${named.port}, and ${portName} says ${port}; give one of them`);
    if (named.isSecure !== undefined && security !== undefined && named.isSecure !== (security !== false))
      this.problem(
        `${name} is ${named.isSecure ? 'ftps' : 'ftp'}://, and ${this.secureVariable(own)} says otherwise; give one of them`,
      );
    const isSecure = named.isSecure ?? (security === undefined ? undefined : security !== false);
    return serverAt({ host: named.host, port: named.port ?? port, isSecure }, security === 'implicit');
  }

  private port(name: 'FTP_PORT' | 'FTP_TARGET_PORT'): number | undefined {
    const text = this.env[name];
    const port = text === undefined ? undefined : portOf(text);
    if (text !== undefined && port === undefined) this.problem(`${name}: "${text}" is not a port; expected 1 to 65535`);
    return port;
  }

  private security(name: 'FTP_SECURE' | 'FTP_TARGET_SECURE'): boolean | 'implicit' | undefined {
    const text = this.env[name]?.toLowerCase();
    if (text === undefined || text === 'implicit') return text;
    const truth = text === 'explicit' ? true : truthOf(text);
    if (truth === undefined) this.problem(`${name}: "${text}" is neither true nor false nor implicit`);
    return truth ?? true;
  }

  /** Each mistake once, whoever asks. */
  private problem(problem: string): void {
    if (!this.problems.includes(problem)) this.problems.push(problem);
  }

  private login(server: 'FTP' | 'FTP_TARGET', address: StoreAddress): Login {
    const { env } = this;
    if (address.kind === 'folder') return { user: '', password: '' };
    const own =
      server === 'FTP_TARGET' &&
      (env.FTP_TARGET_USERNAME ?? env.FTP_TARGET_PASSWORD ?? env.FTP_TARGET_PASSWORD_FILE) !== undefined;
    const user = (own ? env.FTP_TARGET_USERNAME : undefined) ?? env.FTP_USERNAME ?? 'anonymous';
    const ownPassword = own ? this.password(env.FTP_TARGET_PASSWORD, 'FTP_TARGET_PASSWORD_FILE') : undefined;
    const password = ownPassword ?? this.password(env.FTP_PASSWORD, 'FTP_PASSWORD_FILE') ?? '';
    if (/[\r\n\0]/.test(password)) this.problem('the password has more than one line, which no FTP server can be told');
    return { user, password };
  }

  private password(
    value: string | undefined,
    fileVariable: 'FTP_PASSWORD_FILE' | 'FTP_TARGET_PASSWORD_FILE',
  ): string | undefined {
    const file = this.env[fileVariable];
    try {
      return value ?? (file === undefined ? undefined : this.passwordOf(file));
    } catch (error) {
      this.problem(`${fileVariable}: ${messageOf(error)}`);
      return undefined;
    }
  }
}

/** What a log line says of the stores. */
export function describeStore(setting: Setting<StoreSetting> | undefined): string | undefined {
  return setting && formatAddress(setting.value.address);
}
