import type { ActiveState } from './active.js';

/**
 * How further transfers are asked for while one is under way: the next one at any time; several at once in one packet
 * and then none before the last has ended; none.
 */
export type ReadAhead = 'steady' | 'packets' | 'none';

/** Fits into one TCP segment also where tunnels take some of it: a server must find all of it in its first look. */
const PACKET_BYTES = 1_360;
/** Of EPSV and both line ends; of an EPRT with a long address. */
const FRAME_BYTES = 8;
const ACTIVE_FRAME_BYTES = 64;

/** Decides, for one connection, whether a further transfer may be begun while others are under way. */
export class SendAhead {
  #packetBytes = 0;
  #closed = false;

  constructor(
    private readonly abilities: {
      readonly pipelining: boolean;
      readonly readAhead: ReadAhead;
      readonly active?: ActiveState;
    },
  ) {}

  /**
   * Whether one with such a command may begin while so many have not ended; if it may, it counts as begun. No packet
   * takes more than `share`, what is left for others.
   */
  admits(underWay: number, command: string, share = Infinity): boolean {
    const { pipelining, readAhead, active } = this.abilities;
    const commandBytes = command.length + (active === 'on' ? ACTIVE_FRAME_BYTES : FRAME_BYTES);
    if (underWay === 0) {
      this.#packetBytes = commandBytes;
      this.#closed = false;
      return true;
    }
    if (!pipelining || readAhead === 'none') return false;
    if (readAhead === 'steady') return underWay < 2;
    if (this.#packetBytes + commandBytes > PACKET_BYTES || underWay >= share) this.close();
    if (this.#closed) return false;
    this.#packetBytes += commandBytes;
    return true;
  }

  /** The packet leaves as it is. */
  close(): void {
    this.#closed = true;
  }
}
