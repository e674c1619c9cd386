import type { NodeId } from '../../../core/units.js';

/** A count for each replica, all of them in their order. */
export type Vector = Readonly<Record<NodeId, number>>;

export const zero = (replicas: readonly NodeId[]): Vector => Object.fromEntries(replicas.map((id) => [id, 0]));

export const plusOne = (vector: Vector, id: NodeId): Vector => ({ ...vector, [id]: vector[id]! + 1 });

/** Of each replica the larger count. */
export const joined = (a: Vector, b: Vector): Vector => combined(a, b, Math.max);

export const combined = (a: Vector, b: Vector, of: (a: number, b: number) => number): Vector =>
  Object.fromEntries(Object.keys(a).map((id) => [id, of(a[id]!, b[id]!)]));

/** `a` has all that `b` has, and more. */
export const descends = (a: Vector, b: Vector): boolean =>
  Object.keys(a).every((id) => a[id]! >= b[id]!) && Object.keys(a).some((id) => a[id]! > b[id]!);

export const total = (vector: Vector): number => Object.values(vector).reduce((sum, count) => sum + count, 0);
