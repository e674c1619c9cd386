import type { NativeLogError } from '../addon.js';

/**
 * invalid: the request makes no sense on this log. too-large: no segment holds such a batch. no-space: no room for another
 * segment. (After these three nothing was written, and the log goes on.) io: the system refused. poisoned: a write or a sync
 * failed, so close and reopen. corrupt: what was written is not what is there. locked: another process has it open.
 */
export type LogErrorCode =
  | 'invalid'
  | 'too-large'
  | 'no-space'
  | 'io'
  | 'poisoned'
  | 'corrupt'
  | 'locked'
  | 'not-a-log'
  | 'unsupported'
  | 'closed';

/** Where a log is damaged, and which entries are lost; null is not known. */
export interface LogDamage {
  readonly segment: number;
  readonly offset: number;
  readonly firstIndex: number | null;
  readonly lastIndex: number | null;
  readonly firstTerm: number | null;
  readonly lastTerm: number | null;
}

export class LogError extends Error {
  override readonly name = 'LogError';
  readonly code: LogErrorCode;
  /** errno, where the system said no. */
  readonly osError: number | null;
  /** Process id of the owner of a locked log. */
  readonly owner: number | null;
  readonly damage: LogDamage | null;

  constructor(native: NativeLogError) {
    super(native.message);
    const known = (value: number): number | null => (value === 0 ? null : value);
    this.code = native.code as LogErrorCode;
    this.osError = known(native.osError);
    this.owner = known(native.owner);
    const { segment, offset, firstIndex, lastIndex, firstTerm, lastTerm } = native.damage;
    this.damage =
      segment === 0
        ? null
        : {
            segment,
            offset,
            firstIndex: known(firstIndex),
            lastIndex: known(lastIndex),
            firstTerm: known(firstTerm),
            lastTerm: known(lastTerm),
          };
  }
}

/** What a native call threw, as a LogError where it is one. */
export function asLogError(error: unknown): Error {
  const { log } = error as { log?: NativeLogError };
  return log === undefined ? (error as Error) : new LogError(log);
}

/** Runs a native call, making a LogError of what it throws. */
export function native<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw asLogError(error);
  }
}
