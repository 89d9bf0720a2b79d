import { accumulation } from './accumulation.js';
import { battery } from './battery.js';
import { clockStep } from './clock-step.js';
import { clogged } from './clogged.js';
import { drySpell } from './dry-spell.js';
import { drip, streak } from './equal-counts.js';
import { faultyZero } from './faulty-zero.js';
import { highInflux } from './high-influx.js';
import { monthTotals, unitFactor } from './month-total.js';
import { outlier } from './outlier.js';
import type { QualityTest } from './judging/quality-test.js';
import { hourLimit, minuteLimit, quarterLimit } from './rain-limits.js';
import { tipRate } from './tip-rate.js';

/** Every quality test, in the order of help and of flags: those of a gauge alone, then those against its neighbours. */
export const QUALITY_TESTS: readonly QualityTest[] = [
  minuteLimit,
  quarterLimit,
  hourLimit,
  tipRate,
  drip,
  streak,
  clogged,
  accumulation,
  battery,
  clockStep,
  drySpell,
  faultyZero,
  highInflux,
  monthTotals,
  unitFactor,
  outlier,
];
