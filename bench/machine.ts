import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';

/** What the figures depend on and a reader may know: no names of hosts or users. */
export function describeMachine(): Record<string, string> {
  return {
    processor: `${cpus()[0]?.model.trim() ?? arch()}, ${availableParallelism()} cores`,
    memory: `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    system: `${distribution()}, ${platform()} ${release().split('-')[0]!}`,
    node: process.version,
  };
}

function distribution(): string {
  try {
    return /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? platform();
  } catch {
    return platform();
  }
}
