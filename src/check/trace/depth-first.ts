/**
 * The search depth first: each pair of event and state once. Steps that an event records come before hidden ones, and of
 * many successors the last is looked at first.
 */
import type { Foresight } from './foresight.js';
import type { Layer, Link, Violated } from './layer.js';
import type { PreparedEvent } from './prepared-event.js';
import type { NextEvent, SearchOptions } from './search-result.js';
import type { Spending } from './spending.js';
import type { State } from './state.js';
import { StateTable } from './state-table.js';
import type { Steps } from './steps.js';

export type Outcome =
  | { readonly accepted: true; readonly hidden: number }
  | { readonly accepted: false; readonly violated: Violated | null };

/** Which successors are looked at first: those that are other states, or the one that is the same. */
export type Preference = 'changed' | 'unchanged';

/** A search that looks only a little: it finds a behaviour or says nothing. */
export interface Glance {
  readonly prefer: Preference;
  /** States that it may visit in vain. */
  readonly astray: number;
}

interface Node {
  readonly index: number;
  readonly state: number;
  /** Hidden steps on the way, and those since the last event. */
  readonly hidden: number;
  readonly since: number;
  readonly link: Link | null;
}

export class DepthFirst {
  matched: number;
  visited = 0;
  #furthest: StateTable;
  readonly #all: StateTable;
  readonly #events: PreparedEvent[] = [];
  /** By event: the states that were visited before it, each with the fewest hidden steps since the last one. */
  readonly #seen: Map<number, number>[] = [];
  #violated: Violated | null = null;

  constructor(
    private readonly steps: Steps,
    private readonly spending: Spending,
    private readonly options: SearchOptions,
    private readonly first: number,
    private readonly foresight: Foresight | null,
    private readonly glance: Glance | null = null,
  ) {
    const width = steps.model.variables.length;
    this.matched = first;
    this.#all = new StateTable(width, glance === null ? 8192 : 64);
    this.#furthest = new StateTable(width);
  }

  /** The event that no behaviour has taken, and the one before it. */
  get stuck(): PreparedEvent | null {
    return this.#events[this.matched - this.first] ?? null;
  }

  get before(): PreparedEvent | null {
    return this.#events[this.matched - this.first - 1] ?? null;
  }

  get furthest(): State[] {
    return Array.from({ length: this.#furthest.size }, (_, index) => this.#furthest.at(index).slice());
  }

  /** From the states of `roots`, or one of them. */
  run(roots: Layer, event: PreparedEvent, next: NextEvent, only: number | null = null): Outcome {
    this.#events.push(event);
    const stack: Node[] = [];
    for (let i = only ?? 0; i < (only === null ? roots.size : only + 1); i += 1) {
      const { violated, hidden, since, link } = roots.way(i);
      if (violated !== null) this.#violated ??= violated;
      else stack.push({ index: 0, state: this.#all.intern(roots.table.at(i)), hidden: hidden + since, since: 0, link });
    }
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      if (this.glance !== null && this.visited - (this.matched - this.first) > this.glance.astray) break;
      this.visited += 1;
      this.#noteFurthest(top);
      const following = this.#event(top.index, next);
      if (following === null) {
        this.#tell(top.link);
        return { accepted: true, hidden: top.hidden };
      }
      this.#expand(top, following, stack);
    }
    return { accepted: false, violated: this.#violated };
  }

  #noteFurthest({ index, state }: Node): void {
    if (this.first + index > this.matched) {
      this.matched = this.first + index;
      this.#furthest = new StateTable(this.steps.model.variables.length);
    }
    if (this.first + index === this.matched) this.#furthest.intern(this.#all.at(state));
  }

  #event(index: number, next: NextEvent): PreparedEvent | null {
    if (index === this.#events.length) {
      const event = next();
      if (event === null) return null;
      this.#events.push(event);
    }
    return this.#events[index] ?? null;
  }

  #expand(node: Node, event: PreparedEvent, stack: Node[]): void {
    const from = this.#all.at(node.state).slice();
    const before = this.#events[node.index - 1] ?? event;
    const found: Omit<Node, 'state'>[] = [];
    const states: State[] = [];
    const add = (hidden: boolean, index: number) => (next: State, action: number, args: ArrayLike<number>) => {
      const link =
        this.options.onStep === undefined
          ? null
          : {
              before: node.link,
              event: this.first + node.index,
              hidden,
              action,
              args: Array.from(args),
              state: next.slice(),
            };
      found.push({ index, hidden: node.hidden + (hidden ? 1 : 0), since: hidden ? node.since + 1 : 0, link });
      states.push(next.slice());
    };
    // Pushed first, looked at last.
    if (this.options.hidden === true) {
      for (const { wanted, max } of event.hidden) {
        if (node.since < max) this.steps.by(wanted, from, add(true, node.index));
      }
    }
    this.steps.of(event, from, add(false, node.index + 1));
    for (const place of this.#order(from, states)) {
      const one = found[place] as Omit<Node, 'state'>;
      const state = states[place] as State;
      if (this.#isViolated(state, one.index)) continue;
      // Of states with the same future one is enough: what stands for them is what is remembered.
      const standing = this.foresight?.standFor(state, (one.index === node.index ? before : event).at) ?? state;
      const number = this.#all.intern(state);
      const key = standing === state ? number : this.#all.intern(standing);
      const seen = this.#seen[one.index] ?? new Map<number, number>();
      this.#seen[one.index] = seen;
      const earlier = seen.get(key);
      if (earlier !== undefined && earlier <= one.since) continue;
      seen.set(key, one.since);
      this.spending.count();
      stack.push({ ...one, state: number });
    }
  }

  /** Places of the successors in which they are to be pushed: what comes last is looked at first. */
  #order(from: State, states: readonly State[]): Iterable<number> {
    if (this.glance === null) return states.keys();
    const same = (state: State): boolean => state.every((value, index) => value === from[index]);
    const places = [...states.keys()];
    const still = places.filter((place) => same(states[place] as State));
    const moved = places.filter((place) => !still.includes(place));
    return this.glance.prefer === 'changed' ? [...still, ...moved] : [...moved, ...still];
  }

  #isViolated(state: State, index: number): boolean {
    if (this.options.invariants === false) return false;
    const invariant = this.steps.model.violated?.(state) ?? null;
    if (invariant === null) return false;
    if (this.#violated === null || this.#violated.event < this.first + index) {
      this.#violated = { invariant, event: this.first + index, state: state.slice() };
    }
    return true;
  }

  #tell(last: Link | null): void {
    const { onStep } = this.options;
    if (onStep === undefined) return;
    const links: Link[] = [];
    for (let link = last; link !== null; link = link.before) links.push(link);
    for (const link of links.reverse()) onStep(link);
  }
}
