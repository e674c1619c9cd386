/** The three commit protocols side by side: what a transaction costs, and how long it is held up by the death of its coordinator. */
import { assert } from '../src/core/assert.js';
import { formatSeed, type Seed } from '../src/core/random.js';
import type { Millis, NodeId } from '../src/core/units.js';
import { experiment } from '../src/measure/declare.js';
import type { ProtocolNode } from '../src/protocol/protocol.js';
import type { Fault, Schedule } from '../src/sim/schedule.js';
import { type Run, simulate } from '../src/sim/simulation.js';
import type { System } from '../src/sim/system.js';
import { paxosCommit } from '../src/sim/systems/commit/paxos-commit.js';
import { threePhase } from '../src/sim/systems/commit/three-phase.js';
import { twoPhase } from '../src/sim/systems/commit/two-phase.js';

interface Protocol {
  readonly system: System;
  /** Whom the client asks. */
  readonly coordinator: NodeId;
  /** The nodes besides the resource managers. */
  readonly others: readonly NodeId[];
}

const protocols = {
  'two-phase': { system: twoPhase as System, coordinator: 'tm', others: ['tm'] },
  'three-phase': { system: threePhase as System, coordinator: 'tm', others: ['tm'] },
  'paxos-commit': { system: paxosCommit as System, coordinator: 'a1', others: ['a1', 'a2', 'a3'] },
} satisfies Record<string, Protocol>;

const named = (count: number): NodeId[] => Array.from({ length: count }, (_, index) => `r${index + 1}`);
const askedAt = 1;

/** One transaction, to which all agree. */
const transaction = (protocol: Protocol, seed: Seed, rms: number, loss: number, durationMs: Millis): Schedule => ({
  protocol: protocol.system.name,
  seed: formatSeed(seed),
  nodes: [...protocol.others, ...named(rms)],
  durationMs,
  network: { delayMs: 0.5, jitterMs: 0.5, loss, duplicate: 0, late: 0, lateMs: 0 },
  disk: { syncMs: 0.5, jitterMs: 0.5 },
  faults: [],
  operations: [{ at: askedAt, id: 'commit', to: protocol.coordinator, request: 'commit' }],
});

/** The system, with what its nodes send counted. A message's bytes are those of its JSON: no encoding is assumed. */
function counted(system: System): { system: System; sent: { messages: number; bytes: number } } {
  const sent = { messages: 0, bytes: 0 };
  const create: System['create'] = (...args) => {
    const node: ProtocolNode<unknown, unknown, unknown, unknown> = system.create(...args);
    const step = node.step.bind(node);
    node.step = (now, input) => {
      const effects = step(now, input);
      sent.messages += effects.send.length;
      for (const { message } of effects.send) sent.bytes += JSON.stringify(message).length;
      return effects;
    };
    return node;
  };
  return { system: { ...system, create }, sent };
}

/** When the last of the resource managers knew the outcome. */
function endedAt(run: Run, rms: number): Millis {
  const ended = new Map<NodeId, Millis>();
  for (const { at, node, vars } of run.trace) {
    const state = (vars.rmState as Record<string, string> | undefined)?.[node];
    if ((state === 'committed' || state === 'aborted') && !ended.has(node)) ended.set(node, at);
  }
  assert(ended.size === rms, `${run.schedule.protocol}: ${ended.size} of ${rms} resource managers know the outcome`);
  return Math.max(...ended.values());
}

/** Message delays, one after the other, until the last resource manager knows: in a network where each takes 1 ms and disks nothing. */
function messageDelays(protocol: Protocol, seed: Seed, rms: number): number {
  const schedule = transaction(protocol, seed, rms, 0, 200);
  const network = { ...schedule.network, delayMs: 1, jitterMs: 0 };
  const disk = { syncMs: 0.0001, jitterMs: 0 };
  return Math.round(endedAt(simulate(protocol.system, { ...schedule, network, disk }, null), rms) - askedAt);
}

