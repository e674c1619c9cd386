/**
 * The graph of all reachable states with the truth of every proposition at each state and each step. A step may always
 * leave everything as it is, so each state leads to itself first.
 */
import type { Evaluated, Literal, Proposition } from './formula.js';

/** The states that a search found: their values, one after the other. */
export interface StateSpace {
  readonly values: Int32Array;
  readonly width: number;
  readonly count: number;
  /** Puts the search's statistics back to when this state had just been expanded: a property may read them (TLCGet). */
  recall?(state: number): void;
  /** Called now and then; throws to end the check. */
  pulse?(): void;
}

/** What is needed of a compiled specification. */
export interface Stepper {
  init(k: () => void): void;
  next(k: () => void): void;
  load(states: ArrayLike<number>, offset: number): void;
  loadNext(states: ArrayLike<number>, offset: number): void;
  store(states: Int32Array, offset: number): void;
  storeNext(states: Int32Array, offset: number): void;
  readonly actionConstraints: readonly { holds(): boolean }[];
}

/** Equal for states that count as one. */
export interface Fingerprint {
  readonly low: number;
  readonly high: number;
  from(states: Int32Array, offset: number): void;
  initial(states: Int32Array, offset: number): void;
  successor(states: Int32Array, offset: number): void;
}

export class StateGraph {
  /** Steps from state s are numbered `firstStep[s]` up to, but not with, `firstStep[s + 1]`. */
  readonly firstStep: Int32Array;
  targets: Int32Array;
  stepCount = 0;
  readonly initial: number[] = [];
  /** Called now and then while the graph is searched; throws to end that. */
  readonly pulse: () => void;
  readonly #stateWords: number;
  readonly #stepWords: number;
  readonly #stateBits: Int32Array;
  #stepBits: Int32Array;
  /** By proposition: its place among those of its kind. */
  readonly #places: readonly number[];
  readonly #propositions: readonly Proposition[];
  /** Those of one kind, by their places. */
  readonly #kinds: Record<Evaluated['kind'], readonly Evaluated[]>;

  constructor(stateCount: number, propositions: readonly Proposition[], pulse: () => void = () => {}) {
    this.pulse = pulse;
    this.#propositions = propositions;
    const ofKind = (wanted: Evaluated['kind']) =>
      propositions.filter((proposition): proposition is Evaluated => proposition.kind === wanted);
    this.#kinds = { state: ofKind('state'), step: ofKind('step') };
    const counts = { state: 0, step: 0, either: 0 };
    this.#places = propositions.map(({ kind }) => {
      counts[kind] += 1;
      return counts[kind] - 1;
    });
    this.#stateWords = Math.ceil(counts.state / 32);
    this.#stepWords = Math.ceil(counts.step / 32);
    this.firstStep = new Int32Array(stateCount + 1);
    this.#stateBits = new Int32Array(stateCount * this.#stateWords);
    this.targets = new Int32Array(Math.max(16, stateCount * 4));
    this.#stepBits = new Int32Array(this.targets.length * this.#stepWords);
  }

  get stateCount(): number {
    return this.firstStep.length - 1;
  }

  /** Reads the truth of state propositions from the current registers. */
  noteState(state: number): void {
    this.#note('state', this.#stateBits, state * this.#stateWords);
  }

  /** Adds a step from the current registers to the next ones, which hold `target`. */
  addStep(target: number): void {
    if (this.stepCount === this.targets.length) this.#grow();
    this.targets[this.stepCount] = target;
    this.#note('step', this.#stepBits, this.stepCount * this.#stepWords);
    this.stepCount += 1;
  }

  #note(kind: Evaluated['kind'], bits: Int32Array, offset: number): void {
    const propositions = this.#kinds[kind];
    for (let place = 0; place < propositions.length; place += 1) {
      if (!(propositions[place] as Evaluated).holds()) continue;
      const word = offset + (place >> 5);
      bits[word] = (bits[word] as number) | (1 << (place & 31));
    }
  }

  #grow(): void {
    const targets = new Int32Array(this.targets.length * 2);
    targets.set(this.targets);
    this.targets = targets;
    const bits = new Int32Array(targets.length * this.#stepWords);
    bits.set(this.#stepBits);
    this.#stepBits = bits;
  }

  /** Whether `literal` is true at `state` in front of step number `step`. */
  satisfies(literal: Literal, state: number, step: number): boolean {
    const { proposition, positive } = literal;
    const place = this.#places[proposition] as number;
    const known = this.#propositions[proposition] as Proposition;
    if (known.kind === 'either') {
      for (const part of known.parts) if (this.satisfies(part, state, step)) return positive;
      return !positive;
    }
    const word =
      known.kind === 'state'
        ? this.#stateBits[state * this.#stateWords + (place >> 5)]
        : this.#stepBits[step * this.#stepWords + (place >> 5)];
    return (((word as number) & (1 << (place & 31))) !== 0) === positive;
  }
}

