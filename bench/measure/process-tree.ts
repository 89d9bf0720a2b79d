import { readFileSync, readdirSync } from 'node:fs';

/**
 * Memory of a process and all its descendants, MB of 1,048,576 bytes: the sum of the kernel's own high-water marks
 * (`VmHWM`) of those alive now. An upper bound of what they held together. 0 where there is no /proc.
 */
export function treeHighWaterMb(pid: number): number {
  return descendants(pid).reduce((sum, each) => sum + highWaterKb(each), 0) / 1024;
}

function descendants(pid: number): number[] {
  const found = [pid];
  for (const each of found) found.push(...childrenOf(each));
  return found;
}

/** Any thread may have started a child. A process that ends meanwhile has none. */
function childrenOf(pid: number): number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.flatMap((thread) => numbersIn(readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')));
  } catch {
    return [];
  }
}

function numbersIn(text: string): number[] {
  return text.split(' ').filter(Boolean).map(Number);
}

function highWaterKb(pid: number): number {
  try {
    return Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Ticks a second in /proc: what the kernel promises to user space on every Linux. */
const TICKS_PER_S = 100;

/**
 * CPU seconds, user and system, of a process and all its descendants so far, those included that have ended and were
 * waited for; in hundredths. 0 where there is no /proc.
 */
export function treeCpuS(pid: number): number {
  return descendants(pid).reduce((sum, each) => sum + cpuTicks(each), 0) / TICKS_PER_S;
}

function cpuTicks(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold blanks; utime, stime, cutime and cstime are the 12th to 15th after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
  } catch {
    return 0;
  }
}
