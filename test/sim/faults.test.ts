/** Each fault alone, on nodes that tick and tell each other: it does what its line in the schedule says, and nothing before or after. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TraceEvent } from '../../src/core/trace.js';
import { type Effects, effects, type Input, type ProtocolNode } from '../../src/protocol/protocol.js';
import { drawSchedule } from '../../src/sim/draw.js';
import { type Fault, type FaultKind, faultKinds, type Schedule } from '../../src/sim/schedule.js';
import { type Run, simulate } from '../../src/sim/simulation.js';
import type { System } from '../../src/sim/system.js';

/** Every 10 ms by its own clock it writes down how often it has ticked, then tells everybody. */
class Ticker implements ProtocolNode<number, number, readonly string[], string> {
  ticks: number;
  members: readonly string[];

  constructor(
    readonly self: string,
    readonly nodes: readonly string[],
    records: readonly number[],
  ) {
    this.ticks = records.at(-1) ?? 0;
    this.members = nodes;
  }

  step(now: number, input: Input<number, readonly string[]>): Effects<number, number, string> {
    if (input.kind === 'message') {
      return effects({ trace: [{ action: 'Heard', args: { from: input.from, n: input.message }, vars: {} }] });
    }
    if (input.kind === 'request') {
      this.members = input.request;
      return effects({ replies: [{ id: input.id, reply: this.self }] });
    }
    const timers = [{ timer: 'tick', after: 10 }];
    if (input.timer === 'start') {
      return effects({ timers, trace: [{ action: 'Start', args: { now, ticks: this.ticks }, vars: {} }] });
    }
    this.ticks += 1;
    return effects({
      persist: [this.ticks],
      trace: [{ action: 'Tick', args: { n: this.ticks, now }, vars: {} }],
      send: this.nodes.filter((id) => id !== this.self).map((to) => ({ to, message: this.ticks })),
      timers,
    });
  }
}

const ticking: System<number, number, readonly string[], string> = {
  name: 'ticking',
  title: 'Ticking',
  specification: '',
  mutants: {},
  durationMs: 200,
  livenessMs: 100,
  nodes: () => ['n1', 'n2', 'n3'],
  tolerates: () => 1,
  operations: () => [],
  unfit: () => null,
  create: (self, nodes, records) => new Ticker(self, nodes, records),
  constants: () => ({}),
  leadership: (node) => ((node as Ticker).self === 'n2' ? 1 : null),
  changeMembers: (members) => members,
  unsettled: ({ node, lost }, { nodes }) =>
    nodes.every((id) => lost.has(id) || node(id) !== null) ? null : 'somebody is down',
};

const calm: Schedule<readonly string[]> = {
  protocol: 'ticking',
  seed: '0x1',
  nodes: ['n1', 'n2', 'n3'],
  durationMs: 200,
  network: { delayMs: 2, jitterMs: 0, loss: 0, duplicate: 0, late: 0, lateMs: 0 },
  disk: { syncMs: 1, jitterMs: 0 },
  faults: [],
  operations: [],
};

const runWith = (...faults: Fault[]): Run => simulate(ticking, { ...calm, faults }, null);
const events = (run: Run, action: string, node: string): TraceEvent[] =>
  run.trace.filter((event) => event.action === action && event.node === node);
/** When `node` heard from `from`, whole milliseconds. */
const heard = (run: Run, node: string, from: string): number[] =>
  events(run, 'Heard', node)
    .filter(({ args }) => args.from === from)
    .map(({ at }) => Math.round(at));
const ticked = (run: Run, node: string): number[] => events(run, 'Tick', node).map(({ at }) => Math.round(at));
const between = (times: readonly number[], low: number, high: number): number =>
  times.filter((at) => at > low && at <= high).length;

/** 20 ticks in 200 ms, each durable after 1 ms and heard 2 ms later: at 11 and 13, 22 and 24, ... */
test('without a fault', () => {
  const run = runWith();
  assert.deepEqual(ticked(run, 'n1').slice(0, 3), [11, 22, 33]);
  assert.deepEqual(heard(run, 'n3', 'n1').slice(0, 3), [13, 24, 35]);
  assert.equal(run.stuck, null);
});

