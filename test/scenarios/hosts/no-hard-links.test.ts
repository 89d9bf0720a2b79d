import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testUnless, whyNoCommand } from '../../support/needs.js';
import { childEnv, PLUVIO, tempFolder } from '../../support/pluvio.js';

/** As the system calls answer on exFAT (EPERM), and on some network shares. */
for (const answer of ['EPERM', 'EOPNOTSUPP'])
  testUnless(whyNoCommand('strace', ['-f', '-qq', 'true']))(
    `copy, init and update work on a disk without hard links (${answer})`,
    (t) => {
      const cwd = tempFolder(t);
      const trace = [
        '-f',
        '-qq',
        '-o',
        join(cwd, 'trace'),
        '-e',
        'trace=link,linkat',
        '-e',
        `inject=link,linkat:error=${answer}`,
      ];
      const under = (command: readonly string[]): { status: number | null; stderr: string } => {
        const { status, stderr } = spawnSync('strace', [...trace, ...command], {
          cwd,
          env: childEnv(),
          timeout: 100_000,
        });
        return { status, stderr: String(stderr) };
      };
      // So that what is refused is known to be refused.
      writeFileSync(join(cwd, 'a'), '');
      t.is(under(['ln', 'a', 'b']).status, 1);
      mkdirSync(join(cwd, 'base/Hydropolis'), { recursive: true });
      const put = (minute: number): void =>
        writeFileSync(
          join(cwd, `base/Hydropolis/${minute}.txt`),
          `Hydropolis, ${1704067200 + 60 * minute}, 1, 0, 12\n`,
        );
      const common = ['--gauge', 'Hydropolis', '--out', 'out'];
      const made = ['--from', 'work', '--to', 'pub', '--delete-raw', '--uncalibrated', ...common];
      put(0);
      for (const args of [
        ['copy', '--from', 'base', '--to', 'work', '--settle', '0', ...common],
        ['init', ...made],
        ['update', '--copy', 'base', '--settle', '0', ...made],
      ]) {
        const { status, stderr } = under([process.execPath, PLUVIO, ...args]);
        t.is(status, 0, stderr);
        put(1);
      }
      const published = join(cwd, 'pub/Hydropolis/2024/Hydropolis_concatenated_2024.csv');
      t.is(readFileSync(published, 'utf8').split('\n').length, 4);
      t.false(existsSync(join(cwd, 'out/.pluvio/lock')));
    },
  );
