/** Fewer commands than these are no limit that anybody could work with: a login takes four, a listing three. */
const LEAST_COMMANDS = 7;
/** Cuts in a row that show a limit. */
const TELLING_CUTS = 2;
/** Replies without a cut, beside those of two connections, after which one that was cut was an accident. */
const PATIENT_REPLIES = 256;
/** A limit is found out anew after this: what seemed one may have been a bad line. */
const KNOWN_MS = 3_600_000;

/** How many commands a server answers on one connection before it ends it, as far as that was seen. */
export class CommandLimits {
  #most = Infinity;
  #learnedMs = 0;
  #toldMost = Infinity;
  #longest = 0;
  #cuts = 0;
  /** The longest-lived of the connections that were cut. */
  #cutAfter = 0;
  #repliesSinceCut = 0;

  /** So many commands are sent after a login, and then another one is made. */
  get most(): number {
    if (this.#most !== Infinity && performance.now() - this.#learnedMs > KNOWN_MS) {
      this.#most = Infinity;
      this.#longest = 0;
    }
    return this.#most;
  }

  /** Whether a connection was cut, and none has outlived it yet: commands are sent one by one then, which counts them exactly. */
  get isSuspected(): boolean {
    return this.#cuts > 0;
  }

  /** Whether the limit is another one than at the last call. */
  takeNews(): boolean {
    const isNews = this.#toldMost !== this.#most;
    this.#toldMost = this.#most;
    return isNews;
  }

  /** A connection has had so many replies since its login. */
  noteReply(answered: number): void {
    if (answered > this.#longest) {
      this.#longest = answered;
      this.#cuts = 0;
    } else if (this.#cuts > 0 && ++this.#repliesSinceCut > 2 * this.#longest + PATIENT_REPLIES) this.#cuts = 0;
  }

  /**
   * The other side has ended a connection after so many replies, while more were due. True where that shows a limit, or a lower
   * one: no connection has ever lived longer than those that were cut one after the other.
   */
  noteCut(answered: number): boolean {
    if (answered < LEAST_COMMANDS || 2 * answered < this.#longest) return false;
    this.#repliesSinceCut = 0;
    this.#cutAfter = this.#cuts === 0 ? answered : Math.max(this.#cutAfter, answered);
    if (++this.#cuts < TELLING_CUTS) return false;
    this.#cuts = 0;
    const most = this.#longest < this.#most ? this.#longest : Math.min(this.#cutAfter, this.#most - 1);
    if (most < LEAST_COMMANDS) return false;
    this.#most = this.#longest = most;
    this.#learnedMs = performance.now();
    return true;
  }
}
