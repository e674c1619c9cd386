/** The behaviour that was found for a trace, as far as altering it can be told from what it was. */
import type { Link } from './layer.js';
import type { TraceModel, Wanted } from './model.js';
import type { Alteration } from './self-test.js';
import type { State } from './state.js';

interface Step {
  readonly wanted: Wanted;
  readonly after: State;
}

export class Behaviour {
  readonly #steps: Step[] = [];
  #hasHidden = false;

  constructor(private readonly model: TraceModel) {}

  /** Takes the steps in order. */
  step({ event, hidden, action, args, state }: Link): void {
    if (hidden || event !== this.#steps.length) this.#hasHidden = true;
    this.#steps[event] = { wanted: { actions: [action], args }, after: state };
  }

  /**
   * Whether the behaviour, altered at event `index` (from 0), leads to where it led: no log could tell. Dropping a step
   * without effect, repeating one that has none then, swapping two that commute.
   */
  isHarmless(kind: Alteration, index: number): boolean {
    const step = this.#steps[index];
    if (this.#hasHidden || step === undefined || kind === 'value') return false;
    const before = this.#before(index);
    if (kind === 'duplicate') return this.#leads(step.after, [step.wanted], step.after);
    if (kind === 'drop') return before !== null ? equal(before, step.after) : this.#isInitial(step.after);
    const next = this.#steps[index + 1];
    if (next === undefined) return false;
    if (before !== null) return this.#leads(before, [next.wanted, step.wanted], next.after);
    return this.#initial().some((state) => this.#leads(state, [next.wanted, step.wanted], next.after));
  }

  #before(index: number): State | null {
    return index === 0 ? null : (this.#steps[index - 1]?.after ?? null);
  }

  #initial(): State[] {
    const states: State[] = [];
    this.model.initialStates((state) => states.push(state.slice()));
    return states;
  }

  #isInitial(state: State): boolean {
    return this.#initial().some((one) => equal(one, state));
  }

  #leads(from: State, steps: readonly Wanted[], to: State): boolean {
    let states: State[] = [from];
    for (const wanted of steps) {
      const reached: State[] = [];
      for (const state of states)
        this.model.successors(state, wanted, (_action, _args, next) => reached.push(next.slice()));
      states = reached;
    }
    return states.some((state) => equal(state, to));
  }
}

const equal = (a: State, b: State): boolean => a.every((value, index) => value === b[index]);
