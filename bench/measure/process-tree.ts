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
