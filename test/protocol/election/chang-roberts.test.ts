/** Chang & Roberts, CACM 1979: the ring, its winner, and how many messages it takes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../src/core/random.js';
import {
  type RingMessage,
  type RingMutant,
  ringTimings,
} from '../../../src/protocol/election/chang-roberts/message.js';
import { RingProcess } from '../../../src/protocol/election/chang-roberts/node.js';
import { smaller } from '../../../src/protocol/election/order.js';

/** All start at once, and messages travel hop by hop. Returns the number of each kind, and who leads whom. */
function elect(ring: readonly string[], mutant: RingMutant | null = null) {
  const processes = new Map(ring.map((self) => [self, new RingProcess({ self, ring, timings: ringTimings, mutant })]));
  let inFlight: { from: string; to: string; message: RingMessage }[] = [];
  const count = { candidate: 0, elected: 0 };
  const step = (id: string, input: Parameters<RingProcess['step']>[1]) => {
    for (const { to, message } of processes.get(id)!.step(0, input).send) {
      count[message.type] += 1;
      inFlight.push({ from: id, to, message });
    }
  };
  for (const id of ring) step(id, { kind: 'timeout', timer: 'start' });
  for (let hops = 0; inFlight.length > 0; hops += 1) {
    assert.ok(hops < 10 * ring.length, 'it ends');
    const arriving = inFlight;
    inFlight = [];
    for (const { from, to, message } of arriving) step(to, { kind: 'message', from, message });
  }
  return { count, leaders: ring.map((id) => processes.get(id)!.leader) };
}

const named = (count: number): string[] => Array.from({ length: count }, (_, index) => `n${index + 1}`);

test('n2 is smaller than n10', () => {
  assert.ok(smaller('n2', 'n10') && !smaller('n10', 'n2') && !smaller('n2', 'n2') && smaller('n2', 'n3'));
});

test('the largest leads, in whatever order the ring is', () => {
  const random = new Random(5n);
  for (let size = 2; size <= 12; size += 1) {
    const { leaders, count } = elect(random.shuffle(named(size)));
    assert.deepEqual(new Set(leaders), new Set([`n${size}`]));
    assert.equal(count.elected, size);
  }
});

test('section 3: 2n - 1 numbers are sent at best, n(n + 1) / 2 at worst', () => {
  assert.equal(elect(named(9)).count.candidate, 2 * 9 - 1);
  assert.equal(elect(named(9).reverse()).count.candidate, (9 * 10) / 2);
});

test('section 3: n H(n) numbers are sent on average', () => {
  const random = new Random(11n);
  const [size, rounds] = [16, 2000];
  let sent = 0;
  for (let round = 0; round < rounds; round += 1) sent += elect(random.shuffle(named(size))).count.candidate;
  const harmonic = named(size).reduce((sum, _, index) => sum + 1 / (index + 1), 0);
  // The deviation of one round is below n; of the mean, below n / sqrt(rounds).
  assert.ok(Math.abs(sent / rounds - size * harmonic) < (4 * size) / Math.sqrt(rounds), `${sent / rounds}`);
});

test('who has crashed finds out again', () => {
  const ring = ['n1', 'n2'];
  const n1 = new RingProcess({ self: 'n1', ring, timings: ringTimings });
  const started = n1.step(0, { kind: 'timeout', timer: 'start' });
  assert.deepEqual(
    [started.trace.map(({ action }) => action), started.send],
    [['Restart', 'Start'], [{ to: 'n2', message: { type: 'candidate', of: 'n1' } }]],
  );
  const again = n1.step(0, { kind: 'timeout', timer: 'resend' });
  assert.deepEqual(again.send, started.send, 'what was lost is sent again');
  n1.step(0, { kind: 'message', from: 'n2', message: { type: 'elected', of: 'n2' } });
  assert.deepEqual(n1.step(0, { kind: 'timeout', timer: 'resend' }).send, [], 'and no more once it knows');
});

test('mutants elect the wrong one, or several', () => {
  const ring = ['n3', 'n1', 'n4', 'n2'];
  assert.deepEqual(new Set(elect(ring, 'smallest-forwarded').leaders), new Set(['n1']));
  assert.ok(new Set(elect(ring, 'first-heard-followed').leaders).size > 1);
});
