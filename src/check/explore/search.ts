/**
 * Breadth-first search of all reachable states, counted as TLC counts them (tlc2/tool/Worker.java: addElement): every
 * outcome of the next-state relation is generated; one outside a constraint is not kept, but its invariants are
 * evaluated; properties of steps are evaluated for every step.
 *
 * States are expanded one after the other; their successors gather in a batch, which goes to the fingerprint set as a
 * whole, and whose new states are then checked in the order in which they were generated.
 */

import { assert } from '../../core/assert.js';
import { resetScratch, type Value, valueBytes } from '../../tla/runtime.js';
import type { CompiledSpecification } from '../specification.js';
import { BATCH, Batch } from './batch.js';
import { fingerprinterFor } from './choose-fingerprinter.js';
import { INTERRUPTED, kindOfError, messageOf, reasonOf, Stopped } from './ending.js';
import { type Fingerprinter, WideFingerprint } from './fingerprint.js';
import { type FingerprintBits, type FingerprintSet, SharedFingerprintSet } from './fingerprint-set.js';
import type { Gathering } from './gathering.js';
import type { Statistics } from './host.js';
import type { SearchLimits, Watch } from './limits.js';
import type { OnTheWay } from './on-the-way.js';
import { type Counts, type Found, type Outcome, resultOf } from './outcome.js';
import type { SearchResult, ViolationKind } from './result.js';
import { ALL, wrongWith } from './state-checks.js';
import { StateStore } from './state-store.js';
import { Alone, type Team } from './team.js';
import { decodeStates, encodeLoan } from './travel.js';

/** With whom a search works, and on which set of fingerprints. */
export interface Membership {
  readonly team: Team;
  readonly set: FingerprintSet;
  readonly bits: FingerprintBits;
  /** Of a team of several, where its states are to be looked at on the way. */
  readonly gathering?: Gathering;
}

export const byItself = (bits: FingerprintBits): Membership => ({
  team: new Alone(),
  set: SharedFingerprintSet.create(bits),
  bits,
});

const PULSE = 1024;
/** Who has fewer states left of a level is done with them before others could have decoded some. */
const WORTH_LENDING = 64;

/** States of the level that one member expands: its own, or borrowed ones. */
interface Part {
  readonly store: StateStore;
  readonly from: number;
  readonly to: number;
  readonly numberOf: (index: number) => number;
}

export class Search {
  readonly store: StateStore;
  private readonly team: Team;
  private readonly set: FingerprintSet;
  private readonly width: number;
  private readonly fingerprinter: Fingerprinter;
  private readonly wide: WideFingerprint | null;
  private readonly batch: Batch;
  private readonly gathering: Gathering | null;
  private generated = 0;
  /** The state that is being expanded, by its place in the store, if it is there, and by its number over the team. */
  private current = -1;
  private expanded = -1;
  /** Own states of the level that others expand. */
  private lent = 0;
  private successors = 0;
  private found: Found | null = null;
  /** The next state to expand. */
  private head = 0;
  /** Levels begun: that of the initial states is 1. */
  private depth = 0;
  /** Where the states of the next level begin. */
  private levelEnd = 0;
  private untilPulse = PULSE;
  /** What was counted where it ended in the middle of a batch. */
  private countsThen: Counts | null = null;
  /** Why the search must stop where it stands, in the middle of a batch. */
  private full: string | null = null;

  constructor(
    private readonly specification: CompiledSpecification,
    private readonly limits: SearchLimits,
    private readonly watch: Watch,
    readonly statistics: Statistics,
    { team, set, bits, gathering }: Membership = byItself(64),
    /** Not for a member of a larger team, who does not know the successors of its states. */
    private readonly onTheWay: OnTheWay | null = null,
  ) {
    this.team = team;
    this.set = set;
    this.gathering = gathering ?? null;
    this.width = specification.variables.length;
    this.store = new StateStore(this.width);
    this.batch = new Batch(this.width);
    this.fingerprinter = fingerprinterFor(specification);
    this.wide = bits === 64 ? null : new WideFingerprint(this.width, specification.view);
    assert(this.wide === null || specification.symmetry === null, 'fingerprints of orbits have 64 bits');
  }

  run(): SearchResult {
    return resultOf(this.specification, this.explore(), (state) => this.store.behaviour(state));
  }

