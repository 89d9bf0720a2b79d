import { formatDateTime } from '../domain/time/time.js';
import type { RainSeries } from '../analyses/series/series.js';
import type { Observation, SeenGauge } from './observation.js';
import { NETWORK_KINDS, type Rule } from './rules.js';

/** What a rule finds about a gauge or the network. */
export interface Finding {
  /** The rule and what it is about: one incident at a time. */
  readonly key: string;
  readonly rule: Rule;
  readonly gauge: string | undefined;
  /** `between`: not bad enough to open an incident, not well enough to close one. */
  readonly level: 'bad' | 'well' | 'between';
  /** In a sentence; '' where all is well. */
  readonly text: string;
}

type Verdict = Pick<Finding, 'level' | 'text'>;

const WELL: Verdict = { level: 'well', text: '' };
const BETWEEN: Verdict = { level: 'between', text: '' };
const bad = (text: string): Verdict => ({ level: 'bad', text });

/** Judges an observation by rules; nothing where something is not known. */
export function judge(rules: readonly Rule[], seen: Observation): Finding[] {
  return rules.flatMap((rule): Finding[] => {
    if (NETWORK_KINDS.includes(rule.kind)) {
      const verdict = ofNetwork(rule, seen);
      return verdict ? [{ key: `${rule.id} network`, rule, gauge: undefined, ...verdict }] : [];
    }
    return seen.gauges.flatMap((gauge) => {
      if (rule.gauges && !rule.gauges.includes(gauge.name)) return [];
      const verdict = ofGauge(rule, gauge, seen);
      return verdict ? [{ key: `${rule.id} ${gauge.name}`, rule, gauge: gauge.name, ...verdict }] : [];
    });
  });
}

function ofNetwork(rule: Rule, { run, nowS, freeBytes, leftFiles }: Observation): Verdict | undefined {
  switch (rule.kind) {
    case 'run_failed':
      // A run at work has not come to anything yet.
      if (!run || run.endedS === null) return undefined;
      return run.why === null ? WELL : bad(`the run of ${formatDateTime(run.startedS)} failed: ${run.why}`);
    case 'run_late': {
      if (!run) return undefined;
      const lastS = run.endedS ?? run.startedS;
      return nowS - lastS > rule.forS
        ? bad(`no run has ended for ${spoken(nowS - lastS)}, since ${formatDateTime(lastS)}`)
        : WELL;
    }
    case 'disk':
      if (freeBytes === undefined) return undefined;
      if (freeBytes < rule.underBytes) return bad(`${(freeBytes / 1e9).toFixed(1)} GB of the disk are free`);
      return freeBytes >= rule.untilBytes ? WELL : BETWEEN;
    case 'left_files': {
      if (!leftFiles) return undefined;
      if (leftFiles.length <= rule.over) return WELL;
      return bad(`${leftFiles.length} raw files are left where they are, or fail: ${someOf(leftFiles)}`);
    }
    default:
      return undefined;
  }
}

function ofGauge(rule: Rule, gauge: SeenGauge, { nowS, gauges }: Observation): Verdict | undefined {
  const { name, lastS, batteryV, series } = gauge;
  switch (rule.kind) {
    case 'silent':
      if (lastS === undefined) return undefined;
      if (lastS === null) return bad(`${name} has never been heard of`);
      return nowS - lastS > rule.forS
        ? bad(`${name} has been silent for ${spoken(nowS - lastS)}, since ${formatDateTime(lastS)}`)
        : WELL;
    case 'battery':
      if (batteryV === undefined) return undefined;
      if (batteryV < rule.underV) return bad(`the battery of ${name} is at ${batteryV} V, under ${rule.underV} V`);
      return batteryV >= rule.untilV ? WELL : BETWEEN;
    case 'rain': {
      if (!series) return undefined;
      const most = wettest(series, rule.inS, gauge.sinceS, nowS);
      if (most.rainMm > rule.overMm)
        return bad(`${name}: ${mm(most.rainMm)} in ${spoken(rule.inS)}, to ${formatDateTime(most.endS)}`);
      return rainMm(series, nowS - rule.inS, nowS) < rule.untilMm ? WELL : BETWEEN;
    }
    case 'gap': {
      if (!series) return undefined;
      const gap = longestGap(series, nowS - rule.inS);
      return gap && gap.endS - gap.startS > rule.longerS
        ? bad(`${name}: nothing observed for ${spoken(gap.endS - gap.startS)} from ${formatDateTime(gap.startS)}`)
        : WELL;
    }
    case 'stuck': {
      const fromS = nowS - rule.inS;
      // Only whoever was observed for most of the time says that it was dry.
      const observed = ({ series: of }: SeenGauge): boolean =>
        of !== undefined && observedS(of, fromS) > 0.8 * rule.inS;
      if (!observed(gauge)) return undefined;
      const others = gauges.filter((other) => other !== gauge && observed(other));
      if (others.length < 2) return undefined;
      const rains = others.map((other) => rainMm(other.series!, fromS, nowS)).sort((a, b) => a - b);
      const middleMm = rains[Math.floor((rains.length - 1) / 2)]!;
      if (middleMm <= rule.othersMm) return rainMm(series!, fromS, nowS) > 0 ? WELL : BETWEEN;
      return rainMm(series!, fromS, nowS) === 0
        ? bad(`${name} measured no rain in ${spoken(rule.inS)}, half of the others ${mm(middleMm)} or more: stuck?`)
        : WELL;
    }
    default:
      return undefined;
  }
}

/** Rain stamped in `(fromS, toS]`, mm. */
function rainMm({ count, timeS, rainMm: mmOf }: RainSeries, fromS: number, toS: number): number {
  let sum = 0;
  for (let i = count - 1; i >= 0 && timeS[i]! > fromS; i--) if (timeS[i]! <= toS) sum += mmOf[i]!;
  return sum;
}

/** The wettest window of `lengthS` that ends with a wet reading in `(sinceS, untilS]`. */
export function wettest(
  { count, timeS, rainMm: mmOf }: RainSeries,
  lengthS: number,
  sinceS: number,
  untilS: number,
): { rainMm: number; endS: number } {
  let best = { rainMm: 0, endS: sinceS };
  for (let end = 0, start = 0, sum = 0; end < count && timeS[end]! <= untilS; end++) {
    sum += mmOf[end]!;
    while (timeS[start]! <= timeS[end]! - lengthS) sum -= mmOf[start++]!;
    if (timeS[end]! > sinceS && sum > best.rainMm + 1e-9) best = { rainMm: sum, endS: timeS[end]! };
  }
  return best;
}

/** The longest time without observation between two readings, that ended after `fromS`; a silence that lasts is none. */
function longestGap({ runs }: RainSeries, fromS: number): { startS: number; endS: number } | undefined {
  let longest: { startS: number; endS: number } | undefined;
  for (let i = 1; i < runs.length; i++) {
    const gap = { startS: runs[i - 1]!.endS, endS: runs[i]!.startS };
    if (gap.endS <= fromS) continue;
    if (!longest || gap.endS - gap.startS > longest.endS - longest.startS) longest = gap;
  }
  return longest;
}

function observedS({ runs }: RainSeries, fromS: number): number {
  return runs.reduce((sum, { startS, endS }) => sum + Math.max(0, endS - Math.max(fromS, startS)), 0);
}

function mm(value: number): string {
  return `${value.toFixed(1)} mm`;
}

function someOf(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} …` : names.join(', ');
}

/** `90 s`, `45 min`, `3 h`, `5 days`. */
export function spoken(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}
