import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawSchedule } from '../../src/sim/draw.js';
import { describeFault, type Fault, type Schedule } from '../../src/sim/schedule.js';
import { shrink } from '../../src/sim/shrink.js';
import { type Run, simulate } from '../../src/sim/simulation.js';
import { twoPhase } from '../../src/sim/systems/commit/two-phase.js';
import { rejectedAt } from '../protocol/commit/two-phase-oracle.js';

/** The action at which the oracle rejects the run. */
const violation = (run: Run): string | null =>
  rejectedAt(run.trace, run.schedule.nodes.slice(1))?.replace(/^event \d+: (\w+).*$/, '$1') ?? null;

const explicit = (run: Run): Schedule => ({
  ...run.schedule,
  network: { ...run.schedule.network, loss: 0, duplicate: 0, late: 0 },
  faults: [...run.nodeFaults, ...run.messageFaults],
});

test('two faults of many that only together make it fail are all that is left', () => {
  const fault = (nth: number): Fault => ({ kind: 'message-lost', from: 'a', to: 'b', nth });
  const schedule = { ...drawSchedule(twoPhase, 1n), faults: Array.from({ length: 100 }, (_, nth) => fault(nth)) };
  const needs = (s: Schedule<unknown>): boolean =>
    [17, 71].every((nth) => s.faults.some((f) => 'nth' in f && f.nth === nth));
  const { schedule: small, minimal } = shrink(schedule, needs);
  assert.deepEqual(small.faults, [fault(17), fault(71)]);
  assert.deepEqual(small.operations, []);
  assert.ok(minimal);
});

test('a lost vote comes down to the crash that loses it', () => {
  let shrunk = 0;
  for (let seed = 0; seed < 100 && shrunk < 3; seed += 1) {
    const run = simulate(twoPhase, drawSchedule(twoPhase, BigInt(seed)), 'reply-before-persist');
    const property = violation(run);
    // Where most messages are lost, the least that fails may be a whole row of them.
    if (property === null || run.schedule.network.loss > 0.3) continue;
    shrunk += 1;
    const fails = (candidate: Schedule<unknown>): boolean =>
      violation(simulate(twoPhase, candidate as Schedule<'commit'>, 'reply-before-persist')) === property;
    assert.ok(fails(explicit(run)), `seed ${seed}: what the probabilities did, written down, fails likewise`);
    const { schedule, minimal } = shrink(explicit(run), fails);
    assert.ok(minimal, `seed ${seed}`);
    assert.ok(fails(schedule));
    assert.ok(schedule.faults.length <= 4, schedule.faults.map(describeFault).join('; '));
    assert.ok(
      schedule.faults.some(({ kind }) => kind.startsWith('crash') || kind === 'sync-fails' || kind === 'disk-full'),
      schedule.faults.map(describeFault).join('; '),
    );
  }
  assert.equal(shrunk, 3);
});

test('a budget that runs out is said', () => {
  const { minimal, runs } = shrink(drawSchedule(twoPhase, 1n), () => true, 2);
  assert.equal(minimal, false);
  assert.equal(runs, 2);
});
