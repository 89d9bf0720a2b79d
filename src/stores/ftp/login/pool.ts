import { Client } from '../basic-ftp.js';
import type { PluvioError } from '../../../domain/errors.js';
import type { Doing as Work } from '../../protocol/backend.js';
import { ATTEMPTS, delayAfter, wasClosed } from '../../protocol/retry.js';
import { connectTo, type Connection } from './connection.js';
import {
  fileFailure,
  ftpFailure,
  isTransient,
  leavesConnectionUsable,
  loginFailure,
  replyCode,
  saying,
  saysFull,
} from '../failure.js';
import type { FtpEvent, FtpSettings } from '../options.js';
import { WireNames } from '../wire/wire-names.js';
import { redactor } from '../../redact.js';
import { abilitiesOn, lower, type Abilities } from './abilities.js';
import { pauseAfter } from './login-rate.js';
import { Patience } from '../patience/patience.js';
import { answers, Resting } from './resting.js';
import { Room, serverText } from './room.js';
import type { Witness } from '../patience/witness.js';

/** What is done; `attempts`: how often it is tried, four times unless given. */
export interface Doing extends Work {
  readonly attempts?: number;
}

/** Up to so many logins, made when needed, each lent to one task at a time. */
export class Pool {
  readonly settings: FtpSettings;
  readonly names: WireNames;
  readonly abilities: Abilities;
  readonly redact: (text: string) => string;
  /** What is known of folders above those that could not be entered, by their absolute paths: see `enter`. */
  readonly foldersOf = new Map<string, { readonly atMs: number; readonly names: ReadonlySet<string> }>();
  /** Folders in which files were listed. */
  readonly listed = new Set<string>();
  readonly patience: Patience;
  readonly witness: Witness = { filesRead: 0, loneInRow: 0 };
  readonly #told = new Set<string>();
  readonly #room: Room;
  readonly #idle: Resting;
  readonly #lent = new Set<Connection>();
  readonly #queue: (() => void)[] = [];
  /** Those who take a connection when nobody else wants it. */
  readonly #patient: (() => void)[] = [];
  /** Errors that came before a login was there: they are of the server, not of a file. */
  readonly #atLogin = new WeakSet<object>();
  #limit: number;
  readonly #connecting = new Set<Client>();
  #loggedInOnce = false;
  #closed = false;
  /** Whether the next connection that comes back is closed, for somebody else to have one. */
  #givesWay = false;
  /** Whether all connections are to be there before they are asked for. */
  #isEager = false;

  constructor(settings: FtpSettings) {
    this.redact = redactor(settings.password);
    const emit: FtpSettings['emit'] = (event) =>
      settings.emit('reason' in event ? { ...event, reason: this.redact(event.reason) } : event);
    this.settings = { ...settings, emit };
    const active = settings.active === 'auto' ? 'untried' : settings.active ? 'on' : 'off';
    this.abilities = abilitiesOn(settings.servers.traitsOf(settings.host, settings.port), active);
    this.patience = new Patience(settings.timeoutMs);
    this.#idle = new Resting(settings.timeoutMs, () => this.#wakeNext());
    this.#room = new Room(this.settings, this.abilities.logins, this.redact, () => this.#closed);
    this.names = new WireNames(emit);
    this.#limit = settings.connections;
  }

  /** How many connections may be open at once, as far as is known. */
  get limit(): number {
    return this.#limit;
  }

  /** Whether a login that is left hanging at the server takes the place of no other, as far as is known. */
  get hasRoom(): boolean {
    return this.#limit > 1 && this.#limit === this.settings.connections;
  }

  /**
   * Runs a task on a connection, again on another where it failed for a passing reason: four attempts (or as many as it says), full jitter over
   * 0.5 s × 2ⁿ, at most 30 s. The connection is given up after anything but a reply that said no. Throws a `PluvioError`.
   */
  async use<T>(what: Doing, task: (connection: Connection, attempt: number) => Promise<T>): Promise<T> {
    return this.keep(what, async (connection, attempt) => {
      const result = await task(connection, attempt);
      this.release(connection);
      return result;
    });
  }

