/** Balancers: exact sequences where the source gives them, and what holds for all. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fleet } from '../../src/balancing/balancer.js';
import { balancerNamed, balancers } from '../../src/balancing/balancers.js';
import { Choices } from '../../src/balancing/chance.js';
import { SmoothWeightedRoundRobin } from '../../src/balancing/turns.js';
import { Random } from '../../src/core/random.js';

const fleetOf = (
  weights: readonly number[],
  down: ReadonlySet<number> = new Set(),
  inFlight: number[] = [],
): Fleet => ({
  size: weights.length,
  weight: (server) => weights[server] as number,
  inFlight: (server) => inFlight[server] ?? 0,
  available: (server) => !down.has(server),
});

test("smooth weighted round robin: nginx's own sequence for weights {5, 1, 1}", () => {
  const balancer = new SmoothWeightedRoundRobin(fleetOf([5, 1, 1]));
  const picks = Array.from({ length: 14 }, () => 'abc'[balancer.pick() as number]);
  assert.deepEqual(picks.join(' '), 'a a b a c a a a a b a c a a');
});

for (const strategy of balancers) {
  test(`${strategy.name}: picks only available servers, and none where there is none`, () => {
    const down = new Set([1, 2, 4]);
    const balancer = strategy.create(fleetOf([1, 2, 3, 1, 1], down), new Random(6n));
    for (let i = 0; i < 300; i += 1) assert.ok([0, 3].includes(balancer.pick(i, i * 7) as number));
    const none = strategy.create(fleetOf([1, 1], new Set([0, 1])), new Random(6n));
    assert.equal(none.pick(0, 0), null);
  });

  test(`${strategy.name}: the same seed gives the same picks`, () => {
    const picks = () => {
      const balancer = strategy.create(fleetOf([1, 2, 3]), new Random(9n));
      return Array.from({ length: 50 }, (_, i) => balancer.pick(i, i));
    };
    assert.deepEqual(picks(), picks());
  });

  test(`${strategy.name}: weights are ${strategy.features.weights ? 'followed' : 'not looked at'}`, () => {
    const inFlight = [0, 0, 0];
    const balancer = strategy.create(fleetOf([6, 3, 1], new Set(), inFlight), new Random(9n));
    const counts = [0, 0, 0];
    for (let i = 0; i < 10_000; i += 1) {
      const server = balancer.pick(i, Math.imul(i, 0x9e37_79b1)) as number;
      counts[server]! += 1;
      inFlight[server]! += 1;
    }
    const share = counts[0]! / 10_000;
    if (strategy.features.weights) assert.ok(Math.abs(share - 0.6) < 0.02, `${share}`);
    else assert.ok(share < 0.5, `${share}`);
  });
}

test('bounded-hash: a key keeps its server while that has room, and no server exceeds the bound', () => {
  const inFlight = [0, 0, 0, 0];
  const strategy = balancerNamed('bounded-hash');
  assert.ok(strategy);
  const balancer = strategy.create(fleetOf([1, 1, 1, 1], new Set(), inFlight), new Random(1n));
  const home = balancer.pick(0, 42) as number;
  assert.equal(balancer.pick(1, 42), home);
  for (let i = 0; i < 400; i += 1) inFlight[balancer.pick(i, 42) as number]! += 1;
  assert.ok(Math.max(...inFlight) <= Math.ceil(1.25 * 100) + 1, `${inFlight}`);
});

test('two choices: the fullest of n bins after n balls (Azar et al. 1994; Mitzenmacher & Upfal, chapter 14)', () => {
  const fullest = (choices: number, seed: bigint): number => {
    const inFlight = new Array<number>(4096).fill(0);
    const balancer = new Choices(
      fleetOf(new Array<number>(4096).fill(1), new Set(), inFlight),
      new Random(seed),
      choices,
    );
    for (let ball = 0; ball < 4096; ball += 1) inFlight[balancer.pick() as number]! += 1;
    return Math.max(...inFlight);
  };
  const seeds = Array.from({ length: 40 }, (_, i) => BigInt(i));
  // Simulated beforehand at n = 2^12: one choice 5 to 8; two choices 3 in 98 % of trials, else 4; four choices 2 in 93 %.
  for (const seed of seeds) assert.ok(fullest(1, seed) >= 5);
  const twos = seeds.map((seed) => fullest(2, seed));
  assert.ok(
    twos.every((most) => most === 3 || most === 4) && twos.filter((most) => most === 3).length >= 35,
    `${twos}`,
  );
  const fours = seeds.map((seed) => fullest(4, seed));
  assert.ok(fours.filter((most) => most === 2).length >= 30, `${fours}`);
});
