import test from 'ava';
import { expand, flow, same, type Stage } from '../../streams/highland.js';
import { stretch } from '../../streams/index.js';
import { stageList, stretchesOf } from '../../streams/stage-list.js';

const text = (): Stage<number, string> => expand((n) => [String(n)]);
const between = ({ sign }: { sign: string }): Stage<string, string> => expand((s) => [`${s}${sign}`]);
const size = ({ factor = 1 }: { factor?: number }): Stage<string, number> => expand((s) => [s.length * factor]);

test('a stretch runs the stages from one on, before another, each with the options that it has', async (t) => {
  const list = stageList([
    ['text', text],
    ['between', between],
    ['size', size],
  ]);
  const part = stretchesOf(list);
  t.deepEqual(await flowOf([1, 22], part('text')({ sign: '!', factor: 10 })), [20, 30]);
  t.deepEqual(await flowOf([1, 22], part('text', 'size')({ sign: '!' })), ['1!', '22!']);
  t.deepEqual(await flowOf(['a'], part('between', 'size')({ sign: '?' })), ['a?']);
  t.deepEqual(await flowOf(['abc'], part('size')({})), [3]);
});

test('a list in which a stage does not take what the one before it gives is no list', async (t) => {
  const [first, second] = [['size', size] as const, ['between', between] as const];
  // @ts-expect-error `size` gives numbers, and `between` takes text.
  const wrong = stageList([first, second]);
  t.is(wrong.length, 2);
  // @ts-expect-error the stage of a stretch has the options of its stages.
  const open = (): unknown => stretch('parse', 'filter')({});
  t.is(typeof open, 'function');
  t.deepEqual(await flowOf([1], same<number>()), [1]);
});

async function flowOf<In, Out>(items: readonly In[], stage: Stage<In, Out>): Promise<Out[]> {
  const out: Out[] = [];
  for await (const item of flow(each(items), stage)) out.push(item);
  return out;
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T, void, undefined> {
  await Promise.resolve();
  yield* items;
}
