import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ExecutionContext } from 'ava';
import { showcase } from '../../../../fixtures/networks/showcase.js';
import { runCli } from '../../../support/cli.js';
import { tempFolder } from '../../../support/temp-folder.js';

/** 2026-03-01 12:00:00 UTC: the showcase of the tests ends here. */
export const END_S = 1_772_366_400;

/** A network that was published into a folder, and what publishes more of it. */
export interface Published {
  readonly folder: string;
  readonly out: string;
  readonly gauges: string;
  /** Puts raw lines of a gauge, and updates. */
  readonly add: (gauge: string, lines: string) => Promise<void>;
}

/** Publishes the showcase's last days into a folder of the test's own. */
export async function published(t: ExecutionContext, days = 4): Promise<Published> {
  const folder = tempFolder(t);
  const { files, gaugesCsv, calibCsv } = showcase(END_S, days);
  for (const file of files) put(path.join(folder, 'raw', file.path), file.text);
  put(path.join(folder, 'gauges.csv'), gaugesCsv);
  put(path.join(folder, 'calib.csv'), calibCsv);
  let added = 0;
  const update = async (): Promise<void> => {
    const args = ['--from', 'raw', '--out', 'out', '--gauges', 'gauges.csv', '--calib', 'calib.csv'];
    const { code, stderr } = await runCli(['update', ...args], { cwd: folder });
    if (code !== 0) throw new Error(`update ended with ${String(code)}: ${stderr}`);
  };
  await update();
  return {
    folder,
    out: path.join(folder, 'out'),
    gauges: path.join(folder, 'gauges.csv'),
    add: async (gauge, lines) => {
      put(path.join(folder, 'raw', gauge, `${gauge}_added_${++added}.txt`), lines);
      await update();
    },
  };
}

function put(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
