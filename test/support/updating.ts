import { EventEmitter } from 'node:events';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import type { ExecutionContext } from 'ava';
import { DEFAULT_GLOBALS, NO_PROGRESS } from '../../src/cli/host/host.js';
import { main } from '../../src/cli/program.js';

/** An `update --every` in this process that answers `/metrics`. */
export interface Updating {
  /** Address of its metrics. */
  readonly url: string;
  /** The clock that nobody sets, on by so much. */
  readonly sleep: (ms: number) => void;
  readonly log: () => string;
  /** Ends it as SIGTERM does, and gives the exit code. */
  readonly end: () => Promise<number>;
}

/** Starts it over `raw`, `gauges.csv` and `calib.csv` of a folder, with a round an hour, and waits for its address. */
export async function updating(t: ExecutionContext, folder: string): Promise<Updating> {
  const signals = new EventEmitter();
  let aheadMs = 0;
  let log = '';
  const sink = new Writable({
    write: (piece: Buffer, _encoding, done) => {
      log += piece.toString();
      done();
    },
  });
  const at = (name: string): string => path.join(folder, name);
  const tables = ['--gauges', at('gauges.csv'), '--calib', at('calib.csv')];
  const stores = ['--from', at('raw'), '--out', at('out')];
  const running = main(['update', '--every', '1h', '--metrics-port', '0', ...stores, ...tables], {
    env: {},
    stdin: Readable.from([]),
    stdout: sink,
    stderr: sink,
    nowS: () => Math.floor(Date.now() / 1000),
    tickMs: () => performance.now(),
    uptimeMs: () => performance.now() + aheadMs,
    globals: DEFAULT_GLOBALS,
    progress: NO_PROGRESS,
    run: { id: undefined },
    signals,
  });
  const end = async (): Promise<number> => {
    signals.emit('SIGTERM', 'SIGTERM');
    return running;
  };
  t.teardown(end);
  let url: string | undefined;
  while ((url = /http:\/\/127\.0\.0\.1:\d+\/metrics/.exec(log)?.[0]) === undefined)
    await Promise.race([
      new Promise((resolve) => setTimeout(resolve, 20)),
      running.then((code) => Promise.reject(new Error(`update ended with ${code}: ${log}`))),
    ]);
  return { url, end, log: () => log, sleep: (ms) => void (aheadMs += ms) };
}
