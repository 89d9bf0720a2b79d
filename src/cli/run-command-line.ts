import type { Host } from './host/host.js';

/** What a program gives to a command that it runs; what it does not give is the process's own. */
export type CommandLineOptions = Partial<Pick<Host, 'env' | 'stdin' | 'stdout' | 'stderr' | 'between'>>;

/**
 * Runs one command line (`['update', '--from', 'raw/', '--calib', 'calib.csv']`) in this process, as `pluvio` does in its own;
 * gives the exit code, and throws nothing. `between` stands in `init`, `update`, `run` and `calibrate` where it stands in
 * `runPipeline`. While it runs, signals end the command, and not the process.
 */
export async function runCommandLine(args: readonly string[], options: CommandLineOptions = {}): Promise<number> {
  const [{ main }, { processHost }] = await Promise.all([import('./program.js'), import('./host/host.js')]);
  return main(args, { ...processHost(), ...options });
}
