/** The search event by event: states that agree with the trace, and only those of the last event. */
import type { Foresight } from './foresight.js';
import { restoreLayer, type SavedSearch, saveLayer } from './handover.js';
import { isBetter, Layer, type Link, plain, type Violated, type Way } from './layer.js';
import type { TraceModel } from './model.js';
import type { PreparedEvent } from './prepared-event.js';
import type { SearchOptions, SearchResult } from './search-result.js';
import { Spending } from './spending.js';
import type { State } from './state.js';
import { Steps } from './steps.js';
import type { Budget } from './verdict.js';

/** From so many states on it is worth looking for those that have the same future. */
const many = 48;

/** States of the furthest event that are kept for the explanation. */
export const keptStates = 64;

/** `start`, then `feed` as long as it says true. */
export class Search {
  readonly spending: Spending;
  readonly steps: Steps;
  #current: Layer;
  #next: Layer;
  #matched = 0;
  #lastChoice: number | null = null;
  #hidden = 0;
  #violated: Violated | null = null;
  #dead = false;
  #foresight: Foresight | null | undefined;
  /** The last event that was taken in, and its place; 0 before the first. */
  #event: PreparedEvent | null = null;
  #at = 0;
  /** See `SearchResult.certain`; -1 where there is none. */
  #certainAt = -1;
  readonly #certain: Int32Array;
  /** The state from which steps are taken. */
  readonly #from: Int32Array;
  /** Whether it matters how a state was come by. */
  readonly #follows: boolean;

  constructor(
    readonly model: TraceModel,
    budget: Budget,
    readonly options: SearchOptions = {},
  ) {
    this.spending = new Spending(budget);
    this.steps = new Steps(model, () => this.spending.tick());
    this.#follows = options.onStep !== undefined || options.hidden === true;
    this.#current = new Layer(model.variables.length);
    this.#next = new Layer(model.variables.length);
    this.#certain = new Int32Array(model.variables.length);
    this.#from = new Int32Array(model.variables.length);
  }

  /** The states in which a behaviour may be after the last event. */
  get layer(): Layer {
    return this.#current;
  }

  get matched(): number {
    return this.#matched;
  }

  /** Hidden steps on the way to what was last certain. */
  get hidden(): number {
    return this.#hidden;
  }

  get lastChoice(): number | null {
    return this.#lastChoice;
  }

  /** The last event that was taken in; null before the first. */
  get event(): PreparedEvent | null {
    return this.#event;
  }

