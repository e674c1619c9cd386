import { unreachable } from '../core/assert.js';
import type { Millis, NodeId } from '../core/units.js';
import type { SimulatedNetwork } from './network.js';
import type { SimulatedNode } from './node.js';
import type { Recording } from './recording.js';
import { type NodeFault, nodesOf, theLeader, theOthers } from './schedule.js';
import type { Scheduler } from './scheduler.js';

/** How long a node that its disk has failed waits before somebody starts it again. */
const repairMs = 50;

/** Faults that happen at some moment of a run; an offset of a clock has always been. */
type TimedFault = Exclude<NodeFault, { kind: 'clock-offset' }>;

/** What an injector asks of the simulation. */
export interface Around {
  /** null: nobody leads. */
  leader(): NodeId | null;
  changeMembers(members: readonly NodeId[]): void;
  rot(node: number, nth: number): void;
  readonly recording: Recording | null;
}

/** Brings the timed faults of a schedule about, and ends them all when the liveness phase begins. */
export class FaultInjector<M, D, Q, A> {
  readonly #scheduler: Scheduler;
  readonly #network: SimulatedNetwork<M>;
  readonly #nodes: readonly SimulatedNode<M, D, Q, A>[];
  readonly #indexOf: ReadonlyMap<NodeId, number>;
  readonly #around: Around;
  /** Every planned fault, with `theLeader` replaced by who it was once it began; null: nobody led, so it did not. */
  readonly #planned = new Map<NodeFault, NodeFault | null>();
  /** Nodes that never come back. */
  readonly lost = new Set<NodeId>();
  #healed = false;
  crashCount = 0;

  constructor(
    scheduler: Scheduler,
    network: SimulatedNetwork<M>,
    nodes: readonly SimulatedNode<M, D, Q, A>[],
    indexOf: ReadonlyMap<NodeId, number>,
    around: Around,
  ) {
    this.#scheduler = scheduler;
    this.#network = network;
    this.#nodes = nodes;
    this.#indexOf = indexOf;
    this.#around = around;
  }

