import { randomFrom, type Random } from '../../../fixtures/random.js';
import { loggerLine } from '../../../fixtures/networks/logger.js';
import type { FaultAction, FaultCall, MemoryBackend } from '../../../fixtures/ftp-server/index.js';

/** A reading as its logger was told that it has arrived. */
interface Sent {
  readonly gauge: string;
  readonly timeS: number;
  readonly tips: number;
  readonly path: string;
  /** Rounds that could have read it. */
  rounds: number;
}

/** A logger: what it measures next, what it is sending, and whether its one file may be written anew. */
interface Logger {
  readonly gauge: string;
  nextS: number;
  files: number;
  open: { path: string; text: string; readings: Sent[]; roundsLeft: number } | undefined;
}

/** What goes wrong in one round. */
interface Plan {
  readonly locked: ReadonlySet<string>;
  readonly refused: ReadonlySet<string>;
  readonly nonsense: ReadonlySet<string>;
  readonly mute: ReadonlySet<string>;
  drops: number;
  logins: number;
}

export interface SoakOptions {
  readonly seed: number;
  readonly gauges: readonly string[];
  readonly backend: MemoryBackend;
  /** The true time, Unix seconds, and by how much the server's clock differs from it. */
  readonly clock: { nowS: number; serverOffsetS: number };
}

const NOTHING: ReadonlySet<string> = new Set();
const LATEST = 'latest.txt';
/** A file of the base is cleared away so many rounds after all of it was published. */
const KEPT_ROUNDS = 3;
const NONSENSE = ['\u0007\u0000\u0001', '..', '../../etc/passwd', 'total 0', ' '];

/**
 * Loggers of a network, and a server that treats them badly: it is planned anew for each round from the seed alone. Every
 * reading that a logger was told 226 for is known here, and in how many rounds it could have been read.
 */
export class SoakNetwork {
  readonly pending = new Set<Sent>();
  readonly sent: Sent[] = [];
  /** Faults that struck, by kind. */
  readonly struck: Record<string, number> = {};
  private readonly random: Random;
  private readonly loggers: Logger[];
  private readonly excused = new Set<string>();
  private readonly published = new Map<string, number>();
  private plan: Plan = { locked: NOTHING, refused: NOTHING, nonsense: NOTHING, mute: NOTHING, drops: 0, logins: 0 };
  private round = 0;

  constructor(private readonly options: SoakOptions) {
    this.random = randomFrom(options.seed);
    const nextS = options.clock.nowS - 43_200;
    this.loggers = options.gauges.map((gauge) => ({ gauge, nextS, files: 0, open: undefined }));
  }

  /** What the server does with a command. */
  fault({ verb, path }: FaultCall): FaultAction | undefined {
    const { plan } = this;
    const gauge = /^\/base\/([^/]+)/.exec(path)?.[1];
    if (verb === 'PASS' && plan.logins > 0) {
      plan.logins--;
      for (const one of this.options.gauges) this.excused.add(one);
      return this.strike('refuses a login', { kind: 'refuse', code: 421, text: 'Too many connections.' });
    }
    if (plan.drops > 0 && /^(?:CWD|MLSD|RETR|STOR|RNTO|DELE)$/.test(verb)) {
      plan.drops--;
      return this.strike('drops a connection', { kind: 'disconnect' });
    }
    if (gauge === undefined) return undefined;
    if (verb === 'RETR' && plan.locked.has(path)) {
      this.excused.add(gauge);
      return this.strike('locks a file', { kind: 'refuse', code: 550, text: 'It is being used by another process.' });
    }
    if (plan.refused.has(gauge) && ['MLSD', 'LIST', 'CWD'].includes(verb)) {
      this.excused.add(gauge);
      return this.strike('refuses a folder', { kind: 'refuse', code: 550, text: 'Permission denied.' });
    }
    if (plan.nonsense.has(gauge) && ['MLSD', 'LIST'].includes(verb))
      return this.strike('lists nonsense', { kind: 'extra-names', names: NONSENSE });
    if (plan.mute.has(gauge) && verb === 'RETR') {
      this.excused.add(gauge);
      return this.strike('hangs', { kind: 'silence' });
    }
    return undefined;
  }

