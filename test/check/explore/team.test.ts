/** Searches by several threads: the counts, depths and counterexamples of one. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { Gathering } from '../../../src/check/explore/gathering.js';
import { newStatistics } from '../../../src/check/explore/host.js';
import { StateStore } from '../../../src/check/explore/state-store.js';
import { Alone, type Brought, evenOut, Member, shareFor } from '../../../src/check/explore/team.js';
import { decodeStates, encodeLoan, encodeStates, type Parcel } from '../../../src/check/explore/travel.js';
import { recordOf, setOf, string, tupleOf } from '../../../src/tla/runtime.js';
import { explore } from './model.js';

test('who has many states hands some to those who have few, and nobody moves states for a trifle', () => {
  assert.deepEqual(evenOut([1000, 0]), [{ from: 0, to: 1, count: 500 }]);
  assert.deepEqual(evenOut([40, 0]), []);
  assert.deepEqual(evenOut([10_000, 10_400]), []);
  for (const counts of [
    [900, 10, 20],
    [0, 0, 0, 5000],
    [333, 4444, 1, 2000, 7],
  ]) {
    const after = [...counts];
    for (const { from, to, count } of evenOut(counts)) {
      after[from]! -= count;
      after[to]! += count;
    }
    const all = counts.reduce((sum, count) => sum + count, 0);
    assert.equal(
      after.reduce((sum, count) => sum + count, 0),
      all,
    );
    assert.ok(Math.max(...after) <= Math.ceil(all / counts.length), `${counts} became ${after}`);
  }
});

test('states arrive as they were sent, with predecessors and actions', () => {
  const sent = new StateStore(2);
  const values = [tupleOf([2, 4]), recordOf({ kind: string('vote'), from: setOf([2, 4, 6]) })];
  for (let i = 0; i < 5; i += 1) sent.add(Int32Array.of(values[0]! & -1, values[1]!), 0, i - 1, i % 3);
  const received = new StateStore(2);
  decodeStates(encodeStates(sent, 1, 3), received);
  assert.equal(received.count, 3);
  for (let i = 0; i < 3; i += 1) {
    assert.deepEqual(received.state(i), sent.state(i + 1));
    assert.deepEqual([received.predecessor(i), received.action(i)], [i, (i + 1) % 3]);
  }
});

test('who has expanded all it had borrows from who has more, until nobody has any', () => {
  const share = shareFor(2);
  const { port1, port2 } = new MessageChannel();
  const store = new StateStore(1);
  for (let i = 0; i < 6; i += 1) store.add(Int32Array.of(2 * i), 0, -1, 0);
  const lender = new Member(1, share, [port2, null]);
  let lend = (): void => {
    assert.ok(lender.wanted);
    lender.lend(() => encodeLoan(store, 4, 2, (index) => 2 * index + 1));
    assert.ok(!lender.wanted);
    lender.lend(() => assert.fail('nobody asks any more'));
  };
  const borrower = new Member(0, share, [null, port1], () => lend());
  assert.ok(!lender.wanted);
  const borrowed = new StateStore(1);
  decodeStates(borrower.borrow()!, borrowed);
  assert.deepEqual([borrowed.state(0), borrowed.state(1)], [[8], [10]]);
  assert.deepEqual([borrowed.predecessor(0), borrowed.predecessor(1)], [9, 11]);
  lend = () => assert.equal(lender.borrow(), null);
  assert.equal(borrower.borrow(), null);
  assert.ok(!lender.wanted);
  port1.close();
});

/** Lends to itself: all that a member can be asked for goes through a parcel and back. */
class Lender extends Alone {
  lent = 0;
  private readonly parcels: Parcel[] = [];

  override get wanted(): boolean {
    return true;
  }

  override lend(make: () => Parcel): void {
    const parcel = make();
    this.lent += parcel.count;
    this.parcels.push(parcel);
  }

  override borrow(): Parcel | null {
    return this.parcels.pop() ?? null;
  }
}

