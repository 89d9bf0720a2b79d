import test from 'ava';
import { defer, lastValueFrom, NEVER, of, take, timer } from 'rxjs';
import { rounds, type RoundsOptions } from '../../../../../src/cli/wiring/rounds/schedule.js';

const CLOCKS = { nowMs: () => Date.now(), steadyMs: () => performance.now() };

function options(more: Partial<RoundsOptions> & Pick<RoundsOptions, 'schedule' | 'round'>): RoundsOptions {
  return {
    onFailure: () => undefined,
    isFatal: () => false,
    stop: NEVER,
    clocks: CLOCKS,
    ...more,
  };
}

for (const schedule of [{ everyMs: 30 * 86_400_000 }, { everyMs: 1e15 }, { cron: '0 0 1 1 *' }, { cron: '0 0 29 2 *' }])
  test(`a schedule longer than a timer can be has one round, and then waits: ${JSON.stringify(schedule)}`, async (t) => {
    let done = 0;
    const warnings: string[] = [];
    const note = (warning: Error): void => void warnings.push(warning.name);
    process.on('warning', note);
    const round = (): Promise<void> => {
      done++;
      return Promise.resolve();
    };
    await lastValueFrom(rounds(options({ schedule, round, stop: timer(300) })), { defaultValue: undefined });
    process.off('warning', note);
    t.is(done, 1);
    t.deepEqual(
      warnings.filter((name) => name.includes('Timeout')),
      [],
    );
  });

test('rounds never overlap, and one that took longer is followed at once', async (t) => {
  let underWay = 0;
  const starts: number[] = [];
  const round = async (): Promise<void> => {
    starts.push(performance.now());
    t.is(++underWay, 1);
    await new Promise((resolve) => setTimeout(resolve, 60));
    underWay--;
  };
  await lastValueFrom(rounds(options({ schedule: { everyMs: 20 }, round })).pipe(take(5)));
  t.is(starts.length, 5);
});

test('a failed round is tried again after 5 s, 10 s, 20 s …, at most an hour, or when the next is due', async (t) => {
  const retriesOf = async (everyMs: number, failures: number): Promise<number[]> => {
    let nowMs = 0;
    let failed = 0;
    const retries: number[] = [];
    const all = rounds(
      options({
        schedule: { everyMs },
        round: () => (failed++ < failures ? Promise.reject(new Error('no')) : Promise.resolve()),
        onFailure: (_, retryMs) => {
          retries.push(retryMs);
          nowMs += retryMs;
        },
        clocks: { nowMs: () => 0, steadyMs: () => nowMs },
      }),
    );
    await lastValueFrom(all.pipe(take(1)));
    return retries;
  };
  t.deepEqual(await retriesOf(30_000, 5), [5000, 10_000, 20_000, 30_000, 30_000]);
  const hour = 3_600_000;
  t.deepEqual(await retriesOf(30 * 24 * hour, 12), [
    ...[5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560].map((s) => s * 1000),
    hour,
    hour,
  ]);
});

test('what is fatal ends all rounds', async (t) => {
  const fatal = new Error('the lock is another’s');
  const all = rounds(
    options({ schedule: { everyMs: 1 }, round: () => Promise.reject(fatal), isFatal: (error) => error === fatal }),
  );
  t.is(await t.throwsAsync(lastValueFrom(all)), fatal);
});

test('stop ends the waiting, and lets the round under way end', async (t) => {
  const controller = new AbortController();
  const { signal } = controller;
  let ended = 0;
  const round = async (): Promise<void> => {
    controller.abort();
    await new Promise((resolve) => setTimeout(resolve, 50));
    ended++;
  };
  const stop = defer(() => (signal.aborted ? of(0) : NEVER));
  const schedule = { everyMs: 3_600_000 };
  await lastValueFrom(rounds(options({ schedule, round, stop })));
  t.is(ended, 1);
  const nothing = (): Promise<void> => Promise.resolve();
  const begunMs = performance.now();
  await lastValueFrom(rounds(options({ schedule, round: nothing, stop: timer(20) })));
  t.true(performance.now() - begunMs < 10_000);
});