  /** The part of this member of the team; returns when all have finished or stopped. */
  explore(): Outcome {
    const { specification, store, limits, statistics, team } = this;
    let because: string | null = null;
    try {
      const take = (): void => this.takeSuccessor();
      specification.init(() => this.takeInitial());
      this.flush();
      because = this.full;
      while (because === null && this.found === null && !statistics.exit) {
        const states = team.nextLevel(store, this.head);
        if (states === 0) break;
        because = this.gathering?.before(this, this.head, states) ?? null;
        if (because !== null) break;
        this.depth += 1;
        this.levelEnd = store.count;
        statistics.level = this.depth;
        if (this.depth > limits.maxDepth)
          because = `states beyond depth ${limits.maxDepth} were not explored (--depth)`;
        else because = this.expandLevel(take);
      }
    } catch (error) {
      because = reasonOf(error);
      if (because === null) this.noteError(error);
    }
    if (this.found !== null || because !== null || statistics.exit) team.stop();
    return {
      found: this.found,
      because,
      ...(this.countsThen ?? this.countsSoFar(store.count - this.head - this.lent)),
    };
  }

  /** `left`: states to expand. A level that was begun is counted if it has a state, the first one also if all are outside. */
  private countsSoFar(left: number): Counts {
    const { store, depth } = this;
    const begun = Math.max(depth + (store.count > this.levelEnd ? 1 : 0), this.generated > 0 ? 1 : 0);
    return { generated: this.generated, distinct: store.count, left, depth: begun };
  }

  /**
   * The counts where TLC stops: right at the violating state, the last of those generated and found. Here it stands in a batch
   * with `later` others behind it. Of a team nobody knows who found what before.
   */
  private noteCounts(slot: number, later: number, isFound: boolean): void {
    const { batch, store, team } = this;
    if (team.size > 1) return;
    const predecessor = batch.predecessors[slot]!;
    const { distinct, depth } = this.countsSoFar(0);
    this.countsThen = {
      generated: this.generated - later,
      distinct: distinct + (isFound ? 1 : 0),
      left: store.count - (predecessor + 1) + (isFound && predecessor < 0 ? 1 : 0),
      depth: isFound ? this.depth + 1 : depth,
    };
  }

  /** Why the search must stop, or null. */
  private expandLevel(take: () => void): string | null {
    const { store, team } = this;
    const own = (index: number): number => this.numberOf(index);
    let because = this.expandPart({ store, from: this.head, to: this.levelEnd, numberOf: own }, take);
    if (!this.mayGoOn(because)) return because;
    this.head = this.levelEnd;
    this.lent = 0;
    while (this.mayGoOn(because)) {
      const parcel = team.borrow();
      if (parcel === null) break;
      const borrowed = new StateStore(this.width);
      decodeStates(parcel, borrowed);
      const numberOf = (index: number): number => borrowed.predecessor(index);
      because = this.expandPart({ store: borrowed, from: 0, to: borrowed.count, numberOf }, take);
    }
    return because;
  }

  private mayGoOn(because: string | null): boolean {
    return because === null && this.found === null && !this.statistics.exit && !this.team.stopped;
  }

  /** Expands states of the level one after the other, less those that are lent meanwhile. Why the search must stop, or null. */
  private expandPart(part: Part, take: () => void): string | null {
    const { statistics, team, store } = this;
    const { numberOf } = part;
    const isOwn = part.store === store;
    let because: string | null = null;
    let end = part.to;
    for (let index = part.from; index < end; index += 1) {
      this.current = isOwn ? index : -1;
      this.expand(part.store.values, index * this.width, numberOf(index), take);
      if (isOwn) this.head = index + 1;
      if (this.batch.count >= BATCH / 2 || this.batch.count >= this.limits.maxStates - store.count) this.flush();
      because = this.full;
      if (this.onTheWay !== null && this.head >= this.onTheWay.due) because ??= this.lookAround(this.onTheWay);
      if (because !== null || this.found !== null || statistics.exit) break;
      if ((index & 15) === 0 && end - index > WORTH_LENDING && team.wanted) {
        const middle = (index + 1 + end) >> 1;
        team.lend(() => {
          const parcel = encodeLoan(part.store, middle, end - middle, numberOf);
          if (isOwn) this.lent += end - middle;
          end = middle;
          return parcel;
        });
      }
      this.untilPulse -= 1;
      if (this.untilPulse > 0) continue;
      this.untilPulse = PULSE;
      if (team.stopped) break;
      because = this.reasonToStop();
      if (because !== null) break;
    }
    this.flush();
    return because ?? this.full;
  }

  private lookAround(onTheWay: OnTheWay): string | null {
    this.flush();
    if (this.found !== null || this.full !== null) return this.full;
    return onTheWay.reasonToStop(this, this.head);
  }

