/** A register where the write with the latest stamp wins. `specs/replication/LastWriterWins.tla` has its actions. */
import type { ReplicatedType } from './replica.js';

/** A written value is the write's own id. */
export type RegisterRequest = { readonly op: 'put' } | { readonly op: 'get' };

export interface Stamp {
  /** Milliseconds of a clock, or later than those where that is not enough. */
  readonly time: number;
  /** Of the replica: of equal times the later one wins. */
  readonly rank: number;
}

export interface StampedValue {
  readonly stamp: Stamp;
  readonly value: string | null;
}

export const lastWriterWinsMutants = {
  'skewed-clocks': 'stamps are the time of a clock, whatever the replica has seen',
  'older-wins': 'a replica that hears of another value takes it, whichever is later',
} as const;
export type LastWriterWinsMutant = keyof typeof lastWriterWinsMutants;

const later = (a: Stamp, b: Stamp): boolean => a.time > b.time || (a.time === b.time && a.rank > b.rank);

export const lastWriterWinsType = (
  mutant: LastWriterWinsMutant | null,
): ReplicatedType<StampedValue, RegisterRequest, string | null> => ({
  initial: () => ({ stamp: { time: 0, rank: 0 }, value: null }),

  update(state, { id: r, rank, now }, w, { op }) {
    if (op === 'get') return null;
    const clock = Math.max(1, Math.floor(now));
    // Later than what this replica has: a clock alone may be behind the one that wrote it.
    const time = mutant === 'skewed-clocks' ? clock : Math.max(clock, state.stamp.time + 1);
    const wins = later({ time, rank }, state.stamp);
    return {
      state: wins ? { stamp: { time, rank }, value: w } : state,
      action: 'Update',
      args: { r, w, t: time },
    };
  },

  merge: (ours, theirs) =>
    later(theirs.stamp, ours.stamp) || (mutant === 'older-wins' && theirs.value !== null) ? theirs : ours,

  reply: ({ value }) => value,

  shown: ({ stamp, value }) => ({ stamp: { time: stamp.time, rank: stamp.rank }, value: value ?? 'none' }),
});
