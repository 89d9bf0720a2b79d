import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { main } from '../../src/cli/program.js';
import { FORMATS } from '../../src/formats/registry.js';
import { fixtureCases, makeCase, testHost } from '../src/formats/made-case.js';
import { install, isThere, TOOLS, type Tool } from './tools.js';
import { writeWholeYear, YEAR } from './whole-year.js';

/**
 * Opens every format, made from every fixture case and from a whole generated year, with readers of other makers, which
 * compare all of it with the CSV files. What is absent is said loudly; with CI=true it is a failure. `--install` gets it.
 */
const HERE = path.join(import.meta.dirname, '..', '..', '..', 'test', 'interop');
const ALL = ['--formats', FORMATS.map(({ name }) => name).join(',')];
const WHOLE_YEAR_GAUGES = ['Hydropolis', 'Polytech', 'Garrigue'];
/** Curves that give numbers of many digits, and one of another tip depth. */
const CALIBRATION = 'pluvio,a,b,c\nHydropolis,0.0008,1.0761,0.0001\nPolytech,-0.00213,0.98765,0\nGarrigue,0,1,0\n';
const GAUGES =
  'gauge,folder,aliases,lon,lat,tip_mm\nHydropolis,,,3.8531,43.6312,0.2\nPolytech,,,3.8627,43.6322,0.1\nGarrigue,,,,,0.254\n';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pluvio-interop-'));
try {
  process.exitCode = (await proveAll()) ? 0 : 1;
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

async function proveAll(): Promise<boolean> {
  const tools = Object.values<Tool>(TOOLS);
  if (process.argv.includes('--install')) {
    const absent = tools.filter((tool) => tool.packages.length > 0 && !isThere(tool));
    if (absent.length > 0) install(absent);
  }
  const skipped = tools.filter((tool) => !isThere(tool));
  for (const { name } of skipped) say(`SKIPPED, because it is absent: ${name}`);
  const has = (tool: Tool): boolean => !skipped.includes(tool);
  const outputs = await makeOutputs();
  const withParquet = has(TOOLS.pandasParquet) ? 'parquet' : 'no-parquet';
  const passed = [
    !has(TOOLS.python) || run(TOOLS.python.command, [path.join(HERE, 'check.py'), withParquet, ...outputs]),
    !has(TOOLS.python) || run(TOOLS.python.command, ['-W', 'ignore', path.join(HERE, 'mutate.py'), spoiltOf(outputs)]),
    !has(TOOLS.r) || run(TOOLS.r.command, [path.join(HERE, 'check.R'), ...outputs]),
    !has(TOOLS.ncdump) || networkFiles(outputs).every((file) => run(TOOLS.ncdump.command, ['-h', file], 'ignore')),
  ];
  const required = skipped.filter((tool) => tool.packages.length > 0);
  const complete = process.env.CI !== 'true' || required.length === 0;
  if (!complete) say(`FAILED: with CI=true nothing may be skipped: ${required.map(({ name }) => name).join('; ')}`);
  say(passed.every(Boolean) && complete ? 'interop: all that was tried agrees' : 'interop: FAILED');
  return passed.every(Boolean) && complete;
}

/** The outputs that are spoilt to see the checks fail: two gauges and one year, small. */
function spoiltOf(outputs: readonly string[]): string {
  return outputs.find((out) => path.basename(out) === 'foreign-label')!;
}

/** The output folders: one per fixture case, one of the whole year. */
async function makeOutputs(): Promise<string[]> {
  const outputs: string[] = [];
  for (const fixture of await fixtureCases()) {
    const out = path.join(folder, fixture.name);
    await makeCase(fixture, out, ALL);
    if (fixture.gaugesPath !== undefined) fs.copyFileSync(fixture.gaugesPath, `${out}.gauges.csv`);
    if (fs.existsSync(out)) outputs.push(out);
  }
  const [raw, out] = [path.join(folder, 'raw'), path.join(folder, 'whole-year')];
  writeWholeYear(raw, WHOLE_YEAR_GAUGES);
  const host = testHost(Date.UTC(YEAR + 1, 1) / 1000);
  const [calib, gauges] = [path.join(folder, 'calib.csv'), `${out}.gauges.csv`];
  fs.writeFileSync(calib, CALIBRATION);
  fs.writeFileSync(gauges, GAUGES);
  const options = ['--calib', calib, '--gauges', gauges, '--gauge', WHOLE_YEAR_GAUGES.join(','), '--out', out];
  const code = await main(['run', ...options, ...ALL, raw], host);
  if (code !== 0) throw new Error(`whole year: exit ${code}: ${host.said()}`);
  return [...outputs, out];
}

function networkFiles(outputs: readonly string[]): string[] {
  return outputs.flatMap((out) =>
    fs
      .readdirSync(out, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.nc'))
      .map((file) => path.join(out, file)),
  );
}

function run(command: string, args: readonly string[], stdout: 'inherit' | 'ignore' = 'inherit'): boolean {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', stdout, 'inherit'], timeout: 600_000 });
  if (error) say(error.message);
  return status === 0;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
