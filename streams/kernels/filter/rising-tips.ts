import { RISING_READINGS } from '../../../src/domain/readings/rising.js';
import type { ReadingBatch, Source } from '../../../src/domain/readings/reading.js';
import { Origins } from './origins.js';

/** How the tips of one gauge went so far. */
interface Course {
  tips: number;
  timeS: number;
  rises: number;
  isTold: boolean;
}

/**
 * Watches for tips that rise many times and never fall in between, from one reading to a later one: the state of a counter.
 * Rain falls back to nothing again and again. Tells each gauge once, with the source in which it was sure.
 */
export class RisingTips {
  private readonly courses = new Map<string, Course>();

  constructor(private readonly tell: (gauge: string, source: Source) => void) {}

  see(gauge: string, batch: ReadingBatch): void {
    let course = this.courses.get(gauge);
    if (!course) this.courses.set(gauge, (course = { tips: -1, timeS: -1, rises: -1, isTold: false }));
    if (course.isTold) return;
    const row = follow(course, batch);
    if (row < 0) return;
    course.isTold = true;
    const origins = new Origins(batch);
    origins.reach(row);
    this.tell(gauge, origins.source);
  }
}

/** Goes on through a batch; the row in which it is sure, or -1. Readings before the last change are passed over. */
function follow(course: Course, batch: ReadingBatch): number {
  const { count } = batch;
  const timeS = batch.timeS.data;
  const tips = batch.tips.data;
  let { tips: last, timeS: lastS, rises } = course;
  let sureAt = -1;
  for (let row = firstOther(tips, last, 0, count); row < count; row = firstOther(tips, last, row + 1, count)) {
    if (timeS[row]! <= lastS) continue;
    const now = tips[row]!;
    rises = now > last ? rises + 1 : 0;
    last = now;
    lastS = timeS[row]!;
    if (rises < RISING_READINGS) continue;
    sureAt = row;
    break;
  }
  course.tips = last;
  course.timeS = lastS;
  course.rises = rises;
  return sureAt;
}

/** The first row from `row` on with other tips: nearly all have those of the one before. */
function firstOther(tips: Uint32Array, last: number, row: number, count: number): number {
  while (row < count && tips[row] === last) row++;
  return row;
}
