import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawSchedule } from '../../../src/sim/draw.js';
import { simulate } from '../../../src/sim/simulation.js';
import { systemNamed } from '../../../src/sim/systems/registry.js';

test('Multi-primary: whatever is lost, an update reaches a replica that is not, so that there is a trace to judge', () => {
  // The first two seeds on which the only updates went to replicas that were gone by then.
  const silent = { 'last-writer-wins': [0x28an, 0x33fn], 'version-vectors': [0x28an, 0x33fn], crdt: [0xe8n, 0x108n] };
  for (const [name, seeds] of Object.entries(silent)) {
    const system = systemNamed(name)!;
    const others = Array.from({ length: 40 }, (_, seed) => BigInt(seed));
    for (const seed of [...seeds, ...others]) {
      const { trace, stuck } = simulate(system, drawSchedule(system, seed), null);
      assert.ok(trace.length > 0, `${name} ${seed}: no event`);
      assert.equal(stuck, null);
    }
  }
});
