/** Carrying objects over links of limited room: times that can be worked out by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { simulateTransfers } from '../../src/sim/transfer.js';

const links = { nodes: 4, bytesPerMs: 100, latencyMs: 2, chunkBytes: 50 } as const;

test('one transfer takes its bytes over the room, and the latency once', () => {
  assert.deepEqual(simulateTransfers([{ from: 0, to: 1, bytes: 1000 }], links), { ms: 12, leastMs: 12, bytes: 1000 });
  assert.deepEqual(simulateTransfers([], links), { ms: 0, leastMs: 0, bytes: 0 });
});

test('what leaves one node shares its link; what leaves several nodes does not', () => {
  const away = [1, 2, 3].map((to) => ({ from: 0, to, bytes: 1000 }));
  assert.equal(simulateTransfers(away, links).ms, 32);
  const around = [0, 1, 2, 3].map((from) => ({ from, to: (from + 1) % 4, bytes: 1000 }));
  assert.equal(simulateTransfers(around, links).ms, 12);
});

test('what comes to one node shares its link too', () => {
  const inward = [1, 2, 3].map((from) => ({ from, to: 0, bytes: 1000 }));
  assert.equal(simulateTransfers(inward, links).ms, 32);
});

test('never faster than the fullest link, and little slower than twice that', () => {
  const transfer = fc
    .record({ from: fc.nat(3), to: fc.nat(3), bytes: fc.integer({ min: 1, max: 5_000 }) })
    .filter(({ from, to }) => from !== to);
  fc.assert(
    fc.property(fc.array(transfer, { minLength: 1, maxLength: 20 }), (transfers) => {
      const { ms, leastMs, bytes } = simulateTransfers(transfers, links);
      assert.ok(ms >= leastMs - 1e-9, `${ms} < ${leastMs}`);
      assert.ok(ms <= 2 * leastMs + 20, `${ms} for ${leastMs}`);
      assert.equal(
        bytes,
        transfers.reduce((sum, each) => sum + each.bytes, 0),
      );
    }),
    { numRuns: 300, seed: 6 },
  );
});

test('a node that is none, or itself, is refused', () => {
  for (const [from, to] of [
    [0, 4],
    [1, 1],
  ] as const)
    assert.throws(() => simulateTransfers([{ from, to, bytes: 1 }], links), /no transfer of 1 bytes/);
});
