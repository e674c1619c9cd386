/** How long it takes until somebody leads, and how many messages: at the start, and after the death of the leader. */
import { assert } from '../src/core/assert.js';
import { formatSeed, type Random, type Seed } from '../src/core/random.js';
import type { TraceEvent } from '../src/core/trace.js';
import type { Millis, NodeId } from '../src/core/units.js';
import { experiment } from '../src/measure/declare.js';
import type { Fault, Schedule } from '../src/sim/schedule.js';
import { simulate } from '../src/sim/simulation.js';
import type { System } from '../src/sim/system.js';
import { raft } from '../src/sim/systems/consensus/raft.js';
import { zab } from '../src/sim/systems/consensus/zab.js';
import { bully } from '../src/sim/systems/election/bully.js';
import { changRoberts } from '../src/sim/systems/election/chang-roberts.js';
import { electors } from '../src/sim/systems/election/election.js';
import { leaseElection } from '../src/sim/systems/election/lease-election.js';

interface Election {
  readonly system: System;
  /** The action of the specification with which a node leads. */
  readonly leads: string;
  /** So many that may lead, and whatever else there is. */
  readonly nodes: (count: number) => NodeId[];
}

const elections = {
  'chang-roberts': { system: changRoberts as System, leads: 'Lead', nodes: electors },
  bully: { system: bully as System, leads: 'Lead', nodes: electors },
  raft: { system: raft as System, leads: 'BecomeLeader', nodes: electors },
  zab: { system: zab as System, leads: 'Lead', nodes: electors },
  'lease-election': {
    system: leaseElection as System,
    leads: 'Lead',
    nodes: (count) => ['s1', 's2', 's3', ...Array.from({ length: count }, (_, index) => `c${index + 1}`)],
  },
} satisfies Record<string, Election>;

/** Long enough for the first leader to be followed by all. */
const settledMs = 1000;

const quiet = (system: System, seed: Seed, nodes: readonly NodeId[], loss: number, durationMs: Millis): Schedule => ({
  protocol: system.name,
  seed: formatSeed(seed),
  nodes,
  durationMs,
  network: { delayMs: 1, jitterMs: 0.2, loss, duplicate: 0, late: 0, lateMs: 0 },
  disk: { syncMs: 0.5, jitterMs: 0.05 },
  faults: [],
  operations: [],
});

/** The run up to the first event that `ends` it: when that was, and how many messages were sent from `from` on; null if none does. */
function until(
  system: System,
  schedule: Schedule,
  from: Millis,
  ends: (event: { action: string; node: NodeId }) => boolean,
): { at: Millis; messages: number } | null {
  let messages = 0;
  let over = false;
  const create: System['create'] = (id, ...rest) => {
    const node = system.create(id, ...rest);
    const step = node.step.bind(node);
    node.step = (now, input) => {
      const effects = step(now, input);
      if (now >= from && !over) messages += effects.send.length;
      over ||= now >= from && effects.trace.some(({ action }) => ends({ action, node: id }));
      return effects;
    };
    return node;
  };
  const { trace } = simulate({ ...system, create }, schedule, null);
  const event = trace.find((one: TraceEvent) => one.at >= from && ends(one));
  return event === undefined ? null : { at: event.at, messages };
}

/** All start at the same time; the order of the ring is drawn, and means nothing to the others. */
function first({ system, leads, nodes: named }: Election, random: Random, seed: Seed, nodes: number, loss: number) {
  const schedule = quiet(system, seed, random.shuffle(named(nodes)), loss, settledMs);
  const led = until(system, schedule, 0, ({ action }) => action === leads);
  assert(led !== null, `${system.name}: nobody leads`);
  return { election: led.at, messages: led.messages };
}

/**
 * The leader dies for good; its messages still arrive. Where messages are lost two may have led, and the later have given way (bully: to
 * the higher): nobody misses that one, so the leader is the last of those whom somebody follows.
 */
function next({ system, leads, nodes: named }: Election, random: Random, seed: Seed, nodes: number, loss: number) {
  const before = quiet(system, seed, named(nodes), loss, settledMs);
  const led = simulate(system, before, null).trace.filter(({ action }) => action === leads);
  const at = settledMs + Math.round(100_000 * random.float()) / 1000;
  for (const leader of new Set(led.map(({ node }) => node).reverse())) {
    const death: Fault = { at, kind: 'crash', node: leader, forMs: null, keep: 0, torn: false };
    const schedule = { ...before, durationMs: settledMs + 2000, faults: [death] };
    const after = until(system, schedule, at, ({ action, node }) => action === leads && node !== leader);
    if (after !== null) return { election: after.at - at, messages: after.messages };
  }
  assert(false, `${system.name}: nobody leads`);
}

const sweep = { nodes: [3, 5, 7, 9], loss: [0, 0.05] } as const;
const metrics = {
  election: { title: 'until a node leads', unit: 'ms', better: 'lower' },
  messages: { title: 'messages sent until then', unit: 'messages', better: 'lower' },
} as const;
const seeds = { smoke: 1, quick: 10, full: 200 } as const;

export const electionFirst = experiment({
  name: 'election-first',
  title: 'The first election, of nodes that all start at the same time and are a millisecond apart',
  parameters: sweep,
  quick: { nodes: [3, 9] },
  metrics,
  seeds,
  subjects: {
    'chang-roberts': ({ parameters: { nodes, loss }, seed, random }) =>
      first(elections['chang-roberts'], random, seed, nodes, loss),
    bully: ({ parameters: { nodes, loss }, seed, random }) => first(elections.bully, random, seed, nodes, loss),
    raft: ({ parameters: { nodes, loss }, seed, random }) => first(elections.raft, random, seed, nodes, loss),
    zab: ({ parameters: { nodes, loss }, seed, random }) => first(elections.zab, random, seed, nodes, loss),
    'lease-election': ({ parameters: { nodes, loss }, seed, random }) =>
      first(elections['lease-election'], random, seed, nodes, loss),
  },
  chart: { x: 'nodes', metric: 'messages' },
});

/** On a ring that has lost a process nobody is elected: chang-roberts is not among them. */
export const electionNext = experiment({
  name: 'election-next',
  title: 'From the death of the leader until another node leads',
  parameters: sweep,
  quick: { nodes: [3, 9] },
  metrics,
  seeds,
  subjects: {
    bully: ({ parameters: { nodes, loss }, seed, random }) => next(elections.bully, random, seed, nodes, loss),
    raft: ({ parameters: { nodes, loss }, seed, random }) => next(elections.raft, random, seed, nodes, loss),
    zab: ({ parameters: { nodes, loss }, seed, random }) => next(elections.zab, random, seed, nodes, loss),
    'lease-election': ({ parameters: { nodes, loss }, seed, random }) =>
      next(elections['lease-election'], random, seed, nodes, loss),
  },
  chart: { x: 'nodes', metric: 'election' },
});
