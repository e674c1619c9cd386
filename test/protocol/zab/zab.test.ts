/** Sentences of Junqueira, Reed and Serafini 2011 and of the page "Zab 1.0", each with its step. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../src/core/random.js';
import type { Effects } from '../../../src/protocol/protocol.js';
import type {
  Transaction,
  ZabMessage,
  ZabMutant,
  ZabRecord,
  ZabReply,
  Zxid,
} from '../../../src/protocol/zab/message.js';
import { ZabNode } from '../../../src/protocol/zab/node.js';

type ZabEffects = Effects<ZabMessage, ZabRecord, ZabReply>;
const timings = { tickMs: 25, silenceMs: 100, initMs: 400, settleMs: 10, carelessEvery: 0, batch: 8 };
const zxid = (epoch: number, counter: number): Zxid => ({ epoch, counter });
const none = zxid(0, 0);
const transaction = (epoch: number, counter: number): Transaction => {
  const value = `t${epoch}.${counter}`;
  return { zxid: zxid(epoch, counter), value, command: { op: 'put', key: 'x', value } };
};
const wrote = (...transactions: Transaction[]): ZabRecord[] => [{ after: 0, transactions }];

/** A server among n1, n2, n3 with this durable state, and its conversation. */
function server(self: string, records: readonly ZabRecord[] = [], mutant: ZabMutant | null = null) {
  const node = new ZabNode({ self, servers: ['n1', 'n2', 'n3'], timings, random: new Random(1n), mutant }, records);
  let now = 0;
  const born = node.step(now, { kind: 'timeout', timer: 'start' });
  const conversation = {
    node,
    born,
    tell: (from: string, message: ZabMessage): ZabEffects => node.step(now, { kind: 'message', from, message }),
    timeout: (timer: string, afterMs = 10): ZabEffects => {
      now += afterMs;
      return node.step(now, { kind: 'timeout', timer });
    },
    ask: (id: string, key: string, value?: string): ZabEffects =>
      node.step(now, {
        kind: 'request',
        id,
        request: value === undefined ? { op: 'get', key } : { op: 'put', key, value },
      }),
    /** The others want it to lead. */
    elect: (): ZabEffects => {
      const { currentEpoch, history } = node.view;
      const ballot = { leader: self, currentEpoch, zxid: history.at(-1)?.zxid ?? none };
      for (const from of ['n1', 'n2', 'n3'].filter((id) => id !== self)) {
        conversation.tell(from, { type: 'Notification', round: 1, ballot, state: 'looking' });
      }
      return conversation.timeout('settle');
    },
    follow: (leader: string): ZabEffects =>
      conversation.tell(leader, {
        type: 'Notification',
        round: 1,
        ballot: { leader, currentEpoch: 0, zxid: none },
        state: 'leading',
      }),
  };
  return conversation;
}
const sent = <T extends ZabMessage['type']>(effects: ZabEffects, type: T) =>
  effects.send.filter(
    (each): each is { to: string; message: Extract<ZabMessage, { type: T }> } => each.message.type === type,
  );
const actions = (effects: ZabEffects): string[] => effects.trace.map(({ action }) => action);
const acke = (epoch: number, currentEpoch: number, last: Zxid, promised = true) =>
  ({ type: 'ACKE', epoch, currentEpoch, zxid: last, promised }) as const;

/** n3 as the established leader of epoch 1, with n2 synchronised. */
function primary(records: readonly ZabRecord[] = []) {
  const n3 = server('n3', records);
  n3.elect();
  n3.tell('n2', { type: 'CEPOCH', epoch: 0 });
  const { acceptedEpoch, history } = n3.node.view;
  n3.tell('n2', acke(acceptedEpoch, 0, none));
  n3.tell('n2', { type: 'ACKLD', epoch: acceptedEpoch, zxid: history.at(-1)?.zxid ?? none });
  assert.equal(n3.node.view.phase, 'broadcast');
  return n3;
}

test('phase 0: the ballot goes to the newest epoch, then the most transactions, then the greatest name', () => {
  const records: ZabRecord[] = [
    { acceptedEpoch: 2 },
    { currentEpoch: 2 },
    ...wrote(transaction(1, 1), transaction(2, 1)),
  ];
  for (const [leader, currentEpoch, last, convinced] of [
    ['n1', 3, none, true],
    ['n1', 2, zxid(2, 2), true],
    ['n3', 2, zxid(2, 1), true],
    ['n1', 2, zxid(2, 1), false],
    ['n3', 1, zxid(1, 9), false],
  ] as const) {
    const n2 = server('n2', records);
    const ballot = { leader, currentEpoch, zxid: last };
    const answer = n2.tell('n1', { type: 'Notification', round: 1, ballot, state: 'looking' });
    assert.equal(sent(answer, 'Notification').length > 0, convinced, JSON.stringify(ballot));
  }
});

