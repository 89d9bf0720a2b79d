import { DAY_S, type TimeRange } from '../../../domain/time/time.js';
import { countUntil, roundRain, type ObservedRun, type RainSeries } from '../../series/series.js';

/** The steps of PWSQC (de Vos et al. 2019). */
export const STEP_S = 300;
export const DAY_STEPS = DAY_S / STEP_S;
/** Days before the period that tests may look back to. */
export const MOST_DAYS_BEFORE = 31;

/** A gauge whose rain is asked for: its name says whose it is. */
export interface Stepped {
  readonly gauge: string;
  readonly series: RainSeries;
}

/** Rain by steps of 5 minutes. */
export interface StepColumn {
  /** mm; NaN where a step was not observed whole; shape `[count]`. */
  readonly rainMm: Float64Array;
  /** 1 where it was observed, else 0; shape `[count]`. */
  readonly isKnown: Uint8Array;
  /** Steps that were wet, ascending. */
  readonly wet: Uint32Array;
  /** How many steps of each whole day were observed. */
  readonly knownOfDay: Uint16Array;
}

/**
 * Rain of gauges in steps of 5 minutes of the clock, from 31 days before a period on, each gauge's computed once. Step `i` ends
 * at `startS + i × 300`, and the first one is the first of a day.
 */
export class StepRains {
  readonly startS: number;
  /** The first step that ends in the period. */
  readonly first: number;
  readonly count: number;
  private readonly known: Map<string, StepColumn>;
  private readonly tallies: Map<string, StepTally>;
  private readonly computed: number;

  /** Of a period, or of a part of the period of `whole`, with which it shares what was computed. */
  constructor({ startS, endS }: TimeRange, whole?: StepRains) {
    this.startS = whole?.startS ?? (Math.floor(startS / DAY_S) - MOST_DAYS_BEFORE) * DAY_S + STEP_S;
    this.known = whole?.known ?? new Map<string, StepColumn>();
    this.tallies = whole?.tallies ?? new Map<string, StepTally>();
    this.first = Math.floor((startS - this.startS) / STEP_S) + 1;
    const count = Math.max(0, Math.floor((endS - this.startS) / STEP_S) + 1);
    this.count = Math.min(count, whole?.count ?? Infinity);
    this.computed = whole?.computed ?? this.count;
  }

  of({ gauge, series }: Stepped): StepColumn {
    const whole = this.known.get(gauge) ?? columnOf(stepSums(series, this.startS, this.computed));
    this.known.set(gauge, whole);
    return this.cut(whole);
  }

  /** What the neighbours of a gauge measured. Gauges that are all each other's neighbours are counted once. */
  tally(own: Stepped, neighbours: readonly Stepped[]): StepTally {
    const all = [own, ...neighbours];
    const names = JSON.stringify(all.map(({ gauge }) => gauge).sort());
    const whole = this.tallies.get(names) ?? tallyOf(this.whole(all), this.computed);
    this.tallies.set(names, whole);
    const { count } = this;
    const { known, wet, wetSteps } = whole;
    const part = { known: known.subarray(0, count), wet: wet.subarray(0, count), wetSteps };
    return tallyWithout(count === this.computed ? whole : part, this.of(own));
  }

  private whole(gauges: readonly Stepped[]): StepColumn[] {
    return gauges.map((one) => {
      this.of(one);
      return this.known.get(one.gauge)!;
    });
  }

  private cut(whole: StepColumn): StepColumn {
    const { count } = this;
    if (count === this.computed) return whole;
    const wet = whole.wet.findLastIndex((i) => i < count) + 1;
    return {
      rainMm: whole.rainMm.subarray(0, count),
      isKnown: whole.isKnown.subarray(0, count),
      wet: whole.wet.subarray(0, wet),
      knownOfDay: whole.knownOfDay.subarray(0, Math.floor(count / DAY_STEPS)),
    };
  }
}

/** How many of some gauges measured in each step, and how many of them were wet; shapes `[count]`. */
export interface StepTally {
  readonly known: Uint8Array;
  readonly wet: Uint8Array;
  /** Steps in which one of them was wet, and maybe others; in any order, each once. */
  readonly wetSteps: Uint32Array;
}