  /** Generates the successors of the state at `offset`, whose number over the team is given. */
  private expand(states: Int32Array, offset: number, number: number, take: () => void): void {
    const { specification } = this;
    this.expanded = number;
    this.successors = 0;
    if (this.statistics.exact === true) this.tellCounts();
    specification.load(states, offset);
    this.fingerprinter.from(states, offset);
    const between = specification.statesBetween();
    specification.next(take);
    this.generated += specification.statesBetween() - between;
    if (this.successors === 0 && this.limits.checkDeadlock && this.found === null) {
      this.flush();
      this.note('deadlock', 'Deadlock', number, null, -1);
    }
  }

  private takeInitial(): void {
    this.makeRoom();
    const { specification, batch, fingerprinter, statistics } = this;
    const offset = batch.count * this.width;
    specification.store(batch.states, offset);
    specification.loadNext(batch.states, offset);
    statistics.level += 1;
    fingerprinter.initial(batch.states, offset);
    statistics.level -= 1;
    // All members of a team go through the initial states, and each takes its share of them.
    if ((fingerprinter.high >>> 0) % this.team.size !== this.team.index) return;
    this.generated += 1;
    const exact = statistics.exact === true;
    if (exact) this.tellCounts();
    batch.keep(fingerprinter, this.wide, -1, -1, this.isOutside(false));
    if (exact) {
      this.flush();
      return;
    }
    if (batch.count < BATCH) return;
    this.flush();
    const because = this.reasonToStop();
    if (because !== null) throw new Stopped(because);
  }

  private takeSuccessor(): void {
    this.makeRoom();
    const { specification, batch, fingerprinter, statistics } = this;
    const offset = batch.count * this.width;
    specification.storeNext(batch.states, offset);
    this.generated += 1;
    this.successors += 1;
    const exact = statistics.exact === true;
    if (exact) this.tellCounts();
    const outside = this.isOutside(true);
    // A view may tell states apart by their level, and this one's is the next.
    statistics.level += 1;
    if (!outside) fingerprinter.successor(batch.states, offset);
    statistics.level -= 1;
    batch.keep(fingerprinter, this.wide, this.expanded, specification.actionTaken(), outside);
    if (exact) this.flushBetween();
    for (const property of specification.stepProperties) {
      if (property.holds()) continue;
      const state = [...batch.states.subarray(offset, offset + this.width)];
      // What was generated before is looked at first.
      if (this.pendingViolation === null) this.pendingSlot = batch.count - 1;
      this.pendingViolation ??= {
        kind: 'property',
        name: property.name,
        predecessor: this.expanded,
        state,
        action: specification.actionTaken(),
      };
      if (exact) this.flushBetween();
    }
  }

  private pendingViolation: Found | null = null;
  /** Where in the batch stands the state to which it is a step. */
  private pendingSlot = -1;

  /** Checks and stores the successor just made, while there are more to come: the registers are as they were. */
  private flushBetween(): void {
    const { specification, store, batch } = this;
    this.flush();
    if (this.found !== null) throw new Stopped('a violation was found');
    specification.load(store.values, this.current * this.width);
    specification.loadNext(batch.states, 0);
  }

  /** As TLC counts while it is at work: what is generated includes the state at hand, the queue not the one expanded. */
  private tellCounts(): void {
    const { statistics, store } = this;
    statistics.generated = this.generated;
    statistics.distinct = store.count;
    statistics.queue = store.count - (this.current + 1);
    // A level counts once it has a state.
    statistics.diameter = this.depth + (store.count > this.levelEnd ? 1 : 0);
  }

  private isOutside(step: boolean): boolean {
    const { constraints, actionConstraints } = this.specification;
    if (constraints.length === 0 && actionConstraints.length === 0) return false;
    this.statistics.level += 1;
    let outside = false;
    for (let i = 0; i < constraints.length && !outside; i += 1) outside = !constraints[i]!.holdsNext();
    this.statistics.level -= 1;
    for (let i = 0; step && i < actionConstraints.length && !outside; i += 1) outside = !actionConstraints[i]!.holds();
    return outside;
  }

  /** A place in the batch for one more state; the batch grows if one state has very many successors. */
  private makeRoom(): void {
    if (!this.batch.isFull) return;
    const because = this.reasonToStop();
    if (because !== null) throw new Stopped(because);
    this.batch.grow();
  }