/**
 * Takes every step again, because the search kept only the first that led to each state. O(steps * propositions).
 * Steps that the constraints forbid, or that lead to states they exclude, are left out.
 */
export function buildGraph(
  specification: Stepper,
  space: StateSpace,
  propositions: readonly Proposition[],
  fingerprint: Fingerprint,
): StateGraph {
  const pulse = (): void => space.pulse?.();
  const graph = new StateGraph(space.count, propositions, pulse);
  const { width, values } = space;
  const index = new StateIndex(specification, space, fingerprint);
  const isInitial = new Uint8Array(space.count);
  const next = new Int32Array(width);
  /** The last state from which a step to this one was added: repetitions are left out. */
  const addedFrom = new Int32Array(space.count).fill(-1);
  const { actionConstraints } = specification;
  specification.init(() => {
    specification.store(next, 0);
    specification.loadNext(next, 0);
    fingerprint.initial(next, 0);
    const state = index.find();
    if (state < 0 || isInitial[state] === 1) return;
    isInitial[state] = 1;
    graph.initial.push(state);
  });
  for (let state = 0; state < space.count; state += 1) {
    const offset = state * width;
    graph.firstStep[state] = graph.stepCount;
    specification.load(values, offset);
    specification.loadNext(values, offset);
    if ((state & 0xff) === 0) pulse();
    space.recall?.(state);
    graph.noteState(state);
    graph.addStep(state);
    addedFrom[state] = state;
    fingerprint.from(values, offset);
    specification.next(() => {
      specification.storeNext(next, 0);
      fingerprint.successor(next, 0);
      const target = index.find();
      if (target < 0 || addedFrom[target] === state) return;
      for (const constraint of actionConstraints) if (!constraint.holds()) return;
      addedFrom[target] = state;
      graph.addStep(target);
    });
  }
  graph.firstStep[space.count] = graph.stepCount;
  return graph;
}

/** From fingerprints to the numbers of states; open addressing with linear probing. */
export class StateIndex {
  readonly #slots: Int32Array;
  readonly #mask: number;
  readonly #low: Int32Array;
  readonly #high: Int32Array;
  readonly #fingerprint: Fingerprint;

  constructor(specification: Stepper, space: StateSpace, fingerprint: Fingerprint) {
    const { count, values, width } = space;
    this.#fingerprint = fingerprint;
    this.#mask = 2 ** Math.ceil(Math.log2(Math.max(4, count * 2))) - 1;
    this.#slots = new Int32Array(this.#mask + 1).fill(-1);
    this.#low = new Int32Array(count);
    this.#high = new Int32Array(count);
    for (let state = 0; state < count; state += 1) {
      specification.loadNext(values, state * width);
      fingerprint.initial(values, state * width);
      this.#low[state] = fingerprint.low;
      this.#high[state] = fingerprint.high;
      let at = fingerprint.low & this.#mask;
      while (this.#slots[at] !== -1) at = (at + 1) & this.#mask;
      this.#slots[at] = state;
    }
  }

  /** The state with the last fingerprint taken, or -1. */
  find(): number {
    const { low, high } = this.#fingerprint;
    for (let at = low & this.#mask; ; at = (at + 1) & this.#mask) {
      const state = this.#slots[at] as number;
      if (state === -1) return -1;
      if (this.#low[state] === low && this.#high[state] === high) return state;
    }
  }
}
