// Compiles from a clean slate, makes the command runnable, and lets `npx pluvio` find it in a checkout.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
const { status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc'], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

// Kernels that are WebAssembly; each has its twin in JavaScript.
const kernels = [
  ['read-rows', 6],
  ['scan-lines', 9],
  ['write-rows', 15],
];
mkdirSync('dist/assembly');
for (const [name, pages] of kernels) {
  const memory = ['--initialMemory', pages, '--maximumMemory', pages];
  const settings = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', ...memory];
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/assemblyscript/bin/asc.js', `assembly/${name}.ts`, '-o', `dist/assembly/${name}.wasm`, ...settings],
    { stdio: 'inherit' },
  );
  if (status !== 0) process.exit(status ?? 1);
}

// The command in few files: much of the time that it takes to start is spent on finding modules. It lies as deep as
// `dist/src/cli`, so that what it finds by its own place is found from there too.
await build({
  entryPoints: ['dist/src/cli/main.js', 'dist/src/cli/year-worker.js'],
  outdir: 'dist/bundle/cli',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  logLevel: 'warning',
});

const command = 'dist/bundle/cli/main.js';
chmodSync(command, 0o755);
if (process.platform !== 'win32' && existsSync('node_modules')) {
  mkdirSync('node_modules/.bin', { recursive: true });
  rmSync('node_modules/.bin/pluvio', { force: true });
  symlinkSync(`../../${command}`, 'node_modules/.bin/pluvio');
}

// The manual page is made from the commands themselves.
const pages = spawnSync(process.execPath, ['dist/src/cli/pages/write.js', 'dist/man/pluvio.1'], { stdio: 'inherit' });
if (pages.status !== 0) process.exit(pages.status ?? 1);
