/** Where an evaluation went wrong: code that is compiled with places notes them as the error passes. */
import { EvaluationError } from './value.js';

const TOO_DEEP = 'the evaluation recurses too deeply (has it an end?)';

/** What an exhausted stack says of the specification; anything else is null. */
export function tooDeep(error: unknown): string | null {
  return error instanceof RangeError && /call stack/i.test(error.message) ? TOO_DEEP : null;
}

/** The value of `evaluate`; an error of the specification that leaves it has been at `place`. */
export function located<T>(place: number, evaluate: () => T): T {
  try {
    return evaluate();
  } catch (error) {
    throw passing(error, place);
  }
}

/** The error, with the place that it passes noted. */
export function passing(error: unknown, place: number): unknown {
  const deep = tooDeep(error);
  const failure = deep === null ? error : new EvaluationError(deep);
  if (failure instanceof EvaluationError && failure.places.at(-1) !== place) failure.places.push(place);
  return failure;
}

/** The error; `place` is noted if it has passed no other. */
export function passingAtLast(error: unknown, place: number): unknown {
  return error instanceof EvaluationError && error.places.length > 0 ? error : passing(error, place);
}
