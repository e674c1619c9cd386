/** Sentences of "Paxos Made Simple", section 3 (implementing a state machine). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../src/core/random.js';
import type { KeyValueRequest } from '../../../src/protocol/key-value.js';
import type {
  MultiPaxosMessage,
  MultiPaxosMutant,
  MultiPaxosRecord,
} from '../../../src/protocol/multi-paxos/message.js';
import { MultiPaxosNode } from '../../../src/protocol/multi-paxos/node.js';

const servers = ['n1', 'n2', 'n3'];
const timings = { electionMs: 100, heartbeatMs: 25, batch: 8 };

/** A server with this durable state, and its conversation; what it persists is kept for its next life. */
function server(self: string, records: MultiPaxosRecord[] = [], mutant: MultiPaxosMutant | null = null) {
  const node = new MultiPaxosNode({ self, servers, timings, random: new Random(1n), mutant }, [...records]);
  let now = 0;
  const step = (input: Parameters<MultiPaxosNode['step']>[1]) => {
    const effects = node.step(now, input);
    records.push(...effects.persist);
    return effects;
  };
  step({ kind: 'timeout', timer: 'start' });
  return {
    node,
    records,
    tell: (from: string, message: MultiPaxosMessage) => step({ kind: 'message', from, message }),
    ask: (id: string, request: KeyValueRequest) => step({ kind: 'request', id, request }),
    timeout: (timer: string) => {
      now += 1000;
      return step({ kind: 'timeout', timer });
    },
  };
}
const put = (value: string) => ({ op: 'put', key: 'x', value }) as const;
const vote = (slot: number, ballot: number, value: string) => ({ slot, ballot, value, command: put(value) });
const decree = (slot: number, value: string) => ({ slot, value, command: put(value) });
const accept = (ballot: number, chosen: number, ...decrees: ReturnType<typeof decree>[]) =>
  ({ type: 'accept', ballot, decrees, chosen }) as const;
const accepted = (ballot: number, ...slots: number[]) => ({ type: 'accepted', ballot, slots, missing: null }) as const;

/** n1 as the leader of ballot 0; the promise of n2 tells of these votes. */
function leader(votes: ReturnType<typeof vote>[] = [], mutant: MultiPaxosMutant | null = null) {
  const n1 = server('n1', [], mutant);
  n1.timeout('election');
  const led = n1.tell('n2', { type: 'promise', ballot: n1.node.view.begun, votes });
  assert.ok(n1.node.view.leading);
  return { ...n1, led };
}

test('a newly chosen leader executes phase 1 of all instances with a single message', () => {
  const n1 = server('n1');
  const { send, persist } = n1.timeout('election');
  assert.deepEqual(
    send.map(({ message }) => message),
    [1, 2].map(() => ({ type: 'prepare', ballot: 0, after: 0 })),
  );
  assert.deepEqual(persist, [{ begun: 0 }, { promised: 0 }]);
});

test('the promise tells of all votes after what the leader knows', () => {
  const n2 = server('n2', [{ accepted: [vote(1, 0, 'a'), vote(2, 0, 'b'), vote(4, 0, 'd')] }]);
  const { send } = n2.tell('n3', { type: 'prepare', ballot: 2, after: 1 });
  assert.deepEqual(send, [
    { to: 'n3', message: { type: 'promise', ballot: 2, votes: [vote(2, 0, 'b'), vote(4, 0, 'd')] } },
  ]);
});

test('it finishes what was begun, and fills the gaps with commands that leave the state as it is', () => {
  const { led } = leader([vote(1, -1, 'a'), vote(4, -1, 'd')]);
  const { message } = led.send[0]!;
  assert.ok(message.type === 'accept');
  assert.deepEqual(
    message.decrees.map(({ slot, value }) => [slot, value]),
    [
      [1, 'a'],
      [2, 'no-op'],
      [3, 'no-op'],
      [4, 'd'],
    ],
  );
  assert.deepEqual(led.trace.filter(({ action }) => action === 'Phase2a').length, 4);
});

test('it can propose the next commands before it learns that the one before is chosen', () => {
  const n1 = leader();
  n1.ask('o1', put('a'));
  n1.ask('o2', put('b'));
  assert.deepEqual([...n1.node.view.asked.keys()], [1, 2]);
  const second = n1.tell('n2', accepted(0, 2));
  assert.deepEqual(second.replies, [], 'but it carries out nothing across a gap');
  assert.deepEqual(
    n1.tell('n3', accepted(0, 1)).replies.map(({ id }) => id),
    ['o1', 'o2'],
  );
});

test('the vote is durable before it is sent, and survives a restart', () => {
  const n2 = server('n2');
  const first = n2.tell('n1', accept(0, 0, decree(1, 'a')));
  assert.deepEqual(first.persist, [{ accepted: [vote(1, 0, 'a')] }]);
  assert.deepEqual(first.send, [{ to: 'n1', message: accepted(0, 1) }]);
  assert.equal(server('n2', n2.records).node.view.accepted.get(1)?.value, 'a');
});

test('what a leader knows to be chosen from another ballot it does not say to be chosen in its own, while it asks for it', () => {
  const n1 = leader([vote(1, -1, 'a'), vote(2, -1, 'b')]);
  const heartbeat = () => {
    const { message } = n1.timeout('heartbeat').send[0]!;
    assert.ok(message.type === 'accept');
    return message.chosen;
  };
  n1.tell('n2', { type: 'decided', ballot: -1, votes: [vote(2, -1, 'b')] });
  n1.tell('n2', accepted(0, 1));
  assert.equal(n1.node.view.chosen, 2);
  assert.equal(heartbeat(), 1, 'slot 2 is chosen, but so far not in ballot 0');
  n1.tell('n3', accepted(0, 2));
  assert.equal(heartbeat(), 2);
});

test('a follower takes for chosen only what it voted for in the ballot of the leader; the rest it is missing', () => {
  const records = [{ accepted: [vote(1, 0, 'old')] }];
  const n2 = server('n2', records);
  assert.deepEqual(n2.tell('n3', accept(2, 1)).send[0]!.message, { ...accepted(2), missing: 1 });
  assert.equal(n2.node.view.executed, 0);
  n2.tell('n3', { type: 'decided', ballot: 2, votes: [vote(1, 2, 'new')] });
  assert.equal(n2.node.view.executed, 1);
  const mistaken = server('n2', records, 'old-vote-is-chosen');
  mistaken.tell('n3', accept(2, 1));
  assert.equal(mistaken.node.view.executed, 1);
});

test('a leader that hears of a larger ballot leads no more, and says who might', () => {
  const n1 = leader();
  n1.tell('n3', { type: 'prepare', ballot: 2, after: 0 });
  assert.equal(n1.node.view.leading, false);
  assert.deepEqual(n1.ask('o1', put('a')).replies, [{ id: 'o1', reply: { kind: 'redirect', leader: null } }]);
  n1.tell('n3', accept(2, 0));
  assert.deepEqual(n1.ask('o1', put('a')).replies, [{ id: 'o1', reply: { kind: 'redirect', leader: 'n3' } }]);
});