test('states that were lent are expanded once: counts, depth and counterexamples are those of who lends nothing', () => {
  const spec = (a: number, b: number): string => `EXTENDS Integers
VARIABLES x, y, z
Init == x \\in 0..9 /\\ y = 0 /\\ z = {}
Next == \\/ x' = (x + ${a} * y + 1) % 61 /\\ UNCHANGED <<y, z>>
        \\/ y' = (y * ${b} + x) % 47 /\\ x' \\in {x, (x + 7) % 61} /\\ z' = z
        \\/ x % 5 = y % 3 /\\ z' = z \\cup {x % 3} /\\ UNCHANGED <<x, y>>
InRange == x \\in 0..60 /\\ y \\in 0..46 /\\ z \\subseteq 0..2
Apart == ~(x = 60 /\\ y = 46)`;
  for (const [a, b] of [
    [1, 3],
    [2, 5],
    [4, 9],
  ] as const) {
    for (const invariant of ['InRange', 'Apart']) {
      const config = `INIT Init NEXT Next INVARIANT ${invariant}`;
      const alone = explore(spec(a, b), config).result;
      const team = new Lender();
      const lending = explore(spec(a, b), config, {}, {}, undefined, undefined, team).result;
      assert.ok(team.lent > alone.distinct / 8, `${team.lent} of ${alone.distinct} were lent`);
      assert.deepEqual([lending.verdict, lending.depth], [alone.verdict, alone.depth]);
      assert.equal(lending.violation?.trace.length, alone.violation?.trace.length);
      assert.equal(alone.verdict, invariant === 'Apart' ? 'violation' : 'ok');
      if (alone.violation === null)
        assert.deepEqual([lending.generated, lending.distinct, lending.left], [alone.generated, alone.distinct, 0]);
    }
  }
});

test('a member that waits goes on when another stops the team', () => {
  const share = shareFor(2);
  const other = new Member(1, share, [null, null]);
  const waiting = new Member(0, share, [null, null], () => other.stop());
  assert.equal(waiting.nextLevel(new StateStore(1), 0), 0);
  assert.ok(other.stopped);
});

test('a member looks up also where no wait is long, as in a search of small levels', () => {
  let looks = 0;
  const alone = new Member(0, shareFor(1), [null], () => {
    looks += 1;
  });
  for (let level = 0; level < 1000; level += 1) alone.nextLevel(new StateStore(1), 0);
  assert.ok(looks >= 10 && looks <= 100, `${looks} times in 1,000 levels`);
});

test('states that are gathered stand in the order in which they are expanded, and each comes once', () => {
  const asked: (readonly [states: number, expanded: number])[] = [];
  const onTheWay = {
    due: 2,
    reasonToStop: ({ store }: { store: StateStore }, expanded: number) => {
      asked.push([store.count, expanded]);
      return asked.length === 2 ? 'seen' : null;
    },
  };
  const sent: Brought[] = [];
  const member = (index: number) => ({
    index,
    stopped: false,
    bring: (parcels: Brought) => void sent.push(parcels),
    receive: () => sent.splice(0),
  });
  const statistics = newStatistics(() => 0);
  const stores = [new StateStore(1), new StateStore(1)];
  const gatherings = [1, 0].map((index) => new Gathering(member(index), 1, 2, index === 0 ? onTheWay : null));
  // Level by level, how many states each of the two members has found; state n of the whole has the value n.
  let made = 0;
  const heads = [0, 0];
  const reasons: (string | null)[] = [];
  for (const level of [
    [1, 1],
    [2, 1],
    [1, 2],
    [3, 2],
    [0, 4],
    [1, 1],
  ]) {
    for (const [i, count] of level.entries()) {
      for (let k = 0; k < count; k += 1) stores[i]!.add(Int32Array.of(2 * made++), 0, -1, 0);
    }
    const size = level[0]! + level[1]!;
    for (const [i, gathering] of gatherings.entries()) {
      reasons.push(gathering.before({ store: stores[i]!, statistics }, heads[i]!, size));
      heads[i] = stores[i]!.count;
    }
  }
  // 2 states are expanded before the second level, 8 before the fourth.
  assert.deepEqual(asked, [
    [5, 2],
    [13, 8],
  ]);
  assert.deepEqual(
    reasons.filter((reason) => reason !== null),
    ['seen'],
  );
  const { store } = gatherings[1]!;
  const values = Array.from({ length: store.count }, (_, i) => store.state(i)[0]! / 2);
  assert.deepEqual(values.slice(0, 2).sort(), [0, 1]);
  assert.deepEqual(values.slice(0, 5).sort(), [0, 1, 2, 3, 4]);
  assert.deepEqual(
    [...values].sort((a, b) => a - b),
    Array.from({ length: 13 }, (_, i) => i),
  );
  assert.ok(
    values.slice(0, 8).every((value) => value < 8),
    values.join(),
  );
});
