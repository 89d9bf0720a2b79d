import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { PluvioError } from '../../domain/errors.js';
import { RequestProblem } from './problem.js';

/** What a client is told of a failure: nothing of how things are made here. */
interface Told {
  readonly status: number;
  readonly message: string;
  readonly id?: string;
}

/** The answer to a request that failed; what nobody foresaw is logged under the id that it carries. */
export function bodyProblem(c: Context, error: unknown, onBug: (error: unknown, id: string) => void): Response {
  const { status, message, id } = told(error, onBug);
  const retry = status === 429 || status === 503 ? { 'retry-after': '2' } : {};
  const allow = status === 405 ? { allow: 'GET, HEAD' } : {};
  const body = { error: { status, message, ...(id === undefined ? {} : { id }) } };
  return c.json(body, status as 400, { ...retry, ...allow, 'cache-control': 'no-store' });
}

function told(error: unknown, onBug: (error: unknown, id: string) => void): Told {
  if (error instanceof RequestProblem) return { status: error.status, message: error.message };
  const id = randomBytes(6).toString('hex');
  onBug(error, id);
  if (error instanceof PluvioError && error.transient) return { status: 503, message: error.message, id };
  if (error instanceof PluvioError && error.code.startsWith('STORE_'))
    return { status: 503, message: 'What is published cannot be read at this moment', id };
  return { status: 500, message: `Something went wrong here; the log has it under ${id}`, id };
}
