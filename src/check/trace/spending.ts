import { watched } from '../../tla/effort.js';
import type { Budget } from './verdict.js';

class Spent {
  constructor(readonly because: string) {}
}

/** What a search has spent of its budget: states found, steps tried, seconds. */
export class Spending {
  generated = 0;
  states = 0;
  /** What it is spent on just now, for who wants to spend less on it: behind "the budget ... is spent". */
  on = '';

  constructor(readonly budget: Budget) {}

  /** What was spent by the threads that had the search before. */
  resume({ generated, states, alone }: { generated: number; states: number; alone: number }): void {
    this.generated = generated;
    this.states = states;
    this.#alone = alone;
  }

  get alone(): number {
    return this.#alone;
  }

  /** The only states after their events: a trace that leaves nothing open may be of any length. */
  #alone = 0;

  /** Counts a state that was found; `alone`: it is the first after its event. */
  count(alone = false): void {
    this.states += 1;
    if (alone) this.#alone += 1;
    if (this.states - this.#alone > this.budget.maxStates) {
      throw new Spent(`the budget of ${this.budget.maxStates} states is spent${this.on}`);
    }
  }

  /** Counts a step that was tried. */
  tick(): void {
    this.generated += 1;
    if ((this.generated & 1023) === 0) this.#look();
  }

  #look(): void {
    if (this.budget.interrupted?.() === true) throw new Spent('it was interrupted');
    if (this.budget.elapsed() > this.budget.maxSeconds) {
      throw new Spent(`the budget of ${this.budget.maxSeconds} s is spent${this.on}`);
    }
  }

  /** What `run` gives, or why it could not go on. Seconds run out inside of one evaluation, too. */
  guarded<T>(run: () => T): T | string {
    try {
      return watched(() => this.#look(), run);
    } catch (error) {
      if (error instanceof Spent) return error.because;
      throw error;
    }
  }
}
