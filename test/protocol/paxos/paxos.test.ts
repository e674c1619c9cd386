/** Sentences of "Paxos Made Simple", each with its section. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../src/core/random.js';
import type { PaxosMessage, PaxosMutant, PaxosRecord } from '../../../src/protocol/paxos/message.js';
import { PaxosNode } from '../../../src/protocol/paxos/node.js';

const servers = ['n1', 'n2', 'n3'];
const start = { kind: 'timeout', timer: 'start' } as const;
const request = (value: string) =>
  ({ kind: 'request', id: value, request: { op: 'cas', key: 'decree', expected: null, value } }) as const;

/** A server with this durable state, and its conversation; what it persists is kept for its next life. */
function server(self: string, records: PaxosRecord[] = [], mutant: PaxosMutant | null = null) {
  const node = new PaxosNode({ self, servers, timings: { ballotMs: 10 }, random: new Random(1n), mutant }, records);
  const step = (input: Parameters<PaxosNode['step']>[1]) => {
    const effects = node.step(0, input);
    records.push(...effects.persist);
    return effects;
  };
  step(start);
  return {
    node,
    records,
    ask: (value: string) => step(request(value)),
    tell: (from: string, message: PaxosMessage) => step({ kind: 'message', from, message }),
    timeout: () => step({ kind: 'timeout', timer: 'ballot' }),
  };
}
const prepare = (ballot: number) => ({ type: 'prepare', ballot }) as const;
const accept = (ballot: number, value: string) => ({ type: 'accept', ballot, value }) as const;
const accepted = (ballot: number, value: string) => ({ type: 'accepted', ballot, value }) as const;
const promise = (ballot: number, vote: { ballot: number; value: string } | null = null) =>
  ({ type: 'promise', ballot, accepted: vote }) as const;

test('2.2, phase 1: an acceptor promises, and says what it accepted last', () => {
  const n2 = server('n2');
  assert.deepEqual(n2.tell('n1', prepare(3)).send, [{ to: 'n1', message: promise(3) }]);
  n2.tell('n1', accept(3, 'v'));
  assert.deepEqual(n2.tell('n3', prepare(5)).send, [{ to: 'n3', message: promise(5, { ballot: 3, value: 'v' }) }]);
});

test('2.2: it accepts no proposal numbered less than its promise, also after a restart, and says so', () => {
  const n2 = server('n2');
  assert.deepEqual(n2.tell('n3', prepare(5)).persist, [{ promised: 5 }]);
  for (const life of [n2, server('n2', [...n2.records])]) {
    const refused = { type: 'refused', ballot: 3, promised: 5 } as const;
    assert.deepEqual(life.tell('n1', accept(3, 'v')).send, [{ to: 'n1', message: refused }]);
    assert.equal(life.node.view.accepted, null);
  }
});

test('2.2, phase 2: with the promises of a majority a proposer asks for its own value', () => {
  const n1 = server('n1');
  const begun = n1.ask('v');
  assert.deepEqual(
    begun.trace.map(({ action }) => action),
    ['Propose', 'Phase1a', 'Phase1b'],
    'its own acceptor promises at once',
  );
  const asked = n1.tell('n2', promise(0));
  assert.deepEqual(
    asked.trace.map(({ action }) => action),
    ['Phase2a', 'Phase2b'],
  );
  assert.deepEqual(asked.send[0], { to: 'n2', message: accept(0, 'v') });
});

test('2.2, P2c: or for the value of the highest-numbered proposal among the answers', () => {
  const n1 = server('n1', [{ ballot: 0 }, { accepted: { ballot: 1, value: 'old' } }]);
  n1.ask('mine');
  const asked = n1.tell('n2', promise(3, { ballot: 2, value: 'newer' }));
  assert.deepEqual(asked.send[0]!.message, accept(3, 'newer'));
});

test('2.4: proposers choose their numbers from disjoint sets, and remember the highest they have used', () => {
  assert.deepEqual(
    servers.map((self) => {
      const node = server(self);
      node.ask('v');
      return node.node.view.ballot;
    }),
    [0, 1, 2],
  );
  const n2 = server('n2');
  n2.ask('v');
  const again = server('n2', [...n2.records]);
  again.ask('w');
  assert.equal(again.node.view.ballot, 4);
});

test('2.3: a learner learns a value that a majority has accepted in one ballot, and answers', () => {
  const n3 = server('n3');
  n3.ask('mine');
  n3.tell('n1', accepted(3, 'v'));
  assert.equal(n3.node.view.learned, null);
  n3.tell('n1', accepted(3, 'v'));
  assert.equal(n3.node.view.learned, null, 'the same vote again');
  n3.tell('n2', accepted(4, 'v'));
  assert.equal(n3.node.view.learned, null, 'another ballot');
  assert.deepEqual(n3.tell('n2', accepted(3, 'v')).replies, [{ id: 'mine', reply: { kind: 'differs', value: 'v' } }]);
  assert.deepEqual(n3.ask('late').replies, [{ id: 'late', reply: { kind: 'differs', value: 'v' } }]);
});

test('2.4: one whose ballot is refused waits, and then begins a larger one', () => {
  const n1 = server('n1');
  n1.ask('v');
  const told = n1.tell('n2', { type: 'refused', ballot: 0, promised: 7 });
  assert.deepEqual(told.send, []);
  assert.ok(told.timers[0]!.after! >= 10);
  const next = n1.timeout();
  assert.equal(n1.node.view.ballot, 9);
  assert.deepEqual(next.persist[0], { ballot: 9 });
});

test('each mutant changes one thing', () => {
  const forgetful = server('n2', [], 'promise-forgotten');
  assert.deepEqual(forgetful.tell('n1', prepare(3)).persist, []);
  const selfish = server('n1', [], 'own-value');
  selfish.ask('mine');
  const asked = selfish.tell('n2', promise(0, { ballot: -1, value: 'other' }));
  assert.deepEqual(asked.send[0]!.message, accept(0, 'mine'));
});
