// The page of `pluvio serve`: its TypeScript joined to one file, its styles, and the embedded map.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { build } from 'esbuild';
import { buildMap } from './build-map.mjs';

/** Makes the folder of the page, such as `dist/page`; ends the process where the page's types are wrong. */
export async function buildPage(folder) {
  const check = ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'src/page/tsconfig.json'];
  const { status } = spawnSync(process.execPath, check, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [
      { in: 'src/page/main.ts', out: 'app' },
      { in: 'src/page/style.css', out: 'app' },
    ],
    outdir: folder,
    bundle: true,
    format: 'esm',
    target: ['chrome100', 'firefox100', 'safari15.4'],
    loader: { '.png': 'dataurl' },
    minify: true,
    legalComments: 'eof',
    logLevel: 'warning',
  });
  for (const name of ['index.html', 'icon.svg']) copyFileSync(`src/page/${name}`, `${folder}/${name}`);
  buildMap(`${folder}/map`);
}

if (process.argv[1]?.endsWith('build-page.mjs')) await buildPage('dist/page');
