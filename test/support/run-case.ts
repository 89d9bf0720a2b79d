import { readFileSync } from 'node:fs';
import type { FixtureCase } from '../../fixtures/cases.js';
import { readCalibration } from '../../src/calibration/read-calibration.js';
import { wantedGauges } from '../../src/cli/wiring/network/wanted-gauges.js';
import { ownVersion } from '../../src/cli/version.js';
import { readGauges } from '../../src/config/gauges-table.js';
import { throwProblems } from '../../src/config/settings.js';
import { DEFAULT_MAX_MM_PER_MIN, indexGauges, type WantedGauge } from '../../src/domain/network.js';
import { NO_JOURNAL, type Journal } from '../../src/domain/run/journal.js';
import type { Store } from '../../src/domain/storage/store.js';
import { DAY_S, yearStartS } from '../../src/domain/time/time.js';
import type { Publication, RunContext, RunEvent } from '../../src/pipeline/context.js';
import { openOutputFolder } from '../../src/stores/output-folder.js';
import { memorySpill } from '../../streams/kernels/partition/spill.js';

export interface TestRun {
  readonly gauges: readonly WantedGauge[];
  readonly out: string;
  readonly nowS: number;
  readonly notBeforeS?: number | undefined;
  readonly target?: Store;
  readonly events?: RunEvent[];
  readonly checkpoint?: (step: string) => void;
  readonly journal?: Journal;
  readonly publication?: Publication;
}

/** A run's context with real folders and stores, without a command line. */
export function testContext({
  gauges,
  out,
  nowS,
  notBeforeS,
  target,
  events,
  checkpoint,
  journal,
  publication,
}: TestRun): RunContext {
  return {
    gauges,
    others: [],
    index: indexGauges(gauges),
    notBeforeS: notBeforeS ?? yearStartS(2005),
    notAfterS: nowS + DAY_S,
    maxMmPerMin: DEFAULT_MAX_MM_PER_MIN,
    version: ownVersion(),
    out: openOutputFolder(out, { durable: false }),
    target,
    journal: journal ?? NO_JOURNAL,
    ...(publication ? { publication } : {}),
    openSpill: () => ({ ...memorySpill(), close: () => undefined }),
    report: (event) => events?.push(event),
    signal: undefined,
    checkpoint: checkpoint ?? (() => undefined),
  };
}

/** The wanted gauges of a fixture case, from its own tables. */
export function gaugesOfCase(fixture: FixtureCase): WantedGauge[] {
  const { gaugesPath, calibPath, gauges: names } = fixture;
  const { gauges, problems } = wantedGauges({
    names,
    table: gaugesPath === undefined ? undefined : readGauges(readFileSync(gaugesPath, 'utf8'), gaugesPath),
    calibration: readCalibration(readFileSync(calibPath, 'utf8'), calibPath),
    calibrationFile: calibPath,
    allowUncalibrated: false,
    maxMmPerMin: DEFAULT_MAX_MM_PER_MIN,
  });
  throwProblems(problems);
  return gauges;
}
