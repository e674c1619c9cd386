/**
 * Traces without one order: per node the events are in order, between nodes only as far as clocks tell. The search takes,
 * at each point, an event of any node whose causes have all been taken; each pair of how far every node is and of a state
 * is visited once. Orders that lead to the same state meet again, so that independent events cost a square, not a factorial.
 *
 * Vector clocks: e comes before f where f's clock has heard of e (Fidge 1988, Mattern 1989). Intervals: e comes before f
 * where e ended before f began (Herlihy and Wing 1990).
 */
import type { Violated } from './layer.js';
import type { TraceModel } from './model.js';
import type { PreparedEvent } from './prepared-event.js';
import type { SearchResult } from './search-result.js';
import { Spending } from './spending.js';
import type { State } from './state.js';
import { StateTable } from './state-table.js';
import { Steps } from './steps.js';
import type { Budget } from './verdict.js';

export type Order = 'vector' | 'interval';
export const orders: readonly Order[] = ['vector', 'interval'];

export interface OrderedEvent {
  readonly event: PreparedEvent;
  readonly node: string;
  /** By node; only of vector clocks. */
  readonly clock: Readonly<Record<string, number>> | null;
  readonly interval: readonly [start: number, end: number] | null;
}

interface Placed {
  readonly event: PreparedEvent;
  /** By node: how many of its events come before. */
  readonly after: readonly number[];
}

/** The events by node, each with what must come before it. O(events * nodes * log events). */
export class PartialOrder {
  readonly nodes: readonly string[];
  /** By node, in its own order. */
  readonly events: readonly (readonly Placed[])[];

  constructor(events: readonly OrderedEvent[], order: Order) {
    this.nodes = [...new Set(events.map(({ node }) => node))].sort();
    const own = (event: OrderedEvent): number =>
      order === 'vector' ? (event.clock?.[event.node] ?? 0) : (event.interval?.[0] ?? 0);
    const lists = new Map<string, OrderedEvent[]>(this.nodes.map((node) => [node, []]));
    for (const event of events) lists.get(event.node)?.push(event);
    const byNode = this.nodes.map((node) =>
      (lists.get(node) as OrderedEvent[]).sort((a, b) => own(a) - own(b) || a.event.at - b.event.at),
    );
    const ends = byNode.map((list) =>
      earliestEnds(list, order === 'vector' ? own : ({ interval }) => interval?.[1] ?? 0),
    );
    this.events = byNode.map((list, self) =>
      list.map((one, place) => ({
        event: one.event,
        after: this.nodes.map((node, index) => {
          if (index === self) return place;
          const others = ends[index] as Float64Array;
          // An event ended before this one began where its end is below its start; what a clock has heard of, up to its own number.
          return order === 'vector'
            ? countWhere(others, (end) => end <= (one.clock?.[node] ?? 0))
            : countWhere(others, (end) => end < (one.interval?.[0] ?? 0));
        }),
      })),
    );
  }

  get count(): number {
    return this.events.reduce((sum, { length }) => sum + length, 0);
  }

  /** The events that may be next, the earliest of the files first. */
  next(cut: readonly number[]): { readonly node: number; readonly event: PreparedEvent }[] {
    const found: { node: number; event: PreparedEvent }[] = [];
    for (const [node, list] of this.events.entries()) {
      const placed = list[cut[node] as number];
      if (placed?.after.every((count, other) => (cut[other] as number) >= count) === true) {
        found.push({ node, event: placed.event });
      }
    }
    return found.sort((a, b) => a.event.at - b.event.at);
  }
}

/** By place, the earliest end of the events from there on: it grows, whereas ends need not be in the order of starts. */
function earliestEnds(list: readonly OrderedEvent[], endOf: (event: OrderedEvent) => number): Float64Array {
  const ends = Float64Array.from(list, endOf);
  for (let place = ends.length - 2; place >= 0; place -= 1) {
    ends[place] = Math.min(ends[place] as number, ends[place + 1] as number);
  }
  return ends;
}

/** How many numbers of a growing list come before the first of which `isBefore` is false. */
function countWhere(growing: Float64Array, isBefore: (value: number) => boolean): number {
  let from = 0;
  let to = growing.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (isBefore(growing[middle] as number)) from = middle + 1;
    else to = middle;
  }
  return from;
}

interface Node {
  readonly cut: readonly number[];
  readonly taken: number;
  readonly state: number;
  /** Hidden steps on the way, and those since the last event. */
  readonly hidden: number;
  readonly since: number;
  /** The node whose event the hidden steps were taken for: it is the only one that may be next; -1 for any. */
  readonly bound: number;
}

/** States that an explanation is given. */
const keptStates = 64;

export interface OrderSearchOptions {
  /** Whether states that break an invariant rule a behaviour out; true. */
  readonly invariants?: boolean;
  /** Whether hidden steps are taken. */
  readonly hidden?: boolean;
}

