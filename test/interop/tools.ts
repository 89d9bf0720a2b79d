import { spawnSync } from 'node:child_process';

/** A foreign reader: how it is called, what shows that it is there, and the Debian packages that bring it. */
export interface Tool {
  readonly name: string;
  readonly command: string;
  /** Arguments that succeed only where it is there with all it needs. */
  readonly probe: readonly string[];
  readonly packages: readonly string[];
}

/** Debian's own interpreter: others come first in the path and have none of its packages. */
const PYTHON = '/usr/bin/python3';
const MODULES = 'numpy, scipy.sparse, scipy.io, h5py, xarray, netCDF4, pandas';

export const TOOLS = {
  python: {
    name: 'Python with numpy, scipy, h5py, xarray, netCDF4, pandas',
    command: PYTHON,
    probe: ['-c', `import ${MODULES}`],
    packages: ['numpy', 'scipy', 'h5py', 'xarray', 'netcdf4', 'pandas'].map((name) => `python3-${name}`),
  },
  r: {
    name: 'R with Matrix',
    command: 'Rscript',
    probe: ['-e', 'library(Matrix)'],
    packages: ['r-base-core', 'r-cran-matrix'],
  },
  ncdump: { name: 'ncdump', command: 'ncdump', probe: ['-v', 'nothing'], packages: ['netcdf-bin'] },
  pandasParquet: {
    name: 'pandas with a Parquet engine (not packaged by Debian)',
    command: PYTHON,
    probe: ['-c', 'import pandas.io.parquet as p; p.get_engine("auto")'],
    packages: [],
  },
} as const satisfies Record<string, Tool>;

export function isThere({ command, probe }: Tool): boolean {
  const { status, error } = spawnSync(command, probe, { stdio: 'ignore', timeout: 60_000 });
  // ncdump has no question that it answers with success: that it starts is enough.
  return error === undefined && (status === 0 || command === 'ncdump');
}

/** Installs what is absent with apt-get; needs the rights to. */
export function install(tools: readonly Tool[]): void {
  const packages = tools.flatMap((tool) => tool.packages);
  const run = (...args: string[]): void =>
    void spawnSync('apt-get', args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  run('update');
  run('install', '-y', '--no-install-recommends', ...packages);
}
