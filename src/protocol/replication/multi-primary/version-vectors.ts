/** A register that keeps concurrent writes. `specs/replication/VersionVectors.tla` has its actions. */

import type { NodeId } from '../../../core/units.js';
import type { RegisterRequest } from './last-writer-wins.js';
import type { ReplicatedType } from './replica.js';
import { descends, joined, plusOne, type Vector, zero } from './vector.js';

export interface Sibling {
  readonly vector: Vector;
  readonly value: string;
}

/** In the order of their values. `replicas` are those of the vectors. */
export interface Siblings {
  readonly replicas: readonly NodeId[];
  readonly siblings: readonly Sibling[];
}

export const versionVectorMutants = {
  'vector-not-merged': 'a write takes over the vector of one of the siblings that it replaces, not of all',
  'sibling-dropped': 'of concurrent writes a replica keeps its own',
} as const;
export type VersionVectorMutant = keyof typeof versionVectorMutants;

export const versionVectorType = (
  mutant: VersionVectorMutant | null,
): ReplicatedType<Siblings, RegisterRequest, readonly string[]> => ({
  initial: (replicas) => ({ replicas, siblings: [] }),

  update({ replicas, siblings }, { id: r }, w, { op }) {
    if (op === 'get') return null;
    const read = mutant === 'vector-not-merged' ? siblings.slice(0, 1) : siblings;
    const context = read.reduce((vector, sibling) => joined(vector, sibling.vector), zero(replicas));
    const written = { vector: plusOne(context, r), value: w };
    return { state: { replicas, siblings: [written] }, action: 'Update', args: { r, w } };
  },

  merge(ours, theirs) {
    const own = new Set(ours.siblings.map(({ value }) => value));
    const all = [...ours.siblings, ...theirs.siblings.filter(({ value }) => !own.has(value))];
    const newest = all.filter(({ vector }) => !all.some((other) => descends(other.vector, vector)));
    const kept = newest.filter(({ value }) => own.has(value));
    const siblings = mutant === 'sibling-dropped' && kept.length > 0 ? kept : newest;
    return { replicas: ours.replicas, siblings: siblings.sort((a, b) => (a.value < b.value ? -1 : 1)) };
  },

  reply: ({ siblings }) => siblings.map(({ value }) => value),

  shown: ({ siblings }) => ({
    siblings: { '#set': siblings.map(({ vector, value }) => ({ vector: { ...vector }, value })) },
  }),
});
