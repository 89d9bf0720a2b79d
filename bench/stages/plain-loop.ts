const LINE_FEED = 0x0a;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/** What a plain loop found: enough that no compiler can leave its work out. */
export interface PlainSum {
  readonly lines: number;
  /** Of every digit. */
  readonly digits: number;
}

/**
 * One pass over bytes, byte by byte: ends of lines counted, digits summed. Fixed, and never to be made faster: it is
 * what a machine's speed is measured by, in the same run and over the same bytes as what it is compared with.
 */
export function plainLoop(bytes: Uint8Array): PlainSum {
  let lines = 0;
  let digits = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === LINE_FEED) lines++;
    else if (byte >= DIGIT_0 && byte <= DIGIT_9) digits += byte - DIGIT_0;
  }
  return { lines, digits };
}
