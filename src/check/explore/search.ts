/**
 * Breadth-first search of all reachable states, counted as TLC counts them (tlc2/tool/Worker.java: addElement): every
 * outcome of the next-state relation is generated; one outside a constraint is not kept, but its invariants are
 * evaluated; properties of steps are evaluated for every step.
 *
 * States are expanded one after the other; their successors gather in a batch, which goes to the fingerprint set as a
 * whole, and whose new states are then checked in the order in which they were generated.
 */

import { assert } from '../../core/assert.js';
import { IncompleteSuccessor, resetScratch, type Value, valueBytes } from '../../tla/runtime.js';
import type { CompiledSpecification } from '../specification.js';
import { BATCH, Batch } from './batch.js';
import { fingerprinterFor } from './choose-fingerprinter.js';
import { INTERRUPTED, kindOfError, messageOf, reasonOf, Stopped } from './ending.js';
import { type Expander, Expansion } from './expansion.js';
import { type Fingerprinter, WideFingerprint } from './fingerprint.js';
import { type FingerprintBits, type FingerprintSet, SharedFingerprintSet } from './fingerprint-set.js';
import type { Gathering } from './gathering.js';
import type { Statistics } from './host.js';
import { type SearchLimits, type Watch, whyFull } from './limits.js';
import type { Begun, OnTheWay } from './on-the-way.js';
import { type Counts, type Found, type Outcome, resultOf } from './outcome.js';
import { Progress } from './progress.js';
import { replayed } from './replay.js';
import type { SearchResult, ViolationKind } from './result.js';
import { ALL, wrongStep, wrongWith } from './state-checks.js';
import { StateStore } from './state-store.js';
import { Alone, type Team } from './team.js';

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