/** Tells it of columns of one length. */
export function tallyOf(columns: readonly StepColumn[], count: number): StepTally {
  const known = new Uint8Array(count);
  const wet = new Uint8Array(count);
  const wetSteps: number[] = [];
  for (const column of columns) {
    const { isKnown } = column;
    for (let i = 0; i < count; i++) known[i] = known[i]! + isKnown[i]!;
    for (const i of column.wet) {
      if (wet[i] === 0) wetSteps.push(i);
      wet[i] = wet[i]! + 1;
    }
  }
  return { known, wet, wetSteps: Uint32Array.from(wetSteps) };
}

/** The same of the others, where one of them is left out. */
function tallyWithout({ known, wet, wetSteps }: StepTally, own: StepColumn): StepTally {
  const others = { known: known.slice(), wet: wet.slice(), wetSteps };
  for (let i = 0; i < known.length; i++) others.known[i] = known[i]! - own.isKnown[i]!;
  for (const i of own.wet) others.wet[i] = others.wet[i]! - 1;
  return others;
}

/** The same rain with what is asked of it often. */
export function columnOf(rainMm: Float64Array): StepColumn {
  const isKnown = new Uint8Array(rainMm.length);
  const knownOfDay = new Uint16Array(Math.floor(rainMm.length / DAY_STEPS));
  const wet: number[] = [];
  for (let i = 0; i < rainMm.length; i++) {
    const mm = rainMm[i]!;
    if (mm !== mm) continue;
    isKnown[i] = 1;
    if (mm > 0) wet.push(i);
  }
  for (let i = 0; i < knownOfDay.length * DAY_STEPS; i++) {
    const day = Math.floor(i / DAY_STEPS);
    knownOfDay[day] = knownOfDay[day]! + isKnown[i]!;
  }
  return { rainMm, isKnown, wet: Uint32Array.from(wet), knownOfDay };
}

/** Sums of wet readings in steps of which the first ends at `startS`; NaN where one was not observed whole. */
function stepSums(series: RainSeries, startS: number, count: number): Float64Array {
  const rainMm = new Float64Array(count).fill(NaN);
  for (const run of fineTime(series.runs)) {
    const from = Math.ceil((run.startS + STEP_S - startS) / STEP_S);
    const to = Math.floor((run.endS - startS) / STEP_S) + 1;
    if (to > 0) rainMm.fill(0, Math.max(0, from), Math.max(0, to));
  }
  const { timeS, rainMm: mm } = series;
  const end = countUntil(series, startS + (count - 1) * STEP_S);
  for (let k = countUntil(series, startS - STEP_S); k < end;) {
    const i = Math.ceil((timeS[k]! - startS) / STEP_S);
    let sum = 0;
    for (; k < end && timeS[k]! <= startS + i * STEP_S; k++) sum += mm[k]!;
    if (rainMm[i] === 0) rainMm[i] = roundRain(sum);
  }
  return rainMm;
}

/** Time that readings fine enough for a step observed, runs that follow each other as one. */
function* fineTime(runs: readonly ObservedRun[]): Generator<TimeRange, void, undefined> {
  let open: TimeRange | undefined;
  for (const { startS, endS, intervalS } of runs) {
    if (intervalS > STEP_S) continue;
    if (open?.endS === startS) open = { startS: open.startS, endS };
    else {
      if (open) yield open;
      open = { startS, endS };
    }
  }
  if (open) yield open;
}

/** Median of what the neighbours measured in each step; NaN where none did. Shape `[count]`. */
export function medians(neighbours: readonly StepColumn[], { known, wet, wetSteps }: StepTally): Float64Array {
  const count = known.length;
  const medianMm = new Float64Array(count);
  for (let i = 0; i < count; i++) if (known[i] === 0) medianMm[i] = NaN;
  const values = new Float64Array(neighbours.length);
  for (const i of wetSteps) {
    const n = i < count ? known[i]! : 0;
    // Most steps are dry at most gauges: their median needs no order.
    if (n === 0 || 2 * wet[i]! < n) continue;
    let k = 0;
    for (const { rainMm } of neighbours) {
      const mm = rainMm[i]!;
      if (mm === mm) insert(values, k++, mm);
    }
    const half = n >> 1;
    medianMm[i] = n % 2 === 1 ? values[half]! : roundRain((values[half - 1]! + values[half]!) / 2);
  }
  return medianMm;
}

/** Puts a value among the first `count`, which are in order. */
function insert(values: Float64Array, count: number, value: number): void {
  let k = count;
  for (; k > 0 && values[k - 1]! > value; k--) values[k] = values[k - 1]!;
  values[k] = value;
}
