/** A service over Raft as its servers host it: who is answered, with what, in which order, and what a new leader is told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../src/core/random.js';
import type { RaftRecord, RaftReply } from '../../../src/protocol/raft/message.js';
import { type RaftEnvelope, RaftService } from '../../../src/protocol/raft/service.js';
import type { StateMachine } from '../../../src/protocol/state-machine.js';

/** Adds up; asked for twice under one id, a number is added once. */
class Sum implements StateMachine<number, string, { readonly sum: number }, number> {
  sum = 0;
  readonly #done = new Map<string, { readonly sum: number }>();
  apply(id: string, command: number): { readonly sum: number } {
    const known = this.#done.get(id);
    if (known !== undefined) return known;
    this.sum += command;
    this.#done.set(id, { sum: this.sum });
    return { sum: this.sum };
  }
  result(id: string): { readonly sum: number } | undefined {
    return this.#done.get(id);
  }
  get(): { readonly sum: number } {
    return { sum: this.sum };
  }
  snapshot(): number {
    return this.sum;
  }
  restore(sum: number): void {
    this.sum = sum;
  }
}

const timings = { electionMs: 100, heartbeatMs: 25, batch: 4, snapshotEvery: 3 };
const ids = ['s1', 's2', 's3'];

/** Three servers whose messages arrive when `deliver` says so; timers ring when the test rings them. */
class Cluster {
  readonly servers = new Map<string, RaftService<number, string, { readonly sum: number }, number, string>>();
  readonly machines = new Map<string, Sum>();
  readonly records = new Map<string, RaftRecord[]>(ids.map((id) => [id, []]));
  readonly log: string[] = [];
  now = 0;
  #network: { from: string; to: string; envelope: RaftEnvelope }[] = [];

  constructor() {
    for (const id of ids) this.start(id);
  }

  start(self: string): void {
    const machine = new Sum();
    const records = this.records.get(self)!;
    const service = new RaftService<number, string, { readonly sum: number }, number, string>(
      {
        self,
        servers: ids,
        timings,
        random: new Random(BigInt(self.charCodeAt(1))),
        machine,
        effects: {
          persist: (record) => {
            records.push(record);
            this.log.push(`${self} persists`);
          },
          send: (to, envelope) => {
            this.#network.push({ from: self, to, envelope });
            this.log.push(`${self} sends ${envelope.type}`);
          },
          timer: () => {},
        },
        answer: (to, answer) => this.log.push(`${self} answers ${to}: ${told(answer)}`),
        onApplied: () => this.log.push(`${self} applied: ${machine.sum}`),
        onLead: () => this.log.push(`${self} leads`),
      },
      [...records],
    );
    this.servers.set(self, service);
    this.machines.set(self, machine);
    service.timeout(this.now, 'start');
  }

  get(id: string): RaftService<number, string, { readonly sum: number }, number, string> {
    return this.servers.get(id)!;
  }

