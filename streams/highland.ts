// The types of highland are a global namespace, which declarations that are made of this file must name too.
/// <reference types="highland" preserve="true" />
import highland from 'highland';

/**
 * The only module that touches highland. It joins stages, and it carries a stage between async iterables, because
 * highland's own edges to Node lose errors and early ends: a source destroyed without an error hangs it, a failing
 * sink leaves the source open, `.pipe()` on a failing source is an uncaught exception, an async generator is taken for
 * an empty object, and a highland stream is no async iterable. Here every item is pulled by the consumer (one item in
 * flight per stage), an error from either side reaches the consumer once, and leaving early closes the source.
 */
export type Flow<T> = Highland.Stream<T>;

/** A stage: takes a stream, gives a stream. */
export type Stage<In, Out> = (input: Flow<In>) => Flow<Out>;

/** Any stage, whatever it takes and gives. */
export type AnyStage = (input: never) => unknown;
export type InOf<One> = One extends (input: Flow<infer In>) => unknown ? In : never;
export type OutOf<One> = One extends (input: never) => Flow<infer Out> ? Out : never;
export type LastOf<Items> = Items extends readonly [...unknown[], infer Last] ? Last : never;

/** The same stages, each held to take what the one before it gives; the first one takes `In`. */
type Linked<Stages, In> = Stages extends readonly [infer First, ...infer Rest]
  ? readonly [Stage<In, OutOf<First>>, ...Linked<Rest, OutOf<First>>]
  : readonly [];

/** A list of stages, each taking what the one before it gives, as one stage; there may be any number of them. */
export function chain<const Stages extends readonly [AnyStage, ...AnyStage[]]>(
  stages: Stages & Linked<Stages, InOf<Stages[0]>>,
): Stage<InOf<Stages[0]>, OutOf<LastOf<Stages>>> {
  return chained(stages);
}

/** The same where only the caller knows what the list takes and gives. */
export function chained<In, Out>(stages: readonly AnyStage[]): Stage<In, Out> {
  return (input) => stages.reduce<unknown>((flow, stage) => stage(flow as never), input) as Flow<Out>;
}

/** A stage that hands everything on as it is. */
export function same<Item>(): Stage<Item, Item> {
  return (input) => input;
}

/**
 * A stage that turns each item into any number of items at once, and may have more to give when the input has ended;
 * what it throws ends the flow.
 */
export function expand<In, Out>(
  step: (item: In) => Iterable<Out>,
  atEnd: () => Iterable<Out> = () => [],
): Stage<In, Out> {
  return consumer(
    (item, emit) => {
      for (const out of step(item)) emit(out);
    },
    (emit) => {
      for (const out of atEnd()) emit(out);
    },
  );
}

type Emit<Out> = (out: Out) => void;

function consumer<In, Out>(
  onItem: (item: In, emit: Emit<Out>) => void,
  onEnd: (emit: Emit<Out>) => void,
): Stage<In, Out> {
  return (input) =>
    input.consume<Out>((error: Error | null, item, push, next) => {
      const emit = (out: Out): void => push(null, out);
      try {
        if (error) push(error);
        else if (highland.isNil(item)) onEnd(emit);
        else {
          onItem(item, emit);
          next();
          return;
        }
      } catch (thrown) {
        push(asError(thrown));
      }
      push(null, highland.nil);
    });
}

/** A stage that turns each item into one other, one at a time, in order. */
export function mapAsync<In, Out>(step: (item: In) => Promise<Out>): Stage<In, Out> {
  return (input) =>
    input.flatMap((item) =>
      highland<Out>((push) => {
        step(item).then(
          (out) => {
            push(null, out);
            push(null, highland.nil);
          },
          (error: unknown) => {
            push(asError(error));
            push(null, highland.nil);
          },
        );
      }),
    );
}

/** A highland stream over an async iterable, and how to close the iterable. */
function fromAsync<T>(source: AsyncIterable<T>): { stream: Flow<T>; close: () => Promise<void> } {
  const iterator = source[Symbol.asyncIterator]();
  let done = false;
  const stream = highland<T>((push, next) => {
    iterator.next().then(
      (result) => {
        if (result.done) {
          done = true;
          push(null, highland.nil);
        } else {
          push(null, result.value);
          next();
        }
      },
      (error: unknown) => {
        done = true;
        push(asError(error));
        push(null, highland.nil);
      },
    );
  });
  const close = async (): Promise<void> => {
    if (done) return;
    done = true;
    await iterator.return?.();
  };
  return { stream, close };
}

/**
 * Carries `source` through `stage`. Backpressure: nothing is read from the source unless the consumer asks. Errors of
 * the source and of the stage are thrown to the consumer; then, or when the consumer leaves early, the source is closed.
 */
export async function* flow<In, Out>(
  source: AsyncIterable<In>,
  stage: Stage<In, Out>,
): AsyncGenerator<Out, void, undefined> {
  const { stream, close } = fromAsync(source);
  const output = stage(stream);
  try {
    for (;;) {
      const item = await pull(output);
      if (item === END) return;
      yield item;
    }
  } finally {
    output.destroy();
    await close();
  }
}

const END = Symbol('end');

function pull<T>(stream: Flow<T>): Promise<T | typeof END> {
  return new Promise((resolve, reject) => {
    stream.pull((error, item) => {
      // highland's types leave out that the error is null where there is none.
      if ((error as Error | null) !== null) reject(error);
      else resolve(highland.isNil(item) ? END : item);
    });
  });
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
