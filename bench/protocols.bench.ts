import { checkLinearizable } from '../src/check/history/linearizability.js';
import type { Model } from '../src/check/history/model.js';
import { RegisterModel } from '../src/check/history/register.js';
import type { Seed } from '../src/core/random.js';
import { benchmark, goal } from '../src/measure/declare.js';
import type { KeyValueCommand } from '../src/protocol/key-value.js';
import type { RaftRequest } from '../src/protocol/raft/message.js';
import { drawn } from '../src/sim/rolling-hash.js';
import type { Schedule } from '../src/sim/schedule.js';
import { Scheduler, type SimEvent } from '../src/sim/scheduler.js';
import { simulate } from '../src/sim/simulation.js';
import { raftWith } from '../src/sim/systems/consensus/raft.js';
import { echo, echoSchedule } from '../src/sim/systems/echo.js';
import { registerHistory } from './history-subjects.js';

const inFlight = 64;

/** Virtual time in which the echo cluster delivers this many messages: each is under way for 1.5 ms in the mean. */
const durationFor = (messages: number): number => (1.5 * messages) / inFlight;

export const simulatorEcho = benchmark({
  name: 'simulator-echo',
  title: 'Messages that the simulator delivers, one core',
  operation: 'message',
  parameters: { messages: [100_000] },
  subjects: {
    /** Network, hosts, clocks and rolling hash, with a protocol that does nothing. */
    simulator({ parameters }) {
      const schedule = echoSchedule(inFlight, durationFor(parameters.messages));
      const { delivered } = simulate(echo, schedule, null).counts;
      return { operations: delivered, run: () => simulate(echo, schedule, null).counts.delivered };
    },
    /** The same messages each written as JSON and read again, as a harness over pipes has to do at least. */
    'json-per-message': ({ parameters }) => ({
      operations: parameters.messages,
      run() {
        let hops = 0;
        for (let count = 0; count < parameters.messages; count += 1) {
          const text = JSON.stringify({ src: 'n1', dest: 'n2', body: { type: 'echo', msg_id: count, echo: hops } });
          hops = (JSON.parse(text) as { body: { echo: number } }).body.echo + 1;
        }
        return hops;
      },
    }),
    /** The event queue alone: the bound that all the rest is added to. */
    queue: ({ parameters }) => ({
      operations: parameters.messages,
      run: () => queueOnly(parameters.messages),
    }),
  },
  chart: { mark: 'bars', bound: 'queue' },
});

function queueOnly(messages: number): number {
  const scheduler = new Scheduler();
  let fired = 0;
  class Ball implements SimEvent {
    fire(): void {
      fired += 1;
      if (fired + inFlight <= messages) scheduler.after(1 + drawn(1, fired, 1), new Ball());
    }
  }
  for (let index = 0; index < inFlight; index += 1) scheduler.after(1 + drawn(2, index, 1), new Ball());
  scheduler.runUntil(messages);
  return fired;
}

export const simulatorEchoGoal = goal({
  name: 'simulator-echo-against-json',
  of: simulatorEcho,
  subject: 'simulator',
  against: 'json-per-message',
  atLeast: 3,
  source:
    'a third of the cost of its own text, about 1,000,000 messages a second on one core (issue 5); Maelstrom, which is text over pipes, names 60,000 messages/s on 48 cores (its README)',
});

const batch = 64;

const write = (index: number): KeyValueCommand => ({ op: 'put', key: `k${index % 100}`, value: 'v' });

/** Clients of three servers without faults: every millisecond after the election, so many of them write at once. */
function writes(count: number): Schedule<RaftRequest> {
  const electedMs = 500;
  const quiet = {
    protocol: 'raft',
    seed: '0x1',
    nodes: ['n1', 'n2', 'n3'],
    durationMs: electedMs + count / batch,
    network: { delayMs: 0.2, jitterMs: 0, loss: 0, duplicate: 0, late: 0, lateMs: 0 },
    disk: { syncMs: 0.1, jitterMs: 0 },
    faults: [],
    operations: [],
  };
  const { trace } = simulate(raftWith({ batch }), { ...quiet, durationMs: electedMs }, null);
  const leader = trace.findLast(({ action }) => action === 'BecomeLeader')?.node ?? 'n1';
  const operations = Array.from({ length: count }, (_, index) => ({
    at: electedMs + Math.floor(index / batch),
    id: `c${index % batch}.${Math.floor(index / batch) + 1}`,
    to: leader,
    request: write(index),
  }));
  return { ...quiet, operations };
}

