/**
 * The search of check/explore/search.ts with states packed into words, from where that one had come: it counts the same, and
 * takes nothing but counts to its end. As soon as something has to be explained, or is not what the first states had shown, it
 * leaves the model to the general search, from the beginning.
 *
 * What is learnt is held against the general specification at once: of each state on which something was learnt, all successors
 * and the invariants. So each path through the trees was right in one state at least, and it is by construction that it depends
 * on nothing but what it looks at.
 */

import { BATCH } from '../check/explore/batch.js';
import { INTERRUPTED } from '../check/explore/ending.js';
import type { FingerprintSet } from '../check/explore/fingerprint-set.js';
import type { Statistics } from '../check/explore/host.js';
import { type SearchLimits, type Watch, whyFull } from '../check/explore/limits.js';
import type { Begun } from '../check/explore/on-the-way.js';
import type { Counts } from '../check/explore/outcome.js';
import type { CompiledSpecification, Constants } from '../check/specification.js';
import { AssertionFailure } from '../core/assert.js';
import { EvaluationError, OutOfMemory, symmetryGroup, valueBytes } from '../tla/runtime.js';
import type { Program } from '../tla2ts/lower/program.js';
import { Actions } from './actions.js';
import { Checks } from './checks.js';
import { Environment } from './environment.js';
import { Evaluator } from './evaluate.js';
import { Layout, Outgrown } from './layout.js';
import { type Fingerprints, fingerprintsOf, PackedBatch, Rows } from './packed-states.js';
import { Misfit } from './shape.js';
import { Successors } from './successors.js';
import { Declined } from './symbols.js';
import { type Part, TooMuch, Trees } from './tree.js';
import { type Course, NO_FASTER, type Trial, Trying, UNLIKE } from './trial.js';

export type PackedOutcome =
  /** All states were visited and nothing is wrong, or it had to stop; `because` tells why. */
  | ({ readonly kind: 'visited'; readonly because: string | null } & Counts)
  /** It may be tried again when the general search has come further. */
  | { readonly kind: 'paused'; readonly because: string }
  /** The general search has to say what is the matter. */
  | { readonly kind: 'left'; readonly because: string };

const PULSE = 1024;
/** States that show what values are like. */
const SAMPLE = 1 << 14;
const LOOK_EACH = 128;
/** After so many states it is looked at whether there are alternatives that never come to anything. */
const COMPACT_EACH = 1 << 13;
/** So much may be learnt before, at first and for each state: more, and states have nothing in common at all. */
const LEARNT_AT_FIRST = 4000;
const LEARNT_EACH = 2;

class Left extends Error {}

export interface Model {
  readonly program: Program;
  readonly specification: CompiledSpecification;
  readonly constants: Constants;
}

/** `run`, which may be done again, further on, with what was learnt before. */
export class PackedSearch {
  private readonly layout: Layout;
  private trees!: Trees;
  private next = 0;
  private invariants: readonly number[] = [];
  /** Of the invariants; null before one state was found to satisfy them. */
  private parts: readonly Part[] | null = null;
  /**
   * States before this one were not visited with these trees, which so may know too little of what the invariants look at in them: of their
   * successors all is checked.
   */
  private unvisited = 0;
  private constraints: readonly number[] = [];
  private store!: Rows;
  private fingerprints!: Fingerprints;
  private batch!: PackedBatch;
  private set!: FingerprintSet;
  private readonly values: Int32Array;
  private head = 0;
  private levelEnd = 0;
  private depth = 0;
  private generated = 0;
  private expanded = 0;
  private trying: Trying | null = null;

  constructor(
    private readonly model: Model,
    { store }: Begun,
    private readonly limits: SearchLimits,
    private readonly watch: Watch,
    private readonly statistics: Statistics,
  ) {
    const width = model.specification.variables.length;
    this.values = new Int32Array(width);
    const { symmetry } = model.specification;
    const group = symmetry === null ? [] : symmetryGroup(symmetry());
    this.layout = new Layout(store.values, Math.min(store.count, SAMPLE), width, group);
    this.plant();
  }

  /**
   * Goes on from where the general search has come: to the end if there is no `trial`, or if that shows that it is worth it.
   * Throws what `whyLeft` tells of, where this is not for a packed search.
   */
  run(begun: Begun, trial: Trial | null): PackedOutcome {
    this.begin(begun);
    this.trying = trial === null ? null : new Trying(trial, this.course);
    const because = this.visit();
    if (because === UNLIKE || because === NO_FASTER) return { kind: 'paused', because };
    const { generated, store, depth } = this;
    this.tell();
    return { kind: 'visited', because, generated, distinct: store.count, left: store.count - this.head, depth };
  }

