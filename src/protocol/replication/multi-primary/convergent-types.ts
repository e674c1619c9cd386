/** A counter and a map that every replica may change. `specs/replication/ConvergentTypes.tla` has their actions. */
import type { NodeId } from '../../../core/units.js';
import type { ReplicatedType } from './replica.js';
import { combined, joined, plusOne, total, type Vector, zero } from './vector.js';

/** What is put under a key is the update's own id. An element of a set is a key. */
export type ConvergentRequest =
  | { readonly op: 'increment' | 'decrement' | 'get' }
  | { readonly op: 'put' | 'remove'; readonly key: string };

/** Its name is `replica` with `number`. */
export interface MapEntry {
  readonly replica: NodeId;
  readonly number: number;
  readonly key: string;
  readonly value: string;
}

export interface ConvergentState {
  readonly plus: Vector;
  readonly minus: Vector;
  /** In the order of their values. */
  readonly entries: readonly MapEntry[];
  /** Of each replica's entries those up to this number have been heard of, whether they are still there or not. */
  readonly context: Vector;
}

export interface ConvergentReply {
  readonly counter: number;
  /** Under each key what is there: several values where puts were concurrent. */
  readonly map: Readonly<Record<string, readonly string[]>>;
}

export const convergentMutants = {
  'counters-summed': 'counters are merged by their sum',
  'removed-returns': 'a merge keeps what either of two has, also what the other has removed',
  'context-not-merged': 'a merge forgets what the other one has heard of',
} as const;
export type ConvergentMutant = keyof typeof convergentMutants;

const heard = ({ context }: ConvergentState, { replica, number }: MapEntry): boolean => number <= context[replica]!;
const has = ({ entries }: ConvergentState, { value }: MapEntry): boolean =>
  entries.some((entry) => entry.value === value);

export const convergentType = (
  mutant: ConvergentMutant | null,
): ReplicatedType<ConvergentState, ConvergentRequest, ConvergentReply> => ({
  initial: (replicas) => ({ plus: zero(replicas), minus: zero(replicas), entries: [], context: zero(replicas) }),

  update(state, { id: r }, w, request) {
    switch (request.op) {
      case 'get':
        return null;
      case 'increment':
        return { state: { ...state, plus: plusOne(state.plus, r) }, action: 'Increment', args: { r, w } };
      case 'decrement':
        return { state: { ...state, minus: plusOne(state.minus, r) }, action: 'Decrement', args: { r, w } };
      case 'put': {
        const { key } = request;
        const context = plusOne(state.context, r);
        const entry = { replica: r, number: context[r]!, key, value: w };
        const entries = inOrder([...without(state, key), entry]);
        return { state: { ...state, entries, context }, action: 'Put', args: { r, w, k: key } };
      }
      case 'remove': {
        const { key } = request;
        return { state: { ...state, entries: without(state, key) }, action: 'Remove', args: { r, w, k: key } };
      }
    }
  },

  merge(ours, theirs) {
    const count = mutant === 'counters-summed' ? (a: number, b: number) => a + b : Math.max;
    const survives = (entry: MapEntry, other: ConvergentState): boolean =>
      has(other, entry) || !heard(other, entry) || mutant === 'removed-returns';
    const entries = inOrder([
      ...ours.entries.filter((entry) => survives(entry, theirs)),
      ...theirs.entries.filter((entry) => !has(ours, entry) && survives(entry, ours)),
    ]);
    return {
      plus: combined(ours.plus, theirs.plus, count),
      minus: combined(ours.minus, theirs.minus, count),
      entries,
      context: mutant === 'context-not-merged' ? ours.context : joined(ours.context, theirs.context),
    };
  },

  reply({ plus, minus, entries }) {
    const map: Record<string, string[]> = {};
    for (const { key, value } of entries) map[key] = [...(map[key] ?? []), value];
    return { counter: total(plus) - total(minus), map };
  },

  shown: ({ plus, minus, entries, context }) => ({
    plus: { ...plus },
    minus: { ...minus },
    entries: { '#set': entries.map((entry) => ({ ...entry })) },
    context: { ...context },
  }),
});

const without = ({ entries }: ConvergentState, key: string): MapEntry[] => entries.filter((entry) => entry.key !== key);

const inOrder = (entries: MapEntry[]): MapEntry[] => entries.sort((a, b) => (a.value < b.value ? -1 : 1));