test('l.1.1: the leader proposes an epoch later than any of a quorum, and promises itself first', () => {
  const n3 = server('n3', [{ acceptedEpoch: 3 }]);
  assert.deepEqual(actions(n3.elect()), ['Lead']);
  const chosen = n3.tell('n2', { type: 'CEPOCH', epoch: 6 });
  assert.deepEqual(chosen.persist, [{ acceptedEpoch: 7 }]);
  assert.deepEqual(sent(chosen, 'NEWEPOCH'), [{ to: 'n2', message: { type: 'NEWEPOCH', epoch: 7 } }]);
});

test('f.1.1: a follower promises an epoch once; the promise survives a restart', () => {
  const n1 = server('n1', [{ acceptedEpoch: 1 }, { currentEpoch: 1 }, ...wrote(transaction(1, 1))]);
  n1.follow('n3');
  const promised = n1.tell('n3', { type: 'NEWEPOCH', epoch: 2 });
  assert.deepEqual(promised.persist, [{ acceptedEpoch: 2 }]);
  assert.deepEqual(sent(promised, 'ACKE')[0]?.message, acke(2, 1, zxid(1, 1)));
  const again = server('n1', [{ acceptedEpoch: 2 }]);
  again.follow('n2');
  const other = again.tell('n2', { type: 'NEWEPOCH', epoch: 2 });
  assert.deepEqual(other.persist, []);
  assert.equal(sent(other, 'ACKE')[0]?.message.promised, false, 'it may have promised the epoch to another');
  assert.deepEqual(actions(again.tell('n2', { type: 'NEWEPOCH', epoch: 1 })), ['Look'], 'and nothing earlier');
});

test('Zab 1.0: a leader gives up where a follower of its quorum has more', () => {
  for (const [currentEpoch, last, expected] of [
    [0, none, 'NEWLEADER'],
    [1, zxid(1, 1), 'NEWLEADER'],
    [1, zxid(1, 2), 'Look'],
    [2, none, 'Look'],
  ] as const) {
    const n3 = server('n3', [{ acceptedEpoch: 1 }, { currentEpoch: 1 }, ...wrote(transaction(1, 1))]);
    n3.elect();
    n3.tell('n2', { type: 'CEPOCH', epoch: 1 });
    assert.equal(actions(n3.tell('n2', acke(2, currentEpoch, last)))[0], expected);
  }
});

test('l.2.1: a follower is sent what it lacks, told to cut off what is too much, or sent everything', () => {
  const records: ZabRecord[] = [
    { acceptedEpoch: 2 },
    { currentEpoch: 2 },
    ...wrote(transaction(1, 1), transaction(1, 2), transaction(2, 1)),
  ];
  for (const [last, by, after, count] of [
    [zxid(1, 1), 'DIFF', zxid(1, 1), 2],
    [zxid(2, 1), 'DIFF', zxid(2, 1), 0],
    [none, 'DIFF', none, 3],
    [zxid(2, 4), 'TRUNC', zxid(2, 1), 0],
    [zxid(1, 5), 'TRUNC', zxid(1, 2), 1],
  ] as const) {
    const n3 = server('n3', records);
    n3.elect();
    n3.tell('n1', { type: 'CEPOCH', epoch: 2 });
    n3.tell('n1', acke(3, 2, none));
    const { message } = sent(n3.tell('n2', acke(3, 1, last, false)), 'NEWLEADER')[0]!;
    assert.deepEqual(
      [message.by, message.after, message.transactions.length],
      [by, after, count],
      JSON.stringify(last),
    );
  }
});

test('SNAP: of an epoch that the leader has never seen, nothing is known to be common', () => {
  const n3 = server('n3', [{ acceptedEpoch: 3 }, { currentEpoch: 3 }, ...wrote(transaction(1, 1), transaction(3, 1))]);
  n3.elect();
  n3.tell('n1', { type: 'CEPOCH', epoch: 3 });
  n3.tell('n1', acke(4, 3, none));
  const { message } = sent(n3.tell('n2', acke(4, 2, zxid(2, 1), false)), 'NEWLEADER')[0]!;
  assert.deepEqual([message.by, message.after, message.transactions.length], ['SNAP', none, 2]);
});

test('f.2.1: history and epoch are one batch, before the acknowledgement (ZOOKEEPER-4643, 4646)', () => {
  const n1 = server('n1', [{ acceptedEpoch: 1 }, { currentEpoch: 1 }, ...wrote(transaction(1, 1), transaction(1, 2))]);
  n1.follow('n3');
  n1.tell('n3', { type: 'NEWEPOCH', epoch: 2 });
  const transactions = [transaction(1, 3)];
  const done = n1.tell('n3', { type: 'NEWLEADER', epoch: 2, by: 'DIFF', after: zxid(1, 1), transactions });
  assert.deepEqual(done.persist, [{ after: 1, transactions }, { currentEpoch: 2 }]);
  assert.deepEqual(sent(done, 'ACKLD')[0]?.message, { type: 'ACKLD', epoch: 2, zxid: zxid(1, 3) });
  assert.equal(n1.node.view.lastCommitted, 0, 'and nothing is delivered yet (ZOOKEEPER-3911)');
  n1.tell('n3', { type: 'COMMITLD', epoch: 2, zxid: zxid(1, 3) });
  assert.equal(n1.node.view.lastCommitted, 2);
});