  private begin({ store, head, levelEnd, depth, generated }: Begun): void {
    for (;;) {
      const before = this.layout.positions();
      try {
        this.store = this.packed(store);
        break;
      } catch (error) {
        if (!(error instanceof Outgrown)) throw error;
        this.layout.place();
        if (!this.trees.relocate(before)) this.plant();
      }
    }
    const { set, fingerprints, repeated } = fingerprintsOf(this.store, this.layout.shares);
    if (repeated > 0) throw new Left(WRONG);
    Object.assign(this, { set, fingerprints, head, levelEnd, depth, generated, unvisited: store.count });
    this.batch = new PackedBatch(this.layout.width);
  }

  private packed({ values, count, width }: Begun['store']): Rows {
    const { layout } = this;
    const rows = new Rows(layout.width, count + BATCH);
    for (let i = 0; i < count; i += 1) layout.encode(values, i * width, rows.words, i * layout.width);
    rows.count = count;
    return rows;
  }

  /** Why it had to stop, or null. */
  private visit(): string | null {
    while (this.head < this.store.count) {
      if (this.head === this.levelEnd) {
        this.depth += 1;
        this.levelEnd = this.store.count;
        this.statistics.level = this.depth;
      }
      for (; this.head < this.levelEnd; this.head += 1) {
        this.expand();
        if (this.batch.rows.count >= BATCH / 2) this.flush();
        this.expanded += 1;
        this.trees.mostLearnt += LEARNT_EACH;
        if (this.trying !== null && this.expanded % LOOK_EACH === 0) {
          const why = this.trying.whyGivenUp(this.course);
          if (why !== null) return why;
          if (this.trying.isOver) this.trying = null;
        }
        if (this.expanded % COMPACT_EACH === 0) this.trees.compact();
        if (this.head % PULSE !== 0) continue;
        const because = this.reasonToStop();
        if (because !== null) return because;
      }
      this.flush();
    }
    return null;
  }

  private get course(): Course {
    return { expanded: this.expanded, learnt: this.trees.learnt, generated: this.generated };
  }

  /** The successors of the state at `head` join the batch. */
  private expand(): void {
    const { batch } = this;
    const before = batch.rows.count;
    const { generated } = this;
    // What was learnt before states moved is still to be verified.
    let moved = false;
    for (;;) {
      try {
        const { trees } = this;
        const { learnt } = trees;
        trees.states = this.store.words;
        trees.offset = this.head * this.layout.width;
        this.takeBase();
        trees.expand(this.next);
        if (moved || trees.learnt !== learnt) this.verifySuccessors(before);
        if (batch.rows.count === before && this.limits.checkDeadlock) throw new Left('there is a deadlock');
        return;
      } catch (error) {
        if (!(error instanceof Outgrown)) throw error;
        batch.rows.count = before;
        this.generated = generated;
        this.grow();
        moved = true;
      }
    }
  }

  private takeBase(): void {
    const { fingerprints, trees, head, layout } = this;
    if (layout.isOrdered) layout.shares.base(trees.states, trees.offset);
    else layout.shares.setBase(fingerprints.low[head]!, fingerprints.high[head]!);
  }

  /** An outcome: the words that change. */
  private take(from: number, to: number): void {
    const { batch, layout, trees } = this;
    batch.reserve();
    const { width } = layout;
    const { words, count } = batch.rows;
    const { states, offset, changes } = trees;
    const at = count * width;
    for (let i = 0; i < width; i += 1) words[at + i] = states[offset + i]!;
    batch.outcomes[count] = this.head < this.unvisited ? -1 : changes[from]!;
    const { shares } = layout;
    shares.change(words, at, changes, from + 1, to);
    batch.low[count] = shares.low;
    batch.high[count] = shares.high;
    this.generated += 1;
    batch.outside[count] = 0;
    if (this.constraints.length > 0) {
      trees.states = words;
      trees.offset = at;
      if (!this.constraints.every((root) => trees.holds(root))) batch.outside[count] = 1;
      trees.states = states;
      trees.offset = offset;
    }
    batch.rows.count = count + 1;
  }

  /** Asks the set which states are new, checks and stores those. */
  private flush(): void {
    this.batch.insertInto(this.set, this.constraints.length > 0);
    let slot = 0;
    while (slot < this.batch.rows.count) {
      try {
        for (; slot < this.batch.rows.count; slot += 1) if (this.batch.isNew[slot] === 1) this.check(slot);
      } catch (error) {
        if (!(error instanceof Outgrown)) throw error;
        this.grow();
      }
    }
    this.batch.rows.count = 0;
  }

  private check(slot: number): void {
    const { trees, batch, layout } = this;
    const at = slot * layout.width;
    trees.states = batch.rows.words;
    trees.offset = at;
    const { learnt } = trees;
    if (!this.stillHolds(slot)) throw new Left('an invariant is violated');
    if (trees.learnt !== learnt) this.verifyInvariants(at);
    if (batch.outside[slot] === 1) return;
    this.store.add(batch.rows.words, at);
    this.fingerprints.add(batch.low[slot]!, batch.high[slot]!);
  }

