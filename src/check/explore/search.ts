/**
 * Breadth-first search of all reachable states, counted as TLC counts them (tlc2/tool/Worker.java: addElement): every
 * outcome of the next-state relation is generated; one outside a constraint is not kept, but its invariants are
 * evaluated; properties of steps are evaluated for every step.
 *
 * States are expanded one after the other; their successors gather in a batch, which goes to the fingerprint set as a
 * whole, and whose new states are then checked in the order in which they were generated.
 */

import { assert } from '../../core/assert.js';
import {
  EvaluationError,
  OutOfMemory,
  resetScratch,
  symmetryGroup,
  type Value,
  valueBytes,
} from '../../tla/runtime.js';
import type { CompiledSpecification, Invariant } from '../specification.js';
import type { Fingerprinter } from './fingerprint.js';
import { OrbitViewFingerprinter, PlainFingerprinter, ViewFingerprinter, WideFingerprint } from './fingerprint.js';
import { type FingerprintBits, type FingerprintSet, SharedFingerprintSet } from './fingerprint-set.js';
import type { Statistics } from './host.js';
import { type Found, type Outcome, resultOf } from './outcome.js';
import type { SearchResult, ViolationKind } from './result.js';
import { StateStore } from './state-store.js';
import { SymmetryFingerprinter } from './symmetry.js';
import { Alone, type Team } from './team.js';

export interface SearchLimits {
  readonly checkDeadlock: boolean;
  /** Levels to explore; states beyond are not expanded. */
  readonly maxDepth: number;
  readonly maxStates: number;
  readonly maxBytes: number;
}

/** Asked now and then: whether to go on. */
export interface Watch {
  /** True to stop. */
  pulse(statistics: Statistics): boolean;
}

/** What looks at the states found while there are more to come. */
export interface OnTheWay {
  /** With how many expanded states it is to be asked next. */
  readonly due: number;
  /** Why a search whose states before `expanded` have their successors in the store is to end, or null. */
  reasonToStop(
    search: { readonly store: StateStore; readonly statistics: Statistics },
    expanded: number,
  ): string | null;
}

const BATCH = 8192;

/** With whom a search works, and on which set of fingerprints. */
export interface Membership {
  readonly team: Team;
  readonly set: FingerprintSet;
  readonly bits: FingerprintBits;
}

export const byItself = (bits: FingerprintBits): Membership => ({
  team: new Alone(),
  set: SharedFingerprintSet.create(bits),
  bits,
});

const PULSE = 1024;

export class Search {
  readonly store: StateStore;
  private readonly team: Team;
  private readonly set: FingerprintSet;
  private readonly width: number;
  private readonly fingerprinter: Fingerprinter;
  private readonly wide: WideFingerprint | null;
  private batch: Int32Array;
  /** Fingerprints of the batch, lane by lane. */
  low = new Int32Array(BATCH);
  high = new Int32Array(BATCH);
  wideLow = new Int32Array(BATCH);
  wideHigh = new Int32Array(BATCH);
  private isNew = new Uint8Array(BATCH);
  private outside = new Uint8Array(BATCH);
  private predecessors = new Int32Array(BATCH);
  private actions = new Int16Array(BATCH);
  private inBatch = 0;
  private generated = 0;
  private current = -1;
  private successors = 0;
  private found: Found | null = null;
  /** The next state to expand. */
  private head = 0;
  /** Levels begun: that of the initial states is 1. */
  private depth = 0;
  /** Where the states of the next level begin. */
  private levelEnd = 0;
  private untilPulse = PULSE;
  /** Why the search must stop where it stands, in the middle of a batch. */
  private full: string | null = null;

  constructor(
    private readonly specification: CompiledSpecification,
    private readonly limits: SearchLimits,
    private readonly watch: Watch,
    readonly statistics: Statistics,
    { team, set, bits }: Membership = byItself(64),
    /** Not for a member of a larger team, who does not know the successors of its states. */
    private readonly onTheWay: OnTheWay | null = null,
  ) {
    this.team = team;
    this.set = set;
    this.width = specification.variables.length;
    this.store = new StateStore(this.width);
    this.batch = new Int32Array(BATCH * Math.max(1, this.width));
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
        if (team.nextLevel(store, this.head) === 0) break;
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
    const left = store.count - this.head;
    return { found: this.found, because, generated: this.generated, distinct: store.count, left, depth: this.depth };
  }

  /** Why the search must stop, or null. */
  private expandLevel(take: () => void): string | null {
    const { statistics } = this;
    let because: string | null = null;
    while (this.head < this.levelEnd && this.found === null && because === null && !statistics.exit) {
      this.expand(this.head, take);
      this.head += 1;
      if (this.inBatch >= BATCH / 2 || this.inBatch >= this.limits.maxStates - this.store.count) this.flush();
      because = this.full;
      if (this.onTheWay !== null && this.head >= this.onTheWay.due) because ??= this.lookAround(this.onTheWay);
      this.untilPulse -= 1;
      if (this.untilPulse > 0) continue;
      this.untilPulse = PULSE;
      if (this.team.stopped) break;
      because ??= this.reasonToStop();
    }
    this.flush();
    return because ?? this.full;
  }

