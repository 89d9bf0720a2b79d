import { MINUTE_S, minutesInYear, yearStartS } from '../../src/domain/time/time.js';
import { seededRandom } from './random.js';

/** A logger's year in the order it was sent: a few gaps, a few stretches sent twice, rain in about 0.8 % of the minutes. */
export interface SentReadings {
  readonly count: number;
  /** Unix seconds, UTC, on the minute. */
  readonly timeS: Uint32Array;
  readonly tips: Uint8Array;
  /** Millivolts. */
  readonly batteryMv: Uint16Array;
}

const GAPS_A_YEAR = 5;
const LONGEST_GAP_MIN = 1440;
const RESENT_A_YEAR = 20;
const LONGEST_RESENT_MIN = 120;
const SPELLS_A_YEAR = 140;
const LONGEST_SPELL_MIN = 75;
const WET_IN_SPELL = 0.8;

/** Readings of one gauge and UTC year, a minute apart; the same for the same seed. */
export function yearReadings(year: number, seed: number): SentReadings {
  const random = seededRandom(seed ^ Math.imul(year, 0x9e3779b1));
  const minutes = minutesInYear(year);
  const below = (limit: number): number => Math.floor(random() * limit);
  const tipsOf = rainOf(minutes, random);
  const missing = new Uint8Array(minutes);
  for (let i = 0; i < GAPS_A_YEAR; i++) {
    const start = below(minutes);
    missing.fill(1, start, start + 5 + below(LONGEST_GAP_MIN));
  }
  /** Minutes to go back at a minute: what is sent again comes at once after it was sent first. */
  const resend = new Uint8Array(minutes);
  for (let i = 0; i < RESENT_A_YEAR; i++) resend[below(minutes)] = 5 + below(LONGEST_RESENT_MIN);

  const room = minutes + RESENT_A_YEAR * (5 + LONGEST_RESENT_MIN);
  const sent = { timeS: new Uint32Array(room), tips: new Uint8Array(room), batteryMv: new Uint16Array(room) };
  const startS = yearStartS(year);
  const phase = random() * 1000;
  let count = 0;
  const send = (minute: number): void => {
    if (missing[minute]) return;
    sent.timeS[count] = startS + minute * MINUTE_S;
    sent.tips[count] = tipsOf[minute]!;
    sent.batteryMv[count] = batteryMvAt(minute + phase);
    count++;
  };
  for (let minute = 0; minute < minutes; minute++) {
    send(minute);
    for (let back = Math.min(resend[minute]!, minute + 1); back > 0; back--) send(minute + 1 - back);
  }
  return { count, ...sent };
}

/** Tips of every minute: spells of rain, light mostly. */
function rainOf(minutes: number, random: () => number): Uint8Array {
  const tips = new Uint8Array(minutes);
  for (let spell = 0; spell < SPELLS_A_YEAR; spell++) {
    const start = Math.floor(random() * minutes);
    const end = Math.min(minutes, start + 1 + Math.floor(random() * LONGEST_SPELL_MIN));
    for (let minute = start; minute < end; minute++) {
      if (random() < WET_IN_SPELL) tips[minute] = 1 + Math.floor(4 * random() ** 3 + 14 * random() ** 24);
    }
  }
  return tips;
}

/** A solar-charged battery in the logger's 32 mV steps: a daily wave around 12.3 V. */
function batteryMvAt(minute: number): number {
  return 12_290 + 32 * Math.round(10 * Math.sin((2 * Math.PI * minute) / 1440));
}