const shown: Record<FaultKind, () => void> = {
  crash() {
    // The tick of 44 ms waits for its sync when the node dies: it is lost, or kept, as the fault says.
    for (const keep of [0, 1]) {
      const run = runWith({ at: 43.5, kind: 'crash', node: 'n1', forMs: 50, keep, torn: true });
      assert.equal(between(ticked(run, 'n1'), 44, 100), 0);
      const [, again] = events(run, 'Start', 'n1');
      assert.deepEqual([again!.at, again!.args.ticks], [93.5, 3 + keep]);
      assert.equal(run.counts.crashes, 1);
    }
    const lost = runWith({ at: 43.5, kind: 'crash', node: 'n1', forMs: null, keep: 0, torn: false });
    assert.equal(between(ticked(lost, 'n1'), 44, 999), 0);
    assert.equal(lost.stuck, null, 'what is lost is not waited for');
  },
  'crash-unsynced'() {
    const run = runWith({ kind: 'crash-unsynced', append: 2, node: 'n1', forMs: 5, keep: 0, torn: false });
    const [, again] = events(run, 'Start', 'n1');
    assert.deepEqual([Math.round(again!.at), again!.args.ticks], [37, 2]);
  },
  pause() {
    const run = runWith({ at: 50, kind: 'pause', node: 'n1', forMs: 60 });
    assert.equal(between(ticked(run, 'n1'), 50, 109), 0);
    assert.equal(between(heard(run, 'n1', 'n2'), 50, 109), 0);
    assert.ok(
      between(heard(run, 'n1', 'n2'), 109, 111) >= 5,
      'all that came meanwhile is found, behind the tick that waited',
    );
    assert.equal(events(run, 'Start', 'n1').length, 1, 'no restart');
  },
  partition() {
    const cut = { at: 50, kind: 'partition', from: ['n1'], to: ['n2'], forMs: 50 } as const;
    const oneWay = runWith({ ...cut, twoWay: false });
    assert.equal(between(heard(oneWay, 'n2', 'n1'), 53, 101), 0);
    assert.ok(between(heard(oneWay, 'n1', 'n2'), 53, 101) >= 4);
    assert.ok(between(heard(oneWay, 'n2', 'n1'), 101, 200) >= 8, 'it ends');
    const twoWay = runWith({ ...cut, twoWay: true });
    assert.equal(between(heard(twoWay, 'n1', 'n2'), 53, 101), 0);
    assert.ok(between(heard(twoWay, 'n3', 'n1'), 53, 101) >= 4, 'n3 is the bridge');
    const leader = runWith({ ...cut, from: ['@leader'], to: ['@others'], twoWay: true });
    assert.equal(between(heard(leader, 'n1', 'n2'), 53, 101) + between(heard(leader, 'n2', 'n3'), 53, 101), 0);
    assert.ok(between(heard(leader, 'n1', 'n3'), 53, 101) >= 4);
    assert.deepEqual(leader.nodeFaults, [{ ...cut, from: ['n2'], to: ['n1', 'n3'], twoWay: true }]);
    const named = runWith({ ...cut, to: ['@others'], twoWay: true });
    assert.deepEqual(named.nodeFaults, [{ ...cut, to: ['n2', 'n3'], twoWay: true }], 'also where no leader is named');
    assert.equal(between(heard(named, 'n1', 'n2'), 53, 101) + between(heard(named, 'n3', 'n1'), 53, 101), 0);
    assert.ok(between(heard(named, 'n2', 'n3'), 53, 101) >= 4);
  },
  ring() {
    const nodes = ['n1', 'n2', 'n3', 'n4', 'n5'];
    const order = ['n3', 'n1', 'n5', 'n2', 'n4'];
    const fault: Fault = { at: 50, kind: 'ring', order, forMs: 50 };
    const run = simulate(ticking, { ...calm, nodes, faults: [fault] }, null);
    const hears = (node: string): string =>
      nodes.filter((from) => from === node || between(heard(run, node, from), 53, 101) > 0).join();
    assert.deepEqual(nodes.map(hears), ['n1,n3,n5', 'n2,n4,n5', 'n1,n3,n4', 'n2,n3,n4', 'n1,n2,n5']);
    assert.ok(nodes.every((from) => from === 'n1' || between(heard(run, 'n1', from), 103, 200) >= 8));
    for (const size of [4, 6, 7]) {
      const more = Array.from({ length: size }, (_, index) => `n${index + 1}`);
      const larger: Run = simulate(ticking, { ...calm, nodes: more, faults: [{ ...fault, order: more }] }, null);
      const majorities = more.map((node): string =>
        more.filter((from) => from === node || between(heard(larger, node, from), 53, 101) > 0).join(),
      );
      assert.equal(new Set(majorities).size, size);
      for (const each of majorities) assert.equal(each.split(',').length, Math.floor(size / 2) + 1, each);
    }
  },
  clog() {
    const run = runWith({ at: 50, kind: 'clog', from: 'n1', to: 'n2', forMs: 50 });
    assert.equal(between(heard(run, 'n2', 'n1'), 50, 99), 0);
    assert.ok(between(heard(run, 'n2', 'n1'), 99, 100) >= 4, 'none is lost');
    assert.ok(between(heard(run, 'n3', 'n1'), 50, 99) >= 4);
  },
  slow() {
    const run = runWith({ at: 50, kind: 'slow', from: 'n1', to: 'n2', byMs: 7, forMs: 50 });
    assert.deepEqual(heard(run, 'n2', 'n1').slice(3, 6), [46, 64, 75]);
    assert.deepEqual(heard(run, 'n3', 'n1').slice(3, 6), [46, 57, 68]);
  },
  'clock-offset'() {
    const run = runWith({ kind: 'clock-offset', node: 'n1', byMs: -300 });
    assert.equal(events(run, 'Start', 'n1')[0]!.args.now, -300);
    assert.deepEqual(ticked(run, 'n1'), ticked(runWith(), 'n1'), 'timers do not see it');
  },
  'clock-jump'() {
    const run = runWith({ at: 50, kind: 'clock-jump', node: 'n1', byMs: 1000 });
    const nows = events(run, 'Tick', 'n1').map(({ args }) => Math.round(Number(args.now)));
    assert.deepEqual(nows.slice(2, 6), [32, 43, 1054, 1065]);
  },
  'clock-drift'() {
    const run = runWith({ at: 0, kind: 'clock-drift', node: 'n1', rate: 2, forMs: 100 });
    assert.equal(between(ticked(run, 'n1'), 0, 100), 15, 'after the first one every 5 ms and a sync');
    assert.equal(between(ticked(run, 'n1'), 100, 200), 10);
  },
  'disk-full'() {
    const run = runWith({ at: 50, kind: 'disk-full', node: 'n1', forMs: 20 });
    const [, again] = events(run, 'Start', 'n1');
    assert.deepEqual([Math.round(again!.at), again!.args.ticks], [104, 4], 'it stops at its next append');
  },
  'disk-slow'() {
    const run = runWith({ at: 50, kind: 'disk-slow', node: 'n1', byMs: 30, forMs: 20 });
    assert.deepEqual(ticked(run, 'n1').slice(3, 6), [44, 85, 96]);
  },
  'sync-fails'() {
    const run = runWith({ at: 50, kind: 'sync-fails', node: 'n1' });
    const [, again] = events(run, 'Start', 'n1');
    assert.deepEqual([Math.round(again!.at), again!.args.ticks], [105, 4], 'the batch is gone, the node with it');
  },
  'bit-flip'() {
    const crash: Fault = { at: 60, kind: 'crash', node: 'n1', forMs: 10, keep: 0, torn: false };
    const run = runWith({ at: 50, kind: 'bit-flip', node: 'n1', batch: 0 }, crash);
    assert.equal(events(run, 'Start', 'n1').length, 1, 'its storage does not open');
    assert.equal(events(runWith(crash), 'Start', 'n1').length, 2);
    assert.equal(
      runWith({ at: 5, kind: 'bit-flip', node: 'n1', batch: 0 }, crash).trace.length,
      runWith(crash).trace.length,
    );
  },
  rot() {
    const told: string[] = [];
    const keeping: typeof ticking = {
      ...ticking,
      rot: (packet) => [`packet ${packet}`],
      create(id, nodes, records) {
        const node = new Ticker(id, nodes, records);
        const step: Ticker['step'] = (now, input) => {
          if (input.kind === 'request') told.push(`${id} at ${now}: ${input.request}`);
          return node.step(now, input);
        };
        return { step };
      },
    };
    const crash: Fault = { at: 60, kind: 'crash', node: 'n3', forMs: 10, keep: 0, torn: false };
    const rots = ['n1', 'n3'].map((node): Fault => ({ at: 65, kind: 'rot', node, packet: 3 }));
    simulate(keeping, { ...calm, faults: [crash, ...rots] }, null);
    assert.deepEqual(told, ['n1 at 65: packet 3'], 'the disk of a node that is down is spared');
  },
  membership() {
    const run = runWith({ at: 50, kind: 'membership', members: ['n3', 'n1'] });
    assert.deepEqual(
      run.operations.map(({ operation, calledAt, reply }) => [operation.id, operation.request, calledAt, reply]),
      [['membership-1', ['n3', 'n1'], 50, 'n3']],
    );
  },
  'message-lost'() {
    const run = runWith({ kind: 'message-lost', from: 'n1', to: 'n2', nth: 1 });
    assert.deepEqual(heard(run, 'n2', 'n1').slice(0, 3), [13, 35, 46]);
  },
  'message-repeated'() {
    const run = runWith({ kind: 'message-repeated', from: 'n1', to: 'n2', nth: 1, byMs: 4 });
    assert.deepEqual(heard(run, 'n2', 'n1').slice(0, 4), [13, 24, 28, 35]);
  },
  'message-late'() {
    const run = runWith({ kind: 'message-late', from: 'n1', to: 'n2', nth: 1, byMs: 15 });
    const order = events(run, 'Heard', 'n2').filter(({ args }) => args.from === 'n1');
    assert.deepEqual(
      order.slice(0, 3).map(({ args }) => args.n),
      [1, 3, 2],
      'the next one has overtaken it',
    );
  },
};

