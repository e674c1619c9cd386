/** Multi-primary replication: joins have their laws, and each type keeps what it promises to keep. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { verifyOne } from '../../../src/measure/verify/batch.js';
import { convergentType } from '../../../src/protocol/replication/multi-primary/convergent-types.js';
import { lastWriterWinsType } from '../../../src/protocol/replication/multi-primary/last-writer-wins.js';
import { type ReplicatedType, sameState } from '../../../src/protocol/replication/multi-primary/replica.js';
import { versionVectorType } from '../../../src/protocol/replication/multi-primary/version-vectors.js';
import { lostUpdates } from '../../../src/sim/systems/replication/lost-updates.js';

const replicas = ['n1', 'n2', 'n3'];
const put = { op: 'put', key: 'a' } as const;
/** What one replica after the other does: an update, or a merge of another's state. */
type Move = { readonly at: number; readonly from: number; readonly op: string };
const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.record({ at: fc.nat(2), from: fc.nat(2), op: fc.constantFrom('update', 'remove', 'merge') }),
  {
    maxLength: 20,
  },
);

/** The states of three replicas after those moves. */
function after<S, Q, A>(type: ReplicatedType<S, Q, A>, requests: { update: Q; remove: Q }, done: readonly Move[]) {
  const states = replicas.map(() => type.initial(replicas));
  for (const [index, { at, from, op }] of done.entries()) {
    const self = { id: replicas[at]!, rank: at + 1, now: index % 4 };
    states[at] =
      op === 'merge'
        ? type.merge(states[at]!, states[from]!)
        : (type.update(states[at]!, self, `w${index}`, requests[op as 'update' | 'remove'])?.state ?? states[at]!);
  }
  return states as [S, S, S];
}

function isJoin<S, Q, A>(name: string, type: ReplicatedType<S, Q, A>, requests: { update: Q; remove: Q }): void {
  test(`${name}: merge is commutative, associative and idempotent on states that replicas can have`, () => {
    fc.assert(
      fc.property(moves, (done) => {
        const [a, b, c] = after(type, requests, done);
        assert.ok(sameState(type.merge(a, b), type.merge(b, a)));
        assert.ok(sameState(type.merge(type.merge(a, b), c), type.merge(a, type.merge(b, c))));
        assert.ok(sameState(type.merge(a, a), a));
      }),
    );
  });
}

const register = { update: { op: 'put' }, remove: { op: 'put' } } as const;
isJoin('last writer wins', lastWriterWinsType(null), register);
isJoin('version vectors', versionVectorType(null), register);
isJoin('counter and map', convergentType(null), { update: put, remove: { op: 'remove', key: 'a' } });
isJoin('counter', convergentType(null), { update: { op: 'increment' }, remove: { op: 'decrement' } });

test('version vectors: concurrent writes are siblings, until somebody who has read both writes', () => {
  const type = versionVectorType(null);
  const write = (state: Parameters<typeof type.merge>[0], id: string, w: string) =>
    type.update(state, { id, rank: 1, now: 0 }, w, { op: 'put' })!.state;
  const empty = type.initial(replicas);
  const both = type.merge(write(empty, 'n1', 'a'), write(empty, 'n2', 'b'));
  assert.deepEqual(type.reply(both, { op: 'get' }), ['a', 'b']);
  const settled = write(both, 'n3', 'c');
  assert.deepEqual(type.reply(type.merge(both, settled), { op: 'get' }), ['c']);
});

test('a put wins over a concurrent removal, and a removal over what it has seen', () => {
  const type = convergentType(null);
  const self = (id: string) => ({ id, rank: 1, now: 0 });
  const first = type.update(type.initial(replicas), self('n1'), 'w1', put)!.state;
  const removed = type.update(first, self('n2'), 'w2', { op: 'remove', key: 'a' })!.state;
  assert.deepEqual(type.reply(type.merge(first, removed), { op: 'get' }).map, {});
  const again = type.update(first, self('n1'), 'w3', put)!.state;
  assert.deepEqual(type.reply(type.merge(again, removed), { op: 'get' }).map, { a: ['w3'] });
});

test('updates that last writer wins has lost are counted, and told as expected', () => {
  const step = (seq: number, node: string, action: string, args: Record<string, string | number>, value: string) => {
    const vars = { past: { [node]: { [String(seq)]: { value } } } };
    return { seq, at: seq, node, action, args: { r: node, ...args }, vars };
  };
  const trace = [
    step(2, 'n1', 'Update', { w: 'read', t: 1 }, 'read'),
    step(2, 'n2', 'Merge', { s: 'n1', n: 2 }, 'read'),
    step(3, 'n2', 'Update', { w: 'kept', t: 3 }, 'kept'),
    step(3, 'n1', 'Update', { w: 'lost', t: 2 }, 'lost'),
    step(4, 'n1', 'Merge', { s: 'n2', n: 3 }, 'kept'),
  ];
  assert.deepEqual(lostUpdates(trace), ['lost']);
  const { run, outcome } = verifyOne('last-writer-wins', null, 0n);
  assert.equal(outcome.kind, 'accepted', outcome.because);
  const lost = lostUpdates(run.trace);
  assert.equal(outcome.expected?.includes(`(${lost.join(', ')})`) ?? false, lost.length > 0);
});
