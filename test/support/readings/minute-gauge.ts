import { rmSync } from 'node:fs';
import path from 'node:path';
import type { ExecutionContext } from 'ava';
import { readTree } from '../../../fixtures/cases.js';
import { uncalibrated } from '../../../src/calibration/curve.js';
import type { Journal } from '../../../src/domain/run/journal.js';
import { plainGauge } from '../../../src/domain/network.js';
import type { Store } from '../../../src/domain/storage/store.js';
import type { Publication, RunEvent } from '../../../src/pipeline/context.js';
import { processHistory } from '../../../src/pipeline/run/process-history.js';
import type { RunSummary } from '../../../src/pipeline/run/summary.js';
import { openFolderStore } from '../../../src/stores/folder/store.js';
import { testContext } from '../run-case.js';
import { putFile } from '../stores/store-fixture.js';
import { tempFolder } from '../temp.js';

/** 2024-03-01 00:00:00 UTC. */
export const START_S = 1_709_251_200;
const GAUGE = { ...plainGauge('Hydropolis'), curve: uncalibrated(0.2) };

export interface RunWith {
  readonly target?: Store;
  readonly journal?: Journal;
  readonly publication?: Publication;
  readonly events?: RunEvent[];
  readonly checkpoint?: (step: string) => void;
}

/** One gauge that sends a reading a minute, with its folders on disk: raw, out, published. */
export class MinuteGauge {
  readonly folder: string;
  private sent = 0;

  constructor(t: ExecutionContext) {
    this.folder = tempFolder(t);
  }

  place(name: 'raw' | 'out' | 'published'): string {
    return path.join(this.folder, name);
  }

  get target(): Store {
    return openFolderStore(this.place('published'));
  }

  /** Puts a raw file with the next so many readings. */
  send(count: number): void {
    const line = (i: number): string => `Hydropolis, ${START_S + 60 * i}, ${i % 7 === 0 ? 1 : 0}, 0, 12.5\n`;
    const text = Array.from({ length: count }, (_, i) => line(this.sent + i)).join('');
    putFile(this.place('raw'), `Hydropolis/H_${String(this.sent).padStart(6, '0')}.txt`, text);
    this.sent += count;
  }

  run({ target, ...rest }: RunWith = {}, deleteRaw = true): Promise<RunSummary> {
    const source = openFolderStore(this.place('raw'));
    const run = { gauges: [GAUGE], out: this.place('out'), nowS: START_S + 864_000, target: target ?? this.target };
    return processHistory({ source, deleteRaw, onlyNew: true }, testContext({ ...run, ...rest }));
  }

  async names(name: 'raw' | 'out' | 'published'): Promise<string[]> {
    return [...(await readTree(this.place(name))).keys()].sort();
  }

  /** The files of a folder as text. */
  async files(name: 'out' | 'published'): Promise<[string, string][]> {
    const tree = await readTree(this.place(name));
    return [...tree]
      .map(([file, bytes]): [string, string] => [file, Buffer.from(bytes).toString('latin1')])
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  loseLocal(): void {
    rmSync(this.place('out'), { recursive: true });
  }
}
