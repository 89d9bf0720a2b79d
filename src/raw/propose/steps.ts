import { describedForm } from '../described/described-form.js';
import type { Description } from '../description/description.js';

/** Shares of steps: alike; multiples of those, for lines may be missing; and none at all, for lines may be sent again. */
const LEAST_SHARE = 0.3;
const LEAST_WHOLE = 0.9;
const MOST_REPEATED = 0.05;
const LEAST_STEP_S = 60;
const FEWEST_STEPS = 5;

/** Whether the readings of a file's beginning come at one step, as far as it goes; true where there are few of them. */
export function isSteady(description: Description, head: Uint8Array): boolean {
  const parse = describedForm(description).open({ notBeforeS: 0, notAfterS: 0xffffffff });
  const steps = new Map<number, number>();
  let all = 0;
  let lastS: number | undefined;
  for (const { timeS, count } of parse({ source: { name: 'a file', folder: 'a folder' }, bytes: head, end: true }))
    for (let row = 0; row < count; row++) {
      const stepS = timeS.get(row) - (lastS ?? timeS.get(row));
      lastS = timeS.get(row);
      if (stepS < 0) continue;
      all++;
      steps.set(stepS, (steps.get(stepS) ?? 0) + 1);
    }
  const regular = [...steps].filter(([stepS]) => stepS >= LEAST_STEP_S).sort(([, a], [, b]) => b - a);
  const [stepS, most] = regular[0] ?? [1, 0];
  const repeated = steps.get(0) ?? 0;
  const whole = regular.filter(([other]) => other % stepS === 0).reduce((sum, [, times]) => sum + times, 0);
  return (
    all <= FEWEST_STEPS ||
    (most >= LEAST_SHARE * all && whole >= LEAST_WHOLE * (all - repeated) && repeated <= MOST_REPEATED * all)
  );
}
