import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatSeed, parseSeed, Random } from '../../src/core/random.js';

test('one seed gives one sequence, another seed another', () => {
  const draw = (seed: bigint) =>
    Array.from(
      { length: 50 },
      (
        (random) => () =>
          random.uint32()
      )(new Random(seed)),
    );
  assert.deepEqual(draw(0x5eedn), draw(0x5eedn));
  assert.notDeepEqual(draw(0x5eedn), draw(0x5eeen));
});

test('next is uniform within what chance allows', () => {
  const random = new Random(1n);
  const counts = new Array<number>(10).fill(0);
  for (let draw = 0; draw < 100_000; draw += 1) counts[random.next(10)]! += 1;
  const chiSquared = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  assert.ok(chiSquared < 33.7, `chi-squared ${chiSquared} with 9 degrees of freedom (p = 0.0001 at 33.7)`);
});

test('forks do not depend on how much the parent has drawn', () => {
  const fresh = new Random(7n).fork('net').uint32();
  const used = new Random(7n);
  used.uint32();
  assert.equal(used.fork('net').uint32(), fresh);
  assert.notEqual(used.fork('disk').uint32(), fresh);
});

test('seeds are read in decimal and hexadecimal, and nothing else', () => {
  assert.equal(parseSeed('0x5eed'), 0x5eedn);
  assert.equal(parseSeed('24301'), 0x5eedn);
  assert.equal(formatSeed(0x5eedn), '0x5eed');
  for (const bad of ['', 'seed', '-1', '0x', '1.5', '18446744073709551616']) assert.equal(parseSeed(bad), null, bad);
});
