import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyBatch, verifyOne, verifySchedule } from '../../../src/measure/verify/batch.js';
import { judge } from '../../../src/measure/verify/judge.js';
import { minimalRun } from '../../../src/measure/verify/minimal.js';
import { verify } from '../../../src/measure/verify/verify.js';
import { drawSchedule } from '../../../src/sim/draw.js';
import { mutantsOf, type System } from '../../../src/sim/system.js';
import { systemNamed, systems } from '../../../src/sim/systems/registry.js';
import { rejectedAt } from '../../protocol/commit/two-phase-oracle.js';

/** Few runs here; `npx nines verify` has the thousands. */
const seeds = 30;

for (const { name } of systems) {
  test(`${name}: ${seeds} runs with faults are behaviours of the specification and make progress`, () => {
    const { accepted, failures } = verifyBatch({ protocol: name, mutant: null, from: 0n, count: seeds, twice: true });
    assert.deepEqual(failures, []);
    assert.equal(accepted, seeds);
  });
}

test('the generated checker of two-phase commit and the one written by hand agree on every run', () => {
  const system = systemNamed('two-phase')!;
  for (const mutant of [null, ...Object.keys(mutantsOf(system))]) {
    for (let seed = 0; seed < seeds; seed += 1) {
      const { run, outcome } = verifyOne('two-phase', mutant, BigInt(seed));
      const byHand = rejectedAt(run.trace, run.schedule.nodes.slice(1));
      const place = /event (\d+)/.exec(byHand ?? '')?.[1];
      const expected = byHand === null && run.stuck === null ? 'accepted' : 'rejected';
      assert.equal(outcome.kind, expected, `${mutant} ${seed}: ${byHand} ${outcome.because}`);
      if (place !== undefined) assert.match(outcome.because, new RegExp(`event ${place},`));
    }
  }
});

test('the pool counts what the batches count, and names the first seed', async () => {
  const system = systemNamed('two-phase')!;
  const [result] = await verify([system], { seeds: 60, from: 0n, mutant: null, threads: 2 });
  assert.deepEqual([result!.seeds, result!.accepted, result!.rejected], [60, 60, 0]);
  for (const mutant of result!.mutants) {
    const alone = verifyBatch({ protocol: 'two-phase', mutant: mutant.name, from: 0n, count: 60, twice: false });
    assert.equal(mutant.caught, alone.rejected);
    assert.equal(mutant.firstSeed, alone.failures[0]?.seed ?? null);
    assert.ok(mutant.caught > 0, mutant.name);
  }
});

test('mutants that are not caught yet have their turn before those that are', async () => {
  const system = systemNamed('two-phase')!;
  const mutants = Object.keys(mutantsOf(system));
  assert.ok(mutants.length > 1);
  const order: (string | null)[] = [];
  const onProgress = (_: string, mutant: string | null): number => order.push(mutant);
  const results = await verify([system], {
    seeds: 50,
    mutantSeeds: 150,
    from: 0n,
    mutant: null,
    threads: 1,
    onProgress,
  });
  assert.ok(results[0]!.mutants.every(({ firstSeed }) => Number(firstSeed) < 50));
  const rest = mutants.flatMap((mutant) => [mutant, mutant]);
  assert.deepEqual(order, [null, ...mutants, ...rest]);
});

test('a rejected run is reduced to one that violates the same', () => {
  const system = systemNamed('two-phase')!;
  const { run, outcome } = verifyOne('two-phase', 'reply-before-persist', 0xfn);
  assert.equal(outcome.kind, 'rejected');
  const small = minimalRun(system, run);
  assert.equal(judge(system, small.run).property, outcome.property);
  assert.ok(small.minimal);
  assert.ok(small.run.schedule.faults.length <= 3);
  assert.ok(small.run.trace.length < run.trace.length);
});

test('a protocol that depends on more than its inputs is found out by running twice', () => {
  const system = systemNamed('two-phase')!;
  const schedule = drawSchedule(system, 1n);
  let births = 0;
  const forgetful: System = {
    ...system,
    // What an earlier run has done shows in this one.
    create: (id, nodes, records, random, mutant) => {
      births += 1;
      return system.create(id, births > nodes.length ? nodes.slice(0, 2) : nodes, records, random, mutant);
    },
  };
  const { outcome } = verifySchedule(forgetful, schedule, null, true);
  assert.deepEqual([outcome.kind, outcome.property], ['rejected', 'determinism']);
  assert.match(outcome.because, /two runs of one schedule differ, hash [0-9a-f]{16} and/);
  assert.equal(verifySchedule(system, schedule, null, true).outcome.kind, 'accepted');
});

test('an action that no run takes is named', async () => {
  const { actions } = verifyBatch({ protocol: 'two-phase', mutant: null, from: 0n, count: 1, twice: false });
  assert.ok(Object.hasOwn(actions, 'RMRcvAbortMsg'));
  const [few] = await verify([systemNamed('two-phase')!], { seeds: 1, from: 0n, mutant: null, threads: 1 });
  const [many] = await verify([systemNamed('two-phase')!], { seeds: 60, from: 0n, mutant: null, threads: 1 });
  assert.deepEqual(
    few!.neverTaken,
    Object.keys(actions).filter((action) => actions[action] === 0),
  );
  assert.ok(few!.neverTaken.length > 0, 'one run cannot both commit and abort');
  assert.deepEqual(many!.neverTaken, []);
  assert.ok(many!.seconds > 0);
});

test('a mutant that is asked for a number of catches is run no further', async () => {
  const system = systemNamed('two-phase')!;
  const [result] = await verify([system], { seeds: 20, mutantSeeds: 120, catches: 3, from: 0n, mutant: null });
  assert.deepEqual([result!.seeds, result!.accepted], [20, 20]);
  for (const { name, caught, seeds: run, firstSeed, leftOut } of result!.mutants) {
    const alone = verifyBatch({ protocol: 'two-phase', mutant: name, from: 0n, count: run, twice: false });
    assert.equal(caught, Math.min(3, alone.rejected), name);
    assert.equal(firstSeed, alone.failures[0]?.seed ?? null);
    assert.equal(leftOut, 0);
    if (caught === 3) assert.equal(verifyOne('two-phase', name, BigInt(run - 1)).outcome.kind, 'rejected');
    else assert.equal(run, 120);
  }
});

test('what no time was left for is told, and the protocol has its turn before its mutants', async () => {
  const system = systemNamed('two-phase')!;
  const [none] = await verify([system], { seeds: 60, from: 0n, mutant: null, maxMs: -1 });
  assert.deepEqual([none!.seeds, none!.leftOut], [0, 60]);
  for (const mutant of none!.mutants) assert.deepEqual([mutant.seeds, mutant.leftOut, mutant.caught], [0, 60, 0]);
  const stopped = AbortSignal.abort();
  const [given] = await verify([system], { seeds: 60, from: 0n, mutant: null, signal: stopped });
  assert.deepEqual([given!.seeds, given!.leftOut], [0, 60]);
  // One thread, and time to begin one batch: that of the protocol.
  const [some] = await verify([system], { seeds: 50, from: 0n, mutant: null, maxMs: 150, threads: 1 });
  assert.deepEqual([some!.accepted, some!.leftOut], [50, 0]);
  assert.ok(some!.mutants.every(({ leftOut }) => leftOut === 50));
});