  /** All that is under way, and what comes of it, but what goes to or from `cutOff`. */
  deliver(cutOff = ''): void {
    for (let steps = 0; this.#network.length > 0 && steps < 1000; steps += 1) {
      const { from, to, envelope } = this.#network.shift()!;
      if (from !== cutOff && to !== cutOff) this.get(to).receive(this.now, from, envelope);
    }
    assert.deepEqual(this.#network, [], 'the servers never come to rest');
  }

  elect(id: string, cutOff = ''): void {
    // Longer than anybody takes a leader for alive that is not heard of.
    this.now += 1000;
    this.get(id).timeout(this.now, 'election');
    this.deliver(cutOff);
  }

  /** What was said since the last time, of some kind. */
  said(kind: RegExp): string[] {
    return this.log.splice(0).filter((line) => kind.test(line));
  }
}

const told = (answer: RaftReply<{ readonly sum: number }>): string =>
  'sum' in answer ? String(answer.sum) : answer.kind === 'redirect' ? `ask ${answer.leader}` : answer.kind;

test('whoever asked is answered once it is decided, and the machines of all servers have it', () => {
  const cluster = new Cluster();
  cluster.elect('s1');
  assert.deepEqual(cluster.said(/leads/), ['s1 leads']);
  assert.equal(cluster.get('s1').leads, 1);
  cluster.get('s1').command(cluster.now, 'a', 5, 'alice');
  assert.deepEqual(cluster.said(/answers/), [], 'nobody else has it yet');
  cluster.deliver();
  assert.deepEqual(cluster.said(/answers/), ['s1 answers alice: 5']);
  cluster.get('s1').query(cluster.now, 'q', 'sum', 'bob');
  cluster.get('s1').command(cluster.now, 'a', 5, 'alice');
  cluster.deliver();
  assert.deepEqual(
    cluster.said(/answers/).sort(),
    ['s1 answers alice: 5', 's1 answers bob: 5'],
    'a command that comes again was done once',
  );
  cluster.get('s1').timeout(cluster.now, 'heartbeat');
  cluster.deliver();
  assert.deepEqual(
    ids.map((id) => cluster.machines.get(id)!.sum),
    [5, 5, 5],
  );
});

test('one that does not lead says who does; nobody is told of what nobody asked for', () => {
  const cluster = new Cluster();
  cluster.get('s2').command(cluster.now, 'a', 5, 'alice');
  assert.deepEqual(cluster.said(/answers/), ['s2 answers alice: ask null']);
  cluster.elect('s1');
  cluster.get('s2').query(cluster.now, 'q', 'sum', 'alice');
  cluster.get('s1').command(cluster.now, 'own', 7, null);
  cluster.deliver();
  assert.deepEqual(cluster.said(/answers/), ['s2 answers alice: ask s1']);
  assert.equal(cluster.machines.get('s1')!.sum, 7);
});

test('records come first, then what was applied, then messages and answers', () => {
  const cluster = new Cluster();
  cluster.elect('s1');
  cluster.said(/./);
  cluster.get('s1').command(cluster.now, 'a', 5, 'alice');
  assert.deepEqual(cluster.said(/s1/), ['s1 persists', 's1 applied: 0', 's1 sends Raft', 's1 sends Raft']);
  cluster.deliver();
  const told = cluster.said(/^s1 (applied: 5|answers)/);
  assert.deepEqual(told.slice(0, 2), ['s1 applied: 5', 's1 answers alice: 5']);
});

test('a deposed leader neither decides nor reads; each that begins to lead is told so', () => {
  const cluster = new Cluster();
  cluster.elect('s1');
  cluster.get('s1').command(cluster.now, 'a', 5, 'alice');
  cluster.deliver();
  cluster.elect('s2', 's1');
  assert.deepEqual(cluster.said(/leads/), ['s1 leads', 's2 leads']);
  cluster.get('s1').query(cluster.now, 'q', 'sum', 'alice');
  cluster.get('s1').command(cluster.now, 'b', 1, 'bob');
  assert.equal(cluster.get('s1').leads, 1, 'it does not know yet');
  cluster.deliver();
  assert.deepEqual(cluster.said(/answers .*: [0-9]/), [], 'but cannot act on it');
  assert.deepEqual([cluster.get('s1').leads, cluster.get('s2').leads], [null, 2]);
  assert.equal(cluster.machines.get('s2')!.sum, 5);
});

test('a restarted server is what its records say, and has forgotten who asked', () => {
  const cluster = new Cluster();
  cluster.elect('s1');
  for (const [index, id] of ['a', 'b', 'c', 'd'].entries()) {
    cluster.get('s1').command(cluster.now, id, 10 ** index, null);
    cluster.deliver();
  }
  cluster.get('s1').command(cluster.now, 'e', 10_000, 'alice');
  cluster.deliver('s1');
  cluster.said(/./);
  cluster.start('s1');
  assert.ok(cluster.machines.get('s1')!.sum >= 11, 'a snapshot is applied at birth');
  cluster.elect('s1');
  assert.deepEqual(cluster.said(/answers/), []);
  assert.equal(cluster.machines.get('s1')!.sum, 11_111, 'what it had in its log is decided in its next term');
});
