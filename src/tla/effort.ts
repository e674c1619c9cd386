/**
 * Ends evaluations that would take too long. Whoever evaluates may try a set of a million arguments, or of 2^40, before it
 * comes back with anything; so the values that are new, and elements of sets that are enumerated, are counted here, and every
 * `grain` of them somebody may say that it is enough. Nothing else is paid where nobody asks.
 */

/** Units between two questions: some milliseconds. */
const grain = 1 << 14;

let left = grain;
let question: ((spent: number) => void) | null = null;

/** Of one set, so many elements count before any was looked at: more are mostly new values, which count as well. */
export const mostCounted = 1 << 16;

/** Counts the work of so many values. */
export function spend(units: number): void {
  left -= units;
  if (left < 0) ask();
}

function ask(): void {
  const spent = grain - left;
  left = grain;
  question?.(spent);
}

/** Runs `run` and calls `asked` every now and then meanwhile, with the units since; what that throws ends it. */
export function watched<T>(asked: (spent: number) => void, run: () => T): T {
  const outer = { left, question };
  left = grain;
  question = asked;
  try {
    return run();
  } finally {
    left = outer.left;
    question = outer.question;
  }
}

/** Ends what `limited` runs. */
export class EffortSpent extends Error {
  override readonly name = 'EffortSpent';
}

/** Runs `run`, and ends it after about so many units: the same on every machine. Returns what was spent, but for the last grain. */
export function limited(units: number, run: () => void): number {
  let spent = 0;
  try {
    watched((more) => {
      spent += more;
      if (spent >= units) throw new EffortSpent();
    }, run);
  } catch (error) {
    if (!(error instanceof EffortSpent)) throw error;
  }
  return spent;
}
