/** The simulated servers, against queueing theory and against incidents. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { balancerNamed } from '../../src/balancing/balancers.js';
import { type ClusterOptions, type ClusterRun, simulateCluster } from '../../src/balancing/cluster.js';
import { steadyMean, supermarketTime } from '../../src/balancing/steady.js';
import { Random } from '../../src/core/random.js';

const servers = (count: number) => Array.from({ length: count }, () => ({ speed: 1, weight: 1 }));

function run(name: string, options: Partial<ClusterOptions>, seed = 5n): ClusterRun {
  const strategy = balancerNamed(name);
  assert.ok(strategy, name);
  const all = { servers: servers(100), serviceMs: 1, load: 0.7, durationMs: 2_000, ...options };
  return simulateCluster(strategy, all, new Random(seed));
}

test('supermarket model: mean response times (Mitzenmacher 1996; M/M/1 for one choice)', () => {
  for (const [name, choices, load, expected] of [
    ['random', 1, 0.5, 2],
    ['two-choices', 2, 0.5, 1.266],
    ['two-choices', 2, 0.7, 1.614],
    ['two-choices', 2, 0.9, 2.614],
  ] as const) {
    assert.ok(Math.abs(supermarketTime(load, choices) - expected) < 0.001, `theory ${supermarketTime(load, choices)}`);
    const steady = steadyMean(run(name, { load, durationMs: 2_000 }).served);
    assert.equal(steady.kind, 'steady', JSON.stringify(steady));
    if (steady.kind !== 'steady') return;
    assert.ok(
      Math.abs(steady.meanMs / expected - 1) < 0.05,
      `${name} at ${load}: ${steady.meanMs}, theory ${expected}`,
    );
  }
});

test('a point that has not become stationary is refused, not reported', () => {
  const steady = steadyMean(run('random', { load: 0.99, durationMs: 1_000 }).served);
  assert.equal(steady.kind, 'not stationary', JSON.stringify(steady));
});

test('the same seed gives the same run', () => {
  assert.deepEqual(run('two-choices', { durationMs: 100 }), run('two-choices', { durationMs: 100 }));
  assert.notDeepEqual(run('two-choices', { durationMs: 100 }), run('two-choices', { durationMs: 100 }, 6n));
});

test('weights matched to speeds keep slow servers from filling up', () => {
  const uneven = [
    ...servers(8).map(() => ({ speed: 0.25, weight: 1 })),
    ...servers(2).map(() => ({ speed: 4, weight: 16 })),
  ];
  const most = (name: string) => run(name, { servers: uneven, load: 0.8, durationMs: 2_000 }).mostInFlight;
  assert.ok(most('smooth-weighted-round-robin') * 5 < most('round-robin'));
});

test('a server that slows down is avoided by those who look, and not by those who do not', () => {
  const incidents = [{ at: 500, server: 3, speed: 0.05 }];
  const share = (name: string) => {
    const { served } = run(name, { servers: servers(10), incidents, durationMs: 3_000 });
    const after = served.filter(({ arrivedAt }) => arrivedAt > 1_000);
    return after.filter(({ server }) => server === 3).length / after.length;
  };
  for (const seeing of ['least-connections', 'two-choices', 'peak-ewma']) assert.ok(share(seeing) < 0.05, seeing);
});

test('a dead server loses requests until health checks find it, and none after', () => {
  const incidents = [{ at: 500, server: 3, speed: 0 }];
  const failures = (health: ClusterOptions['health']) =>
    run('round-robin', { servers: servers(10), incidents, durationMs: 4_000, timeoutMs: 50, ...(health && { health }) })
      .served.filter(({ failed }) => failed)
      .map(({ arrivedAt }) => arrivedAt);
  const checked = failures({ checkEveryMs: 100, checksToChange: 2 });
  assert.ok(checked.length > 0 && Math.max(...checked) < 750, `${checked.at(-1)}`);
  assert.ok(failures(undefined).length > 10 * checked.length);
  const ejected = failures({ ejectAfter: 5, ejectForMs: 10_000 });
  assert.ok(ejected.length > 0 && Math.max(...ejected) < 700, `${ejected.at(-1)}`);
});

test('a server that returns gets its requests back slowly', () => {
  const incidents = [
    { at: 100, server: 0, speed: 0 },
    { at: 1_000, server: 0, speed: 1 },
  ];
  const returned = (slowStartMs: number) =>
    run('smooth-weighted-round-robin', {
      servers: servers(10),
      incidents,
      durationMs: 2_000,
      timeoutMs: 20,
      health: { checkEveryMs: 20, checksToChange: 2, slowStartMs },
    }).served.filter(({ server, arrivedAt }) => server === 0 && arrivedAt > 1_000 && arrivedAt < 1_400).length;
  assert.ok(returned(2_000) < 0.6 * returned(0), `${returned(2_000)} against ${returned(0)}`);
});
