import { messageOf } from '../domain/errors.js';
import type { AlertState, Delivery, Message } from './state.js';

/** A message on its way. */
export interface Letter {
  /** The same in every attempt. */
  readonly id: string;
  readonly kind: Message['kind'];
  readonly subject: string;
  readonly text: string;
  readonly incidents: readonly number[];
  readonly createdS: number;
  /** Whether it may have arrived before. */
  readonly isRepeated: boolean;
}

/** Sends a letter, or throws: a `NotSent` where it is certain that nothing arrived. */
export type Send = (letter: Letter) => Promise<void>;

/** Nothing of a letter arrived: another attempt is no repetition. */
export class NotSent extends Error {
  override readonly name = 'NotSent';
}

export interface DeliverParts {
  readonly ways: Readonly<Record<string, Send>>;
  /** Puts the state on disk. */
  readonly save: (state: AlertState) => void;
  readonly nowS: () => number;
  /** Told of an attempt that failed. */
  readonly onFailure: (message: Message, way: string, why: string) => void;
}

const FIRST_RETRY_S = 60;
const LAST_RETRY_S = 1800;

/**
 * Sends what is due of the outbox. An attempt is on disk before it is made, and its outcome after: a process that is killed
 * between the two sends once more, and marks that as repeated. What fails is tried again after 1, 2, 4 … 30 minutes.
 */
export async function deliver(before: AlertState, { ways, save, nowS, onFailure }: DeliverParts): Promise<AlertState> {
  let state = before;
  const note = (message: Message, way: string, change: Partial<Delivery>): void => {
    const outbox = state.outbox.map((one) =>
      one.id === message.id ? { ...one, to: { ...one.to, [way]: { ...one.to[way]!, ...change } } } : one,
    );
    state = { ...state, outbox: outbox.filter(({ to }) => Object.values(to).some(({ isDone }) => !isDone)) };
    save(state);
  };
  for (const message of before.outbox)
    for (const [way, { isDone, isUnsure, attempts, notBeforeS }] of Object.entries(message.to)) {
      if (isDone || notBeforeS > nowS()) continue;
      const send = ways[way];
      // A way that the settings no longer have is none.
      if (!send) {
        note(message, way, { isDone: true });
        continue;
      }
      note(message, way, { isUnsure: true, attempts: attempts + 1 });
      try {
        const { id, kind, subject, text, incidents, createdS } = message;
        await send({ id: `${state.name}.${id}`, kind, subject, text, incidents, createdS, isRepeated: isUnsure });
        note(message, way, { isDone: true, isUnsure: false, why: null });
      } catch (error) {
        const why = messageOf(error);
        const retryS = Math.min(LAST_RETRY_S, FIRST_RETRY_S * 2 ** Math.min(attempts, 10));
        note(message, way, {
          why,
          notBeforeS: nowS() + retryS,
          isUnsure: isUnsure || !(error instanceof NotSent),
        });
        onFailure(message, way, why);
      }
    }
  return state;
}
