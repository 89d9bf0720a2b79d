import { Client } from '../basic-ftp.js';
import { Refusal, saysFull } from '../failure.js';
import type { FtpSettings } from '../options.js';
import type { Reply } from '../wire/reply.js';
import type { Abilities } from './abilities.js';
import { logIn, type Login } from './log-in.js';
import { pauseAfter } from './login-rate.js';
import { folderIn } from '../wire/naming.js';

/** How often, and how long at first, a new login waits for the place of the one that it replaces. */
const RENEWALS = 5;
const RENEWAL_MS = 50;

/**
 * Commands in the way that the server takes them: a new login before it ends the old one for having had enough commands, and
 * names in the current folder where it refuses paths. Where it does neither, nothing is added to what is sent.
 */
export class Session {
  #login: Login;
  /** As CWD was told, in the server's bytes; undefined where nobody has. */
  #folder: string | undefined;
  #renewing: Client | undefined;
  /** Nothing is to be sent meanwhile: it would come to the wrong folder, or to a login that is no more. */
  #isPreparing = false;
  #isClosed = false;

  constructor(
    login: Login,
    private readonly settings: FtpSettings,
    private readonly abilities: Abilities,
  ) {
    this.#login = login;
  }

  get login(): Login {
    return this.#login;
  }

  /** The command as it is to be sent, so many in all with what goes with it; undefined where `prepare` has to come first. */
  now(command: string, commands = 2): string | undefined {
    if (this.#isPreparing || !this.#hasRoom(commands)) return undefined;
    const { naming } = this.abilities;
    return naming.byName ? naming.inFolder(command, this.#folder) : command;
  }

  /** As `now`, after a new login or a CWD where that takes one. Throws a `Refusal` where the folder cannot be entered. */
  async prepare(command: string, commands = 2): Promise<string> {
    const now = this.now(command, commands);
    if (now !== undefined) return now;
    this.#isPreparing = true;
    try {
      return await this.#makeReady(command, commands);
    } finally {
      this.#isPreparing = false;
    }
  }

  async #makeReady(command: string, commands: number): Promise<string> {
    const { naming } = this.abilities;
    // A listing has no path, and is of the folder that was entered before.
    const wanted = naming.byName ? folderIn(command) : undefined;
    const folder = wanted ?? (command.includes(' ') ? undefined : this.#folder);
    if (!this.#hasRoom(commands + 1)) await this.#renew();
    if (folder !== undefined && folder !== this.#folder) {
      const reply = await this.#login.pipe.request(`CWD ${folder}`);
      if (reply.code >= 300) throw new Refusal(reply);
      this.#folder = folder;
    }
    return naming.byName ? (naming.inFolder(command, this.#folder) ?? command) : command;
  }

  /** Each command's last reply, in order; many at once where the server bears it. */
  async all(commands: readonly string[]): Promise<Reply[]> {
    let replies: Reply[] = [];
    while (replies.length < commands.length) {
      const rest = replies.length === 0 ? commands : commands.slice(replies.length);
      const got = (await this.#cannotEnter(rest[0]!)) ?? (await this.#send(this.#sendable(rest)));
      replies = replies.length === 0 ? got : [...replies, ...got];
    }
    return replies;
  }

  async request(command: string): Promise<Reply> {
    return (await this.all([command]))[0]!;
  }

  /** Takes note of the last reply to a command, as it was sent. */
  note(command: string, reply: Reply): void {
    if (command.startsWith('CWD ')) {
      if (reply.code < 300) this.#folder = command.slice(4).replace(/\/+$/, '') || '/';
    } else if (this.abilities.naming.note(command, reply))
      this.settings.emit({ kind: 'fallback', to: 'names', reason: `it took ${command.slice(0, 4)} without a path` });
  }

  close(): void {
    this.#isClosed = true;
    this.#renewing?.close();
    this.#login.close();
  }

  /** The reply that stands for a command whose folder cannot be entered. */
  async #cannotEnter(command: string): Promise<Reply[] | undefined> {
    try {
      await this.prepare(command, roomFor(command));
      return undefined;
    } catch (error) {
      if (error instanceof Refusal && error.code !== 421) return [error.reply];
      throw error;
    }
  }

  async #send(commands: readonly string[]): Promise<Reply[]> {
    const { pipelining, limits } = this.abilities;
    const replies = await this.#login.pipe.all(commands, pipelining && !limits.isSuspected);
    for (const [i, command] of commands.entries()) this.note(command, replies[i]!);
    return replies;
  }

  /** Those of the commands, the first at least, that can be sent before anything else has to be; RNFR goes with its RNTO. */
  #sendable(commands: readonly string[]): readonly string[] {
    const { limits, naming } = this.abilities;
    const left = limits.most - this.#login.pipe.sent;
    if (commands.length <= left && !naming.byName) return commands;
    const ready: string[] = [];
    for (const command of commands) {
      const now = naming.byName ? naming.inFolder(command, this.#folder) : command;
      if (ready.length > 0 && (now === undefined || ready.length + roomFor(command) > left)) break;
      ready.push(now ?? command);
      if (command.startsWith('CWD ') && naming.byName) break;
    }
    return ready;
  }

  #hasRoom(commands: number): boolean {
    return this.#login.pipe.sent + commands <= this.abilities.limits.most;
  }

  async #renew(): Promise<void> {
    const { limits } = this.abilities;
    const reason = `it ends connections after ${limits.most} commands or so`;
    if (limits.takeNews()) this.settings.emit({ kind: 'fallback', to: 'few-commands', reason });
    this.#login.close();
    this.#folder = undefined;
    for (let attempt = 0; ; attempt++) {
      const client = (this.#renewing = new Client(this.settings.timeoutMs));
      try {
        if (this.#isClosed) throw new Error('User closed client');
        this.#login = await logIn(client, this.settings, this.abilities);
        return;
      } catch (error) {
        if (!saysFull(error) || pauseAfter(error) !== undefined || attempt + 1 === RENEWALS) throw error;
        await this.settings.sleep(RENEWAL_MS * 2 ** attempt);
      } finally {
        this.#renewing = undefined;
      }
    }
  }
}

function roomFor(command: string): number {
  return command.startsWith('RNFR ') ? 2 : 1;
}
