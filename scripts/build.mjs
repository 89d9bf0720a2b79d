// Compiles from a clean slate, beside what is there, makes the command runnable, and lets `npx pluvio` find it in a checkout.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename } from 'node:path';
import { build } from 'esbuild';
import { buildPage } from './build-page.mjs';

// Made beside, and swapped in when it is whole: a command that runs from `dist` goes on meanwhile, and a build that fails
// takes nothing away.
const MADE = 'dist.new';
const BEFORE = 'dist.old';
for (const folder of [MADE, BEFORE]) rmSync(folder, { recursive: true, force: true });
const compile = ['node_modules/typescript/bin/tsc', '--outDir', MADE];
const { status } = spawnSync(process.execPath, compile, { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

// Kernels that are WebAssembly; each has its twin in JavaScript.
const kernels = [
  ['src/formats/csv/assembly/read-rows', 7],
  ['src/raw/network-line/assembly/scan-lines', 30],
  ['src/formats/csv/assembly/write-rows', 15],
];
mkdirSync(`${MADE}/assembly`);
for (const [source, pages] of kernels) {
  const memory = ['--initialMemory', pages, '--maximumMemory', pages];
  const settings = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', ...memory];
  const { status } = spawnSync(
    process.execPath,
    [
      'node_modules/assemblyscript/bin/asc.js',
      `${source}.ts`,
      '-o',
      `${MADE}/assembly/${basename(source)}.wasm`,
      ...settings,
    ],
    { stdio: 'inherit' },
  );
  if (status !== 0) process.exit(status ?? 1);
}

// The command in one file, with the packages that it always needs: much of the time that it takes to start is spent on
// finding modules, and on tying them together. A module is run when it is first asked for. The file lies as deep as
// `dist/src/cli`, so that what it finds by its own place is found from there too.
const { metafile } = await build({
  entryPoints: {
    'cli/main': `${MADE}/src/cli/main.js`,
    'cli/year-worker': `${MADE}/src/pipeline/years/threads/year-worker.js`,
  },
  outdir: `${MADE}/bundle`,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  // Looked for when they are needed, which is seldom, or native.
  external: [
    '@hono/node-server',
    '@resvg/resvg-js',
    'croner',
    'fflate',
    'h5wasm',
    'hono',
    'hyparquet',
    'libsql',
    'nodemailer',
    'prom-client',
    'rxjs',
    'smol-toml',
    'ssh2',
    'tar-stream',
    'zod',
  ],
  // The text of a program stays in memory, more than once: it is made small. `dist/src/cli/main.js` is the same command with
  // its names, for who follows a stack.
  minify: true,
  lineLimit: 120,
  define: { 'import.meta.url': 'moduleUrl' },
  banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
  metafile: true,
  logLevel: 'warning',
});
// A clock that is before this day is wrong. Who wants the same bytes from any build says when it was.
const builtMs = process.env.SOURCE_DATE_EPOCH ? Number(process.env.SOURCE_DATE_EPOCH) * 1000 : Date.now();
writeFileSync(`${MADE}/built.json`, `${JSON.stringify({ day: new Date(builtMs).toISOString().slice(0, 10) })}\n`);
writeFileSync(`${MADE}/bundle/package.json`, '{ "type": "commonjs" }\n');
writeFileSync(`${MADE}/bundle/LICENSES.txt`, licensesOf(Object.keys(metafile.inputs)));

await buildPage(`${MADE}/page`);

/** The licences of the packages that bundled files come from. */
function licensesOf(files) {
  const folders = new Set(files.map((file) => /^node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0]).filter(Boolean));
  const texts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    return `${name} ${version} (${license})\n\n${file ? readFileSync(`${folder}/${file}`, 'utf8') : ''}`;
  });
  return texts.join('\n----\n\n');
}

const command = 'dist/bundle/cli/main.js';
chmodSync(`${MADE}/bundle/cli/main.js`, 0o755);
if (process.platform !== 'win32' && existsSync('node_modules')) {
  mkdirSync('node_modules/.bin', { recursive: true });
  rmSync('node_modules/.bin/pluvio', { force: true });
  symlinkSync(`../../${command}`, 'node_modules/.bin/pluvio');
}

// The manual page is made from the commands themselves.
const pages = spawnSync(process.execPath, [`${MADE}/src/cli/pages/write.js`, `${MADE}/man/pluvio.1`], {
  stdio: 'inherit',
});
if (pages.status !== 0) process.exit(pages.status ?? 1);

if (existsSync('dist')) renameSync('dist', BEFORE);
renameSync(MADE, 'dist');
rmSync(BEFORE, { recursive: true, force: true });
