import { withinTime } from '../../measure/within-time.js';

/** None of it is timed. `done` gets the answers in the order of what was given, then the first failure is thrown: it costs no other. */
export async function inParallel<T, R>(
  what: readonly T[],
  atOnce: number,
  work: (one: T) => Promise<R>,
  done: (answers: readonly R[]) => void,
): Promise<void> {
  const answers = new Map<T, R>();
  const failures: unknown[] = [];
  await withinTime(what, atOnce, Infinity, async (one) => {
    try {
      answers.set(one, await work(one));
    } catch (error) {
      failures.push(error);
    }
  });
  done(what.filter((one) => answers.has(one)).map((one) => answers.get(one) as R));
  if (failures.length > 0) throw failures[0];
}
