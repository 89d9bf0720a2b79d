import { PluvioError } from '../../domain/errors.js';

/** A request that cannot be answered, and the status that says so; the message is for whoever asked. */
export class RequestProblem extends PluvioError {
  constructor(
    readonly status: 400 | 404 | 405 | 406 | 413 | 414 | 416 | 429 | 501 | 503,
    message: string,
  ) {
    super('USAGE', message);
  }
}
