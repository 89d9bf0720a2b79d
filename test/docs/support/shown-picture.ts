import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PLUVIO, projectPath } from '../../support/pluvio.js';

/** Runs the demo, and the command of README.md that draws its rain; gives the picture's bytes. */
export function shownPicture(): Buffer {
  const line = /^\$ npx pluvio (plot rain .*)$/m.exec(readFileSync(projectPath('README.md'), 'utf8'))![1]!;
  const args = Array.from(line.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, plain]) => quoted ?? plain!);
  const cwd = mkdtempSync(join(tmpdir(), 'pluvio-picture-'));
  try {
    for (const command of [['demo'], args])
      execFileSync(process.execPath, [PLUVIO, ...command], { cwd, stdio: 'ignore', timeout: 60_000 });
    return readFileSync(join(cwd, args[args.indexOf('--file') + 1]!));
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
