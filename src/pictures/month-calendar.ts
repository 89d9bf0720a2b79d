import { nextPeriod, periodOf } from '../analyses/series/periods.js';
import type { RainSeries } from '../analyses/series/series.js';
import { Totals } from '../analyses/totals.js';
import { DAY_S, daysFromCivil } from '../domain/time/time.js';
import { document, MISSING, rect, text, type Svg } from './svg.js';
import { numberText, wordsOf, type Language, type Words } from './words.js';

export interface CalendarOptions {
  readonly gauge: string;
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly language: Language;
}

const WIDTH = 600;
const LEFT = 20;
const TOP = 70;
const CELL = { width: 80, height: 62 };
/** Rain that a cell is darkest for, mm; greys go by its square root. */
const DARK_MM = 60;

/**
 * A month, a cell a UTC day: its rain, darker for more of it, and a bar below for how much of the day was observed. A day that
 * was observed too little is hatched.
 */
export function monthCalendar(series: RainSeries, { gauge, year, month, language }: CalendarOptions): string {
  const words = wordsOf(language);
  const startS = daysFromCivil(year, month, 1) * DAY_S;
  const whole = periodOf('month', startS + 1);
  const totals = new Totals(series);
  const total = totals.of(whole);
  // Day 0, 1970-01-01, was a Thursday.
  const offset = (startS / DAY_S + 3) % 7;
  const cells: Svg[] = [];
  let rows = 0;
  for (let day = periodOf('day', startS + 1), n = 0; day.startS < whole.endS; day = nextPeriod(day), n++) {
    const [column, row] = [(offset + n) % 7, Math.floor((offset + n) / 7)];
    rows = row + 1;
    cells.push(...cell(LEFT + column * CELL.width, TOP + row * CELL.height, { n: n + 1, ...totals.of(day) }, words));
  }
  const name = `${words.months[month - 1]!} ${year}`;
  const said = Number.isNaN(total.rainMm) ? words.wmo : words.total(numberText(total.rainMm, 1, words));
  const bottom = TOP + rows * CELL.height;
  return document(
    { width: WIDTH, height: bottom + 34, title: `${gauge}, ${name}, ${words.monthTotal(said)}` },
    text(LEFT, 22, `${gauge} · ${name}`, { 'font-size': 15, 'font-weight': 'bold' }),
    text(LEFT, 42, words.monthTotal(said)),
    ...words.days.map((day, c) => text(LEFT + (c + 0.5) * CELL.width, TOP - 8, day, { 'text-anchor': 'middle' })),
    ...cells,
    rect({ x: LEFT, y: bottom + 14, width: 26, height: 4 }, { fill: '#555555' }),
    text(LEFT + 34, bottom + 20, words.coverage),
    rect({ x: LEFT + 300, y: bottom + 9, width: 18, height: 12 }, { fill: MISSING, stroke: '#8a8a8a' }),
    text(LEFT + 326, bottom + 20, words.missing),
  );
}

interface Day {
  readonly n: number;
  readonly rainMm: number;
  readonly coverage: number;
}

function cell(x: number, y: number, { n, rainMm, coverage }: Day, words: Words): Svg[] {
  const { width, height } = CELL;
  const isKnown = !Number.isNaN(rainMm);
  const darkness = isKnown ? Math.min(1, Math.sqrt(rainMm / DARK_MM)) : 0;
  const grey = Math.round(255 - 190 * darkness);
  const ink = darkness > 0.5 ? 'white' : 'black';
  const fill = isKnown ? `rgb(${grey},${grey},${grey})` : MISSING;
  const said = isKnown ? (rainMm === 0 ? '·' : numberText(rainMm, 1, words)) : words.unknown;
  const halo = isKnown ? {} : { stroke: 'white', 'stroke-width': 4, 'paint-order': 'stroke' };
  return [
    rect({ x, y, width, height }, { fill, stroke: '#777777', 'stroke-width': 0.8 }),
    text(x + 5, y + 14, String(n), { 'font-size': 11, fill: ink, ...halo }),
    text(x + width / 2, y + 37, said, {
      ...{ 'text-anchor': 'middle', 'font-size': isKnown ? 16 : 11, fill: ink },
      ...(rainMm > 0 ? { 'font-weight': 'bold' } : {}),
      ...halo,
    }),
    rect(
      { x: x + 5, y: y + height - 10, width: width - 10, height: 4 },
      { fill: 'white', stroke: '#777777', 'stroke-width': 0.6 },
    ),
    rect({ x: x + 5, y: y + height - 10, width: (width - 10) * coverage, height: 4 }, { fill: '#555555' }),
  ];
}