  private lookAround(onTheWay: OnTheWay): string | null {
    this.flush();
    if (this.found !== null || this.full !== null) return this.full;
    return onTheWay.reasonToStop(this, this.head);
  }

  private expand(index: number, take: () => void): void {
    const { specification, store } = this;
    const offset = index * this.width;
    this.current = index;
    this.successors = 0;
    if (this.statistics.exact === true) this.tellCounts();
    specification.load(store.values, offset);
    this.fingerprinter.from(store.values, offset);
    const between = specification.statesBetween();
    specification.next(take);
    this.generated += specification.statesBetween() - between;
    if (this.successors === 0 && this.limits.checkDeadlock && this.found === null) {
      this.flush();
      this.note('deadlock', 'Deadlock', this.numberOf(index), null, -1);
    }
  }

  private takeInitial(): void {
    const slot = this.slot();
    const offset = slot * this.width;
    const { specification, batch } = this;
    specification.store(batch, offset);
    specification.loadNext(batch, offset);
    this.statistics.level += 1;
    this.fingerprinter.initial(batch, offset);
    this.statistics.level -= 1;
    // All members of a team go through the initial states, and each takes its share of them.
    if ((this.fingerprinter.high >>> 0) % this.team.size !== this.team.index) return;
    this.generated += 1;
    if (this.statistics.exact === true) {
      this.tellCounts();
      this.keep(slot, -1, -1, this.isOutside(false));
      this.flush();
      return;
    }
    this.keep(slot, -1, -1, this.isOutside(false));
    if (this.inBatch < BATCH) return;
    this.flush();
    const because = this.reasonToStop();
    if (because !== null) throw new Stopped(because);
  }

  private takeSuccessor(): void {
    const { specification } = this;
    const slot = this.slot();
    const offset = slot * this.width;
    specification.storeNext(this.batch, offset);
    this.generated += 1;
    this.successors += 1;
    const exact = this.statistics.exact === true;
    if (exact) this.tellCounts();
    const outside = this.isOutside(true);
    // A view may tell states apart by their level, and this one's is the next.
    this.statistics.level += 1;
    if (!outside) this.fingerprinter.successor(this.batch, offset);
    this.statistics.level -= 1;
    this.keep(slot, this.numberOf(this.current), specification.actionTaken(), outside);
    if (exact) this.flushBetween();
    for (const property of specification.stepProperties) {
      if (property.holds()) continue;
      const state = [...this.batch.subarray(offset, offset + this.width)];
      // What was generated before is looked at first.
      this.pendingViolation ??= {
        kind: 'property',
        name: property.name,
        predecessor: this.numberOf(this.current),
        state,
        action: specification.actionTaken(),
      };
      if (exact) this.flushBetween();
    }
  }

  private pendingViolation: Found | null = null;