export function searchOrders(
  model: TraceModel,
  order: PartialOrder,
  budget: Budget,
  options: OrderSearchOptions = {},
): SearchResult {
  const spending = new Spending(budget);
  const search = new OrderSearch(model, order, spending, options);
  const outcome = spending.guarded(() => search.run());
  const found = search.result();
  if (typeof outcome === 'string') return { ...found, kind: 'inconclusive', because: outcome };
  if (outcome) return { ...found, kind: 'accepted', event: null, violated: null };
  return { ...found, kind: found.violated === null ? 'rejected' : 'violated' };
}

class OrderSearch {
  readonly #all: StateTable;
  readonly #steps: Steps;
  /** By cut, and by the event that is bound to come: the states that were visited there, with the fewest hidden steps. */
  readonly #seen = new Map<string, Map<number, number>>();
  #matched = 0;
  #hidden = 0;
  #furthest: { readonly cut: readonly number[]; readonly states: Set<number> };
  #stuck: PreparedEvent | null = null;
  #violated: Violated | null = null;

  constructor(
    private readonly model: TraceModel,
    private readonly order: PartialOrder,
    private readonly spending: Spending,
    private readonly options: OrderSearchOptions,
  ) {
    this.#all = new StateTable(model.variables.length, 1024);
    this.#steps = new Steps(model, () => spending.tick());
    this.#furthest = { cut: order.nodes.map(() => 0), states: new Set() };
  }

  run(): boolean {
    const { order } = this;
    const stack: Node[] = [];
    const start = order.nodes.map(() => 0);
    const initial: State[] = [];
    this.model.initialStates((state) => initial.push(state.slice()));
    const root = { cut: start, taken: 0, hidden: 0, since: 0, bound: -1 };
    for (const state of initial) this.#push(stack, root, state);
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      if (top.taken === order.count) {
        this.#note(top, null);
        this.#hidden = top.hidden;
        return true;
      }
      const { bound } = top;
      const next = order.next(top.cut).filter(({ node }) => bound < 0 || node === bound);
      this.#note(top, next[0]?.event ?? null);
      const from = this.#all.at(top.state).slice();
      // The last that is pushed is looked at first: the order of the files, where it is possible.
      const { cut, taken, hidden, since } = top;
      for (const { node, event } of next.reverse()) {
        const reached: State[] = [];
        if (this.options.hidden === true) {
          for (const { wanted, max } of event.hidden) {
            if (since < max) this.#steps.by(wanted, from, (state) => reached.push(state.slice()));
          }
          const after = { cut, taken, hidden: hidden + 1, since: since + 1, bound: node };
          for (const state of reached.splice(0)) this.#push(stack, after, state);
        }
        this.#steps.of(event, from, (state) => reached.push(state.slice()));
        const after = { cut: cut.with(node, (cut[node] as number) + 1), taken: taken + 1, hidden, since: 0, bound: -1 };
        for (const state of reached) this.#push(stack, after, state);
      }
    }
    return false;
  }

  #push(stack: Node[], node: Omit<Node, 'state'>, state: State): void {
    const { cut, taken, since, bound } = node;
    if (this.options.invariants !== false) {
      const invariant = this.model.violated?.(state) ?? null;
      if (invariant !== null) {
        if (this.#violated === null || this.#violated.event < taken) {
          this.#violated = { invariant, event: taken, state: state.slice() };
        }
        return;
      }
    }
    const number = this.#all.intern(state);
    const key = bound < 0 ? cut.join() : `${cut.join()}:${bound}`;
    const seen = this.#seen.get(key) ?? new Map<number, number>();
    this.#seen.set(key, seen);
    const earlier = seen.get(number);
    if (earlier !== undefined && earlier <= since) return;
    seen.set(number, since);
    this.spending.count();
    stack.push({ ...node, state: number });
  }

  #note({ cut, taken, state }: Node, stuck: PreparedEvent | null): void {
    if (taken > this.#matched || this.#furthest.states.size === 0) {
      this.#matched = taken;
      this.#furthest = { cut, states: new Set() };
      this.#stuck = stuck;
    }
    if (taken === this.#matched && cut.join() === this.#furthest.cut.join()) this.#furthest.states.add(state);
  }

  result(): SearchResult {
    const states = [...this.#furthest.states];
    return {
      kind: 'rejected',
      matched: this.#matched,
      frontier: states.slice(0, keptStates).map((state) => this.#all.at(state).slice()),
      candidates: states.length,
      generated: this.spending.generated,
      states: this.spending.states,
      hidden: this.#hidden,
      lastChoice: this.#matched === 0 ? null : this.#matched,
      because: '',
      // A violation far before the furthest event was met on a way that was not the best one.
      violated: this.#violated !== null && this.#violated.event > this.#matched ? this.#violated : null,
      event: this.#stuck,
      certain: null,
      deep: true,
    };
  }
}
