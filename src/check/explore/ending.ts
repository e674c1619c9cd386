/** Why a search ended before it had visited all states. */
import { EvaluationError, OutOfMemory, tooDeep } from '../../tla/runtime.js';

/** Ends a search from within an evaluation. */
export class Stopped extends Error {}

export const INTERRUPTED = 'it was interrupted';

/** Why the search cannot go on, if that is nobody's fault; else null. */
export function reasonOf(error: unknown): string | null {
  if (error instanceof Stopped) return error.message;
  if (error instanceof OutOfMemory) return error.message;
  if (error instanceof RangeError && /maximum size exceeded/.test(error.message))
    return 'there are more different values than one thread can hold (2^24 large integers)';
  const exhausted =
    error instanceof RangeError && /allocation failed|array length|gives no memory/i.test(error.message);
  return exhausted ? `the machine has no memory left (${error.message})` : null;
}

/** What the specification did wrong; anything else is thrown on. */
export function messageOf(error: unknown): string {
  if (error instanceof EvaluationError) return error.message;
  const deep = tooDeep(error);
  if (deep !== null) return deep;
  throw error;
}

export function kindOfError(message: string): 'assert' | 'error' {
  return /^The first argument of Assert evaluated to FALSE/.test(message) ? 'assert' : 'error';
}
