import { FTPError, type FTPContext } from '../basic-ftp.js';
import { CommandLimit, CutTogether, PipeliningBroken, type Together } from '../failure.js';
import type { Reply } from './reply.js';
import type { CommandLimits } from '../login/command-limits.js';
import { readReplyLines } from './reply-lines.js';

interface Awaited {
  /** True at the command's last reply. */
  readonly onReply: (reply: Reply) => boolean;
  readonly onBreak: (error: Error) => void;
  /** What it is where it is sent together with others; 'commands' unless given. */
  readonly together?: Together;
  /** It asks for a port. */
  readonly isPort?: boolean;
}

/** What a pipe tells of the server while it works. */
export interface PipeWatcher {
  /** How long the first reply takes to each command that is sent with none under way. */
  readonly onRoundTrip: (ms: number) => void;
  /** What has been seen to work. */
  readonly proven: Record<Together, boolean>;
  readonly limits: CommandLimits;
}

/** Commands under way at once in `all`; their replies are read all the time, so that neither side can fill up. */
const WINDOW_BYTES = 8_192;
/** Under TLS they may be one record, and ProFTPD does not see the end of one beyond its buffer of 4,096. */
const TLS_WINDOW_BYTES = 3_072;
/** Silence after which commands sent together count as lost. Longer than any sane reply, shorter than giving up. */
const STALL_MS = 10_000;

/**
 * Several commands under way on one control connection, their replies told apart by order (RFC 959 requires it).
 * It runs as tasks of basic-ftp: one lasts as long as any reply is due, which is when basic-ftp watches the clock.
 */
export class Pipe {
  readonly #ftp: FTPContext;
  readonly #stallMs: number;
  readonly #awaited: Awaited[] = [];
  /** Those of them that were sent before the reply to another. */
  readonly #together = new Set<Awaited>();
  #stall: NodeJS.Timeout | undefined;
  #corked = false;
  /** When a command was sent with none under way, until the first reply. */
  #askedMs: number | undefined;
  #movedMs = performance.now();
  #saidGoodbye = false;
  #sent = 0;
  #answered = 0;

  constructor(
    ftp: FTPContext,
    private readonly watcher: PipeWatcher,
  ) {
    this.#ftp = ftp;
    this.#stallMs = Math.min(STALL_MS, ftp.timeout / 2);
    readReplyLines(ftp);
    // Without this the kernel holds the second of two commands back until the first is acknowledged: a round trip.
    ftp.socket.setNoDelay(true);
  }