function cost(protocol: Protocol, seed: Seed, rms: number, loss: number): Record<string, number> {
  const { system, sent } = counted(protocol.system);
  const run = simulate(system, transaction(protocol, seed, rms, loss, 1500), null);
  const [{ calledAt, repliedAt }] = run.operations as [Run['operations'][number]];
  assert(repliedAt !== null, `${protocol.system.name}: the client has no answer`);
  return {
    latency: repliedAt - calledAt,
    outcomeKnown: endedAt(run, rms) - calledAt,
    messages: sent.messages,
    bytes: sent.bytes,
    syncs: run.counts.syncs,
    messageDelays: messageDelays(protocol, seed, rms),
  };
}

export const commitCost = experiment({
  name: 'commit-cost',
  title: 'What a transaction costs: two-phase, three-phase and Paxos Commit (three acceptors)',
  parameters: { rms: [2, 4, 8], loss: [0, 0.05, 0.2] },
  quick: { rms: [2, 8], loss: [0, 0.05] },
  metrics: {
    latency: { title: 'until the client has its answer', unit: 'ms', better: 'lower' },
    outcomeKnown: { title: 'until all resource managers know', unit: 'ms', better: 'lower' },
    messages: { title: 'messages sent', unit: 'messages', better: 'lower' },
    bytes: { title: 'bytes sent, as JSON', unit: 'bytes', better: 'lower' },
    syncs: { title: 'disk syncs', unit: '1', better: 'lower' },
    messageDelays: { title: 'message delays until all know, without loss', unit: '1', better: 'lower' },
  },
  seeds: { smoke: 1, quick: 10, full: 100 },
  subjects: {
    'two-phase': ({ parameters: { rms, loss }, seed }) => cost(protocols['two-phase'], seed, rms, loss),
    'three-phase': ({ parameters: { rms, loss }, seed }) => cost(protocols['three-phase'], seed, rms, loss),
    'paxos-commit': ({ parameters: { rms, loss }, seed }) => cost(protocols['paxos-commit'], seed, rms, loss),
  },
  chart: { x: 'loss', metric: 'outcomeKnown' },
});

/** Runs once to learn when the last vote is cast, and again with the death of the coordinator a moment later. */
function heldUp(protocol: Protocol, seed: Seed, rms: number, downMs: Millis): Record<string, number> {
  const schedule = transaction(protocol, seed, rms, 0, downMs + 1500);
  const votes = simulate(protocol.system, schedule, null).trace.filter(({ action }) => action === 'RMPrepare');
  assert(votes.length === rms, `${protocol.system.name}: ${votes.length} of ${rms} have voted`);
  const at = votes.at(-1)!.at + 0.01;
  const crash: Fault = { at, kind: 'crash', node: protocol.coordinator, forMs: downMs, keep: 0, torn: false };
  const run = simulate(protocol.system, { ...schedule, faults: [crash] }, null);
  return { blocked: endedAt(run, rms) - at };
}

export const commitBlocked = experiment({
  name: 'commit-blocked',
  title: 'How long voters are held up when the coordinator dies right after the last vote',
  parameters: { downMs: [50, 200, 1000, 5000], rms: [3] },
  quick: { downMs: [50, 200, 1000] },
  metrics: { blocked: { title: 'from its death until all voters know the outcome', unit: 'ms', better: 'lower' } },
  seeds: { smoke: 1, quick: 10, full: 100 },
  subjects: {
    'two-phase': ({ parameters: { rms, downMs }, seed }) => heldUp(protocols['two-phase'], seed, rms, downMs),
    'three-phase': ({ parameters: { rms, downMs }, seed }) => heldUp(protocols['three-phase'], seed, rms, downMs),
    'paxos-commit': ({ parameters: { rms, downMs }, seed }) => heldUp(protocols['paxos-commit'], seed, rms, downMs),
  },
  chart: { x: 'downMs', metric: 'blocked' },
});
