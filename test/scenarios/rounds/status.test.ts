import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { readTree } from '../../../fixtures/cases.js';
import { main } from '../../../src/cli/program.js';
import { DEFAULT_GLOBALS, NO_PROGRESS, type Host } from '../../../src/cli/host/host.js';
import type { Status } from '../../../src/pipeline/status/status.js';
import { Collector } from '../../support/bytes.js';
import { tempFolder } from '../../support/temp.js';
import { Readable } from 'node:stream';

/** 2024-01-02 00:00:00 UTC. */
const DAY_TWO_S = 1_704_153_600;
const TABLES = ['--gauge', 'Hydropolis,Polytech', '--uncalibrated'];

async function run(args: readonly string[], nowS: number, isTTY = false) {
  const [stdout, stderr] = [new Collector(), new Collector()];
  const host: Host = {
    env: {},
    stdin: Readable.from([]),
    stdout: Object.assign(stdout, { isTTY }),
    stderr,
    nowS: () => nowS,
    tickMs: () => performance.now(),
    globals: DEFAULT_GLOBALS,
    progress: NO_PROGRESS,
    run: { id: undefined },
  };
  const code = await main(args, host);
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** Minute readings across the turn of the year, with a gap of an hour, a line that is none, and a stranger's label. */
async function updatedNetwork(t: ExecutionContext) {
  const folder = tempFolder(t);
  const raw = path.join(folder, 'raw');
  mkdirSync(path.join(raw, 'Hydropolis'), { recursive: true });
  const lines: string[] = [];
  for (let timeS = DAY_TWO_S - 2 * 86_400; timeS <= DAY_TWO_S; timeS += 60) {
    const isGap = timeS > DAY_TWO_S - 7200 && timeS <= DAY_TWO_S - 3600;
    const volts = 12 + (timeS - DAY_TWO_S) / 86_400 / 10;
    if (!isGap) lines.push(`Hydropolis, ${timeS}, 0, 0, ${volts.toFixed(5)}`);
  }
  lines[5] = lines[5]!.replace('Hydropolis', 'MSE');
  writeFileSync(path.join(raw, 'Hydropolis/Hydropol_311223_000000.txt'), `${lines.join('\n')}\nHydropolis, x, 0\n`);
  const stores = ['--from', raw, '--to', path.join(folder, 'published'), '--out', path.join(folder, 'out')];
  const update = await run(['update', ...stores, ...TABLES], DAY_TWO_S);
  t.is(update.code, 0, update.stderr);
  return { folder, raw, stores, readings: lines.length };
}

test('status tells last reading, gaps, battery, labels, quarantine, what is published and what waits', async (t) => {
  const { stores, raw, readings } = await updatedNetwork(t);
  writeFileSync(path.join(raw, 'Hydropolis/Hydropol_020124_000100.txt'), 'Hydropolis, 1704153660, 0, 0, 12\n');
  const { code, stdout, stderr } = await run(['status', ...stores, '--gauge', 'Hydropolis,Polytech'], DAY_TWO_S + 600);
  t.is(code, 0, stderr);
  const [hydropolis, polytech] = (JSON.parse(stdout) as Status).gauges;
  t.is(hydropolis!.lastReading, '2024-01-02 00:00:00');
  t.is(hydropolis!.silentS, 600);
  t.false(hydropolis!.isSilent);
  t.like(hydropolis!.completeness.last24h, { minutes: 1440, observedMinutes: 1370, gaps: 2, longestGapMinutes: 60 });
  t.is(hydropolis!.completeness.last7d.observedMinutes, 2 * 1440 - 60 + 1);
  t.like(hydropolis!.battery, { lastV: 12, trendVPerDay: 0.1 });
  t.like(hydropolis!.foreignLabels[0], { label: 'MSE', readings: 1 });
  t.deepEqual(hydropolis!.quarantined, { 'stamp-not-a-number': 1 });
  t.deepEqual(
    hydropolis!.years.map(({ year, isPublished }) => [year, isPublished]),
    [
      [2023, true],
      [2024, true],
    ],
  );
  t.is(
    hydropolis!.years.reduce((sum, year) => sum + year.readings, 0),
    readings,
  );
  t.like(hydropolis!.waits.rawFiles, { files: 1, done: 1, first: 'Hydropolis/Hydropol_020124_000100.txt' });
  t.is(polytech!.lastReadingS, null);
  t.true(polytech!.isSilent);
});

test('status changes nothing, shows a table on a terminal, and with --strict ends with 3 when a gauge is silent', async (t) => {
  const { folder, stores } = await updatedNetwork(t);
  const before = await readTree(folder);
  const args = ['status', ...stores, '--gauge', 'Hydropolis', '--strict'];
  t.is((await run([...args, '--silent-after', '1h'], DAY_TWO_S + 3600)).code, 0);
  const { code, stdout } = await run(args, DAY_TWO_S + 3600, true);
  t.is(code, 3);
  t.regex(stdout, /Hydropolis +2024-01-02 00:00:00 +1 h 0 min SILENT +91\.7 %/);
  t.regex(stdout, /SILENT for more than 30 min: Hydropolis/);
  t.deepEqual(await readTree(folder), before);
  t.is((await run([...args, '--silent-after', 'soon'], DAY_TWO_S)).code, 2);
});

test('status looks at the target where nothing is local, and at what is local where the target cannot be reached', async (t) => {
  const { folder, stores } = await updatedNetwork(t);
  const local = await run(['status', ...stores, '--gauge', 'Hydropolis'], DAY_TWO_S);
  const deaf = ['--to', 'ftp://127.0.0.1:9/nothing', '--from', 'ftp://127.0.0.1:9/raw', '--out', `${folder}/out`];
  const unreachable = await run(['status', ...deaf, '--gauge', 'Hydropolis'], DAY_TWO_S);
  t.is(unreachable.code, 0, unreachable.stderr);
  const status = JSON.parse(unreachable.stdout) as Status;
  t.truthy(status.publication.error);
  t.is(status.gauges[0]!.years[0]!.isPublished, null);
  t.true('error' in status.gauges[0]!.waits.rawFiles!);
  rmSync(path.join(folder, 'out'), { recursive: true });
  const remote = await run(['status', ...stores, '--gauge', 'Hydropolis'], DAY_TWO_S);
  const [a, b] = [local, remote].map(({ stdout }) => (JSON.parse(stdout) as Status).gauges[0]!);
  t.deepEqual({ ...b!, foreignLabels: [], waits: a!.waits }, { ...a!, foreignLabels: [] });
});
