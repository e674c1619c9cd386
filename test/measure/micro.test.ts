import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measureMicro } from '../../src/measure/micro.js';

const plan = { maxMs: 60, minCycles: 5 };

test('a function that closes over something is measured by calling it', () => {
  let calls = 0;
  const { counted } = measureMicro({ counted: () => (calls += 1) }, plan) as { counted: readonly number[] };
  assert.ok(calls > 1_000, String(calls));
  assert.ok(counted.length >= 5 && counted.every((ns) => ns > 0 && ns < 1e6));
});

test('a longer function reads as longer', () => {
  const chain = (steps: number) => () => {
    let x = 1;
    for (let step = 0; step < steps; step += 1) x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0;
    return x;
  };
  // Others may take the processor away: the shortest of many cycles, taken in turn, is what a call costs undisturbed.
  const shortest = { short: Number.POSITIVE_INFINITY, long: Number.POSITIVE_INFINITY };
  for (let turn = 0; turn < 4; turn += 1) {
    const result = measureMicro({ short: chain(2_000), long: chain(8_000) }, { ...plan, maxMs: 30 });
    for (const name of ['short', 'long'] as const)
      shortest[name] = Math.min(shortest[name], ...(result[name] as number[]));
  }
  const ratio = shortest.long / shortest.short;
  assert.ok(ratio > 1.7 && ratio < 9, String(ratio));
});

test('a function that throws is an error, not a figure', () => {
  const fails = () => {
    throw new Error('no such luck');
  };
  assert.throws(() => measureMicro({ fails }, plan), /no such luck/);
});
