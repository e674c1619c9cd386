/** What holds for every strategy: kernel and reference agree, and the features that it declares are true. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Random } from '../../src/core/random.js';
import { isa as best } from '../../src/placement/native.js';
import type { PlacementStrategy } from '../../src/placement/placement.js';
import { strategies } from '../../src/placement/strategies.js';
import { changes, digests, isas, liveTogether, locate, options, replicas } from './agreement.js';

const random = new Random(0x5eedn);
const keys = Array.from({ length: 4_000 }, () => (BigInt(random.uint32()) << 32n) | BigInt(random.uint32()));
const machineIsas = isas.slice(0, isas.indexOf(best) + 1);

/** Small tables, so that a life of many changes stays quick. */
const small: Readonly<Record<string, number>> = { ring: 9, maglev: 251 };
const parameterOf = ({ name }: PlacementStrategy) => (small[name] === undefined ? {} : { parameter: small[name] });

for (const strategy of strategies) {
  test(`${strategy.name}: kernel and reference agree through any life of a cluster`, () => {
    fc.assert(
      fc.property(options, fc.constantFrom(...machineIsas), changes, digests, (options, isa, life, keys) => {
        liveTogether(strategy, { ...options, ...parameterOf(strategy) }, isa, life, keys);
      }),
      { numRuns: 60, seed: 6 },
    );
  });

  test(`${strategy.name}: all instruction sets agree bit for bit`, () => {
    for (const nodes of [1, 2, 3, 16, 17, 24, 100]) {
      const [first, ...others] = machineIsas.map((isa) => {
        const placement = strategy.create({ nodes, isa, ...parameterOf(strategy) });
        for (let bucket = nodes - 1; bucket > nodes / 1.5; bucket -= 1) placement.remove(bucket);
        return locate(placement, keys);
      });
      for (const other of others) assert.deepEqual(other, first);
    }
  });

  test(`${strategy.name}: a node that leaves or joins moves what the features say`, () => {
    const nodes = 50;
    const placement = strategy.create({ nodes });
    const before = locate(placement, keys);
    const leaver = strategy.features.removal === 'any' ? 17 : nodes - 1;
    placement.remove(leaver);
    const after = locate(placement, keys);
    assert.ok(!after.includes(leaver), 'the node that left has no keys');
    const strayed = keys.filter((_, i) => before[i] !== leaver && before[i] !== after[i]).length / keys.length;
    if (strategy.features.disruption === 'minimal') assert.equal(strayed, 0);
    else if (strategy.features.disruption === 'nearly minimal') assert.ok(strayed < 0.1, `${strayed}`);
    else assert.ok(strayed > 0.5, `the control reshuffles: ${strayed}`);
    assert.equal(placement.add(), leaver);
    if (strategy.features.restores) assert.deepEqual(locate(placement, keys), before, 'it finds its keys again');
    else assert.notDeepEqual(locate(placement, keys), before);
  });

  test(`${strategy.name}: order of removals ${strategy.features.orderIndependent ? 'does not matter' : 'matters'}`, () => {
    if (strategy.features.removal !== 'any') return;
    const afterRemoving = (leavers: number[]) => {
      const placement = strategy.create({ nodes: 30 });
      for (const leaver of leavers) placement.remove(leaver);
      return locate(placement, keys);
    };
    const [one, other] = [afterRemoving([3, 11, 7, 29]), afterRemoving([29, 7, 3, 11])];
    if (strategy.features.orderIndependent) assert.deepEqual(one, other);
    else assert.notDeepEqual(one, other);
  });

  test(`${strategy.name}: replica sets are ${strategy.features.replicas ? 'distinct, and of distinct zones' : 'refused'}`, () => {
    const placement = strategy.create({ nodes: 12, zones: Array.from({ length: 12 }, (_, i) => i % 4) });
    if (!strategy.features.replicas) {
      assert.throws(() => replicas(placement, keys, 2), RangeError);
      return;
    }
    const primary = locate(placement, keys);
    const sets = replicas(placement, keys, 6);
    for (const [i, first] of primary.entries()) {
      const set = sets.slice(i * 6, i * 6 + 6);
      assert.equal(set[0], first);
      assert.equal(new Set(set).size, 6);
      if (strategy.features.zones) assert.equal(new Set(set.slice(0, 4).map((bucket) => bucket % 4)).size, 4);
    }
  });

  test(`${strategy.name}: weights are ${strategy.features.weights ? 'followed' : 'refused'}`, () => {
    const weighted = () => strategy.create({ nodes: 10, weights: [4, 1, 1, 1, 1, 1, 1, 1, 1, 4] });
    if (!strategy.features.weights) {
      assert.throws(weighted, RangeError);
      return;
    }
    const heavy = locate(weighted(), keys).filter((bucket) => bucket === 0 || bucket === 9).length / keys.length;
    assert.ok(Math.abs(heavy - 0.5) < 0.1, `half of the weight, ${heavy} of the keys`);
  });
}