  /** The state that this one came from satisfied the invariants: only parts that look at what changed can be false. */
  private stillHolds(slot: number): boolean {
    const { trees, batch, parts } = this;
    const outcome = batch.outcomes[slot]!;
    if (parts === null || outcome < 0) {
      if (!this.invariants.every((root) => trees.holds(root))) return false;
      this.parts ??= this.invariants.flatMap((root) => trees.partsOf(root));
      return true;
    }
    const affected = trees.affected(outcome, parts);
    for (let i = 0; i < affected.length; i += 1) if (!trees.holds(affected[i]!)) return false;
    return true;
  }

  /** What the general specification makes of the state at hand must be what joined the batch since `before`. */
  private verifySuccessors(before: number): void {
    const { layout, values, batch } = this;
    const { specification } = this.model;
    const { width } = layout;
    layout.decode(this.store.words, this.head * width, values, 0);
    specification.load(values, 0);
    const expected = new Successors(layout.isOrdered);
    const row = new Int32Array(width);
    specification.next(() => {
      specification.storeNext(values, 0);
      const outside = specification.constraints.some((constraint) => !constraint.holdsNext());
      if (!specification.stepProperties.every((property) => property.holds())) throw new Left(WRONG);
      layout.encode(values, 0, row, 0);
      layout.shares.take(row, 0);
      expected.add(layout.shares.low, layout.shares.high, outside ? 1 : 0);
    });
    const found = new Successors(layout.isOrdered);
    for (let slot = before; slot < batch.rows.count; slot += 1)
      found.add(batch.low[slot]!, batch.high[slot]!, batch.outside[slot]!);
    if (!expected.equals(found)) throw new Left(WRONG);
  }

  private verifyInvariants(at: number): void {
    const { specification } = this.model;
    this.layout.decode(this.batch.rows.words, at, this.values, 0);
    specification.load(this.values, 0);
    if (!specification.invariants.every((invariant) => invariant.holds())) throw new Left(WRONG);
  }

  /** Gives the parts of states more room. */
  private grow(): void {
    const { layout, batch } = this;
    const before = layout.positions();
    layout.place();
    const moved = ({ words, count, width }: Rows): Rows => {
      const rows = new Rows(layout.width, Math.max(count, BATCH));
      layout.move(before, words, count, width, rows.words);
      rows.count = count;
      return rows;
    };
    this.store = moved(this.store);
    const rows = moved(batch.rows);
    batch.rows = rows;
    if (this.trees.relocate(before)) return;
    this.plant();
    this.unvisited = this.store.count;
    batch.outcomes.fill(-1, 0, rows.count);
  }

  /** Trees that know nothing yet. */
  private plant(): void {
    const { program, constants } = this.model;
    const trees = new Trees(this.layout, (from, to) => this.take(from, to));
    const steps = program.stepProperties.filter(({ kind }) => kind === 'action');
    const evaluator = new Evaluator(this.layout, trees, constants);
    const actions = new Actions(evaluator, steps);
    const checks = new Checks(evaluator);
    const formulas = (list: Program['invariants']): number[] =>
      list.map(({ body }) => trees.root(() => checks.check(body, new Environment())));
    trees.mostLearnt = LEARNT_AT_FIRST + LEARNT_EACH * this.expanded;
    this.trees = trees;
    this.parts = null;
    this.next = trees.root(() => actions.next(program.next!));
    this.invariants = formulas(program.invariants);
    this.constraints = formulas(program.constraints);
  }

  private tell(): void {
    const { statistics, store } = this;
    statistics.generated = this.generated;
    statistics.distinct = store.count;
    statistics.queue = store.count - this.head;
    statistics.diameter = this.depth;
  }

  private reasonToStop(): string | null {
    this.tell();
    const { store, fingerprints, set, trees, limits, watch } = this;
    const bytes = store.bytes + fingerprints.bytes + set.bytes + trees.bytes + valueBytes();
    const full = whyFull(bytes, set.bytesAhead, limits.maxBytes, watch);
    if (full !== null) return full;
    return this.watch.pulse(this.statistics) ? INTERRUPTED : null;
  }
}

/** A fault of ours, which the general search does not have. */
export const WRONG = 'packed states came out otherwise than they should have';

export function whyLeft(error: unknown): string {
  if (error instanceof TooMuch) return UNLIKE;
  if (error instanceof Left || error instanceof Misfit || error instanceof Declined) return error.message;
  if (error instanceof EvaluationError) return `an evaluation failed: ${error.message}`;
  if (error instanceof OutOfMemory) return error.message;
  // Whoever explores the model is not to blame, and can be helped: the general search has no part in the fault.
  if (error instanceof AssertionFailure) return `${WRONG} (${error.message})`;
  if (error instanceof RangeError) return `an evaluation needs too much: ${error.message}`;
  throw error;
}
