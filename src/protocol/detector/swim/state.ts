import type { Value } from '../../../core/trace.js';
import type { NodeId } from '../../../core/units.js';
import { Outbox } from '../../outbox.js';
import { Dissemination } from './dissemination.js';
import type { Belief, SwimMessage, SwimMutant, SwimOptions, SwimRecord, SwimReply, SwimTimings } from './message.js';

const unheard: Belief = { incarnation: 0, status: 'alive' };

/** The ping of this period, until its answer is here. */
export interface Probe {
  readonly sequence: number;
  readonly target: NodeId;
}

/** One member, with the names of the specification. Shared by the files of its parts. */
export class SwimState {
  readonly self: NodeId;
  readonly peers: readonly NodeId[];
  readonly timings: SwimTimings;
  readonly random: SwimOptions['random'];
  readonly mutant: SwimMutant | null;
  readonly out = new Outbox<SwimMessage, SwimRecord, SwimReply>();

  /** Durable: of the last life until this one has started. */
  incarnation = 0;
  readonly view = new Map<NodeId, Belief>();
  readonly dissemination: Dissemination;

  sequence = 0;
  probe: Probe | null = null;
  /** The rest of this round of targets (section 4.3). */
  targets: NodeId[] = [];
  periodCount = 0;
  /** Those that this member was the one to suspect, until they refute it. */
  readonly suspected = new Set<NodeId>();
  /**
   * How many times as long a period is as it was. The paper has it at least three round trips long; a member that does not know
   * them, and was mistaken, waits longer from then on, and so it is mistaken only so often (Chandra & Toueg 1996, figure 10).
   */
  patience = 1;
  /** Pings in another's stead, by their sequence number: whom to answer, and with which of theirs. */
  readonly relayed = new Map<number, { readonly to: NodeId; readonly sequence: number }>();

  constructor(options: SwimOptions, records: readonly SwimRecord[]) {
    this.self = options.self;
    this.peers = options.members.filter((id) => id !== options.self);
    this.timings = options.timings;
    this.random = options.random;
    this.mutant = options.mutant ?? null;
    for (const id of this.peers) this.view.set(id, unheard);
    for (const record of records) this.incarnation = record.incarnation;
    this.dissemination = new Dissemination(options.timings, options.members.length);
  }

  believed(member: NodeId): Belief {
    return this.view.get(member) ?? unheard;
  }

  mistaken(): void {
    this.patience = Math.min(this.patience * 1.5, 16);
  }

  get periodMs(): number {
    return this.timings.periodMs * this.patience;
  }

  /** Holds it from now on, and tells it. `action` is the specification's. */
  believe(action: string, args: Record<string, Value>, member: NodeId, belief: Belief): void {
    this.view.set(member, belief);
    this.dissemination.tell({ member, ...belief });
    this.out.trace(action, { i: this.self, ...args }, { view: { [this.self]: { [member]: { ...belief } } } });
    // Whoever is suspect has so long to refute it; any other news ends that.
    const forMs = this.timings.suspicionPeriods * this.periodMs;
    this.out.timer(suspicionTimer(member), belief.status === 'suspect' ? forMs : null);
  }

  /** A message, with what there is to tell: first of all to the receiver what is said of it. */
  send(to: NodeId, message: WithoutUpdates<SwimMessage>): void {
    const of = this.believed(to);
    const concerned = of.status !== 'alive' && this.mutant !== 'suspicion-not-told';
    const updates = this.dissemination.next(concerned ? { member: to, ...of } : null);
    const told = this.mutant === 'suspicion-not-told' ? updates.filter(({ member }) => member !== to) : updates;
    this.out.send(to, { ...message, updates: told } as SwimMessage);
  }
}

type WithoutUpdates<M> = M extends unknown ? Omit<M, 'updates'> : never;

export const suspicionTimer = (member: NodeId): string => `suspicion ${member}`;
export const suspectOf = (timer: string): NodeId | null =>
  timer.startsWith('suspicion ') ? timer.slice('suspicion '.length) : null;
