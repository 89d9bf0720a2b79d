import test from 'ava';
import { chain, expand, flow, mapAsync, type Stage } from '../../streams/highland.js';

const double: Stage<number, number> = expand((n) => [n, n]);
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Counts up, and knows whether it was closed. */
function counter(failAt = Infinity): { source: AsyncGenerator<number>; state: { given: number; closed: boolean } } {
  const state = { given: 0, closed: false };
  async function* count(): AsyncGenerator<number> {
    try {
      for (;;) {
        await tick();
        if (state.given === failAt) throw new Error('the source broke');
        yield state.given++;
      }
    } finally {
      state.closed = true;
    }
  }
  return { source: count(), state };
}

async function* upTo(n: number): AsyncGenerator<number> {
  for (let i = 0; i < n; i++) {
    await tick();
    yield i;
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

test('flow carries an async generator through a chain of stages, in order', async (t) => {
  const addOne = mapAsync<number, number>(async (n) => {
    await tick();
    return n + 1;
  });
  t.deepEqual(await collect(flow(upTo(3), chain([double, addOne]))), [1, 1, 2, 2, 3, 3]);
});

test('chain joins any number of stages, and takes none that does not take what the one before it gives', async (t) => {
  const text: Stage<number, string> = expand((n) => [String(n)]);
  const long: Stage<string, boolean> = expand((s) => [s.length > 1]);
  const all: Stage<number, boolean> = chain([double, double, double, text, long]);
  t.deepEqual(await collect(flow(upTo(1), all)), Array(8).fill(false));
  t.deepEqual(await collect(flow(upTo(1), chain([text]))), ['0']);
  // @ts-expect-error `long` takes text.
  t.is(typeof chain([double, long]), 'function');
  // @ts-expect-error what the last one gives is no number.
  const numbers: Stage<number, number> = chain([double, text]);
  t.is(typeof numbers, 'function');
});

test('flow ends with the error of a source that breaks, instead of hanging', async (t) => {
  const { source, state } = counter(2);
  const seen: number[] = [];
  await t.throwsAsync(
    async () => {
      for await (const n of flow(source, double)) seen.push(n);
    },
    { message: 'the source broke' },
  );
  t.deepEqual(seen, [0, 0, 1, 1]);
  t.true(state.closed);
});

test('flow ends with the error of a stage, and closes the source', async (t) => {
  const { source, state } = counter();
  const breaks = expand<number, number>((n) => {
    if (n === 3) throw new Error('the stage broke');
    return [n];
  });
  await t.throwsAsync(() => collect(flow(source, breaks)), { message: 'the stage broke' });
  t.true(state.closed);
  t.true(state.given <= 5);
});

test('flow closes the source when a sink fails', async (t) => {
  const { source, state } = counter();
  await t.throwsAsync(
    async () => {
      for await (const n of flow(source, double)) if (n === 2) throw new Error('the sink broke');
    },
    { message: 'the sink broke' },
  );
  t.true(state.closed);
});

test('flow closes the source when the consumer leaves early', async (t) => {
  const { source, state } = counter();
  for await (const n of flow(source, double)) if (n === 1) break;
  t.true(state.closed);
  t.true(state.given <= 3);
});

test('flow reads no further ahead of a slow consumer than one item', async (t) => {
  const { source, state } = counter();
  let taken = 0;
  for await (const n of flow(
    source,
    expand<number, number>((item) => [item]),
  )) {
    await new Promise((resolve) => setTimeout(resolve, 2));
    taken = n + 1;
    t.true(state.given - taken <= 1, `${state.given} given, ${taken} taken`);
    if (taken === 20) break;
  }
  t.is(taken, 20);
});

test('expand gives what is left after the input has ended, and throws what that throws', async (t) => {
  let sum = 0;
  const total = expand<number, number>(
    (n) => ((sum += n), n === 2 ? [-1] : []),
    () => [sum, sum],
  );
  t.deepEqual(await collect(flow(upTo(5), total)), [-1, 10, 10]);
  const broken = expand<number, number>(
    () => [],
    () => {
      throw new Error('the end broke');
    },
  );
  await t.throwsAsync(() => collect(flow(upTo(2), broken)), { message: 'the end broke' });
});

test('flow stays on an even keel over 300,000 items', async (t) => {
  async function* many(): AsyncGenerator<number> {
    await Promise.resolve();
    for (let i = 0; i < 300_000; i++) yield i;
  }
  let count = 0;
  for await (const n of flow(
    many(),
    expand<number, number>((item) => [item]),
  ))
    count += n >= 0 ? 1 : 0;
  t.is(count, 300_000);
});
