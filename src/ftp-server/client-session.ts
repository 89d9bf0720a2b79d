import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SecureContext } from 'node:tls';
import type { ClientState, Command } from './client-state.js';
import { parseCommand } from './command-lines.js';
import { findCommand } from './commands.js';
import { ControlConnection } from './control-connection.js';
import { DataConnection } from './data-connection.js';
import type { FaultAction, FaultFunction } from './faults.js';
import { checkArgument, type LoginGate } from './habits.js';
import type { FtpServerStats, ServerSettings } from './options.js';
import type { PassivePort, PassivePorts } from './passive-port.js';
import { Refusal, replyTo, reply, type Reply } from './reply.js';
import { resolvePath } from './virtual-path.js';

/** What all clients of a server share. */
export interface ServerContext {
  readonly settings: ServerSettings;
  readonly stats: FtpServerStats;
  readonly faultOf: FaultFunction;
  readonly secureContext: SecureContext | undefined;
  readonly passivePorts: PassivePorts;
  readonly loginGate: LoginGate;
  /** Every open socket, to be broken when the server closes. */
  readonly sockets: Set<Socket>;
}

/** Counts a socket among the open ones for as long as it is. */
export function track(socket: Socket, sockets: Set<Socket>): void {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
}

/** One client, from greeting to good-bye. */
export class ClientSession implements ClientState {
  readonly settings: ServerSettings;
  readonly stats: FtpServerStats;
  readonly localAddress: string;
  cwd = '/';
  userName: string | undefined;
  loggedIn = false;
  protectData = false;
  renameFrom: string | undefined;
  restartBytes = 0;
  passive: PassivePort | undefined;
  data: DataConnection | undefined;
  readonly #peerAddress: string;
  readonly #control: ControlConnection;
  #answered = 0;

  constructor(
    socket: Socket,
    private readonly context: ServerContext,
  ) {
    this.settings = context.settings;
    this.stats = context.stats;
    this.localAddress = socket.localAddress ?? this.settings.host;
    this.#peerAddress = socket.remoteAddress ?? '';
    const { latencyMs, idleTimeoutMs, features, habits } = this.settings;
    const { whenTogether, encoding } = habits;
    this.#control = new ControlConnection(
      socket,
      { latencyMs, idleTimeoutMs, pipelining: features.pipelining, whenTogether, encoding },
      (line) => this.#execute(line),
      (line) => {
        if (parseCommand(line).verb === 'ABOR') this.#dropData();
      },
    );
    socket.on('close', () => this.#dropData());
  }

  greet(): void {
    const { greeting } = this.settings.habits;
    if (greeting === undefined) this.send(reply(220, 'pluvio FTP server ready.'));
    else this.#control.write(greeting);
  }

  countLogin(): void {
    this.context.loginGate.enter();
  }

  get tls(): ClientState['tls'] {
    return { offered: this.context.secureContext !== undefined, active: this.#control.secure };
  }

  send(message: Reply): void {
    this.#control.send(message);
  }

  openPassive(): Promise<PassivePort> {
    return this.context.passivePorts.open(this.#peerAddress);
  }

  async openData(): Promise<DataConnection> {
    if (!this.passive) throw new Refusal(425, 'Use PASV or EPSV first.');
    const raw = await this.passive.accept();
    this.passive = undefined;
    track(raw, this.context.sockets);
    const secureContext = this.protectData ? this.context.secureContext : undefined;
    this.data = new DataConnection(raw, secureContext, this.settings.idleTimeoutMs);
    return this.data;
  }

  startTls(message: Reply): void {
    this.send(message);
    if (this.context.secureContext) this.#control.startTls(this.context.secureContext);
  }

  #dropData(): void {
    this.passive?.close();
    this.passive = undefined;
    this.data?.reset();
    this.data = undefined;
  }

  async #execute(line: string): Promise<void> {
    const { verb, argument } = parseCommand(line);
    const nth = (this.stats.commands[verb] ?? 0) + 1;
    this.stats.commands[verb] = nth;
    const command = findCommand(verb, this.settings.features);
    let answer: Reply | undefined;
    try {
      if (!command) throw new Refusal(502, 'Command not implemented.');
      checkArgument(this.settings.habits, verb, argument);
      const path = this.#pathOf(command, argument);
      const fault = this.context.faultOf({ verb, path, nth });
      answer = await this.#run(command, { argument, path, fault });
      if (fault?.kind === 'silence') this.#control.fallSilent();
      if (fault?.kind === 'hang-up') this.#control.reset();
    } catch (error) {
      answer = replyTo(error);
    }
    const { habits } = this.settings;
    const mark = habits.mark?.(verb);
    if (mark) this.send(mark);
    answer &&= habits.answer?.(verb, answer) ?? answer;
    if (answer) this.send(answer);
    this.#countAnswer();
    if (!answer) return;
    if (answer.code >= 400 && command?.usesData) this.#dropData();
    if (answer.code === 421 || verb === 'QUIT') this.#control.end();
  }

  async #run(
    command: Command,
    invocation: { argument: string; path: string; fault: FaultAction | undefined },
  ): Promise<Reply | undefined> {
    const { fault } = invocation;
    if (fault?.kind === 'refuse') throw new Refusal(fault.code, fault.text ?? 'Refused.');
    if (fault?.kind === 'disconnect') {
      this.#control.destroy();
      return undefined;
    }
    if (fault?.kind === 'delay') await sleep(fault.delayMs, undefined, { ref: false });
    if (!command.open && !this.loggedIn) throw new Refusal(530, 'Please login with USER and PASS.');
    const answer = await command.run(this, invocation);
    return fault?.kind === 'answer' ? reply(fault.code, fault.text ?? 'Done.') : answer;
  }

  /** With the habit of ending a connection after so many commands. */
  #countAnswer(): void {
    const { mostCommands, farewell } = this.settings.habits;
    if (++this.#answered !== mostCommands) return;
    if (farewell) this.send(farewell);
    this.#control.end();
  }

  #pathOf({ argument: kind }: Command, argument: string): string {
    if (kind === 'none' || kind === 'text') return '';
    if (kind === 'path' && argument === '') throw new Refusal(501, 'A name is missing.');
    // `LIST -la folder`: the flags change nothing here.
    return resolvePath(this.cwd, kind === 'flags-and-path' ? argument.replace(/^-\S*\s*/, '') : argument);
  }
}