  /** The planned faults as they came about: a schedule of these says the same without `theLeader`. */
  get happened(): NodeFault[] {
    return [...this.#planned.values()].filter((fault) => fault !== null);
  }

  plan(fault: NodeFault): void {
    this.#planned.set(fault, fault);
    if (fault.kind === 'clock-offset') this.#nodes[this.#index(fault.node)]!.clock.jump(fault.byMs);
    else if (fault.kind === 'crash-unsynced') {
      const { disk } = this.#nodes[this.#index(fault.node)]!;
      const also = disk.onAppend;
      disk.onAppend = (append) => {
        also?.(append);
        // The step that appended ends first; nothing else happens before the crash.
        if (append === fault.append && !this.#healed) this.#scheduler.after(0, { fire: () => this.#run(fault) });
      };
    } else this.#scheduler.at(fault.at, { fire: () => this.#run(fault) });
  }

  #run(planned: TimedFault): void {
    const fault = this.#resolved(planned);
    this.#planned.set(planned, fault);
    if (fault === null) return;
    const { recording } = this.#around;
    recording?.add({ kind: 'fault-begins', at: this.#scheduler.now, fault });
    const end = this.#begin(fault);
    if (end === null || !('forMs' in fault) || fault.forMs === null) return;
    this.#later(fault.forMs, () => {
      recording?.add({ kind: 'fault-ends', at: this.#scheduler.now, fault });
      end();
    });
  }

  /** With who leads in place of `theLeader`, and all that the fault does not name in place of `theOthers`. */
  #resolved(fault: TimedFault): TimedFault | null {
    const named = nodesOf(fault);
    if (!named.includes(theLeader) && !named.includes(theOthers)) return fault;
    const leader = named.includes(theLeader) ? this.#around.leader() : null;
    if (leader === null && named.includes(theLeader)) return null;
    const others = [...this.#indexOf.keys()].filter((id) => id !== leader && !named.includes(id));
    const called = (id: NodeId): NodeId[] => (id === theLeader ? [leader!] : id === theOthers ? others : [id]);
    const fields = Object.entries(fault).map(([name, value]) => {
      if (Array.isArray(value)) return [name, [...new Set((value as NodeId[]).flatMap(called))]];
      return [name, value === theLeader ? leader : value];
    });
    return Object.fromEntries(fields) as TimedFault;
  }

  /** A node stopped by itself because its disk failed. */
  stopped(index: number, because: string): void {
    this.crashCount += 1;
    this.#around.recording?.add({ kind: 'stopped', at: this.#scheduler.now, node: this.#idOf(index), because });
    this.#scheduler.after(repairMs, { fire: () => this.#start(index) });
  }

  /** The end of all faults: everything that can come back does. */
  heal(): void {
    this.#healed = true;
    this.#around.recording?.add({ kind: 'healed', at: this.#scheduler.now });
    this.#network.heal();
    for (const [index, node] of this.#nodes.entries()) {
      node.disk.heal();
      node.clock.drift(1);
      node.resumeFully();
      this.#start(index);
    }
  }

  /** Gives what ends the fault; null where nothing does. */
  #begin(fault: TimedFault): (() => void) | null {
    if (fault.kind === 'partition' || fault.kind === 'ring') {
      const links = fault.kind === 'ring' ? ringCuts(fault.order) : partitionCuts(fault);
      this.#cut(links, 1);
      return () => this.#cut(links, -1);
    }
    if (fault.kind === 'membership') {
      this.#around.changeMembers(fault.members);
      return null;
    }
    if (fault.kind === 'clog' || fault.kind === 'slow') return this.#beginOnLink(fault);
    const node = this.#nodes[this.#index(fault.node)]!;
    switch (fault.kind) {
      case 'crash':
      case 'crash-unsynced':
        this.crashCount += 1;
        node.crash(fault.keep, fault.torn);
        if (fault.forMs === null) this.lost.add(fault.node);
        return () => this.#start(this.#index(fault.node));
      case 'pause':
        node.pause();
        return () => node.resume();
      case 'clock-jump':
        node.clock.jump(fault.byMs);
        return null;
      case 'clock-drift':
        node.clock.drift(fault.rate);
        return () => node.clock.drift(1);
      case 'disk-full':
        node.disk.full(1);
        return () => node.disk.full(-1);
      case 'disk-slow':
        node.disk.slow(fault.byMs);
        return () => node.disk.slow(-fault.byMs);
      case 'sync-fails':
        node.disk.failNextSync();
        return null;
      case 'rot':
        this.#around.rot(this.#index(fault.node), fault.packet);
        return null;
      case 'bit-flip':
        node.disk.flipBit(fault.batch);
        return null;
      default:
        return unreachable(fault);
    }
  }

  #beginOnLink(fault: Extract<NodeFault, { kind: 'clog' | 'slow' }>): () => void {
    const [from, to] = [this.#index(fault.from), this.#index(fault.to)];
    if (fault.kind === 'clog') {
      this.#network.clog(from, to);
      return () => this.#network.unclog(from, to);
    }
    this.#network.slow(from, to, fault.byMs);
    return () => this.#network.slow(from, to, -fault.byMs);
  }

  #start(index: number): void {
    const node = this.#nodes[index]!;
    const id = this.#idOf(index);
    if (this.lost.has(id)) return;
    if (node.disk.corrupted && !node.up) this.lost.add(id);
    if (!node.up) this.#around.recording?.add({ kind: 'started', at: this.#scheduler.now, node: id });
    node.start();
  }

  #idOf(index: number): NodeId {
    return [...this.#indexOf.keys()][index]!;
  }

  /** The end of a fault; the liveness phase has ended it already. */
  #later(delay: Millis, end: () => void): void {
    this.#scheduler.after(delay, {
      fire: () => {
        if (!this.#healed) end();
      },
    });
  }

  #cut(links: readonly Link[], by: 1 | -1): void {
    for (const [from, to] of links) this.#network.cut(this.#index(from), this.#index(to), by);
  }

  #index(id: NodeId): number {
    return this.#indexOf.get(id)!;
  }
}

type Link = readonly [from: NodeId, to: NodeId];

function partitionCuts({ from, to, twoWay }: Extract<NodeFault, { kind: 'partition' }>): Link[] {
  const links = from.flatMap((a) => to.map((b): Link => [a, b])).filter(([a, b]) => a !== b);
  return twoWay ? [...links, ...links.map(([a, b]): Link => [b, a])] : links;
}

/** As Jepsen's majorities ring: around a node in the middle of its majority. */
function ringCuts(order: readonly NodeId[]): Link[] {
  const size = order.length;
  const behind = Math.floor(size / 4);
  const ahead = Math.floor(size / 2) - behind;
  const hears = (distance: number): boolean => distance <= ahead || distance >= size - behind;
  return order.flatMap((to, at) =>
    order.flatMap((from, index): Link[] => (hears((index - at + size) % size) ? [] : [[from, to]])),
  );
}
