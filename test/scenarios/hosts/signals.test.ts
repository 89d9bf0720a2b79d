import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import test from 'ava';
import { childEnv, PLUVIO, pluvio, tempFolder } from '../../support/pluvio.js';

const LINE = 'Hydropolis, 1704067200, 1, 0, 12\n';

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`run ends with 130 on ${signal} while it waits for its input, and leaves nothing half made`, async (t) => {
    const cwd = tempFolder(t);
    const args = [PLUVIO, 'run', '--uncalibrated', '--out', 'out', '--log-format', 'pretty'];
    const child = spawn(process.execPath, args, { cwd, env: childEnv(), timeout: 20_000 });
    let stderr = '';
    child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
    child.stdin.write(LINE);
    // The lock shows that it is at work.
    const isAtWork = (): boolean => filesIn(join(cwd, 'out')).includes('.pluvio/lock');
    while (!isAtWork()) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill(signal);
    const [code] = (await once(child, 'close')) as [number];
    t.is(code, 130);
    t.is(
      stderr,
      `warning: ${signal}: ending after the current file; again to end at once
warning: ended early: nothing is left half done; run again to go on
`,
    );
    t.deepEqual(filesIn(join(cwd, 'out')), []);
    t.is((await pluvio(args.slice(1), { cwd, input: LINE })).code, 0);
  });
}

function filesIn(folder: string): string[] {
  try {
    const found = readdirSync(folder, { recursive: true, withFileTypes: true });
    return found
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  } catch {
    return [];
  }
}
