/** Specifications small enough to write down as a function, and formulas over them. */
import type { TemporalFormula } from '../../../src/check/liveness/formula.js';
import type { Fingerprint, StateSpace, Stepper } from '../../../src/check/liveness/graph.js';

export type State = readonly number[];

export class Toy implements Stepper {
  current: number[] = [];
  after: number[] = [];
  readonly actionConstraints = [];
  readonly #initial: readonly State[];
  readonly #successors: (state: State) => readonly State[];

  constructor(initial: readonly State[], successors: (state: State) => readonly State[]) {
    this.#initial = initial;
    this.#successors = successors;
  }

  init(k: () => void): void {
    for (const state of this.#initial) {
      this.current = [...state];
      k();
    }
  }

  next(k: () => void): void {
    for (const state of this.#successors([...this.current])) {
      this.after = [...state];
      k();
    }
  }

  load(states: ArrayLike<number>, offset: number): void {
    this.current = Array.from({ length: this.width }, (_, i) => states[offset + i] as number);
  }

  loadNext(states: ArrayLike<number>, offset: number): void {
    this.after = Array.from({ length: this.width }, (_, i) => states[offset + i] as number);
  }

  store(states: Int32Array, offset: number): void {
    states.set(this.current, offset);
  }

  storeNext(states: Int32Array, offset: number): void {
    states.set(this.after, offset);
  }

  get width(): number {
    return this.#initial[0]?.length ?? 0;
  }

  get space(): StateSpace {
    const known = new Map<string, State>();
    const queue = [...this.#initial];
    for (let state = queue.shift(); state !== undefined; state = queue.shift()) {
      if (known.has(state.join())) continue;
      known.set(state.join(), state);
      queue.push(...this.#successors(state));
    }
    const states = [...known.values()];
    return { values: Int32Array.from(states.flat()), width: this.width, count: states.length };
  }

  /** By their numbers in the space. */
  successorsOf({ values, width, count }: StateSpace, from: number): readonly number[] {
    const states = Array.from({ length: count }, (_, i) => [...values.subarray(i * width, (i + 1) * width)]);
    const numbers = new Map(states.map((state, number) => [state.join(), number]));
    return this.#successors(states[from] as State).map((to) => numbers.get(to.join()) as number);
  }

  state(holds: (state: State) => boolean): TemporalFormula {
    return { kind: 'state', holds: () => holds(this.current) };
  }

  step(holds: (from: State, to: State) => boolean): TemporalFormula {
    return { kind: 'step', holds: () => holds(this.current, this.after) };
  }

  /** Weak or strong fairness of the action `taken`, which changes something. */
  fair(strength: 'weak' | 'strong', taken: (from: State, to: State) => boolean): TemporalFormula {
    const enabled = this.state((from) => this.#successors(from).some((to) => taken(from, to)));
    const step = this.step((from, to) => from.join() !== to.join() && taken(from, to));
    return strength === 'weak'
      ? always(eventually(or(not(enabled), step)))
      : or(eventually(always(not(enabled))), always(eventually(step)));
  }
}

/** Exact: small numbers in base 64. */
export class Digits implements Fingerprint {
  low = 0;
  high = 0;
  readonly #width: number;

  constructor(width: number) {
    this.#width = width;
  }

  from(): void {}

  initial(states: Int32Array, offset: number): void {
    this.successor(states, offset);
  }

  successor(states: Int32Array, offset: number): void {
    this.low = 0;
    for (let i = 0; i < this.#width; i += 1) this.low = this.low * 64 + (states[offset + i] as number);
  }
}

export const not = (of: TemporalFormula): TemporalFormula => ({ kind: 'not', of });
export const and = (...items: TemporalFormula[]): TemporalFormula => ({ kind: 'and', items });
export const or = (...items: TemporalFormula[]): TemporalFormula => ({ kind: 'or', items });
export const always = (of: TemporalFormula): TemporalFormula => ({ kind: 'always', of });
export const eventually = (of: TemporalFormula): TemporalFormula => ({ kind: 'eventually', of });
export const leadsTo = (p: TemporalFormula, q: TemporalFormula): TemporalFormula => always(or(not(p), eventually(q)));