  /** Ends a round: looks at what is published, by gauge; gives what should be and is not. */
  endRound(publishedOf: (gauge: string) => ReadonlyMap<number, string>): string[] {
    const late: string[] = [];
    const series = new Map<string, ReadonlyMap<number, string>>();
    for (const reading of this.pending) {
      const { gauge, timeS, path } = reading;
      if (!series.has(gauge)) series.set(gauge, publishedOf(gauge));
      if (!this.excused.has(gauge)) reading.rounds++;
      if (series.get(gauge)!.has(timeS)) {
        this.pending.delete(reading);
        this.published.set(path, this.round);
      } else if (reading.rounds >= 2) late.push(`round ${this.round}: ${timeS} of ${path}`);
    }
    return late;
  }

  /** Between two rounds: loggers send, old files are cleared away, and the next round's troubles are planned. */
  beginRound(isCalm = false): void {
    this.round++;
    this.excused.clear();
    if (!isCalm && this.chance(0.05)) this.setClock();
    if (isCalm) this.options.clock.serverOffsetS = 0;
    for (const logger of this.loggers) this.log(logger, isCalm);
    this.clear();
    this.plan = this.planned(isCalm);
  }

  private setClock(): void {
    const offsets = [0, 0, 7200, -7200, 600, -600, 10 * 86_400, -10 * 86_400];
    this.options.clock.serverOffsetS = this.pick(offsets);
    this.struck['changes its clock'] = (this.struck['changes its clock'] ?? 0) + 1;
  }

  private log(logger: Logger, isCalm: boolean): void {
    const { backend } = this.options;
    const { open } = logger;
    if (open) {
      if (--open.roundsLeft > 0 && !isCalm) return;
      backend.put(open.path, open.text);
      this.told(open.readings);
      logger.open = undefined;
      return;
    }
    if (isCalm || !this.chance(0.35)) return;
    const isAnew = this.chance(0.4);
    const path = `/base/${logger.gauge}/${isAnew ? LATEST : `${logger.gauge}_${++logger.files}.txt`}`;
    if (isAnew && this.isPending(path)) return;
    const readings = Array.from({ length: isAnew ? 2 : 1 + Math.floor(this.random() * 3) }, () =>
      this.read(logger, path),
    );
    const text = readings
      .map(({ gauge, timeS, tips }) => loggerLine(gauge, { timeS, tips, wind: 0, battery: 12.5 }))
      .join('');
    if (!this.chance(0.25)) {
      backend.put(path, text);
      this.told(readings);
      return;
    }
    // An upload that stands still: before the first byte, at the end of a line, or within one.
    const cut = this.pick([0, text.indexOf('\n') + 1, Math.floor(this.random() * text.length)]);
    backend.put(path, text.slice(0, cut));
    logger.open = { path, text, readings, roundsLeft: 1 + Math.floor(this.random() * 4) };
    this.struck['stands still in an upload'] = (this.struck['stands still in an upload'] ?? 0) + 1;
  }

  /** Two digits, so that files written anew keep their size. */
  private read(logger: Logger, path: string): Sent {
    const timeS = logger.nextS;
    logger.nextS += 60;
    return { gauge: logger.gauge, timeS, tips: 10 + Math.floor(this.random() * 10), path, rounds: 0 };
  }

  private told(readings: readonly Sent[]): void {
    for (const reading of readings) {
      this.sent.push(reading);
      this.pending.add(reading);
    }
  }

  private isPending(path: string): boolean {
    for (const reading of this.pending) if (reading.path === path) return true;
    return false;
  }

  private clear(): void {
    const { backend } = this.options;
    for (const [path, round] of this.published) {
      if (this.round - round < KEPT_ROUNDS || this.isPending(path)) continue;
      this.published.delete(path);
      if (!path.endsWith(LATEST)) void backend.removeFile(path);
    }
  }

  private planned(isCalm: boolean): Plan {
    const { gauges } = this.options;
    const some = (share: number): ReadonlySet<string> =>
      isCalm || !this.chance(share) ? NOTHING : new Set([this.pick(gauges), this.pick(gauges)]);
    const locked = new Set([...this.pending].map(({ path }) => path).filter(() => !isCalm && this.chance(0.03)));
    return {
      locked,
      refused: some(0.15),
      nonsense: some(0.25),
      mute: some(0.05),
      drops: isCalm || !this.chance(0.3) ? 0 : 1,
      logins: isCalm || !this.chance(0.04) ? 0 : 2,
    };
  }

  private strike(kind: string, action: FaultAction): FaultAction {
    this.struck[kind] = (this.struck[kind] ?? 0) + 1;
    return action;
  }

  private chance(share: number): boolean {
    return this.random() < share;
  }

  private pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)]!;
  }
}
