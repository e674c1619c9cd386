/** The states in which a behaviour may be after an event, and how each was come by. */
import type { Value } from '../../tla/value.js';
import type { State } from './state.js';
import { StateTable } from './state-table.js';

/** An invariant that is false on the way to a state. */
export interface Violated {
  readonly invariant: string;
  /** Events before that state. */
  readonly event: number;
  readonly state: State;
}

/** A step on the way to a state, back to the last one that was certain. */
export interface Link {
  readonly before: Link | null;
  /** From 0; a hidden step has that of the event to come. */
  readonly event: number;
  readonly hidden: boolean;
  readonly action: number;
  readonly args: readonly Value[];
  readonly state: State;
}

/** What is known of the best way to a state. */
export interface Way {
  readonly violated: Violated | null;
  /** Steps that no event records, before the last event and since it. */
  readonly hidden: number;
  readonly since: number;
  readonly link: Link | null;
}

/** Nothing happened on the way that is worth a note. */
export const plain: Way = { violated: null, hidden: 0, since: 0, link: null };

export class Layer {
  readonly table: StateTable;
  #ways: Way[] = [];
  /** Gives what stands for a state and others like it; null where each stands for itself. */
  standFor: ((state: State) => State) | null = null;
  /** What stands for the states of the layer. */
  readonly #standing: StateTable;

  constructor(width: number) {
    this.table = new StateTable(width);
    this.#standing = new StateTable(width, 1);
  }

  get size(): number {
    return this.table.size;
  }

  way(index: number): Way {
    return this.#ways[index] ?? plain;
  }

  /** Adds a state; of two ways to it the better is kept. Returns whether it is new. */
  add(state: State, way: Way): boolean {
    if (this.standFor !== null) {
      const known = this.#standing.size;
      if (this.#standing.intern(this.standFor(state)) < known) return false;
    }
    const before = this.table.size;
    const index = this.table.intern(state);
    if (index === before) {
      this.#ways[index] = way;
      return true;
    }
    if (isBetter(way, this.way(index))) this.#ways[index] = way;
    return false;
  }

  replace(index: number, way: Way): void {
    this.#ways[index] = way;
  }

  /** The state `index` becomes the only one. */
  only(index: number): void {
    const state = this.table.at(index).slice();
    const way = this.way(index);
    this.clear();
    this.add(state, way);
  }

  /** Whether every way to every state breaks an invariant. */
  get allViolated(): boolean {
    for (let i = 0; i < this.size; i += 1) if (this.way(i).violated === null) return false;
    return this.size > 0;
  }

  clear(): void {
    this.table.clear();
    if (this.#standing.size > 0) this.#standing.clear();
    this.#ways.length = 0;
  }
}

/** A way that breaks no invariant before one that does, then the one with fewer hidden steps. */
export const isBetter = (a: Way, b: Way): boolean => {
  if ((a.violated === null) !== (b.violated === null)) return a.violated === null;
  return a.since !== b.since ? a.since < b.since : a.hidden < b.hidden;
};
