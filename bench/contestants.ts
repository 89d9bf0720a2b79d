import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../src/domain/errors.js';
import { benchFolder } from './data/cache.js';
import { CALIBRATION_CSV, GAUGES_CSV, NOT_BEFORE, WANTED } from './job.js';
import type { Command } from './measure/measure.js';

/** Somebody who does the job of `job.ts`. */
export interface Contestant {
  readonly name: string;
  /** Version and settings; throws where it cannot run here. */
  readonly version: () => string;
  readonly command: (dumps: string, out: string) => Command;
}

/** Ratios are to this one. */
export const YARDSTICK = 'duckdb';

/** The repository, as seen from `dist/bench`: programs that are not compiled run from their source folder. */
const ROOT = join(import.meta.dirname, '..', '..');
const PEERS = join(ROOT, 'bench', 'peers');
const COMPILED_PEERS = join(ROOT, 'dist', 'bench', 'peers');
export const PLUVIO_CLI = join(ROOT, 'dist', 'bundle', 'cli', 'main.js');

function firstLineOf(file: string, ...args: string[]): string {
  const text = execFileSync(file, args, { encoding: 'utf8', cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  return text.trim().split('\n')[0]!;
}

const evaluated = (expression: string): string => firstLineOf(process.execPath, '--print', expression);
const threads = `${availableParallelism()} threads`;

/** Debian's own python3, which has Debian's pandas; else the one in the path. */
function python(code: string): string {
  try {
    return firstLineOf('/usr/bin/python3', '-c', code);
  } catch {
    return firstLineOf('python3', '-c', code);
  }
}

export const PLUVIO: Contestant = {
  name: 'pluvio',
  version: () => `pluvio ${firstLineOf(process.execPath, PLUVIO_CLI, '--version')}, Node ${process.version}`,
  command: (dumps, out) => pluvio(['run', dumps, '--out', out]),
};

const DUCKDB: Contestant = {
  name: 'duckdb',
  version: () => `DuckDB ${evaluated("require('@duckdb/node-api').version()")}, ${threads}, in memory`,
  command: (dumps, out) => ({ file: process.execPath, args: [join(COMPILED_PEERS, 'duckdb.js'), dumps, out] }),
};

const POLARS: Contestant = {
  name: 'polars',
  version: () => `nodejs-polars ${evaluated("require('nodejs-polars').default.version")}, ${threads}`,
  command: (dumps, out) => ({ file: process.execPath, args: [join(COMPILED_PEERS, 'polars.js'), dumps, out] }),
};

const PANDAS: Contestant = {
  name: 'pandas',
  version: () =>
    python(
      "import sys, pandas, scipy; print(f'pandas {pandas.__version__}, scipy {scipy.__version__}, Python {sys.version.split()[0]}')",
    ),
  command: (dumps, out) => ({
    file: python('import sys, pandas, scipy; print(sys.executable)'),
    args: [join(PEERS, 'pandas_scipy.py'), dumps, out],
  }),
};

const MAWK: Contestant = {
  name: 'mawk',
  version: () => `${firstLineOf('mawk', '-W', 'version')}; ${firstLineOf('sort', '--version')}`,
  command: (dumps, out) => ({ file: join(PEERS, 'mawk.sh'), args: [dumps, out] }),
};

/** In the order in which tables show them. */
export const CONTESTANTS: readonly Contestant[] = [PLUVIO, DUCKDB, POLARS, PANDAS, MAWK];

/** A pluvio command as it is given. */
export function plainPluvio(args: readonly string[], env: Readonly<Record<string, string>> = {}): Command {
  return { file: process.execPath, args: [PLUVIO_CLI, ...args], env };
}

/** A pluvio command with the job's tables and gauges. */
export function pluvio(args: readonly string[], env: Readonly<Record<string, string>> = {}): Command {
  const tables = join(benchFolder(), 'tables');
  mkdirSync(tables, { recursive: true });
  writeFileSync(join(tables, 'calib.csv'), CALIBRATION_CSV);
  writeFileSync(join(tables, 'gauges.csv'), GAUGES_CSV);
  const settings = ['--calib', join(tables, 'calib.csv'), '--gauges', join(tables, 'gauges.csv')];
  const gauges = ['--gauge', WANTED.join(','), '--not-before', NOT_BEFORE];
  return { file: process.execPath, args: [PLUVIO_CLI, ...args, ...settings, ...gauges], env };
}

/** Who of `wanted` can run here, with their versions, and a line on each who cannot. */
export function entrants(wanted: readonly Contestant[]): {
  present: Contestant[];
  versions: Record<string, string>;
  skipped: string[];
} {
  const present: Contestant[] = [];
  const versions: Record<string, string> = {};
  const skipped: string[] = [];
  for (const contestant of wanted) {
    try {
      versions[contestant.name] = contestant.version();
      present.push(contestant);
    } catch (error) {
      skipped.push(`${contestant.name} cannot run here: ${messageOf(error).split('\n')[0]!}`);
    }
  }
  return { present, versions, skipped };
}
