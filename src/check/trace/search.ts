/**
 * Is there a behaviour of the specification that a trace may be the record of? States that agree with the trace are kept
 * event by event, and only those of the last event: memory does not grow with the trace. Where they become many
 * (`widest`), the rest of the trace is searched depth first, each pair of event and state once, which finds a behaviour
 * without visiting all of them; a rejection costs the same either way.
 */
import type { Value } from '../../tla/value.js';
import type { State, TraceModel } from './model.js';
import type { PreparedEvent } from './prepare.js';
import { StateTable } from './state-table.js';
import type { Budget } from './verdict.js';

/** More states than this at one event turn the search depth first. */
export const widest = 4096;

export interface SearchResult {
  readonly kind: 'accepted' | 'rejected' | 'inconclusive';
  /** Events that were matched along the best behaviour. */
  readonly matched: number;
  /** The states in which those events may have ended. */
  readonly frontier: readonly State[];
  readonly generated: number;
  readonly states: number;
  readonly lastChoice: number | null;
  readonly because: string;
}

class BudgetSpent {
  constructor(readonly because: string) {}
}

/** States of the furthest event that are kept for the explanation. */
const keptStates = 64;

export function search(
  model: TraceModel,
  events: readonly PreparedEvent[],
  budget: Budget,
  cap = widest,
): SearchResult {
  return new Search(model, events, budget, cap).run();
}

class Search {
  #generated = 0;
  #states = 0;
  #matched = 0;
  #lastChoice: number | null = null;
  #frontier: readonly State[] = [];

  constructor(
    readonly model: TraceModel,
    readonly events: readonly PreparedEvent[],
    readonly budget: Budget,
    readonly cap: number,
  ) {}

  run(): SearchResult {
    try {
      return this.#result(this.#byEvent() ? 'accepted' : 'rejected', '');
    } catch (spent) {
      if (spent instanceof BudgetSpent) return this.#result('inconclusive', spent.because);
      throw spent;
    }
  }

  #result(kind: SearchResult['kind'], because: string): SearchResult {
    return {
      kind,
      matched: this.#matched,
      frontier: this.#frontier,
      generated: this.#generated,
      states: this.#states,
      lastChoice: this.#lastChoice,
      because,
    };
  }

  /** Counts a state that was found, and a step that was tried: the budget is over both. */
  #count(): void {
    this.#states += 1;
    if (this.#states > this.budget.maxStates) {
      throw new BudgetSpent(`the budget of ${this.budget.maxStates} states is spent`);
    }
  }

  #tick(): void {
    this.#generated += 1;
    if ((this.#generated & 1023) === 0 && this.budget.elapsed() > this.budget.maxSeconds) {
      throw new BudgetSpent(`the budget of ${this.budget.maxSeconds} s is spent`);
    }
  }

  #keep(table: StateTable): void {
    const kept = Math.min(table.size, keptStates);
    this.#frontier = Array.from({ length: kept }, (_, index) => table.at(index).slice());
  }

  #byEvent(): boolean {
    const width = this.model.variables.length;
    let current = new StateTable(width);
    let next = new StateTable(width);
    this.model.initialStates((state) => {
      if (current.intern(state) === current.size - 1) this.#count();
    });
    this.#keep(current);
    for (const [index, event] of this.events.entries()) {
      if (current.size > this.cap) return this.#depthFirst(index, current);
      if (current.size > 1) this.#lastChoice = index;
      const target = next;
      for (let i = 0; i < current.size; i += 1) {
        this.#steps(event, current.at(i), (state) => {
          const before = target.size;
          if (target.intern(state) === before) this.#count();
        });
      }
      if (target.size === 0) {
        this.#keep(current);
        return false;
      }
      this.#matched = index + 1;
      [current, next] = [target, current];
      next.clear();
    }
    this.#keep(current);
    return current.size > 0;
  }

  /** Calls `found` with each state that a step which agrees with `event` leads to. */
  #steps(event: PreparedEvent, state: State, found: (next: State) => void): void {
    const { wanted, checks } = event;
    this.model.successors(state, wanted, (action, args, next) => {
      this.#tick();
      if (wanted.actions !== null && !wanted.actions.includes(action)) return;
      if (wanted.args !== null && !argsAgree(wanted.args, args)) return;
      for (const check of checks) if (!check.agrees(state, next)) return;
      found(next);
    });
  }

  #depthFirst(start: number, roots: StateTable): boolean {
    const width = this.model.variables.length;
    const all = new StateTable(width, 8192);
    const seen = this.events.map((): Set<number> | null => null);
    const stack: { index: number; state: number }[] = [];
    for (let i = 0; i < roots.size; i += 1) stack.push({ index: start, state: all.intern(roots.at(i)) });
    let furthest = new StateTable(width);
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      const { index, state } = top;
      if (index > this.#matched) {
        this.#matched = index;
        furthest = new StateTable(width);
      }
      if (index === this.#matched) furthest.intern(all.at(state));
      const event = this.events[index];
      if (event === undefined) {
        this.#keep(furthest);
        return true;
      }
      const from = all.at(state).slice();
      const visited = seen[index] ?? new Set<number>();
      seen[index] = visited;
      this.#steps(event, from, (next) => {
        const number = all.intern(next);
        if (visited.has(number)) return;
        visited.add(number);
        this.#count();
        stack.push({ index: index + 1, state: number });
      });
    }
    this.#keep(furthest);
    this.#lastChoice = this.#matched === 0 ? null : this.#matched;
    return false;
  }
}

function argsAgree(wanted: readonly (Value | null)[], args: ArrayLike<Value>): boolean {
  for (let i = 0; i < wanted.length; i += 1) if (wanted[i] !== null && wanted[i] !== args[i]) return false;
  return true;
}
