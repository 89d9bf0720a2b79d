import type { Rows } from './rows.js';

/** Turns rows into bytes for the next filter; the pages it gives are the receiver's. */
export interface RowWriter {
  /** Takes rows; gives the pages that are full. */
  write(rows: Rows): Iterable<Uint8Array>;
  /** What is not given yet. */
  flush(): Iterable<Uint8Array>;
  /** The end; an output without a single row still says what its columns are. */
  end(withRain: boolean): Iterable<Uint8Array>;
}