test('2845: who looks for a leader keeps what it has not delivered, and says so', () => {
  const records: ZabRecord[] = [{ acceptedEpoch: 1 }, { currentEpoch: 1 }, ...wrote(transaction(1, 1))];
  const ballotOf = (mutant: ZabMutant | null) => {
    const n1 = server('n1', records, mutant);
    n1.follow('n3');
    const looking = n1.timeout('tick', 200);
    assert.deepEqual(actions(looking), ['Look']);
    return sent(looking, 'Notification')[0]!.message.ballot.zxid;
  };
  assert.deepEqual(ballotOf(null), zxid(1, 1));
  assert.deepEqual(ballotOf('uncommitted-kept'), none);
});

test('l.2.2: the leader is established by a quorum that has its history', () => {
  const n3 = server('n3', [{ acceptedEpoch: 1 }, { currentEpoch: 1 }, ...wrote(transaction(1, 1))]);
  n3.elect();
  n3.tell('n2', { type: 'CEPOCH', epoch: 0 });
  n3.tell('n2', acke(2, 0, none));
  assert.equal(n3.node.view.phase, 'synchronization');
  assert.deepEqual(n3.ask('c', 'x', 'v').replies, [{ id: 'c', reply: { kind: 'redirect', leader: null } }]);
  const established = n3.tell('n2', { type: 'ACKLD', epoch: 2, zxid: zxid(1, 1) });
  assert.deepEqual(actions(established), ['COMMITLD']);
  assert.equal(n3.node.view.lastCommitted, 1);
});

test('l.3.1 to l.3.2: a proposal is committed when a quorum has it, with all before it', () => {
  const n3 = primary();
  const first = n3.ask('a', 'x', '1');
  assert.deepEqual(first.persist.length, 1, 'durable here, too');
  assert.deepEqual(
    sent(first, 'PROPOSE')[0]?.message.transactions.map((each) => each.zxid),
    [zxid(1, 1)],
  );
  n3.ask('b', 'x', '2');
  const committed = n3.tell('n2', { type: 'ACK', epoch: 1, zxid: zxid(1, 2) });
  assert.deepEqual(
    committed.replies.map(({ id }) => id),
    ['a', 'b'],
  );
  assert.deepEqual(sent(committed, 'COMMIT')[0]?.message.zxid, zxid(1, 2));
});

test('f.3.1: a follower accepts a proposal behind the one before it, and nowhere else', () => {
  const n1 = server('n1');
  n1.follow('n3');
  n1.tell('n3', { type: 'NEWEPOCH', epoch: 1 });
  n1.tell('n3', { type: 'NEWLEADER', epoch: 1, by: 'DIFF', after: none, transactions: [] });
  const propose = (...transactions: Transaction[]) => n1.tell('n3', { type: 'PROPOSE', epoch: 1, transactions });
  assert.deepEqual(propose(transaction(1, 2)).persist, [], 'the first is missing');
  assert.equal(propose(transaction(1, 1), transaction(1, 2)).persist.length, 1);
  const again = propose(transaction(1, 1), transaction(1, 2), transaction(1, 3));
  assert.deepEqual(again.persist, [{ after: 2, transactions: [transaction(1, 3)] }]);
  assert.deepEqual(n1.tell('n3', { type: 'PROPOSE', epoch: 2, transactions: [transaction(2, 1)] }).persist, []);
});

test('a leader without a word from a quorum leaves office; a follower without a word leaves its leader', () => {
  const n3 = primary();
  assert.deepEqual(actions(n3.timeout('tick', 50)), []);
  assert.deepEqual(actions(n3.timeout('tick', 100)), ['Look']);
});

test('sync: a read waits for a quorum to have answered since it came', () => {
  const n3 = primary();
  const asked = n3.ask('r', 'x');
  assert.deepEqual(asked.replies, []);
  const { round } = sent(asked, 'PING')[0]!.message;
  const pong = (of: number) => ({ type: 'PONG', epoch: 1, round: of, zxid: none, synchronized: true }) as const;
  assert.deepEqual(n3.tell('n2', pong(round - 1)).replies, []);
  assert.deepEqual(n3.tell('n2', pong(round)).replies, [{ id: 'r', reply: { kind: 'ok', value: null } }]);
});
