/** Where an evaluation went wrong: code that is compiled with places notes them as the error passes. */
import { EvaluationError } from './value.js';

/** The value of `evaluate`; an error of the specification that leaves it has been at `place`. */
export function located<T>(place: number, evaluate: () => T): T {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof EvaluationError) error.places.push(place);
    throw error;
  }
}
