import { assert } from '../core/assert.js';
import { parseSeed, Random } from '../core/random.js';
import type { TraceEvent, Value } from '../core/trace.js';
import type { Millis, NodeId } from '../core/units.js';
import { SimulatedDisk } from './disk.js';
import { FaultInjector } from './injector.js';
import { SimulatedNetwork } from './network.js';
import { SimulatedNode } from './node.js';
import { type Happening, Recording } from './recording.js';
import { RollingHash } from './rolling-hash.js';
import { isMessageFault, type MessageFault, type NodeFault, type Operation, type Schedule } from './schedule.js';
import { type Lane, Scheduler, type SimEvent } from './scheduler.js';
import { type ClusterView, replyBeforePersist, type System } from './system.js';

/** An operation as its client saw it. `repliedAt: null`: it never heard. */
export interface OperationRecord {
  readonly operation: Operation<unknown>;
  readonly calledAt: Millis;
  repliedAt: Millis | null;
  reply: unknown;
}

export interface Run {
  readonly schedule: Schedule;
  readonly mutant: string | null;
  readonly trace: readonly TraceEvent[];
  readonly constants: Readonly<Record<string, Value>>;
  /** null: the healed cluster did what it must; else what was missing when time was up. */
  readonly stuck: string | null;
  /** null: no node broke an assertion or threw; else what it said. */
  readonly broken: string | null;
  readonly operations: readonly OperationRecord[];
  /** Over every event, step and reply, in order. */
  readonly hash: string;
  /** The faults of the schedule, with whoever led where it says so: what did not come about is left out. */
  readonly nodeFaults: readonly NodeFault[];
  /** What the network's probabilities did, as faults of a schedule. */
  readonly messageFaults: readonly MessageFault[];
  readonly counts: RunCounts;
  /** Messages, faults and clients in the order of the run, where the simulation was asked to record them. */
  readonly happenings: readonly Happening[] | null;
}

export interface RunCounts {
  readonly virtualMs: Millis;
  readonly delivered: number;
  readonly lost: number;
  readonly repeated: number;
  readonly syncs: number;
  readonly crashes: number;
}

/** The ids of the operations that the faults `membership` make: this and their number, from 1. */
export const membershipId = 'membership-';

/** How often a client without a reply asks again. */
const retryMs = 40;
/** How long a client that is sent elsewhere takes to go there. */
const redirectMs = 2;
/** How often the judge looks whether the healed cluster has settled. */
const judgeMs = 10;

/** Runs a schedule, from its first event to the end of the liveness phase. Synchronous: it returns when the run is over. */
export function simulate<M, D, Q, A>(
  system: System<M, D, Q, A>,
  schedule: Schedule<Q>,
  mutant: string | null,
  record = false,
): Run {
  return new Simulation(system, schedule, mutant, record).run();
}

/** A client and what it saw of its one operation; also what is fired when its patience is at an end, mostly for nothing. */
class Client<Q> implements OperationRecord, SimEvent {
  repliedAt: Millis | null = null;
  reply: unknown = null;
  /** Counts what it does, so that what was planned before the last of it is forgotten. */
  attempt = 0;
  /** Its last attempt that waits for a reply, and how many of its times to ask again are still to come. */
  waitsFor = 0;
  alarms = 0;

  readonly #again: (client: Client<Q>) => void;

  constructor(
    again: (client: Client<Q>) => void,
    readonly operation: Operation<Q>,
    readonly calledAt: Millis,
    /** Index of the node that it asks. */
    public target: number,
  ) {
    this.#again = again;
  }

  fire(): void {
    this.alarms -= 1;
    // An earlier alarm is of an attempt that the last one has replaced.
    if (this.alarms === 0 && this.repliedAt === null && this.waitsFor === this.attempt) this.#again(this);
  }
}

class Simulation<M, D, Q, A> {
  readonly #system: System<M, D, Q, A>;
  readonly #schedule: Schedule<Q>;
  readonly #mutant: string | null;
  readonly #scheduler = new Scheduler();
  readonly #hash = new RollingHash();
  readonly #network: SimulatedNetwork<M>;
  readonly #nodes: readonly SimulatedNode<M, D, Q, A>[];
  readonly #indexOf: ReadonlyMap<NodeId, number>;
  readonly #injector: FaultInjector<M, D, Q, A>;
  readonly #trace: TraceEvent[] = [];
  readonly #clients: Client<Q>[] = [];
  /** Those without a reply, by their operations' ids. */
  readonly #waiting = new Map<string, Client<Q>>();
  readonly #view: ClusterView;
  #membershipCount = 0;
  /** When clients without a reply ask again. */
  readonly #alarms: Lane;
  readonly #recording: Recording | null;