  /** Checks and stores the successor just made, while there are more to come: the registers are as they were. */
  private flushBetween(): void {
    const { specification, store, batch } = this;
    this.flush();
    if (this.found !== null) throw new Stopped('a violation was found');
    specification.load(store.values, this.current * this.width);
    specification.loadNext(batch, 0);
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
  private slot(): number {
    if (this.inBatch === this.low.length) {
      const because = this.reasonToStop();
      if (because !== null) throw new Stopped(because);
      const length = this.low.length * 2;
      const larger = <T extends { set(source: T): void }>(made: T, old: T): T => {
        made.set(old);
        return made;
      };
      this.batch = larger(new Int32Array(length * Math.max(1, this.width)), this.batch);
      this.low = larger(new Int32Array(length), this.low);
      this.high = larger(new Int32Array(length), this.high);
      this.wideLow = larger(new Int32Array(length), this.wideLow);
      this.wideHigh = larger(new Int32Array(length), this.wideHigh);
      this.isNew = new Uint8Array(length);
      this.outside = larger(new Uint8Array(length), this.outside);
      this.predecessors = larger(new Int32Array(length), this.predecessors);
      this.actions = larger(new Int16Array(length), this.actions);
    }
    return this.inBatch;
  }

  private keep(slot: number, predecessor: number, action: number, outside: boolean): void {
    this.low[slot] = this.fingerprinter.low;
    this.high[slot] = this.fingerprinter.high;
    if (this.wide !== null) {
      this.wide.take(this.batch, slot * this.width);
      this.wideLow[slot] = this.wide.low;
      this.wideHigh[slot] = this.wide.high;
    }
    this.predecessors[slot] = predecessor;
    this.actions[slot] = action;
    this.outside[slot] = outside ? 1 : 0;
    this.inBatch = slot + 1;
  }

  /** Sends the batch to the fingerprint set and checks and stores its new states. */
  private flush(): void {
    const { inBatch, width, batch, specification } = this;
    this.inBatch = 0;
    if (inBatch > 0) {
      const anyOutside = specification.constraints.length > 0 || specification.actionConstraints.length > 0;
      if (anyOutside) this.insertInside(inBatch);
      else this.set.insert(this, inBatch, this.isNew);
      for (let slot = 0; slot < inBatch && this.found === null && this.full === null; slot += 1) {
        if (this.isNew[slot] === 0) continue;
        this.check(slot, slot * width, batch);
      }
    }
    this.tellCounts();
    this.found ??= this.pendingViolation;
  }

  /** Only states inside the constraints go to the set; the others count as new every time. */
  private insertInside(count: number): void {
    let inside = 0;
    for (let slot = 0; slot < count; slot += 1) {
      if (this.outside[slot] === 1) continue;
      this.low[inside] = this.low[slot]!;
      this.high[inside] = this.high[slot]!;
      this.wideLow[inside] = this.wideLow[slot]!;
      this.wideHigh[inside] = this.wideHigh[slot]!;
      inside += 1;
    }
    const isNew = new Uint8Array(inside);
    this.set.insert(this, inside, isNew);
    for (let slot = count - 1; slot >= 0; slot -= 1) {
      if (this.outside[slot] === 1) this.isNew[slot] = 1;
      else {
        inside -= 1;
        this.isNew[slot] = isNew[inside]!;
      }
    }
  }

  /** Invariants of a state not seen before; if it is inside the constraints it joins the store. */
  private check(slot: number, offset: number, batch: Int32Array): void {
    const { specification } = this;
    const predecessor = this.predecessors[slot]!;
    const action = this.actions[slot]!;
    const outside = this.outside[slot] === 1;
    const { invariants, initialProperties } = specification;
    const checked = predecessor < 0 ? initialProperties : [];
    if (invariants.length > 0 || checked.length > 0) {
      specification.load(batch, offset);
      const { statistics } = this;
      const { level } = statistics;
      statistics.level += 1;
      if (statistics.exact === true && !outside) this.countThis(predecessor < 0);
      try {
        const changed = predecessor < 0 ? ALL : this.changedFrom(predecessor, batch, offset);
        for (let i = 0; i < invariants.length; i += 1) {
          if (stillHolds(invariants[i]!, changed)) continue;
          this.note('invariant', invariants[i]!.name, predecessor, batch.subarray(offset, offset + this.width), action);
          return;
        }
        for (const property of checked) {
          if (property.holds()) continue;
          this.note('property', property.name, predecessor, batch.subarray(offset, offset + this.width), action);
          return;
        }
      } catch (error) {
        if (!(error instanceof EvaluationError)) throw error;
        resetScratch();
        this.note('error', error.message, predecessor, batch.subarray(offset, offset + this.width), action);
        return;
      } finally {
        statistics.level = level;
      }
    }
    if (outside) return;
    if (this.store.count >= this.limits.maxStates) this.full = this.enough();
    else this.store.add(batch, offset, predecessor, action);
  }

  /** Which variables differ from those of the predecessor, which this member has expanded and so stored: bit `index % 32`. */
  private changedFrom(predecessor: number, batch: Int32Array, offset: number): number {
    const { values } = this.store;
    const from = ((predecessor - this.team.index) / this.team.size) * this.width;
    let changed = 0;
    for (let i = 0; i < this.width; i += 1) if (values[from + i] !== batch[offset + i]) changed |= 1 << (i & 31);
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
    this.note(kind, message, this.current < 0 ? -1 : this.numberOf(this.current), null, -1);
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
    const left = store.count - this.head;
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

/** All variables changed. */
const ALL = -1;

/** Of a state whose predecessor satisfies the invariant, and from which it differs in the variables of `changed`. */
function stillHolds({ parts, holds }: Invariant, changed: number): boolean {
  if (parts === undefined || changed === ALL) return holds();
  for (let i = 0; i < parts.length; i += 1) {
    const part = parts[i]!;
    if ((part.reads & changed) !== 0 && !part.holds()) return false;
  }
  return true;
}

/** Ends a search from within an evaluation. */
export class Stopped extends Error {}

/** Why the search cannot go on, if that is nobody's fault; else null. */
export function reasonOf(error: unknown): string | null {
  if (error instanceof Stopped) return error.message;
  if (error instanceof OutOfMemory) return error.message;
  const exhausted =
    error instanceof RangeError && /allocation failed|array length|gives no memory/i.test(error.message);
  return exhausted ? `the machine has no memory left (${error.message})` : null;
}

export const INTERRUPTED = 'it was interrupted';

/** What the specification did wrong; anything else is thrown on. */
export function messageOf(error: unknown): string {
  if (error instanceof EvaluationError) return error.message;
  if (error instanceof RangeError && /call stack/i.test(error.message)) return 'the evaluation recurses too deeply';
  throw error;
}

export function kindOfError(message: string): 'assert' | 'error' {
  return /^The first argument of Assert evaluated to FALSE/.test(message) ? 'assert' : 'error';
}

export function fingerprinterFor(specification: CompiledSpecification): Fingerprinter {
  const { view, symmetry } = specification;
  const width = specification.variables.length;
  const group = symmetry === null ? null : symmetryGroup(symmetry());
  if (group === null) return view === null ? new PlainFingerprinter(width) : new ViewFingerprinter(view);
  if (view === null) return new SymmetryFingerprinter(width, group);
  return new OrbitViewFingerprinter(view, (states, offset) => specification.loadNext(states, offset), width, group);
}
