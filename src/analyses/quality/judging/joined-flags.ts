import type { Flag } from './quality-test.js';

/** Flags in time order, those of one kind that touch or overlap joined: the worst level, with its value and limit, says it. */
export function* joinedFlags(flags: Iterable<Flag>, apartS = 0): Generator<Flag, void, undefined> {
  let open: Flag | undefined;
  for (const flag of flags) {
    if (open && flag.startS <= open.endS + apartS && flag.level < 0 === open.level < 0) {
      const isWorse = flag.level > open.level || (flag.level === open.level && excess(flag) > excess(open));
      const worst = isWorse ? flag : open;
      open = { ...worst, startS: Math.min(open.startS, flag.startS), endS: Math.max(open.endS, flag.endS) };
    } else {
      if (open) yield open;
      open = flag;
    }
  }
  if (open) yield open;
}

function excess({ value, limit }: Flag): number {
  return Math.abs(value - limit);
}
