import { messageOf } from '../domain/errors.js';
import {
  parseAddress,
  parseServerName,
  portOf,
  serverAt,
  sftpServerAt,
  type ServerAddress,
  type StoreAddress,
} from './address.js';
import { truthOf, type Login, type Problem, type Setting, type StoreSetting } from './setting.js';
import type { Environment, VariableName } from './variables.js';

type SecretFile =
  'FTP_PASSWORD_FILE' | 'FTP_TARGET_PASSWORD_FILE' | 'FTP_KEY_PASSPHRASE_FILE' | 'FTP_TARGET_KEY_PASSPHRASE_FILE';

/** Finds stores in options and environment. */
export class Servers {
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
    return address && { ...address, path };
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
    if (
      named.isSftp ? security !== undefined && security !== 'sftp' : security === 'sftp' && named.isSecure !== undefined
    )
      this.problem(
        `${name} is ${named.isSftp ? 'sftp' : named.isSecure ? 'ftps' : 'ftp'}://, and ${this.secureVariable(own)} says otherwise; give one of them`,
      );
    if (named.isSftp || security === 'sftp')
      return { kind: 'sftp', ...sftpServerAt({ ...named, port: named.port ?? port }) };
    if (named.isSecure !== undefined && security !== undefined && named.isSecure !== (security !== false))
      this.problem(
        `${name} is ${named.isSecure ? 'ftps' : 'ftp'}://, and ${this.secureVariable(own)} says otherwise; give one of them`,
      );
    const isSecure = named.isSecure ?? (security === undefined ? undefined : security !== false);
    const server = serverAt({ host: named.host, port: named.port ?? port, isSecure }, security === 'implicit');
    return { kind: 'ftp', ...server };
  }

  private port(name: 'FTP_PORT' | 'FTP_TARGET_PORT'): number | undefined {
    const text = this.env[name];
    const port = text === undefined ? undefined : portOf(text);
    if (text !== undefined && port === undefined) this.problem(`${name}: "${text}" is not a port; expected 1 to 65535`);
    return port;
  }

  private security(name: 'FTP_SECURE' | 'FTP_TARGET_SECURE'): boolean | 'implicit' | 'sftp' | undefined {
    const text = this.env[name]?.toLowerCase();
    if (text === undefined || text === 'implicit' || text === 'sftp') return text;
    const truth = text === 'explicit' ? true : truthOf(text);
    if (truth === undefined) this.problem(`${name}: "${text}" is neither true nor false nor implicit nor sftp`);
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
      (env.FTP_TARGET_USERNAME ??
        env.FTP_TARGET_PASSWORD ??
        env.FTP_TARGET_PASSWORD_FILE ??
        env.FTP_TARGET_KEY_FILE) !== undefined;
    const named = address.kind === 'sftp' ? address.user : undefined;
    const user = named ?? (own ? env.FTP_TARGET_USERNAME : undefined) ?? env.FTP_USERNAME;
    if (user === undefined && address.kind === 'sftp')
      this.problem('SFTP wants a user: give sftp://user@host/path, or set FTP_USERNAME');
    const ownPassword = own ? this.secret(env.FTP_TARGET_PASSWORD, 'FTP_TARGET_PASSWORD_FILE') : undefined;
    const password = ownPassword ?? this.secret(env.FTP_PASSWORD, 'FTP_PASSWORD_FILE') ?? '';
    if (/[\r\n\0]/.test(password)) this.problem('the password has more than one line, which no FTP server can be told');
    const key = address.kind === 'sftp' ? this.key(own) : undefined;
    return { user: user ?? 'anonymous', password, ...(key && { key }) };
  }

  /** The private key to log in with, a target's own or that of all servers. */
  private key(own: boolean): Login['key'] {
    const { env } = this;
    if (own && env.FTP_TARGET_KEY_FILE !== undefined) {
      const passphrase = this.secret(env.FTP_TARGET_KEY_PASSPHRASE, 'FTP_TARGET_KEY_PASSPHRASE_FILE');
      return { file: env.FTP_TARGET_KEY_FILE, passphrase };
    }
    if (env.FTP_KEY_FILE === undefined) return undefined;
    return { file: env.FTP_KEY_FILE, passphrase: this.secret(env.FTP_KEY_PASSPHRASE, 'FTP_KEY_PASSPHRASE_FILE') };
  }

  /** A password or passphrase, or the first line of the file that holds it. */
  private secret(value: string | undefined, fileVariable: SecretFile): string | undefined {
    const file = this.env[fileVariable];
    try {
      return value ?? (file === undefined ? undefined : this.passwordOf(file));
    } catch (error) {
      this.problem(`${fileVariable}: ${messageOf(error)}`);
      return undefined;
    }
  }
}
