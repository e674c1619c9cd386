import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawSchedule } from '../../src/sim/draw.js';
import { faultKinds, isMessageFault, type Schedule } from '../../src/sim/schedule.js';
import { simulate } from '../../src/sim/simulation.js';
import { systems } from '../../src/sim/systems/registry.js';

for (const system of systems) {
  test(`${system.name}: a seed replays byte for byte, through the schedule's text too`, () => {
    for (let seed = 0; seed < 8; seed += 1) {
      const schedule = drawSchedule(system, BigInt(seed));
      const first = simulate(system, schedule, null);
      const again = simulate(system, drawSchedule(system, BigInt(seed)), null);
      const read = simulate(system, JSON.parse(JSON.stringify(schedule)) as Schedule, null);
      for (const other of [again, read]) {
        assert.equal(other.hash, first.hash, `seed ${seed}`);
        assert.deepEqual(other.trace, first.trace);
        assert.deepEqual(other.counts, first.counts);
      }
    }
  });

  test(`${system.name}: different seeds make different runs`, () => {
    const hashes = Array.from(
      { length: 12 },
      (_, seed) => simulate(system, drawSchedule(system, BigInt(seed)), null).hash,
    );
    assert.equal(new Set(hashes).size, 12);
  });

  test(`${system.name}: a fault more makes another run`, () => {
    const changed = Array.from({ length: 8 }, (_, seed) => {
      const schedule = drawSchedule(system, BigInt(seed));
      // While the first client waits: a transaction is over soon.
      const at = schedule.operations[0]!.at + 2;
      const crash = { at, kind: 'crash', node: schedule.nodes[1]!, forMs: 100, keep: 0, torn: false } as const;
      const more = { ...schedule, faults: [...schedule.faults, crash] };
      return simulate(system, more, null).hash !== simulate(system, schedule, null).hash;
    });
    // Where the node is down at that moment anyway, it is the same run.
    assert.ok(changed.filter(Boolean).length >= 5);
  });
}

test('the seeds draw every kind of fault', () => {
  const canChangeMembers = systems.some((system) => system.changeMembers !== undefined);
  const kinds = new Set<string>();
  for (let seed = 0; seed < 400; seed += 1) {
    for (const system of systems) {
      const schedule = drawSchedule(system, BigInt(seed));
      for (const fault of schedule.faults) kinds.add(fault.kind);
      assert.ok(schedule.faults.every((fault) => !isMessageFault(fault)));
      if (seed >= 10) continue;
      for (const fault of simulate(system, schedule, null).messageFaults) kinds.add(fault.kind);
    }
  }
  assert.deepEqual(
    faultKinds.filter((kind) => !kinds.has(kind) && (kind !== 'membership' || canChangeMembers)),
    [],
  );
});
