/** The border: whatever is passed, an error that names the argument, and never the end of the process. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { addon } from '../../src/addon.js';
import { attachPlacement, createNative } from '../../src/placement/native.js';
import { strategies } from '../../src/placement/strategies.js';
import { locate } from './agreement.js';

const detached = (): BigUint64Array => {
  const array = new BigUint64Array(4);
  structuredClone(array, { transfer: [array.buffer] });
  return array;
};

test('locate names the argument that it refuses', () => {
  const ring = createNative('ring', { nodes: 3 });
  const call =
    (...given: unknown[]) =>
    () =>
      (ring.locate as (...all: unknown[]) => void)(...given);
  assert.throws(call(), /^TypeError: nines: locate\(digests, buckets\): digests must be a BigUint64Array$/);
  assert.throws(call(new BigInt64Array(1), new Uint32Array(1)), /digests must be a BigUint64Array/);
  assert.throws(call(new BigUint64Array(1), new Int32Array(1)), /buckets must be a Uint32Array/);
  assert.throws(call(new BigUint64Array(2), new Uint32Array(1)), /^RangeError: .*same length; they have 2 and 1/);
  assert.throws(call(detached(), new Uint32Array(0)), /digests has a detached buffer/);
});

test('changes name what they refuse', () => {
  const ring = createNative('ring', { nodes: 3 });
  assert.throws(() => ring.remove(3), /^RangeError: nines: remove\(bucket\): bucket is not in use$/);
  ring.remove(1);
  assert.throws(() => ring.remove(1), /bucket is not in use/);
  for (const weight of [0, -1, Number.NaN, Infinity]) assert.throws(() => ring.add(weight), /weight must be/);
  for (const bucket of [-1, 0.5, Number.NaN, 2 ** 40])
    assert.throws(() => ring.remove(bucket), /bucket must be a whole/);
  assert.throws(() => ring.remove('0' as unknown as number), /^TypeError: .*bucket must be a number/);
  assert.throws(() => createNative('ring', { nodes: 0 }), /nodes must be at least 1/);
  assert.throws(() => createNative('ring', { nodes: 2 ** 31 }), /nodes/);
  assert.throws(() => createNative('hat', { nodes: 1 }), /kind is not the name of a placement/);
  assert.throws(() => createNative('ring', { nodes: 2, weights: [1] }), /one element per node/);
  assert.throws(() => createNative('ring', { nodes: 2, zones: [0, -1] }), /options\.zones\[1\]/);
  assert.throws(() => createNative('ring', { nodes: 1, parameter: Number.NaN }), /parameter is outside/);
  assert.throws(() => createNative('ring', { nodes: 1, isa: 'mmx' as 'avx2' }), /options\.isa is 'mmx'/);
});

test('methods on something else are refused', () => {
  const { locate, remove } = createNative('ring', { nodes: 3 });
  for (const self of [undefined, {}, Object.create(addon.NativePlacement.prototype)]) {
    assert.throws(() => locate.call(self as never, new BigUint64Array(1), new Uint32Array(1)), TypeError);
    assert.throws(() => remove.call(self as never, 1), TypeError);
  }
  assert.throws(() => (addon.NativePlacement as unknown as () => void)(), TypeError);
});

/** Anything that JavaScript has, typed arrays of every kind often. */
const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({ withBigInt: true, withTypedArray: true, withSparseArray: true }),
  fc.nat(5).map((length) => new BigUint64Array(length)),
  fc.nat(5).map((length) => new Uint32Array(length)),
  fc.nat(5).map((length) => new BigUint64Array(new SharedArrayBuffer(length * 8))),
  fc.nat(5).map((length) => new Uint8Array(length)),
  fc.constant(null).map(detached),
  fc.constantFrom(...strategies.map(({ name }) => name)),
  fc.nat(8),
);

/** Calls may do their work or throw a TypeError or RangeError; nothing else. */
function survives(call: () => unknown): void {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof TypeError || error instanceof RangeError, String(error));
  }
}

test('fuzz: any arguments to any function of the addon', () => {
  const placements = strategies.map(({ create }) => create({ nodes: 4 }));
  const methods = ['locate', 'replicas', 'add', 'remove', 'reweigh', 'share'] as const;
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(...methods), fc.array(anything, { maxLength: 4 }), (which, name, given) => {
      const placement = placements[which % placements.length]!;
      survives(() => (placement[name] as (...all: unknown[]) => unknown)(...given));
      const construct = addon.NativePlacement as unknown as new (...all: unknown[]) => unknown;
      survives(() => new construct(...given));
      survives(() => new construct(strategies[which % strategies.length]!.name, 4, ...given));
      survives(() => (addon.hash.xxh64 as (...all: unknown[]) => unknown)(...given));
    }),
    { numRuns: 3_000, seed: 6 },
  );
});

test('options whose getters detach or lie do no harm', () => {
  const weights = new Float64Array(2).fill(1);
  const names = ['a', 'b'];
  Object.defineProperty(names, 0, {
    get: () => {
      structuredClone(weights, { transfer: [weights.buffer] });
      return 'a';
    },
  });
  assert.throws(
    () => new addon.NativePlacement('ring', 2, { weights, names }),
    /options\.weights has a detached buffer/,
  );
});

test('what a getter throws goes on to the caller: a second error on top of it ended the process', () => {
  const thrown = new Error('of the getter');
  const throws = (): never => {
    throw thrown;
  };
  const trap = new Proxy({}, { get: throws, has: throws }) as object;
  const lying = ['weights', 'zones', 'names', 'parameter', 'isa'].map((name) =>
    Object.defineProperty({}, name, { get: throws }),
  );
  for (const options of [trap, ...lying])
    assert.throws(
      () => new addon.NativePlacement('ring', 2, options),
      (error) => error === thrown,
    );
  const log = (): unknown => addon.logOpen('never', trap as Parameters<typeof addon.logOpen>[1]);
  assert.throws(log, (error) => error === thrown);
});

test('workers share the tables, and keep the old ones when the owner changes its own', async () => {
  const ring = createNative('ring', { nodes: 10 });
  const digests = Array.from({ length: 1000 }, (_, i) => BigInt(i) * 0x9e37_79b9_7f4a_7c1n);
  const before = locate(ring, digests);
  const module = new URL('../../src/placement/native.js', import.meta.url).href;
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
     import(workerData.module).then(({ attachPlacement }) => {
       const placement = attachPlacement(workerData.shared);
       parentPort.once('message', (digests) => {
         const buckets = new Uint32Array(digests.length);
         placement.locate(digests, buckets);
         parentPort.postMessage(buckets);
       });
       parentPort.postMessage('attached');
     });`,
    { eval: true, workerData: { shared: ring.share(), module } },
  );
  const message = () =>
    new Promise<unknown>((resolve, reject) => worker.once('message', resolve).once('error', reject));
  assert.equal(await message(), 'attached');
  ring.remove(4);
  const answer = message();
  worker.postMessage(BigUint64Array.from(digests));
  assert.deepEqual([...((await answer) as Uint32Array)], before);
  assert.ok(!locate(ring, digests).includes(4));
  await worker.terminate();
  assert.throws(() => attachPlacement(999_999), /shared is no number of a placement/);
});
