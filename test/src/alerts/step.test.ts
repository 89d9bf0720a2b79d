import test from 'ava';
import fc from 'fast-check';
import type { Finding } from '../../../src/alerts/judge.js';
import { newState, openIncidents, type AlertState } from '../../../src/alerts/state.js';
import { acknowledge, step } from '../../../src/alerts/step.js';
import { settingsOf } from './support/rules.js';

/** 2026-03-01 12:00:00 UTC. */
const NOON_S = 1_772_366_400;
const SILENT = '[[rule]]\nkind = "silent"\nfor = "1h"\n';

function walk(text: string, levels: readonly Finding['level'][], everyS = 60, startS = NOON_S): AlertState {
  const settings = settingsOf(text);
  const rule = settings.rules[0]!;
  return levels.reduce(
    (state, level, i) =>
      step(
        state,
        [{ key: rule.id, rule, gauge: 'A', level, text: level === 'bad' ? 'A is silent' : '' }],
        settings,
        startS + i * everyS,
      ),
    newState('net'),
  );
}

test('step: 10,000 flaps give one message', (t) => {
  const levels = Array.from({ length: 10_000 }, (_, i) => (i % 2 === 0 ? 'bad' : 'well') as Finding['level']);
  const { outbox } = walk(SILENT, levels);
  t.deepEqual(
    outbox.map(({ subject }) => subject),
    ['pluvio: A is silent'],
  );
});

test('step: any course of findings tells an incident once, and has one open at most', (t) => {
  const level = fc.constantFrom<Finding['level']>('bad', 'well', 'between');
  fc.assert(
    fc.property(fc.array(level, { maxLength: 200 }), fc.integer({ min: 30, max: 1200 }), (levels, everyS) => {
      const { outbox, incidents } = walk(SILENT, levels, everyS);
      const told = outbox.flatMap((message) => message.incidents);
      t.is(new Set(told).size, told.length);
      t.true(incidents.filter(({ closedS }) => closedS === null).length <= 1);
      t.is(told.length > 0, levels.includes('bad'));
    }),
  );
});

test('step: an incident closes after its time of well, not before, and opens anew as another one', (t) => {
  const text = `${SILENT}close_after = "10m"\n`;
  const open = (levels: readonly Finding['level'][]): number => openIncidents(walk(text, levels)).length;
  t.is(open(['bad', ...Array<'well'>(10).fill('well')]), 1);
  t.is(open(['bad', ...Array<'well'>(11).fill('well')]), 0);
  t.is(open(['bad', ...Array<'well'>(10).fill('well'), 'between', 'well']), 1);
  const again = walk(text, ['bad', ...Array<'well'>(11).fill('well'), 'bad']);
  t.deepEqual(
    again.outbox.map(({ incidents }) => incidents),
    [[1], [2]],
  );
});

test('step: what passes within "hold" is never told', (t) => {
  const text = `${SILENT}hold = "5m"\n`;
  t.is(walk(text, ['bad', 'bad', 'bad', 'bad', 'well']).outbox.length, 0);
  t.is(walk(text, ['bad', 'bad', 'bad', 'bad', 'bad', 'bad']).outbox.length, 1);
});

test('step: in quiet hours messages wait for their end by the local clock, urgent ones do not', (t) => {
  const quiet = 'quiet = "22:00-07:00"\ntime_zone = "Europe/Paris"\n';
  // 2026-03-28 23:00 in Paris; clocks go forward in that night: 07:00 is at 05:00 UTC.
  const nightS = Date.UTC(2026, 2, 28, 22) / 1000;
  const dueS = (text: string): number => walk(text, ['bad'], 60, nightS).outbox[0]!.to.webhook!.notBeforeS;
  t.is(dueS(quiet + SILENT), Date.UTC(2026, 2, 29, 5) / 1000);
  t.is(dueS(`${quiet}${SILENT}urgent = true\n`), nightS);
  t.is(walk(quiet + SILENT, ['bad']).outbox[0]!.to.webhook!.notBeforeS, NOON_S);
});

test('step: the daily message comes once a day, also where nothing is open, and lists what is acknowledged apart', (t) => {
  const text = `digest = "08:00"\n${SILENT}`;
  const settings = settingsOf(text);
  const days = walk(text, Array<'well'>(72).fill('well'), 3600);
  t.deepEqual(
    days.outbox.map(({ kind, subject }) => [kind, subject]),
    Array(3).fill(['digest', 'pluvio: all is well']),
  );
  const seen = acknowledge(walk(text, ['bad']), 1, NOON_S)!;
  t.is(acknowledge(seen, 2, NOON_S), undefined);
  const { outbox } = step(seen, [], settings, NOON_S + 86_400);
  t.is(outbox.at(-1)!.subject, 'pluvio: 1 incident open');
  t.regex(outbox.at(-1)!.text, /^Open, acknowledged:\n#1 A is silent/);
});
