/** A life of a cluster, lived by two placements at once: after every change they must agree on every key. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Isa, Placement, PlacementOptions, PlacementStrategy } from '../../src/placement/placement.js';

export type Change =
  | { readonly kind: 'add'; readonly weight: number | undefined }
  | { readonly kind: 'remove'; readonly bucket: number }
  | { readonly kind: 'reweigh'; readonly bucket: number; readonly weight: number };

/** Weights of ordinary clusters, and some that must be refused. */
const weight = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(0.5, 1, 2, 3, 7.25) },
  fc.constantFrom(0, -1, Number.NaN, Infinity),
);

const bucket = fc.nat(40);
export const changes: fc.Arbitrary<Change[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('add' as const), weight: fc.option(weight, { nil: undefined }) }),
    fc.record({ kind: fc.constant('remove' as const), bucket }),
    fc.record({ kind: fc.constant('reweigh' as const), bucket, weight }),
  ),
  { maxLength: 8 },
);

export const options: fc.Arbitrary<PlacementOptions> = fc.nat(24).chain((nodes) =>
  fc.record(
    {
      nodes: fc.constant(nodes),
      weights: fc.array(weight, { minLength: nodes, maxLength: nodes }),
      zones: fc.array(fc.nat(5), { minLength: nodes, maxLength: nodes }),
      names: fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { minLength: nodes, maxLength: nodes }),
    },
    { requiredKeys: ['nodes'] },
  ),
);

/** Any u64, the edges often. */
export const digests: fc.Arbitrary<bigint[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) },
    fc.constantFrom(0n, 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n),
  ),
  { minLength: 1, maxLength: 100 },
);

export const isas: readonly Isa[] = ['scalar', 'avx2', 'avx512'];

type Attempt<T> = { readonly value: T } | { readonly refused: true };

/** Both twins refuse by a RangeError; the words may differ. Anything else is a failure of the test. */
export function attempt<T>(action: () => T): Attempt<T> {
  try {
    return { value: action() };
  } catch (error) {
    if (error instanceof RangeError) return { refused: true };
    throw error;
  }
}

export function locate(placement: Placement, digests: readonly bigint[]): number[] {
  const buckets = new Uint32Array(digests.length);
  placement.locate(BigUint64Array.from(digests), buckets);
  return [...buckets];
}

export function replicas(placement: Placement, digests: readonly bigint[], count: number): number[] {
  const buckets = new Uint32Array(digests.length * count);
  placement.replicas(BigUint64Array.from(digests), count, buckets);
  return [...buckets];
}

const apply = (placement: Placement, change: Change): number | undefined => {
  if (change.kind === 'add') return placement.add(change.weight);
  if (change.kind === 'remove') placement.remove(change.bucket);
  else placement.reweigh(change.bucket, change.weight);
  return undefined;
};

export function liveTogether(
  strategy: PlacementStrategy,
  options: PlacementOptions,
  isa: Isa,
  life: readonly Change[],
  keys: readonly bigint[],
): void {
  const native = attempt<Placement>(() => strategy.create({ ...options, isa }));
  const reference = attempt<Placement>(() => strategy.reference(options));
  assert.equal('refused' in native, 'refused' in reference, 'one twin refuses the options');
  if ('value' in native && 'value' in reference) walk(native.value, reference.value, life, keys);
}

function walk(native: Placement, reference: Placement, life: readonly Change[], keys: readonly bigint[]): void {
  const agree = () => {
    assert.equal(native.size, reference.size);
    assert.deepEqual(locate(native, keys), locate(reference, keys));
    for (const count of [1, 3]) {
      assert.deepEqual(
        attempt(() => replicas(native, keys, count)),
        attempt(() => replicas(reference, keys, count)),
      );
    }
  };
  agree();
  for (const change of life) {
    assert.deepEqual(
      attempt(() => apply(native, change)),
      attempt(() => apply(reference, change)),
      JSON.stringify(change),
    );
    agree();
  }
}
