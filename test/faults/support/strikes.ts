import type { FaultAction, FaultCall, FaultFunction } from '../../../fixtures/ftp-server/index.js';

/** Makes the faults of one run: what strikes once strikes once a run. */
export type Strike = () => FaultFunction;

/** Strikes the first command that matches. */
export function once(verb: string | RegExp, path: RegExp, action: FaultAction): Strike {
  return atNth(verb, path, 1, action);
}

/** Strikes the nth command that matches. */
export function atNth(verb: string | RegExp, path: RegExp, nth: number, action: FaultAction): Strike {
  return () => {
    let seen = 0;
    return (call) => (isMeant(call, verb, path) && ++seen === nth ? action : undefined);
  };
}

/** Strikes every command that matches. */
export function each(verb: string | RegExp, path: RegExp, action: FaultAction): Strike {
  return () => (call) => (isMeant(call, verb, path) ? action : undefined);
}

/** Strikes as all of these, the first that has something to say. */
export function all(...strikes: readonly Strike[]): Strike {
  return () => {
    const faults = strikes.map((strike) => strike());
    return (call) => {
      for (const fault of faults) {
        const action = fault(call);
        if (action) return action;
      }
      return undefined;
    };
  };
}

function isMeant(call: FaultCall, verb: string | RegExp, path: RegExp): boolean {
  return (typeof verb === 'string' ? call.verb === verb : verb.test(call.verb)) && path.test(call.path || '/');
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
