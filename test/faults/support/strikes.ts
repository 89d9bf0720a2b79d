import type { FaultAction, FaultFunction } from '../../../src/ftp-server/index.js';

/** Makes the faults of one run: what strikes once strikes once a run. */
export type Strike = () => FaultFunction;

/** Strikes the first command that matches. */
export function once(verb: string, path: RegExp, action: FaultAction): Strike {
  return atNth(verb, path, 1, action);
}

/** Strikes the nth command that matches. */
export function atNth(verb: string, path: RegExp, nth: number, action: FaultAction): Strike {
  return () => {
    let seen = 0;
    return (call) => (call.verb === verb && path.test(call.path || '/') && ++seen === nth ? action : undefined);
  };
}

/** Strikes every command that matches. */
export function each(verb: string | RegExp, path: RegExp, action: FaultAction): Strike {
  const isMeant = (said: string): boolean => (typeof verb === 'string' ? said === verb : verb.test(said));
  return () => (call) => (isMeant(call.verb) && path.test(call.path || '/') ? action : undefined);
}

export function cut(afterBytes: number, how: 'end' | 'reset', code?: number): FaultAction {
  return { kind: 'cut', afterBytes, how, ...(code === undefined ? {} : { code }) };
}

export function refuse(code: number, text: string): FaultAction {
  return { kind: 'refuse', code, text };
}

export function answer(code: number): FaultAction {
  return { kind: 'answer', code };
}