export class Search implements Expander {
  readonly store: StateStore;
  private readonly team: Team;
  private readonly set: FingerprintSet;
  private readonly width: number;
  private readonly fingerprinter: Fingerprinter;
  private readonly wide: WideFingerprint | null;
  private readonly batch: Batch;
  private readonly gathering: Gathering | null;
  private readonly progress: Progress;
  private readonly expansion: Expansion;
  private readonly take = (): void => this.takeSuccessor();
  /** The state that is being expanded, by its number over the team. */
  private expanded = -1;
  private successors = 0;
  private found: Found | null = null;
  /** What was counted where it ended in the middle of a batch. */
  private countsThen: Counts | null = null;
  /** The state of which a constraint could not be evaluated. */
  private failedAt: readonly Value[] | null = null;
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
    this.progress = new Progress(this.store);
    this.expansion = new Expansion(this.store, this.width, team, this.progress, this);
    this.fingerprinter = fingerprinterFor(specification);
    this.wide = bits === 64 ? null : new WideFingerprint(this.width, specification.view);
    assert(this.wide === null || specification.symmetry === null, 'fingerprints of orbits have 64 bits');
  }

  run(): SearchResult {
    return resultOf(this.specification, this.explore(), (state) => this.store.behaviour(state));
  }

  get begun(): Begun {
    const { head, levelEnd, depth, generated } = this.progress;
    return { store: this.store, head, levelEnd, depth, generated };
  }

  /** The part of this member of the team; returns when all have finished or stopped. */
  explore(): Outcome {
    const { specification, store, limits, statistics, team, progress } = this;
    let because: string | null = null;
    try {
      specification.init(() => this.takeInitial());
      this.flush();
      because = this.full;
      while (because === null && this.found === null && !statistics.exit) {
        const states = team.nextLevel(store, progress.head);
        if (states === 0) break;
        because = this.gathering?.before(this, progress.head, states) ?? null;
        if (because !== null) break;
        progress.beginLevel();
        statistics.level = progress.depth;
        if (progress.depth > limits.maxDepth)
          because = `states beyond depth ${limits.maxDepth} were not explored (--depth)`;
        else because = this.expansion.expandLevel();
      }
    } catch (error) {
      because = reasonOf(error);
      if (because === null) this.noteError(error);
    }
    if (this.found !== null || because !== null || statistics.exit) team.stop();
    return {
      found: this.found,
      because,
      ...(this.countsThen ?? progress.counts(progress.left)),
    };
  }

  /** Notes the counts where TLC stops: at the violating state in `slot`. Of a team nobody knows who found what before. */
  private noteCounts(slot: number, later: number, isFound: boolean): void {
    if (this.team.size > 1) return;
    this.countsThen = this.progress.countsAt(this.batch.predecessors[slot]!, later, isFound);
  }

  get isOver(): boolean {
    return this.found !== null || this.statistics.exit;
  }

  afterState(): string | null {
    const { batch, limits, store, onTheWay } = this;
    if (batch.count >= BATCH / 2 || batch.count >= limits.maxStates - store.count) this.flush();
    if (this.full === null && onTheWay !== null && this.progress.head >= onTheWay.due) return this.lookAround(onTheWay);
    return this.full;
  }

  settle(): string | null {
    this.flush();
    return this.full;
  }

  private lookAround(onTheWay: OnTheWay): string | null {
    this.flush();
    if (this.found !== null || this.full !== null) return this.full;
    return onTheWay.reasonToStop(this, this.progress.head);
  }

  expand(states: Int32Array, offset: number, number: number): void {
    const { specification } = this;
    this.expanded = number;
    this.successors = 0;
    if (this.statistics.exact === true) this.progress.tell(this.statistics);
    specification.load(states, offset);
    this.fingerprinter.from(states, offset);
    const between = specification.statesBetween();
    specification.next(this.take);
    this.progress.generated += specification.statesBetween() - between;
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
    this.progress.generated += 1;
    statistics.level += 1;
    fingerprinter.initial(batch.states, offset);
    statistics.level -= 1;
    // All members of a team go through the initial states, and each takes its share of them.
    if ((fingerprinter.high >>> 0) % this.team.size !== this.team.index) {
      this.progress.generated -= 1;
      return;
    }
    const exact = statistics.exact === true;
    if (exact) this.progress.tell(statistics);
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
    this.progress.generated += 1;
    this.successors += 1;
    const exact = statistics.exact === true;
    if (exact) this.progress.tell(statistics);
    const outside = this.isOutside(true);
    // A view may tell states apart by their level, and this one's is the next.
    statistics.level += 1;
    if (!outside) fingerprinter.successor(batch.states, offset);
    statistics.level -= 1;
    batch.keep(fingerprinter, this.wide, this.expanded, specification.actionTaken(), outside);
    if (exact) this.flushBetween();
    if (this.pendingViolation !== null) return;
    const wrong = wrongStep(specification);
    if (wrong === null) return;
    // What was generated before is looked at first.
    this.pendingSlot = batch.count - 1;
    this.pendingViolation = {
      ...wrong,
      predecessor: this.expanded,
      state: [...batch.states.subarray(offset, offset + this.width)],
      action: specification.actionTaken(),
    };
    if (exact) this.flushBetween();
  }

  private pendingViolation: Found | null = null;
  /** Where in the batch stands the state to which it is a step. */
  private pendingSlot = -1;

  /** Checks and stores the successor just made, while there are more to come: the registers are as they were. */
  private flushBetween(): void {
    const { specification, store, batch } = this;
    this.flush();
    if (this.found !== null) throw new Stopped('a violation was found');
    specification.load(store.values, this.progress.current * this.width);
    specification.loadNext(batch.states, 0);
  }

  private isOutside(step: boolean): boolean {
    const { constraints, actionConstraints } = this.specification;
    if (constraints.length === 0 && actionConstraints.length === 0) return false;
    const { statistics } = this;
    const { level } = statistics;
    statistics.level += 1;
    try {
      let outside = false;
      for (let i = 0; i < constraints.length && !outside; i += 1) outside = !constraints[i]!.holdsNext();
      statistics.level = level;
      for (let i = 0; step && i < actionConstraints.length && !outside; i += 1)
        outside = !actionConstraints[i]!.holds();
      return outside;
    } catch (error) {
      statistics.level = level;
      const { batch, width } = this;
      const offset = batch.count * width;
      this.failedAt = [...batch.states.subarray(offset, offset + width)];
      throw error;
    }
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
    this.progress.tell(this.statistics);
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
      if (statistics.exact === true && !outside) this.progress.tellAt(statistics, initial);
      let wrong: ReturnType<typeof wrongWith>;
      try {
        wrong = wrongWith(specification, initial ? ALL : this.changedFrom(predecessor, states, offset), initial);
      } finally {
        statistics.level = level;
      }
      if (wrong !== null) {
        this.noteCounts(slot, later, !outside);
        if (wrong.kind === 'error' && this.countsThen !== null && !initial) {
          const { distinct, left } = replayed(specification, batch, slot, slot + later, this.pendingSlot);
          const then = this.countsThen;
          this.countsThen = { ...then, distinct: then.distinct + distinct, left: then.left + left };
        }
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
    // A successor without all its values is one, too.
    if (error instanceof IncompleteSuccessor) this.progress.generated += 1;
    const kind = kindOfError(message);
    const { failedAt, progress, expanded } = this;
    const action = failedAt === null || expanded < 0 ? -1 : this.specification.actionTaken();
    this.flush();
    if (this.found !== null) return;
    this.note(kind, message, expanded, failedAt, action);
    // TLC has taken the state that it expands from the queue.
    if (expanded >= 0 && this.team.size === 1)
      this.countsThen ??= progress.counts(this.store.count - (progress.current + 1));
  }

  private enough(): string {
    return `there are more than ${this.limits.maxStates} states (--max-states)`;
  }

  reasonToStop(): string | null {
    const { store, limits, statistics, team, progress } = this;
    const { generated, left } = progress;
    team.tell({ generated, distinct: store.count, left, bytes: store.bytes + valueBytes() });
    const all = team.total();
    if (this.full !== null) return this.full;
    if (all.distinct > limits.maxStates) return this.enough();
    const full = whyFull(all.bytes + this.set.bytes, this.set.bytesAhead, limits.maxBytes, this.watch);
    if (full !== null) return full;
    statistics.generated = all.generated;
    statistics.distinct = all.distinct;
    statistics.queue = all.left;
    return this.watch.pulse(statistics) ? INTERRUPTED : null;
  }
}
