import { civilFromDays, DAY_S, daysFromCivil, formatDateTime, type TimeRange } from '../domain/time/time.js';
import type { Words } from './words.js';

/** From a quantity to a place on the page. */
export type Scale = (value: number) => number;

export function linear(from: readonly [number, number], to: readonly [number, number]): Scale {
  const factor = (to[1] - to[0]) / (from[1] - from[0]);
  return (value) => to[0] + (value - from[0]) * factor;
}

export function logarithmic(from: readonly [number, number], to: readonly [number, number]): Scale {
  const scale = linear([Math.log(from[0]), Math.log(from[1])], to);
  return (value) => scale(Math.log(value));
}

/** Round values from 0 to the first one at or above `most`, about so many of them; at least 0 and 1. */
export function roundTicks(most: number, about: number): number[] {
  const raw = Math.max(most, 1e-3) / about;
  const unit = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((factor) => factor * unit).find((one) => one >= raw * 0.999)!;
  const count = Math.max(1, Math.ceil(most / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}

/** 1, 2, 5, 10, … within bounds. */
export function logTicks(least: number, most: number): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(least)); 10 ** power <= most; power++)
    for (const factor of [1, 2, 5]) {
      const value = Number((factor * 10 ** power).toPrecision(12));
      if (value >= least && value <= most) ticks.push(value);
    }
  return ticks;
}

const HOUR_S = 3600;
const STEPS_S = [60, 300, 600, 900, 1800, HOUR_S, 2 * HOUR_S, 3 * HOUR_S, 6 * HOUR_S, 12 * HOUR_S, DAY_S];
const DAY_STEPS = [1, 2, 5, 10];

export interface TimeTick {
  readonly timeS: number;
  readonly label: string;
  /** The date below, where the label is a time of day: at the first tick of a day. */
  readonly date?: string;
}

/** Ticks on the clock or calendar, at most so many. */
export function timeTicks({ startS, endS }: TimeRange, most: number, words: Words): TimeTick[] {
  const step = STEPS_S.find((one) => (endS - startS) / one <= most);
  if (step !== undefined && step < DAY_S) return clockTicks({ startS, endS }, step, words);
  const days = (endS - startS) / DAY_S;
  const dayStep = DAY_STEPS.find((one) => days / one <= most);
  return dayStep === undefined ? monthTicks({ startS, endS }, most, words) : dayTicks({ startS, endS }, dayStep, words);
}

function clockTicks({ startS, endS }: TimeRange, step: number, words: Words): TimeTick[] {
  const ticks: TimeTick[] = [];
  let day: number | undefined;
  for (let timeS = Math.ceil(startS / step) * step; timeS <= endS; timeS += step) {
    const today = Math.floor(timeS / DAY_S);
    const label = formatDateTime(timeS).slice(11, 16);
    ticks.push(today === day ? { timeS, label } : { timeS, label, date: dayText(today, words) });
    day = today;
  }
  return ticks;
}

function dayTicks({ startS, endS }: TimeRange, step: number, words: Words): TimeTick[] {
  const ticks: TimeTick[] = [];
  for (let day = Math.ceil(startS / DAY_S); day * DAY_S <= endS; day++) {
    const { day: ofMonth } = civilFromDays(day);
    if (step > 1 && ((ofMonth - 1) % step !== 0 || ofMonth > 31 - step / 2)) continue;
    ticks.push({ timeS: day * DAY_S, label: dayText(day, words) });
  }
  return ticks;
}

function monthTicks({ startS, endS }: TimeRange, most: number, words: Words): TimeTick[] {
  const first = civilFromDays(Math.ceil(startS / DAY_S));
  const months = (endS - startS) / (30.4 * DAY_S);
  const step = [1, 2, 3, 6].find((one) => months / one <= most) ?? 12 * Math.ceil(months / 12 / most);
  const ticks: TimeTick[] = [];
  for (let m = first.year * 12; ; m += step) {
    const timeS = daysFromCivil(Math.floor(m / 12), (m % 12) + 1, 1) * DAY_S;
    if (timeS > endS) return ticks;
    if (timeS < startS) continue;
    const name = words.months[m % 12]!.slice(0, words.months[m % 12]!.length > 4 ? 3 : 4);
    const year = String(Math.floor(m / 12));
    ticks.push(step >= 12 ? { timeS, label: year } : { timeS, label: name, ...(m % 12 < step ? { date: year } : {}) });
  }
}

function dayText(days: number, words: Words): string {
  const { month, day } = civilFromDays(days);
  const name = words.months[month - 1]!;
  return `${day} ${name.slice(0, name.length > 4 ? 3 : 4)}`;
}

/** Places for labels that want to stand at `wanted`, at least `apart` from each other, in the order of what is wanted. */
export function spread(wanted: readonly number[], apart: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]!);
  const placed = [...wanted];
  for (let round = 0; round < 200; round++) {
    let moved = false;
    for (let k = 0; k + 1 < order.length; k++) {
      const [a, b] = [order[k]!, order[k + 1]!];
      const lack = apart - (placed[b]! - placed[a]!);
      if (lack <= 1e-6) continue;
      placed[a]! -= lack / 2;
      placed[b]! += lack / 2;
      moved = true;
    }
    if (!moved) break;
  }
  return placed;
}