  /** As `use`, but a task that succeeds keeps its connection, and releases it later. */
  async keep<T>(what: Doing, task: (connection: Connection, attempt: number) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      let connection: Connection | undefined;
      try {
        connection = await this.acquire();
        return await task(connection, attempt);
      } catch (error) {
        if (connection) this.release(connection, leavesConnectionUsable(error));
        if (connection && this.adapt(connection, error)) attempt--;
        else if (!(await this.waitForAnother(what, attempt, error))) throw this.failure(what, error);
      }
    }
  }

  /** Every connection makes ports of ours ready, also those to come. */
  openPorts(): void {
    this.abilities.active = 'on';
    for (const connection of [...this.#idle.all, ...this.#lent]) void connection.openPorts();
  }

  /** Tells what is the same at every look at a folder the first time only. */
  tellOnce(event: FtpEvent & { readonly folder: string; readonly first: string }): void {
    const key = JSON.stringify([event.kind, event.folder, event.first]);
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.settings.emit(event);
  }

  /** Asks less of the server from now on where the error shows that it could not bear something; false where it does not. */
  adapt(connection: Connection, error: unknown): boolean {
    return lower(connection, error, this.settings.emit);
  }

  /** Waits before the attempt after this one; false where another is of no use. */
  async waitForAnother({ doing, path, attempts = ATTEMPTS }: Doing, attempt: number, error: unknown): Promise<boolean> {
    if (attempt + 1 >= attempts || !isTransient(error) || this.#closed) return false;
    const delayMs = delayAfter(attempt, this.settings.random());
    const reason = saying(error);
    this.settings.emit({ kind: 'retry', doing, path, attempt: attempt + 1, delayMs, reason });
    await this.settings.sleep(delayMs);
    return true;
  }

  failure({ doing, path, isFile }: Doing, error: unknown): PluvioError {
    if (typeof error !== 'object' || error === null || !this.#atLogin.has(error))
      return isFile ? fileFailure(path, error, this.redact) : ftpFailure(doing, path, error, this.redact);
    const { host, port, user, secure } = this.settings;
    const server = serverText(host, port, secure);
    const place = { server, user, secure: secure !== false, workedBefore: this.#loggedInOnce };
    return loginFailure(place, error, this.redact);
  }

  /** Whether somebody waits for a connection who does so for a single task: long ones are to give theirs back soon. */
  get isWanted(): boolean {
    return this.#givesWay || this.#queue.length > 0;
  }

  /** A connection that is free or can be made, waited for; `patient`: after all others who wait. */
  async acquire(manner?: 'patient'): Promise<Connection> {
    for (;;) {
      if (this.#closed) throw wasClosed();
      const idle = this.#idle.take();
      if (idle && (!this.#idle.isDoubtful(idle) || (await this.#isThere(idle)))) return this.#lend(idle);
      if (idle) continue;
      if (this.#open < this.#mostLogins) {
        const fresh = await this.#connect();
        if (fresh) return this.#lend(fresh);
      } else await new Promise<void>((resolve) => (manner ? this.#patient : this.#queue).push(resolve));
    }
  }

  /** Makes every login that may be wanted as soon as the first one has succeeded, and not when it is asked for. */
  logInAhead(): void {
    this.#isEager = true;
    if (this.#loggedInOnce) this.#fill();
  }

  #fill(): void {
    while (this.#isEager && !this.#closed && this.#open < this.#mostLogins) void this.#logInIdly();
    this.#isEager = false;
  }

  /** What fails here is told to whoever asks for the connection. */
  async #logInIdly(): Promise<void> {
    const fresh = await this.#connect().catch(() => undefined);
    if (fresh) this.release(this.#lend(fresh));
  }

  release(connection: Connection, usable = true): void {
    this.#lent.delete(connection);
    const isKept = usable && !this.#closed && !connection.client.closed && this.#open < this.#limit;
    if (isKept && !this.#givesWay) this.#idle.add(connection);
    else connection.close();
    this.#givesWay = false;
    this.#wakeNext();
  }

  /** Closes an idle connection, or the next one that comes back; false where there is none. */
  giveWay(): boolean {
    if (this.#open === 0) return false;
    const idle = this.#idle.take();
    if (idle) idle.close();
    else this.#givesWay = true;
    if (this.#limit > 1) this.#limit--;
    return true;
  }

  close(): void {
    this.#closed = true;
    for (const connection of [...this.#idle.clear(), ...this.#lent]) connection.close();
    for (const client of this.#connecting) client.close();
    for (const wake of [...this.#queue.splice(0), ...this.#patient.splice(0)]) wake();
  }

  /** Where logins are scarce, one is enough to go on. */
  get #mostLogins(): number {
    return this.abilities.logins.isScarce ? 1 : this.#limit;
  }

  #wakeNext(): void {
    (this.#queue.shift() ?? this.#patient.shift())?.();
  }

  get #open(): number {
    return this.#idle.size + this.#lent.size + this.#connecting.size;
  }

  /** Whether a connection that rested for long is still one; where it is not, those that rested as long go with it. */
  async #isThere(connection: Connection): Promise<boolean> {
    this.#lent.add(connection);
    const isThere = await answers(connection);
    this.#lent.delete(connection);
    if (isThere) return true;
    this.#idle.dropLike(connection);
    connection.close();
    return false;
  }

  #lend(connection: Connection): Connection {
    this.#lent.add(connection);
    return connection;
  }

  /** A new login; undefined where the server takes no more and another connection will come free, or it has to be asked more plainly. */
  async #connect(): Promise<Connection | undefined> {
    const client = new Client(this.settings.timeoutMs);
    this.#connecting.add(client);
    const { logins } = this.abilities;
    const { generation } = this.abilities;
    let isLoggedIn = false;
    try {
      await logins.pass();
      this.#room.check();
      const connection = await connectTo(client, this.settings, this.abilities, this.names);
      isLoggedIn = this.#loggedInOnce = true;
      this.#room.noteLogin();
      this.#fill();
      return connection;
    } catch (error) {
      if (lower({ abilities: this.abilities, generation }, error, this.settings.emit)) return undefined;
      if (!this.#isTooMany(error)) {
        if (typeof error === 'object' && error !== null) this.#atLogin.add(error);
        throw error;
      }
      const others = this.#open - 1;
      if (others === 0) {
        if (await this.#room.wait(error)) return undefined;
        if (!saysFull(error)) {
          this.#atLogin.add(error as object);
          throw error;
        }
        throw this.#room.full(error);
      }
      const pauseMs = pauseAfter(error);
      if (pauseMs !== undefined) logins.refuse(pauseMs);
      if (others < this.#limit) {
        this.#limit = others;
        this.settings.emit({ kind: 'pool-shrunk', connections: others, reason: saying(error) });
      }
      return undefined;
    } finally {
      this.#connecting.delete(client);
      // Where no login came of it, nobody would give the place back to those who wait for it.
      if (!isLoggedIn) this.#wakeNext();
    }
  }

  /** 421 says so; 530 does where the same login has worked before, or in words. */
  #isTooMany(error: unknown): boolean {
    const code = replyCode(error);
    return saysFull(error) || pauseAfter(error) !== undefined || (code === 530 && this.#loggedInOnce);
  }
}
