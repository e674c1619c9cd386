/** What is no trace of the specification at all: a problem of the input, thrown where there is no way on. */
import { type Problem, problem, type Reading } from './event.js';
import type { Preparer } from './prepare.js';

export class NoTrace extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

/** What `run` gives, or the problem that it found. */
export function readingOf<T>(run: () => T): Reading<T> {
  try {
    return { ok: true, value: run() };
  } catch (error) {
    if (error instanceof NoTrace) return { ok: false, problem: error.problem };
    throw error;
  }
}

/** A trace in which nothing happened is not one that was checked. */
export function refuseNothing({ events, skipped, passedBecause }: Preparer): void {
  if (events === 0) throw new NoTrace(problem(1, 'the trace has no event: there is nothing to check').problem);
  if (skipped === events) {
    const because = passedBecause === null ? '' : ` (${passedBecause})`;
    const message = `the mapping passes over all of the ${events} events: there is nothing to check${because}`;
    throw new NoTrace(problem(1, message).problem);
  }
}