export const simulatorRaft = benchmark({
  name: 'simulator-raft',
  title: 'Raft entries that the simulator commits on three servers, batches of 64, one core',
  operation: 'entry',
  parameters: { entries: [50_000] },
  subjects: {
    /** Clients, disks with their syncs, hosts, network and the key-value store of each server. */
    simulator({ parameters }) {
      const schedule = writes(parameters.entries);
      return {
        operations: parameters.entries,
        run() {
          const { operations } = simulate(raftWith({ batch }, false), schedule, null);
          return operations.filter(({ repliedAt }) => repliedAt !== null).length;
        },
      };
    },
    /** The same batches through three logs and three maps, with nothing around them: no network, disk, clock, client. */
    'bare-loop': ({ parameters }) => ({
      operations: parameters.entries,
      run: () => bareLoop(parameters.entries, (message) => message),
    }),
    /** The same loop, but its messages are text, as between a harness and the processes that it drives. */
    'json-per-message': ({ parameters }) => ({
      operations: parameters.entries,
      run: () => bareLoop(parameters.entries, (message) => JSON.parse(JSON.stringify(message)) as BareMessage),
    }),
  },
  chart: { mark: 'bars', bound: 'bare-loop' },
});

interface BareServer {
  readonly log: { readonly term: number; readonly command: KeyValueCommand }[];
  readonly store: Map<string, string>;
}

interface BareMessage {
  readonly prevLogIndex: number;
  readonly prevLogTerm: number;
  readonly entries: BareServer['log'];
}

/** The steady state of Raft and no more: append, compare the entry before, count, apply. Gives how many are committed. */
function bareLoop(entries: number, transport: (message: BareMessage) => BareMessage): number {
  const servers: BareServer[] = [0, 1, 2].map(() => ({ log: [], store: new Map() }));
  const [leader, ...followers] = servers as [BareServer, BareServer, BareServer];
  let commitIndex = 0;
  while (commitIndex < entries) {
    const prev = leader.log.length;
    for (let index = 0; index < batch; index += 1) leader.log.push({ term: 1, command: write(prev + index) });
    const append = {
      prevLogIndex: prev,
      prevLogTerm: leader.log[prev - 1]?.term ?? 0,
      entries: leader.log.slice(prev),
    };
    let held = 1;
    for (const { log } of followers) {
      const message = transport(append);
      if (log.length !== message.prevLogIndex || (log[log.length - 1]?.term ?? 0) !== message.prevLogTerm) continue;
      log.push(...message.entries);
      held += 1;
    }
    if (held < 2) break;
    for (const { log, store } of servers) {
      for (let index = commitIndex; index < log.length; index += 1) {
        const { key, value } = log[index]!.command;
        store.set(key, value);
      }
    }
    commitIndex = leader.log.length;
  }
  return commitIndex;
}

export const simulatorRaftGoal = goal({
  name: 'simulator-raft-against-json',
  of: simulatorRaft,
  subject: 'simulator',
  against: 'json-per-message',
  atLeast: 0.9,
  source:
    'about 300,000 committed entries a second on one core (issue 5): the bare loop with text messages reached 329,000 as a prototype on the 2-core machine of the issue',
});

/** Judging a history of a register, the operations of five clients a call. */
export const historyRegister = benchmark({
  name: 'history-register',
  title: 'Operations whose linearizability is judged, one core',
  operation: 'operation',
  parameters: { operations: [80], histories: [10] },
  subjects: {
    checker: ({ parameters, seed }) => judging(seed, parameters, (model) => model),
    /** The search without what it knows of reads and of writes that nobody saw: Wing & Gong with Lowe's memory, as in Porcupine. */
    'plain-search': ({ parameters, seed }) => judging(seed, parameters, plain),
  },
  chart: { mark: 'bars' },
});

function judging(
  seed: Seed,
  { operations, histories }: { readonly operations: number; readonly histories: number },
  shape: (model: Model) => Model,
) {
  const all = Array.from({ length: histories }, (_, index) => registerHistory(seed + BigInt(index), operations));
  return {
    operations: operations * histories,
    run: () =>
      all.filter(
        (history) => checkLinearizable(history, (ofKey) => shape(new RegisterModel(ofKey))).kind === 'accepted',
      ).length,
  };
}

const plain = (model: Model): Model => ({
  initial: model.initial,
  step: (state, index) => model.step(state, index),
  looksOnly: () => false,
  blind: () => false,
  unseen: new Uint8Array(model.unseen.length),
});

export const historyRegisterGoal = goal({
  name: 'history-register-against-plain-search',
  of: historyRegister,
  subject: 'checker',
  against: 'plain-search',
  atLeast: 1 / 3,
  source:
    "issue 5: within three times Porcupine's time on Jepsen's 102 etcd histories, whose algorithm the plain search is; those take 1.0 s in all on two cores under load, with its verdicts",
});