  constructor(system: System<M, D, Q, A>, schedule: Schedule<Q>, mutant: string | null, record: boolean) {
    this.#system = system;
    this.#alarms = this.#scheduler.lane();
    this.#schedule = schedule;
    this.#mutant = mutant;
    const { nodes } = schedule;
    const seed = parseSeed(schedule.seed);
    assert(seed !== null, `the seed of a schedule: ${schedule.seed}`);
    const random = new Random(seed);
    this.#indexOf = new Map(nodes.map((id, index) => [id, index]));
    const listed = schedule.faults.filter(isMessageFault);
    const networkSeed = random.fork('network').uint32();
    this.#network = new SimulatedNetwork<M>(this.#scheduler, nodes, networkSeed, schedule.network, listed, this);
    this.#network.happened = [];
    this.#recording = record ? new Recording(this.#scheduler, (index) => this.#nodes[index]!.up) : null;
    this.#network.recording = this.#recording;
    this.#nodes = nodes.map((id, index) => this.#machine(id, index, random.fork(`node ${id}`)));
    this.#injector = new FaultInjector(this.#scheduler, this.#network, this.#nodes, this.#indexOf, {
      leader: () => this.#leader(),
      changeMembers: (members) => this.#changeMembers(members),
      rot: (index, nth) => this.#rot(index, nth),
      recording: this.#recording,
    });
    this.#view = this.#viewOf();
  }

  run(): Run {
    const { durationMs, operations, faults } = this.#schedule;
    for (const fault of faults) if (!isMessageFault(fault)) this.#injector.plan(fault);
    this.#planOperations(operations);
    let stuck: string | null = null;
    let broken: string | null = null;
    try {
      for (const node of this.#nodes) node.start();
      this.#scheduler.runUntil(durationMs);
      this.#injector.heal();
      stuck = this.#settle(durationMs + this.#system.livenessMs);
    } catch (error) {
      // A protocol that breaks while it runs is a finding, and what it had done until then is its trace.
      broken =
        error instanceof Error ? `${error.message} (${error.stack?.split('\n')[1]?.trim() ?? ''})` : String(error);
    }
    return {
      schedule: this.#schedule,
      mutant: this.#mutant,
      trace: this.#trace,
      constants: this.#system.constants(this.#schedule),
      stuck,
      broken,
      operations: this.#clients,
      hash: this.#hash.hex(),
      nodeFaults: this.#injector.happened,
      messageFaults: this.#network.happened ?? [],
      counts: {
        virtualMs: this.#scheduler.now,
        delivered: this.#network.deliveredCount,
        lost: this.#network.lostCount,
        repeated: this.#network.repeatedCount,
        syncs: this.#nodes.reduce((sum, node) => sum + node.disk.syncCount, 0),
        crashes: this.#injector.crashCount,
      },
      happenings: this.#recording?.happenings ?? null,
    };
  }

  #planOperations(operations: readonly Operation<Q>[]): void {
    const sorted = operations.every(({ at }, index) => index === 0 || at >= operations[index - 1]!.at);
    const inOrder = sorted ? operations : [...operations].sort((a, b) => a.at - b.at);
    let asked = 0;
    const ask: SimEvent = { fire: () => this.#ask(inOrder[asked++]!) };
    const lane = this.#scheduler.lane(inOrder.length);
    for (const { at } of inOrder) lane.push(at, ask);
  }

  /** From the network. */
  receive(from: number, to: number, message: M): void {
    this.#hash.number(this.#scheduler.now);
    this.#hash.int((from << 8) | to);
    this.#nodes[to]!.receive(this.#schedule.nodes[from]!, message);
  }

  #leader(): NodeId | null {
    let leader: NodeId | null = null;
    let highest = Number.NEGATIVE_INFINITY;
    for (const [index, { protocol }] of this.#nodes.entries()) {
      const leads = protocol === null ? null : (this.#system.leadership?.(protocol) ?? null);
      if (leads === null || leads <= highest) continue;
      highest = leads;
      leader = this.#schedule.nodes[index]!;
    }
    return leader;
  }

  /** An administrator asks the first of the new members, and is sent on as any client. */
  #changeMembers(members: readonly NodeId[]): void {
    const request = this.#system.changeMembers?.(members);
    if (request === undefined) return;
    const id = `${membershipId}${++this.#membershipCount}`;
    this.#ask({ at: this.#scheduler.now, id, to: members[0]!, request });
  }

  /** A node that is down is not asked: its disk is spared. */
  #rot(index: number, nth: number): void {
    const request = this.#system.rot?.(nth);
    if (request !== undefined) this.#nodes[index]!.request('rot', request);
  }

  #settle(until: Millis): string | null {
    for (;;) {
      const missing = this.#system.unsettled(this.#view, this.#schedule);
      if (missing === null || this.#scheduler.now >= until) return missing;
      this.#scheduler.runUntil(this.#scheduler.now + judgeMs);
    }
  }

  #machine(id: NodeId, index: number, random: Random): SimulatedNode<M, D, Q, A> {
    const { nodes, disk } = this.#schedule;
    return new SimulatedNode<M, D, Q, A>({
      scheduler: this.#scheduler,
      disk: new SimulatedDisk<D>(this.#scheduler, random.fork('disk').uint32(), disk),
      random,
      awaitDurable: this.#mutant !== replyBeforePersist,
      create: (records, own) => this.#system.create(id, nodes, records, own, this.#mutant),
      send: (to, message) => {
        const target = this.#indexOf.get(to);
        if (target === undefined) return assert(false, `${id} sends to ${to}, which is no node of the cluster`);
        this.#network.send(index, target, message);
      },
      onTrace: (step) => {
        this.#hash.number(this.#scheduler.now);
        this.#hash.text(step.action);
        const seq = this.#trace.length + 1;
        const { action, args, vars } = step;
        this.#trace.push({ seq, at: this.#scheduler.now, node: id, action, args, vars });
        this.#recording?.add({ kind: 'step', at: this.#scheduler.now, seq });
      },
      onReply: (operation, reply) => this.#answered(operation, id, reply),
      onStop: (because) => this.#injector.stopped(index, because),
    });
  }

  /** A client asks; without a reply it asks again, somewhere else where the protocol has more than one to ask. */
  #ask(operation: Operation<Q>): void {
    const client = new Client<Q>(this.#askNext, operation, this.#scheduler.now, this.#indexOf.get(operation.to)!);
    this.#clients.push(client);
    this.#waiting.set(operation.id, client);
    this.#attempt(client);
  }

  readonly #askNext = (client: Client<Q>): void => {
    if (this.#system.redirected) client.target = (client.target + 1) % this.#nodes.length;
    this.#attempt(client);
  };

  #attempt(client: Client<Q>): void {
    const attempt = ++client.attempt;
    const { operation, target } = client;
    const node = this.#nodes[target]!;
    const to = this.#schedule.nodes[target]!;
    this.#recording?.add({ kind: 'asked', at: this.#scheduler.now, operation, to, attempt, heard: node.listening });
    node.request(operation.id, operation.request);
    if (client.repliedAt !== null || client.attempt !== attempt) return;
    client.waitsFor = attempt;
    client.alarms += 1;
    this.#alarms.push(this.#scheduler.now + retryMs, client);
  }

  /** Asks where it was sent, or the next node, unless something else has happened meanwhile. */
  #redirect(client: Client<Q>, to: NodeId | null): void {
    const attempt = ++client.attempt;
    this.#scheduler.after(redirectMs, {
      fire: () => {
        if (client.repliedAt !== null || client.attempt !== attempt) return;
        if (to === null) this.#askNext(client);
        else {
          client.target = this.#indexOf.get(to)!;
          this.#attempt(client);
        }
      },
    });
  }

  #answered(id: string, node: NodeId, reply: A): void {
    const client = this.#waiting.get(id);
    this.#hash.number(this.#scheduler.now);
    this.#hash.text(id);
    if (client === undefined) return;
    const redirected = this.#system.redirected?.(reply) ?? null;
    this.#recordAnswer(id, node, reply, redirected !== null);
    if (redirected !== null) {
      this.#redirect(client, redirected.to);
      return;
    }
    client.repliedAt = this.#scheduler.now;
    client.reply = reply;
    this.#waiting.delete(id);
  }

  #recordAnswer(operation: string, from: NodeId, reply: A, redirected: boolean): void {
    this.#recording?.add({ kind: 'answered', at: this.#scheduler.now, operation, from, reply, redirected });
  }

  #viewOf(): ClusterView {
    const unanswered = (): number => this.#waiting.size;
    const injector = this.#injector;
    return {
      node: (id) => this.#nodes[this.#indexOf.get(id)!]!.protocol as ReturnType<ClusterView['node']>,
      get lost() {
        return injector.lost;
      },
      get unanswered() {
        return unanswered();
      },
    };
  }
}
