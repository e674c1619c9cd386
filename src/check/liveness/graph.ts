/**
 * The graph of the states found with the truth of every proposition at each state and each step. A step may always
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
  firstStep = new Int32Array(1);
  targets = new Int32Array(16);
  stateCount = 0;
  stepCount = 0;
  readonly initial: number[] = [];
  /** Some steps change what a view or a symmetry does not tell apart, and lead from a state to itself. */
  hasReturns = false;
  /** Called now and then while the graph is searched; throws to end that. */
  pulse: () => void = () => {};
  readonly #stateWords: number;
  readonly #stepWords: number;
  #stateBits = new Int32Array(0);
  #stepBits = new Int32Array(0);
  /** By proposition: its place among those of its kind. */
  readonly #places: readonly number[];
  readonly #propositions: readonly Proposition[];
  /** Those of one kind, by their places. */
  readonly #kinds: Record<Evaluated['kind'], readonly Evaluated[]>;

  constructor(propositions: readonly Proposition[]) {
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
    this.#stepBits = new Int32Array(this.targets.length * this.#stepWords);
  }

  get bytes(): number {
    const arrays = [this.firstStep, this.targets, this.#stateBits, this.#stepBits];
    return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** There are that many states from now on; new ones have no steps yet. */
  grow(stateCount: number): void {
    this.firstStep = enlarged(this.firstStep, stateCount + 1).fill(this.stepCount, this.stateCount + 1);
    this.#stateBits = enlarged(this.#stateBits, stateCount * this.#stateWords);
    this.stateCount = stateCount;
  }

  /** Reads the truth of state propositions from the current registers. */
  noteState(state: number): void {
    this.#note('state', this.#stateBits, state * this.#stateWords);
  }

  /** Adds a step from the current registers to the next ones, which hold `target`. */
  addStep(target: number): void {
    if (this.stepCount === this.targets.length) {
      this.targets = enlarged(this.targets, this.targets.length * 2);
      this.#stepBits = enlarged(this.#stepBits, this.targets.length * this.#stepWords);
    }
    this.targets[this.stepCount] = target;
    this.#note('step', this.#stepBits, this.stepCount * this.#stepWords);
    this.stepCount += 1;
  }

  /** Takes the last step, one of `state`, away again if one before it says the same; tells whether it did. */
  dropRepetition(state: number): boolean {
    const last = this.stepCount - 1;
    const words = this.#stepWords;
    for (let step = this.firstStep[state] as number; step < last; step += 1) {
      if (this.targets[step] !== this.targets[last]) continue;
      let differs = false;
      for (let i = 0; i < words; i += 1)
        differs ||= this.#stepBits[step * words + i] !== this.#stepBits[last * words + i];
      if (differs) continue;
      this.#stepBits.fill(0, last * words, (last + 1) * words);
      this.stepCount = last;
      return true;
    }
    return false;
  }

  #note(kind: Evaluated['kind'], bits: Int32Array, offset: number): void {
    const propositions = this.#kinds[kind];
    for (let place = 0; place < propositions.length; place += 1) {
      if (!(propositions[place] as Evaluated).holds()) continue;
      const word = offset + (place >> 5);
      bits[word] = (bits[word] as number) | (1 << (place & 31));
    }
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

export function enlarged(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(array);
  return larger;
}