  /** Sends a command now, whatever is still under way. */
  send(command: string, awaited: Awaited): void {
    this.#awaited.push(awaited);
    this.#sent++;
    if (this.#awaited.length > 1) this.#together.add(awaited);
    else {
      this.#askedMs = performance.now();
      this.#listen();
    }
    this.#watch();
    if (this.#ftp.closed) return;
    this.#cork();
    this.#ftp.send(command);
  }

  /** The command's last reply, also where it says no. Rejects where the connection breaks. */
  request(command: string): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.send(command, {
        onReply: (reply) => {
          if (reply.code < 200) return false;
          resolve(reply);
          return true;
        },
        onBreak: reject,
      });
    });
  }

  /** Each command's last reply, in order; many at once, or one after the other where `together` is false. */
  async all(commands: readonly string[], together: boolean): Promise<Reply[]> {
    const windowBytes = together ? (this.#ftp.hasTLS ? TLS_WINDOW_BYTES : WINDOW_BYTES) : 0;
    const replies: Promise<Reply>[] = [];
    let underWayBytes = 0;
    let answered = 0;
    for (const command of commands) {
      while (answered < replies.length && underWayBytes + command.length > windowBytes) {
        await replies[answered];
        underWayBytes -= commands[answered++]!.length;
      }
      underWayBytes += command.length;
      const reply = this.request(command);
      // All are awaited below; this keeps an early break from being reported as nobody's.
      reply.catch(() => undefined);
      replies.push(reply);
    }
    return Promise.all(replies);
  }

  /** How many commands were sent since the login. */
  get sent(): number {
    return this.#sent;
  }

  /** Whether a reply is still to come. */
  get isBusy(): boolean {
    return this.#awaited.length > 0;
  }

  /** Data moved: the server is at work. */
  touch(): void {
    this.#movedMs = performance.now();
    this.#stall?.refresh();
  }

  /** Whether the next reply is about a port for data. */
  get waitsForPort(): boolean {
    return this.#awaited[0]?.isPort === true;
  }

  /** When anything came from the server last, as `performance.now`. */
  get movedMs(): number {
    return this.#movedMs;
  }

  #listen(): void {
    this.#ftp
      .handle(undefined, (response, task) => {
        if (response instanceof Error && !(response instanceof FTPError)) {
          task.resolve(undefined);
          this.#break(response);
          return;
        }
        this.#timeReply();
        this.#movedMs = performance.now();
        const [first] = this.#awaited;
        if (first) this.#prove(first);
        if (response.code === 421 && this.#isLimit(true)) {
          task.resolve(undefined);
          this.#break(new CommandLimit(response.message));
          return;
        }
        if (first?.onReply({ code: response.code, text: response.message }) === true) {
          this.#awaited.shift();
          if (!this.#saidGoodbye) this.watcher.limits.noteReply(++this.#answered);
        }
        if (this.#awaited.length === 0) task.resolve(undefined);
        this.#watch();
      })
      .catch(() => undefined);
  }

  #timeReply(): void {
    if (this.#askedMs !== undefined) this.watcher.onRoundTrip(performance.now() - this.#askedMs);
    this.#askedMs = undefined;
  }

  /** A reply to a command that was sent before the one in front of it was answered. */
  #prove(awaited: Awaited): void {
    if (!this.#together.delete(awaited)) return;
    this.watcher.proven[awaited.together ?? 'commands'] = true;
  }

  #break(error: Error): void {
    const isFromOutside = isCut(error) && !this.#saidGoodbye;
    const cut =
      isFromOutside && this.#isLimit(false)
        ? new CommandLimit(error.message)
        : isFromOutside && this.#together.size > 0
          ? new CutTogether(error.message, this.#unproven())
          : error;
    this.#together.clear();
    for (const { onBreak } of this.#awaited.splice(0)) onBreak(cut);
    this.#watch();
  }

  /** Whether the end of the connection, said by the server or not, shows that it had had enough commands. */
  #isLimit(saysGoodbye: boolean): boolean {
    const isFirst = !this.#saidGoodbye;
    this.#saidGoodbye ||= saysGoodbye;
    return isFirst && this.#awaited.length > 0 && this.watcher.limits.noteCut(this.#answered);
  }

  #unproven(): Together | undefined {
    const kinds = [...this.#together].map(({ together }) => together ?? 'commands');
    return WAYS.find((way) => kinds.includes(way) && !this.watcher.proven[way]);
  }

  /** A single command in silence is a slow or dead server, basic-ftp's to judge; several may be a server that lost some. */
  #watch(): void {
    if (this.#awaited.length < 2) {
      clearTimeout(this.#stall);
      this.#stall = undefined;
    } else if (this.#stall) this.#stall.refresh();
    else
      this.#stall = setTimeout(() => {
        breakOff(this.#ftp);
        this.#ftp.closeWithError(new PipeliningBroken('no answer to commands sent together'));
      }, this.#stallMs);
  }

  /** Commands of the same tick leave in one packet. */
  #cork(): void {
    if (this.#corked) return;
    this.#corked = true;
    const { socket } = this.#ftp;
    socket.cork();
    process.nextTick(() => {
      this.#corked = false;
      socket.uncork();
    });
  }
}

/** The plainest first: what has not been seen to work of it is what a cut is put down to. */
const WAYS: readonly Together[] = ['commands', 'transfers', 'ahead'];

/** Whether the other side, or something on the way, ended a connection: neither we nor a clock. */
function isCut(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ECONNRESET' || code === 'EPIPE' || /FIN packet|closed connection unexpectedly/.test(error.message);
}

/**
 * Resets a control connection that commands are under way on. Pure-FTPd, waiting for a data connection, does not see an end
 * in order, and keeps the login for a quarter of an hour.
 */
export function breakOff({ socket, hasTLS }: FTPContext): void {
  if (!hasTLS && !socket.destroyed) socket.resetAndDestroy();
}
