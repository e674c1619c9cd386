/** Work in other processes that is ended when it is aborted, when its time is over, and when it does not seem to end. */

export interface Patience {
  /** By performance.now(): at this time it is over, whatever is under way. */
  readonly endsAt: number;
  /** What takes longer is thought not to end. */
  readonly patienceMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** It did not end in time. */
export class LateError extends Error {
  override readonly name = 'LateError';
}

/** Timers come a little early at times. */
const timerSlackMs = 5;

export const isOver = ({ endsAt, signal }: Omit<Patience, 'patienceMs'>): boolean =>
  signal?.aborted === true || performance.now() >= endsAt - timerSlackMs;

/** `end` kills the processes, so that the work fails; a LateError where that was for its time. */
export async function patiently<T>(
  { endsAt, patienceMs, signal }: Patience,
  end: () => void,
  work: () => Promise<T>,
): Promise<T> {
  let isLate = false;
  const onTime = (): void => {
    isLate = true;
    end();
  };
  const leftMs = Math.min(patienceMs, endsAt - performance.now());
  const timer = Number.isFinite(leftMs) ? setTimeout(onTime, Math.max(0, leftMs)) : undefined;
  signal?.addEventListener('abort', end);
  try {
    return await work();
  } catch (error) {
    if (!isLate) throw error;
    throw new LateError(`given up: it did not end within ${Math.max(1, Math.round(patienceMs / 1_000))} s`);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
  }
}

/** Why something has no figures. */
export interface Failure {
  readonly what: string;
  readonly because: string;
  /** It did not end, so that nothing is known of it; else it threw. */
  readonly isLate: boolean;
}

export const failureOf = (what: string, error: unknown): Failure => ({
  what,
  because: error instanceof Error ? error.message : String(error),
  isLate: error instanceof LateError,
});
