/**
 * A naive model of TLA+ values in plain JavaScript, and fast-check arbitraries for it. Values are of one "type" at a time,
 * because TLC refuses to compare integers with strings.
 */
import * as fc from 'fast-check';
import * as tla from '../../src/tla/runtime.js';

export type Model =
  | number
  | boolean
  | string
  | { readonly set: readonly Model[] }
  | { readonly tuple: readonly Model[] }
  | { readonly record: Readonly<Record<string, Model>> };

/** The value as an id. */
export function toValue(model: Model): number {
  if (typeof model === 'number') return tla.integer(model);
  if (typeof model === 'boolean') return tla.bool(model);
  if (typeof model === 'string') return tla.string(model);
  if ('set' in model) return tla.setOf(model.set.map(toValue));
  if ('tuple' in model) return tla.tupleOf(model.tuple.map(toValue));
  return tla.recordOf(Object.fromEntries(Object.entries(model.record).map(([name, value]) => [name, toValue(value)])));
}

/** A text that is equal exactly for equal values, computed without any of the code under test. */
export function canonical(model: Model): string {
  if (typeof model !== 'object') return JSON.stringify(model);
  if ('set' in model) return `{${[...new Set(model.set.map(canonical))].sort().join()}}`;
  if ('tuple' in model) return `<${model.tuple.map(canonical).join()}>`;
  return `[${Object.entries(model.record)
    .map(([name, value]) => `${name}:${canonical(value)}`)
    .sort()
    .join()}]`;
}

/** Arbitraries of values that TLC can compare with each other. */
export function types(depth: number): fc.Arbitrary<fc.Arbitrary<Model>> {
  const leaves: fc.Arbitrary<fc.Arbitrary<Model>> = fc.constantFrom<fc.Arbitrary<Model>[]>(
    fc.integer({ min: -3, max: 6 }),
    fc.boolean(),
    fc.constantFrom('a', 'b', 'c', 'd'),
  );
  if (depth === 0) return leaves;
  const inner = types(depth - 1);
  const sets = inner.map((of) => fc.array(of, { maxLength: 4 }).map((set): Model => ({ set })));
  const tuples = inner.map((of) => fc.array(of, { maxLength: 3 }).map((tuple): Model => ({ tuple })));
  const records = inner.chain((of) => fc.constant(fc.record({ p: of, q: of }).map((record): Model => ({ record }))));
  return fc.oneof(leaves, sets, tuples, records);
}

/** Several values of one type. */
export function values(count: number, depth = 2): fc.Arbitrary<Model[]> {
  return types(depth).chain((type) => fc.array(type, { minLength: count, maxLength: count }));
}

/** Sets of integers as sorted arrays. */
export const integerSets: fc.Arbitrary<number[]> = fc
  .uniqueArray(fc.integer({ min: -20, max: 20 }), { maxLength: 14 })
  .map((set) => set.sort((a, b) => a - b));
