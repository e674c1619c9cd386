import type { Operation } from './operation.js';

/** An object as the search sees it, over the operations of one key, numbered; states are whole numbers from 0. */
export interface Model {
  readonly initial: number;
  /** The state after operation `index` in `state`; -1 where it could not have gone as it did. */
  step(state: number, index: number): number;
  /** Whatever the state, it leaves it. */
  looksOnly(index: number): boolean;
  /** It does not ask for a state: any state allows it, and it leaves one that does not depend on it. */
  blind(index: number): boolean;
  /**
   * 1: blind, and nobody is known to have seen what it left. Where another blind operation is the next to happen, such a one may
   * as well have happened right before it.
   */
  readonly unseen: Uint8Array;
}

/** Numbers values: the same JSON, the same number. */
export class Numbers {
  readonly #numbers = new Map<string, number>();
  readonly values: unknown[] = [];

  of(value: unknown): number {
    const text = JSON.stringify(value ?? null);
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.values.length);
    this.values.push(value ?? null);
    return this.values.length - 1;
  }
}

/** What an operation does to a state of any shape: the state afterwards, or undefined where it could not have gone as it did. */
export type Step = (state: unknown, operation: Operation) => unknown;

/** A row of steps for each of so many states: more would only fill the memory. */
const rememberedStates = 20_000;

/** A model of states of any JSON shape, each numbered when it is first reached, and each step taken once. */
export class ValueModel implements Model {
  readonly initial: number;
  readonly unseen: Uint8Array;
  readonly #operations: readonly Operation[];
  readonly #step: Step;
  readonly #looks: (operation: Operation) => boolean;
  readonly #states = new Numbers();
  /** By state, the state after each operation; -2 where it has not been asked for. */
  readonly #after: Int32Array[] = [];

  constructor(
    operations: readonly Operation[],
    initial: unknown,
    step: Step,
    looksOnly: (operation: Operation) => boolean,
  ) {
    this.#operations = operations;
    this.#step = step;
    this.#looks = looksOnly;
    this.initial = this.#states.of(initial);
    this.unseen = new Uint8Array(operations.length);
  }

  step(state: number, index: number): number {
    let row = this.#after[state];
    if (row === undefined && state >= rememberedStates) {
      const after = this.#step(this.#states.values[state], this.#operations[index]!);
      return after === undefined ? -1 : this.#states.of(after);
    }
    if (row === undefined) {
      row = new Int32Array(this.#operations.length).fill(-2);
      this.#after[state] = row;
    }
    if (row[index] === -2) {
      const after = this.#step(this.#states.values[state], this.#operations[index]!);
      row[index] = after === undefined ? -1 : this.#states.of(after);
    }
    return row[index]!;
  }

  looksOnly(index: number): boolean {
    return this.#looks(this.#operations[index]!);
  }

  blind(): boolean {
    return false;
  }
}