for (const kind of faultKinds) test(`fault: ${kind}`, shown[kind]);

test('a fault of the leader where nobody leads does not come about', () => {
  const { leadership: _, ...leaderless } = ticking;
  const pause: Fault = { at: 50, kind: 'pause', node: '@leader', forMs: 60 };
  const run = simulate(leaderless, { ...calm, faults: [pause] }, null);
  assert.deepEqual(run.nodeFaults, []);
  assert.equal(run.hash, runWith().hash);
  assert.deepEqual(runWith(pause).nodeFaults, [{ ...pause, node: 'n2' }]);
});

test('the seed draws which kinds of fault there are, and every kind is drawn', () => {
  const kinds = new Map<string, number>();
  const mixes = new Set<string>();
  for (let seed = 0; seed < 500; seed += 1) {
    const nodes = ['n1', 'n2', 'n3', 'n4', 'n5'];
    const { faults, network } = drawSchedule({ ...ticking, nodes: () => nodes }, BigInt(seed));
    const drawn = new Set(faults.map(({ kind }) => kind));
    for (const kind of drawn) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    mixes.add([...drawn].sort().join());
    for (const name of ['loss', 'duplicate', 'late'] as const)
      if (network[name] > 0) kinds.set(name, (kinds.get(name) ?? 0) + 1);
  }
  // What may rot, and how much of it, its system knows: it draws that.
  const drawn = faultKinds.filter((kind) => !kind.startsWith('message') && kind !== 'rot');
  const expected = [...drawn, 'loss', 'duplicate', 'late'];
  for (const kind of expected) {
    const count = kinds.get(kind) ?? 0;
    assert.ok(count >= 20 && count <= 450, `${kind} in ${count} of 500 schedules: some have it, some do not`);
  }
  assert.ok(mixes.size > 150, `${mixes.size} mixes`);
});

test('the liveness phase heals all but what is lost, and what is missing then is said', () => {
  const faults: Fault[] = [
    { at: 190, kind: 'crash', node: 'n1', forMs: 9999, keep: 0, torn: false },
    { at: 190, kind: 'partition', from: ['n2'], to: ['n3'], twoWay: true, forMs: 9999 },
    { at: 190, kind: 'pause', node: 'n3', forMs: 9999 },
  ];
  const waits = { ...ticking, unsettled: () => 'never content' };
  const run = simulate(waits, { ...calm, faults }, null);
  assert.equal(run.stuck, 'never content');
  assert.equal(run.counts.virtualMs, 300);
  assert.equal(events(run, 'Start', 'n1').at(-1)!.at, 200);
  assert.ok(between(heard(run, 'n3', 'n2'), 200, 300) >= 8);
  assert.equal(runWith(...faults).stuck, null);
});
