import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { loadCases, readTree, type FixtureCase } from '../../../fixtures/cases.js';
import { DEFAULT_GLOBALS, NO_PROGRESS, type Host } from '../../../src/cli/host/host.js';
import { main } from '../../../src/cli/program.js';

const CASES = path.join(import.meta.dirname, '..', '..', '..', '..', 'fixtures', 'cases');

/** A host whose clock stands still; its streams are kept. */
export function testHost(nowS: number): Host & { readonly said: () => string; readonly printed: () => string } {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const taken = (stream: PassThrough): string => {
    const bytes: unknown = stream.read();
    return Buffer.isBuffer(bytes) ? bytes.toString('utf8') : '';
  };
  return {
    env: {},
    stdin: new PassThrough(),
    stdout,
    stderr,
    nowS: () => nowS,
    tickMs: () => 0,
    globals: DEFAULT_GLOBALS,
    progress: NO_PROGRESS,
    run: { id: undefined },
    signals: new EventEmitter(),
    said: () => taken(stderr),
    printed: () => taken(stdout),
  };
}

/** A temporary folder that goes when the test ends. */
export function temporaryFolder(t: { teardown(undo: () => void): void }): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pluvio-test-'));
  t.teardown(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Every fixture case. */
export function fixtureCases(): Promise<FixtureCase[]> {
  return loadCases(CASES);
}

/** The options of a case's runs into `out`, without the formats. */
export function caseOptions({ calibPath, gaugesPath, gauges, notBeforeS }: FixtureCase, out: string): string[] {
  const notBefore =
    notBeforeS === undefined ? [] : ['--not-before', new Date(notBeforeS * 1000).toISOString().slice(0, 10)];
  const table = gaugesPath === undefined ? [] : ['--gauges', gaugesPath];
  return ['--calib', calibPath, ...table, '--gauge', gauges.join(','), '--out', out, ...notBefore];
}

/** Makes a case's outputs in `out` with `pluvio run`, run by run; gives them by path. */
export async function makeCase(
  fixture: FixtureCase,
  out: string,
  options: readonly string[],
): Promise<Map<string, Uint8Array>> {
  for (const { rawFolder, files } of fixture.runs) {
    if (files.length === 0) continue;
    const host = testHost(fixture.nowS);
    const code = await main(['run', ...caseOptions(fixture, out), ...options, rawFolder], host);
    if (code !== 0) throw new Error(`${fixture.name}: exit ${code}: ${host.said()}`);
  }
  return readTree(out);
}