  /** Sends the batch to the fingerprint set and checks and stores its new states. */
  private flush(): void {
    const { batch, specification } = this;
    const { count } = batch;
    batch.count = 0;
    if (count > 0) {
      batch.insertInto(this.set, count, specification.constraints.length + specification.actionConstraints.length > 0);
      for (let slot = 0; slot < count && this.found === null && this.full === null; slot += 1) {
        const before = this.store.count;
        if (batch.isNew[slot] !== 0) this.check(slot, count - 1 - slot);
        if (slot !== this.pendingSlot || this.found !== null || this.team.size > 1) continue;
        // The step to this state was wrong: it is found, but not kept.
        const isFound = this.store.count > before;
        this.store.drop(isFound ? 1 : 0);
        this.noteCounts(slot, count - 1 - slot, isFound);
        this.found = this.pendingViolation;
      }
    }
    this.tellCounts();
    this.found ??= this.pendingViolation;
  }

  /** Invariants of a state not seen before; if it is inside the constraints it joins the store. */
  private check(slot: number, later: number): void {
    const { specification, batch, statistics } = this;
    const { states } = batch;
    const offset = slot * this.width;
    const predecessor = batch.predecessors[slot]!;
    const action = batch.actions[slot]!;
    const outside = batch.outside[slot] === 1;
    const initial = predecessor < 0;
    if (specification.invariants.length > 0 || (initial && specification.initialProperties.length > 0)) {
      specification.load(states, offset);
      const { level } = statistics;
      statistics.level += 1;
      if (statistics.exact === true && !outside) this.countThis(initial);
      let wrong: ReturnType<typeof wrongWith>;
      try {
        wrong = wrongWith(specification, initial ? ALL : this.changedFrom(predecessor, states, offset), initial);
      } finally {
        statistics.level = level;
      }
      if (wrong !== null) {
        this.noteCounts(slot, later, !outside);
        this.note(wrong.kind, wrong.name, predecessor, states.subarray(offset, offset + this.width), action);
        return;
      }
    }
    if (outside) return;
    if (this.store.count >= this.limits.maxStates) this.full = this.enough();
    else this.store.add(states, offset, predecessor, action);
  }

  /** Which variables differ from those of the predecessor, if this member has stored it: bit `index % 32`. */
  private changedFrom(predecessor: number, states: Int32Array, offset: number): number {
    if (predecessor % this.team.size !== this.team.index) return ALL;
    const { values } = this.store;
    const from = ((predecessor - this.team.index) / this.team.size) * this.width;
    let changed = 0;
    for (let i = 0; i < this.width; i += 1) if (values[from + i] !== states[offset + i]) changed |= 1 << (i & 31);
    return changed;
  }

  /** A state whose invariants are evaluated counts as found already; in the queue is it only if it is initial. */
  private countThis(initial: boolean): void {
    this.tellCounts();
    const { statistics } = this;
    statistics.distinct += 1;
    if (initial) statistics.queue += 1;
    statistics.diameter = this.depth + 1;
  }

  private note(
    kind: ViolationKind,
    name: string,
    predecessor: number,
    state: ArrayLike<Value> | null,
    action: number,
  ): void {
    this.found ??= { kind, name, predecessor, state: state === null ? null : Array.from(state), action };
  }

  /** An evaluation failed while a state was expanded, or an initial state made. */
  private noteError(error: unknown): void {
    const message = messageOf(error);
    resetScratch();
    const kind = kindOfError(message);
    this.flush();
    this.note(kind, message, this.expanded, null, -1);
  }

  /** The state's number over the team. */
  private numberOf(index: number): number {
    return index * this.team.size + this.team.index;
  }

  private enough(): string {
    return `there are more than ${this.limits.maxStates} states (--max-states)`;
  }

  private reasonToStop(): string | null {
    const { store, limits, statistics, team } = this;
    const left = store.count - this.head - this.lent;
    team.tell({ generated: this.generated, distinct: store.count, left, bytes: store.bytes + valueBytes() });
    const all = team.total();
    if (this.full !== null) return this.full;
    if (all.distinct > limits.maxStates) return this.enough();
    if (all.bytes + this.set.bytes > limits.maxBytes) {
      const megabytes = Math.round(limits.maxBytes / 2 ** 20);
      return `states and values fill the ${megabytes.toLocaleString('en')} MB that they may have (--max-memory)`;
    }
    statistics.generated = all.generated;
    statistics.distinct = all.distinct;
    statistics.queue = all.left;
    return this.watch.pulse(statistics) ? INTERRUPTED : null;
  }
}