  start(): void {
    this.model.initialStates((state) => {
      if (this.#current.add(state, plain)) this.spending.count();
    });
    // Invariants are evaluated afterwards: the registers are in use while initial states are made.
    const { table } = this.#current;
    const checked = new Layer(this.model.variables.length);
    for (let i = 0; i < table.size; i += 1) checked.add(table.at(i), this.#judged(table.at(i), plain, 0));
    this.#current = checked;
    if (checked.size === 0) this.#dead = true;
    else this.#noteViolation();
    if (checked.size === 1) this.#makeCertain(0);
  }

  /** Goes on where another thread stood, in place of `start`. */
  resume(saved: SavedSearch): void {
    this.#current = restoreLayer(saved.layer, this.#certain);
    this.#matched = saved.matched;
    this.#lastChoice = saved.lastChoice;
    this.#hidden = saved.hidden;
    this.#at = saved.at;
    this.#certainAt = saved.certainAt;
    this.spending.resume(saved);
  }

  /** For another thread; only while `feed` says true, and where nobody is told of steps. */
  save(): SavedSearch {
    const { generated, states, alone } = this.spending;
    return {
      layer: saveLayer(this.#current, this.#certain),
      matched: this.#matched,
      lastChoice: this.#lastChoice,
      hidden: this.#hidden,
      at: this.#at,
      certainAt: this.#certainAt,
      generated,
      states,
      alone,
    };
  }

  /** Takes one event; false if no behaviour goes on with it, or every one breaks an invariant. */
  feed(event: PreparedEvent): boolean {
    if (this.#dead || this.#violated !== null) return false;
    if (this.options.hidden === true && event.hidden.length > 0) {
      this.spending.on = ` on hidden steps before event ${event.at}: say when they are possible ("when"), before which events, and how many ("max")`;
      this.#takeHidden(event);
      this.spending.on = '';
    }
    const { size } = this.#current;
    if (size > 1) this.#lastChoice = this.#at;
    this.#event = event;
    this.#at = event.at;
    if (size > many) this.#next.standFor = this.#standing(event.at);
    for (let i = 0; i < size; i += 1) {
      this.#current.table.copy(i, this.#from);
      this.#takeEvent(event, this.#from, this.#current.way(i));
    }
    if (this.#next.size === 0) {
      this.#dead = true;
      return false;
    }
    this.#matched += 1;
    [this.#current, this.#next] = [this.#next, this.#current];
    this.#next.clear();
    this.#next.standFor = null;
    this.#judge();
    if (this.#current.size === 1) {
      this.#makeCertain(event.at);
      if (this.#follows) this.#settle();
    }
    return this.#violated === null;
  }

  #makeCertain(at: number): void {
    this.#certainAt = at;
    this.#current.table.copy(0, this.#certain);
  }

  /** Of states that the rest of the trace does not tell apart, one is kept. */
  #standing(at: number): ((state: State) => State) | null {
    const foresight = this.foresight;
    return foresight === null ? null : (state) => foresight.standFor(state, at);
  }

  get foresight(): Foresight | null {
    if (this.#foresight === undefined) this.#foresight = this.options.foresight?.() ?? null;
    return this.#foresight;
  }

  #takeEvent(event: PreparedEvent, state: State, way: Way): void {
    const follows = this.#follows || way.violated !== null;
    this.steps.of(event, state, (next, action, args) => {
      const link = this.options.onStep === undefined ? null : this.#link(way, false, action, args, next);
      const { violated, hidden, since } = way;
      if (this.#next.add(next, follows ? { violated, hidden: hidden + since, since: 0, link } : plain)) {
        this.spending.count(this.#next.size === 1);
      }
    });
  }

  /** Adds the states that steps lead to which no event records. */
  #takeHidden(event: PreparedEvent): void {
    const layer = this.#current;
    const most = Math.max(...event.hidden.map(({ max }) => max));
    for (let from = 0, taken = 0; taken < most; taken += 1) {
      const to = layer.size;
      for (let i = from; i < to; i += 1) {
        const state = layer.table.at(i).slice();
        const way = layer.way(i);
        if (way.violated !== null) continue;
        const found: { next: State; way: Way }[] = [];
        for (const { wanted, max } of event.hidden) {
          if (taken >= max) continue;
          this.steps.by(wanted, state, (next, action, args) => {
            const link = this.options.onStep === undefined ? null : this.#link(way, true, action, args, next);
            found.push({ next: next.slice(), way: { ...way, since: way.since + 1, link } });
          });
        }
        for (const one of found) {
          if (layer.add(one.next, this.#judged(one.next, one.way, this.#matched))) this.spending.count();
        }
      }
      if (layer.size === to) break;
      from = to;
    }
  }

  #link(way: Way, hidden: boolean, action: number, args: ArrayLike<number>, next: State): Link {
    const event = this.#matched;
    return { before: way.link, event, hidden, action, args: Array.from(args), state: next.slice() };
  }

  #judged(state: State, way: Way, event: number): Way {
    if (this.options.invariants === false || way.violated !== null) return way;
    const invariant = this.model.violated?.(state) ?? null;
    return invariant === null ? way : { ...way, violated: { invariant, event, state: state.slice() } };
  }

  /** Evaluates the invariants on the states of the current layer. */
  #judge(): void {
    if (this.options.invariants === false || this.model.violated === undefined) return;
    const layer = this.#current;
    for (let i = 0; i < layer.size; i += 1) {
      const way = layer.way(i);
      const judged = this.#judged(layer.table.at(i), way, this.#matched);
      if (judged !== way) layer.replace(i, judged);
    }
    this.#noteViolation();
  }

  #noteViolation(): void {
    if (this.#current.allViolated) this.#violated = this.#current.way(0).violated;
  }

  /** There is one state only: the way to it is certain, and is told and forgotten. */
  #settle(): void {
    const way = this.#current.way(0);
    this.#hidden += way.hidden + way.since;
    const { onStep } = this.options;
    if (onStep !== undefined) {
      const links: Link[] = [];
      for (let link = way.link; link !== null; link = link.before) links.push(link);
      for (const link of links.reverse()) onStep(link);
    }
    this.#current.replace(0, { ...plain, violated: way.violated });
  }

  result(): SearchResult {
    const kind = this.#violated !== null ? 'violated' : this.#dead ? 'rejected' : 'accepted';
    if (kind === 'accepted' && this.#follows && this.#current.size > 0) {
      let best = 0;
      for (let i = 1; i < this.#current.size; i += 1) {
        if (isBetter(this.#current.way(i), this.#current.way(best))) best = i;
      }
      const { size } = this.#current;
      this.#current.only(best);
      this.#settle();
      return this.made(kind, '', size);
    }
    return this.made(kind, '');
  }

  /** What was found up to here. */
  made(kind: SearchResult['kind'], because: string, candidates = this.#current.size): SearchResult {
    const { table } = this.#current;
    const kept = Math.min(table.size, keptStates);
    return {
      kind,
      matched: this.#matched,
      frontier: Array.from({ length: kept }, (_, index) => table.at(index).slice()),
      candidates,
      generated: this.spending.generated,
      states: this.spending.states,
      hidden: this.#hidden,
      lastChoice: this.#lastChoice,
      because,
      violated: this.#violated,
      event: kind === 'accepted' ? null : this.#event,
      certain: this.#certainAt < 0 ? null : { at: this.#certainAt, state: this.#certain.slice() },
      deep: false,
    };
  }

  /** Runs a part of a search; what it came to if the budget is spent, else null. */
  attempt(run: () => void): SearchResult | null {
    const spent = this.spending.guarded(run);
    return typeof spent === 'string' ? this.made('inconclusive', spent) : null;
  }

  /** Runs a search, and makes a spent budget a result. */
  guarded<T>(run: () => T): T | SearchResult {
    const spent = this.spending.guarded(() => ({ found: run() }));
    return typeof spent === 'string' ? this.made('inconclusive', spent) : spent.found;
  }
}
