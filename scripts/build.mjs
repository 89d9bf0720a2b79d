// Compiles from a clean slate, makes the command runnable, and lets `npx pluvio` find it in a checkout.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });
const { status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc'], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

const command = 'dist/src/cli/main.js';
chmodSync(command, 0o755);
if (process.platform !== 'win32' && existsSync('node_modules')) {
  mkdirSync('node_modules/.bin', { recursive: true });
  rmSync('node_modules/.bin/pluvio', { force: true });
  symlinkSync(`../../${command}`, 'node_modules/.bin/pluvio');
}

// The manual page is made from the commands themselves.
const pages = spawnSync(process.execPath, ['dist/src/cli/pages/write.js', 'dist/man/pluvio.1'], { stdio: 'inherit' });
if (pages.status !== 0) process.exit(pages.status ?? 1);
