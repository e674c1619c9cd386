/** Jobs that share a time: whose turn it is, until when one is begun, and when one is given up. */
import type { Measuring } from './measuring.js';
import { firstLineOf } from './subject-error.js';

/** Of the same age in the order given. */
export function oldestFirst<T>(what: readonly T[], age: (one: T) => number): T[] {
  // Infinity - Infinity is no order.
  return [...what].sort((a, b) => (age(a) === age(b) ? 0 : age(b) - age(a)));
}

/** Takes jobs in order, some at a time; none is begun after `end`, on the clock of performance.now(). Gives those not begun. */
export async function withinTime<J>(
  jobs: readonly J[],
  atOnce: number,
  end: number,
  work: (job: J) => Promise<void>,
): Promise<J[]> {
  const left = [...jobs];
  const worker = async (): Promise<void> => {
    while (left.length > 0 && performance.now() < end) await work(left.shift() as J);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, jobs.length) }, worker));
  return left;
}

/**
 * Work that is given up at `end`, on the clock of performance.now(), if it has not ended by then; null where it was. Not by
 * AbortSignal.any: in Node 20 one made of a timeout may be collected before it fires.
 */
export async function endingAt<T>(
  end: number,
  measuring: Measuring,
  work: (measuring: Measuring) => Promise<T>,
): Promise<T | null> {
  if (!Number.isFinite(end)) return unlessAborted(measuring, () => work(measuring));
  const late = new AbortController();
  const abort = (): void => late.abort();
  const timer = setTimeout(abort, Math.max(0, end - performance.now()));
  measuring.signal?.addEventListener('abort', abort);
  if (measuring.signal?.aborted === true) abort();
  const within = { ...measuring, signal: late.signal };
  try {
    return await unlessAborted(within, () => work(within));
  } finally {
    clearTimeout(timer);
    measuring.signal?.removeEventListener('abort', abort);
  }
}

/** Null where it was given up, or not even begun. */
export async function unlessAborted<T>(
  measuring: Pick<Measuring, 'signal'>,
  work: () => Promise<T>,
): Promise<T | null> {
  const isAborted = (): boolean => measuring.signal?.aborted === true;
  if (isAborted()) return null;
  try {
    return await work();
  } catch (error) {
    if (isAborted()) return null;
    throw error;
  }
}

/** What became of a job: what it measured; why it never will tonight; or null, where there was no time for it. */
export type Outcome<T> = { readonly measured: T } | { readonly because: string } | null;

/**
 * A job that ends by `end`, and takes no longer than `patienceMs` however much time is left: one that never ends, or that throws,
 * costs its own figures and not those of all that wait behind it.
 */
export async function attempt<T>(
  { end, patienceMs }: { readonly end: number; readonly patienceMs: number },
  measuring: Measuring,
  work: (measuring: Measuring) => Promise<T>,
): Promise<Outcome<T>> {
  const patient = performance.now() + patienceMs;
  try {
    const measured = await endingAt(Math.min(end, patient), measuring, work);
    if (measured !== null) return { measured };
    if (patient >= end || measuring.signal?.aborted === true) return null;
    return { because: `given up after ${Math.round(patienceMs / 1_000)} s` };
  } catch (error) {
    if (measuring.onFailure === undefined) throw error;
    measuring.onFailure(error);
    return { because: firstLineOf(error) };
  }
}
