import { RequestProblem } from '../http/problem.js';

/** Observations that one request may look at: ten years of minutes. */
const MOST_LOOKED = 5_300_000;
/** Entities in one answer, with those that are expanded. */
const MOST_WRITTEN = 50_000;

/** What a request costs; one that would cost too much is refused. */
export class Effort {
  private looked = 0;
  private written = 0;

  look(observations = 1): void {
    this.looked += observations;
    if (this.looked > MOST_LOOKED)
      throw new RequestProblem(
        400,
        `More than ${MOST_LOOKED} observations would have to be looked at; say of which Datastream, and from when to when with $filter`,
      );
  }

  write(): void {
    if (++this.written > MOST_WRITTEN)
      throw new RequestProblem(
        400,
        `These are more than ${MOST_WRITTEN} entities in one answer; ask for fewer with $top`,
      );
  }
}
