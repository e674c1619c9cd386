/** Makes the graph of the states that a search found, as far as it has come. */
import type { Proposition } from './formula.js';
import { enlarged, type Fingerprint, StateGraph, type StateSpace, type Stepper } from './graph.js';

/**
 * Takes every step again, because the search kept only the first that led to each state. O(steps * propositions).
 * Steps that the constraints forbid, or that lead to states they exclude, are left out.
 */
export class GraphBuilder {
  readonly graph: StateGraph;
  readonly #index: StateIndex;
  /** States whose steps are known. */
  #expanded = 0;
  /** By state, the last one from which a step to its own values was added: repetitions are left out. */
  #addedFrom = new Int32Array(0);

  constructor(
    private readonly specification: Stepper,
    private readonly fingerprint: Fingerprint,
    propositions: readonly Proposition[],
  ) {
    this.graph = new StateGraph(propositions);
    this.#index = new StateIndex(specification, fingerprint);
  }

  /**
   * Adds the states of the space that are new in it, and the steps from all before `expanded`, whose successors have to be
   * in it. No step leaves the others: neither a behaviour that goes on from there nor one that stays there is known.
   */
  extend(space: StateSpace, expanded: number): void {
    const { graph } = this;
    const isFirst = graph.stateCount === 0;
    const pulse = (): void => space.pulse?.();
    graph.pulse = pulse;
    this.#index.extend(space);
    const before = graph.stateCount;
    graph.grow(space.count);
    this.#addedFrom = enlarged(this.#addedFrom, space.count).fill(-1, before);
    const next = new Int32Array(space.width);
    if (isFirst) this.#addInitial(next);
    for (let state = this.#expanded; state < expanded; state += 1) {
      if ((state & 0xff) === 0) pulse();
      graph.firstStep[state] = graph.stepCount;
      this.#expand(space, state, next);
    }
    this.#expanded = expanded;
    graph.firstStep.fill(graph.stepCount, expanded);
  }

  #addInitial(next: Int32Array): void {
    const { specification, fingerprint, graph } = this;
    const isInitial = new Uint8Array(graph.stateCount);
    specification.init(() => {
      specification.store(next, 0);
      specification.loadNext(next, 0);
      fingerprint.initial(next, 0);
      const state = this.#index.find();
      if (state < 0 || isInitial[state] === 1) return;
      isInitial[state] = 1;
      graph.initial.push(state);
    });
  }

  #expand(space: StateSpace, state: number, next: Int32Array): void {
    const { specification, fingerprint, graph } = this;
    const { actionConstraints } = specification;
    const offset = state * space.width;
    const addedFrom = this.#addedFrom;
    specification.load(space.values, offset);
    specification.loadNext(space.values, offset);
    space.recall?.(state);
    graph.noteState(state);
    graph.addStep(state);
    addedFrom[state] = state;
    fingerprint.from(space.values, offset);
    specification.next(() => {
      specification.storeNext(next, 0);
      fingerprint.successor(next, 0);
      const target = this.#index.find();
      if (target < 0) return;
      const plain = isSame(next, space, target);
      if (plain && addedFrom[target] === state) return;
      for (const constraint of actionConstraints) if (!constraint.holds()) return;
      if (plain) addedFrom[target] = state;
      graph.addStep(target);
      // With a view or a symmetry, steps to what counts as one state may be different actions, and lead back to the state itself.
      if (!plain && !graph.dropRepetition(state) && target === state) graph.hasReturns = true;
    });
  }
}

/** Whether the values are those of the state, and not of another that counts as it. */
function isSame(values: Int32Array, space: StateSpace, state: number): boolean {
  const offset = state * space.width;
  for (let i = 0; i < values.length; i += 1) if (values[i] !== space.values[offset + i]) return false;
  return true;
}

/** From fingerprints to the numbers of states; open addressing with linear probing. */
export class StateIndex {
  #slots = new Int32Array(0);
  #mask = 0;
  #low = new Int32Array(0);
  #high = new Int32Array(0);
  #count = 0;

  constructor(
    private readonly specification: Pick<Stepper, 'loadNext'>,
    private readonly fingerprint: Fingerprint,
  ) {}

  /** Adds the states of the space that are new in it. */
  extend({ count, values, width }: StateSpace): void {
    const { fingerprint } = this;
    this.#low = enlarged(this.#low, count);
    this.#high = enlarged(this.#high, count);
    for (let state = this.#count; state < count; state += 1) {
      this.specification.loadNext(values, state * width);
      fingerprint.initial(values, state * width);
      this.#low[state] = fingerprint.low;
      this.#high[state] = fingerprint.high;
    }
    this.#count = count;
    this.#mask = 2 ** Math.ceil(Math.log2(Math.max(4, count * 2))) - 1;
    this.#slots = new Int32Array(this.#mask + 1).fill(-1);
    for (let state = 0; state < count; state += 1) {
      let at = (this.#low[state] as number) & this.#mask;
      while (this.#slots[at] !== -1) at = (at + 1) & this.#mask;
      this.#slots[at] = state;
    }
  }

  /** The state with the last fingerprint taken, or -1. */
  find(): number {
    const { low, high } = this.fingerprint;
    for (let at = low & this.#mask; ; at = (at + 1) & this.#mask) {
      const state = this.#slots[at] as number;
      if (state === -1) return -1;
      if (this.#low[state] === low && this.#high[state] === high) return state;
    }
  }
}
